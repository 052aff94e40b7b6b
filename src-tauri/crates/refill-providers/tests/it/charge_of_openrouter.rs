//! OpenRouter (contract A6, source S1): charges. What holds for every call is in `hostile_calls.rs`.

use refill_core::error::{ProviderError, ProviderErrorKind as Kind};
use refill_core::money::{Money, Unit};
use refill_core::shop::Charge;

use crate::openrouter::openrouter;
use crate::server::{Server, answer};
use crate::{KEY, asked, dollars, not_understood, number, ok};

async fn charge_of(amount: &str, bytes: Vec<u8>) -> (Result<Charge, ProviderError>, Server) {
    let (openrouter, server) = openrouter([bytes]).await;
    let charges = openrouter.provider.charges().expect("charges");
    let outcome = charges.charge(&openrouter.access, number(amount)).await;
    (outcome, server)
}

async fn charge(body: &str) -> Result<Charge, Kind> {
    let (outcome, _server) = charge_of("10", ok(body)).await;
    outcome.map_err(|error| error.kind)
}

/// The fields that the source document shows, as the payment service writes them.
const HOSTED: &str = r#"{"id":"c-1","code":"AB12","hosted_url":"https://commerce.coinbase.com/charges/AB12",
    "pricing":{"local":{"amount":"100.00","currency":"USD"},"settlement":{"amount":"100","currency":"USDC"}},
    "created_at":"2026-11-20T10:00:00Z","expires_at":"2026-11-20T11:00:00Z"}"#;

/// The answer of the former document: for a wallet on the chain.
const ON_CHAIN: &str = r#"{"data":{"id":"c-1","created_at":"2026-11-20T10:00:00Z","expires_at":"2026-11-20T11:00:00Z",
    "web3_data":{"transfer_intent":{"metadata":{"chain_id":8453,"contract_address":"0x0305","sender":"0x1"},
    "call_data":{"recipient_amount":"1","deadline":"2026-11-20T11:00:00Z","id":"0x1"}}}}}"#;

#[tokio::test]
async fn charge_410_is_gone_for_good() {
    let documented =
        r#"{"error":{"code":410,"message":"The Coinbase APIs used by this endpoint have been deprecated."}}"#;
    for body in [documented, "", "<html></html>", HOSTED, "{}", "null"] {
        let (outcome, server) = charge_of("10", answer("410 Gone", "", body)).await;
        let error = outcome.expect_err("gone");
        assert_eq!(
            (error.kind, error.facts.status),
            (Kind::Gone, Some(410)),
            "{body}"
        );
        assert_eq!(asked(&server), ["POST /api/v1/credits/coinbase"]);
    }
    let (outcome, _server) = charge_of("10", answer("410 Gone", "", documented)).await;
    let said = outcome.expect_err("gone").facts.said.expect("words");
    assert!(said.starts_with("The Coinbase APIs"), "{said}");
}

#[tokio::test]
async fn charge_200_and_201_with_a_hosted_page() {
    let expected = Charge {
        id: "c-1".into(),
        page: "https://commerce.coinbase.com/charges/AB12"
            .parse()
            .expect("a page"),
        amount: Some(dollars("100.00")),
        expires_at: "2026-11-20T11:00:00Z".parse().ok(),
    };
    for body in [HOSTED.to_owned(), format!(r#"{{"data":{HOSTED}}}"#)] {
        for status in ["200 OK", "201 Created"] {
            let (outcome, _server) = charge_of("100", answer(status, "", &body)).await;
            assert_eq!(outcome.expect("a charge"), expected, "{status}");
        }
    }
}

#[tokio::test]
async fn charge_sends_its_amount_exactly_and_nothing_else() {
    for (amount, written) in [
        ("10", "10"),
        ("10.00", "10"),
        ("9.99", "9.99"),
        ("0.1", "0.1"),
        ("2000.00", "2000"),
        ("12345678901234567.89", "12345678901234567.89"),
    ] {
        let (_, server) = charge_of(amount, ok(HOSTED)).await;
        let seen = server.seen();
        let (head, body) = seen[0].split_once("\r\n\r\n").expect("a body");
        assert_eq!(body, format!(r#"{{"amount":{written}}}"#));
        assert!(
            head.contains(&format!("\r\nauthorization: Bearer {KEY}\r\n")),
            "{head}"
        );
        assert!(head.contains("content-type: application/json"), "{head}");
    }
}

#[tokio::test]
async fn charge_200_the_amount_may_stand_elsewhere_or_nowhere() {
    let euros = Some(Money::new(number("9.50"), Unit::new("eur")));
    for (more, amount) in [
        ("", None),
        (r#","pricing":null"#, None),
        (r#","pricing":{}"#, None),
        (r#","pricing":{"local":null}"#, None),
        (r#","pricing":{"local":{"amount":"9.50"}}"#, None),
        (r#","pricing":{"local":{"currency":"USD"}}"#, None),
        (
            r#","pricing":{"local":{"amount":9.50,"currency":"EUR"}}"#,
            euros.clone(),
        ),
        (r#","amount":"9.50","currency":"eur""#, euros),
        (
            r#","amount":10,"currency":"USD","pricing":{"local":{}}"#,
            Some(dollars("10")),
        ),
    ] {
        let body = format!(r#"{{"id":"c","hosted_url":"https://pay.example.com/"{more}}}"#);
        assert_eq!(charge(&body).await.expect("a charge").amount, amount, "{more}");
    }
}

#[tokio::test]
async fn charge_200_what_is_missing_or_odd_is_named() {
    for (body, what) in [
        (r#"{"id":"c"}"#, "hosted_url"),
        (r#"{"id":"c","hosted_url":null}"#, "hosted_url"),
        (r#"{"id":"c","hosted_url":""}"#, "hosted_url"),
        (r#"{"id":"c","hosted_url":"not a page"}"#, "hosted_url"),
        (r#"{"id":"c","hosted_url":17,"web3_data":{}}"#, "hosted_url"),
        (r#"{"hosted_url":"https://pay.example.com/"}"#, "id"),
        (r#"{"id":"\u202e","hosted_url":"https://pay.example.com/"}"#, "id"),
        (r#"{"id":"c","hosted_url":"https://a/","amount":"ten"}"#, "amount"),
        (
            r#"{"id":"c","hosted_url":"https://a/","amount":0,"currency":"USD"}"#,
            "amount",
        ),
        (
            r#"{"id":"c","hosted_url":"https://a/","amount":-5,"currency":"USD"}"#,
            "amount",
        ),
        (
            r#"{"id":"c","hosted_url":"https://a/","amount":5,"currency":"dollars"}"#,
            "currency",
        ),
        (r#"{"id":"c","hosted_url":"https://a/","pricing":7}"#, "pricing"),
        (
            r#"{"id":"c","hosted_url":"https://a/","pricing":{"local":[]}}"#,
            "pricing",
        ),
        (
            r#"{"id":"c","id":"d","hosted_url":"https://a/"}"#,
            "the form of the answer",
        ),
        (
            r#"{"data":{"id":"c","id":"d","hosted_url":"https://a/"}}"#,
            "data",
        ),
    ] {
        assert_eq!(charge(body).await, Err(not_understood(what)), "{body}");
    }
}

#[tokio::test]
async fn charge_200_for_a_wallet_on_the_chain_is_not_offered() {
    assert_eq!(charge(ON_CHAIN).await, Err(Kind::Unsupported));
    // With a page beside it, the page is what is opened.
    let both = ON_CHAIN.replace(
        r#""id":"c-1""#,
        r#""id":"c-1","hosted_url":"https://pay.example.com/""#,
    );
    assert_eq!(charge(&both).await.expect("a charge").id, "c-1");
}

#[tokio::test]
async fn charge_errors_as_documented() {
    for (status, kind) in [
        (400, Kind::Rejected),
        (401, Kind::KeyRefused),
        (429, Kind::RateLimited { retry_after: None }),
        (500, Kind::Server { retry_after: None }),
    ] {
        let body = format!(r#"{{"error":{{"code":{status},"message":"no: {KEY}"}}}}"#);
        let (outcome, server) = charge_of("10", answer(&format!("{status} x"), "", body)).await;
        let error = outcome.expect_err("no charge");
        assert_eq!(
            (error.kind, error.facts.said.as_deref()),
            (kind, Some("no: [key]"))
        );
        assert_eq!(server.seen().len(), 1);
    }
}
