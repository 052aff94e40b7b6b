//! Use by day: one row for each day, model and endpoint of the last thirty completed days, newest first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::models::{self, UNTOLD};
use super::{dollars, error};
use crate::account::Account;
use crate::answer::Answer;
use crate::budget::day_of;
use crate::call::Call;
use crate::json::Json;

/// How many days are told. Today is not over, so it is not among them.
const DAYS: i64 = 30;

#[derive(Default)]
struct Use {
    cost: i64,
    requests: i64,
}

pub(super) fn answer(account: &Account, call: &Call, now: Timestamp) -> Answer {
    let today = day_of(now);
    let first = today.checked_sub(DAYS.days()).unwrap_or(today);
    let is_told = |day: Date| first <= day && day < today;
    let only = match call.parameter("date").map(str::parse::<Date>) {
        None => None,
        Some(Ok(day)) if is_told(day) => Some(day),
        Some(_) => return error(400, Some("Date must be one of the last 30 completed UTC days")),
    };
    let mut uses: BTreeMap<(Reverse<Date>, &str), Use> = BTreeMap::new();
    let charges = account.seed.rows.iter().filter(|row| row.kind == "debit");
    for row in charges {
        let day = day_of(row.at);
        if is_told(day) && only.is_none_or(|only| only == day) {
            let endpoint = row.endpoint.as_deref().unwrap_or(UNTOLD);
            let so_far = uses.entry((Reverse(day), endpoint)).or_default();
            so_far.cost = so_far.cost.saturating_sub(row.amount);
            so_far.requests += 1;
        }
    }
    let rows = uses
        .iter()
        .map(|((Reverse(day), endpoint), used)| row(*day, endpoint, used));
    Answer::json(200, Json::object([("data", Json::Array(rows.collect()))]))
}

fn row(day: Date, endpoint: &str, used: &Use) -> Json {
    let (name, company) = endpoint.split_once('|').unwrap_or((endpoint, "OpenRouter"));
    let known = models::find(endpoint);
    let number = known.map_or(0, |(number, _)| number + 1);
    let model = known.map(|(_, model)| model);
    let permaslug = model.map_or(name, |model| model.permaslug);
    let tokens = |price: Option<i64>| used.cost / 2 / price.unwrap_or(1_000);
    let output = tokens(model.map(|model| model.output));
    let input = tokens(model.map(|model| model.input));
    let reasoning = match model {
        Some(model) if model.has_reasoning => output / 2,
        _ => 0,
    };
    Json::object([
        ("date", Json::text(&day.to_string())),
        ("model", Json::text(name)),
        ("model_permaslug", Json::text(permaslug)),
        (
            "endpoint_id",
            Json::text(&format!("e0d90000-0000-4000-8000-{number:012x}")),
        ),
        ("provider_name", Json::text(company)),
        ("usage", dollars(used.cost)),
        ("byok_usage_inference", dollars(0)),
        ("requests", Json::number(used.requests)),
        ("prompt_tokens", Json::number(input)),
        ("completion_tokens", Json::number(output)),
        ("reasoning_tokens", Json::number(reasoning)),
        ("cached_tokens", Json::number(input / 4)),
    ])
}
