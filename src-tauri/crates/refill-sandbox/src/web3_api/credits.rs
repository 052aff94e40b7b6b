//! `credits`: the balance, its history, and the amount of the alert.

use serde_json::Value;

use super::body::{Body, invalid, refused};
use super::caller::Asked;
use super::{error, optional, time};
use crate::account::{Account, HistoryRow};
use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;
use crate::world::{WEB3_API, World};

/// Rows of a page when the request names no limit, and the most it may name.
const USUAL_LIMIT: usize = 20;
const HIGHEST_LIMIT: usize = 100;

pub(super) fn balance(world: &World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let account = account(world, asked)?;
    Ok(Answer::json(
        200,
        Json::object([
            ("balance", Json::number(account.seed.balance)),
            ("user_id", Json::text(&account.user_id)),
        ]),
    ))
}

pub(super) fn history(world: &World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let account = account(world, asked)?;
    let page = whole_number(asked.call, "page", 1, usize::MAX)?;
    let limit = whole_number(asked.call, "limit", USUAL_LIMIT, HIGHEST_LIMIT)?;
    let kind = asked.call.parameter("type").filter(|kind| !kind.is_empty());
    let rows = account.seed.rows.iter().rev();
    let rows = rows.filter(|row| kind.is_none_or(|kind| row.kind == kind));
    let rows = rows.skip((page - 1).saturating_mul(limit)).take(limit);
    Ok(Answer::json(200, Json::Array(rows.map(row).collect())))
}

/// `PATCH /credits/alert-threshold`: nothing lists it afterwards (contract D-a8).
pub(super) fn set_alert(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let account = asked.account()?;
    let body = Body::read(asked.call)?;
    let threshold = match body.value("threshold") {
        None => None,
        Some(Value::Number(number)) if number.is_u64() => number.as_u64(),
        Some(_) => {
            return Err(refused(
                "threshold",
                "Input should be a valid integer greater than or equal to 0",
                "int_type",
            ));
        }
    };
    world.web3_api.belongings_mut(account).alert_threshold = threshold;
    let told = threshold.map_or_else(Json::null, |amount| Json::Literal(amount.to_string()));
    Ok(Answer::json(200, Json::object([("threshold", told)])))
}

fn account<'a>(world: &'a World, asked: &Asked<'_>) -> Result<&'a Account, Answer> {
    let account = world.account(&WEB3_API, asked.account()?);
    account.ok_or_else(|| error(401, None))
}

fn row(row: &HistoryRow) -> Json {
    Json::object([
        ("type", Json::text(&row.kind)),
        ("amount", Json::number(row.amount)),
        ("balance_before", Json::number(row.before)),
        ("balance_after", Json::number(row.after)),
        ("endpoint", optional(row.endpoint.as_deref())),
        ("created_at", time(row.at)),
    ])
}

fn whole_number(call: &Call, name: &str, usual: usize, highest: usize) -> Result<usize, Answer> {
    let Some(text) = call.parameter(name) else {
        return Ok(usual);
    };
    let wrong = |message, kind| Err(invalid(&["query", name], message, kind));
    match text.parse::<usize>() {
        Err(_) => wrong("Input should be a valid integer", "int_parsing"),
        Ok(0) => wrong("Input should be greater than or equal to 1", "greater_than_equal"),
        Ok(number) if number > highest => wrong("Input should be less", "less_than_equal"),
        Ok(number) => Ok(number),
    }
}
