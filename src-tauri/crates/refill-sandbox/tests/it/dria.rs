//! Contract B, against the samples of Dria's credits page.

use refill_sandbox::{AccountSeed, DRIA, Fault, FaultRule};
use serde_json::{Value, json};

use crate::raw_http::{Answer, get, sandbox, send};

const KEY: &str = "dkn_live_test_1";

/// The response of the documentation's first sample, byte for byte.
const DOCUMENTED: &str = r#"{
  "balance": 1000,
  "balance_usdc": "10.00"
}"#;

async fn ask(balance: i64, authorization: Option<&str>) -> Answer {
    let sandbox = sandbox(vec![AccountSeed::new(DRIA, KEY, balance)]).await;
    let url = format!("{}/v1/credits/balance", sandbox.base("dria"));
    let headers: Vec<_> = authorization
        .iter()
        .map(|value| ("authorization", *value))
        .collect();
    get(&url, &headers).await
}

#[tokio::test]
async fn tells_both_numbers_as_documented() {
    let answer = ask(1000, Some("Bearer dkn_live_test_1")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let documented: Value = serde_json::from_str(DOCUMENTED).expect("JSON");
    assert_eq!(answer.json(), documented);
    assert_eq!(
        answer.text(),
        DOCUMENTED.replace([' ', '\n'], ""),
        "the same order and forms"
    );
}

#[tokio::test]
async fn writes_usdc_with_two_places() {
    for (credits, usdc) in [
        (0, "0.00"),
        (5, "0.05"),
        (420, "4.20"),
        (-7, "-0.07"),
        (100_000_000, "1000000.00"),
    ] {
        let answer = ask(credits, Some("Bearer dkn_live_test_1")).await;
        assert_eq!(answer.json(), json!({"balance": credits, "balance_usdc": usdc}));
    }
}

#[tokio::test]
async fn refuses_a_missing_or_wrong_key_in_plain_text() {
    for authorization in [
        None,
        Some("Bearer wrong"),
        Some("dkn_live_test_1"),
        Some("Basic dkn_live_test_1"),
    ] {
        let answer = ask(1, authorization).await;
        assert_eq!(answer.status, 401, "{authorization:?}");
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(answer.text(), "missing or invalid API key");
    }
}

#[tokio::test]
async fn knows_one_address_and_one_method() {
    let sandbox = sandbox(vec![AccountSeed::new(DRIA, KEY, 1)]).await;
    let key = [("authorization", "Bearer dkn_live_test_1")];
    let base = sandbox.base("dria");
    assert_eq!(get(&format!("{base}/v1/credits/history"), &key).await.status, 404);
    let post = send("POST", &format!("{base}/v1/credits/balance"), &key, "").await;
    assert_eq!(post.status, 405);
}

#[tokio::test]
async fn fails_in_its_own_form() {
    let sandbox = sandbox(vec![AccountSeed::new(DRIA, KEY, 1)]).await;
    let url = format!("{}/v1/credits/balance", sandbox.base("dria"));
    let key = [("authorization", "Bearer dkn_live_test_1")];
    let busy = Fault::Status {
        status: 429,
        retry_after: Some("7".to_owned()),
        text: None,
    };
    sandbox.control().set_fault(FaultRule::new(&DRIA, busy).times(1));
    sandbox
        .control()
        .set_fault(FaultRule::new(&DRIA, Fault::status(503)).times(1));
    let first = get(&url, &key).await;
    assert_eq!((first.status, first.header("retry-after")), (429, Some("7")));
    assert_eq!(first.text(), "rate limit exceeded");
    let second = get(&url, &key).await;
    assert_eq!((second.status, second.text()), (503, "no nodes available"));
    assert_eq!(get(&url, &key).await.status, 200);
}

#[tokio::test]
async fn refuses_a_revoked_key() {
    let sandbox = sandbox(vec![AccountSeed::new(DRIA, KEY, 1)]).await;
    sandbox.control().revoke_key(&DRIA, KEY).expect("an account");
    let url = format!("{}/v1/credits/balance", sandbox.base("dria"));
    assert_eq!(
        get(&url, &[("authorization", "Bearer dkn_live_test_1")])
            .await
            .status,
        401
    );
}
