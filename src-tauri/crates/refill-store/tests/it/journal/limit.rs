//! The limits are those that were set last.

use refill_core::x402::{Atomic, Limits};

use super::{open, raw};
use crate::support::{at, temp_dir};

#[test]
fn the_last_ones_count_and_the_others_stay() {
    let dir = temp_dir();
    let journal = open(dir.path());
    assert_eq!(journal.limits().expect("read"), Limits::default());
    let limits = |coins| Limits {
        payment: Atomic::whole(coins),
        account_day: Atomic::new(u64::MAX),
        day: Atomic::ZERO,
        month: Atomic::new(1),
    };
    journal.set_limits(&limits(5), at(500)).expect("set");
    // The clock was set back.
    journal.set_limits(&limits(4), at(400)).expect("set");
    assert_eq!(journal.limits().expect("read"), limits(4));
    drop(journal);
    assert_eq!(open(dir.path()).limits().expect("read"), limits(4));
    let kept: i64 = raw(dir.path())
        .query_row("SELECT count(*) FROM spending_limit", [], |row| row.get(0))
        .expect("counted");
    assert_eq!(kept, 2);
}
