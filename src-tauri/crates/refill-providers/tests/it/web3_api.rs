//! Web3 API (contract D): balance, headers and errors. Its history has a file of its own.

use std::time::Duration;

use refill_core::error::{ProviderError, ProviderErrorKind as Kind};
use refill_core::money::Decimal;

use crate::server::{Server, answer};
use crate::{KEY, Subject, credits, not_understood};

/// As in the source document: `X-Credits-*` and `X-Request-Id` come with every answer.
const HEADERS: &str = "Content-Type: application/json\r\nX-Credits-Used: 1\r\nX-Credits-Balance: 949\r\n\
                       X-Request-Id: uuid\r\n";

/// The fields and values of the source document, in the form that contract D gives them.
const BALANCE: &str = r#"{"balance":950,"user_id":"uuid..."}"#;

pub async fn web3(answer: Vec<u8>) -> (Subject, Server) {
    let server = Server::sending(answer).await;
    (Subject::at("web3api", &server, "/api/v1"), server)
}

#[tokio::test]
async fn balance_200_as_documented() {
    let (web3, server) = web3(answer("200 OK", HEADERS, BALANCE)).await;
    let balance = web3.balance().await.expect("a balance");
    assert_eq!((balance.money, balance.worth), (credits("950"), None));
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    assert!(
        seen[0].starts_with("GET /api/v1/credits/balance HTTP/1.1\r\n"),
        "{}",
        seen[0]
    );
    assert!(
        seen[0].contains(&format!("\r\nx-api-key: {KEY}\r\n")),
        "{}",
        seen[0]
    );
    assert!(!seen[0].contains("authorization"), "{}", seen[0]);
}

#[tokio::test]
async fn the_documented_path_is_added_to_a_bare_host_only() {
    for (path, asked) in [
        ("", "/api/v1/credits/balance"),
        ("/", "/api/v1/credits/balance"),
        ("/api/v1/", "/api/v1/credits/balance"),
        ("/v2", "/v2/credits/balance"),
    ] {
        let server = Server::sending(answer("200 OK", "", BALANCE)).await;
        Subject::at("web3api", &server, path)
            .balance()
            .await
            .expect("a balance");
        assert!(
            server.seen()[0].starts_with(&format!("GET {asked} ")),
            "{path:?}: {}",
            server.seen()[0]
        );
    }
}

/// An error with the documented headers and this body.
async fn refused(status: &str, headers: &str, body: &str) -> ProviderError {
    let error = web3(answer(status, &format!("{HEADERS}{headers}"), body))
        .await
        .0
        .refusal()
        .await;
    assert_eq!(
        error.facts.status.map(|s| s.to_string()).as_deref(),
        status.get(..3)
    );
    assert_eq!(error.facts.request_id.as_deref(), Some("uuid"));
    assert_eq!(
        error.facts.balance,
        Some(credits("949")),
        "the header counts on errors too"
    );
    error
}

#[tokio::test]
async fn errors_400_to_500_with_detail_as_documented() {
    for (status, kind) in [
        ("400 Bad Request", Kind::Rejected),
        ("401 Unauthorized", Kind::KeyRefused),
        ("403 Forbidden", Kind::KeyRefused),
        ("404 Not Found", Kind::NotFound),
        ("409 Conflict", Kind::Rejected),
        ("422 Unprocessable Entity", Kind::Rejected),
        ("500 Internal Server Error", Kind::Server { retry_after: None }),
    ] {
        let error = refused(status, "", r#"{"detail":"human text"}"#).await;
        assert_eq!(
            (error.kind, error.facts.said.as_deref()),
            (kind, Some("human text")),
            "{status}"
        );
    }
}

#[tokio::test]
async fn detail_of_every_form_becomes_one_sentence() {
    let list = r#"{"detail":[{"loc":["query","page"],"msg":"value is not an integer","type":"int"},
        {"loc":["query","limit"],"msg":"too large","type":"int"}]}"#;
    for (body, said) in [
        (list, Some("value is not an integer; too large")),
        (r#"{"detail":{"message":"no such page"}}"#, Some("no such page")),
        (r#"{"detail":["one","two"]}"#, Some("one; two")),
        (r#"{"message":"elsewhere"}"#, Some("elsewhere")),
        (r#"{"detail":null}"#, None),
        (r#"{"detail":[]}"#, None),
        (r#"{"detail":17}"#, None),
        ("plain words", Some("plain words")),
        ("<html><body>Bad gateway</body></html>", None),
        (r#"{"detail":"broken"#, None),
        ("", None),
    ] {
        let error = refused("422 Unprocessable Entity", "", body).await;
        assert_eq!(error.facts.said.as_deref(), said, "{body}");
    }
}

#[tokio::test]
async fn error_429_with_retry_after() {
    let error = refused("429 Too Many Requests", "Retry-After: 7\r\n", "{}").await;
    assert_eq!(
        error.kind,
        Kind::RateLimited {
            retry_after: Some(Duration::from_secs(7))
        }
    );
}

#[tokio::test]
async fn error_402_with_cost_and_balance_wherever_they_stand() {
    for body in [
        r#"{"detail":"Insufficient credits","cost":10,"balance":3}"#,
        r#"{"detail":"Insufficient credits","cost":"10","balance":"3"}"#,
        r#"{"detail":{"cost":10,"balance":3,"message":"Insufficient credits"}}"#,
        r#"{"detail":"Insufficient credits: this call costs 10, your balance is 3."}"#,
        r#"{"detail":"Insufficient credits. Required: 10, available: 3"}"#,
        r#"{"detail":"10 credits required, 3 available"}"#,
        "Balance 3 is below the cost of 10",
    ] {
        let error = web3(answer("402 Payment Required", "", body))
            .await
            .0
            .refusal()
            .await;
        assert_eq!(
            error.kind,
            Kind::PaymentRequired {
                cost: Some(Decimal::TEN)
            },
            "{body}"
        );
        assert_eq!(error.facts.balance, Some(credits("3")), "{body}");
    }
}

#[tokio::test]
async fn error_402_guesses_no_numbers() {
    for body in [
        r#"{"detail":"Insufficient credits"}"#,
        r#"{"detail":"Insufficient balance: 10 credits needed, 3 left"}"#,
        r#"{"detail":"Request 12345 at 10:30 was refused, code 402"}"#,
        r#"{"cost":null,"balance":null}"#,
        r#"{"cost":[10],"balance":{}}"#,
        "",
    ] {
        let error = web3(answer("402 Payment Required", "", body))
            .await
            .0
            .refusal()
            .await;
        assert_eq!(error.kind, Kind::PaymentRequired { cost: None }, "{body}");
        assert_eq!(error.facts.balance, None, "{body}");
    }
}

#[tokio::test]
async fn error_402_the_documented_header_goes_before_the_body() {
    let error = refused("402 Payment Required", "", r#"{"cost":10,"balance":3}"#).await;
    assert_eq!(
        error.kind,
        Kind::PaymentRequired {
            cost: Some(Decimal::TEN)
        }
    );
}

#[tokio::test]
async fn a_balance_in_the_header_does_not_stand_in_for_the_body() {
    let error = web3(answer("200 OK", HEADERS, "{}")).await.0.refusal().await;
    assert_eq!(
        (error.kind, error.facts.balance),
        (not_understood("balance"), Some(credits("949")))
    );
}

#[tokio::test]
async fn a_header_that_is_no_number_is_no_balance() {
    for header in [
        "X-Credits-Balance: many\r\n",
        "X-Credits-Balance: 949, 948\r\n",
        "X-Credits-Balance:\r\n",
    ] {
        let error = web3(answer("404 Not Found", header, "")).await.0.refusal().await;
        assert_eq!(error.facts.balance, None, "{header}");
    }
}
