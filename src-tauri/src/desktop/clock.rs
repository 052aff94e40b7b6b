//! The machine's clock, and waiting by it.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use refill_core::ports::{Clock, Timer};

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

#[async_trait]
impl Timer for SystemClock {
    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
