//! What no document shows: every provider gets the same bad answers and gives no wrong number for any.

use std::time::Duration;

use refill_core::error::ProviderErrorKind as Kind;
use refill_core::key::ApiKey;
use refill_core::money::Unit;
use refill_net::{Http, HttpOptions};
use refill_providers::registry;

use crate::server::{Act, Server, answer, gzip};
use crate::{KEY, Subject, credits, not_understood};

const PROVIDERS: [&str; 2] = ["dria", "web3api"];

/// What every provider makes of this answer: the amount or the kind of the error.
async fn everybody_reads(bytes: impl Into<Vec<u8>>) -> [Result<String, Kind>; 2] {
    let server = Server::sending(bytes).await;
    let mut results = PROVIDERS.map(|_| Err(Kind::Unsupported));
    for (result, id) in results.iter_mut().zip(PROVIDERS) {
        *result = match Subject::at(id, &server, "").balance().await {
            Ok(balance) => {
                assert_eq!(balance.money.unit, Unit::CREDITS);
                Ok(balance.money.amount.to_string())
            }
            Err(error) => Err(error.kind),
        };
    }
    results
}

async fn all_read(bytes: impl Into<Vec<u8>>, amount: &str, about: &str) {
    assert_eq!(
        everybody_reads(bytes).await,
        [Ok(amount.to_owned()), Ok(amount.to_owned())],
        "{about}"
    );
}

async fn all_fail(bytes: impl Into<Vec<u8>>, kind: Kind, about: &str) {
    assert_eq!(
        everybody_reads(bytes).await,
        [Err(kind.clone()), Err(kind)],
        "{about}"
    );
}

fn ok(body: impl AsRef<[u8]>) -> Vec<u8> {
    answer("200 OK", "", body)
}

#[tokio::test]
async fn numbers_of_any_writing_are_read_exactly() {
    for (json, amount) in [
        ("1000", "1000"),
        (r#""1000""#, "1000"),
        (r#"" 1000 ""#, "1000"),
        ("10.50", "10.50"),
        ("0", "0"),
        ("-0", "0"),
        ("-3", "-3"),
        ("1e3", "1000"),
        ("1.25E-2", "0.0125"),
        ("9007199254740993", "9007199254740993"),
        ("9223372036854775807", "9223372036854775807"),
        (r#""0.1234567890123456789""#, "0.1234567890123456789"),
    ] {
        all_read(ok(format!(r#"{{"balance":{json}}}"#)), amount, json).await;
    }
}

#[tokio::test]
async fn what_is_no_number_is_named_and_never_zero() {
    for json in [
        "null",
        "true",
        "[]",
        "{}",
        "[1]",
        r#""""#,
        r#""many""#,
        r#""1,000""#,
        r#""1 000""#,
        r#""$5""#,
        r#""NaN""#,
        r#""Infinity""#,
        r#""0x10""#,
        r#""=1+1""#,
        "1e400",
        "99999999999999999999999999999999",
        r#""\ud800""#,
    ] {
        all_fail(
            ok(format!(r#"{{"balance":{json}}}"#)),
            not_understood("balance"),
            json,
        )
        .await;
    }
    all_fail(ok("{}"), not_understood("balance"), "missing").await;
    all_fail(
        ok(r#"{"Balance":1,"balances":1}"#),
        not_understood("balance"),
        "other names",
    )
    .await;
    let usdc = Server::sending(ok(r#"{"balance":1,"balance_usdc":"ten"}"#)).await;
    assert_eq!(
        Subject::at("dria", &usdc, "").refusal().await.kind,
        not_understood("balance_usdc")
    );
}

#[tokio::test]
async fn what_is_no_json_is_no_balance() {
    for body in [
        "balance: 1",
        r#"{"balance":NaN}"#,
        r#"{"balance":01}"#,
        r#"{"balance":.5}"#,
        r#"{"balance":1"#,
        r#"{"balance":1}{"balance":2}"#,
        r#"{"balance":1,}"#,
        "{'balance':1}",
        r#"{"balance":Infinity}"#,
    ] {
        all_fail(ok(body), not_understood("not JSON"), body).await;
    }
    all_fail(
        ok(b"{\"balance\":1,\"x\":\"\xff\"}"),
        not_understood("not JSON"),
        "not UTF-8",
    )
    .await;
    for body in [
        "[1000]",
        "1000",
        "null",
        r#""1000""#,
        r#"{"balance":1,"balance":2}"#,
    ] {
        all_fail(ok(body), not_understood("the form of the answer"), body).await;
    }
    all_fail(ok(""), not_understood("an empty answer"), "empty").await;
    all_fail(
        answer("204 No Content", "", ""),
        not_understood("an empty answer"),
        "204",
    )
    .await;
}

#[tokio::test]
async fn a_web_page_is_called_by_its_name() {
    for body in [
        "<!DOCTYPE html><html></html>",
        "\n  <html><body>Log in</body></html>",
        "\u{feff}<p>",
    ] {
        let bytes = answer("200 OK", "Content-Type: text/html\r\n", body);
        all_fail(bytes, not_understood("a web page instead of data"), body).await;
    }
}

#[tokio::test]
async fn deep_nesting_does_no_harm() {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let unknown_field = format!(r#"{{"x":{},"balance":5}}"#, deep(100_000));
    all_read(ok(unknown_field), "5", "in an unknown field").await;
    let field = format!(r#"{{"balance":{}}}"#, deep(100_000));
    all_fail(ok(field), not_understood("balance"), "in the field").await;
    all_fail(
        ok(deep(100_000)),
        not_understood("the form of the answer"),
        "alone",
    )
    .await;
    all_fail(
        ok("[".repeat(1_000_000)),
        not_understood("not JSON"),
        "never closed",
    )
    .await;
    all_fail(
        answer("400 x", "", format!(r#"{{"detail":{}}}"#, deep(100_000))),
        Kind::Rejected,
        "error",
    )
    .await;
}

#[tokio::test]
async fn unusual_but_right_answers_are_read() {
    let body = r#"{"balance":5,"new_field":{"a":[1,2]},"user_id":null,"error":null}"#;
    all_read(ok(body), "5", "unknown fields").await;
    all_read(ok(format!("\u{feff}{body}\n")), "5", "byte order mark").await;
    all_read(
        answer("200 OK", "Content-Type: text/plain\r\n", body),
        "5",
        "content type",
    )
    .await;
    all_read(answer("201 Created", "", body), "5", "201").await;
    all_read(
        answer("200 OK", "Content-Encoding: gzip\r\n", gzip(body.as_bytes())),
        "5",
        "gzip",
    )
    .await;
    let pieces =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"bala\r\n7\r\nnce\":5}\r\n0\r\n\r\n";
    all_read(pieces, "5", "chunked").await;
}

#[tokio::test]
async fn an_error_inside_a_success_is_an_error() {
    for error in [r#""API_INSUFFICIENT_FUNDS""#, r#"{"message":"no"}"#, "true", "1"] {
        all_fail(
            ok(format!(r#"{{"balance":5,"error":{error}}}"#)),
            Kind::Rejected,
            error,
        )
        .await;
    }
    for none in ["null", "false", "0", r#""""#, "{}", "[]"] {
        all_read(ok(format!(r#"{{"balance":5,"error":{none}}}"#)), "5", none).await;
    }
}

#[tokio::test]
async fn statuses_that_nobody_documented_are_no_success() {
    for (status, kind) in [
        ("304 x", not_understood("the status")),
        ("302 x", Kind::Redirected),
        ("418 x", Kind::Rejected),
        ("502 x", Kind::Server { retry_after: None }),
        ("599 x", Kind::Server { retry_after: None }),
        ("999 x", not_understood("the status")),
    ] {
        all_fail(answer(status, "", r#"{"balance":5}"#), kind, status).await;
    }
}

#[tokio::test]
async fn faults_of_the_line_have_their_own_kinds() {
    all_fail(
        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"balance\":5",
        Kind::CutOff,
        "cut",
    )
    .await;
    all_fail(
        "garbage\r\n\r\n".repeat(50),
        not_understood("not HTTP"),
        "no HTTP",
    )
    .await;
    let elsewhere = answer("302 x", "Location: https://127.0.0.1:9/\r\n", "");
    all_fail(elsewhere, Kind::Redirected, "redirect").await;
    for id in PROVIDERS {
        let flood = Act::Flood("HTTP/1.1 200 OK\r\n\r\n", 100 * 1024 * 1024);
        let server = Server::playing(vec![flood]).await;
        let error = Subject::at(id, &server, "").refusal().await;
        assert_eq!(
            (error.kind, error.facts.host),
            (Kind::TooLarge, Some(server.address.to_string()))
        );
        assert!(
            server.taken() < 20 * 1024 * 1024,
            "{} bytes were taken",
            server.taken()
        );
        let nobody = Subject::of(id, "http://127.0.0.1:1").refusal().await;
        assert_eq!(
            (nobody.kind, nobody.facts.host.as_deref()),
            (Kind::Unreachable, Some("127.0.0.1:1"))
        );
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up() {
    let server = Server::playing(vec![Act::Hang(Vec::new())]).await;
    let whole = Duration::from_millis(200);
    let http = Http::new(HttpOptions {
        whole,
        ..HttpOptions::default()
    })
    .expect("the door opens");
    for id in PROVIDERS {
        let subject = Subject::among(id, &server.base(), |endpoints| registry(&http, endpoints));
        assert_eq!(subject.refusal().await.kind, Kind::TimedOut);
    }
}

#[tokio::test]
async fn no_error_shows_the_key() {
    let long = "x".repeat(185);
    let split = KEY.replace("live", "li\u{200b}v\u{1b}e");
    let escaped = KEY.replace('_', "\\u005f");
    for body in [
        format!("the key {KEY} is unknown"),
        format!("{long}{KEY}"),
        format!(r#"{{"detail":"{KEY}"}}"#),
        format!(r#"{{"detail":"{escaped}"}}"#),
        format!(r#"{{"detail":[{{"msg":"{split}"}}]}}"#),
        format!(r#"{{"error":"Bearer {KEY}"}}"#),
        KEY.repeat(100),
        format!(r#"{{"balance":"{KEY}"}}"#),
    ] {
        for status in ["200 OK", "400 x", "401 x", "402 x", "404 x", "429 x", "503 x"] {
            let headers = [KEY, &format!("{long}{KEY}")]
                .map(|id| format!("X-Request-Id: {id}\r\nX-Credits-Balance: {KEY}\r\n"));
            let acts = headers.map(|headers| Act::Send(answer(status, &headers, &body)));
            let server = Server::playing(acts.to_vec()).await;
            for id in PROVIDERS {
                let subject = Subject::at(id, &server, "");
                let error = subject.refusal().await;
                let shown = format!("{error} {error:?} {:?}", subject.access);
                assert!(!shown.contains(&KEY[..12]), "{id} {status} {body}: {shown}");
            }
        }
    }
}

#[tokio::test]
async fn what_a_provider_says_is_one_short_harmless_line() {
    let hostile = format!(
        "=HYPERLINK(\u{202e}\"x\")\r\n\u{1b}[31mred\u{7}\t{}",
        "y".repeat(500)
    );
    let server = Server::sending(answer("400 x", "", hostile)).await;
    for id in PROVIDERS {
        let said = Subject::at(id, &server, "")
            .refusal()
            .await
            .facts
            .said
            .expect("words");
        assert!(said.starts_with("=HYPERLINK(\"x\") [31mred yyy"), "{said}");
        assert_eq!(said.chars().count(), 201, "{said}");
        assert!(said.chars().all(|c| !c.is_control()), "{said}");
    }
}

#[tokio::test]
async fn a_key_of_another_shape_is_sent_as_it_is() {
    let server = Server::sending(ok(r#"{"balance":5}"#)).await;
    for id in PROVIDERS {
        let mut subject = Subject::at(id, &server, "");
        subject.access.key = ApiKey::from_pasted("~!#$%&'*+/=?^`{|}\"\\<>").expect("a key");
        assert_eq!(subject.balance().await.expect("a balance").money, credits("5"));
    }
    assert!(
        server
            .seen()
            .iter()
            .all(|head| head.contains("~!#$%&'*+/=?^`{|}\"\\<>\r\n"))
    );
}
