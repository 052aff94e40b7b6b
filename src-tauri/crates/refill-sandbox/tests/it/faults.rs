//! Every fault, as it looks on the wire.

use std::time::{Duration, Instant};

use refill_sandbox::{AccountSeed, DRIA, Fault, FaultRule, FieldFault, Sandbox, WEB3_API};
use serde_json::{Value, json};

use crate::raw_http::{Answer, exchange, get, sandbox};

const KEY: [(&str, &str); 1] = [("x-api-key", "w3_test_1")];

async fn served() -> Sandbox {
    let until = jiff::Timestamp::from_second(1_800_000_000).expect("a time");
    let account = AccountSeed::new(WEB3_API, "w3_test_1", 950).with_steady_history(3, until);
    sandbox(vec![account]).await
}

async fn ask(sandbox: &Sandbox, path: &str) -> Answer {
    get(&format!("{}/{path}", sandbox.base(WEB3_API.as_str())), &KEY).await
}

async fn balance_with(fault: Fault) -> Answer {
    let sandbox = served().await;
    sandbox.control().set_fault(FaultRule::new(&WEB3_API, fault));
    ask(&sandbox, "credits/balance").await
}

#[tokio::test]
async fn a_field_is_off_in_every_way() {
    let cases = [
        (FieldFault::Null, Value::Null),
        (FieldFault::AsText, json!("950")),
        (FieldFault::WrongType, json!({"value": 1})),
        (FieldFault::Negative, json!(-250)),
        (FieldFault::NineteenDigits, json!(1_234_567_890_123_456_789_i64)),
        (FieldFault::Literal("[]".to_owned()), json!([])),
    ];
    for (value, expected) in cases {
        let answer = balance_with(Fault::field("balance", value)).await;
        assert_eq!(answer.json()["balance"], expected);
        assert!(answer.json()["user_id"].is_string(), "the rest stays");
    }
    let missing = balance_with(Fault::field("balance", FieldFault::Missing)).await;
    assert!(missing.json().get("balance").is_none());
    let extra = balance_with(Fault::field("plan", FieldFault::Literal("\"pro\"".to_owned()))).await;
    assert_eq!(extra.json()["plan"], "pro");
}

#[tokio::test]
async fn a_row_is_off_and_the_others_are_not() {
    let sandbox = served().await;
    let fault = Fault::field("amount", FieldFault::AsText);
    sandbox
        .control()
        .set_fault(FaultRule::new(&WEB3_API, fault).at("credits/history"));
    let rows = ask(&sandbox, "credits/history").await.json();
    assert_eq!(
        (&rows[0]["amount"], &rows[1]["amount"]),
        (&json!("-1"), &json!(-1))
    );
    assert_eq!(ask(&sandbox, "credits/balance").await.json()["balance"], 950);
}

#[tokio::test]
async fn a_list_comes_in_every_envelope() {
    let sandbox = served().await;
    for list in ["items", "data", "results", "history", "transactions"] {
        let fault = Fault::Envelope {
            list: list.to_owned(),
        };
        sandbox
            .control()
            .set_fault(FaultRule::new(&WEB3_API, fault).times(1));
        let body = ask(&sandbox, "credits/history").await.json();
        assert_eq!(body[list].as_array().map(Vec::len), Some(3), "{list}");
    }
    assert!(ask(&sandbox, "credits/history").await.json().is_array());
}

#[tokio::test]
async fn a_web_page_instead_of_json() {
    let answer = balance_with(Fault::Html).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(answer.text().starts_with("<!doctype html>"));
}

#[tokio::test]
async fn a_body_of_any_kind() {
    let fault = Fault::Raw {
        status: 207,
        content_type: "application/octet-stream".to_owned(),
        body: "\u{1b}[31m{".to_owned(),
    };
    let answer = balance_with(fault).await;
    assert_eq!((answer.status, answer.text()), (207, "\u{1b}[31m{"));
}

#[tokio::test]
async fn a_redirect() {
    let fault = Fault::Redirect {
        status: 307,
        to: "http://127.0.0.1:9/elsewhere".to_owned(),
    };
    let answer = balance_with(fault).await;
    assert_eq!(answer.status, 307);
    assert_eq!(answer.header("location"), Some("http://127.0.0.1:9/elsewhere"));
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn a_redirect_in_circles() {
    let sandbox = served().await;
    let rule = FaultRule::new(&WEB3_API, Fault::RedirectLoop);
    sandbox.control().set_fault(rule);
    for _ in 0..3 {
        let answer = ask(&sandbox, "credits/history?page=1").await;
        assert_eq!(answer.status, 302);
        assert_eq!(
            answer.header("location"),
            Some("/web3/api/v1/credits/history?page=1")
        );
    }
}

#[tokio::test]
async fn many_headers() {
    let answer = balance_with(Fault::ManyHeaders { count: 500 }).await;
    assert_eq!(answer.json()["balance"], 950);
    let padding = answer
        .headers
        .iter()
        .filter(|(name, _)| name.starts_with("x-padding-"));
    assert_eq!(padding.count(), 500);
    assert_eq!(answer.header("x-credits-balance"), Some("950"));
    let most = balance_with(Fault::ManyHeaders { count: usize::MAX }).await;
    assert!(most.headers.len() > 10_000);
}

#[tokio::test]
async fn deep_nesting() {
    let fault = Fault::field("padding", FieldFault::Nested(100_000));
    let answer = balance_with(fault).await;
    let text = answer.text();
    assert!(text.starts_with("{\"balance\":950,"), "the number is there");
    assert!(text.contains(&"[".repeat(100_000)) && text.contains(&"]".repeat(100_000)));
}

#[tokio::test]
async fn a_reset_instead_of_an_answer() {
    let sandbox = served().await;
    let rule = FaultRule::new(&WEB3_API, Fault::Reset).times(1);
    sandbox.control().set_fault(rule);
    let url = format!("{}/credits/balance", sandbox.base(WEB3_API.as_str()));
    let failure = exchange("GET", &url, &KEY, "").await.err().expect("no answer");
    assert_eq!(failure.kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(ask(&sandbox, "credits/balance").await.status, 200);
}

#[tokio::test]
async fn a_body_that_trickles() {
    let begun = Instant::now();
    let answer = balance_with(Fault::Trickle {
        bytes: 10,
        millis: 20,
    })
    .await;
    assert_eq!(answer.json()["balance"], 950);
    let pauses = u32::try_from(answer.body.len().div_ceil(10)).expect("a few");
    assert!(pauses > 5 && begun.elapsed() >= Duration::from_millis(20) * pauses);
}

#[tokio::test]
async fn a_key_in_the_answer() {
    let answer = balance_with(Fault::EchoedKey { status: 401 }).await;
    assert_eq!(
        answer.json(),
        json!({"detail": "the key w3_test_1 is not valid here"})
    );
}

#[tokio::test]
async fn no_credit_headers() {
    let answer = balance_with(Fault::NoCreditHeaders).await;
    assert_eq!(answer.status, 200);
    for name in ["x-credits-used", "x-credits-balance", "x-request-id"] {
        assert_eq!(answer.header(name), None);
    }
}

#[tokio::test]
async fn a_body_that_breaks_off() {
    let answer = balance_with(Fault::CutBody).await;
    assert_eq!(answer.status, 200);
    assert!(!answer.is_complete);
    let announced: usize = answer
        .header("content-length")
        .and_then(|l| l.parse().ok())
        .expect("a length");
    assert!(answer.body.len() < announced);
    assert!(serde_json::from_slice::<Value>(&answer.body).is_err());
}

#[tokio::test]
async fn a_huge_body_is_streamed() {
    for declared in [true, false] {
        let bytes = 100 * 1024 * 1024;
        let answer = balance_with(Fault::HugeBody { bytes, declared }).await;
        assert_eq!(answer.header("content-length").is_some(), declared);
        assert!(answer.is_complete);
        assert_eq!(u64::try_from(answer.body.len()), Ok(bytes));
        assert!(answer.body.starts_with(b"{\"balance\":950,"));
    }
}

#[tokio::test]
async fn a_late_answer_is_the_right_one() {
    let begun = Instant::now();
    let answer = balance_with(Fault::Delay { millis: 300 }).await;
    assert!(begun.elapsed() >= Duration::from_millis(300));
    assert_eq!(answer.json()["balance"], 950);
}

#[tokio::test]
async fn a_hang_gives_nothing() {
    let sandbox = served().await;
    sandbox
        .control()
        .set_fault(FaultRule::new(&WEB3_API, Fault::Hang));
    let url = format!("{}/credits/balance", sandbox.base(WEB3_API.as_str()));
    let waiting = exchange("GET", &url, &KEY, "");
    assert!(
        tokio::time::timeout(Duration::from_millis(300), waiting)
            .await
            .is_err()
    );
    sandbox.control().clear_faults();
    assert_eq!(ask(&sandbox, "credits/balance").await.status, 200);
}

#[tokio::test]
async fn a_fault_keeps_to_its_provider_key_path_and_count() {
    let accounts = vec![
        AccountSeed::new(WEB3_API, "w3_test_1", 1),
        AccountSeed::new(WEB3_API, "w3_test_2", 2),
        AccountSeed::new(DRIA, "dkn_live_test_1", 3),
    ];
    let sandbox = sandbox(accounts).await;
    let rule = FaultRule::new(&WEB3_API, Fault::status(500))
        .for_key("w3_test_1")
        .at("credits/balance");
    sandbox.control().set_fault(rule.times(2));
    let web3 = format!("{}/credits/balance", sandbox.base(WEB3_API.as_str()));
    let dria = format!("{}/v1/credits/balance", sandbox.base(DRIA.as_str()));
    assert_eq!(get(&web3, &KEY).await.status, 500);
    assert_eq!(get(&web3, &[("x-api-key", "w3_test_2")]).await.status, 200);
    assert_eq!(
        get(&dria, &[("authorization", "Bearer dkn_live_test_1")])
            .await
            .status,
        200
    );
    assert_eq!(ask(&sandbox, "credits/history").await.status, 200);
    assert_eq!(get(&web3, &KEY).await.status, 500);
    assert_eq!(get(&web3, &KEY).await.status, 200, "used up after two");
}
