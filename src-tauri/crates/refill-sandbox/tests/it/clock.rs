//! A clock that tests set.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use refill_core::ports::Clock;
use refill_sandbox::{AccountSeed, Options, Sandbox};

pub struct SetClock(Mutex<Timestamp>);

impl SetClock {
    pub fn at(now: Timestamp) -> Arc<SetClock> {
        Arc::new(SetClock(Mutex::new(now)))
    }

    pub fn set(&self, now: Timestamp) {
        *self.0.lock().expect("a clock") = now;
    }

    pub fn pass(&self, time: SignedDuration) {
        *self.0.lock().expect("a clock") += time;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("a clock")
    }
}

pub fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// A sandbox in which it is `now`.
pub async fn sandbox_at(now: &str, accounts: Vec<AccountSeed>) -> (Sandbox, Arc<SetClock>) {
    let clock = SetClock::at(time(now));
    let options = Options {
        accounts,
        clock: Arc::<SetClock>::clone(&clock),
        ..Options::default()
    };
    (Sandbox::start(options).await.expect("a sandbox"), clock)
}
