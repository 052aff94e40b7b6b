use refill_core::account::{Account, AccountName, Divisor};
use refill_core::alert::{AlertState, Level};
use refill_core::ids::ProviderId;
use refill_core::money::Unit;
use refill_core::server::ServerAddress;
use refill_store::{Filter, StoreError};

use crate::support::{
    account, add, at, awaiting, changes, credit, debit, dec, id, open, raw, reading, secret, store_history,
    stream, temp_dir, test_store,
};

/// An account with every field filled, of a provider and a unit that no version knows.
fn strange() -> Account {
    Account {
        provider: ProviderId::from_static("provider-of-tomorrow"),
        server: Some(ServerAddress::parse("https://api.example.com:8443/api/v1").expect("an address")),
        divisor: Divisor::new(u32::MAX).expect("not zero"),
        secret: Some(secret("s1")),
        session: None,
        threshold: Some(dec("5.50")),
        unit: Unit::new("galactic-credits"),
        created_at: at(1_700_000_000),
        ..account("Grüße, 世界")
    }
}

#[test]
fn survives_writing_and_reading() {
    let dir = temp_dir();
    {
        let store = open(dir.path()).store;
        store.insert_account(&strange(), None).expect("added");
        add(&store, "second");
    }
    let store = open(dir.path()).store;
    assert_eq!(store.accounts().expect("read"), [strange(), account("second")]);
    let threshold = store
        .account(&strange().id)
        .expect("read")
        .expect("there")
        .threshold;
    assert_eq!(threshold.expect("set").to_string(), "5.50", "with its places");
    assert_eq!(store.account(&id("nobody")).expect("read"), None);
}

#[test]
fn comes_with_its_first_reading() {
    let store = test_store();
    let first = awaiting(5, "0");
    store.insert_account(&account("a"), Some(&first)).expect("added");
    let last = store.last_readings(&id("a")).expect("read");
    assert_eq!((last.latest, last.confirmed), (Some(first), None));
}

#[test]
fn an_id_and_a_keychain_item_belong_to_one() {
    let store = test_store();
    store.insert_account(&strange(), None).expect("added");
    let twin = Account {
        secret: None,
        ..strange()
    };
    assert!(store.insert_account(&twin, None).is_err());
    let thief = Account {
        secret: Some(secret("s1")),
        ..account("thief")
    };
    assert!(store.insert_account(&thief, Some(&reading(1, "1"))).is_err());
    assert_eq!(
        store.accounts().expect("read").len(),
        1,
        "nothing half-done stays"
    );
}

#[test]
fn is_renamed_and_given_an_alert_amount() {
    let store = test_store();
    let a = add(&store, "a");
    let name = AccountName::parse("Work").expect("a name");
    store.rename_account(&a, &name).expect("renamed");
    let fired = AlertState {
        fired: Some(Level::Low),
        delivered: true,
        dismissed: false,
    };
    store.set_threshold(&a, Some(dec("0.10")), &fired).expect("set");
    let read = store.account(&a).expect("read").expect("there");
    assert_eq!((read.name, read.threshold), (name, Some(dec("0.10"))));
    assert_eq!(store.alert_state(&a).expect("read"), fired);
    store
        .set_threshold(&a, None, &AlertState::default())
        .expect("set");
    assert_eq!(store.account(&a).expect("read").expect("there").threshold, None);
    assert_eq!(store.alert_state(&a).expect("read"), AlertState::default());
}

#[test]
fn a_new_key_retires_the_old_one_and_keeps_the_history() {
    let store = test_store();
    store.insert_account(&strange(), None).expect("added");
    let a = strange().id;
    store_history(&store, &a, &[debit(1, "3")]);
    store.secret_planned(&secret("s2")).expect("planned");
    let moved = ServerAddress::parse("https://new.example.com").expect("an address");
    store
        .replace_secret(&a, Some(&secret("s2")), Some(&moved))
        .expect("replaced");
    let read = store.account(&a).expect("read").expect("there");
    assert_eq!(
        (read.secret, read.server),
        (Some(secret("s2")), Some(moved.clone()))
    );
    assert_eq!(store.secrets_to_remove().expect("listed"), [secret("s1")]);
    assert_eq!(changes(&store, &a).len(), 1);
    // The same key again, and the address stays.
    store
        .replace_secret(&a, Some(&secret("s2")), None)
        .expect("replaced");
    assert_eq!(store.secrets_to_remove().expect("listed"), [secret("s1")]);
    // From now on for this session only.
    store.replace_secret(&a, None, None).expect("replaced");
    let read = store.account(&a).expect("read").expect("there");
    assert_eq!((read.secret, read.server), (None, Some(moved)));
    assert_eq!(
        store.secrets_to_remove().expect("listed"),
        [secret("s1"), secret("s2")]
    );
}

#[test]
fn removed_is_hidden_everywhere_and_can_come_back() {
    let store = test_store();
    store
        .insert_account(&strange(), Some(&reading(1, "9")))
        .expect("added");
    let (a, b) = (strange().id, add(&store, "b"));
    store_history(&store, &a, &[debit(1, "3")]);
    store_history(&store, &b, &[debit(2, "4")]);
    store.set_failure(&a, "down", at(2), "{}").expect("set");
    let due = AlertState {
        fired: Some(Level::Low),
        ..AlertState::default()
    };
    store.set_alert_state(&a, &due).expect("set");
    store.mark_removed(&a, at(77)).expect("removed");

    assert_eq!(store.accounts().expect("read"), [account("b")]);
    assert_eq!(store.account(&a).expect("read"), None);
    let removed = store.removed_accounts().expect("read");
    assert_eq!((&removed[0].account, removed[0].removed_at), (&strange(), at(77)));
    assert!(!store.latest_readings().expect("read").contains_key(&a));
    assert!(store.failures().expect("read").is_empty());
    assert!(store.due_alerts().expect("read").is_empty());
    assert_eq!(stream(&store, &Filter::default()).len(), 1);
    assert_eq!(store.count_history(&Filter::default()).expect("counted"), 1);
    assert!(changes(&store, &a).is_empty());
    assert!(
        store.secrets_to_remove().expect("listed").is_empty(),
        "its key stays"
    );
    let hidden = [
        store.mark_removed(&a, at(78)),
        store.rename_account(&a, &strange().name),
        store.replace_secret(&a, None, None),
        store.set_threshold(&a, None, &due),
    ];
    for refused in hidden {
        assert!(
            matches!(refused, Err(StoreError::NoSuchAccount(_))),
            "{refused:?}"
        );
    }

    assert!(store.undo_remove(&a).expect("undone"));
    assert!(!store.undo_remove(&a).expect("nothing to undo"));
    assert_eq!(store.accounts().expect("read"), [strange(), account("b")]);
    assert_eq!(changes(&store, &a).len(), 1);
    assert_eq!(store.alert_state(&a).expect("read"), due);
    assert_eq!(store.failures().expect("read").len(), 1);
}

#[test]
fn a_finished_removal_leaves_only_its_key_to_remove() {
    let dir = temp_dir();
    let store = open(dir.path()).store;
    store
        .insert_account(&strange(), Some(&reading(1, "9")))
        .expect("added");
    let (a, b) = (strange().id, add(&store, "b"));
    store_history(&store, &a, &[debit(1, "3"), credit(0, "5")]);
    store_history(&store, &b, &[debit(2, "4")]);
    store.set_failure(&a, "down", at(2), "{}").expect("set");
    store.set_alert_state(&a, &AlertState::default()).expect("set");

    assert!(
        !store.finish_removal(&a).expect("not marked"),
        "only after it was marked"
    );
    store.mark_removed(&a, at(3)).expect("removed");
    assert!(store.finish_removal(&a).expect("finished"));
    assert!(!store.finish_removal(&a).expect("gone"));
    assert!(!store.undo_remove(&a).expect("too late"));
    assert_eq!(store.secrets_to_remove().expect("listed"), [secret("s1")]);
    assert!(matches!(
        store.last_readings(&a),
        Err(StoreError::NoSuchAccount(_))
    ));
    drop(store);

    let db = raw(dir.path());
    for table in ["reading", "entry", "alert_state", "failure", "history_sync"] {
        let sql = format!("SELECT count(*) FROM {table} WHERE account NOT IN (SELECT no FROM account)");
        let left: i64 = db.query_row(&sql, [], |row| row.get(0)).expect("counted");
        assert_eq!(left, 0, "{table}");
    }
    drop(db);
    assert_eq!(
        changes(&open(dir.path()).store, &b).len(),
        1,
        "others keep theirs"
    );
}

#[test]
fn an_unknown_account_is_an_error_everywhere() {
    let store = test_store();
    let nobody = id("nobody");
    let state = AlertState::default();
    let refused = [
        store.set_failure(&nobody, "x", at(1), "{}").err(),
        store.set_alert_state(&nobody, &state).err(),
        store.record_reading(&nobody, &reading(1, "1"), &[], None).err(),
        store.begin_history_run(&nobody).err(),
        store.history_completed_at(&nobody).err(),
        store.levels(&nobody, at(0)).err(),
        store.spending(&nobody, at(0), at(1)).err(),
        store.last_credit(&nobody).err(),
    ];
    for error in refused {
        assert!(matches!(error, Some(StoreError::NoSuchAccount(_))), "{error:?}");
    }
}
