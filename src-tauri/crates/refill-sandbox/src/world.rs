//! Everything that a running sandbox knows: its accounts, its faults and what was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use refill_core::ids::ProviderId;
use refill_core::ports::Clock;

use crate::account::{Account, AccountSeed};
use crate::answer::Answer;
use crate::call::Call;
use crate::fault::{Fault, FaultRule};
use crate::log::{LONGEST_LOG, RequestSeen};
use crate::{dria, web3_api};

/// Id of Dria.
pub const DRIA: ProviderId = ProviderId::from_static("dria");
/// Id of the Web3 API.
pub const WEB3_API: ProviderId = ProviderId::from_static("web3api");

/// One demo provider: where it lies on the server, and its two ways to speak.
pub(crate) struct Desk {
    pub(crate) id: ProviderId,
    /// First segment of its paths, with the slash.
    pub(crate) prefix: &'static str,
    /// What a client's base address has beyond the prefix.
    pub(crate) base: &'static str,
    pub(crate) answer: fn(&World, &Call) -> Answer,
    pub(crate) error: fn(u16, Option<&str>) -> Answer,
}

/// The demo providers.
pub(crate) static DESKS: [Desk; 2] = [
    Desk {
        id: DRIA,
        prefix: "/dria",
        base: "",
        answer: dria::answer,
        error: dria::error,
    },
    Desk {
        id: WEB3_API,
        prefix: "/web3",
        base: "/api/v1",
        answer: web3_api::answer,
        error: web3_api::error,
    },
];

/// The provider that answers at `path`.
pub(crate) fn desk_at(path: &str) -> Option<&'static Desk> {
    DESKS.iter().find(|desk| {
        path.strip_prefix(desk.prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// The state, and the clock that moves it.
pub(crate) struct World {
    accounts: Vec<Account>,
    rules: Vec<FaultRule>,
    log: VecDeque<RequestSeen>,
    asked: u64,
    clock: Arc<dyn Clock>,
}

/// The state as the server and its controls share it.
pub(crate) type SharedWorld = Arc<Mutex<World>>;

/// The state, even after a thread panicked with it in hand: a test's own failure is then the one to see.
pub(crate) fn lock(world: &SharedWorld) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

impl World {
    pub(crate) fn new(clock: Arc<dyn Clock>, seeds: Vec<AccountSeed>, rules: Vec<FaultRule>) -> World {
        let mut world = World {
            accounts: Vec::new(),
            rules,
            log: VecDeque::new(),
            asked: 0,
            clock,
        };
        for seed in seeds {
            world.add(seed);
        }
        world
    }

    /// Adds an account; one with the same provider and key is replaced.
    pub(crate) fn add(&mut self, seed: AccountSeed) {
        self.accounts
            .retain(|known| known.seed.provider != seed.provider || known.seed.key != seed.key);
        let number = self.accounts.len() + 1;
        self.accounts.push(Account::new(seed, number));
    }

    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    pub(crate) fn account(&self, provider: &ProviderId, key: &str) -> Option<&Account> {
        self.accounts
            .iter()
            .find(|account| account.seed.provider == *provider && account.seed.key == key)
    }

    pub(crate) fn account_mut(&mut self, provider: &ProviderId, key: &str) -> Option<&mut Account> {
        self.accounts
            .iter_mut()
            .find(|account| account.seed.provider == *provider && account.seed.key == key)
    }

    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Lets the accounts spend what their stories say, up to now.
    pub(crate) fn advance(&mut self) {
        let now = self.now();
        for account in &mut self.accounts {
            account.advance(now);
        }
    }

    /// How many requests arrived so far, the present one included.
    pub(crate) fn requests_so_far(&self) -> u64 {
        self.asked
    }

    pub(crate) fn remember(&mut self, request: RequestSeen) {
        self.asked += 1;
        if self.log.len() == LONGEST_LOG {
            self.log.pop_front();
        }
        self.log.push_back(request);
    }

    pub(crate) fn requests(&self) -> Vec<RequestSeen> {
        self.log.iter().cloned().collect()
    }

    pub(crate) fn forget_requests(&mut self) {
        self.log.clear();
    }

    pub(crate) fn set_fault(&mut self, rule: FaultRule) {
        self.rules.push(rule);
    }

    pub(crate) fn clear_faults(&mut self) {
        self.rules.clear();
    }

    /// The fault for this call, which uses it up once.
    pub(crate) fn take_fault(&mut self, provider: &ProviderId, call: &Call) -> Option<Fault> {
        let place = self.rules.iter().position(|rule| rule.fits(provider, call))?;
        let rule = &mut self.rules[place];
        let fault = rule.fault.clone();
        if let Some(times) = &mut rule.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.rules.remove(place);
            }
        }
        Some(fault)
    }
}
