//! A keychain that is open.

use std::fs;

use refill_core::error::VaultError;
use refill_core::ports::{Asking, Vault as _};
use refill_vault::SERVICE;

use crate::desktop::{Desktop, item, key};
use crate::running::output_of;

const SECRET: &str = "dkn_live_7f3a_secret";

#[test]
fn keeps_reads_and_removes_a_key() {
    let desktop = Desktop::with_open_keychain();
    let (vault, item) = (desktop.vault(), item("home", "1"));
    assert_eq!(vault.probe(), Ok(()));
    assert_eq!(
        vault.read(&item, Asking::Never).map(|_| ()),
        Err(VaultError::Missing)
    );
    assert_eq!(
        vault.write(&item, "Refill: Work", &key(SECRET), Asking::Allowed),
        Ok(())
    );
    let read = vault.read(&item, Asking::Never).expect("the key");
    assert!(read.same_as(&key(SECRET)));
    assert_eq!(vault.delete(&item, Asking::Allowed), Ok(()));
    assert_eq!(
        vault.read(&item, Asking::Never).map(|_| ()),
        Err(VaultError::Missing)
    );
    assert_eq!(
        vault.delete(&item, Asking::Allowed),
        Ok(()),
        "one that is not there counts as removed"
    );
    assert!(desktop.outside().items().is_empty());
}

#[test]
fn other_programs_see_the_key_and_nothing_else() {
    let desktop = Desktop::with_open_keychain();
    let vault = desktop.vault();
    vault
        .write(&item("home", "1"), "Refill: Work", &key(SECRET), Asking::Allowed)
        .expect("kept");

    let mut lookup = desktop.command("secret-tool");
    lookup.args(["lookup", "service", SERVICE, "username", "home/1"]);
    assert_eq!(output_of(lookup, "").as_deref(), Some(SECRET));
    let mut search = desktop.command("secret-tool");
    search.args(["search", "--all", "service", SERVICE]);
    let found = output_of(search, "").expect("an item");
    assert!(found.contains("label = Refill: Work\n"), "{found}");
    assert_eq!(found.matches("secret = ").count(), 1, "{found}");

    let outside = desktop.outside();
    let items = outside.items();
    assert_eq!(items.len(), 1);
    let mut attributes: Vec<_> = outside.attributes(&items[0]).into_iter().collect();
    attributes.retain(|(name, _)| name != "xdg:schema");
    attributes.sort();
    let expected = [("service", SERVICE), ("username", "home/1")];
    assert_eq!(
        attributes,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(outside.label(&items[0]), "Refill: Work");
}

#[test]
fn the_key_lies_nowhere_in_plain_text() {
    let desktop = Desktop::with_open_keychain();
    let vault = desktop.vault();
    vault
        .write(&item("home", "1"), "Refill: Work", &key(SECRET), Asking::Allowed)
        .expect("kept");
    let mut files = 0;
    for file in fs::read_dir(desktop.keychain_files()).expect("a folder") {
        let bytes = fs::read(file.expect("a file").path()).expect("a file");
        assert!(
            !bytes
                .windows(SECRET.len())
                .any(|window| window == SECRET.as_bytes())
        );
        files += 1;
    }
    assert!(files > 0);
}

#[test]
fn writing_again_replaces() {
    let desktop = Desktop::with_open_keychain();
    let (vault, item) = (desktop.vault(), item("home", "1"));
    for text in ["first_key", "second_key"] {
        vault
            .write(&item, "Refill", &key(text), Asking::Allowed)
            .expect("kept");
        let read = vault.read(&item, Asking::Never).expect("the key");
        assert!(read.same_as(&key(text)));
    }
    assert_eq!(desktop.outside().items().len(), 1);
}

#[test]
fn two_installations_do_not_touch_each_other() {
    let desktop = Desktop::with_open_keychain();
    let vault = desktop.vault();
    let (here, there) = (item("home", "1"), item("work", "1"));
    vault
        .write(&here, "Refill", &key("key_here"), Asking::Allowed)
        .expect("kept");
    assert_eq!(
        vault.read(&there, Asking::Never).map(|_| ()),
        Err(VaultError::Missing)
    );
    vault
        .write(&there, "Refill", &key("key_there"), Asking::Allowed)
        .expect("kept");
    assert_eq!(vault.delete(&there, Asking::Never), Ok(()));
    let read = vault.read(&here, Asking::Never).expect("the key");
    assert!(read.same_as(&key("key_here")));
    // An id that is a part of another one is still another one.
    assert_eq!(
        vault.read(&item("home", ""), Asking::Never).map(|_| ()),
        Err(VaultError::Missing)
    );
}

#[test]
fn an_item_that_was_removed_from_outside_is_missing() {
    let desktop = Desktop::with_open_keychain();
    let (vault, item) = (desktop.vault(), item("home", "1"));
    vault
        .write(&item, "Refill", &key(SECRET), Asking::Allowed)
        .expect("kept");
    let mut clear = desktop.command("secret-tool");
    clear.args(["clear", "service", SERVICE, "username", "home/1"]);
    output_of(clear, "").expect("cleared");
    assert_eq!(
        vault.read(&item, Asking::Never).map(|_| ()),
        Err(VaultError::Missing)
    );
}

#[test]
fn an_item_that_was_overwritten_from_outside_was_not_kept() {
    let desktop = Desktop::with_open_keychain();
    let (vault, item) = (desktop.vault(), item("home", "1"));
    let mut store = desktop.command("secret-tool");
    store.args(["store", "--label=x", "service", SERVICE, "username", "home/1"]);
    output_of(store, "this is no key").expect("stored");
    assert_eq!(
        vault.read(&item, Asking::Never).map(|_| ()),
        Err(VaultError::NotKept)
    );
}

#[test]
fn a_long_key_is_kept_whole() {
    let desktop = Desktop::with_open_keychain();
    let (vault, item) = (desktop.vault(), item("home", "1"));
    let long = key(&"k".repeat(refill_core::key::LONGEST_KEY));
    vault
        .write(&item, "Refill", &long, Asking::Allowed)
        .expect("kept");
    assert!(vault.read(&item, Asking::Never).expect("the key").same_as(&long));
}

#[test]
fn calls_side_by_side_do_not_disturb_each_other() {
    let desktop = Desktop::with_open_keychain();
    let vault = desktop.vault();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let vault = &vault;
            scope.spawn(move || {
                let (item, key) = (item("home", &number.to_string()), key(&format!("key_{number}")));
                vault.write(&item, "Refill", &key, Asking::Allowed).expect("kept");
                assert!(vault.read(&item, Asking::Never).expect("the key").same_as(&key));
            });
        }
    });
    assert_eq!(desktop.outside().items().len(), 8);
}
