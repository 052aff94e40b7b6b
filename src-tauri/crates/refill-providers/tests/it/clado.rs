//! Clado (contract E). The body of 200 is that of the source document.

use std::time::Duration;

use refill_core::error::ProviderErrorKind as Kind;
use refill_core::reading::Balance;

use crate::server::{Server, answer};
use crate::{KEY, Subject, asked, credits, ok};

/// As in the source document.
const CREDITS: &str = r#"{
  "credits": 247,
  "last_topup_at": "2024-01-15T10:30:00Z"
}"#;

async fn clado(answer: Vec<u8>) -> (Subject, Server) {
    let server = Server::sending(answer).await;
    (Subject::at("clado", &server, ""), server)
}

#[tokio::test]
async fn credits_200_as_documented() {
    let (clado, server) = clado(ok(CREDITS)).await;
    let expected = Balance {
        last_top_up: "2024-01-15T10:30:00Z".parse().ok(),
        ..Balance::of_account(credits("247"))
    };
    assert!(expected.last_top_up.is_some());
    assert_eq!(clado.balance().await.expect("a balance"), expected);
    assert_eq!(asked(&server), ["GET /api/credits"]);
    let header = format!("\r\nauthorization: Bearer {KEY}\r\n");
    assert!(server.seen()[0].contains(&header), "{}", server.seen()[0]);
}

#[tokio::test]
async fn credits_200_the_last_top_up_may_be_missing_or_unreadable() {
    for (json, at) in [
        (
            r#","last_topup_at":"2024-01-15T10:30:00""#,
            Some("2024-01-15T10:30:00Z"),
        ),
        (
            r#","last_topup_at":"2024-01-15 10:30:00.25+01:00""#,
            Some("2024-01-15T09:30:00.25Z"),
        ),
        (r#","last_topup_at":null"#, None),
        ("", None),
        (r#","last_topup_at":"""#, None),
        (r#","last_topup_at":"yesterday""#, None),
        (r#","last_topup_at":"2024-13-15T10:30:00Z""#, None),
        (r#","last_topup_at":"2024-01-15T10:30:00 CEST""#, None),
        (r#","last_topup_at":1705314600"#, None),
        (r#","last_topup_at":{}"#, None),
        (r#","last_topup_at":"\ud800""#, None),
    ] {
        let body = format!(r#"{{"credits":5{json}}}"#);
        let balance = clado(ok(body)).await.0.balance().await.expect("a balance");
        assert_eq!(balance.money, credits("5"));
        let at = at.map(|at| at.parse().expect("a time"));
        assert_eq!(balance.last_top_up, at, "{json}");
    }
}

/// An error in each of the forms that are expected.
async fn refused(status: &str, kind: Kind) {
    for (body, said) in [
        (r#"{"detail":"human text"}"#, Some("human text")),
        (r#"{"error":"human text"}"#, Some("human text")),
        ("human text", Some("human text")),
        ("{}", None),
        ("", None),
    ] {
        let error = clado(answer(status, "", body)).await.0.refusal().await;
        assert_eq!(
            (error.kind, error.facts.said.as_deref()),
            (kind.clone(), said),
            "{status} {body}"
        );
        assert_eq!(
            error.facts.status.map(|s| s.to_string()).as_deref(),
            status.get(..3)
        );
    }
}

#[tokio::test]
async fn credits_401_missing_or_invalid_key() {
    refused("401 Unauthorized", Kind::KeyRefused).await;
}

#[tokio::test]
async fn credits_404_cannot_be_read_now() {
    refused("404 Not Found", Kind::BalanceUnavailable).await;
}

#[tokio::test]
async fn credits_500_credit_service_error() {
    refused("500 Internal Server Error", Kind::Server { retry_after: None }).await;
}

async fn wait_of(headers: &str, body: &str) -> Option<u64> {
    let late = answer("429 Too Many Requests", headers, body);
    match clado(late).await.0.refusal().await.kind {
        Kind::RateLimited { retry_after } => retry_after.map(|wait| wait.as_secs()),
        kind => panic!("{kind:?}"),
    }
}

#[tokio::test]
async fn credits_429_the_wait_stands_in_the_body() {
    let body = r#"{"error":"Rate limit exceeded","retry_after":60}"#;
    let error = clado(answer("429 x", "", body)).await.0.refusal().await;
    let retry_after = Some(Duration::from_secs(60));
    assert_eq!(
        (error.kind, error.facts.said.as_deref()),
        (Kind::RateLimited { retry_after }, Some("Rate limit exceeded"))
    );
    assert_eq!(
        wait_of("Retry-After: 7\r\n", body).await,
        Some(7),
        "the header goes before"
    );
    assert_eq!(wait_of("Retry-After: soon\r\n", body).await, Some(60));
}

#[tokio::test]
async fn credits_429_a_wait_is_within_reason() {
    for (json, seconds) in [
        ("60", Some(60)),
        (r#""60""#, Some(60)),
        ("0", Some(1)),
        ("0.2", Some(1)),
        ("1.5", Some(2)),
        ("86401", Some(86_400)),
        ("1e20", Some(86_400)),
        ("1e999", None),
        ("-5", None),
        ("null", None),
        (r#""soon""#, None),
        ("[60]", None),
        ("60,\"retry_after\":1", None),
    ] {
        let body = format!(r#"{{"retry_after":{json}}}"#);
        assert_eq!(wait_of("", &body).await, seconds, "{json}");
    }
    for body in ["", "60", "[]", "<html>", "retry_after: 60"] {
        assert_eq!(wait_of("", body).await, None, "{body}");
    }
}

#[tokio::test]
async fn history_is_not_offered_and_not_asked_for() {
    let (clado, server) = clado(ok(CREDITS)).await;
    let page = clado.provider.history(&clado.access, None).await;
    assert_eq!(page.expect_err("no history").kind, Kind::Unsupported);
    assert_eq!(server.seen(), Vec::<String>::new());
}
