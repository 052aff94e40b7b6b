//! Waiting for conditions, and measuring that nothing waited.

use std::time::{Duration, Instant};

/// Longest that anything on a test's desktop may take. Only a broken desktop ever takes it.
const DEADLINE: Duration = Duration::from_secs(20);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(10);

/// Looks until `condition` holds, and fails when it does not in any reasonable time.
pub fn until(what: &str, condition: impl FnMut() -> bool) {
    assert!(within(DEADLINE, condition), "waited in vain until {what}");
}

/// Looks until `condition` holds or `limit` is over; tells whether it holds.
pub fn within(limit: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while !condition() {
        if begun.elapsed() >= limit {
            return false;
        }
        #[expect(clippy::disallowed_methods, reason = "the one place that waits")]
        std::thread::sleep(PAUSE);
    }
    true
}

/// Does `work` and fails if it took longer than `limit`.
pub fn at_most<T>(limit: Duration, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let outcome = work();
    let taken = begun.elapsed();
    assert!(taken <= limit, "took {taken:?}, longer than {limit:?}");
    outcome
}
