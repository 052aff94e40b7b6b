//! How a sandbox begins.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use refill_core::ports::Clock;
use refill_core::x402::Address;

use crate::account::AccountSeed;
use crate::fault::FaultRule;
use crate::steerable_clock::SteerableClock;
use crate::web3_api::HolderSeed;

/// In the demo, credits take long enough for the waiting to be seen.
const DEMO_CREDIT_AFTER: Duration = Duration::from_secs(1);
/// In the demo, a payment is confirmed soon.
const DEMO_SAFE_LAG: Duration = Duration::from_secs(6);

/// How a sandbox begins.
pub struct Options {
    /// Its accounts.
    pub accounts: Vec<AccountSeed>,
    /// Its faults.
    pub faults: Vec<FaultRule>,
    /// Its port; 0 for any free one. A fixed one lets a test stop a server and bring it back.
    pub port: u16,
    /// What every answer of a provider takes longer.
    pub delay: Duration,
    /// Whether `/__control/…` answers, so that another process can use [`Command`](crate::Command).
    pub control_over_http: bool,
    /// Who can sign in at the Web3 API from the start.
    pub holders: Vec<HolderSeed>,
    /// How long after a payment its credits arrive, by the sandbox's clock.
    pub credit_after: Duration,
    /// What addresses have on the sandbox's chain, in millionths of a USDC.
    pub funded: Vec<(Address, u64)>,
    /// How far behind its newest block is the newest one that stays, where it is not the usual ten seconds.
    pub safe_lag: Option<Duration>,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
    /// The clock once more, where another process may steer it. See [`Options::steered_by`].
    pub steering: Option<SteerableClock>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            accounts: Vec::new(),
            faults: Vec::new(),
            port: 0,
            delay: Duration::ZERO,
            control_over_http: false,
            holders: Vec::new(),
            credit_after: Duration::ZERO,
            funded: Vec::new(),
            safe_lag: None,
            clock: Arc::new(SystemClock),
            steering: None,
        }
    }
}

impl Options {
    /// Demo mode: the stories of [`demo_accounts`](crate::demo_accounts), which go on from `anchor`.
    pub fn demo(anchor: Timestamp) -> Options {
        let demo = crate::demo::demo_accounts(anchor);
        Options {
            faults: demo.iter().filter_map(|account| account.fault.clone()).collect(),
            accounts: demo.into_iter().map(|account| account.seed).collect(),
            holders: vec![crate::demo::holder()],
            credit_after: DEMO_CREDIT_AFTER,
            funded: vec![crate::demo::funded()],
            safe_lag: Some(DEMO_SAFE_LAG),
            ..Options::default()
        }
    }

    /// With this clock, which moves only when it is told: by its copies, or by
    /// [`Control::set_time`](crate::Control::set_time).
    #[must_use]
    pub fn steered_by(mut self, clock: &SteerableClock) -> Options {
        self.clock = Arc::new(clock.clone());
        self.steering = Some(clock.clone());
        self
    }
}

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
