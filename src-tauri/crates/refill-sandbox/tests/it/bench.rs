//! Many accounts at once.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use refill_sandbox::{CLADO, HYPER3D, Options, Sandbox, bench_accounts};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::raw_http::{get, sandbox};

#[test]
fn accounts_are_spread_or_all_at_one_provider() {
    let mut at = BTreeMap::<String, Vec<String>>::new();
    for seed in bench_accounts(12, None) {
        at.entry(seed.provider.to_string()).or_default().push(seed.key);
    }
    let expected = [
        ("clado", vec!["lk_bench-key-5", "lk_bench-key-10"]),
        (
            "dria",
            vec![
                "dkn_live_bench-key-1",
                "dkn_live_bench-key-6",
                "dkn_live_bench-key-11",
            ],
        ),
        ("hyper3d", vec!["bench-key-4", "bench-key-9"]),
        ("openrouter", vec!["sk-or-v1-bench-key-3", "sk-or-v1-bench-key-8"]),
        ("web3api", vec!["bench-key-2", "bench-key-7", "bench-key-12"]),
    ];
    let told: Vec<_> = at
        .iter()
        .map(|(provider, keys)| (provider.as_str(), keys.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(told, expected);
    let one = bench_accounts(3, Some(&CLADO));
    assert!(one.iter().all(|seed| seed.provider == CLADO));
    assert_eq!(one.last().map(|seed| seed.key.as_str()), Some("lk_bench-key-3"));
}

#[tokio::test]
async fn each_account_has_its_own_number() {
    let sandbox = sandbox(bench_accounts(10, None)).await;
    let credits = format!("{}/credits", sandbox.base("openrouter"));
    let answer = get(&credits, &[("authorization", "Bearer sk-or-v1-bench-key-8")]).await;
    assert_eq!(answer.json()["data"]["total_credits"], 1008);
    let credits = format!("{}/api/credits", sandbox.base("clado"));
    let answer = get(&credits, &[("authorization", "Bearer lk_bench-key-5")]).await;
    assert_eq!(answer.json()["credits"], 1005);
}

/// Asks for two hundred accounts, eight at a time.
async fn ask_all(sandbox: &Sandbox) -> Vec<Value> {
    let url = format!("{}/api/v2/check_balance", sandbox.base("hyper3d"));
    let mut asking = JoinSet::new();
    let mut told = Vec::new();
    for number in 1..=200 {
        if asking.len() == 8 {
            told.extend(asking.join_next().await.map(|answer| answer.expect("an answer")));
        }
        let url = url.clone();
        asking.spawn(async move {
            let authorization = format!("Bearer bench-key-{number}");
            let answer = get(&url, &[("authorization", &authorization)]).await;
            answer.json()["balance"].clone()
        });
    }
    told.extend(asking.join_all().await);
    told
}

#[tokio::test]
async fn late_answers_wait_for_themselves_only() {
    let delay = Duration::from_millis(50);
    let sandbox = Sandbox::start(Options {
        accounts: bench_accounts(200, Some(&HYPER3D)),
        delay,
        ..Options::default()
    });
    let sandbox = sandbox.await.expect("a sandbox");
    let begun = Instant::now();
    let mut told = ask_all(&sandbox).await;
    let took = begun.elapsed();
    assert!(took >= delay * 25, "each round takes the delay: {took:?}");
    assert!(took < delay * 150, "one after the other: {took:?}");
    told.sort_by_key(Value::as_i64);
    assert_eq!(json!(told), json!((1001..=1200).collect::<Vec<_>>()));
}

#[tokio::test]
async fn a_delay_can_be_taken_back() {
    let sandbox = sandbox(bench_accounts(1, Some(&HYPER3D))).await;
    let control = sandbox.control();
    control.set_delay(Duration::from_secs(3600));
    control.set_delay(Duration::ZERO);
    let url = format!("{}/api/v2/check_balance", sandbox.base("hyper3d"));
    let answer = get(&url, &[("authorization", "Bearer bench-key-1")]).await;
    assert_eq!(answer.json()["balance"], 1001);
}

#[tokio::test]
async fn stopping_does_not_wait_for_the_delay() {
    let sandbox = sandbox(bench_accounts(1, Some(&HYPER3D))).await;
    let control = sandbox.control();
    control.set_delay(Duration::from_secs(3600));
    let url = format!("{}/api/v2/check_balance", sandbox.base("hyper3d"));
    let waiting = tokio::spawn(async move { get(&url, &[]).await.status });
    while control.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    sandbox.stop().await;
    assert_eq!(waiting.await.expect("no panic"), 401);
}
