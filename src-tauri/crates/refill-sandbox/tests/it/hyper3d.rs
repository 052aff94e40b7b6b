//! Contract C.

use refill_sandbox::{AccountSeed, Fault, FaultRule, HYPER3D, Sandbox};
use serde_json::json;

use crate::raw_http::{Answer, get, sandbox, send};

const KEY: &str = "vibecoding";
const AUTHORIZATION: [(&str, &str); 1] = [("authorization", "Bearer vibecoding")];

async fn ask(sandbox: &Sandbox) -> Answer {
    let url = format!("{}/api/v2/check_balance", sandbox.base("hyper3d"));
    get(&url, &AUTHORIZATION).await
}

#[tokio::test]
async fn tells_the_balance_under_201_as_documented() {
    let sandbox = sandbox(vec![AccountSeed::hyper3d(KEY, 1)]).await;
    let answer = ask(&sandbox).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.text(), r#"{"balance":1}"#);
    sandbox
        .control()
        .spend(&HYPER3D, KEY, 3, None)
        .expect("an account");
    assert_eq!(ask(&sandbox).await.text(), r#"{"balance":-2}"#);
}

#[tokio::test]
async fn tells_the_balance_under_200_when_told_to() {
    let sandbox = sandbox(vec![AccountSeed::hyper3d(KEY, 125)]).await;
    let rule = FaultRule::new(&HYPER3D, Fault::Under { status: 200 });
    sandbox.control().set_fault(rule);
    let answer = ask(&sandbox).await;
    assert_eq!((answer.status, answer.json()), (200, json!({"balance": 125})));
}

#[tokio::test]
async fn fails_inside_a_success() {
    let sandbox = sandbox(vec![AccountSeed::hyper3d(KEY, 1)]).await;
    let fault = Fault::ErrorInside {
        error: "API_INSUFFICIENT_FUNDS".to_owned(),
        message: "The fund in your wallet is insufficient.".to_owned(),
    };
    sandbox
        .control()
        .set_fault(FaultRule::new(&HYPER3D, fault).times(1));
    let answer = ask(&sandbox).await;
    assert_eq!(answer.status, 201);
    assert_eq!(
        answer.json(),
        json!({"error": "API_INSUFFICIENT_FUNDS", "message": "The fund in your wallet is insufficient."})
    );
    assert_eq!(ask(&sandbox).await.json(), json!({"balance": 1}));
}

#[tokio::test]
async fn refuses_in_plain_text() {
    let sandbox = sandbox(vec![AccountSeed::hyper3d(KEY, 1)]).await;
    let base = sandbox.base("hyper3d");
    let url = format!("{base}/api/v2/check_balance");
    for headers in [
        vec![],
        vec![("authorization", "Bearer no")],
        vec![("x-api-key", KEY)],
    ] {
        let answer = get(&url, &headers).await;
        assert_eq!((answer.status, answer.text()), (401, "Unauthorized"));
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    }
    assert_eq!(send("POST", &url, &AUTHORIZATION, "").await.status, 405);
    assert_eq!(
        get(&format!("{base}/api/v2/rodin"), &AUTHORIZATION).await.status,
        404
    );
    sandbox.control().revoke_key(&HYPER3D, KEY).expect("an account");
    assert_eq!(ask(&sandbox).await.status, 401);
}
