//! Contract A: the key, the credits, the activity, and how they are refused.

use jiff::{SignedDuration, Timestamp};
use refill_sandbox::{
    AccountSeed, CENT, DOLLAR, Fault, FaultRule, HistoryRow, LimitReset, OPENROUTER, Sandbox,
};
use serde_json::{Value, json};

use crate::clock::{sandbox_at, time};
use crate::raw_http::{Answer, get, sandbox, send};

const KEY: &str = "sk-or-v1-abcdefghijklmnopqrstuvwxyz123";
const AUTHORIZATION: [(&str, &str); 1] = [("authorization", "Bearer sk-or-v1-abcdefghijklmnopqrstuvwxyz123")];
/// A Friday.
const NOW: &str = "2026-11-20T14:30:00Z";

async fn ask(sandbox: &Sandbox, path: &str) -> Answer {
    get(&format!("{}/{path}", sandbox.base("openrouter")), &AUTHORIZATION).await
}

async fn key(sandbox: &Sandbox) -> Value {
    let answer = ask(sandbox, "key").await;
    assert_eq!(answer.status, 200);
    answer.json()["data"].clone()
}

fn charge(at: Timestamp, cost: i64, endpoint: &str) -> HistoryRow {
    HistoryRow {
        at,
        kind: "debit".to_owned(),
        amount: -cost,
        before: 100 * DOLLAR,
        after: 100 * DOLLAR - cost,
        endpoint: Some(endpoint.to_owned()),
    }
}

#[tokio::test]
async fn tells_credits_as_documented() {
    let account = AccountSeed::openrouter_management(KEY, 7_475 * CENT).having_spent(2_575 * CENT);
    let sandbox = sandbox(vec![account]).await;
    let answer = ask(&sandbox, "credits").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(
        answer.text(),
        r#"{"data":{"total_credits":100.5,"total_usage":25.75}}"#
    );
}

#[tokio::test]
async fn spending_and_buying_move_credits() {
    let sandbox = sandbox(vec![AccountSeed::openrouter_management(KEY, 5 * DOLLAR)]).await;
    let control = sandbox.control();
    control.spend(&OPENROUTER, KEY, 2, None).expect("an account");
    control.credit(&OPENROUTER, KEY, 10 * DOLLAR).expect("an account");
    assert_eq!(
        ask(&sandbox, "credits").await.text(),
        r#"{"data":{"total_credits":15,"total_usage":0.000000002}}"#,
        "exact to the last place, without an exponent"
    );
    control.set_balance(&OPENROUTER, KEY, -CENT).expect("an account");
    let data = ask(&sandbox, "credits").await.json()["data"].clone();
    assert_eq!(
        data,
        json!({"total_credits": -0.009999998, "total_usage": 0.000000002})
    );
}

#[tokio::test]
async fn an_ordinary_key_gets_zeros_or_a_refusal_for_credits() {
    let zeros = AccountSeed::openrouter_unlimited(KEY);
    let refusal = zeros.clone().with_credits_forbidden();
    let sandbox = sandbox(vec![zeros]).await;
    let answer = ask(&sandbox, "credits").await;
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({"data": {"total_credits": 0, "total_usage": 0}}))
    );
    sandbox.control().add_account(refusal);
    let answer = ask(&sandbox, "credits").await;
    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.json()["error"],
        json!({"code": 403, "message": "Only management keys can perform this operation", "metadata": null})
    );
    assert_eq!(ask(&sandbox, "activity").await.status, 403);
}

#[tokio::test]
async fn a_key_tells_every_documented_field() {
    let account = AccountSeed::openrouter_budget(KEY, 30 * DOLLAR, 29_999_999_820, LimitReset::Monthly);
    let (sandbox, _clock) = sandbox_at(NOW, vec![account]).await;
    let told = key(&sandbox).await;
    let budget = json!({
        "scope": "api_key", "limit_usd": 30, "spend_usd": 0.00000018, "remaining_usd": 29.99999982,
        "reset_interval": "monthly", "resets_at": "2026-12-01T00:00:00Z", "include_byok": false,
        "budget_id": null, "guardrail_id": null,
    });
    let expected = json!({
        "label": "sk-or-v1-abc...123", "limit": 30, "limit_remaining": 29.99999982, "limit_reset": "monthly",
        "include_byok_in_limit": false,
        "usage": 0.00000018, "usage_daily": 0.00000018, "usage_weekly": 0.00000018, "usage_monthly": 0.00000018,
        "byok_usage": 0, "byok_usage_daily": 0, "byok_usage_weekly": 0, "byok_usage_monthly": 0,
        "is_free_tier": false, "is_management_key": false, "is_provisioning_key": false,
        "creator_user_id": "user_5a9d0000000040008000000000000001", "expires_at": null,
        "rate_limit": {
            "interval": "10s", "note": "This field is deprecated and safe to ignore.", "requests": -1,
        },
        "allowed_data_regions": [], "budgets": [budget], "effective_budget": budget,
        "free_model_daily_requests": {"limit": 1000, "used": 0, "remaining": 1000},
        "organization_id": null, "workspace_id": null,
    });
    assert_eq!(told, expected);
    let text = ask(&sandbox, "key").await;
    assert!(
        text.text().contains(r#""limit_remaining":29.99999982,"#),
        "exact, as was observed"
    );
}

#[tokio::test]
async fn a_management_key_has_no_use_of_its_own() {
    let account = AccountSeed::openrouter_management(KEY, 5 * DOLLAR).having_spent(DOLLAR);
    let sandbox = sandbox(vec![account]).await;
    let told = key(&sandbox).await;
    assert_eq!(
        (&told["is_management_key"], &told["is_provisioning_key"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        (&told["usage"], &told["limit"], &told["limit_remaining"]),
        (&json!(0), &Value::Null, &Value::Null)
    );
    assert_eq!(told["budgets"], json!([]));
}

#[tokio::test]
async fn a_key_without_a_limit_tells_its_use_only() {
    let rows = vec![
        charge(time("2026-10-31T23:59:59Z"), 64 * DOLLAR, "a|A"),
        charge(time("2026-11-15T23:59:59Z"), 16 * DOLLAR, "a|A"),
        charge(time("2026-11-16T00:00:00Z"), 4 * DOLLAR, "a|A"),
        charge(time("2026-11-20T00:00:00Z"), DOLLAR, "a|A"),
    ];
    let account = AccountSeed::openrouter_unlimited(KEY).with_rows(rows);
    let (sandbox, _clock) = sandbox_at(NOW, vec![account]).await;
    let told = key(&sandbox).await;
    for (field, value) in [
        ("limit", Value::Null),
        ("limit_remaining", Value::Null),
        ("limit_reset", Value::Null),
        ("effective_budget", Value::Null),
        ("usage", json!(85)),
        ("usage_monthly", json!(21)),
        ("usage_weekly", json!(5)),
        ("usage_daily", json!(1)),
    ] {
        assert_eq!(told[field], value, "{field}");
    }
}

#[tokio::test]
async fn spending_lowers_a_budget_and_a_reset_fills_it() {
    let account = AccountSeed::openrouter_budget(KEY, 20 * DOLLAR, 8 * DOLLAR, LimitReset::Never);
    let sandbox = sandbox(vec![account]).await;
    let control = sandbox.control();
    control
        .spend(&OPENROUTER, KEY, 150 * CENT, None)
        .expect("an account");
    let told = key(&sandbox).await;
    assert_eq!(
        (&told["limit_remaining"], &told["usage"], &told["limit_reset"]),
        (&json!(6.5), &json!(13.5), &Value::Null)
    );
    control.reset_budget(&OPENROUTER, KEY).expect("a budget");
    let told = key(&sandbox).await;
    assert_eq!(
        (&told["limit_remaining"], &told["usage"]),
        (&json!(20), &json!(13.5))
    );
    control.credit(&OPENROUTER, KEY, 5 * DOLLAR).expect("an account");
    let told = key(&sandbox).await;
    assert_eq!(
        (&told["limit"], &told["limit_remaining"]),
        (&json!(25), &json!(25))
    );
    control.add_account(AccountSeed::openrouter_unlimited("sk-or-v1-other"));
    assert!(control.reset_budget(&OPENROUTER, "sk-or-v1-other").is_err());
}

/// A cycle, its name, its last second and the first one of the next.
const CYCLES: [(LimitReset, &str, &str, &str); 3] = [
    (
        LimitReset::Daily,
        "daily",
        "2026-11-20T23:59:59Z",
        "2026-11-21T00:00:00Z",
    ),
    (
        LimitReset::Weekly,
        "weekly",
        "2026-11-22T23:59:59Z",
        "2026-11-23T00:00:00Z",
    ),
    (
        LimitReset::Monthly,
        "monthly",
        "2026-11-30T23:59:59Z",
        "2026-12-01T00:00:00Z",
    ),
];

#[tokio::test]
async fn budgets_begin_afresh_with_their_cycle() {
    for (reset, word, before, after) in CYCLES {
        let account = AccountSeed::openrouter_budget(KEY, 20 * DOLLAR, 8 * DOLLAR, reset);
        let (sandbox, clock) = sandbox_at(NOW, vec![account]).await;
        clock.set(time(before));
        let told = key(&sandbox).await;
        assert_eq!(
            (&told["limit_remaining"], &told["limit_reset"]),
            (&json!(8), &json!(word))
        );
        assert_eq!(told["effective_budget"]["resets_at"], after);
        clock.set(time(after));
        assert_eq!(key(&sandbox).await["limit_remaining"], 20, "{word}");
        sandbox
            .control()
            .spend(&OPENROUTER, KEY, DOLLAR, None)
            .expect("an account");
        for turned in [before, after] {
            clock.set(time(turned));
            assert_eq!(
                key(&sandbox).await["limit_remaining"],
                19,
                "a clock that was set back resets nothing, nor when it is right again"
            );
        }
    }
}

#[tokio::test]
async fn activity_is_thirty_completed_days_by_model_and_endpoint() {
    let account = AccountSeed::openrouter_management(KEY, 50 * DOLLAR).with_daily_calls(40, time(NOW));
    let (sandbox, _clock) = sandbox_at(NOW, vec![account]).await;
    sandbox
        .control()
        .spend(&OPENROUTER, KEY, DOLLAR, Some("openai/gpt-5-mini|OpenAI"))
        .expect("an account");
    let answer = ask(&sandbox, "activity").await.json();
    let rows = answer["data"].as_array().expect("rows");
    assert_eq!(rows.len(), 30 * 3, "a model at two companies, and another one");
    assert_eq!(
        rows.first().map(|row| &row["date"]),
        Some(&json!("2026-11-19")),
        "today is not over"
    );
    assert_eq!(rows.last().map(|row| &row["date"]), Some(&json!("2026-10-21")));
    let gpt = rows
        .iter()
        .find(|row| row["model"] == "openai/gpt-5-mini")
        .expect("a row");
    assert_eq!(
        *gpt,
        json!({
            "date": "2026-11-19", "model": "openai/gpt-5-mini", "model_permaslug": "openai/gpt-5-mini-2025-08-07",
            "endpoint_id": "e0d90000-0000-4000-8000-000000000003", "provider_name": "OpenAI",
            "usage": 0.00375, "byok_usage_inference": 0, "requests": 2, "prompt_tokens": 7500,
            "completion_tokens": 937, "reasoning_tokens": 468, "cached_tokens": 1875,
        })
    );
}

#[tokio::test]
async fn activity_of_one_day() {
    let account = AccountSeed::openrouter_management(KEY, 50 * DOLLAR).with_daily_calls(40, time(NOW));
    let (sandbox, clock) = sandbox_at(NOW, vec![account]).await;
    for day in ["2026-11-19", "2026-10-21"] {
        let answer = ask(&sandbox, &format!("activity?date={day}")).await.json();
        let rows = answer["data"].as_array().expect("rows");
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|row| row["date"] == day));
    }
    for day in ["2026-11-20", "2026-10-20", "yesterday", ""] {
        assert_eq!(
            ask(&sandbox, &format!("activity?date={day}")).await.status,
            400,
            "{day}"
        );
    }
    clock.pass(SignedDuration::from_hours(24 * 60));
    assert_eq!(ask(&sandbox, "activity").await.json(), json!({"data": []}));
}

#[tokio::test]
async fn refuses_in_its_own_form() {
    let sandbox = sandbox(vec![AccountSeed::openrouter_management(KEY, DOLLAR)]).await;
    let base = sandbox.base("openrouter");
    let missing = get(&format!("{base}/key"), &[]).await;
    assert_eq!(missing.status, 401);
    assert_eq!(
        missing.text(),
        r#"{"error":{"code":401,"message":"Missing Authentication header","metadata":null},"user_id":null,"openrouter_metadata":null}"#
    );
    let unknown = get(&format!("{base}/key"), &[("authorization", "Bearer sk-or-v1-no")]).await;
    assert_eq!(unknown.status, 401);
    assert_eq!(
        send("POST", &format!("{base}/credits"), &AUTHORIZATION, "")
            .await
            .status,
        405
    );
    assert_eq!(ask(&sandbox, "nowhere").await.status, 404);
    sandbox
        .control()
        .revoke_key(&OPENROUTER, KEY)
        .expect("an account");
    for path in ["key", "credits", "activity"] {
        assert_eq!(ask(&sandbox, path).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn fails_with_its_code_for_every_status() {
    let (sandbox, _clock) = sandbox_at(NOW, vec![AccountSeed::openrouter_management(KEY, DOLLAR)]).await;
    for status in [400, 401, 402, 403, 404, 500, 502, 503, 524, 529] {
        let rule = FaultRule::new(&OPENROUTER, Fault::status(status)).times(1);
        sandbox.control().set_fault(rule);
        let answer = ask(&sandbox, "credits").await;
        assert_eq!(
            (answer.status, &answer.json()["error"]["code"]),
            (status, &json!(status))
        );
        assert!(answer.json()["error"]["message"].is_string());
    }
    let busy = Fault::Status {
        status: 429,
        retry_after: Some("7".to_owned()),
        text: None,
    };
    sandbox.control().set_fault(FaultRule::new(&OPENROUTER, busy));
    let answer = ask(&sandbox, "credits").await;
    assert_eq!(
        answer.json()["error"],
        json!({"code": 429, "message": "Rate limit exceeded", "metadata": {"error_type": "rate_limit_exceeded"}})
    );
    let reset = (time(NOW) + SignedDuration::from_secs(7))
        .as_millisecond()
        .to_string();
    for (name, value) in [
        ("retry-after", "7"),
        ("x-ratelimit-limit", "20"),
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", reset.as_str()),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
}
