//! Every call of `calls.rs` against every status, and against answers that no document shows.

use std::time::Duration;

use refill_core::error::ProviderErrorKind as Kind;
use refill_core::money::Decimal;
use refill_net::{Http, HttpOptions};
use refill_providers::registry;

use crate::calls::{ACCESS, Answer, Call, EMAIL, Shows, calls};
use crate::server::{Act, Server, answer, gzip};
use crate::{KEY, Subject, asked, not_understood, ok};

#[tokio::test]
async fn success_as_documented_or_assumed() {
    for call in calls() {
        for status in ["200 OK", "201 Created", "202 Accepted"] {
            let (outcome, server) = call.against(answer(status, "", call.good)).await;
            outcome.unwrap_or_else(|error| panic!("{} {status}: {error:?}", call.name));
            assert_eq!(asked(&server), [call.line], "{}", call.name);
        }
    }
}

#[tokio::test]
async fn each_shows_what_it_has_to_and_nothing_else() {
    for call in calls() {
        let (_, server) = call.against(ok(call.good)).await;
        let seen = server.seen();
        let head = seen[0].split("\r\n\r\n").next().expect("a head").to_lowercase();
        let has = |header: &str| head.contains(&format!("\r\n{header}\r\n").to_lowercase());
        let expected = [
            (call.shows == Shows::Key, format!("x-api-key: {KEY}")),
            (
                call.shows == Shows::Bearer,
                format!("authorization: bearer {KEY}"),
            ),
            (
                call.shows == Shows::Token,
                format!("authorization: bearer {ACCESS}"),
            ),
        ];
        for (shown, header) in expected {
            assert_eq!(has(&header), shown, "{}: {head}", call.name);
        }
        let named = ["authorization:", "x-api-key:"];
        let count: usize = named.iter().map(|name| head.matches(name).count()).sum();
        assert_eq!(count, usize::from(call.shows != Shows::Nothing), "{}", call.name);
        assert!(!head.contains("cookie") && !head.contains(EMAIL), "{head}");
    }
}

/// What this status means for this call; `None` for success.
fn meaning(call: &Call, status: u16) -> Option<Kind> {
    Some(match status {
        404 if call.deletes_one_of_a_list() => return None,
        401 => Kind::KeyRefused,
        // Whatever the refusal, these tokens serve no more (contract D).
        400..=499 if call.name == "refresh" && !matches!(status, 402 | 408 | 429) => Kind::KeyRefused,
        403 if call.shows == Shows::Token => Kind::Rejected,
        403 => Kind::KeyRefused,
        402 => Kind::PaymentRequired { cost: None },
        404 => Kind::NotFound,
        410 if call.id == "openrouter" => Kind::Gone,
        429 => Kind::RateLimited {
            retry_after: Some(Duration::from_secs(7)),
        },
        500..=599 => Kind::Server {
            retry_after: Some(Duration::from_secs(7)),
        },
        _ => Kind::Rejected,
    })
}

#[tokio::test]
async fn every_status_means_what_it_says() {
    let statuses = [
        400, 401, 402, 403, 404, 405, 409, 410, 418, 422, 429, 500, 502, 503,
    ];
    for call in calls() {
        for status in statuses {
            let headers = "Retry-After: 7\r\nX-Request-Id: id-1\r\n";
            let refused = answer(&format!("{status} x"), headers, r#"{"detail":"human text"}"#);
            let (outcome, server) = call.against(refused).await;
            let about = format!("{} {status}", call.name);
            let expected = meaning(&call, status);
            assert_eq!(
                outcome.as_ref().err().map(|e| e.kind.clone()),
                expected,
                "{about}"
            );
            if let Err(error) = outcome {
                assert_eq!(error.facts.said.as_deref(), Some("human text"), "{about}");
                assert_eq!(error.facts.status, Some(status), "{about}");
                assert_eq!(error.facts.request_id.as_deref(), Some("id-1"), "{about}");
            }
            let requests = match status {
                404 | 405 if call.is_checkout() => 2,
                _ => 1,
            };
            assert_eq!(server.seen().len(), requests, "{about}");
        }
    }
}

#[tokio::test]
async fn a_402_says_what_was_missing() {
    let body = r#"{"detail":{"cost":5,"balance":3,"message":"Insufficient credits"}}"#;
    for call in calls().iter().filter(|call| call.id == "web3api") {
        let (outcome, _server) = call.against(answer("402 x", "", body)).await;
        let error = outcome.expect_err(call.name);
        let cost = Some(Decimal::from(5));
        assert_eq!(error.kind, Kind::PaymentRequired { cost }, "{}", call.name);
        assert_eq!(error.facts.balance, Some(crate::credits("3")), "{}", call.name);
    }
}

#[tokio::test]
async fn a_list_of_faults_becomes_one_sentence() {
    let body = r#"{"detail":[{"loc":["body","email"],"msg":"value is not a valid email address","type":"x","input":"secret"},
        {"loc":["body","password"],"msg":"too short","type":"y","ctx":{"min_length":8}}]}"#;
    for call in calls() {
        let (outcome, _server) = call.against(answer("422 x", "", body)).await;
        let error = outcome.expect_err(call.name);
        assert_eq!(
            error.kind,
            meaning(&call, 422).expect("no success"),
            "{}",
            call.name
        );
        let said = "value is not a valid email address; too short";
        assert_eq!(error.facts.said.as_deref(), Some(said), "{}", call.name);
    }
}

#[tokio::test]
async fn where_nothing_is_read_any_success_is_one() {
    for call in calls().iter().filter(|call| call.answer == Answer::Anything) {
        for body in [
            "",
            " \n",
            "{}",
            "[]",
            "null",
            "OK",
            "<html></html>",
            r#"{"error":null}"#,
        ] {
            let (outcome, _server) = call.against(ok(body)).await;
            outcome.unwrap_or_else(|error| panic!("{} {body}: {error:?}", call.name));
        }
        let (outcome, _server) = call.against(answer("204 No Content", "", "")).await;
        outcome.unwrap_or_else(|error| panic!("{} 204: {error:?}", call.name));
    }
}

#[tokio::test]
async fn an_error_inside_a_success_is_an_error() {
    for call in calls() {
        let body = r#"{"error":{"message":"no"}}"#;
        assert_eq!(call.fails(ok(body)).await, Kind::Rejected, "{}", call.name);
    }
}

#[tokio::test]
async fn what_is_no_answer_is_called_by_its_name() {
    for call in calls().iter().filter(|call| call.answer != Answer::Anything) {
        for (body, what) in [
            ("", "an empty answer"),
            ("\u{feff}", "an empty answer"),
            ("<!DOCTYPE html><p>", "a web page instead of data"),
            ("OK", "not JSON"),
            (r#"{"id":"#, "not JSON"),
            ("null", "the form of the answer"),
            ("17", "the form of the answer"),
            (r#""x""#, "the form of the answer"),
        ] {
            assert_eq!(
                call.fails(ok(body)).await,
                not_understood(what),
                "{} {body}",
                call.name
            );
        }
        let other_form = match call.answer {
            Answer::List => ("{}", "the list of rows"),
            _ => ("[]", "the form of the answer"),
        };
        assert_eq!(call.fails(ok(other_form.0)).await, not_understood(other_form.1));
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(matches!(call.fails(ok(deep)).await, Kind::NotUnderstood { .. }));
    }
}

#[tokio::test]
async fn unusual_but_right_answers_are_read() {
    for call in calls().iter().filter(|call| call.answer != Answer::Anything) {
        let (plain, _server) = call.against(ok(call.good)).await;
        // The end of tokens that only say how long they last moves with the clock.
        let still = |read: &str| read.split("expires_at").next().map(str::to_owned);
        let plain = still(&plain.expect(call.name));
        let more = call
            .good
            .replacen('{', r#"{"new":{"a":[1]},"other":null,"error":null,"#, 1);
        let wrapped = match call.answer {
            Answer::List => format!(r#"{{"total":1,"items":{}}}"#, call.good),
            _ => format!(r#"{{"data":{},"ok":true}}"#, call.good),
        };
        let packed = answer("200 OK", "Content-Encoding: gzip\r\n", gzip(call.good.as_bytes()));
        for bytes in [
            ok(format!("\u{feff}{}\r\n", call.good)),
            ok(more),
            ok(wrapped),
            packed,
            answer("200 OK", "Content-Type: text/html\r\n", call.good),
        ] {
            let about = String::from_utf8_lossy(&bytes).into_owned();
            let (outcome, _server) = call.against(bytes).await;
            let read = outcome.unwrap_or_else(|error| panic!("{} {about}: {error:?}", call.name));
            assert_eq!(still(&read), plain, "{} {about}", call.name);
        }
    }
}

#[tokio::test]
async fn no_credential_follows_a_redirect() {
    let other = Server::sending(ok("{}")).await;
    for call in calls() {
        for status in ["301 x", "302 x", "303 x", "307 x", "308 x"] {
            let location = format!("Location: {}/api/v1/x\r\n", other.base());
            let kind = call.fails(answer(status, &location, "")).await;
            assert_eq!(kind, Kind::Redirected, "{} {status}", call.name);
        }
        if !call.reads() {
            // Not even within the server.
            let (outcome, server) = call.against(answer("308 x", "Location: /again\r\n", "")).await;
            assert_eq!(outcome.expect_err(call.name).kind, Kind::Redirected);
            assert_eq!(server.seen().len(), 1, "{}", call.name);
        }
    }
    assert_eq!(asked(&other), Vec::<String>::new());
}

#[tokio::test]
async fn what_does_something_is_sent_once_whatever_becomes_of_it() {
    for call in calls().iter().filter(|call| !call.reads()) {
        for (bytes, kind) in [
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec(),
                Kind::CutOff,
            ),
            (Vec::new(), Kind::CutOff),
            (b"garbage\r\n\r\n".to_vec(), not_understood("not HTTP")),
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{".to_vec(),
                Kind::TooLarge,
            ),
            (answer("503 x", "", ""), Kind::Server { retry_after: None }),
        ] {
            let (outcome, server) = call.against(bytes).await;
            assert_eq!(outcome.expect_err(call.name).kind, kind, "{}", call.name);
            assert_eq!(server.seen().len(), 1, "{} {kind:?}", call.name);
        }
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up() {
    let options = HttpOptions {
        whole: Duration::from_millis(200),
        ..HttpOptions::default()
    };
    let door = Http::new(options).expect("the door opens");
    for call in calls() {
        let server = Server::playing(vec![Act::Hang(Vec::new())]).await;
        let subject = Subject::among(call.id, &server.base(), |endpoints| registry(&door, endpoints));
        let error = call.made_by(&subject).await.expect_err(call.name);
        assert_eq!(error.kind, Kind::TimedOut, "{}", call.name);
        assert_eq!(server.seen().len(), 1, "{}", call.name);
    }
}

#[tokio::test]
async fn nobody_listening_is_nobody_reached() {
    for call in calls() {
        let subject = Subject::of(call.id, "http://127.0.0.1:1");
        let error = call.made_by(&subject).await.expect_err(call.name);
        assert_eq!(error.kind, Kind::Unreachable, "{}", call.name);
    }
}

#[tokio::test]
async fn the_path_of_a_server_stays_and_the_documented_one_is_added_to_a_bare_host() {
    for call in calls() {
        for (path, root) in [("", "/api/v1"), ("/below/", "/below")] {
            let server = Server::sending(ok(call.good)).await;
            let subject = Subject::at(call.id, &server, path);
            call.made_by(&subject).await.expect(call.name);
            let line = call.line.replace("/api/v1", root);
            assert_eq!(asked(&server), [line], "{}", call.name);
        }
    }
}
