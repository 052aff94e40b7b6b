//! Dria (contract B). Bodies of 200 are those of the source document.

use std::time::Duration;

use refill_core::error::ProviderErrorKind as Kind;
use refill_core::money::{Money, Unit, parse_decimal};

use crate::server::{Server, answer};
use crate::{KEY, Subject, credits};

/// As in the source document.
const BALANCE: &str = r#"{
  "balance": 1000,
  "balance_usdc": "10.00"
}"#;

async fn dria(answer: Vec<u8>) -> (Subject, Server) {
    let server = Server::sending(answer).await;
    (Subject::at("dria", &server, ""), server)
}

#[tokio::test]
async fn balance_200_as_documented() {
    let (dria, server) = dria(answer("200 OK", "Content-Type: application/json\r\n", BALANCE)).await;
    let balance = dria.balance().await.expect("a balance");
    assert_eq!(balance.money, credits("1000"));
    let worth = balance.worth.expect("a worth");
    assert_eq!(
        worth,
        Money::new(parse_decimal("10.00").expect("a number"), Unit::USDC)
    );
    assert_eq!(worth.amount.to_string(), "10.00");
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    assert!(
        seen[0].starts_with("GET /v1/credits/balance HTTP/1.1\r\n"),
        "{}",
        seen[0]
    );
    assert!(
        seen[0].contains(&format!("\r\nauthorization: Bearer {KEY}\r\n")),
        "{}",
        seen[0]
    );
}

#[tokio::test]
async fn balance_200_without_worth() {
    for body in [r#"{"balance":1000}"#, r#"{"balance":1000,"balance_usdc":null}"#] {
        let balance = dria(answer("200 OK", "", body))
            .await
            .0
            .balance()
            .await
            .expect("a balance");
        assert_eq!((balance.money, balance.worth), (credits("1000"), None));
    }
}

/// The documented form of errors: a status with a text, under any content type.
async fn refused(status: &str, headers: &str, text: &str) -> (Kind, Option<String>) {
    let error = dria(answer(status, headers, text)).await.0.refusal().await;
    assert_eq!(
        error.facts.status.map(|s| s.to_string()).as_deref(),
        status.get(..3)
    );
    (error.kind, error.facts.said)
}

#[tokio::test]
async fn balance_400_plain_text() {
    let (kind, said) = refused(
        "400 Bad Request",
        "Content-Type: text/plain\r\n",
        "invalid params\n",
    )
    .await;
    assert_eq!((kind, said.as_deref()), (Kind::Rejected, Some("invalid params")));
}

#[tokio::test]
async fn balance_401_plain_text_under_any_content_type() {
    for headers in [
        "",
        "Content-Type: text/plain\r\n",
        "Content-Type: application/json\r\n",
    ] {
        let (kind, said) = refused("401 Unauthorized", headers, "missing or invalid API key").await;
        assert_eq!(
            (kind, said.as_deref()),
            (Kind::KeyRefused, Some("missing or invalid API key"))
        );
    }
}

#[tokio::test]
async fn balance_402_plain_text() {
    let (kind, said) = refused("402 Payment Required", "", "").await;
    assert_eq!((kind, said), (Kind::PaymentRequired { cost: None }, None));
}

#[tokio::test]
async fn balance_429_with_and_without_retry_after() {
    let (kind, _) = refused("429 Too Many Requests", "Retry-After: 30\r\n", "slow down").await;
    assert_eq!(
        kind,
        Kind::RateLimited {
            retry_after: Some(Duration::from_secs(30))
        }
    );
    let (kind, said) = refused("429 Too Many Requests", "", "slow down").await;
    assert_eq!(
        (kind, said.as_deref()),
        (Kind::RateLimited { retry_after: None }, Some("slow down"))
    );
}

#[tokio::test]
async fn balance_503_no_nodes() {
    let (kind, said) = refused("503 Service Unavailable", "Retry-After: 60\r\n", "no nodes").await;
    assert_eq!(
        kind,
        Kind::Server {
            retry_after: Some(Duration::from_secs(60))
        }
    );
    assert_eq!(said.as_deref(), Some("no nodes"));
    let (kind, _) = refused("503 Service Unavailable", "", "no nodes").await;
    assert_eq!(kind, Kind::Server { retry_after: None });
}

#[tokio::test]
async fn history_is_not_offered_and_not_asked_for() {
    let (dria, server) = dria(answer("200 OK", "", BALANCE)).await;
    let error = dria
        .provider
        .history(&dria.access, None)
        .await
        .expect_err("no history");
    assert_eq!(error.kind, Kind::Unsupported);
    assert_eq!(server.seen(), Vec::<String>::new());
}

#[tokio::test]
async fn top_ups_are_of_whole_usdc() {
    let (dria, server) = dria(answer("200 OK", "", "{}")).await;
    let top_ups = dria.provider.top_ups().expect("top-ups");
    let asked = |amount: &str| {
        let amount = parse_decimal(amount).expect("a number");
        top_ups
            .top_up(dria.access.server.as_ref(), amount)
            .map_err(Box::new)
    };
    let request = asked("10.00").expect("a request");
    assert_eq!(request.body, r#"{"amount":"10"}"#, "as in the source document");
    assert!(
        request.url.path().ends_with("/v1/credits/topup"),
        "{}",
        request.url
    );
    assert_eq!(
        Some(request.url.origin()),
        dria.access.server.as_ref().map(|own| own.join("").origin())
    );
    for amount in ["0", "-10", "0.5", "10.5"] {
        assert_eq!(
            asked(amount).expect_err("no request").kind,
            Kind::Rejected,
            "{amount}"
        );
    }
    let ten = parse_decimal("10").expect("a number");
    assert_eq!(top_ups.brings(ten), Some(credits("1000")));
    assert_eq!(server.seen().len(), 0, "nobody is asked for it");
}
