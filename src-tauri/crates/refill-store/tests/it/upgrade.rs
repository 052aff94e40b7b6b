//! An upgraded database equals a fresh one.
//!
//! `tests/fixtures/NNNN.sql` is the dump of a database of version NNNN with a row in every table. A new
//! version comes with the dump of the one before it.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::support::{changes, id, open, raw, temp_dir};

/// Everything that makes up the schema.
fn schema(db: &Connection) -> Vec<(String, String, Option<String>)> {
    let mut statement = db
        .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1, 2")
        .expect("prepared");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.expect("asked").collect::<Result<_, _>>().expect("read")
}

fn version(db: &Connection) -> i64 {
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
        check_rows(dir.path());
        let upgraded = raw(dir.path());
        assert_eq!(version(&upgraded), known);
        assert_eq!(schema(&upgraded), schema(&fresh), "from version {number}");
    }
}

/// The rows of the fixtures are all still there.
fn check_rows(dir: &Path) {
    let store = open(dir).store;
    let account = store
        .account(&id("11111111-0000-4000-8000-000000000001"))
        .expect("read")
        .expect("there");
    assert_eq!(
        (account.name.as_str(), account.provider.as_str()),
        ("Work", "acme")
    );
    assert_eq!(account.threshold.expect("set").to_string(), "5.50");
    assert_eq!(changes(&store, &account.id).len(), 2);
    let last = store.last_readings(&account.id).expect("read");
    assert_eq!(
        last.latest.expect("there").balance.money.amount.to_string(),
        "97.00"
    );
    assert!(store.alert_state(&account.id).expect("read").fired.is_some());
    assert_eq!(store.failures().expect("read").len(), 1);
    assert!(store.history_completed_at(&account.id).expect("read").is_some());
    assert_eq!(store.setting("interval").expect("read").as_deref(), Some("15"));
    assert_eq!(
        store.installation().as_str(),
        "00000000-0000-4000-8000-000000000000"
    );
}
