//! The keychain item with the tokens of an account's holder.

use refill_core::account::Account;
use refill_core::server::ServerAddress;
use refill_store::{Store, StoreError};

use crate::support::{account, at, id, open, raw, secret, temp_dir, test_store};

fn server(address: &str) -> ServerAddress {
    ServerAddress::parse(address).expect("an address")
}

/// An account with a key, whose holder is signed in.
fn signed_in() -> Account {
    Account {
        server: Some(server("https://api.example.com/api/v1")),
        secret: Some(secret("key")),
        session: Some(secret("tokens")),
        ..account("a")
    }
}

fn due(store: &Store) -> Vec<String> {
    let due = store.secrets_to_remove().expect("listed").into_iter();
    due.map(|secret| secret.as_str().to_owned()).collect()
}

fn session(store: &Store) -> Option<String> {
    let account = store.account(&id("a")).expect("read").expect("there");
    account.session.map(|session| session.as_str().to_owned())
}

#[test]
fn is_stored_with_its_account_and_read_everywhere() {
    let dir = temp_dir();
    let store = open(dir.path()).store;
    store.secret_planned(&secret("key")).expect("planned");
    store.secret_planned(&secret("tokens")).expect("planned");
    store.insert_account(&signed_in(), None).expect("added");
    drop(store);
    let store = open(dir.path()).store;
    assert_eq!(due(&store), [""; 0], "both are in use");
    assert_eq!(store.accounts().expect("read"), [signed_in()]);
    assert_eq!(store.account(&id("a")).expect("read"), Some(signed_in()));
    let pace = |_: &_, _: Option<&_>| (at(0), at(1));
    let glances = store.glances(at(0), &pace).expect("read");
    assert_eq!(glances[0].account, signed_in());
    store.mark_removed(&id("a"), at(1)).expect("removed");
    let removed = store.removed_accounts().expect("read");
    assert_eq!(removed[0].account, signed_in());
}

#[test]
fn of_two_accounts_is_never_the_same() {
    let store = test_store();
    store.insert_account(&signed_in(), None).expect("added");
    let thief = Account {
        session: Some(secret("tokens")),
        ..account("b")
    };
    assert!(store.insert_account(&thief, None).is_err());
    store.insert_account(&account("b"), None).expect("added");
    store
        .insert_account(&account("c"), None)
        .expect("none is no item");
    assert!(store.set_session(&id("b"), Some(&secret("tokens"))).is_err());
    assert_eq!(due(&store), [""; 0], "nothing half-done stays");
}

#[test]
fn comes_with_a_sign_in_and_goes_with_a_sign_out() {
    let store = test_store();
    store.insert_account(&account("a"), None).expect("added");
    let a = id("a");
    for tokens in ["first", "second"] {
        store.secret_planned(&secret(tokens)).expect("planned");
        store.set_session(&a, Some(&secret(tokens))).expect("set");
    }
    assert_eq!(
        (session(&store), due(&store)),
        (Some("second".to_owned()), vec!["first".to_owned()])
    );
    // The same one again stays in use.
    store.set_session(&a, Some(&secret("second"))).expect("set");
    assert_eq!(
        (session(&store), due(&store)),
        (Some("second".to_owned()), vec!["first".to_owned()])
    );
    store.set_session(&a, None).expect("signed out");
    assert_eq!(
        (session(&store), due(&store)),
        (None, vec!["first".to_owned(), "second".to_owned()])
    );
    store.set_session(&a, None).expect("nobody is signed in");
    assert_eq!(due(&store).len(), 2);
}

#[test]
fn one_that_was_planned_and_never_used_is_due_at_the_next_start() {
    let dir = temp_dir();
    {
        let store = open(dir.path()).store;
        store.insert_account(&account("a"), None).expect("added");
        store.secret_planned(&secret("used")).expect("planned");
        store.set_session(&id("a"), Some(&secret("used"))).expect("set");
        store.secret_planned(&secret("lost")).expect("planned");
    }
    let store = open(dir.path()).store;
    assert_eq!(due(&store), ["lost"]);
    assert_eq!(session(&store).as_deref(), Some("used"));
}

#[test]
fn one_in_use_is_not_listed_whatever_is_recorded() {
    let dir = temp_dir();
    let store = open(dir.path()).store;
    store.insert_account(&signed_in(), None).expect("added");
    let sql = "INSERT INTO key_removal VALUES ('tokens', 'due')";
    raw(dir.path()).execute(sql, []).expect("recorded");
    assert_eq!(due(&store), [""; 0]);
}

#[test]
fn tokens_never_go_to_another_server() {
    let store = test_store();
    store.insert_account(&signed_in(), None).expect("added");
    let a = id("a");
    store
        .replace_secret(&a, Some(&secret("key 2")), None)
        .expect("replaced");
    assert_eq!(
        (session(&store).as_deref(), due(&store)),
        (Some("tokens"), vec!["key".to_owned()])
    );
    let same = server("https://api.example.com/api/v1");
    store
        .replace_secret(&a, Some(&secret("key 3")), Some(&same))
        .expect("replaced");
    assert_eq!(session(&store).as_deref(), Some("tokens"));
    let other = server("https://evil.example.com/api/v1");
    store
        .replace_secret(&a, Some(&secret("key 4")), Some(&other))
        .expect("replaced");
    assert_eq!(session(&store), None);
    assert_eq!(due(&store), ["key", "key 2", "key 3", "tokens"]);
    let account = store.account(&a).expect("read").expect("there");
    assert_eq!(
        (account.secret, account.server),
        (Some(secret("key 4")), Some(other))
    );
}

#[test]
fn goes_with_its_account() {
    let store = test_store();
    store.insert_account(&signed_in(), None).expect("added");
    let a = id("a");
    store.mark_removed(&a, at(1)).expect("removed");
    assert_eq!(due(&store), [""; 0], "it can still be brought back");
    let refused = store.set_session(&a, None);
    assert!(
        matches!(refused, Err(StoreError::NoSuchAccount(_))),
        "{refused:?}"
    );
    assert!(store.undo_remove(&a).expect("undone"));
    assert_eq!(session(&store).as_deref(), Some("tokens"));
    store.mark_removed(&a, at(2)).expect("removed");
    assert!(store.finish_removal(&a).expect("finished"));
    assert_eq!(due(&store), ["key", "tokens"]);
}
