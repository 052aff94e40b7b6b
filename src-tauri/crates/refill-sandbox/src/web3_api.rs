//! The "Web3 API", as the credits page of its documentation describes it (contract D), with the assumptions of the
//! contract where that page is silent.
//!
//! - `X-API-Key` or the token of who is signed in (`Authorization: Bearer`): balance, history, alert amount,
//!   packages, webhooks, networks. The token only: the profile, API keys, wallets and buying. See [`caller`].
//! - `X-Credits-Used`, `X-Credits-Balance` and `X-Request-Id` on every response. Where no account is known
//!   there is no balance to tell, so that header is left out rather than invented.
//! - Errors are `{"detail": …}`; 422 carries a list in FastAPI's form.

mod api_keys;
mod body;
mod caller;
mod credits;
mod holders;
mod networks;
mod packages;
mod profile;
mod sign_in;
mod state;
mod tokens;
mod wallets;
mod webhooks;
mod welcome;

use jiff::Timestamp;

use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::world::{WEB3_API, World};
use caller::Asked;

pub(crate) use state::State;
pub use state::{CheckoutPath, PRO, PackageSeed, STARTER};
pub use welcome::HolderSeed;

pub(crate) fn answer(world: &mut World, call: &Call) -> Answer {
    let asked = Asked::new(world, call);
    let now = world.now();
    if let Some(key) = call.api_key.as_deref().filter(|_| asked.account().is_ok()) {
        world.web3_api.holders.note_use(key, now);
    }
    let answer = route(world, &asked).unwrap_or_else(|refusal| refusal);
    with_credit_headers(answer, world, &asked)
}

fn route(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let path = asked.call.path.strip_prefix("/api/v1/").unwrap_or_default();
    let segments: Vec<&str> = path.split('/').collect();
    match (asked.call.method.as_str(), segments.as_slice()) {
        (method, ["auth", deed]) => sign_in_route(world, asked, method, deed),
        ("GET", ["credits", "balance"]) => credits::balance(world, asked),
        ("GET", ["credits", "history"]) => credits::history(world, asked),
        ("PATCH", ["credits", "alert-threshold"]) => credits::set_alert(world, asked),
        ("GET", ["packages"]) => packages::list(world, asked),
        ("POST", ["packages", "checkout"]) => packages::checkout(world, asked),
        ("GET", ["packages", id]) => packages::one(world, asked, id),
        ("POST", ["packages", id, "checkout"]) => packages::checkout_of(world, asked, id),
        ("GET", ["api-keys"]) => api_keys::list(world, asked),
        ("POST", ["api-keys"]) => api_keys::create(world, asked),
        ("DELETE", ["api-keys", id]) => api_keys::revoke(world, asked, id),
        ("GET", ["wallets"]) => wallets::list(world, asked),
        ("POST", ["wallets", "create"]) => wallets::create(world, asked),
        ("DELETE", ["wallets", id]) => wallets::delete(world, asked, id),
        (_, ["wallets", _, "private-key"]) => Err(wallets::private_key(world)),
        ("GET", ["webhooks"]) => webhooks::list(world, asked),
        ("POST", ["webhooks"]) => webhooks::create(world, asked),
        ("DELETE", ["webhooks", id]) => webhooks::delete(world, asked, id),
        ("GET", ["networks"]) => networks::list(asked),
        ("GET", ["networks", name]) => networks::one(asked, name),
        (_, ["credits", "balance" | "history" | "alert-threshold"])
        | (_, ["packages" | "api-keys" | "wallets" | "webhooks" | "networks"])
        | (_, ["packages" | "api-keys" | "wallets" | "webhooks" | "networks", _])
        | (_, ["packages", _, "checkout"]) => Err(error(405, None)),
        _ => Err(error(404, None)),
    }
}

fn sign_in_route(world: &mut World, asked: &Asked<'_>, method: &str, deed: &str) -> Result<Answer, Answer> {
    match (method, deed) {
        ("POST", "register") => sign_in::register(world, asked),
        ("POST", "verify-email") => sign_in::verify_email(world, asked),
        ("POST", "login") => sign_in::login(world, asked),
        ("POST", "refresh") => sign_in::refresh(world, asked),
        ("POST", "logout") => sign_in::logout(world, asked),
        ("POST", "forgot-password") => sign_in::forgot_password(world, asked),
        ("POST", "reset-password") => sign_in::reset_password(world, asked),
        ("POST", "change-password") => profile::change_password(world, asked),
        ("GET", "me") => profile::show(world, asked),
        ("PATCH", "me") => profile::change(world, asked),
        ("DELETE", "account") => profile::delete(world, asked),
        (
            _,
            "register" | "verify-email" | "login" | "refresh" | "logout" | "forgot-password"
            | "reset-password" | "change-password" | "me" | "account",
        ) => Err(error(405, None)),
        _ => Err(error(404, None)),
    }
}

/// The number that matters in the answer at `path`.
pub(crate) fn number(path: &str) -> &'static str {
    match path.rsplit('/').next() {
        Some("history") => "amount",
        Some("packages") => "price",
        _ => "balance",
    }
}

fn with_credit_headers(answer: Answer, world: &World, asked: &Asked<'_>) -> Answer {
    // Only what succeeds costs anything, and of what is served here only making a wallet does.
    let is_wallet = asked.call.method == "POST" && asked.call.path.ends_with("/wallets/create");
    let used = if is_wallet && answer.status == 201 {
        wallets::COST
    } else {
        0
    };
    let number = world.requests_so_far();
    let answer = answer
        .with_header("x-credits-used", used.to_string())
        .with_header("x-request-id", format!("7e570000-0000-4000-8000-{number:012x}"));
    let account = asked.account().ok();
    match account.and_then(|key| world.account(&WEB3_API, key)) {
        Some(account) => answer.with_header("x-credits-balance", account.seed.balance.to_string()),
        None => answer,
    }
}

pub(crate) fn refuse(refusal: &Refusal<'_>) -> Answer {
    error(refusal.status, refusal.text)
}

fn error(status: u16, text: Option<&str>) -> Answer {
    let usual = match status {
        400 => "Bad request",
        401 => "Invalid or missing API key",
        402 => "Insufficient credits",
        403 => "Not allowed for this API key",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        422 => "Unprocessable request",
        429 => "Too many requests",
        503 => "Service temporarily unavailable",
        _ => "Internal server error",
    };
    Answer::json(
        status,
        Json::object([("detail", Json::text(text.unwrap_or(usual)))]),
    )
}

/// What is told where there is nothing to tell.
fn done(words: &str) -> Answer {
    Answer::json(200, Json::object([("message", Json::text(words))]))
}

fn optional(text: Option<&str>) -> Json {
    text.map_or_else(Json::null, Json::text)
}

/// A time without a zone, as in the documentation's samples.
fn time(at: Timestamp) -> Json {
    Json::text(&at.strftime("%Y-%m-%dT%H:%M:%S").to_string())
}
