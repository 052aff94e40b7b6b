//! OpenRouter, as its published interface describes it (contract A).
//!
//! - `GET /api/v1/key`: what the key that asks is, and its own budget and usage. Any key.
//! - `GET /api/v1/credits`: the account's purchases and usage. A management key; any other gets zeros, as was
//!   observed, or the documented 403 ([`AccountSeed::with_credits_forbidden`](crate::AccountSeed)).
//! - `GET /api/v1/activity`: use by day, model and endpoint in the last thirty completed days. A management key.
//! - `POST /api/v1/credits/coinbase`: charges, which are gone; see [`charge`].
//! - `GET /auth` asks the person, and `POST /api/v1/auth/keys` turns the code into a key: see [`consent`] and
//!   [`exchange`].
//! - Errors are `{"error":{"code":…,"message":…}}`; 429 says when to come back.

mod activity;
mod charge;
mod consent;
mod exchange;
mod key;
mod models;

use rust_decimal::Decimal;

use crate::account::{Account, Sees};
use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::world::{OPENROUTER, World};

pub use charge::ChargeAnswer;
pub(crate) use exchange::Grants;

/// Seconds until a limit is lifted where a fault names none.
const USUAL_WAIT: i64 = 60;
const ONLY_MANAGEMENT: &str = "Only management keys can perform this operation";

pub(crate) fn answer(world: &mut World, call: &Call) -> Answer {
    match call.path.as_str() {
        "/auth" => consent::answer(world, call),
        "/api/v1/auth/keys" => exchange::answer(world, call),
        "/api/v1/credits/coinbase" => charge::answer(world, call),
        "/api/v1/key" | "/api/v1/credits" | "/api/v1/activity" => read(world, call),
        _ => error(404, None),
    }
}

/// The number that matters in the answer at `path`.
pub(crate) fn number(path: &str) -> &'static str {
    match path.rsplit('/').next() {
        Some("key") => "limit_remaining",
        Some("activity") => "usage",
        _ => "total_credits",
    }
}

fn read(world: &World, call: &Call) -> Answer {
    if call.method != "GET" {
        return error(405, None);
    }
    if call.bearer.is_none() {
        return error(401, None);
    }
    let Some(account) = world.valid(&OPENROUTER, call.bearer.as_deref()) else {
        return error(401, Some("User not found."));
    };
    let is_management = matches!(account.seed.sees, Sees::Balance);
    match call.path.as_str() {
        "/api/v1/key" => key::answer(account, world.now()),
        "/api/v1/credits" if is_management => credits(account),
        "/api/v1/credits" if !account.seed.are_credits_forbidden => totals(0, 0),
        "/api/v1/activity" if is_management => activity::answer(account, call, world.now()),
        _ => error(403, Some(ONLY_MANAGEMENT)),
    }
}

fn credits(account: &Account) -> Answer {
    let usage = account.spent(None);
    totals(usage.saturating_add(account.seed.balance), usage)
}

fn totals(credits: i64, usage: i64) -> Answer {
    let totals = Json::object([
        ("total_credits", dollars(credits)),
        ("total_usage", dollars(usage)),
    ]);
    Answer::json(200, Json::object([("data", totals)]))
}

/// Billionths of a dollar as the number that stands on the wire.
fn dollars(billionths: i64) -> Json {
    Json::Literal(Decimal::new(billionths, 9).normalize().to_string())
}

/// The user behind an account.
fn user(account: &Account) -> String {
    format!("user_{}", account.user_id.replace('-', ""))
}

pub(crate) fn refuse(refusal: &Refusal<'_>) -> Answer {
    if refusal.status != 429 {
        return error(refusal.status, refusal.text);
    }
    let reset = refusal.now.as_millisecond() + refusal.wait().unwrap_or(USUAL_WAIT) * 1000;
    error(429, refusal.text)
        .with_header("x-ratelimit-limit", "20")
        .with_header("x-ratelimit-remaining", "0")
        .with_header("x-ratelimit-reset", reset.to_string())
}

fn error(status: u16, text: Option<&str>) -> Answer {
    let usual = match status {
        400 => "Bad Request",
        401 => "Missing Authentication header",
        402 => "Insufficient credits",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        429 => "Rate limit exceeded",
        503 => "Service temporarily unavailable",
        _ => "Internal Server Error",
    };
    let metadata = match status {
        429 => Json::object([("error_type", Json::text("rate_limit_exceeded"))]),
        _ => Json::null(),
    };
    let error = Json::object([
        ("code", Json::number(i64::from(status))),
        ("message", Json::text(text.unwrap_or(usual))),
        ("metadata", metadata),
    ]);
    Answer::json(
        status,
        Json::object([
            ("error", error),
            ("user_id", Json::null()),
            ("openrouter_metadata", Json::null()),
        ]),
    )
}
