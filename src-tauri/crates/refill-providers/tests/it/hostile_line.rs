//! Faults of the line and of HTTP itself: every provider tells them apart and makes a number of none.

use std::time::Duration;

use refill_core::error::ProviderErrorKind as Kind;
use refill_net::{Http, HttpOptions};
use refill_providers::registry;
use tokio::net::TcpListener;

use crate::faces::{FACES, Face, all_fail, all_read};
use crate::rude::{Manner, rude};
use crate::server::{Act, Server, answer, gzip};
use crate::{Subject, asked, not_understood, ok};

/// A door through which nobody waits longer than this. Made once for a test: it takes long.
fn impatient(whole: Duration) -> Http {
    let options = HttpOptions {
        whole,
        ..HttpOptions::default()
    };
    Http::new(options).expect("the door opens")
}

/// The provider of `face` at this address, through `door`.
fn through(door: &Http, face: &Face, address: &str) -> Subject {
    Subject::among(face.id, address, |endpoints| registry(door, endpoints))
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_cut_off() {
    let broken = |face: &Face| {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n";
        format!("{head}{}", face.body("5")).into_bytes()
    };
    all_fail(broken, |_| Kind::CutOff, "fewer bytes than announced").await;
    let chunk = |face: &Face| {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let body = face.body("5");
        format!("{head}{:x}\r\n{body}\r\n", body.len()).into_bytes()
    };
    all_fail(chunk, |_| Kind::CutOff, "no last chunk").await;
    all_fail(|_| Vec::new(), |_| Kind::CutOff, "nothing at all").await;
}

#[tokio::test]
async fn a_connection_that_is_reset_is_cut_off() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"balance\":5";
    for face in &FACES {
        for bytes in [&b""[..], half] {
            let address = rude(face.before, Manner::Reset(bytes)).await;
            let error = Subject::of(face.id, &address).refusal().await;
            assert_eq!(error.kind, Kind::CutOff, "{}", face.name);
        }
    }
}

#[tokio::test]
async fn what_is_no_http_is_called_by_its_name() {
    let not_http = |_: &Face| not_understood("not HTTP");
    all_fail(|_| "garbage\r\n\r\n".repeat(50).into_bytes(), not_http, "garbage").await;
    let many: String = (0..10_000).map(|n| format!("X-{n}: {n}\r\n")).collect();
    all_fail(
        |face| answer("200 OK", &many, face.body("5")),
        not_http,
        "10,000 headers",
    )
    .await;
    let damaged = |face: &Face| answer("200 OK", "Content-Encoding: gzip\r\n", face.body("5"));
    all_fail(damaged, not_http, "gzip that is none").await;
}

#[tokio::test]
async fn a_redirect_leaves_no_origin() {
    let other = Server::sending(ok(r#"{"balance":5,"credits":5}"#)).await;
    for location in [
        format!("Location: {}/\r\n", other.base()),
        format!("Location: http://localhost:{}/\r\n", other.address.port()),
        "Location: https://127.0.0.1:9/\r\n".to_owned(),
        "Location: //127.0.0.1:9/\r\n".to_owned(),
        "Location: ftp://127.0.0.1/\r\n".to_owned(),
        String::new(),
    ] {
        for status in ["301 x", "302 x", "307 x", "308 x"] {
            let elsewhere = answer(status, &location, "");
            all_fail(|_| elsewhere.clone(), |_| Kind::Redirected, &location).await;
        }
    }
    assert_eq!(asked(&other), Vec::<String>::new());
}

#[tokio::test]
async fn a_redirect_in_circles_ends() {
    let around = answer("302 x", "Location: /again\r\n", "");
    for face in &FACES {
        let (subject, server) = face.playing(Act::Send(around.clone())).await;
        assert_eq!(subject.refusal().await.kind, Kind::Redirected, "{}", face.name);
        assert_eq!(server.seen().len(), face.before.len() + 6, "{}", face.name);
    }
}

#[tokio::test]
async fn a_redirect_within_the_server_is_followed() {
    for face in &FACES {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let moved = answer("308 x", "Location: /moved\r\n", "");
        let mut acts: Vec<Act> = face.before.iter().map(|body| Act::Send(ok(body))).collect();
        acts.extend([Act::Send(moved), Act::Send(ok(face.body("5")))]);
        let server = Server::on(listener, acts);
        let balance = Subject::at(face.id, &server, "").balance().await;
        assert_eq!(balance.expect("a balance").money.unit, face.unit);
        assert_eq!(asked(&server).last().map(String::as_str), Some("GET /moved"));
    }
}

#[tokio::test]
async fn an_answer_larger_than_any_real_one_is_not_taken() {
    for face in &FACES {
        let flood = Act::Flood("HTTP/1.1 200 OK\r\n\r\n", 100 * 1024 * 1024);
        let (subject, server) = face.playing(flood).await;
        let error = subject.refusal().await;
        let host = Some(server.address.to_string());
        assert_eq!((error.kind, error.facts.host), (Kind::TooLarge, host));
        let taken = server.taken();
        assert!(
            taken < 20 * 1024 * 1024,
            "{}: {taken} bytes were taken",
            face.name
        );
    }
    let announced = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{";
    all_fail(|_| announced.into(), |_| Kind::TooLarge, "announced").await;
}

#[tokio::test]
async fn a_gzip_bomb_is_not_unpacked() {
    // Right JSON once it is unpacked, if anybody did.
    let blank = " ".repeat(16 * 1024 * 1024);
    for face in &FACES {
        let bomb = gzip(format!("{blank}{}", face.body("5")).as_bytes());
        assert!(bomb.len() < 1024 * 1024, "{} bytes", bomb.len());
        let read = face
            .reads(answer("200 OK", "Content-Encoding: gzip\r\n", bomb))
            .await;
        assert_eq!(read.err(), Some(Kind::TooLarge), "{}", face.name);
    }
}

#[tokio::test]
async fn blanks_up_to_the_cap_are_no_fault() {
    let blank = " ".repeat(1024 * 1024);
    all_read(|face| ok(format!("{blank}{}", face.body("5"))), "5", "a megabyte").await;
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up() {
    let door = impatient(Duration::from_millis(200));
    for face in &FACES {
        for bytes in [
            &b""[..],
            b"HTTP/1.1 200",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{",
        ] {
            let (_, server) = face.playing(Act::Hang(bytes.to_vec())).await;
            let subject = through(&door, face, &server.base());
            assert_eq!(subject.refusal().await.kind, Kind::TimedOut, "{}", face.name);
        }
    }
}

#[tokio::test]
async fn a_server_that_sends_byte_by_byte_is_given_up() {
    let door = impatient(Duration::from_millis(300));
    for face in &FACES {
        let address = rude(face.before, Manner::Drip).await;
        let subject = through(&door, face, &address);
        assert_eq!(subject.refusal().await.kind, Kind::TimedOut, "{}", face.name);
    }
}

#[tokio::test]
async fn nobody_listening_is_nobody_reached() {
    for face in &FACES {
        let error = Subject::of(face.id, "http://127.0.0.1:1").refusal().await;
        assert_eq!(
            (error.kind, error.facts.host.as_deref()),
            (Kind::Unreachable, Some("127.0.0.1:1"))
        );
    }
}
