//! A clock that moves only when it is told.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use refill_core::ports::Clock;

/// A clock for [`Options::steered_by`](crate::Options::steered_by). Its copies show the same time.
#[derive(Clone, Debug)]
pub struct SteerableClock(Arc<Mutex<Timestamp>>);

impl SteerableClock {
    /// A clock that stands at `now`.
    pub fn at(now: Timestamp) -> SteerableClock {
        SteerableClock(Arc::new(Mutex::new(now)))
    }

    /// Sets it, also back.
    pub fn set(&self, now: Timestamp) {
        *self.time() = now;
    }

    /// Sets it forward.
    pub fn advance(&self, by: Duration) {
        let mut time = self.time();
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        *time = time.saturating_add(by).unwrap_or(Timestamp::MAX);
    }

    /// The time, even after a thread panicked with it in hand: it is never half written.
    fn time(&self) -> MutexGuard<'_, Timestamp> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for SteerableClock {
    fn now(&self) -> Timestamp {
        *self.time()
    }
}
