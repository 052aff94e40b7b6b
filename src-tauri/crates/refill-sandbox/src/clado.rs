//! Clado, as its page about credits describes it (contract E).
//!
//! - `GET /api/credits` with `Authorization: Bearer lk_…`: `{"credits":247,"last_topup_at":"2024-01-15T10:30:00Z"}`;
//!   the time may be `null` or not there.
//! - Errors are `{"detail": …}`, 429 is `{"error":"Rate limit exceeded","retry_after":60}`. A 404 from this address
//!   means that the credits cannot be told now.
//!
//! There is no history endpoint.

use crate::account::{Account, LastTopUp};
use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::world::{CLADO, World};

/// Seconds to wait where a fault names none.
const USUAL_WAIT: i64 = 60;

pub(crate) fn answer(world: &mut World, call: &Call) -> Answer {
    if call.path != "/api/credits" {
        return error(404, Some("Not Found"));
    }
    if call.method != "GET" {
        return error(405, None);
    }
    match world.valid(&CLADO, call.bearer.as_deref()) {
        Some(account) => credits(account),
        None => error(401, None),
    }
}

fn credits(account: &Account) -> Answer {
    let mut fields = vec![("credits".to_owned(), Json::number(account.seed.balance))];
    let last_top_up = match account.seed.last_top_up {
        LastTopUp::At(at) => Some(Json::text(&at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())),
        LastTopUp::Never => Some(Json::null()),
        LastTopUp::Untold => None,
    };
    fields.extend(last_top_up.map(|value| ("last_topup_at".to_owned(), value)));
    Answer::json(200, Json::Object(fields))
}

pub(crate) fn refuse(refusal: &Refusal<'_>) -> Answer {
    if refusal.status != 429 {
        return error(refusal.status, refusal.text);
    }
    let text = refusal.text.unwrap_or("Rate limit exceeded");
    let wait = refusal.wait().unwrap_or(USUAL_WAIT);
    Answer::json(
        429,
        Json::object([("error", Json::text(text)), ("retry_after", Json::number(wait))]),
    )
}

fn error(status: u16, text: Option<&str>) -> Answer {
    let usual = match status {
        400 => "invalid request",
        401 => "API key missing or invalid",
        402 => "insufficient credits",
        403 => "forbidden",
        404 => "unable to retrieve credit information",
        405 => "method not allowed",
        503 => "service unavailable",
        _ => "credit service error",
    };
    Answer::json(
        status,
        Json::object([("detail", Json::text(text.unwrap_or(usual)))]),
    )
}
