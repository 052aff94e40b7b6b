//! Changes over HTTP, where that is allowed.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use refill_core::ids::ProviderId;
use serde::{Deserialize, Serialize};

use crate::account::AccountSeed;
use crate::control::{Control, NoSuchAccount};
use crate::fault::FaultRule;
use crate::log::{AccountSeen, RequestSeen};
use crate::world::SharedWorld;

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
    /// See [`Control::reset_budget`].
    ResetBudget {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
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
    /// See [`Control::authorize_at_once`].
    AuthorizeAtOnce {
        /// Whether.
        is_on: bool,
    },
    /// See [`Control::set_delay`].
    SetDelay {
        /// How much longer.
        millis: u64,
    },
}

impl Control {
    /// Does what a command says.
    ///
    /// # Errors
    /// [`NoSuchAccount`].
    pub fn apply(&self, command: Command) -> Result<(), NoSuchAccount> {
        match command {
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
            Command::ResetBudget { provider, key } => self.reset_budget(&ProviderId::new(provider), &key),
            Command::RevokeKey { provider, key } => self.revoke_key(&ProviderId::new(provider), &key),
            other => {
                self.arrange(other);
                Ok(())
            }
        }
    }

    /// Does what a command says that needs no account.
    fn arrange(&self, command: Command) {
        match command {
            Command::AddAccount {
                provider,
                key,
                balance,
            } => self.add_account(AccountSeed::new(ProviderId::new(provider), key, balance)),
            Command::SetFault(rule) => self.set_fault(rule),
            Command::ClearFaults => self.clear_faults(),
            Command::ForgetRequests => self.forget_requests(),
            Command::AuthorizeAtOnce { is_on } => self.authorize_at_once(is_on),
            Command::SetDelay { millis } => self.set_delay(Duration::from_millis(millis)),
            _about_an_account => {}
        }
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

async fn accounts(State(control): State<Control>) -> Json<Vec<AccountSeen>> {
    Json(control.accounts())
}
