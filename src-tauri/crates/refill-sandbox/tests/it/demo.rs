//! The stories of demo mode.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use refill_core::account::AccountName;
use refill_core::key::ApiKey;
use refill_core::ports::Clock;
use refill_sandbox::{DRIA, DemoAccount, Options, Sandbox, WEB3_API, demo_accounts};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::raw_http::get;

/// A clock that tests set.
struct SetClock(Mutex<Timestamp>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("a clock")
    }
}

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
    let clock = Arc::new(SetClock(Mutex::new(anchor())));
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
    assert_eq!(accounts.len(), 4);
    for account in &accounts {
        let key = ApiKey::from_pasted(&account.key).expect("a key");
        assert_eq!(
            account.provider == DRIA,
            key.has_prefix(&["dkn_live_demo"]),
            "{}",
            account.name
        );
        AccountName::parse(account.name).expect("a name");
        assert!(account.threshold.is_some_and(|amount| amount > Decimal::ZERO));
        assert_eq!(account.past_readings.len(), 360);
        assert!(account.past_readings.is_sorted_by(|left, right| left.0 < right.0));
    }
}

#[test]
fn stories_hold_at_every_hour_of_the_week() {
    for hour in 0..24 * 7 {
        let anchor = anchor() + SignedDuration::from_hours(hour);
        for account in demo_accounts(anchor) {
            let (_, last) = account.past_readings.last().expect("readings");
            let threshold = account.threshold.expect("a threshold");
            assert_eq!(
                *last < threshold,
                account.name == "Work",
                "{} at {anchor}",
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
            *clock.0.lock().expect("a clock") = anchor() + SignedDuration::from_mins(minutes);
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
    *clock.0.lock().expect("a clock") = anchor() + SignedDuration::from_hours(24 * 200);
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
    *clock.0.lock().expect("a clock") = anchor() - SignedDuration::from_hours(24);
    assert_eq!(sandbox.control().balance(&DRIA, &by_name("Work").key), Ok(420));
}
