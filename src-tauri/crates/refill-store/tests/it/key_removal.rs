use refill_core::account::Account;

use crate::support::{account, at, open, secret, temp_dir, test_store};

fn with_key(name: &str, key: &str) -> Account {
    Account {
        secret: Some(secret(key)),
        ..account(name)
    }
}

#[test]
fn a_planned_key_that_is_used_is_never_removed() {
    let dir = temp_dir();
    {
        let store = open(dir.path()).store;
        store.secret_planned(&secret("s")).expect("planned");
        assert!(
            store.secrets_to_remove().expect("listed").is_empty(),
            "it is being written"
        );
        store.insert_account(&with_key("a", "s"), None).expect("added");
    }
    let store = open(dir.path()).store;
    assert!(store.secrets_to_remove().expect("listed").is_empty());
}

#[test]
fn a_planned_key_that_was_never_used_is_due_at_the_next_start() {
    let dir = temp_dir();
    open(dir.path())
        .store
        .secret_planned(&secret("s"))
        .expect("planned");
    let store = open(dir.path()).store;
    assert_eq!(store.secrets_to_remove().expect("listed"), [secret("s")]);
    store.secret_removed(&secret("s")).expect("recorded");
    assert!(store.secrets_to_remove().expect("listed").is_empty());
    drop(store);
    assert!(
        open(dir.path())
            .store
            .secrets_to_remove()
            .expect("listed")
            .is_empty()
    );
}

#[test]
fn a_key_given_up_in_this_session_is_due_at_once() {
    let store = test_store();
    store.secret_planned(&secret("s")).expect("planned");
    store.secret_unused(&secret("s")).expect("given up");
    assert_eq!(store.secrets_to_remove().expect("listed"), [secret("s")]);
    store.secret_unused(&secret("other")).expect("nothing to give up");
    assert_eq!(store.secrets_to_remove().expect("listed").len(), 1);
}

#[test]
fn a_key_in_use_is_not_listed_whatever_is_recorded() {
    let store = test_store();
    store.insert_account(&with_key("a", "s"), None).expect("added");
    store.secret_planned(&secret("s")).expect("planned");
    store.secret_unused(&secret("s")).expect("given up");
    assert!(store.secrets_to_remove().expect("listed").is_empty());
}

#[test]
fn a_removed_account_keeps_its_key_until_the_removal_is_finished() {
    let dir = temp_dir();
    let a = with_key("a", "s");
    {
        let store = open(dir.path()).store;
        store.insert_account(&a, None).expect("added");
        store.mark_removed(&a.id, at(1)).expect("removed");
    }
    let store = open(dir.path()).store;
    assert!(store.secrets_to_remove().expect("listed").is_empty());
    assert!(store.finish_removal(&a.id).expect("finished"));
    assert_eq!(store.secrets_to_remove().expect("listed"), [secret("s")]);
}
