//! A keychain that is locked, and a dialog that nobody answers.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use refill_core::error::VaultError;
use refill_core::ports::{Asking, Vault as _};
use refill_vault::{KeychainVault, SERVICE};

use crate::desktop::{Desktop, item, key};
use crate::prompter::SilentPrompter;
use crate::wait::{at_most, until};

/// What a call may take that waits for nobody. A dialog would take until somebody answers.
const AT_ONCE: Duration = Duration::from_secs(4);

/// A locked keychain with a key in it.
fn locked_with_a_key() -> Desktop {
    let desktop = Desktop::with_open_keychain();
    let written = desktop
        .vault()
        .write(&item("home", "1"), "Refill", &key("some_key"), Asking::Allowed);
    assert_eq!(written, Ok(()));
    desktop.outside().lock();
    desktop
}

fn assert_locked_at_once(vault: &KeychainVault) {
    let item = item("home", "1");
    assert_eq!(at_most(AT_ONCE, || vault.probe()), Err(VaultError::Locked));
    let read = at_most(AT_ONCE, || vault.read(&item, Asking::Never));
    assert_eq!(read.map(|_| ()), Err(VaultError::Locked));
    let written = at_most(AT_ONCE, || {
        vault.write(&item, "Refill", &key("other_key"), Asking::Never)
    });
    assert_eq!(written, Err(VaultError::Locked));
    assert_eq!(
        at_most(AT_ONCE, || vault.delete(&item, Asking::Never)),
        Err(VaultError::Locked)
    );
}

#[test]
fn says_so_at_once_and_raises_no_dialog() {
    let desktop = locked_with_a_key();
    let prompter = SilentPrompter::on_bus(desktop.address());
    assert_locked_at_once(&desktop.vault());
    assert_eq!(prompter.dialogs(), 0);
}

#[test]
fn an_open_dialog_holds_up_nobody_else() {
    let desktop = locked_with_a_key();
    let prompter = SilentPrompter::on_bus(desktop.address());
    let vault = Arc::new(desktop.vault());
    let asking = {
        let vault = Arc::clone(&vault);
        thread::spawn(move || vault.read(&item("home", "1"), Asking::Allowed))
    };
    until("a dialog is asked for", || prompter.dialogs() == 1);
    assert_locked_at_once(&vault);
    assert!(!asking.is_finished(), "it waits for the person");
    assert_eq!(prompter.dialogs(), 1);
    drop(prompter);
    let answer = asking.join().expect("no panic").map(|_| ());
    assert_eq!(
        answer,
        Err(VaultError::Refused),
        "a dialog that went away was dismissed"
    );
    assert_locked_at_once(&vault);
}

#[test]
fn a_service_that_dies_under_its_dialog_is_absent() {
    let mut desktop = locked_with_a_key();
    let prompter = SilentPrompter::on_bus(desktop.address());
    let vault = desktop.vault();
    let asking = thread::spawn(move || vault.read(&item("home", "1"), Asking::Allowed));
    until("a dialog is asked for", || prompter.dialogs() == 1);
    desktop.kill_keychain();
    let answer = asking.join().expect("no panic").map(|_| ());
    assert_eq!(answer, Err(VaultError::Absent));
}

#[test]
fn an_item_in_another_locked_keychain_raises_no_dialog_either() {
    let desktop = Desktop::with_open_keychain();
    let outside = desktop.outside();
    let other = outside.make_collection("Other", "another-password");
    let attributes = [("service", SERVICE), ("username", "home/1")];
    outside.store_in(&other, &attributes, "moved_key");
    let vault = desktop.vault();
    let read = vault.read(&item("home", "1"), Asking::Never).expect("the key");
    assert!(read.same_as(&key("moved_key")), "it is found wherever it lies");

    outside.lock_collection(&other);
    assert_eq!(outside.find(&attributes).1.len(), 1, "found, and locked");
    let prompter = SilentPrompter::on_bus(desktop.address());
    assert_eq!(vault.probe(), Ok(()), "the default keychain is open");
    let read = at_most(AT_ONCE, || vault.read(&item("home", "1"), Asking::Never));
    assert_eq!(read.map(|_| ()), Err(VaultError::Locked));
    let deleted = at_most(AT_ONCE, || vault.delete(&item("home", "1"), Asking::Never));
    assert_eq!(deleted, Err(VaultError::Locked));
    assert_eq!(prompter.dialogs(), 0);
}

#[test]
fn a_person_without_any_keychain_is_asked_only_when_that_is_allowed() {
    let mut desktop = Desktop::without_keychain();
    desktop.start_without_any_keychain();
    let prompter = SilentPrompter::on_bus(desktop.address());
    let vault = desktop.vault();
    assert_locked_at_once(&vault);
    assert_eq!(prompter.dialogs(), 0);
    let asking =
        thread::spawn(move || vault.write(&item("home", "1"), "Refill", &key("some_key"), Asking::Allowed));
    until("a dialog is asked for", || prompter.dialogs() == 1);
    drop(prompter);
    assert_eq!(asking.join().expect("no panic"), Err(VaultError::Refused));
    assert_eq!(desktop.outside().default_collection(), None);
}
