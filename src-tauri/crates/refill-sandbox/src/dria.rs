//! Dria, as its public API reference describes it (contract B).
//!
//! - `GET /v1/credits/balance` with `Authorization: Bearer dkn_live_…`: credits and the same in USDC.
//! - `POST /v1/credits/topup`: see [`topup`].
//! - Errors are plain text; 429 carries `Retry-After`.
//!
//! There is no history endpoint.

mod topup;

use rust_decimal::Decimal;

use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::world::{DRIA, World};

pub use topup::{PaymentHeaderSeen, PaymentRequestSeen, TopupFault};
pub(crate) use topup::{TopUps, Version, is_top_up};

pub(crate) fn answer(world: &mut World, call: &Call) -> Answer {
    match call.path.as_str() {
        "/v1/credits/balance" => credits(world, call),
        topup::PATH => topup::answer(world, call),
        _ => error(404, None),
    }
}

fn credits(world: &World, call: &Call) -> Answer {
    if call.method != "GET" {
        return error(405, None);
    }
    match world.valid(&DRIA, call.bearer.as_deref()) {
        Some(account) => balance(account.seed.balance),
        None => error(401, None),
    }
}

fn balance(credits: i64) -> Answer {
    // 100 credits are one USDC, which is written with two places.
    let usdc = Decimal::new(credits, 2);
    Answer::json(
        200,
        Json::object([
            ("balance", Json::number(credits)),
            ("balance_usdc", Json::text(&usdc.to_string())),
        ]),
    )
}

pub(crate) fn refuse(refusal: &Refusal<'_>) -> Answer {
    error(refusal.status, refusal.text)
}

fn error(status: u16, text: Option<&str>) -> Answer {
    let usual = match status {
        400 => "invalid parameters",
        401 => "missing or invalid API key",
        402 => "payment required",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        429 => "rate limit exceeded",
        503 => "no nodes available",
        _ => "internal server error",
    };
    Answer::text(status, text.unwrap_or(usual))
}
