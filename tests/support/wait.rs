//! The one place in the tests that sleeps.

use std::thread;
use std::time::{Duration, Instant};

/// For what usually takes milliseconds.
pub const SHORT: Duration = Duration::from_secs(10);
/// For what starts programs on a busy machine.
pub const LONG: Duration = Duration::from_secs(30);

const PAUSE: Duration = Duration::from_millis(20);

/// Asks again and again until there is an answer; panics after the deadline.
#[track_caller]
pub fn wait_for<T>(what: &str, deadline: Duration, probe: impl FnMut() -> Option<T>) -> T {
    match patiently(deadline, probe) {
        Some(found) => found,
        None => panic!("waited {deadline:?} in vain for {what}"),
    }
}

/// Asks again and again until the condition holds; panics after the deadline.
#[track_caller]
pub fn wait_until(what: &str, deadline: Duration, mut condition: impl FnMut() -> bool) {
    wait_for(what, deadline, || condition().then_some(()));
}

/// Asks again and again until there is an answer or the deadline has passed. At least one answer is waited for.
pub fn patiently<T>(deadline: Duration, mut probe: impl FnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    loop {
        if let Some(found) = probe() {
            return Some(found);
        }
        if began.elapsed() >= deadline {
            return None;
        }
        thread::sleep(PAUSE);
    }
}
