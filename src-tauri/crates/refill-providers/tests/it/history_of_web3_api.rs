//! Web3 API (contract D): the history, in every envelope and to its end.

use refill_core::error::ProviderErrorKind;
use refill_core::history::{Change, Kind, Origin};
use refill_core::money::parse_decimal;
use refill_core::ports::{HistoryPage, PageToken};

use crate::server::{Act, Server, answer};
use crate::web3_api::web3;
use crate::{Subject, credits, not_understood, ok};

/// The row of the source document, as JSON.
const ROW: &str = r#"{"type":"debit","amount":-10,"balance_before":960,"balance_after":950,"endpoint":"/api/v1/transfer/native","created_at":"2024-06-01T12:00:00"}"#;

async fn page(body: &str) -> Result<HistoryPage, ProviderErrorKind> {
    let (web3, _server) = web3(answer("200 OK", "", body)).await;
    web3.provider
        .history(&web3.access, None)
        .await
        .map_err(|error| error.kind)
}

async fn only_row(row: &str) -> Result<Change, ProviderErrorKind> {
    let mut rows = page(&format!("[{row}]")).await?.rows;
    assert_eq!(rows.len(), 1);
    Ok(rows.remove(0))
}

#[tokio::test]
async fn history_200_row_as_documented() {
    let headers = "X-Credits-Balance: 949\r\n";
    let (web3, server) = web3(answer("200 OK", headers, format!("[{ROW}]"))).await;
    let page = web3.provider.history(&web3.access, None).await.expect("a page");
    assert_eq!(page.balance, Some(credits("949")));
    let expected = Change {
        at: "2024-06-01T12:00:00Z".parse().expect("a time"),
        kind: Kind::Debit,
        amount: credits("-10"),
        balance_after: parse_decimal("950").ok(),
        balance_before: parse_decimal("960").ok(),
        text: Some("/api/v1/transfer/native".into()),
        origin: Origin::Provider,
    };
    assert_eq!(page.rows, [expected]);
    let start = "GET /api/v1/credits/history?page=1&limit=100 HTTP/1.1\r\n";
    assert!(server.seen()[0].starts_with(start), "{}", server.seen()[0]);
}

#[tokio::test]
async fn history_200_in_every_envelope() {
    for body in [
        format!("[{ROW}]"),
        format!(r#"{{"items":[{ROW}]}}"#),
        format!(r#"{{"data":[{ROW}],"total":7}}"#),
        format!(r#"{{"page":1,"results":[{ROW}]}}"#),
        format!(r#"{{"history":[{ROW}],"x":{{"y":[]}}}}"#),
        format!(r#"{{"items":null,"data":{{}},"transactions":[{ROW}]}}"#),
    ] {
        assert_eq!(page(&body).await.expect("a page").rows.len(), 1, "{body}");
    }
    for body in ["{}", r#"{"rows":[]}"#, r#"{"items":{}}"#, r#"{"items":"[]"}"#] {
        assert_eq!(
            page(body).await.err(),
            Some(not_understood("the list of rows")),
            "{body}"
        );
    }
}

/// Reads on until the end against these answers: how many rows came, and the pages asked for.
async fn read_all(answers: Vec<Vec<u8>>) -> (usize, Vec<String>) {
    let server = Server::playing(answers.into_iter().map(Act::Send).collect()).await;
    let web3 = Subject::at("web3api", &server, "");
    let (mut rows, mut token) = (0, None);
    loop {
        let page = web3
            .provider
            .history(&web3.access, token.as_ref())
            .await
            .expect("a page");
        rows += page.rows.len();
        token = page.next;
        if token.is_none() {
            break;
        }
    }
    let asked = |head: &String| head.split(['=', '&']).nth(1).unwrap_or_default().to_owned();
    (rows, server.seen().iter().map(asked).collect())
}

fn rows(range: std::ops::Range<u32>) -> String {
    let row = |n| format!(r#"{{"type":"debit","amount":-{n},"created_at":"2024-06-01T12:00:00"}}"#);
    let rows: Vec<String> = range.map(row).collect();
    format!("[{}]", rows.join(","))
}

#[tokio::test]
async fn history_ends_with_an_empty_page() {
    // Nothing declared: the short page at the end may be a server that gives fewer rows at once.
    let answers = vec![ok(rows(1..101)), ok(rows(101..151)), ok("[]")];
    assert_eq!(
        read_all(answers).await,
        (150, vec!["1".into(), "2".into(), "3".into()])
    );
    assert_eq!(read_all(vec![ok("[]")]).await, (0, vec!["1".into()]));
}

#[tokio::test]
async fn history_ends_with_404_behind_the_last_page() {
    let gone = answer("404 Not Found", "", r#"{"detail":"no such page"}"#);
    let answers = vec![ok(rows(1..3)), gone.clone()];
    assert_eq!(read_all(answers).await, (2, vec!["1".into(), "2".into()]));
    let web3 = web3(gone).await.0;
    let error = web3
        .provider
        .history(&web3.access, None)
        .await
        .expect_err("no first page");
    assert_eq!(error.kind, ProviderErrorKind::NotFound);
}

#[tokio::test]
async fn history_ends_where_the_server_says() {
    for declared in [
        r#""pages":2"#,
        r#""total":150"#,
        r#""total":"150","page":1,"limit":100"#,
        r#""limit":100"#,
        r#""per_page":100"#,
    ] {
        let body = |rows: String| ok(format!(r#"{{"items":{rows},{declared}}}"#));
        let answers = vec![body(rows(1..101)), body(rows(101..151))];
        assert_eq!(
            read_all(answers).await,
            (150, vec!["1".into(), "2".into()]),
            "{declared}"
        );
    }
}

#[tokio::test]
async fn history_ends_at_a_server_that_gives_the_same_page_again() {
    let answers = vec![ok(rows(1..101))];
    assert_eq!(read_all(answers).await, (100, vec!["1".into(), "2".into()]));
}

#[tokio::test]
async fn a_token_of_another_making_starts_anew() {
    let (web3, server) = web3(ok("[]")).await;
    for token in ["", "x", "7", "1:2", "-1:0:0"] {
        web3.provider
            .history(&web3.access, Some(&PageToken(token.into())))
            .await
            .expect("a page");
    }
    assert!(server.seen().iter().all(|head| head.contains("?page=1&")));
}

#[tokio::test]
async fn the_sign_follows_the_balances_and_then_the_word() {
    for (row, amount) in [
        (
            r#""type":"debit","amount":10,"balance_before":960,"balance_after":950"#,
            "-10",
        ),
        (r#""type":"debit","amount":-10"#, "-10"),
        (r#""type":"debit","amount":10"#, "-10"),
        (
            r#""type":"credit","amount":500,"balance_before":3,"balance_after":503"#,
            "500",
        ),
        (r#""type":"credit","amount":500"#, "500"),
        (r#""type":"adjustment","amount":-5"#, "-5"),
        (
            r#""type":"debit","amount":5,"balance_before":3,"balance_after":8"#,
            "5",
        ),
        (
            r#""type":"debit","amount":0,"balance_before":3,"balance_after":3"#,
            "0",
        ),
        (
            r#""type":"debit","amount":null,"balance_before":3,"balance_after":1"#,
            "-2",
        ),
        (r#""type":"debit","amount":"-0.5""#, "-0.5"),
    ] {
        let read = only_row(&format!(r#"{{{row},"created_at":"2024-06-01T12:00:00"}}"#)).await;
        let read = read.expect("a row").amount;
        assert_eq!(
            (read.amount.to_string().as_str(), &read),
            (amount, &credits(amount)),
            "{row}"
        );
    }
}

#[tokio::test]
async fn kinds_that_nobody_documented_are_kept() {
    for (word, kind) in [
        (r#""debit""#, Kind::Debit),
        (r#""CREDIT""#, Kind::Credit),
        (r#""refund_v2""#, Kind::Other("refund_v2".into())),
        (r#""ab\u202ec\u001b[1m""#, Kind::Other("abc[1m".into())),
        ("null", Kind::Debit),
        ("7", Kind::Debit),
        (r#""""#, Kind::Debit),
    ] {
        let row = format!(r#"{{"type":{word},"amount":-1,"created_at":"2024-06-01T12:00:00"}}"#);
        assert_eq!(only_row(&row).await.expect("a row").kind, kind, "{word}");
    }
}

#[tokio::test]
async fn times_without_a_zone_are_utc() {
    for (text, at) in [
        ("2024-06-01T12:00:00", "2024-06-01T12:00:00Z"),
        ("2024-06-01 12:00:00", "2024-06-01T12:00:00Z"),
        ("2024-06-01T12:00:00.123456", "2024-06-01T12:00:00.123456Z"),
        ("2024-06-01T12:00:00Z", "2024-06-01T12:00:00Z"),
        ("2024-06-01T12:00:00.5+02:00", "2024-06-01T10:00:00.5Z"),
        ("2024-06-01 12:00:00-05:30", "2024-06-01T17:30:00Z"),
        (" 2024-06-01T12:00:00 ", "2024-06-01T12:00:00Z"),
    ] {
        let row = only_row(&format!(r#"{{"amount":-1,"created_at":"{text}"}}"#))
            .await
            .expect("a row");
        assert_eq!(row.at, at.parse().expect("a time"), "{text}");
    }
    for json in [
        "null",
        "1717243200",
        r#""""#,
        r#""yesterday""#,
        r#""2024-13-01T12:00:00""#,
        r#""2024-06-01T12:00:00[Asia/Tokyo]""#,
        r#""2024-06-01T12:00:00 CEST""#,
        r#""12:00:00""#,
    ] {
        let read = only_row(&format!(r#"{{"amount":-1,"created_at":{json}}}"#)).await;
        assert_eq!(read.err(), Some(not_understood("created_at")), "{json}");
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_understood_names_its_field() {
    for (row, what) in [
        (ROW.replace("-10", "null").replace("950", "null"), "amount"),
        (ROW.replace("-10", r#""ten""#), "amount"),
        (ROW.replace("-10", "[-10]"), "amount"),
        (ROW.replace("950", "true"), "balance_after"),
        (ROW.replace("960", "{}"), "balance_before"),
        (
            ROW.replace(r#""amount":-10"#, r#""amount":-10,"amount":-1"#),
            "a row of the history",
        ),
        ("[]".into(), "a row of the history"),
        ("null".into(), "a row of the history"),
        (
            r#"["debit",-10,960,950,"x","2024-06-01T12:00:00"]"#.into(),
            "a row of the history",
        ),
    ] {
        let good_then_bad = format!("[{ROW},{row}]");
        assert_eq!(
            page(&good_then_bad).await.err(),
            Some(not_understood(what)),
            "{row}"
        );
    }
}

#[tokio::test]
async fn text_of_a_row_is_harmless_and_keyless() {
    let key = crate::KEY;
    let row = |text: &str| format!(r#"{{"amount":-1,"created_at":"2024-06-01T12:00:00","endpoint":{text}}}"#);
    for (json, text) in [
        (format!(r#""/x?key={key}""#), Some("/x?key=[key]")),
        (r#""\u202e\u001b[31m=1+1\n""#.to_owned(), Some("[31m=1+1")),
        (r#""\u200b""#.to_owned(), None),
        ("17".to_owned(), None),
        ("null".to_owned(), None),
    ] {
        assert_eq!(
            only_row(&row(&json)).await.expect("a row").text.as_deref(),
            text,
            "{json}"
        );
    }
}
