//! Hyper3D Rodin, as its page about the balance describes it (contract C).
//!
//! - `GET /api/v2/check_balance` with `Authorization: Bearer …`: `{"balance":18}`, under **201**.
//! - How it refuses is not documented: here in plain text. A failure inside a success is
//!   [`Fault::ErrorInside`](crate::Fault::ErrorInside), the success as 200 is [`Fault::Under`](crate::Fault::Under).
//!
//! There is no history endpoint, and what a credit is (one, or a tenth) is not told.

use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::world::{HYPER3D, World};

pub(crate) fn answer(world: &mut World, call: &Call) -> Answer {
    if call.path != "/api/v2/check_balance" {
        return error(404, None);
    }
    if call.method != "GET" {
        return error(405, None);
    }
    match world.valid(&HYPER3D, call.bearer.as_deref()) {
        Some(account) => Answer::json(
            201,
            Json::object([("balance", Json::number(account.seed.balance))]),
        ),
        None => error(401, None),
    }
}

pub(crate) fn refuse(refusal: &Refusal<'_>) -> Answer {
    error(refusal.status, refusal.text)
}

fn error(status: u16, text: Option<&str>) -> Answer {
    let usual = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
    Answer::text(status, text.unwrap_or(usual))
}
