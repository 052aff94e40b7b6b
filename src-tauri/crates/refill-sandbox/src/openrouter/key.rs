//! What a key tells of itself.

use jiff::Timestamp;

use super::{dollars, user};
use crate::account::{Account, Sees};
use crate::answer::Answer;
use crate::budget::{Budget, LimitReset};
use crate::json::Json;

type Fields = Vec<(&'static str, Json)>;

pub(super) fn answer(account: &Account, now: Timestamp) -> Answer {
    let mut fields = vec![("label", Json::text(&masked(&account.seed.key)))];
    fields.extend(limits(account));
    fields.extend(usage(account, now));
    fields.extend(standing(account));
    fields.extend(newer(account, now));
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
    Answer::json(200, Json::object([("data", Json::Object(fields.collect()))]))
}

/// The key as its owner may see it again: `sk-or-v1-abc...123`.
fn masked(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    let start: String = letters.iter().take(12).collect();
    let end: String = letters.iter().skip(letters.len().saturating_sub(3)).collect();
    format!("{start}...{end}")
}

fn budget(account: &Account) -> Option<Budget> {
    match account.seed.sees {
        Sees::Budget(budget) => Some(budget),
        Sees::Balance | Sees::Nothing => None,
    }
}

fn limits(account: &Account) -> Fields {
    let budget = budget(account);
    let reset = budget.and_then(|budget| budget.reset.word());
    vec![
        ("limit", or_null(budget.map(|budget| dollars(budget.limit)))),
        (
            "limit_remaining",
            or_null(budget.map(|_| dollars(account.seed.balance))),
        ),
        ("limit_reset", or_null(reset.map(Json::text))),
        ("include_byok_in_limit", boolean(false)),
    ]
}

/// The key's own use. A management key calls no model.
fn usage(account: &Account, now: Timestamp) -> Fields {
    let spent = |start| match account.seed.sees {
        Sees::Balance => dollars(0),
        Sees::Budget(_) | Sees::Nothing => dollars(account.spent(start)),
    };
    vec![
        ("usage", spent(None)),
        ("usage_daily", spent(LimitReset::Daily.began(now))),
        ("usage_weekly", spent(LimitReset::Weekly.began(now))),
        ("usage_monthly", spent(LimitReset::Monthly.began(now))),
        ("byok_usage", dollars(0)),
        ("byok_usage_daily", dollars(0)),
        ("byok_usage_weekly", dollars(0)),
        ("byok_usage_monthly", dollars(0)),
    ]
}

fn standing(account: &Account) -> Fields {
    let is_management = matches!(account.seed.sees, Sees::Balance);
    let rate_limit = Json::object([
        ("interval", Json::text("10s")),
        ("note", Json::text("This field is deprecated and safe to ignore.")),
        ("requests", Json::number(-1)),
    ]);
    vec![
        ("is_free_tier", boolean(false)),
        ("is_management_key", boolean(is_management)),
        ("is_provisioning_key", boolean(is_management)),
        ("creator_user_id", Json::text(&user(account))),
        ("expires_at", Json::null()),
        ("rate_limit", rate_limit),
    ]
}

/// The fields that came later, which a client must not count on.
fn newer(account: &Account, now: Timestamp) -> Fields {
    let own = budget(account).map(|budget| told(budget, account.seed.balance, now));
    let requests = Json::object([
        ("limit", Json::number(1000)),
        ("used", Json::number(0)),
        ("remaining", Json::number(1000)),
    ]);
    vec![
        ("allowed_data_regions", Json::Array(Vec::new())),
        ("budgets", Json::Array(own.iter().cloned().collect())),
        ("effective_budget", or_null(own)),
        ("free_model_daily_requests", requests),
        ("organization_id", Json::null()),
        ("workspace_id", Json::null()),
    ]
}

fn told(budget: Budget, remaining: i64, now: Timestamp) -> Json {
    let resets_at = budget.reset.ends(now).map(|at| Json::text(&at.to_string()));
    Json::object([
        ("scope", Json::text("api_key")),
        ("limit_usd", dollars(budget.limit)),
        ("spend_usd", dollars(budget.limit.saturating_sub(remaining))),
        ("remaining_usd", dollars(remaining)),
        ("reset_interval", or_null(budget.reset.word().map(Json::text))),
        ("resets_at", or_null(resets_at)),
        ("include_byok", boolean(false)),
        ("budget_id", Json::null()),
        ("guardrail_id", Json::null()),
    ])
}

fn or_null(value: Option<Json>) -> Json {
    value.unwrap_or_else(Json::null)
}

fn boolean(value: bool) -> Json {
    Json::Literal(value.to_string())
}
