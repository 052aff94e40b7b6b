//! Hyper3D Rodin (contract C).

use std::time::Duration;

use refill_core::account::Divisor;
use refill_core::error::ProviderErrorKind as Kind;
use refill_core::reading::Balance;

use crate::server::{Server, answer};
use crate::{KEY, Subject, asked, credits, not_understood, ok};

async fn hyper3d(answer: Vec<u8>) -> (Subject, Server) {
    let server = Server::sending(answer).await;
    (Subject::at("hyper3d", &server, ""), server)
}

#[tokio::test]
async fn balance_200_and_201_as_documented() {
    for status in ["200 OK", "201 Created"] {
        let (hyper3d, server) = hyper3d(answer(status, "", r#"{"balance":1}"#)).await;
        let balance = hyper3d.balance().await.expect("a balance");
        assert_eq!(balance, Balance::of_account(credits("1")));
        assert_eq!(asked(&server), ["GET /api/v2/check_balance"]);
        let header = format!("\r\nauthorization: Bearer {KEY}\r\n");
        assert!(server.seen()[0].contains(&header), "{}", server.seen()[0]);
    }
}

#[tokio::test]
async fn balance_200_in_tenths_of_credits() {
    for (divisor, json, amount) in [
        (1, "125", Some("125")),
        (10, "125", Some("12.5")),
        (10, "120", Some("12")),
        (10, "0", Some("0")),
        (10, "-5", Some("-0.5")),
        (10, r#""7""#, Some("0.7")),
        (
            10,
            "79228162514264337593543950335",
            Some("7922816251426433759354395033.5"),
        ),
        // Not to be held exactly: no rounded number in its place.
        (10, "0.1234567890123456789012345678", None),
        (3, "1", None),
    ] {
        let (mut hyper3d, _server) = hyper3d(ok(format!(r#"{{"balance":{json}}}"#))).await;
        hyper3d.access.divisor = Divisor::new(divisor).expect("not zero");
        let read = hyper3d.balance().await.map(|balance| balance.money);
        let read = read.map_err(|error| error.kind);
        let expected = amount.map(credits).ok_or(not_understood("balance"));
        assert_eq!(read, expected, "{json} / {divisor}");
    }
}

#[tokio::test]
async fn only_this_provider_divides() {
    let server = Server::sending(ok(r#"{"balance":125,"credits":125}"#)).await;
    for id in ["dria", "clado", "web3api"] {
        let mut subject = Subject::at(id, &server, "");
        subject.access.divisor = Divisor::new(10).expect("not zero");
        let money = subject.balance().await.expect("a balance").money;
        assert_eq!(money, credits("125"), "{id}");
    }
}

#[tokio::test]
async fn balance_201_with_an_error_in_it_is_a_failure() {
    let funds = "The fund in your wallet is insufficient.";
    for status in ["200 OK", "201 Created", "400 x", "402 x", "500 x"] {
        for word in ["API_INSUFFICIENT_FUNDS", "INSUFFICIENT_FUND"] {
            for balance in ["", r#","balance":5"#] {
                let body = format!(r#"{{"error":"{word}","message":"{funds}"{balance}}}"#);
                let error = hyper3d(answer(status, "", body)).await.0.refusal().await;
                let said = error.facts.said.as_deref();
                assert_eq!(
                    (error.kind, said),
                    (Kind::PaymentRequired { cost: None }, Some(funds)),
                    "{status}"
                );
                assert_eq!(error.facts.balance, None, "an error says nothing of what is left");
            }
        }
    }
    for error in [r#""NO_SUBSCRIPTION""#, r#""api_insufficient_funds""#, "17"] {
        let body = format!(r#"{{"error":{error},"balance":5}}"#);
        let error = hyper3d(answer("201 Created", "", body)).await.0.refusal().await;
        assert_eq!(error.kind, Kind::Rejected);
    }
}

#[tokio::test]
async fn balance_errors_that_no_document_describes() {
    for (status, kind) in [
        ("400 x", Kind::Rejected),
        ("401 x", Kind::KeyRefused),
        ("402 x", Kind::PaymentRequired { cost: None }),
        ("403 x", Kind::KeyRefused),
        ("404 x", Kind::NotFound),
        ("500 x", Kind::Server { retry_after: None }),
    ] {
        for (body, said) in [
            (r#"{"error":"NOPE","message":"human text"}"#, Some("human text")),
            (r#"{"error":"NOPE","message":""}"#, Some("NOPE")),
            (r#"{"error":"NOPE"}"#, Some("NOPE")),
            ("human text", Some("human text")),
            ("", None),
        ] {
            let error = hyper3d(answer(status, "", body)).await.0.refusal().await;
            assert_eq!(
                (error.kind, error.facts.said.as_deref()),
                (kind.clone(), said),
                "{status} {body}"
            );
        }
    }
    let late = answer("429 x", "Retry-After: 9\r\n", "");
    let retry_after = Some(Duration::from_secs(9));
    let error = hyper3d(late).await.0.refusal().await;
    assert_eq!(error.kind, Kind::RateLimited { retry_after });
}

#[tokio::test]
async fn history_is_not_offered_and_not_asked_for() {
    let (hyper3d, server) = hyper3d(ok(r#"{"balance":1}"#)).await;
    let page = hyper3d.provider.history(&hyper3d.access, None).await;
    assert_eq!(page.expect_err("no history").kind, Kind::Unsupported);
    assert_eq!(server.seen(), Vec::<String>::new());
}
