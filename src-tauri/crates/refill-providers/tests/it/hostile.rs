//! Answers that no document shows: every provider gets the same ones and makes a wrong number of none.

use refill_core::error::ProviderErrorKind as Kind;
use refill_core::key::ApiKey;

use crate::faces::{FACES, Face, all_fail, all_read};
use crate::server::{Act, answer, gzip};
use crate::{not_understood, ok};

fn deep(brackets: usize) -> String {
    format!("{}{}", "[".repeat(brackets), "]".repeat(brackets))
}

#[tokio::test]
async fn numbers_of_any_writing_are_read_exactly() {
    for (json, amount) in [
        ("1000", "1000"),
        (r#""1000""#, "1000"),
        (r#"" 1000 ""#, "1000"),
        ("10.50", "10.5"),
        ("29.9999982", "29.9999982"),
        ("0", "0"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("-0e5", "0"),
        ("-3", "-3"),
        ("1e3", "1000"),
        ("1E+3", "1000"),
        (r#""1e3""#, "1000"),
        ("1e-7", "0.0000001"),
        ("1.25E-2", "0.0125"),
        ("0e999", "0"),
        ("9007199254740993", "9007199254740993"),
        ("1234567890123456789", "1234567890123456789"),
        ("9223372036854775807", "9223372036854775807"),
        ("79228162514264337593543950335", "79228162514264337593543950335"),
        (r#""0.1234567890123456789""#, "0.1234567890123456789"),
    ] {
        all_read(|face| ok(face.body(json)), amount, json).await;
    }
}

#[tokio::test]
async fn what_is_no_number_is_named_and_never_zero() {
    for json in [
        "null",
        "true",
        "false",
        "[]",
        "{}",
        "[1]",
        r#"{"amount":1}"#,
        r#""""#,
        r#""many""#,
        r#""1,000""#,
        r#""1 000""#,
        r#""$5""#,
        r#""NaN""#,
        r#""Infinity""#,
        r#""-Infinity""#,
        r#""0x10""#,
        r#""=1+1""#,
        r#""=HYPERLINK(\"http://127.0.0.1\",\"5\")""#,
        r#""\u202e5""#,
        r#""\u001b[31m5""#,
        r#""\u0665""#,
        "1e999",
        "-1e999",
        "1e-999",
        "123456789012345678901234567890",
        "0.123456789012345678901234567890",
        r#""\ud800""#,
    ] {
        let named = |face: &Face| not_understood(face.field);
        all_fail(|face| ok(face.body(json)), named, json).await;
    }
}

#[tokio::test]
async fn what_is_missing_is_named_and_never_zero() {
    let named = |face: &Face| not_understood(face.field);
    all_fail(|face| ok(face.body_without()), named, "the field").await;
    let other = |face: &Face| ok(face.body("1").replace(face.field, &face.field.to_uppercase()));
    all_fail(other, named, "another name").await;
    all_fail(|_| ok("{}"), Face::missing, "everything").await;
    for inside in ["null", "[]", "[{}]", "7", r#""{}""#, "true"] {
        all_fail(|_| ok(format!(r#"{{"data":{inside}}}"#)), Face::missing, inside).await;
    }
}

#[tokio::test]
async fn what_is_no_json_is_no_balance() {
    let spoil: [fn(&Face) -> String; 9] = [
        |face| face.body("NaN"),
        |face| face.body("Infinity"),
        |face| face.body("-Infinity"),
        |face| face.body("01"),
        |face| face.body(".5"),
        |face| face.body("1,"),
        |face| face.body("1").trim_end_matches('}').to_owned(),
        |face| face.body("1").repeat(2),
        |face| face.body("1").replace('"', "'"),
    ];
    for spoil in spoil {
        let about = spoil(&FACES[0]);
        all_fail(|face| ok(spoil(face)), |_| not_understood("not JSON"), &about).await;
    }
    for bytes in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xfe\xff\0{"] {
        let spoilt = |face: &Face| [face.body("1").as_bytes(), bytes].concat();
        all_fail(
            |face| ok(spoilt(face)),
            |_| not_understood("not JSON"),
            "not UTF-8",
        )
        .await;
    }
    all_fail(|_| ok("balance: 1"), |_| not_understood("not JSON"), "plain text").await;
}

#[tokio::test]
async fn json_of_another_form_is_no_balance() {
    for body in ["[1000]", "1000", "null", "true", r#""1000""#, "[]"] {
        all_fail(|_| ok(body), |_| not_understood("the form of the answer"), body).await;
    }
    all_fail(
        |face| ok(format!("[{}]", face.body("1"))),
        |_| not_understood("the form of the answer"),
        "in a list",
    )
    .await;
}

#[tokio::test]
async fn what_is_said_twice_is_not_believed() {
    for second in ["2", "1", "null", r#""1""#] {
        let twice = |face: &Face| ok(face.body(&format!(r#"1,"{}":{second}"#, face.field)));
        all_fail(twice, Face::said_twice, second).await;
    }
    let form = |_: &Face| not_understood("the form of the answer");
    let errors = |face: &Face| ok(face.body_with("5", r#""error":null,"error":"no""#));
    all_fail(errors, form, "two errors").await;
}

#[tokio::test]
async fn an_empty_answer_is_called_by_its_name() {
    for bytes in [
        ok(""),
        ok(" \r\n\t"),
        ok("\u{feff}"),
        answer("204 No Content", "", ""),
    ] {
        all_fail(|_| bytes.clone(), |_| not_understood("an empty answer"), "empty").await;
    }
}

#[tokio::test]
async fn a_web_page_is_called_by_its_name() {
    for body in [
        "<!DOCTYPE html><html></html>",
        "\n  <html><body>Log in</body></html>",
        "\u{feff}<p>",
        "<?xml version=\"1.0\"?><balance>5</balance>",
    ] {
        let page = answer("200 OK", "Content-Type: text/html\r\n", body);
        all_fail(
            |_| page.clone(),
            |_| not_understood("a web page instead of data"),
            body,
        )
        .await;
    }
}

#[tokio::test]
async fn a_web_page_as_an_error_says_nothing() {
    let page = "<!DOCTYPE html><html><title>502 Bad Gateway</title><body>5 credits</body></html>";
    for face in &FACES {
        for (status, kind) in [
            ("400 x", Kind::Rejected),
            ("401 x", Kind::KeyRefused),
            ("429 x", Kind::RateLimited { retry_after: None }),
            ("502 x", Kind::Server { retry_after: None }),
        ] {
            let (subject, _server) = face.playing(Act::Send(answer(status, "", page))).await;
            let error = subject.refusal().await;
            assert_eq!((error.kind, error.facts.said), (kind, None), "{}", face.name);
        }
    }
}

#[tokio::test]
async fn deep_nesting_does_no_harm() {
    let deep = deep(100_000);
    let unknown = format!(r#""x":{deep}"#);
    all_read(
        |face| ok(face.body_with("5", &unknown)),
        "5",
        "in an unknown field",
    )
    .await;
    all_fail(
        |face| ok(face.body(&deep)),
        |face| not_understood(face.field),
        "in the field",
    )
    .await;
    all_fail(
        |_| ok(format!(r#"{{"data":{deep}}}"#)),
        Face::missing,
        "in the envelope",
    )
    .await;
    let form = |_: &Face| not_understood("the form of the answer");
    all_fail(|_| ok(&deep), form, "alone").await;
    all_fail(
        |_| ok("[".repeat(1_000_000)),
        |_| not_understood("not JSON"),
        "never closed",
    )
    .await;
    let error = format!(r#""error":{deep}"#);
    all_fail(
        |face| ok(face.body_with("5", &error)),
        |_| Kind::Rejected,
        "as an error in a success",
    )
    .await;
    for name in ["detail", "error", "message"] {
        let refused = answer("400 x", "", format!(r#"{{"{name}":{deep}}}"#));
        all_fail(|_| refused.clone(), |_| Kind::Rejected, name).await;
    }
}

#[tokio::test]
async fn unusual_but_right_answers_are_read() {
    let more = r#""new_field":{"a":[1,2]},"user_id":null,"error":null"#;
    let body = |face: &Face| face.body_with("5", more);
    all_read(|face| ok(body(face)), "5", "unknown fields").await;
    all_read(
        |face| ok(format!("\u{feff}{}\n", body(face))),
        "5",
        "byte order mark",
    )
    .await;
    for content_type in [
        "text/plain",
        "text/html",
        "application/octet-stream",
        "x; charset=utf-16",
    ] {
        let header = format!("Content-Type: {content_type}\r\n");
        all_read(|face| answer("200 OK", &header, body(face)), "5", content_type).await;
    }
    for status in ["201 Created", "202 Accepted", "299 x"] {
        all_read(|face| answer(status, "", body(face)), "5", status).await;
    }
    let packed = |face: &Face| {
        answer(
            "200 OK",
            "Content-Encoding: gzip\r\n",
            gzip(body(face).as_bytes()),
        )
    };
    all_read(packed, "5", "gzip").await;
    all_read(|face| chunked(&body(face)), "5", "chunked").await;
}

/// An answer in pieces of seven bytes.
fn chunked(body: &str) -> Vec<u8> {
    let mut bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for piece in body.as_bytes().chunks(7) {
        bytes.extend(format!("{:x}\r\n", piece.len()).bytes());
        bytes.extend(piece);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    bytes
}

#[tokio::test]
async fn an_error_inside_a_success_is_an_error() {
    for error in [
        r#""SOMETHING_IS_WRONG""#,
        r#"{"message":"no"}"#,
        "true",
        "1",
        "[0]",
    ] {
        let more = format!(r#""error":{error}"#);
        all_fail(|face| ok(face.body_with("5", &more)), |_| Kind::Rejected, error).await;
    }
    for none in ["null", "false", "0", r#""""#, "{}", "[]"] {
        let more = format!(r#""error":{none}"#);
        all_read(|face| ok(face.body_with("5", &more)), "5", none).await;
    }
}

#[tokio::test]
async fn statuses_that_nobody_documented_are_no_success() {
    for (status, kind) in [
        ("304 x", not_understood("the status")),
        ("302 x", Kind::Redirected),
        ("402 x", Kind::PaymentRequired { cost: None }),
        ("418 x", Kind::Rejected),
        ("502 x", Kind::Server { retry_after: None }),
        ("599 x", Kind::Server { retry_after: None }),
        ("999 x", not_understood("the status")),
    ] {
        all_fail(
            |face| answer(status, "", face.body("5")),
            |_| kind.clone(),
            status,
        )
        .await;
    }
}

#[tokio::test]
async fn what_a_provider_says_is_one_short_harmless_line() {
    let hostile = format!(
        "=HYPERLINK(\u{202e}\"x\")\r\n\u{1b}[31mred\u{7}\t{}",
        "y".repeat(500)
    );
    let quoted = serde_json::to_string(&hostile).expect("JSON");
    for body in [
        hostile,
        format!(r#"{{"detail":{quoted}}}"#),
        format!(r#"{{"error":{{"message":{quoted}}}}}"#),
    ] {
        for face in &FACES {
            let (subject, _server) = face.playing(Act::Send(answer("400 x", "", &body))).await;
            let said = subject.refusal().await.facts.said.expect("words");
            assert!(said.starts_with("=HYPERLINK(\"x\") [31mred yyy"), "{said}");
            assert_eq!(said.chars().count(), 201, "{said}");
            let is_odd = |c: char| c.is_control() || c == '\u{202e}';
            assert!(!said.contains(is_odd), "{said}");
        }
    }
}

#[tokio::test]
async fn a_key_of_another_shape_is_sent_as_it_is() {
    for key in ["~!#$%&'*+/=?^`{|}\"\\<>", "sk-of-an-older-kind", "vibecoding"] {
        for face in &FACES {
            let (mut subject, server) = face.playing(Act::Send(ok(face.body("5")))).await;
            subject.access.key = ApiKey::from_pasted(key).expect("a key");
            subject.balance().await.expect("a balance");
            let seen = server.seen();
            assert_eq!(seen.len(), face.before.len() + 1);
            let header = format!("{key}\r\n");
            assert!(seen.iter().all(|head| head.contains(&header)), "{}", face.name);
        }
    }
}
