//! The means to change what the sandbox answers: in the same process, and over HTTP where that is allowed.

use std::fmt;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use refill_core::ids::ProviderId;
use serde::{Deserialize, Serialize};

use crate::account::{Account, AccountSeed};
use crate::fault::FaultRule;
use crate::log::RequestSeen;
use crate::world::{SharedWorld, lock};

/// There is no account with this provider and key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchAccount;

impl fmt::Display for NoSuchAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox has no such account")
    }
}

impl std::error::Error for NoSuchAccount {}

/// Changes a running sandbox. Cheap to clone.
#[derive(Clone)]
pub struct Control {
    world: SharedWorld,
}

/// A change, as `POST /__control/commands` takes it: `{"do":"spend","provider":"dria","key":"…","amount":5}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// See [`Control::add_account`].
    AddAccount {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
        /// Its balance in credits.
        balance: i64,
    },
    /// See [`Control::set_balance`].
    SetBalance {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
        /// Its new balance in credits.
        balance: i64,
    },
    /// See [`Control::spend`].
    Spend {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
        /// How many credits.
        amount: i64,
        /// What for.
        #[serde(default)]
        endpoint: Option<String>,
    },
    /// See [`Control::credit`].
    Credit {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
        /// How many credits.
        amount: i64,
    },
    /// See [`Control::revoke_key`].
    RevokeKey {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
    },
    /// See [`Control::set_fault`].
    SetFault(FaultRule),
    /// See [`Control::clear_faults`].
    ClearFaults,
    /// See [`Control::forget_requests`].
    ForgetRequests,
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
        world.advance();
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

    /// Adds credits, with a history row.
    ///
    /// # Errors
    /// [`NoSuchAccount`].
    pub fn credit(&self, provider: &ProviderId, key: &str, amount: i64) -> Result<(), NoSuchAccount> {
        self.with_account(provider, key, |account, now| {
            account.record(now, "credit", amount, None);
        })
    }

    /// From now on the key is refused (401).
    ///
    /// # Errors
    /// [`NoSuchAccount`].
    pub fn revoke_key(&self, provider: &ProviderId, key: &str) -> Result<(), NoSuchAccount> {
        self.with_account(provider, key, |account, _| account.is_revoked = true)
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

    /// Does what a command says.
    ///
    /// # Errors
    /// [`NoSuchAccount`].
    pub fn apply(&self, command: Command) -> Result<(), NoSuchAccount> {
        match command {
            Command::AddAccount {
                provider,
                key,
                balance,
            } => {
                self.add_account(AccountSeed::new(ProviderId::new(provider), key, balance));
                Ok(())
            }
            Command::SetBalance {
                provider,
                key,
                balance,
            } => self.set_balance(&ProviderId::new(provider), &key, balance),
            Command::Spend {
                provider,
                key,
                amount,
                endpoint,
            } => self.spend(&ProviderId::new(provider), &key, amount, endpoint.as_deref()),
            Command::Credit {
                provider,
                key,
                amount,
            } => self.credit(&ProviderId::new(provider), &key, amount),
            Command::RevokeKey { provider, key } => self.revoke_key(&ProviderId::new(provider), &key),
            Command::SetFault(rule) => {
                self.set_fault(rule);
                Ok(())
            }
            Command::ClearFaults => {
                self.clear_faults();
                Ok(())
            }
            Command::ForgetRequests => {
                self.forget_requests();
                Ok(())
            }
        }
    }

    fn with_account(
        &self,
        provider: &ProviderId,
        key: &str,
        change: impl FnOnce(&mut Account, jiff::Timestamp),
    ) -> Result<(), NoSuchAccount> {
        let mut world = lock(&self.world);
        world.advance();
        let now = world.now();
        let account = world.account_mut(provider, key).ok_or(NoSuchAccount)?;
        change(account, now);
        Ok(())
    }
}

/// `POST commands`, `GET requests`, `GET accounts`.
pub(crate) fn router(world: SharedWorld) -> Router {
    Router::new()
        .route("/commands", post(command))
        .route("/requests", get(requests))
        .route("/accounts", get(accounts))
        .with_state(Control::new(world))
}

async fn command(State(control): State<Control>, Json(command): Json<Command>) -> Response {
    match control.apply(command) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => (StatusCode::NOT_FOUND, error.to_string()).into_response(),
    }
}

async fn requests(State(control): State<Control>) -> Json<Vec<RequestSeen>> {
    Json(control.requests())
}

/// An account as the control shows it: without its key.
#[derive(Serialize)]
struct AccountSeen {
    provider: String,
    balance: i64,
    rows: usize,
    is_revoked: bool,
}

async fn accounts(State(control): State<Control>) -> Json<Vec<AccountSeen>> {
    let mut world = lock(&control.world);
    world.advance();
    let accounts = world.accounts().iter().map(|account| AccountSeen {
        provider: account.seed.provider.as_str().to_owned(),
        balance: account.seed.balance,
        rows: account.seed.rows.len(),
        is_revoked: account.is_revoked,
    });
    Json(accounts.collect())
}
