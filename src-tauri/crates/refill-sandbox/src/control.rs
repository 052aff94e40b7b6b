//! The means to change what the sandbox answers.

mod holders;
mod payments;
mod shop;

use std::fmt;
use std::time::Duration;

use refill_core::ids::ProviderId;

use crate::account::{Account, AccountSeed};
use crate::fault::FaultRule;
use crate::log::{AccountSeen, RequestSeen};
use crate::world::{SharedWorld, lock};

pub use payments::NotSteered;
pub use shop::NotOnSale;

/// There is no account with this provider and key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchAccount;

impl fmt::Display for NoSuchAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox has no such account")
    }
}

impl std::error::Error for NoSuchAccount {}

/// Changes a running sandbox. Cheap to clone. Amounts are as in [`AccountSeed`].
#[derive(Clone)]
pub struct Control {
    world: SharedWorld,
}

impl Control {
    pub(crate) fn new(world: SharedWorld) -> Control {
        Control { world }
    }

    /// Adds an account; one with the same provider and key is replaced.
    pub fn add_account(&self, seed: AccountSeed) {
        lock(&self.world).add(seed);
    }

    /// The balance as the provider would tell it now.
    ///
    /// # Errors
    /// [`NoSuchAccount`].
    pub fn balance(&self, provider: &ProviderId, key: &str) -> Result<i64, NoSuchAccount> {
        let mut world = lock(&self.world);
        world.advance(provider, key);
        let account = world.account(provider, key).ok_or(NoSuchAccount)?;
        Ok(account.seed.balance)
    }

    /// Sets the balance. No history row tells why.
    ///
    /// # Errors
    /// [`NoSuchAccount`].
    pub fn set_balance(&self, provider: &ProviderId, key: &str, balance: i64) -> Result<(), NoSuchAccount> {
        self.with_account(provider, key, |account, _| account.seed.balance = balance)
    }

    /// Spends credits, with a history row.
    ///
    /// # Errors
    /// [`NoSuchAccount`].
    pub fn spend(
        &self,
        provider: &ProviderId,
        key: &str,
        amount: i64,
        endpoint: Option<&str>,
    ) -> Result<(), NoSuchAccount> {
        let endpoint = endpoint.map(str::to_owned);
        self.with_account(provider, key, |account, now| {
            account.record(now, "debit", amount.saturating_neg(), endpoint);
        })
    }

    /// Adds credits, with a history row: a top-up, whose time Clado tells from then on. Where the key has a budget,
    /// its limit is raised instead.
    ///
    /// # Errors
    /// [`NoSuchAccount`].
    pub fn credit(&self, provider: &ProviderId, key: &str, amount: i64) -> Result<(), NoSuchAccount> {
        self.with_account(provider, key, |account, now| account.top_up(now, amount))
    }

    /// Lets a new cycle of the key's budget begin: all of the limit is left again. This happens by itself, too, when
    /// the sandbox's clock reaches the end of the cycle.
    ///
    /// # Errors
    /// [`NoSuchAccount`], also when the account has no budget.
    pub fn reset_budget(&self, provider: &ProviderId, key: &str) -> Result<(), NoSuchAccount> {
        let mut has_budget = false;
        self.with_account(provider, key, |account, now| {
            has_budget = account.reset_budget(now);
        })?;
        has_budget.then_some(()).ok_or(NoSuchAccount)
    }

    /// From now on the key is refused (401). What the account has besides, other keys or a sign-in, still serves.
    ///
    /// # Errors
    /// [`NoSuchAccount`].
    pub fn revoke_key(&self, provider: &ProviderId, key: &str) -> Result<(), NoSuchAccount> {
        let is_known = lock(&self.world).revoke(provider, key);
        is_known.then_some(()).ok_or(NoSuchAccount)
    }

    /// Lets requests go wrong. Of several rules that fit, the one set first is used up first.
    pub fn set_fault(&self, rule: FaultRule) {
        lock(&self.world).set_fault(rule);
    }

    /// Everything goes right again.
    pub fn clear_faults(&self) {
        lock(&self.world).clear_faults();
    }

    /// What was asked, oldest first.
    pub fn requests(&self) -> Vec<RequestSeen> {
        lock(&self.world).requests()
    }

    /// Forgets what was asked so far.
    pub fn forget_requests(&self) {
        lock(&self.world).forget_requests();
    }

    /// Whether OpenRouter's consent page authorizes without a click, for tests without a browser.
    pub fn authorize_at_once(&self, is_on: bool) {
        lock(&self.world).grants.at_once = is_on;
    }

    /// What every answer of a provider takes longer from now on.
    pub fn set_delay(&self, delay: Duration) {
        lock(&self.world).delay = delay;
    }

    /// The accounts, without their keys.
    pub(crate) fn accounts(&self) -> Vec<AccountSeen> {
        let mut world = lock(&self.world);
        world.advance_all();
        let accounts = world.accounts().iter().map(|account| AccountSeen {
            provider: account.seed.provider.as_str().to_owned(),
            balance: account.seed.balance,
            rows: account.seed.rows.len(),
            is_revoked: account.is_revoked,
        });
        accounts.collect()
    }

    fn with_account(
        &self,
        provider: &ProviderId,
        key: &str,
        change: impl FnOnce(&mut Account, jiff::Timestamp),
    ) -> Result<(), NoSuchAccount> {
        let mut world = lock(&self.world);
        world.advance(provider, key);
        let now = world.now();
        let account = world.account_mut(provider, key).ok_or(NoSuchAccount)?;
        change(account, now);
        Ok(())
    }
}
