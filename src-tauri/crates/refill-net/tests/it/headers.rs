use std::time::Duration;

use refill_core::key::ApiKey;
use refill_net::{Http, HttpOptions, NetErrorKind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::server::{Act, Server, answer};
use crate::{get, options, read, read_with};

#[tokio::test]
async fn only_what_is_meant_is_sent() {
    let server = Server::sending(answer("200 OK", "Set-Cookie: a=b\r\n", "")).await;
    let http = Http::new(options()).expect("the door opens");
    let key = ApiKey::from_pasted("dkn_live_1").expect("a key");
    let address = format!("{}/v1/x?page=2", server.base());
    let with_bearer = get(&address).bearer(&key).expect("a header");
    let with_header = get(&address).key_header("X-API-Key", &key).expect("a header");
    for request in [&with_bearer, &with_header] {
        http.get(request).await.expect("an answer");
    }
    let host = server.address;
    let common = format!(
        "user-agent: Refill/{}\r\naccept: */*\r\n",
        env!("CARGO_PKG_VERSION")
    );
    let rest = format!("accept-encoding: gzip\r\nhost: {host}\r\n\r\n");
    let seen: Vec<Vec<String>> = server.seen().iter().map(|head| sorted(head)).collect();
    let start = "GET /v1/x?page=2 HTTP/1.1\r\n";
    assert_eq!(
        seen[0],
        sorted(&format!(
            "{start}authorization: Bearer dkn_live_1\r\n{common}{rest}"
        ))
    );
    assert_eq!(
        seen[1],
        sorted(&format!("{start}x-api-key: dkn_live_1\r\n{common}{rest}"))
    );
}

fn sorted(head: &str) -> Vec<String> {
    let mut lines: Vec<String> = head.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn a_request_shows_neither_key_nor_query() {
    let key = ApiKey::from_pasted("dkn_live_1").expect("a key");
    let request = get("https://example.com/v1/x?token=abc")
        .bearer(&key)
        .expect("a header");
    let shown = format!("{request:?}");
    assert!(
        shown.contains("example.com") && shown.contains("authorization"),
        "{shown}"
    );
    assert!(!shown.contains("dkn_live_1") && !shown.contains("abc"), "{shown}");
}

#[test]
fn an_error_shows_the_host_alone() {
    let key = ApiKey::from_pasted("dkn_live_1").expect("a key");
    let request = get("https://example.com:81/v1/x?token=abc").key_header("two words", &key);
    let error = request.expect_err("no header");
    assert_eq!(
        (error.kind, error.host.as_str()),
        (NetErrorKind::InvalidHeader, "example.com:81")
    );
    let shown = format!("{error} {error:?}");
    assert!(
        ["dkn_live_1", "abc", "v1", "two words"]
            .iter()
            .all(|part| !shown.contains(part)),
        "{shown}"
    );
}

#[tokio::test]
async fn an_answer_shows_neither_headers_nor_body() {
    let server = Server::sending(answer("200 OK", "X-Secret: abc\r\n", "abc")).await;
    let shown = format!("{:?}", read(&server.base()).await.expect("an answer"));
    assert_eq!(shown, "Response { status: 200, body_bytes: 3, .. }");
}

#[tokio::test]
async fn header_text_is_made_harmless() {
    let long = "x".repeat(5000);
    let headers = format!("X-A: a\tb  c\r\nX-B: {long}\r\nX-C: \u{202e}\r\nX-D:\r\nX-E: 1\r\nX-E: 2\r\n");
    let server = Server::sending(answer("200 OK", &headers, "")).await;
    let response = read(&server.base()).await.expect("an answer");
    assert_eq!(response.header("x-a").as_deref(), Some("a b c"));
    assert_eq!(response.header("x-b").map(|b| b.chars().count()), Some(201));
    assert_eq!(response.header("x-e").as_deref(), Some("1"));
    for name in ["x-c", "x-d", "x-none"] {
        assert_eq!(response.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn ten_thousand_headers_are_no_answer() {
    let server = Server::sending(answer("200 OK", &"X-A: b\r\n".repeat(10_000), "")).await;
    assert_eq!(read(&server.base()).await.err(), Some(NetErrorKind::Garbled));
}

#[tokio::test]
async fn an_endless_header_ends() {
    let server = Server::playing(vec![Act::Flood("HTTP/1.1 200 OK\r\nX-A: ", 100 * 1024 * 1024)]).await;
    assert_eq!(read(&server.base()).await.err(), Some(NetErrorKind::Garbled));
    assert!(
        server.taken() < 20 * 1024 * 1024,
        "{} bytes were taken",
        server.taken()
    );
}

#[tokio::test]
async fn something_that_is_no_http_is_garbled() {
    let server = Server::sending("SSH-2.0-OpenSSH_9.6\r\n".repeat(100)).await;
    assert_eq!(read(&server.base()).await.err(), Some(NetErrorKind::Garbled));
}

#[tokio::test]
async fn headers_that_trickle_end_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.read_u8().await.expect("a request");
        stream.write_all(b"HTTP/1.1 200 OK\r\n").await.expect("sent");
        let mut beat = tokio::time::interval(Duration::from_millis(10));
        while stream.write_all(b"X-A: b\r\n").await.is_ok() {
            beat.tick().await;
        }
    });
    let options = HttpOptions {
        whole: Duration::from_millis(250),
        ..options()
    };
    assert_eq!(
        read_with(options, &address).await.err(),
        Some(NetErrorKind::TimedOut)
    );
}
