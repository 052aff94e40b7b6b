//! Offers that are paid: as Dria writes them, as version 2 writes them, and with what may be missing.
#![allow(clippy::expect_used)]

use jiff::Timestamp;
use refill_core::ports::Offer;
use refill_core::x402::{BASE, Protocol, Refusal};
use tokio::net::TcpListener;

use crate::codec::{BODY, KEY, PAYEE, V1, V2, address, offer_header, quote, wanted};
use crate::server::{Act, Server, answer};

async fn offered(headers: &str, body: &str) -> Offer {
    let server = Server::sending(answer("402 Payment Required", headers, body)).await;
    quote(&wanted(&server.base())).await.expect("an offer")
}

/// `good` with each of these exchanged.
fn with(good: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(good.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

#[tokio::test]
async fn an_offer_of_version_1_becomes_a_plan() {
    let date = "Date: Fri, 20 Nov 2026 12:00:00 GMT\r\n";
    let server = Server::sending(answer("402 x", date, V1)).await;
    let wanted = wanted(&server.base());
    let offer = quote(&wanted).await.expect("an offer");
    let plan = offer.plan;
    assert_eq!((plan.protocol, plan.chain), (Protocol::V1, &BASE));
    assert_eq!((plan.wallet, plan.payer), (wanted.wallet, wanted.payer));
    assert_eq!((plan.payee, plan.value), (address(PAYEE), wanted.value));
    assert_eq!((plan.url, plan.body), (wanted.request.url, wanted.request.body));
    assert_eq!((plan.network.as_str(), plan.timeout), ("base", 300));
    assert_eq!((plan.accepted, plan.resource), (None, None));
    let noon: Timestamp = "2026-11-20T12:00:00Z".parse().expect("a time");
    assert_eq!(offer.server_time, Some(noon));
}

#[tokio::test]
async fn it_is_asked_for_once_with_the_key_and_without_a_payment() {
    let server = Server::sending(answer("402 x", "", V1)).await;
    quote(&wanted(&server.base())).await.expect("an offer");
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    let (head, body) = seen[0].split_once("\r\n\r\n").expect("a head and a body");
    assert_eq!(body, BODY);
    assert!(head.starts_with("POST /v1/credits/topup HTTP/1.1\r\n"), "{head}");
    assert!(head.contains(&format!("authorization: Bearer {KEY}")), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    assert!(!head.to_lowercase().contains("payment"), "{head}");
}

#[tokio::test]
async fn an_offer_of_version_2_becomes_a_plan_that_keeps_it_as_it_came() {
    let spaced = with(
        V2,
        &[(r#""scheme":"exact""#, r#""scheme" :  "exact","odd":1.50e400"#)],
    );
    for body in ["{}", "", "<html>", V1] {
        let plan = offered(&offer_header(&spaced), body).await.plan;
        assert_eq!(
            (plan.protocol, plan.network.as_str()),
            (Protocol::V2, "eip155:8453")
        );
        assert_eq!((plan.payee, plan.timeout), (address(PAYEE), 300));
        let accepted = plan.accepted.expect("the requirement");
        assert!(
            accepted.starts_with(r#"{"scheme" :  "exact","odd":1.50e400,"#),
            "{accepted}"
        );
        assert!(spaced.contains(&accepted));
        let resource = r#"{"url":"/v1/credits/topup","description":"SAID"}"#;
        assert_eq!(plan.resource.as_deref(), Some(resource));
    }
}

#[tokio::test]
async fn what_is_not_used_may_be_missing_or_written_otherwise() {
    let extra = r#","extra":{"name":"USD Coin","version":"2"}"#;
    for (from, to) in [
        (r#""error":"SAID","#, ""),
        (r#""error":"SAID","#, r#""error":null,"outputSchema":[[{}]],"#),
        (r#""description":"SAID","#, r#""description":"","mimeType":"","#),
        (r#""resource":"/v1/credits/topup","#, ""),
        (extra, ""),
        (extra, r#","extra":null"#),
        (
            extra,
            r#","extra":{"decimals":6,"assetTransferMethod":"eip3009"}"#,
        ),
        (
            r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C""#,
            r#""payTo":"0x209693bc6afc0c5328ba36faf03c514ef312287c""#,
        ),
        (
            r#""asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913""#,
            r#""asset":"0x833589fcd6edb6e08f4c7c32d4f71b54bda02913""#,
        ),
    ] {
        let plan = offered("", &with(V1, &[(from, to)])).await.plan;
        assert_eq!(plan.payee, address(PAYEE), "{to}");
    }
    let whole = with(
        V2,
        &[(
            r#""resource":{"url":"/v1/credits/topup","description":"SAID"},"#,
            "",
        )],
    );
    let plan = offered(&offer_header(&whole), "{}").await.plan;
    assert_eq!(plan.resource, None);
}

#[tokio::test]
async fn a_resource_may_be_the_whole_address_of_the_same_server() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let offer = with(V1, &[("/v1/credits/topup", &format!("{base}/v1/credits/topup"))]);
    let server = Server::on(listener, vec![Act::Send(answer("402 x", "", offer))]);
    quote(&wanted(&server.base())).await.expect("an offer");
}

#[tokio::test]
async fn times_are_brought_between_one_and_five_minutes() {
    for (asked, kept) in [
        ("1", 60),
        ("60", 60),
        ("61", 61),
        ("300", 300),
        ("301", 300),
        ("86400", 300),
    ] {
        let offer = with(V1, &[(":300", &format!(":{asked}"))]);
        assert_eq!(offered("", &offer).await.plan.timeout, kept, "{asked}");
    }
}

#[tokio::test]
async fn the_same_payee_as_before_is_no_news() {
    let server = Server::sending(answer("402 x", "", V1)).await;
    let mut wanted = wanted(&server.base());
    wanted.pinned = vec![(1, address(KEYLESS)), (8453, address(PAYEE))];
    quote(&wanted).await.expect("an offer");
}

/// Somebody else.
const KEYLESS: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

/// An offer with these requirements before the good one.
fn after(others: &[String]) -> String {
    let all: String = others.iter().map(|it| format!("{it},")).collect();
    with(V1, &[(r#""accepts":["#, &format!(r#""accepts":[{all}"#))])
}

fn requirement(changes: &[(&str, &str)]) -> String {
    let list = V1.split_once(r#""accepts":["#).expect("a list").1;
    with(list.trim_end_matches("]}"), changes)
}

#[tokio::test]
async fn of_several_the_first_of_the_right_kind_counts() {
    let others = [
        requirement(&[(r#""base""#, r#""solana""#)]),
        requirement(&[(r#""base""#, r#""polygon""#), ("02913", "02914")]),
        requirement(&[(r#""exact""#, r#""upto""#)]),
        requirement(&[("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", KEYLESS)]),
        requirement(&[(r#""version":"2""#, r#""assetTransferMethod":"permit2""#)]),
    ];
    assert_eq!(offered("", &after(&others)).await.plan.payee, address(PAYEE));

    // The first one of the right kind is the one, and what is off in it refuses the offer.
    let dear = requirement(&[("10000000", "10000001")]);
    let server = Server::sending(answer("402 x", "", after(&[dear]))).await;
    let error = quote(&wanted(&server.base())).await.expect_err("no offer");
    assert_eq!(error.to_string(), Refusal::AmountDiffers.to_string());
}

#[tokio::test]
async fn where_none_is_of_the_right_kind_the_nearest_one_says_why() {
    let others = [
        requirement(&[(r#""exact""#, r#""upto""#)]),
        requirement(&[(r#""version":"2""#, r#""assetTransferMethod":"permit2""#)]),
        requirement(&[(r#""base""#, r#""solana""#)]),
    ];
    let only = format!(r#"{{"x402Version":1,"accepts":[{}]}}"#, others.join(","));
    let server = Server::sending(answer("402 x", "", only)).await;
    let error = quote(&wanted(&server.base())).await.expect_err("no offer");
    assert_eq!(error.to_string(), Refusal::MethodPermit2.to_string());
}
