//! Contract D, against the samples of the Web3 API's credits page.

use jiff::Timestamp;
use refill_sandbox::{AccountSeed, Fault, FaultRule, HistoryRow, InsufficientForm, Sandbox, WEB3_API};
use serde_json::{Value, json};

use crate::raw_http::{Answer, get, sandbox};

const KEY: [(&str, &str); 1] = [("x-api-key", "w3_test_1")];

async fn served(account: AccountSeed) -> Sandbox {
    sandbox(vec![account]).await
}

fn account(balance: i64) -> AccountSeed {
    AccountSeed::new(WEB3_API, "w3_test_1", balance)
}

async fn ask(sandbox: &Sandbox, path: &str) -> Answer {
    get(&format!("{}/{path}", sandbox.base(WEB3_API.as_str())), &KEY).await
}

/// The history entry of the documentation's sample.
fn documented_row() -> HistoryRow {
    HistoryRow {
        at: "2024-06-01T12:00:00Z".parse().expect("a time"),
        kind: "debit".to_owned(),
        amount: -10,
        before: 960,
        after: 950,
        endpoint: Some("/api/v1/transfer/native".to_owned()),
    }
}

#[tokio::test]
async fn tells_the_balance_as_documented() {
    let sandbox = served(account(950)).await;
    let answer = ask(&sandbox, "credits/balance").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let user = answer.json()["user_id"].as_str().expect("a user").to_owned();
    assert_eq!(user.len(), 36, "a UUID");
    assert_eq!(answer.text(), format!(r#"{{"balance":950,"user_id":"{user}"}}"#));
}

#[tokio::test]
async fn sends_the_credit_headers_with_every_response() {
    let sandbox = served(account(949)).await;
    let mut ids = Vec::new();
    for path in [
        "credits/balance",
        "credits/history",
        "credits/history?page=0",
        "nowhere",
    ] {
        let answer = ask(&sandbox, path).await;
        assert_eq!(answer.header("x-credits-used"), Some("0"), "{path}");
        assert_eq!(answer.header("x-credits-balance"), Some("949"), "{path}");
        ids.push(answer.header("x-request-id").expect("an id").to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 4, "each request has its own id");
    assert!(ids.iter().all(|id| id.len() == 36));
}

#[tokio::test]
async fn tells_no_balance_to_a_stranger() {
    let sandbox = served(account(949)).await;
    let url = format!("{}/credits/balance", sandbox.base(WEB3_API.as_str()));
    for headers in [
        vec![],
        vec![("x-api-key", "wrong")],
        vec![("authorization", "Bearer w3_test_1")],
    ] {
        let answer = get(&url, &headers).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.json(), json!({"detail": "Invalid or missing API key"}));
        assert_eq!(answer.header("x-credits-balance"), None);
        assert!(answer.header("x-request-id").is_some());
    }
}

#[tokio::test]
async fn writes_history_rows_as_documented() {
    let sandbox = served(account(0).with_rows(vec![documented_row()])).await;
    let answer = ask(&sandbox, "credits/history").await;
    assert_eq!(
        answer.text(),
        r#"[{"type":"debit","amount":-10,"balance_before":960,"balance_after":950,"endpoint":"/api/v1/transfer/native","created_at":"2024-06-01T12:00:00"}]"#
    );
}

#[tokio::test]
async fn writes_what_came_in_without_an_endpoint() {
    let sandbox = served(account(100)).await;
    sandbox
        .control()
        .credit(&WEB3_API, "w3_test_1", 10_000)
        .expect("an account");
    let rows = ask(&sandbox, "credits/history").await.json();
    let row = &rows[0];
    assert_eq!(row["type"], "credit");
    assert_eq!(
        (&row["amount"], &row["balance_after"]),
        (&json!(10_000), &json!(10_100))
    );
    assert_eq!(row["endpoint"], Value::Null);
}

fn numbers(answer: &Answer) -> Vec<i64> {
    let rows = answer.json();
    let rows = rows.as_array().expect("rows").iter();
    rows.map(|row| row["balance_after"].as_i64().expect("a number"))
        .collect()
}

#[tokio::test]
async fn pages_newest_first() {
    let until = Timestamp::from_second(1_800_000_000).expect("a time");
    let sandbox = served(account(0).with_steady_history(250, until)).await;
    assert_eq!(
        numbers(&ask(&sandbox, "credits/history").await),
        (0..20).collect::<Vec<_>>()
    );
    let second = ask(&sandbox, "credits/history?page=2&limit=100").await;
    assert_eq!(numbers(&second), (100..200).collect::<Vec<_>>());
    let last = ask(&sandbox, "credits/history?limit=100&page=3").await;
    assert_eq!(numbers(&last), (200..250).collect::<Vec<_>>());
    assert!(numbers(&ask(&sandbox, "credits/history?page=4&limit=100").await).is_empty());
}

#[tokio::test]
async fn filters_by_type() {
    let sandbox = served(account(100)).await;
    let control = sandbox.control();
    control
        .spend(&WEB3_API, "w3_test_1", 3, Some("/api/v1/gas/price"))
        .expect("an account");
    control.credit(&WEB3_API, "w3_test_1", 50).expect("an account");
    control
        .spend(&WEB3_API, "w3_test_1", 1, None)
        .expect("an account");
    assert_eq!(numbers(&ask(&sandbox, "credits/history").await), [146, 147, 97]);
    assert_eq!(
        numbers(&ask(&sandbox, "credits/history?type=debit").await),
        [146, 97]
    );
    assert_eq!(
        numbers(&ask(&sandbox, "credits/history?type=credit&page=1").await),
        [147]
    );
}

#[tokio::test]
async fn refuses_parameters_in_fastapi_form() {
    let sandbox = served(account(1)).await;
    for path in ["?page=0", "?page=x", "?limit=0", "?limit=101", "?limit=-1"] {
        let answer = ask(&sandbox, &format!("credits/history{path}")).await;
        assert_eq!(answer.status, 422, "{path}");
        let reason = &answer.json()["detail"][0];
        assert!(reason["msg"].is_string() && reason["type"].is_string(), "{path}");
        assert_eq!(reason["loc"][0], "query", "{path}");
    }
}

#[tokio::test]
async fn fails_with_a_detail_for_every_status() {
    let sandbox = served(account(12)).await;
    for status in [400, 401, 402, 403, 404, 409, 422, 429, 500, 503] {
        let rule = FaultRule::new(&WEB3_API, Fault::status(status)).times(1);
        sandbox.control().set_fault(rule);
        let answer = ask(&sandbox, "credits/balance").await;
        assert_eq!(answer.status, status);
        assert!(answer.json()["detail"].is_string(), "{status}");
        assert_eq!(
            answer.header("x-credits-balance"),
            Some("12"),
            "an error leaves the balance as it is"
        );
    }
}

#[tokio::test]
async fn puts_the_numbers_of_a_402_where_it_is_told() {
    let sandbox = served(account(3)).await;
    let expected = [
        (
            InsufficientForm::Beside,
            json!({"detail": "Insufficient credits", "cost": 10, "balance": 3}),
        ),
        (
            InsufficientForm::Nested,
            json!({"detail": {"cost": 10, "balance": 3, "message": "Insufficient credits"}}),
        ),
        (
            InsufficientForm::InText,
            json!({"detail": "Insufficient credits: this call costs 10 credits, balance is 3"}),
        ),
    ];
    for (form, body) in expected {
        let fault = Fault::Insufficient {
            form,
            cost: 10,
            balance: 3,
        };
        sandbox
            .control()
            .set_fault(FaultRule::new(&WEB3_API, fault).times(1));
        let answer = ask(&sandbox, "credits/balance").await;
        assert_eq!((answer.status, answer.json()), (402, body));
    }
}
