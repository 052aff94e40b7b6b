//! Web3 API (contract D and G): packages, checkout and the alert amount. What holds for every call is in
//! `hostile_calls.rs`.

use refill_core::error::{ProviderError, ProviderErrorKind as Kind};
use refill_core::ids::PackageId;
use refill_core::money::{Money, Unit};
use refill_core::shop::{Checkout, Order, Package};
use serde_json::json;

use crate::calls::{CANCEL, SUCCESS, order, place, shop, tokens};
use crate::holder_of_web3_api::sent;
use crate::rude::{Manner, rude};
use crate::server::{Act, Server, answer};
use crate::web3_api::web3;
use crate::{Subject, asked, credits, dollars, not_understood, number, ok};

/// The packages of the source document.
const PACKAGES: &str = r#"[{"id":"uuid-1","name":"Starter","credits":10000,"price":9.99,"currency":"USD"},
    {"id":"uuid-2","name":"Pro","credits":50000,"price":39.99}]"#;

async fn packages(body: &str) -> Result<Vec<Package>, Kind> {
    let (web3, server) = web3(ok(body)).await;
    let read = shop(&web3).packages(&web3.access).await;
    assert_eq!(asked(&server), ["GET /api/v1/packages"]);
    read.map_err(|error| error.kind)
}

/// The only package, with this field written so.
async fn package_with(field: &str, json: &str) -> Result<Package, Kind> {
    let fields = [
        ("id", r#""p-1""#),
        ("name", r#""Starter""#),
        ("credits", "10000"),
        ("price", "9.99"),
        ("currency", r#""USD""#),
    ];
    let fields = fields.map(|(name, good)| {
        let json = if name == field { json } else { good };
        format!(r#""{name}":{json}"#)
    });
    let body = format!("[{{{}}}]", fields.join(","));
    Ok(packages(&body).await?.remove(0))
}

#[tokio::test]
async fn packages_200_as_documented() {
    let package = |id, name: &str, brings, costs| Package {
        id: PackageId::from_static(id),
        name: name.into(),
        credits: credits(brings),
        price: dollars(costs),
    };
    let expected = vec![
        package("uuid-1", "Starter", "10000", "9.99"),
        package("uuid-2", "Pro", "50000", "39.99"),
    ];
    assert_eq!(packages(PACKAGES).await, Ok(expected.clone()));
    for name in ["items", "data", "results", "packages"] {
        let body = format!(r#"{{"{name}":{PACKAGES},"total":2}}"#);
        assert_eq!(packages(&body).await, Ok(expected.clone()), "{name}");
    }
    assert_eq!(packages("[]").await, Ok(Vec::new()));
}

#[tokio::test]
async fn packages_200_prices_are_exact() {
    for (json, amount) in [
        ("9.99", "9.99"),
        (r#""9.99""#, "9.99"),
        ("40", "40"),
        ("0.1", "0.1"),
        ("1e1", "10"),
        ("0", "0"),
        ("12345678901234567.89", "12345678901234567.89"),
    ] {
        let package = package_with("price", json).await.expect("a package");
        assert_eq!(package.price, dollars(amount), "{json}");
    }
    for (json, unit) in [
        (r#""USD""#, Unit::USD),
        (r#"" usd ""#, Unit::USD),
        ("null", Unit::USD),
        (r#""EUR""#, Unit::new("eur")),
        (r#""usdc""#, Unit::USDC),
    ] {
        let package = package_with("currency", json).await.expect("a package");
        assert_eq!(package.price, Money::new(number("9.99"), unit), "{json}");
    }
    for (json, amount) in [
        ("10000", "10000"),
        (r#""10000""#, "10000"),
        ("10000.0", "10000"),
        ("1e4", "10000"),
    ] {
        let package = package_with("credits", json).await.expect("a package");
        assert_eq!(package.credits, credits(amount), "{json}");
        assert_eq!(package.credits.amount.to_string(), amount);
    }
}

#[tokio::test]
async fn a_malformed_package_fails_the_whole_list() {
    for (field, odd) in [
        (
            "price",
            &[
                "null",
                "true",
                "-0.01",
                "[]",
                r#""free""#,
                r#""$9.99""#,
                r#""9,99""#,
                r#""""#,
                "1e99",
            ][..],
        ),
        (
            "credits",
            &["null", "0", "-5", "1.5", r#""many""#, "{}", "1e99", "0.5"][..],
        ),
        (
            "currency",
            &[
                "17",
                r#""""#,
                r#""credits""#,
                r#""$""#,
                r#""U\u202eSD""#,
                "[]",
                r#""DOLLAR""#,
            ][..],
        ),
        ("id", &["null", r#""""#, r#""..""#, "true"][..]),
        ("name", &["null", r#""""#, "17", r#""\u200b""#][..]),
    ] {
        for json in odd {
            let read = package_with(field, json).await;
            assert_eq!(read, Err(not_understood(field)), "{field} {json}");
            let good = PACKAGES.trim_end_matches(']');
            let bad = format!(r#"{{"id":"x","name":"n","credits":1,"price":1,"{field}_":0}}"#);
            let bad = bad.replace(&format!(r#""{field}":"#), r#""other":"#);
            let bad = bad.replace(&format!(r#""{field}_":0"#), &format!(r#""{field}":{json}"#));
            let read = packages(&format!("{good},{bad}]")).await;
            assert_eq!(read, Err(not_understood(field)), "after good ones: {bad}");
        }
    }
    for field in ["price", "credits", "id", "name"] {
        let body = PACKAGES.replace(&format!(r#""{field}""#), r#""other""#);
        assert_eq!(packages(&body).await, Err(not_understood(field)));
    }
}

#[tokio::test]
async fn two_packages_with_one_id_are_not_understood() {
    let body = PACKAGES.replace("uuid-2", "uuid-1");
    assert_eq!(packages(&body).await, Err(not_understood("id")));
}

#[tokio::test]
async fn package_200_is_the_one_that_was_asked_for() {
    let body = r#"{"id":"uuid-1","name":"Starter","credits":10000,"price":9.99,"currency":"USD"}"#;
    let (web3, server) = web3(ok(body)).await;
    let read = shop(&web3)
        .package(&web3.access, &PackageId::from_static("uuid-1"))
        .await;
    assert_eq!(read.expect("a package").price, dollars("9.99"));
    assert_eq!(asked(&server), ["GET /api/v1/packages/uuid-1"]);
    let other = shop(&web3)
        .package(&web3.access, &PackageId::from_static("uuid-2"))
        .await;
    assert_eq!(other.expect_err("another one").kind, not_understood("id"));
}

#[tokio::test]
async fn package_404_is_sold_no_more() {
    let (web3, _server) = web3(answer("404 x", "", r#"{"detail":"Package not found"}"#)).await;
    let read = shop(&web3)
        .package(&web3.access, &PackageId::from_static("p-1"))
        .await;
    assert_eq!(read.expect_err("gone").kind, Kind::NotFound);
}

/// Makes a checkout against these answers: the outcome and the server.
async fn checkout(answers: Vec<Vec<u8>>) -> (Result<Checkout, ProviderError>, Server) {
    let server = Server::playing(answers.into_iter().map(Act::Send).collect()).await;
    let web3 = Subject::at("web3api", &server, "");
    let outcome = shop(&web3).checkout(place(&web3), &tokens(), &order()).await;
    (outcome, server)
}

const OWN: &str = "POST /api/v1/packages/p-1/checkout";
const TOGETHER: &str = "POST /api/v1/packages/checkout";
const PAGE: &str =
    r#"{"checkout_url":"https://checkout.stripe.com/c/pay/cs_test_a1#fid","session_id":"cs_test_a1"}"#;

#[tokio::test]
async fn checkout_200_as_documented() {
    let (outcome, server) = checkout(vec![ok(PAGE)]).await;
    let made = outcome.expect("a checkout");
    assert_eq!(made.session, "cs_test_a1");
    assert_eq!(
        made.page.as_str(),
        "https://checkout.stripe.com/c/pay/cs_test_a1#fid"
    );
    assert_eq!(made.expires_at, None);
    assert_eq!(asked(&server), [OWN]);
    assert_eq!(
        sent(&server),
        json!({"success_url": SUCCESS, "cancel_url": CANCEL})
    );
    let raw = &server.seen()[0];
    assert!(
        raw.contains("session_id={CHECKOUT_SESSION_ID}\""),
        "the braces stay: {raw}"
    );
}

#[tokio::test]
async fn checkout_200_under_other_names_and_with_an_end() {
    for (more, end) in [
        (
            r#""expires_at":"2026-11-21T10:00:00""#,
            Some("2026-11-21T10:00:00Z"),
        ),
        (
            r#""expires_at":"2026-11-21T10:00:00Z""#,
            Some("2026-11-21T10:00:00Z"),
        ),
        (r#""expires_at":1795255200"#, Some("2026-11-21T10:00:00Z")),
        (r#""expires_at":"soon""#, None),
        (r#""expires_at":null"#, None),
        (r#""expires_at":-1"#, None),
        (r#""expires_at":1e99"#, None),
    ] {
        let body = format!(r#"{{"url":"https://pay.example.com/x","id":"cs_1",{more}}}"#);
        let made = checkout(vec![ok(&body)]).await.0.expect("a checkout");
        assert_eq!(
            (made.session.as_str(), made.page.as_str()),
            ("cs_1", "https://pay.example.com/x")
        );
        assert_eq!(
            made.expires_at,
            end.map(|end| end.parse().expect("a time")),
            "{more}"
        );
    }
}

#[tokio::test]
async fn checkout_200_without_page_or_session_is_not_understood() {
    for (body, what) in [
        (r#"{"session_id":"cs_1"}"#, "checkout_url"),
        (r#"{"session_id":"cs_1","checkout_url":null}"#, "checkout_url"),
        (r#"{"session_id":"cs_1","checkout_url":17}"#, "checkout_url"),
        (r#"{"session_id":"cs_1","checkout_url":""}"#, "checkout_url"),
        (r#"{"session_id":"cs_1","checkout_url":"/c/pay"}"#, "checkout_url"),
        (
            r#"{"session_id":"cs_1","checkout_url":"https://a b.example"}"#,
            "checkout_url",
        ),
        (
            r#"{"session_id":"cs_1","checkout_url":"https://a.example/\u0000"}"#,
            "checkout_url",
        ),
        (
            r#"{"session_id":"cs_1","checkout_url":"https://a.exa\nmple/"}"#,
            "checkout_url",
        ),
        (
            r#"{"checkout_url":"https://checkout.stripe.com/x"}"#,
            "session_id",
        ),
        (
            r#"{"checkout_url":"https://checkout.stripe.com/x","session_id":""}"#,
            "session_id",
        ),
        (
            r#"{"checkout_url":"https://checkout.stripe.com/x","session_id":"a\u202eb"}"#,
            "session_id",
        ),
        (
            r#"{"checkout_url":"https://a/","checkout_url":"https://b/","session_id":"x"}"#,
            "the checkout",
        ),
    ] {
        let (outcome, server) = checkout(vec![ok(body)]).await;
        assert_eq!(
            outcome.expect_err("no checkout").kind,
            not_understood(what),
            "{body}"
        );
        assert_eq!(server.seen().len(), 1);
    }
    let long = format!(
        r#"{{"session_id":"cs_1","checkout_url":"https://a.example/{}"}}"#,
        "x".repeat(5000)
    );
    let (outcome, _server) = checkout(vec![ok(long)]).await;
    assert_eq!(
        outcome.expect_err("no checkout").kind,
        not_understood("checkout_url")
    );
}

#[tokio::test]
async fn checkout_404_and_405_lead_to_the_other_address_once() {
    for status in ["404 x", "405 x"] {
        let (outcome, server) = checkout(vec![answer(status, "", ""), ok(PAGE)]).await;
        outcome.expect("a checkout");
        assert_eq!(asked(&server), [OWN, TOGETHER]);
        let body = json!({"package_id": "p-1", "success_url": SUCCESS, "cancel_url": CANCEL});
        assert_eq!(sent(&server), body);
    }
    for (first, second, kind) in [
        ("404 x", "404 x", Kind::NotFound),
        // A server that reads `checkout` as the id of a package does not take a POST there.
        ("404 x", "405 x", Kind::NotFound),
        ("405 x", "404 x", Kind::NotFound),
        ("405 x", "405 x", Kind::Rejected),
        ("404 x", "401 x", Kind::KeyRefused),
        ("404 x", "409 x", Kind::Rejected),
        ("404 x", "500 x", Kind::Server { retry_after: None }),
    ] {
        let (outcome, server) = checkout(vec![answer(first, "", ""), answer(second, "", "")]).await;
        assert_eq!(outcome.expect_err("none").kind, kind, "{first} {second}");
        assert_eq!(asked(&server), [OWN, TOGETHER], "once each");
    }
}

#[tokio::test]
async fn checkout_of_a_package_that_vanished_says_so() {
    let gone = answer("404 x", "", r#"{"detail":"Package not found"}"#);
    let unknown = answer("405 x", "", r#"{"detail":"Method Not Allowed"}"#);
    let error = checkout(vec![gone, unknown]).await.0.expect_err("gone");
    assert_eq!(error.kind, Kind::NotFound);
    assert_eq!(error.facts.said.as_deref(), Some("Package not found"));
}

#[tokio::test]
async fn checkout_is_asked_for_once_whatever_else_becomes_of_it() {
    for (bytes, kind) in [
        (answer("400 x", "", ""), Kind::Rejected),
        (answer("401 x", "", ""), Kind::KeyRefused),
        (answer("402 x", "", ""), Kind::PaymentRequired { cost: None }),
        (answer("403 x", "", ""), Kind::Rejected),
        (answer("409 x", "", ""), Kind::Rejected),
        (answer("410 x", "", ""), Kind::Rejected),
        (answer("422 x", "", ""), Kind::Rejected),
        (answer("429 x", "", ""), Kind::RateLimited { retry_after: None }),
        (answer("500 x", "", ""), Kind::Server { retry_after: None }),
        (answer("502 x", "", ""), Kind::Server { retry_after: None }),
        (answer("503 x", "", ""), Kind::Server { retry_after: None }),
        (answer("504 x", "", ""), Kind::Server { retry_after: None }),
        (answer("308 x", "Location: /x\r\n", ""), Kind::Redirected),
        (answer("200 OK", "", "{}"), not_understood("session_id")),
        (Vec::new(), Kind::CutOff),
    ] {
        let (outcome, server) = checkout(vec![bytes]).await;
        assert_eq!(outcome.expect_err("none").kind, kind);
        assert_eq!(asked(&server), [OWN], "{kind:?}");
    }
    let address = rude(&[], Manner::Reset(b"")).await;
    let web3 = Subject::of("web3api", &address);
    let reset = shop(&web3).checkout(place(&web3), &tokens(), &order()).await;
    assert_eq!(reset.expect_err("none").kind, Kind::CutOff);
}

#[tokio::test]
async fn checkout_refused_for_an_address_says_so() {
    for (status, body, kind) in [
        (
            422,
            r#"{"detail":[{"loc":["body","success_url"],"msg":"invalid host","type":"x"}]}"#,
            Kind::AddressRefused,
        ),
        (
            422,
            r#"{"detail":[{"loc":["body","cancel_url"],"msg":"field required"}]}"#,
            Kind::AddressRefused,
        ),
        (
            422,
            r#"{"detail":[{"loc":["body"],"msg":"no","type":"url_scheme"}]}"#,
            Kind::AddressRefused,
        ),
        (400, r#"{"detail":"Not a valid URL"}"#, Kind::AddressRefused),
        (
            400,
            r#"{"error":{"code":"url_invalid","param":"success_url","message":"no"}}"#,
            Kind::AddressRefused,
        ),
        (400, "success_url must be https", Kind::AddressRefused),
        (400, r#"{"detail":"You may not buy this"}"#, Kind::Rejected),
        (400, r#"{"detail":"Curl is not allowed"}"#, Kind::Rejected),
        (401, r#"{"detail":"url"}"#, Kind::KeyRefused),
        (409, r#"{"detail":"success_url"}"#, Kind::Rejected),
        (
            500,
            r#"{"detail":"success_url"}"#,
            Kind::Server { retry_after: None },
        ),
        // What was sent is repeated, and the manual is named: neither says what was wrong.
        (
            422,
            r#"{"detail":[{"loc":["body","quantity"],"msg":"Field required","url":"https://errors.example/missing",
                "input":{"success_url":"http://127.0.0.1/","cancel_url":"x"}}]}"#,
            Kind::Rejected,
        ),
    ] {
        let (outcome, server) = checkout(vec![answer(&format!("{status} x"), "", body)]).await;
        assert_eq!(outcome.expect_err("none").kind, kind, "{status} {body}");
        assert_eq!(server.seen().len(), 1);
    }
    let refused = answer(
        "422 x",
        "",
        r#"{"detail":[{"loc":["body","success_url"],"msg":"no"}]}"#,
    );
    let (outcome, _server) = checkout(vec![answer("405 x", "", ""), refused]).await;
    assert_eq!(
        outcome.expect_err("none").kind,
        Kind::AddressRefused,
        "at the other address too"
    );
}

#[tokio::test]
async fn checkout_sends_any_text_as_it_is() {
    let order = Order {
        success: "https://a.example/?x=\"ü\"&s={CHECKOUT_SESSION_ID}#{y}".into(),
        ..order()
    };
    let (web3, server) = web3(ok(PAGE)).await;
    shop(&web3)
        .checkout(place(&web3), &tokens(), &order)
        .await
        .expect("a checkout");
    assert_eq!(sent(&server)["success_url"], order.success.as_str());
}

#[tokio::test]
async fn alert_amount_200_as_assumed() {
    for threshold in [0, 100, u64::MAX] {
        let (web3, server) = web3(ok(r#"{"threshold":5}"#)).await;
        let alert_mail = web3.provider.alert_mail().expect("an alert");
        alert_mail.set_alert(&web3.access, threshold).await.expect("set");
        assert_eq!(asked(&server), ["PATCH /api/v1/credits/alert-threshold"]);
        assert_eq!(sent(&server), json!({"threshold": threshold}));
    }
}
