//! Contract E.

use refill_sandbox::{AccountSeed, CLADO, Fault, FaultRule, LastTopUp, Sandbox};
use serde_json::json;

use crate::clock::{sandbox_at, time};
use crate::raw_http::{Answer, get, sandbox, send};

const KEY: &str = "lk_test_1";
const AUTHORIZATION: [(&str, &str); 1] = [("authorization", "Bearer lk_test_1")];

async fn ask(sandbox: &Sandbox) -> Answer {
    get(&format!("{}/api/credits", sandbox.base("clado")), &AUTHORIZATION).await
}

#[tokio::test]
async fn tells_credits_and_the_last_top_up_as_documented() {
    let at = LastTopUp::At(time("2024-01-15T10:30:00Z"));
    let sandbox = sandbox(vec![AccountSeed::clado(KEY, 247, at)]).await;
    let answer = ask(&sandbox).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(
        answer.text(),
        r#"{"credits":247,"last_topup_at":"2024-01-15T10:30:00Z"}"#
    );
}

#[tokio::test]
async fn the_last_top_up_may_be_null_or_missing() {
    for (last, text) in [
        (LastTopUp::Never, r#"{"credits":5,"last_topup_at":null}"#),
        (LastTopUp::Untold, r#"{"credits":5}"#),
    ] {
        let sandbox = sandbox(vec![AccountSeed::clado(KEY, 5, last)]).await;
        assert_eq!(ask(&sandbox).await.text(), text);
    }
}

#[tokio::test]
async fn a_top_up_is_told_and_spending_is_not() {
    let account = AccountSeed::clado(KEY, 5, LastTopUp::Never);
    let (sandbox, _clock) = sandbox_at("2026-11-20T14:30:00.75Z", vec![account]).await;
    let control = sandbox.control();
    control.spend(&CLADO, KEY, 4, None).expect("an account");
    assert_eq!(ask(&sandbox).await.json()["last_topup_at"], json!(null));
    control.credit(&CLADO, KEY, 100).expect("an account");
    assert_eq!(
        ask(&sandbox).await.json(),
        json!({"credits": 101, "last_topup_at": "2026-11-20T14:30:00Z"})
    );
}

#[tokio::test]
async fn refuses_with_a_detail() {
    let sandbox = sandbox(vec![AccountSeed::clado(KEY, 1, LastTopUp::Never)]).await;
    let base = sandbox.base("clado");
    for headers in [vec![], vec![("authorization", "Bearer lk_no")]] {
        let answer = get(&format!("{base}/api/credits"), &headers).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.json(), json!({"detail": "API key missing or invalid"}));
    }
    let post = send("POST", &format!("{base}/api/credits"), &AUTHORIZATION, "").await;
    assert_eq!(post.status, 405);
    let elsewhere = get(&format!("{base}/api/search"), &AUTHORIZATION).await;
    assert_eq!(
        (elsewhere.status, elsewhere.json()),
        (404, json!({"detail": "Not Found"}))
    );
    sandbox.control().revoke_key(&CLADO, KEY).expect("an account");
    assert_eq!(ask(&sandbox).await.status, 401);
}

#[tokio::test]
async fn fails_as_documented_for_every_status() {
    let sandbox = sandbox(vec![AccountSeed::clado(KEY, 1, LastTopUp::Never)]).await;
    let busy = |retry_after: Option<&str>| Fault::Status {
        status: 429,
        retry_after: retry_after.map(str::to_owned),
        text: None,
    };
    for (fault, status, body) in [
        (
            Fault::status(404),
            404,
            json!({"detail": "unable to retrieve credit information"}),
        ),
        (Fault::status(500), 500, json!({"detail": "credit service error"})),
        (
            busy(None),
            429,
            json!({"error": "Rate limit exceeded", "retry_after": 60}),
        ),
        (
            busy(Some("7")),
            429,
            json!({"error": "Rate limit exceeded", "retry_after": 7}),
        ),
    ] {
        let rule = FaultRule::new(&CLADO, fault);
        sandbox.control().set_fault(rule.times(1));
        let answer = ask(&sandbox).await;
        assert_eq!((answer.status, answer.json()), (status, body));
    }
}
