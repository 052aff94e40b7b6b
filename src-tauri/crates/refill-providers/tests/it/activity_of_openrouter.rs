//! OpenRouter (contract A4): what was spent on each of the last days.

use jiff::tz::{Offset, TimeZone};
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::history::{Change, Kind, Origin};
use refill_core::ports::HistoryPage;

use crate::openrouter::openrouter;
use crate::server::answer;
use crate::{KEY, asked, dollars, not_understood, ok};

/// A row with every field of the contract.
fn row(date: &str, model: &str, endpoint: &str, usage: &str) -> String {
    format!(
        r#"{{"date":"{date}","model":"{model}","model_permaslug":"{model}-2026","endpoint_id":"{endpoint}",
        "provider_name":"X","usage":{usage},"byok_usage_inference":0.5,"requests":5,"prompt_tokens":50,
        "completion_tokens":125,"reasoning_tokens":25,"cached_tokens":0,"workspace_id":null}}"#
    )
}

async fn page(bytes: Vec<u8>) -> Result<HistoryPage, ProviderError> {
    let (openrouter, server) = openrouter([bytes]).await;
    let page = openrouter.provider.history(&openrouter.access, None).await;
    assert!(asked(&server).iter().all(|line| line == "GET /api/v1/activity"));
    page
}

async fn rows(rows: &[String]) -> Result<Vec<Change>, ProviderErrorKind> {
    let page = page(ok(format!(r#"{{"data":[{}]}}"#, rows.join(",")))).await;
    page.map(|page| page.rows).map_err(|error| error.kind)
}

#[tokio::test]
async fn activity_200_as_documented() {
    let (openrouter, server) = openrouter([ok(format!(
        r#"{{"data":[{}]}}"#,
        row("2026-11-19", "openai/gpt-5", "e-1", "0.015")
    ))])
    .await;
    let page = openrouter.provider.history(&openrouter.access, None).await;
    let page = page.expect("a page");
    let expected = Change {
        at: "2026-11-19T12:00:00Z".parse().expect("a time"),
        kind: Kind::Debit,
        amount: dollars("-0.015"),
        balance_after: None,
        balance_before: None,
        text: Some("openai/gpt-5".into()),
        origin: Origin::Provider,
    };
    assert_eq!(page.rows, [expected]);
    assert!(page.replaces && page.next.is_none() && page.balance.is_none());
    assert_eq!(asked(&server), ["GET /api/v1/activity"]);
    let header = format!("\r\nauthorization: Bearer {KEY}\r\n");
    assert!(server.seen()[0].contains(&header));
}

#[tokio::test]
async fn activity_200_adds_up_the_endpoints_of_a_day_and_model() {
    let read = rows(&[
        row("2026-11-18", "b", "e-1", "1"),
        row("2026-11-19", "b", "e-1", "0.1"),
        row("2026-11-19", "a", "e-1", "7"),
        row("2026-11-19", "b", "e-2", "0.2"),
        row("2026-11-18", "b", "e-2", r#""1e-7""#),
        row("2026-11-17", "c", "e-1", "2"),
    ])
    .await
    .expect("rows");
    let short: Vec<_> = read
        .iter()
        .map(|row| {
            let day = row.at.to_string()[..10].to_owned();
            (day, row.text.as_deref().unwrap_or_default(), row.amount.clone())
        })
        .collect();
    // Newest first, and within a day by the model.
    assert_eq!(
        short,
        [
            ("2026-11-19".into(), "a", dollars("-7")),
            ("2026-11-19".into(), "b", dollars("-0.3")),
            ("2026-11-18".into(), "b", dollars("-1.0000001")),
            ("2026-11-17".into(), "c", dollars("-2")),
        ]
    );
}

#[tokio::test]
async fn activity_200_leaves_out_what_the_credits_did_not_pay() {
    // 0.5 of each row was paid to the model's maker with the person's own key.
    let read = rows(&[
        row("2026-11-19", "free", "e-1", "0"),
        row("2026-11-19", "free", "e-2", "0.00"),
        row("2026-11-19", "paid", "e-1", "2"),
    ])
    .await
    .expect("rows");
    assert_eq!(read.len(), 1);
    assert_eq!(
        (read[0].text.as_deref(), &read[0].amount),
        (Some("paid"), &dollars("-2"))
    );
    let odd = row("2026-11-19", "paid", "e-1", "2").replace("0.5", r#""much""#);
    assert_eq!(rows(&[odd]).await.expect("rows").len(), 1);
}

#[tokio::test]
async fn activity_200_of_nothing_is_an_empty_page() {
    let empty = page(ok(r#"{"data":[]}"#)).await.expect("a page");
    assert!(empty.rows.is_empty() && empty.next.is_none() && empty.replaces);
}

#[tokio::test]
async fn activity_200_a_day_keeps_its_date_in_nearly_every_time_zone() {
    let read = rows(&[row("2026-03-01", "a", "e-1", "1")]).await.expect("rows");
    for hours in -11..=11 {
        let zone = TimeZone::fixed(Offset::constant(hours));
        let date = read[0].at.to_zoned(zone).date();
        assert_eq!(date.to_string(), "2026-03-01", "{hours} hours from UTC");
    }
}

#[tokio::test]
async fn activity_200_a_date_is_the_first_ten_characters() {
    for date in [
        "2026-11-19",
        "2026-11-19 00:00:00",
        "2026-11-19T00:00:00Z",
        "2026-11-19T23:59:59-11:00",
    ] {
        let read = rows(&[row(date, "a", "e-1", "1")]).await.expect("rows");
        assert_eq!(read[0].at.to_string(), "2026-11-19T12:00:00Z", "{date}");
    }
    for date in [
        "",
        "2026-11-1",
        "2026-13-01",
        "2026-02-29",
        "19.11.2026",
        "20261119",
        "20261119T0",
        "20261119 0",
        "20261119[]",
        "+002026-11-19",
        "2026-W47-4",
        "2026-11-１9",
        " 2026-11-19",
        "yesterday!",
    ] {
        let read = rows(&[row(date, "a", "e-1", "1")]).await;
        assert_eq!(read.err(), Some(not_understood("date")), "{date}");
    }
}

#[tokio::test]
async fn activity_200_a_row_that_cannot_be_read_spoils_the_page() {
    let good = || row("2026-11-19", "a", "e-1", "1");
    let date = r#""date":"2026-11-19""#;
    for (bad, what) in [
        (good().replace(r#""usage":1"#, r#""used":1"#), "usage"),
        (row("2026-11-19", "a", "e-2", "null"), "usage"),
        (row("2026-11-19", "a", "e-2", r#""many""#), "usage"),
        (row("2026-11-19", "a", "e-2", "[1]"), "usage"),
        (row("2026-11-19", "a", "e-2", "1e999"), "usage"),
        (
            row("2026-11-19", "a", "e-2", "1000000000000000000000000000.1"),
            "usage",
        ),
        (good().replace(date, r#""day":1"#), "date"),
        (good().replace(date, r#""date":null"#), "date"),
        (good().replace(date, r#""date":20261119"#), "date"),
        (
            good().replace(r#""usage":1"#, r#""usage":1,"usage":2"#),
            "a row of the activity",
        ),
        ("null".into(), "a row of the activity"),
        ("[]".into(), "a row of the activity"),
        (r#"["2026-11-19","a",1]"#.into(), "a row of the activity"),
        (r#""x""#.into(), "a row of the activity"),
    ] {
        // The good one beside it would make a sum that is too small.
        let read = rows(&[row("2026-11-19", "a", "e-1", "1e-9"), bad.clone()]).await;
        assert_eq!(read.err(), Some(not_understood(what)), "{bad}");
    }
}

#[tokio::test]
async fn activity_200_of_another_form_is_no_page() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (body, what) in [
        ("{}".to_owned(), "data"),
        (r#"{"data":null}"#.into(), "data"),
        (r#"{"data":{}}"#.into(), "data"),
        (r#"{"data":"[]"}"#.into(), "data"),
        (r#"{"rows":[]}"#.into(), "data"),
        ("[]".into(), "the form of the answer"),
        (r#"{"data":[],"data":[]}"#.into(), "the form of the answer"),
        (r#"{"data":[}"#.into(), "not JSON"),
        (r#"{"data":[NaN]}"#.into(), "not JSON"),
        (String::new(), "an empty answer"),
        ("<html>".into(), "a web page instead of data"),
        (format!(r#"{{"data":{deep}}}"#), "a row of the activity"),
    ] {
        let read = page(ok(&body)).await;
        let kind = read.err().map(|error| error.kind);
        assert_eq!(kind, Some(not_understood(what)), "{body:.60}");
    }
    let error = page(ok(r#"{"data":[],"error":{"message":"no"}}"#)).await;
    assert_eq!(error.expect_err("no page").kind, ProviderErrorKind::Rejected);
}

#[tokio::test]
async fn activity_200_names_of_models_are_harmless_and_keyless() {
    for (json, text) in [
        (format!(r#""a/{KEY}""#), Some("a/[key]")),
        (
            r#""=HYPERLINK(\"x\")\u202e\u001b[31m\n""#.into(),
            Some("=HYPERLINK(\"x\")[31m"),
        ),
        (r#""sk-or-v1-0123""#.into(), Some("[key]")),
        (r#""\u200b""#.into(), None),
        (r#""""#.into(), None),
        ("17".into(), None),
        ("null".into(), None),
    ] {
        let named = row("2026-11-19", "MODEL", "e-1", "1").replace(r#""MODEL""#, &json);
        let read = rows(&[named]).await.expect("rows");
        assert_eq!(read[0].text.as_deref(), text, "{json}");
        assert_eq!(read[0].amount, dollars("-1"));
    }
}

#[tokio::test]
async fn activity_200_nameless_models_are_added_up_too() {
    let nameless = |usage| format!(r#"{{"date":"2026-11-19","usage":{usage}}}"#);
    let read = rows(&[nameless("1"), nameless("2")]).await.expect("rows");
    assert_eq!(
        (read.len(), &read[0].text, &read[0].amount),
        (1, &None, &dollars("-3"))
    );
}

#[tokio::test]
async fn activity_200_what_was_given_back_is_a_credit() {
    let read = rows(&[row("2026-11-19", "a", "e-1", "-2.5")])
        .await
        .expect("rows");
    assert_eq!((&read[0].kind, &read[0].amount), (&Kind::Credit, &dollars("2.5")));
}

#[tokio::test]
async fn activity_403_is_no_history_for_this_key() {
    let message = "Only management keys can perform this operation";
    let body = format!(r#"{{"error":{{"code":403,"message":"{message}"}}}}"#);
    let error = page(answer("403 x", "", body)).await.expect_err("no page");
    assert_eq!(error.kind, ProviderErrorKind::Unsupported);
    assert_eq!(
        (error.facts.status, error.facts.said.as_deref()),
        (Some(403), Some(message))
    );
}

#[tokio::test]
async fn activity_errors_as_documented() {
    for (status, kind) in [
        ("400 x", ProviderErrorKind::Rejected),
        ("401 x", ProviderErrorKind::KeyRefused),
        ("404 x", ProviderErrorKind::NotFound),
        ("429 x", ProviderErrorKind::RateLimited { retry_after: None }),
        ("500 x", ProviderErrorKind::Server { retry_after: None }),
    ] {
        let body = r#"{"error":{"code":0,"message":"human text"}}"#;
        let error = page(answer(status, "", body)).await.expect_err("no page");
        assert_eq!(
            (error.kind, error.facts.said.as_deref()),
            (kind, Some("human text")),
            "{status}"
        );
    }
}
