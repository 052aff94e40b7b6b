//! The stories of demo mode.

use std::collections::BTreeSet;
use std::sync::Arc;

use alloy::signers::local::PrivateKeySigner;
use jiff::{SignedDuration, Timestamp};
use refill_core::account::AccountName;
use refill_core::key::ApiKey;
use refill_core::money::Unit;
use refill_core::x402::{Address, Nonce};
use refill_sandbox::{
    CENT, DEMO_EMAIL, DEMO_PASSWORD, DRIA, DemoAccount, DemoNumber, HYPER3D, LimitReset, OPENROUTER, Options,
    STARTER, Sandbox, WEB3_API, demo_accounts, demo_wallet,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::clock::SetClock;
use crate::holder::{As, log_in, post, read, tokens_in};
use crate::raw_http::{get, send};
use crate::till::Transfer;

fn anchor() -> Timestamp {
    "2026-11-20T14:30:00Z".parse().expect("a time")
}

fn by_name(name: &str) -> DemoAccount {
    let found = demo_accounts(anchor())
        .into_iter()
        .find(|account| account.name == name);
    found.expect("the account")
}

async fn demo() -> (Sandbox, Arc<SetClock>) {
    let clock = SetClock::at(anchor());
    let options = Options {
        clock: Arc::<SetClock>::clone(&clock),
        ..Options::demo(anchor())
    };
    (Sandbox::start(options).await.expect("a sandbox"), clock)
}

async fn history(sandbox: &Sandbox, key: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    for page in 1.. {
        let url = format!(
            "{}/credits/history?page={page}&limit=100",
            sandbox.base(WEB3_API.as_str())
        );
        let answer = get(&url, &[("x-api-key", key)]).await.json();
        let more = answer.as_array().expect("rows").clone();
        if more.is_empty() {
            break;
        }
        rows.extend(more);
    }
    rows
}

fn number(value: &Value) -> i64 {
    value.as_i64().expect("a whole number")
}

#[test]
fn the_same_anchor_gives_the_same_stories() {
    let told = |anchor| format!("{:?}", demo_accounts(anchor));
    assert_eq!(told(anchor()), told(anchor()));
    assert_ne!(told(anchor()), told(anchor() + SignedDuration::from_hours(24)));
}

#[test]
fn accounts_have_what_refill_asks_for() {
    let accounts = demo_accounts(anchor());
    assert_eq!(accounts.len(), 10);
    let prefixes = ["sk-or-v1-", "dkn_live_demo", "lk_demo"];
    for account in &accounts {
        let key = ApiKey::from_pasted(&account.key).expect("a key");
        let prefix = prefixes.iter().position(|prefix| key.has_prefix(&[prefix]));
        let expected = ["openrouter", "dria", "clado"];
        let expected = expected
            .iter()
            .position(|provider| *provider == account.provider.as_str());
        assert_eq!(prefix, expected, "{}", account.name);
        AccountName::parse(account.name).expect("a name");
        let unit = if account.provider == OPENROUTER {
            Unit::USD
        } else {
            Unit::CREDITS
        };
        assert_eq!(account.unit, unit);
        let is_hidden = account.number == DemoNumber::Hidden;
        assert_eq!(
            account.threshold.is_none_or(|amount| amount <= Decimal::ZERO),
            is_hidden
        );
        assert_eq!(account.past_readings.len(), if is_hidden { 0 } else { 360 });
        assert!(account.past_readings.is_sorted_by(|left, right| left.0 < right.0));
    }
    let names: BTreeSet<&str> = accounts.iter().map(|account| account.name).collect();
    assert_eq!(names.len(), 10);
    let providers: BTreeSet<&str> = accounts.iter().map(|account| account.provider.as_str()).collect();
    assert_eq!(providers.len(), 5);
}

#[test]
fn stories_hold_at_every_hour_of_the_week_and_on_every_day() {
    let hours = (0..24 * 7).chain((0..70).map(|day| day * 24 + 9));
    for hour in hours {
        let anchor = anchor() + SignedDuration::from_hours(hour);
        for account in demo_accounts(anchor) {
            let Some((_, last)) = account.past_readings.last() else {
                continue;
            };
            let threshold = account.threshold.expect("a threshold");
            assert_eq!(
                *last < threshold,
                account.name == "Work",
                "{} at {anchor}: {last}",
                account.name
            );
            let lowest = account.past_readings.iter().map(|(_, balance)| *balance).min();
            assert!(
                lowest > Some(Decimal::ZERO),
                "{} at {anchor}: {lowest:?}",
                account.name
            );
        }
    }
}

/// What the server tells the demo account, below `data` or at the top.
async fn told(sandbox: &Sandbox, account: &DemoAccount, path: &str) -> Value {
    let url = format!("{}/{path}", sandbox.base(account.provider.as_str()));
    let authorization = format!("Bearer {}", account.key);
    let answer = get(&url, &[("authorization", &authorization)]).await.json();
    answer.get("data").cloned().unwrap_or(answer)
}

#[tokio::test]
async fn openrouter_shows_the_account_and_its_thirty_days() {
    let (sandbox, _clock) = demo().await;
    let account = by_name("OpenRouter");
    assert_eq!(
        sandbox.control().balance(&OPENROUTER, &account.key),
        Ok(4_217 * CENT)
    );
    assert_eq!(account.threshold, Some(Decimal::TEN));
    assert_eq!(account.number, DemoNumber::Balance);
    assert_eq!(told(&sandbox, &account, "key").await["is_management_key"], true);
    let rows = told(&sandbox, &account, "activity").await;
    let rows = rows.as_array().expect("rows");
    let days: BTreeSet<&str> = rows.iter().filter_map(|row| row["date"].as_str()).collect();
    assert!((25..=30).contains(&days.len()), "{} days", days.len());
    assert!(
        rows.len() > 2 * days.len(),
        "several rows a day: {} in {} days",
        rows.len(),
        days.len()
    );
    let (_, before) = account.past_readings.last().expect("readings");
    assert!(before.scale() > 2, "amounts as they come, not rounded: {before}");
}

#[tokio::test]
async fn the_side_project_has_a_budget_of_twenty_dollars() {
    let (sandbox, clock) = demo().await;
    let account = by_name("Side project key");
    let number = DemoNumber::Budget {
        limit: Decimal::from(20),
        reset: LimitReset::Monthly,
    };
    assert_eq!(account.number, number);
    let key = told(&sandbox, &account, "key").await;
    assert_eq!(
        (&key["limit"], &key["limit_reset"]),
        (&Value::from(20), &Value::from("monthly"))
    );
    let left = key["limit_remaining"].as_f64().expect("a number");
    let monthly = key["usage_monthly"].as_f64().expect("a number");
    assert!((5.0..15.0).contains(&left), "{left}");
    assert!((left + monthly - 20.0).abs() < 1e-6, "{left} and {monthly}");
    let rises: Vec<String> = account
        .past_readings
        .windows(2)
        .filter(|pair| pair[1].1 > pair[0].1)
        .map(|pair| pair[1].0.to_string()[..10].to_owned())
        .collect();
    assert_eq!(rises, ["2026-10-01", "2026-11-01"], "only where a month begins");
    clock.set("2026-12-01T00:00:30Z".parse().expect("a time"));
    assert_eq!(
        told(&sandbox, &account, "key").await["limit_remaining"],
        20,
        "and so it goes on"
    );
}

#[tokio::test]
async fn the_chat_client_does_not_see_what_is_left() {
    let (sandbox, _clock) = demo().await;
    let account = by_name("Chat client key");
    assert_eq!(account.number, DemoNumber::Hidden);
    let key = told(&sandbox, &account, "key").await;
    assert_eq!(
        (&key["limit"], &key["limit_remaining"]),
        (&Value::Null, &Value::Null)
    );
    assert!(key["usage"].as_f64() > Some(5.0), "{}", key["usage"]);
    assert_eq!(told(&sandbox, &account, "credits").await["total_credits"], 0);
}

#[tokio::test]
async fn tenths_are_divided_for_the_person_and_not_for_the_server() {
    let (sandbox, _clock) = demo().await;
    for (name, divisor, reported) in [("Rodin studio", 1, 18), ("Game assets", 10, 125)] {
        let account = by_name(name);
        assert_eq!((&account.provider, account.divisor), (&HYPER3D, divisor));
        let answer = told(&sandbox, &account, "api/v2/check_balance").await;
        assert_eq!(answer["balance"], reported);
        let (_, last) = account.past_readings.last().expect("readings");
        let now = Decimal::from(reported) / Decimal::from(divisor);
        assert!(
            *last >= now && *last < now + Decimal::from(8),
            "{name}: {last} four hours before {now}"
        );
    }
}

#[tokio::test]
async fn people_search_was_topped_up_twelve_days_ago() {
    let (sandbox, _clock) = demo().await;
    let answer = told(&sandbox, &by_name("People search"), "api/credits").await;
    assert_eq!(answer["credits"], 247);
    assert_eq!(answer["last_topup_at"], "2026-11-08T14:30:00Z");
}

#[tokio::test]
async fn work_is_low_and_personal_is_not() {
    let (sandbox, _clock) = demo().await;
    let (work, personal) = (by_name("Work"), by_name("Personal"));
    assert_eq!(sandbox.control().balance(&DRIA, &work.key), Ok(420));
    assert_eq!(work.threshold, Some(Decimal::from(500)));
    assert_eq!(sandbox.control().balance(&DRIA, &personal.key), Ok(2_350));
}

#[tokio::test]
async fn the_wallet_app_has_sixty_days_and_two_packages() {
    let (sandbox, _clock) = demo().await;
    let rows = history(&sandbox, &by_name("Wallet app").key).await;
    assert!((1_500..5_000).contains(&rows.len()), "{} rows", rows.len());
    let credits: Vec<i64> = rows
        .iter()
        .filter(|row| row["type"] == "credit")
        .map(|row| number(&row["amount"]))
        .collect();
    assert_eq!(credits, [50_000, 10_000]);
    for pair in rows.windows(2) {
        assert!(
            pair[0]["created_at"].as_str() >= pair[1]["created_at"].as_str(),
            "newest first"
        );
        assert_eq!(
            pair[0]["balance_before"], pair[1]["balance_after"],
            "without a gap"
        );
    }
    for row in &rows {
        assert_eq!(
            number(&row["balance_before"]) + number(&row["amount"]),
            number(&row["balance_after"])
        );
        assert!(number(&row["balance_after"]) > 0);
    }
    let oldest = rows.last().expect("a row")["created_at"]
        .as_str()
        .expect("a time");
    assert!(oldest.starts_with("2026-09-2"), "{oldest}");
}

#[tokio::test]
async fn weekends_are_quieter_than_weeks() {
    let (sandbox, _clock) = demo().await;
    let rows = history(&sandbox, &by_name("Wallet app").key).await;
    let on = |days: [&str; 4]| {
        let at = rows.iter().filter_map(|row| row["created_at"].as_str());
        at.filter(|at| days.iter().any(|day| at.starts_with(day))).count()
    };
    let sundays = on(["2026-10-25", "2026-11-01", "2026-11-08", "2026-11-15"]);
    let tuesdays = on(["2026-10-27", "2026-11-03", "2026-11-10", "2026-11-17"]);
    assert!(sundays * 3 < tuesdays, "{sundays} and {tuesdays}");
}

#[tokio::test]
async fn the_staging_server_fails_and_has_a_past() {
    let (sandbox, _clock) = demo().await;
    let staging = by_name("Staging server");
    let url = format!("{}/credits/balance", sandbox.base(WEB3_API.as_str()));
    assert_eq!(
        get(&url, &[("x-api-key", staging.key.as_str())]).await.status,
        503
    );
    let (at, balance) = staging.past_readings.last().expect("readings");
    assert_eq!(*at, anchor() - SignedDuration::from_hours(4));
    assert!(*balance >= Decimal::from(8_240));
    sandbox.control().clear_faults();
    assert_eq!(
        get(&url, &[("x-api-key", staging.key.as_str())]).await.status,
        200
    );
}

#[tokio::test]
async fn balances_move_slowly_and_always_the_same_way() {
    let mut told = Vec::new();
    // The second run looks only once: when one looks makes no difference.
    for looks in [vec![5, 15, 60], vec![60]] {
        let (sandbox, clock) = demo().await;
        let key = by_name("Wallet app").key;
        let before = sandbox.control().balance(&WEB3_API, &key).expect("a balance");
        for minutes in looks {
            clock.set(anchor() + SignedDuration::from_mins(minutes));
            sandbox.control().balance(&WEB3_API, &key).expect("a balance");
        }
        let spent = before - sandbox.control().balance(&WEB3_API, &key).expect("a balance");
        assert!(
            (60..600).contains(&spent),
            "a few credits a minute: {spent} in an hour"
        );
        told.push(history(&sandbox, &key).await);
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn spending_ends_where_the_credits_end() {
    let (sandbox, clock) = demo().await;
    clock.set(anchor() + SignedDuration::from_hours(24 * 200));
    for account in demo_accounts(anchor()) {
        let left = sandbox
            .control()
            .balance(&account.provider, &account.key)
            .expect("a balance");
        assert!(left >= 0, "{}: {left}", account.name);
    }
}

#[tokio::test]
async fn a_clock_set_back_changes_nothing() {
    let (sandbox, clock) = demo().await;
    clock.set(anchor() - SignedDuration::from_hours(24));
    assert_eq!(sandbox.control().balance(&DRIA, &by_name("Work").key), Ok(420));
}

#[tokio::test]
async fn its_holder_signs_in_and_buys() {
    let (sandbox, clock) = demo().await;
    let account = by_name("Wallet app");
    let (access, _) = tokens_in(&log_in(&sandbox, DEMO_EMAIL, DEMO_PASSWORD).await);
    let me = As::Token(&access);
    let by_token = read(&sandbox, "credits/balance", me).await;
    let by_key = read(&sandbox, "credits/balance", As::Key(&account.key)).await;
    assert_eq!(by_token.text(), by_key.text());
    let order = json!({"success_url": "http://127.0.0.1:1/", "cancel_url": "http://127.0.0.1:1/"});
    let session = post(&sandbox, &format!("packages/{STARTER}/checkout"), me, &order)
        .await
        .json();
    let page = session["checkout_url"].as_str().expect("a page");
    assert_eq!(send("POST", &format!("{page}/pay"), &[], "").await.status, 303);
    let balance = async || number(&read(&sandbox, "credits/balance", me).await.json()["balance"]);
    let before = balance().await;
    clock.pass(SignedDuration::from_secs(1));
    assert_eq!(
        balance().await,
        before + 10_000,
        "a second later, so that the waiting is seen"
    );
}

#[tokio::test]
async fn its_wallet_tops_dria_up_in_a_quarter_of_a_minute() {
    let (sandbox, clock) = demo().await;
    let (key, address) = demo_wallet();
    let signer: PrivateKeySigner = key.parse().expect("a key");
    assert_eq!(address.bytes(), &signer.address().into_array());
    assert_eq!(sandbox.control().usdc_balance(address), 250_000_000);
    let account = by_name("Work");
    let url = format!("{}/v1/credits/topup", sandbox.base(DRIA.as_str()));
    let bearer = format!("Bearer {}", account.key);
    let body = r#"{"amount":"10"}"#;
    let offer = send("POST", &url, &[("authorization", &bearer)], body)
        .await
        .json();
    let payee = offer["accepts"][0]["payTo"].as_str().expect("a payee");
    let now = u64::try_from(anchor().as_second()).expect("a time");
    let transfer = Transfer {
        from: address,
        to: Address::parse(payee).expect("an address"),
        value: 10_000_000,
        valid_after: now - 600,
        valid_before: now + 300,
        nonce: Nonce::new([1; 32]),
    };
    let header = transfer.v1(&signer);
    let headers = [("authorization", bearer.as_str()), ("x-payment", &header)];
    assert_eq!(send("POST", &url, &headers, body).await.status, 200);
    let before = sandbox.control().balance(&DRIA, &account.key).expect("a balance");
    clock.pass(SignedDuration::from_secs(3));
    let after = sandbox.control().balance(&DRIA, &account.key).expect("a balance");
    assert_eq!(
        after,
        before + 1_000,
        "a second after the block, so that the waiting is seen"
    );
    assert_eq!(sandbox.control().usdc_balance(address), 240_000_000);
    clock.pass(SignedDuration::from_secs(5));
    let endpoint = &sandbox.chain_endpoints()[0];
    let safe = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockByNumber", "params": ["safe", true]});
    let safe = send("POST", endpoint, &[], &safe.to_string()).await.json();
    let block = sandbox.control().settlements()[0].block;
    assert_eq!(
        safe["result"]["number"],
        format!("0x{block:x}"),
        "safe six seconds later"
    );
}
