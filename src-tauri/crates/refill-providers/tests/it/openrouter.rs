//! OpenRouter (contract A): what is left, for both kinds of key. Its history and its sign-in have files of their
//! own.

use std::time::Duration;

use refill_core::error::{ProviderError, ProviderErrorKind as Kind};
use refill_core::reading::{Balance, Basis, Budget, Cycle};

use crate::server::{Act, Server, answer};
use crate::{KEY, Subject, asked, dollars, not_understood, number, ok};

/// Every field of contract A2, for an ordinary key.
const ORDINARY: &str = r#"{"data":{"label":"sk-or-v1-abc...123","limit":100,"limit_remaining":74.5,
    "limit_reset":"monthly","include_byok_in_limit":false,"usage":25.5,"usage_daily":1.5,"usage_weekly":3.25,
    "usage_monthly":25.5,"byok_usage":17.38,"byok_usage_daily":0,"byok_usage_weekly":0,"byok_usage_monthly":17.38,
    "is_free_tier":false,"is_management_key":false,"is_provisioning_key":false,"creator_user_id":"user_1",
    "expires_at":null,"rate_limit":{"interval":"1h","note":"ignore","requests":-1},"allowed_data_regions":[],
    "budgets":[],"effective_budget":null,"free_model_daily_requests":{"limit":50,"used":1,"remaining":49},
    "organization_id":null,"workspace_id":null}}"#;

const MANAGEMENT: &str =
    r#"{"data":{"limit":null,"limit_remaining":null,"usage":0.25,"is_management_key":true}}"#;

/// As in contract A1.
const CREDITS: &str = r#"{"data":{"total_credits":100.5,"total_usage":25.75}}"#;

const ZEROS: &str = r#"{"data":{"total_credits":0,"total_usage":0}}"#;

/// OpenRouter with these answers, one after the other.
pub async fn openrouter(answers: impl IntoIterator<Item = Vec<u8>>) -> (Subject, Server) {
    let server = Server::playing(answers.into_iter().map(Act::Send).collect()).await;
    (Subject::at("openrouter", &server, ""), server)
}

/// What is left, by `key` alone. Zeros wait for whoever asks for more.
async fn by_key(key: &str) -> Result<Balance, ProviderError> {
    let (openrouter, server) = openrouter([ok(key), ok(ZEROS)]).await;
    let balance = openrouter.balance().await;
    assert_eq!(asked(&server), ["GET /api/v1/key"], "{key}");
    balance
}

/// What is left, by `credits` with a management key.
async fn by_credits(credits: Vec<u8>) -> Result<Balance, ProviderError> {
    let (openrouter, server) = openrouter([ok(MANAGEMENT), credits]).await;
    let balance = openrouter.balance().await;
    assert_eq!(asked(&server)[..2], ["GET /api/v1/key", "GET /api/v1/credits"]);
    balance
}

fn budget(limit: Option<&str>, resets: Option<Cycle>) -> Basis {
    let limit = limit.map(number);
    Basis::Budget(Budget { limit, resets })
}

#[tokio::test]
async fn key_200_as_documented_shows_the_budget_of_an_ordinary_key() {
    let (openrouter, server) = openrouter([ok(ORDINARY)]).await;
    let expected = Balance {
        basis: budget(Some("100"), Some(Cycle::Monthly)),
        ..Balance::of_account(dollars("74.5"))
    };
    assert_eq!(openrouter.balance().await.expect("a balance"), expected);
    let seen = server.seen();
    assert_eq!(asked(&server), ["GET /api/v1/key"]);
    let header = format!("\r\nauthorization: Bearer {KEY}\r\n");
    assert!(seen[0].contains(&header), "{}", seen[0]);
}

#[tokio::test]
async fn key_200_of_an_ordinary_key_never_leads_to_credits() {
    // An ordinary key was seen to get 200 with zeros there; they would be taken for an empty account.
    for key in [
        ORDINARY,
        r#"{"data":{"limit":5,"limit_remaining":5}}"#,
        r#"{"data":{"limit":5,"limit_remaining":5,"is_management_key":null,"is_provisioning_key":false}}"#,
    ] {
        let balance = by_key(key).await.expect("a balance");
        assert!(matches!(balance.basis, Basis::Budget(_)), "{balance:?}");
        assert!(!balance.money.is_used_up(), "{balance:?}");
    }
    let hidden = by_key(r#"{"data":{"limit":null}}"#)
        .await
        .expect_err("no balance");
    assert_eq!(hidden.kind, Kind::BalanceHidden { spent: None });
}

#[tokio::test]
async fn key_200_says_in_plain_words_which_keys_are_for_management() {
    for (fields, is_for_management) in [
        (r#""is_management_key":true"#, true),
        (r#""is_management_key":true,"is_provisioning_key":false"#, true),
        (r#""is_provisioning_key":true"#, true),
        (r#""is_management_key":null,"is_provisioning_key":true"#, true),
        (r#""is_management_key":false,"is_provisioning_key":true"#, false),
        (r#""is_management_key":"true","is_provisioning_key":true"#, false),
        (r#""is_management_key":"true""#, false),
        (r#""is_management_key":1"#, false),
        (r#""is_management_key":[true]"#, false),
        (r#""is_management_key":{}"#, false),
        (r#""is_provisioning_key":"true""#, false),
        (r#""is_free_tier":true"#, false),
    ] {
        let key = format!(r#"{{"data":{{"limit":7,"limit_remaining":7,{fields}}}}}"#);
        let (openrouter, server) = openrouter([ok(key), ok(CREDITS)]).await;
        let money = openrouter.balance().await.expect("a balance").money;
        let expected = if is_for_management {
            (dollars("74.75"), 2)
        } else {
            (dollars("7"), 1)
        };
        assert_eq!((money, server.seen().len()), expected, "{fields}");
    }
}

#[tokio::test]
async fn key_200_a_budget_may_be_used_up_or_overdrawn() {
    for (json, amount) in [
        ("0", "0"),
        ("-0.5", "-0.5"),
        ("29.9999982", "29.9999982"),
        ("1e-7", "0.0000001"),
    ] {
        let key = format!(r#"{{"data":{{"limit":30,"limit_remaining":{json}}}}}"#);
        let balance = by_key(&key).await.expect("a balance");
        assert_eq!(balance.money, dollars(amount));
        assert_eq!(balance.basis, budget(Some("30"), None));
    }
}

#[tokio::test]
async fn key_200_a_budget_starts_anew_in_every_rhythm() {
    for (json, resets) in [
        (r#""daily""#, Some(Cycle::Daily)),
        (r#""weekly""#, Some(Cycle::Weekly)),
        (r#""monthly""#, Some(Cycle::Monthly)),
        (r#""yearly""#, Some(Cycle::Other)),
        (r#""""#, Some(Cycle::Other)),
        ("30", Some(Cycle::Other)),
        ("null", None),
    ] {
        let key = format!(r#"{{"data":{{"limit":30,"limit_remaining":5,"limit_reset":{json}}}}}"#);
        let balance = by_key(&key).await.expect("a balance");
        assert_eq!(balance.basis, budget(Some("30"), resets), "{json}");
    }
}

#[tokio::test]
async fn key_200_without_a_limit_hides_the_balance() {
    for (usage, spent) in [
        (r#","usage":25.5"#, Some(dollars("25.5"))),
        (r#","usage":"25.5""#, Some(dollars("25.5"))),
        (r#","usage":0"#, Some(dollars("0"))),
        (r#","usage":null"#, None),
        (r#","usage":"much""#, None),
        ("", None),
    ] {
        for limit in [
            r#""limit":null,"limit_remaining":null"#,
            // Nothing can remain of no limit, so this is no budget of zero.
            r#""limit":null,"limit_remaining":0"#,
            r#""label":"x""#,
        ] {
            let key = format!(r#"{{"data":{{{limit}{usage}}}}}"#);
            let error = by_key(&key).await.expect_err("no balance");
            let spent = spent.clone();
            assert_eq!(error.kind, Kind::BalanceHidden { spent }, "{key}");
            assert_eq!(error.facts.status, Some(200));
        }
    }
}

#[tokio::test]
async fn key_200_a_limit_without_its_rest_is_not_guessed() {
    for (fields, field) in [
        (r#""limit":100,"usage":25.5"#, "limit_remaining"),
        (
            r#""limit":100,"limit_remaining":null,"usage":25.5"#,
            "limit_remaining",
        ),
        (r#""limit":100,"limit_remaining":"many""#, "limit_remaining"),
        (
            r#""limit":100,"effective_budget":{"remaining_usd":5}"#,
            "limit_remaining",
        ),
        (r#""limit":"many","limit_remaining":5"#, "limit"),
        (r#""limit":[],"limit_remaining":5"#, "limit"),
        (r#""limit":1e999,"limit_remaining":5"#, "limit"),
    ] {
        let error = by_key(&format!(r#"{{"data":{{{fields}}}}}"#)).await;
        assert_eq!(
            error.expect_err("no balance").kind,
            not_understood(field),
            "{fields}"
        );
    }
}

#[tokio::test]
async fn key_200_the_budget_that_binds_first_is_the_one() {
    let own = r#""limit":100,"limit_remaining":74.5,"limit_reset":"monthly""#;
    let none = r#""limit":null,"limit_remaining":null"#;
    let effective = |remaining, more| format!(r#""effective_budget":{{"remaining_usd":{remaining}{more}}}"#);
    let daily = r#","limit_usd":10,"spend_usd":7.5,"reset_interval":"daily","scope":"workspace""#;
    let bare = r#","limit_usd":null,"reset_interval":null"#;
    let monthly = || budget(Some("100"), Some(Cycle::Monthly));
    let ten_a_day = || budget(Some("10"), Some(Cycle::Daily));
    for (own, effective, left, basis) in [
        (own, effective("2.5", daily), "2.5", ten_a_day()),
        (own, effective("-1", daily), "-1", ten_a_day()),
        (own, effective("0", bare), "0", budget(None, None)),
        (own, effective("74.5", daily), "74.5", monthly()),
        (own, effective("200", daily), "74.5", monthly()),
        (own, r#""effective_budget":null"#.into(), "74.5", monthly()),
        (none, effective("200", daily), "200", ten_a_day()),
        (none, effective("0", ""), "0", budget(None, None)),
    ] {
        let key = format!(r#"{{"data":{{{own},{effective}}}}}"#);
        let balance = by_key(&key).await.expect("a balance");
        assert_eq!((balance.money, balance.basis), (dollars(left), basis), "{key}");
        assert_eq!((balance.received, balance.worth), (None, None));
    }
}

#[tokio::test]
async fn key_200_an_effective_budget_of_odd_form_is_not_passed_over() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (json, what) in [
        ("{}", "remaining_usd"),
        (r#"{"limit_usd":5}"#, "remaining_usd"),
        (r#"{"remaining_usd":null}"#, "remaining_usd"),
        (r#"{"remaining_usd":"many"}"#, "remaining_usd"),
        (r#"{"remaining_usd":5,"limit_usd":"many"}"#, "limit_usd"),
        (r#"{"remaining_usd":5,"remaining_usd":6}"#, "effective_budget"),
        ("[]", "effective_budget"),
        ("[5]", "effective_budget"),
        ("5", "effective_budget"),
        ("false", "effective_budget"),
        (r#""none""#, "effective_budget"),
        (&deep, "effective_budget"),
    ] {
        let key = format!(r#"{{"data":{{"limit":9,"limit_remaining":9,"effective_budget":{json}}}}}"#);
        let error = by_key(&key).await.expect_err("no balance");
        assert_eq!(error.kind, not_understood(what), "{json:.80}");
    }
}

#[tokio::test]
async fn credits_200_as_documented_show_the_account_of_a_management_key() {
    let (openrouter, server) = openrouter([ok(MANAGEMENT), ok(CREDITS)]).await;
    let expected = Balance {
        received: Some(number("100.5")),
        ..Balance::of_account(dollars("74.75"))
    };
    assert_eq!(openrouter.balance().await.expect("a balance"), expected);
    assert_eq!(asked(&server), ["GET /api/v1/key", "GET /api/v1/credits"]);
    let header = format!("\r\nauthorization: Bearer {KEY}\r\n");
    assert!(server.seen().iter().all(|head| head.contains(&header)));
}

#[tokio::test]
async fn credits_200_zeros_of_a_management_key_are_a_real_zero() {
    let balance = by_credits(ok(ZEROS)).await.expect("a balance");
    assert_eq!((balance.money, balance.basis), (dollars("0"), Basis::Account));
    assert_eq!(balance.received, Some(number("0")));
}

#[tokio::test]
async fn credits_200_are_subtracted_exactly() {
    for (received, used, left) in [
        ("10", "12.25", "-2.25"),
        ("0.3", "0.1", "0.2"),
        ("100", "1e-7", "99.9999999"),
        (r#""100""#, r#""99.99""#, "0.01"),
        (
            "1000000000000000000000",
            "0.0000001",
            "999999999999999999999.9999999",
        ),
        ("5.00", "5", "0"),
    ] {
        let body = format!(r#"{{"data":{{"total_credits":{received},"total_usage":{used}}}}}"#);
        let balance = by_credits(ok(&body)).await.expect("a balance");
        assert_eq!(balance.money, dollars(left), "{body}");
    }
    let inexact = r#"{"data":{"total_credits":1000000000000000000000,"total_usage":0.000000001}}"#;
    let error = by_credits(ok(inexact)).await.expect_err("no balance");
    assert_eq!(error.kind, not_understood("total_usage"));
}

#[tokio::test]
async fn credits_200_each_field_is_required_and_named() {
    for bad in [
        "null",
        "true",
        "[]",
        "{}",
        r#""many""#,
        r#""""#,
        "1e999",
        r#""NaN""#,
    ] {
        for (field, other) in [("total_credits", "total_usage"), ("total_usage", "total_credits")] {
            let body = format!(r#"{{"data":{{"{field}":{bad},"{other}":1}}}}"#);
            let error = by_credits(ok(&body)).await.expect_err("no balance");
            assert_eq!(error.kind, not_understood(field), "{body}");
            let body = format!(r#"{{"data":{{"{other}":1}}}}"#);
            let error = by_credits(ok(&body)).await.expect_err("no balance");
            assert_eq!(error.kind, not_understood(field), "{body}");
        }
    }
    // A foreign library shows these; the service does not send them.
    let flat = r#"{"total_credits":100.5,"total_usage":25.75,"balance":74.75,"currency":"USD"}"#;
    let error = by_credits(ok(flat)).await.expect_err("no balance");
    assert_eq!(error.kind, not_understood("data"));
}

/// An error in the documented form.
fn refused(status: u16, message: &str) -> Vec<u8> {
    let body = format!(
        r#"{{"error":{{"code":{status},"message":"{message}","metadata":null}},"user_id":null,"openrouter_metadata":null}}"#
    );
    answer(
        &format!("{status} x"),
        "Content-Type: application/json\r\nX-Request-Id: r-1\r\n",
        body,
    )
}

fn shown(error: &ProviderError) -> (Kind, Option<u16>, Option<&str>, Option<&str>) {
    let facts = &error.facts;
    (
        error.kind.clone(),
        facts.status,
        facts.said.as_deref(),
        facts.request_id.as_deref(),
    )
}

#[tokio::test]
async fn key_errors_as_documented() {
    for (status, message, kind) in [
        (401, "Missing Authentication header", Kind::KeyRefused),
        (403, "Forbidden", Kind::KeyRefused),
        (404, "Not Found", Kind::NotFound),
        (429, "Rate limited", Kind::RateLimited { retry_after: None }),
        (500, "Internal Server Error", Kind::Server { retry_after: None }),
    ] {
        let (openrouter, server) = openrouter([refused(status, message), ok(ZEROS)]).await;
        let error = openrouter.refusal().await;
        assert_eq!(
            shown(&error),
            (kind, Some(status), Some(message), Some("r-1")),
            "{status}"
        );
        assert_eq!(server.seen().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn key_429_and_503_with_retry_after() {
    let late = |status| answer(status, "Retry-After: 30\r\n", r#"{"error":{"message":"later"}}"#);
    let retry_after = Some(Duration::from_secs(30));
    for (status, kind) in [
        ("429 x", Kind::RateLimited { retry_after }),
        ("503 x", Kind::Server { retry_after }),
    ] {
        let error = openrouter([late(status)]).await.0.refusal().await;
        assert_eq!(error.kind, kind);
    }
}

#[tokio::test]
async fn credits_403_hides_the_balance() {
    let message = "Only management keys can perform this operation";
    let error = by_credits(refused(403, message)).await.expect_err("no balance");
    let spent = Some(dollars("0.25"));
    assert_eq!(
        shown(&error),
        (
            Kind::BalanceHidden { spent },
            Some(403),
            Some(message),
            Some("r-1")
        )
    );
}

#[tokio::test]
async fn credits_errors_as_documented() {
    for (status, message, kind) in [
        (401, "Missing Authentication header", Kind::KeyRefused),
        (404, "Not Found", Kind::NotFound),
        (429, "Rate limited", Kind::RateLimited { retry_after: None }),
        (500, "Internal Server Error", Kind::Server { retry_after: None }),
    ] {
        let error = by_credits(refused(status, message))
            .await
            .expect_err("no balance");
        assert_eq!(
            shown(&error),
            (kind, Some(status), Some(message), Some("r-1")),
            "{status}"
        );
    }
}

#[tokio::test]
async fn each_of_the_two_calls_may_be_spoiled() {
    let spoilt: [(Vec<u8>, Kind); 8] = [
        (ok(""), not_understood("an empty answer")),
        (ok("<html>"), not_understood("a web page instead of data")),
        (ok("{"), not_understood("not JSON")),
        (ok("[]"), not_understood("the form of the answer")),
        (ok(r#"{"data":null}"#), not_understood("data")),
        (
            ok(r#"{"data":{},"data":{}}"#),
            not_understood("the form of the answer"),
        ),
        (refused(401, "no"), Kind::KeyRefused),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec(),
            Kind::CutOff,
        ),
    ];
    for (bytes, kind) in spoilt {
        let (first, server) = openrouter([bytes.clone()]).await;
        assert_eq!(first.refusal().await.kind, kind);
        assert!(asked(&server).iter().all(|line| line == "GET /api/v1/key"));
        let error = by_credits(bytes).await.expect_err("no balance");
        assert_eq!(error.kind, kind);
    }
}

#[tokio::test]
async fn the_documented_path_is_added_to_a_bare_host_only() {
    for (path, line) in [
        ("", "GET /api/v1/key"),
        ("/", "GET /api/v1/key"),
        ("/api/v1", "GET /api/v1/key"),
        ("/openrouter/api/v1/", "GET /openrouter/api/v1/key"),
        ("/v2", "GET /v2/key"),
    ] {
        let server = Server::sending(ok(ORDINARY)).await;
        let openrouter = Subject::at("openrouter", &server, path);
        openrouter.balance().await.expect("a balance");
        assert_eq!(asked(&server), [line]);
    }
}
