//! An upgraded journal equals a fresh one, as for `history.db`.
//!
//! `tests/fixtures/payments/NNNN.sql` is the dump of a journal of version NNNN. A new version comes with the dump of
//! the one before it.

use std::fs;
use std::path::Path;

use refill_core::purchase::{Event, Evidence, State};

use super::{arrival, open, p, package, page, purchase, raw};
use crate::support::{at, temp_dir};
use crate::upgrade::{schema, version};

#[test]
fn every_older_version_becomes_a_fresh_one() {
    let fresh_dir = temp_dir();
    drop(open(fresh_dir.path()));
    let fresh = raw(fresh_dir.path());
    let known = version(&fresh);
    assert!(known >= 1);
    for number in 1..=known {
        let fixture =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/payments/{number:04}.sql"));
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

/// The purchases of the fixtures are all still there, and mean what they meant.
fn check_rows(dir: &Path) {
    let journal = open(dir);
    let credited = journal.purchase(&p("credited")).expect("read").expect("there");
    assert_eq!(credited.purchase, package("credited", "a"));
    assert_eq!(credited.state, State::Credited);
    let events = [
        Event::Asked,
        Event::Ready(page()),
        Event::Opened,
        Event::Credited(arrival(Evidence::Row)),
    ];
    assert_eq!(credited.events, (101..).map(at).zip(events).collect::<Vec<_>>());
    let failed = journal.purchase(&p("failed")).expect("read").expect("there");
    assert_eq!(failed.purchase, purchase("failed", "a"));
    assert_eq!(failed.events, [(at(101), Event::Failed("no_answer".to_owned()))]);
    let open = journal.open_purchase(&failed.purchase.account).expect("read");
    assert_eq!(
        open.map(|open| (open.purchase.id, open.state)),
        Some((p("open"), State::Begun))
    );
}
