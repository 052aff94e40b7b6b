//! The "Web3 API", as the credits page of its documentation describes it (contract D).
//!
//! - `GET /api/v1/credits/balance` with `X-API-Key`: `{"balance":950,"user_id":"…"}`.
//! - `GET /api/v1/credits/history?page=1&limit=20&type=debit`: rows, newest first.
//! - `X-Credits-Used`, `X-Credits-Balance` and `X-Request-Id` on every response. Where no account is known
//!   there is no balance to tell, so that header is left out rather than invented.
//! - Errors are `{"detail": …}`; 422 carries a list in FastAPI's form.

use crate::account::{Account, HistoryRow};
use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::world::{WEB3_API, World};

/// Rows of a page when the request names no limit, and the most it may name.
const USUAL_LIMIT: usize = 20;
const HIGHEST_LIMIT: usize = 100;

pub(crate) fn answer(world: &mut World, call: &Call) -> Answer {
    let account = world.valid(&WEB3_API, call.api_key.as_deref());
    let answer = match (call.path.as_str(), account) {
        ("/api/v1/credits/balance" | "/api/v1/credits/history", _) if call.method != "GET" => {
            error(405, None)
        }
        ("/api/v1/credits/balance" | "/api/v1/credits/history", None) => error(401, None),
        ("/api/v1/credits/balance", Some(account)) => balance(account),
        ("/api/v1/credits/history", Some(account)) => history(account, call),
        _ => error(404, None),
    };
    with_credit_headers(answer, account, world.requests_so_far())
}

/// The number that matters in the answer at `path`.
pub(crate) fn number(path: &str) -> &'static str {
    if path.ends_with("/history") {
        "amount"
    } else {
        "balance"
    }
}

fn with_credit_headers(answer: Answer, account: Option<&Account>, number: u64) -> Answer {
    // Balance and history are free endpoints, and an error costs nothing either.
    let answer = answer
        .with_header("x-credits-used", "0")
        .with_header("x-request-id", format!("7e570000-0000-4000-8000-{number:012x}"));
    match account {
        Some(account) => answer.with_header("x-credits-balance", account.seed.balance.to_string()),
        None => answer,
    }
}

fn balance(account: &Account) -> Answer {
    Answer::json(
        200,
        Json::object([
            ("balance", Json::number(account.seed.balance)),
            ("user_id", Json::text(&account.user_id)),
        ]),
    )
}

fn history(account: &Account, call: &Call) -> Answer {
    let page = match whole_number(call, "page", 1, usize::MAX) {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let limit = match whole_number(call, "limit", USUAL_LIMIT, HIGHEST_LIMIT) {
        Ok(limit) => limit,
        Err(refusal) => return refusal,
    };
    let kind = call.parameter("type").filter(|kind| !kind.is_empty());
    let rows = account.seed.rows.iter().rev();
    let rows = rows.filter(|row| kind.is_none_or(|kind| row.kind == kind));
    let rows = rows.skip((page - 1).saturating_mul(limit)).take(limit);
    Answer::json(200, Json::Array(rows.map(row).collect()))
}

fn row(row: &HistoryRow) -> Json {
    let endpoint = row.endpoint.as_deref().map_or_else(Json::null, Json::text);
    Json::object([
        ("type", Json::text(&row.kind)),
        ("amount", Json::number(row.amount)),
        ("balance_before", Json::number(row.before)),
        ("balance_after", Json::number(row.after)),
        ("endpoint", endpoint),
        // Without a zone, as in the documentation's sample.
        (
            "created_at",
            Json::text(&row.at.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
        ),
    ])
}

fn whole_number(call: &Call, name: &'static str, usual: usize, highest: usize) -> Result<usize, Answer> {
    let Some(text) = call.parameter(name) else {
        return Ok(usual);
    };
    match text.parse::<usize>() {
        Err(_) => Err(invalid(name, "Input should be a valid integer", "int_parsing")),
        Ok(0) => Err(invalid(
            name,
            "Input should be greater than or equal to 1",
            "greater_than_equal",
        )),
        Ok(number) if number > highest => Err(invalid(name, "Input should be less", "less_than_equal")),
        Ok(number) => Ok(number),
    }
}

fn invalid(parameter: &str, message: &str, kind: &str) -> Answer {
    let place = Json::Array(vec![Json::text("query"), Json::text(parameter)]);
    let reason = Json::object([
        ("loc", place),
        ("msg", Json::text(message)),
        ("type", Json::text(kind)),
    ]);
    Answer::json(422, Json::object([("detail", Json::Array(vec![reason]))]))
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
