//! The server that sells: what its answers mean, and that a payment is sent as it was stored.
#![allow(clippy::expect_used, clippy::panic)]

use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use refill_core::error::ProviderErrorKind;
use refill_core::ports::{Answer, NotOffered, Seller};
use refill_core::x402::{Hash, Protocol, Refusal};
use refill_net::{Http, HttpOptions};
use refill_payments::X402Seller;
use tokio::net::TcpListener;

use crate::codec::{BODY, DOOR, KEY, V1, attempt, key, quote, signature, wanted};
use crate::server::{Act, Server, answer};

const HASH: &str = "0x4cd1a0b0e5f4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0918273645546";
const OTHER: &str = "0x5cd1a0b0e5f4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0918273645546";

async fn send_to(base: &str, protocol: Protocol) -> Answer {
    let seller = X402Seller::new(&DOOR);
    let attempt = attempt(protocol, base);
    let signed = seller.request(&attempt, &signature());
    seller.send(&attempt, &signed, &key()).await
}

/// What comes of a payment that is answered so; sent once, whatever it is.
async fn sent(protocol: Protocol, bytes: Vec<u8>) -> Answer {
    let server = Server::sending(bytes).await;
    let came = send_to(&server.base(), protocol).await;
    assert_eq!(server.seen().len(), 1, "{came:?}");
    came
}

fn reply(name: &str, json: &str) -> String {
    format!("{name}: {}\r\n", BASE64_STANDARD.encode(json))
}

fn named(hash: &str) -> Answer {
    Answer::Accepted(Some(Hash::parse(hash).expect("a hash")))
}

#[tokio::test]
async fn every_sending_has_the_same_bytes() {
    for protocol in [Protocol::V1, Protocol::V2] {
        let server = Server::playing(vec![
            Act::Send(Vec::new()),
            Act::Send(answer("500 x", "", "")),
            Act::Send(answer("200 OK", "", "{}")),
        ])
        .await;
        let seller = X402Seller::new(&DOOR);
        let attempt = attempt(protocol, &server.base());
        let signed = seller.request(&attempt, &signature());
        for expected in [
            Answer::Unclear("cut_off"),
            Answer::Unclear("server"),
            Answer::Accepted(None),
        ] {
            assert_eq!(seller.send(&attempt, &signed, &key()).await, expected);
        }
        let seen = server.seen();
        assert_eq!(seen.len(), 3);
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0], seen[2]);
        let (head, body) = seen[0].split_once("\r\n\r\n").expect("a head and a body");
        assert_eq!(body, BODY);
        assert!(head.starts_with("POST /v1/credits/topup HTTP/1.1\r\n"), "{head}");
        let name = signed.header.to_lowercase();
        assert!(
            head.contains(&format!("\r\n{name}: {}\r\n", signed.value)),
            "{head}"
        );
        assert!(head.contains(&format!("authorization: Bearer {KEY}")), "{head}");
        assert!(!format!("{signed:?} {attempt:?}").contains(KEY));
    }
}

#[tokio::test]
async fn success_names_the_transaction_where_it_does() {
    let body = format!(r#"{{"credits_added":1000,"balance":2000,"balance_usdc":"20.00","txHash":"{HASH}"}}"#);
    let header = format!(r#"{{"success":true,"transaction":"{HASH}","network":"base","payer":"0x"}}"#);
    let other = format!(r#"{{"txHash":"{OTHER}"}}"#);
    let v1 = |json: &str| reply("X-PAYMENT-RESPONSE", json);
    for (headers, body, expected) in [
        (String::new(), body.as_str(), named(HASH)),
        (v1(&header), other.as_str(), named(HASH)),
        (v1(r#"{"success":true,"transaction":""}"#), &other, named(OTHER)),
        (v1("no JSON"), &other, named(OTHER)),
        ("X-PAYMENT-RESPONSE: %%%\r\n".to_owned(), &other, named(OTHER)),
        (reply("PAYMENT-RESPONSE", &header), "", named(HASH)),
        (
            String::new(),
            r#"{"txHash":"0x12","error":null,"success":true}"#,
            Answer::Accepted(None),
        ),
        (
            String::new(),
            r#"{"error":"","errorReason":""}"#,
            Answer::Accepted(None),
        ),
        (String::new(), "thank you", Answer::Accepted(None)),
        (String::new(), "", Answer::Accepted(None)),
    ] {
        let came = sent(Protocol::V1, answer("200 OK", &headers, body)).await;
        assert_eq!(came, expected, "{headers} {body}");
    }
    let v2 = answer("201 Created", &reply("PAYMENT-RESPONSE", &header), "{}");
    assert_eq!(sent(Protocol::V2, v2).await, named(HASH));
}

#[tokio::test]
async fn a_sign_of_failure_makes_success_unclear() {
    let v1 = |json: &str| reply("X-PAYMENT-RESPONSE", json);
    let said =
        format!(r#"{{"success":false,"transaction":"{HASH}","errorReason":"unexpected_settle_error"}}"#);
    let failure = Answer::Unclear("failure_marker");
    for (headers, body) in [
        (v1(&said), "{}"),
        (v1(r#"{"success":false}"#), "{}"),
        (v1(r#"{"success":"false"}"#), "{}"),
        (v1(r#"{"errorReason":"SAID"}"#), "{}"),
        (String::new(), r#"{"success":false,"txHash":"0x"}"#),
        (String::new(), r#"{"error":"SAID"}"#),
        (String::new(), r#"{"error":{"message":"SAID"}}"#),
        (String::new(), r#"{"success":0}"#),
    ] {
        let came = sent(Protocol::V1, answer("200 OK", &headers, body)).await;
        assert_eq!(came, failure, "{headers} {body}");
    }
    let v2 = answer("200 OK", &reply("PAYMENT-RESPONSE", &said), "{}");
    assert_eq!(sent(Protocol::V2, v2).await, failure);
}

#[tokio::test]
async fn a_settlement_under_way_is_pending_whatever_the_status() {
    let said = format!(r#"{{"success":false,"transaction":"{HASH}","errorReason":"settlement_pending"}}"#);
    for status in ["200 OK", "402 x", "502 x"] {
        let header = answer(status, &reply("X-PAYMENT-RESPONSE", &said), "");
        assert_eq!(
            sent(Protocol::V1, header).await,
            Answer::Unclear("pending"),
            "{status}"
        );
        let body = answer(status, "", r#"{"error":"settlement_pending"}"#);
        assert_eq!(
            sent(Protocol::V1, body).await,
            Answer::Unclear("pending"),
            "{status}"
        );
    }
}

#[tokio::test]
async fn everything_else_is_unclear_by_a_word_of_ours() {
    let moved = "Location: http://127.0.0.1:9/\r\n";
    let many: String = (0..10_000).map(|turn| format!("X-{turn}: 1\r\n")).collect();
    for (bytes, word) in [
        (answer("402 x", "", V1), "payment_required"),
        (answer("402 x", "", ""), "payment_required"),
        (answer("400 x", "", "SAID"), "refused"),
        (answer("401 x", "", ""), "refused"),
        (answer("409 x", "", ""), "refused"),
        (answer("500 x", "", "SAID"), "server"),
        (answer("503 x", "Retry-After: 1\r\n", ""), "server"),
        (answer("307 x", moved, ""), "redirected"),
        (answer("304 x", "", ""), "redirected"),
        (Vec::new(), "cut_off"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec(),
            "cut_off",
        ),
        (b"SAID\r\n\r\n".to_vec(), "garbled"),
        (answer("200 OK", &many, ""), "garbled"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n".to_vec(),
            "too_large",
        ),
    ] {
        assert_eq!(sent(Protocol::V1, bytes).await, Answer::Unclear(word), "{word}");
    }
}

#[tokio::test]
async fn a_hang_ends_in_no_answer_and_nobody_there_is_unreachable() {
    let options = HttpOptions {
        whole: Duration::from_millis(300),
        ..HttpOptions::default()
    };
    let seller = X402Seller::new(&Http::new(options).expect("the door opens"));
    let server = Server::playing(vec![Act::Hang(Vec::new())]).await;
    let hangs = attempt(Protocol::V1, &server.base());
    let signed = seller.request(&hangs, &signature());
    assert_eq!(
        seller.send(&hangs, &signed, &key()).await,
        Answer::Unclear("no_answer")
    );

    let free = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    assert_eq!(send_to(&base, Protocol::V1).await, Answer::Unclear("unreachable"));
    let outside = send_to("http://inference.example", Protocol::V1).await;
    assert_eq!(outside, Answer::Unclear("unreachable"));
}

#[tokio::test]
async fn an_answer_that_is_no_offer_says_what_it_is() {
    use ProviderErrorKind as K;
    let wait = Some(Duration::from_secs(7));
    for (status, expected) in [
        ("401 x", K::KeyRefused),
        ("403 x", K::KeyRefused),
        ("400 x", K::Rejected),
        ("404 x", K::NotFound),
        ("410 x", K::Gone),
        ("429 x", K::RateLimited { retry_after: wait }),
        ("503 x", K::Server { retry_after: wait }),
        ("304 x", K::NotUnderstood { what: "the status" }),
    ] {
        let headers = "Retry-After: 7\r\nX-Request-Id: SAID\r\n";
        let body = if status.starts_with("304") { "" } else { "SAID" };
        let server = Server::sending(answer(status, headers, body)).await;
        let error = quote(&wanted(&server.base())).await.expect_err("no offer");
        assert!(!format!("{error} {error:?}").contains("SAID"), "{error:?}");
        let NotOffered::NoAnswer(error) = error else {
            panic!("{status}: {error:?}");
        };
        assert_eq!(error.kind, expected, "{status}");
        assert_eq!(error.facts.host, Some(server.address.to_string()));
        assert_eq!(
            error.facts.status.map(|it| it.to_string()).as_deref(),
            Some(&status[..3])
        );
    }
}

#[tokio::test]
async fn a_server_that_asks_for_nothing_is_not_paid() {
    let body = r#"{"credits_added":1000}"#;
    let server = Server::sending(answer("200 OK", "", body)).await;
    let error = quote(&wanted(&server.base())).await.expect_err("no offer");
    assert!(
        matches!(error, NotOffered::Refused(Refusal::NotAsked)),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_made_no_offer() {
    let server = Server::sending(Vec::new()).await;
    let error = quote(&wanted(&server.base())).await.expect_err("no offer");
    let NotOffered::NoAnswer(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.kind, ProviderErrorKind::CutOff);
}
