//! Without its guard a second payment begins: so a harness that takes it away would see what it prevents.

use refill_store::JournalError;

use super::usdc::payment;
use super::{open, package, raw};
use crate::support::temp_dir;

#[test]
fn without_the_guard_a_second_payment_begins() {
    let dir = temp_dir();
    let journal = open(dir.path());
    journal.begin(&payment("1", "a")).expect("begun");
    let guarded = journal.begin(&payment("2", "a"));
    assert!(
        matches!(guarded, Err(JournalError::AlreadyOpen(_))),
        "{guarded:?}"
    );
    journal.without_one_live_guard().expect("taken away");
    journal.begin(&payment("2", "a")).expect("begun");
    journal.begin(&package("page", "a")).expect("begun");
    let page = journal.begin(&package("second page", "a"));
    assert!(matches!(page, Err(JournalError::AlreadyOpen(_))), "{page:?}");
    journal.without_one_live_guard().expect("again");
    let live: i64 = raw(dir.path())
        .query_row("SELECT count(*) FROM head WHERE family = 'usdc'", [], |row| {
            row.get(0)
        })
        .expect("counted");
    assert_eq!(live, 2);
}
