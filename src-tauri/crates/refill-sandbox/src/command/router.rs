//! The control's own addresses.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use refill_core::x402::Address;
use serde::Deserialize;

use super::Command;
use crate::as_text::Text;
use crate::chain::SettlementSeen;
use crate::checkout::{ChargeSeen, SessionSeen};
use crate::control::Control;
use crate::dria::PaymentRequestSeen;
use crate::log::{AccountSeen, RequestSeen};
use crate::world::SharedWorld;

/// `POST commands`, and with GET `requests`, `accounts`, `sessions`, `charges`, `last_code?email=…`,
/// `alert_threshold?key=…`, `wallet_key_requests`, `settlements`, `payment_requests`, `usdc_balance?address=…` and
/// `now`.
pub(crate) fn router(world: SharedWorld) -> Router {
    Router::new()
        .route("/commands", post(command))
        .route("/requests", get(requests))
        .route("/accounts", get(accounts))
        .route("/sessions", get(sessions))
        .route("/charges", get(charges))
        .route("/last_code", get(last_code))
        .route("/alert_threshold", get(alert_threshold))
        .route("/wallet_key_requests", get(wallet_key_requests))
        .route("/settlements", get(settlements))
        .route("/payment_requests", get(payment_requests))
        .route("/usdc_balance", get(usdc_balance))
        .route("/now", get(now))
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

async fn sessions(State(control): State<Control>) -> Json<Vec<SessionSeen>> {
    Json(control.sessions())
}

async fn charges(State(control): State<Control>) -> Json<Vec<ChargeSeen>> {
    Json(control.charges())
}

#[derive(Deserialize)]
struct Whose {
    #[serde(default)]
    email: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    address: String,
}

async fn last_code(State(control): State<Control>, Query(whose): Query<Whose>) -> Json<Option<String>> {
    Json(control.last_code(&whose.email))
}

async fn alert_threshold(State(control): State<Control>, Query(whose): Query<Whose>) -> Json<Option<u64>> {
    Json(control.alert_threshold(&whose.key))
}

async fn wallet_key_requests(State(control): State<Control>) -> Json<usize> {
    Json(control.wallet_key_requests())
}

async fn settlements(State(control): State<Control>) -> Json<Vec<SettlementSeen>> {
    Json(control.settlements())
}

async fn payment_requests(State(control): State<Control>) -> Json<Vec<PaymentRequestSeen>> {
    Json(control.payment_requests())
}

/// `null` where the address is none.
async fn usdc_balance(State(control): State<Control>, Query(whose): Query<Whose>) -> Json<Option<u64>> {
    Json(Address::read(&whose.address).map(|owner| control.usdc_balance(owner)))
}

async fn now(State(control): State<Control>) -> Json<String> {
    Json(control.now().to_string())
}
