//! An upgraded database equals a fresh one.
//!
//! `tests/fixtures/NNNN.sql` is the dump of a database of version NNNN with a row in every table. A new
//! version comes with the dump of the one before it.

use std::fs;
use std::path::Path;

use refill_core::account::{Account, Divisor};
use refill_core::reading::{Basis, Budget, Cycle, Reading};
use refill_store::{Opened, Store};
use rusqlite::Connection;

use crate::support::{at, changes, dec, id, open, raw, reading, secret, temp_dir};

/// Everything that makes up the schema.
pub fn schema(db: &Connection) -> Vec<(String, String, Option<String>)> {
    let mut statement = db
        .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1, 2")
        .expect("prepared");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.expect("asked").collect::<Result<_, _>>().expect("read")
}

pub fn version(db: &Connection) -> i64 {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
        .expect("asked")
}

#[test]
fn every_older_version_becomes_a_fresh_one() {
    let fresh_dir = temp_dir();
    drop(open(fresh_dir.path()));
    let fresh = raw(fresh_dir.path());
    let known = version(&fresh);
    assert!(known >= 1);
    for number in 1..=known {
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{number:04}.sql"));
        let sql = fs::read_to_string(&fixture).expect("a fixture for every version");
        let dir = temp_dir();
        let old = raw(dir.path());
        old.execute_batch(&sql).expect("the dump");
        assert_eq!(version(&old), number);
        drop(old);
        check_rows(dir.path(), number);
        let upgraded = raw(dir.path());
        assert_eq!(version(&upgraded), known);
        assert_eq!(schema(&upgraded), schema(&fresh), "from version {number}");
    }
}

/// The rows of the fixture of a version are all still there, and mean what they meant.
fn check_rows(dir: &Path, version: i64) {
    let Opened { store, set_aside, .. } = open(dir);
    assert!(set_aside.is_none());
    let account = store
        .account(&id("11111111-0000-4000-8000-000000000001"))
        .expect("read")
        .expect("there");
    assert_eq!(
        (account.name.as_str(), account.provider.as_str()),
        ("Work", "acme")
    );
    assert_eq!(account.threshold.expect("set").to_string(), "5.50");
    assert!(store.alert_state(&account.id).expect("read").fired.is_some());
    assert_eq!(store.failures().expect("read").len(), 1);
    assert!(store.history_completed_at(&account.id).expect("read").is_some());
    assert_eq!(store.setting("interval").expect("read").as_deref(), Some("15"));
    assert_eq!(
        store.installation().as_str(),
        "00000000-0000-4000-8000-000000000000"
    );
    // Until version 3 nobody signed in with an e-mail address.
    let session = (version >= 3).then(|| secret("session-1"));
    assert_eq!(
        (account.secret.clone(), account.session.clone()),
        (Some(secret("secret-1")), session)
    );
    match version {
        1 => check_one_series(&store, &account),
        _ => check_two_series(&store, &account),
    }
}

/// Amounts and moments of the levels, and what was spent.
fn seen(store: &Store, account: &Account) -> (Vec<(i64, String)>, String) {
    let levels = store.levels(&account.id, at(0)).expect("read").into_iter();
    let pace = store
        .spending(&account.id, at(0), at(1_800_000_000))
        .expect("read");
    (
        levels
            .map(|level| (level.at.as_second() - 1_700_000_000, level.amount.to_string()))
            .collect(),
        pace.expect("known").spent.to_string(),
    )
}

fn levels(levels: &[(i64, &str)]) -> Vec<(i64, String)> {
    levels
        .iter()
        .map(|&(second, amount)| (second, amount.to_owned()))
        .collect()
}

/// Before there were series, all was one.
fn check_one_series(store: &Store, account: &Account) {
    assert_eq!(account.divisor, Divisor::ONE);
    assert_eq!(changes(store, &account.id).len(), 2);
    let last = store.last_readings(&account.id).expect("read");
    assert_eq!(last.latest, Some(reading(1_700_000_300, "97.00")));
    let line = levels(&[(0, "100"), (100, "98.5"), (300, "97.00")]);
    assert_eq!(seen(store, account), (line, "3.00".to_owned()));
    // What was observed then does not count in a later one.
    store.begin_series(&account.id).expect("begun");
    store
        .record_reading(&account.id, &reading(1_700_000_500, "5"), &[], None)
        .expect("stored");
    assert_eq!(seen(store, account).1, "1.5");
}

fn check_two_series(store: &Store, account: &Account) {
    assert_eq!(Some(account.divisor), Divisor::new(100));
    assert_eq!(changes(store, &account.id).len(), 3);
    let mut expected: Reading = reading(1_700_000_350, "20.5");
    expected.balance.basis = Basis::Budget(Budget {
        limit: Some(dec("50.00")),
        resets: Some(Cycle::Monthly),
    });
    expected.balance.received = Some(dec("120.10"));
    expected.balance.last_top_up = Some(at(1_700_000_000));
    let last = store.last_readings(&account.id).expect("read");
    assert_eq!(last.latest, Some(expected));
    let line = levels(&[(100, "98.5"), (350, "20.5")]);
    // Of a budget only what was observed in it counts.
    assert_eq!(seen(store, account), (line, "0.5".to_owned()));
}
