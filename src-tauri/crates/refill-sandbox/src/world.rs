//! Everything that a running sandbox knows: its accounts, its faults and what was asked.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use refill_core::ids::ProviderId;
use refill_core::ports::Clock;

use crate::account::{Account, AccountSeed};
use crate::call::Call;
use crate::chain::Chain;
use crate::checkout::Sessions;
use crate::dria::TopUps;
use crate::fault::{Fault, FaultRule};
use crate::log::{LONGEST_LOG, RequestSeen};
use crate::made_up::MadeUp;
use crate::openrouter::{ChargeAnswer, Grants};
use crate::steerable_clock::SteerableClock;
use crate::web3_api;

/// Id of Dria.
pub const DRIA: ProviderId = ProviderId::from_static("dria");
/// Id of the Web3 API.
pub const WEB3_API: ProviderId = ProviderId::from_static("web3api");
/// Id of OpenRouter.
pub const OPENROUTER: ProviderId = ProviderId::from_static("openrouter");
/// Id of Hyper3D Rodin.
pub const HYPER3D: ProviderId = ProviderId::from_static("hyper3d");
/// Id of Clado.
pub const CLADO: ProviderId = ProviderId::from_static("clado");

/// The state, and the clock that moves it.
pub(crate) struct World {
    accounts: Vec<Account>,
    /// Where the account of a provider and a key stands in `accounts`.
    places: HashMap<ProviderId, HashMap<String, usize>>,
    rules: Vec<FaultRule>,
    log: VecDeque<RequestSeen>,
    asked: u64,
    clock: Arc<dyn Clock>,
    /// What every answer takes longer.
    pub(crate) delay: Duration,
    /// The codes that OpenRouter's consent page gave out.
    pub(crate) grants: Grants,
    /// What OpenRouter answers to a wish for a charge.
    pub(crate) charge: ChargeAnswer,
    pub(crate) web3_api: web3_api::State,
    /// What can be paid, or could be.
    pub(crate) sessions: Sessions,
    /// Where USDC are paid.
    pub(crate) chain: Chain,
    /// What Dria was paid, and how it answers that.
    pub(crate) top_ups: TopUps,
    /// The clock, where it moves only when it is told.
    pub(crate) steering: Option<SteerableClock>,
    pub(crate) made_up: MadeUp,
    /// The server's own address.
    pub(crate) origin: String,
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
            places: HashMap::new(),
            rules,
            log: VecDeque::new(),
            asked: 0,
            clock,
            delay: Duration::ZERO,
            grants: Grants::default(),
            charge: ChargeAnswer::default(),
            web3_api: web3_api::State::default(),
            sessions: Sessions::default(),
            chain: Chain::new(),
            top_ups: TopUps::new(),
            steering: None,
            made_up: MadeUp::new(),
            origin: String::new(),
        };
        for seed in seeds {
            world.add(seed);
        }
        world
    }

    /// Adds an account; one with the same provider and key is replaced.
    pub(crate) fn add(&mut self, seed: AccountSeed) {
        let now = self.now();
        let places = self.places.entry(seed.provider.clone()).or_default();
        let place = *places.entry(seed.key.clone()).or_insert(self.accounts.len());
        let account = Account::new(seed, place + 1, now);
        match self.accounts.get_mut(place) {
            Some(known) => *known = account,
            None => self.accounts.push(account),
        }
    }

    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    fn place(&self, provider: &ProviderId, key: &str) -> Option<usize> {
        self.places.get(provider)?.get(key).copied()
    }

    pub(crate) fn account(&self, provider: &ProviderId, key: &str) -> Option<&Account> {
        self.accounts.get(self.place(provider, key)?)
    }

    pub(crate) fn account_mut(&mut self, provider: &ProviderId, key: &str) -> Option<&mut Account> {
        let place = self.place(provider, key)?;
        self.accounts.get_mut(place)
    }

    /// The account of the key, unless it was revoked.
    pub(crate) fn valid(&self, provider: &ProviderId, key: Option<&str>) -> Option<&Account> {
        let account = self.account(provider, key?)?;
        let is_revoked = account.is_revoked && key == Some(&account.seed.key);
        (!is_revoked).then_some(account)
    }

    /// The key under which the account of a credential is kept: a key, or the token of who is signed in.
    pub(crate) fn account_at(&self, provider: &ProviderId, credential: Option<&str>) -> Option<String> {
        let by_key = self.account(provider, credential?);
        let by_key = by_key.map(|account| account.seed.key.clone());
        let is_web3_api = *provider == WEB3_API;
        by_key.or_else(|| {
            self.account_of_token(credential.filter(|_| is_web3_api)?)
                .map(str::to_owned)
        })
    }

    /// Lets another key lead to the account of `known`.
    pub(crate) fn add_key(&mut self, provider: &ProviderId, known: &str, key: &str) {
        if let Some(place) = self.place(provider, known) {
            let places = self.places.entry(provider.clone()).or_default();
            places.insert(key.to_owned(), place);
        }
    }

    /// Refuses a key from now on; false when it leads to no account. The account itself stays.
    pub(crate) fn revoke(&mut self, provider: &ProviderId, key: &str) -> bool {
        let Some(account) = self.account_mut(provider, key) else {
            return false;
        };
        if account.seed.key == key {
            account.is_revoked = true;
        } else if let Some(places) = self.places.get_mut(provider) {
            places.remove(key);
        }
        true
    }

    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Lets one account spend what its story says, up to now. The others catch up when they are asked for.
    pub(crate) fn advance(&mut self, provider: &ProviderId, key: &str) {
        self.settle();
        let now = self.now();
        if let Some(account) = self.account_mut(provider, key) {
            account.advance(now);
        }
    }

    /// Makes the blocks that are due, and brings the credits that are due for what was paid.
    pub(crate) fn settle(&mut self) {
        let now = self.now();
        while let Some(due) = self.sessions.take_due(now) {
            if let Some(account) = self.account_mut(&due.kind.provider(), &due.account) {
                account.advance(due.at);
                account.top_up(due.at, due.credits);
            }
        }
        for settled in self.chain.mine(now) {
            self.top_ups.settled(settled, self.sessions.credit_after);
        }
        while let Some((at, sale)) = self.top_ups.take_due(now) {
            if let Some(account) = self.account_mut(&DRIA, &sale.account) {
                account.advance(at);
                account.top_up(at, sale.credits);
            }
        }
    }

    /// Lets all accounts spend what their stories say, up to now.
    pub(crate) fn advance_all(&mut self) {
        self.settle();
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
