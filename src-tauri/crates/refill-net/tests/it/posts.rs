//! Requests that are sent once, whatever becomes of them.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use refill_core::key::ApiKey;
use refill_net::{Http, HttpOptions, NetErrorKind, NotJson, Post};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::server::{Act, Server, answer};
use crate::{DOOR, get, options, post, send, send_with};

#[tokio::test]
async fn json_arrives_with_what_is_meant_and_nothing_else() {
    let server = Server::sending(answer("200 OK", "X-Request-Id: r-1\r\n", "{\"key\":\"sk\"}")).await;
    let http = Http::new(options()).expect("the door opens");
    let key = ApiKey::from_pasted("dkn_live_1").expect("a key");
    let request = post(&format!("{}/v1/x?page=2", server.base()));
    let request = request.bearer(&key).expect("a header");
    let response = http.post(&request).await.expect("an answer");
    assert_eq!(
        (response.status, response.body.as_slice()),
        (200, b"{\"key\":\"sk\"}".as_slice())
    );
    assert_eq!(response.header("x-request-id").as_deref(), Some("r-1"));

    let seen = server.seen();
    let (head, body) = seen[0].split_once("\r\n\r\n").expect("a head and a body");
    assert_eq!(body, "{\"code\":\"once-1\"}");
    let mut lines: Vec<&str> = head.lines().collect();
    lines.sort_unstable();
    let (host, version) = (server.address, env!("CARGO_PKG_VERSION"));
    let expected = [
        "POST /v1/x?page=2 HTTP/1.1".to_owned(),
        "accept-encoding: gzip".to_owned(),
        "accept: */*".to_owned(),
        "authorization: Bearer dkn_live_1".to_owned(),
        "content-length: 17".to_owned(),
        "content-type: application/json".to_owned(),
        format!("host: {host}"),
        format!("user-agent: Refill/{version}"),
    ];
    assert_eq!(lines, expected);
}

/// One request of each kind, with its method and its body.
fn one_of_each(base: &str) -> [(&'static str, &'static str, Post); 5] {
    let url = || Url::parse(&format!("{base}/v1/x?page=2")).expect("an address");
    let body = BTreeMap::from([("code", "once-1")]);
    let text = "{\"code\":\"once-1\"}";
    let made = |request: Result<Post, NotJson>| request.expect("a request");
    [
        ("POST", text, made(Post::json(url(), &body))),
        ("POST", "", Post::empty(url())),
        ("PATCH", text, made(Post::patch(url(), &body))),
        ("DELETE", "", Post::delete(url())),
        ("DELETE", text, made(Post::delete(url()).with_json(&body))),
    ]
}

#[tokio::test]
async fn each_method_arrives_with_its_body_or_none() {
    let server = Server::sending(answer("204 No Content", "", "")).await;
    for (turn, (method, body, request)) in one_of_each(&server.base()).into_iter().enumerate() {
        let response = DOOR.post(&request).await;
        assert_eq!(response.map(|r| r.status), Ok(204), "{method}");
        let seen = server.seen();
        let (head, sent) = seen[turn].split_once("\r\n\r\n").expect("a head");
        assert_eq!(sent, body, "{head}");
        let start = format!("{method} /v1/x?page=2 HTTP/1.1");
        assert_eq!(head.lines().next(), Some(start.as_str()));
        // A POST says how long it is also where it has nothing: some servers insist.
        let length = (method != "DELETE" || !body.is_empty()).then(|| body.len().to_string());
        assert_eq!(header(head, "content-length"), length.as_deref(), "{head}");
        let kind = (!body.is_empty()).then_some("application/json");
        assert_eq!(header(head, "content-type"), kind, "{head}");
        assert_eq!(header(head, "transfer-encoding"), None, "{head}");
    }
    assert_eq!(server.seen().len(), 5);
}

#[tokio::test]
async fn a_key_is_shown_where_it_belongs() {
    let key = ApiKey::from_pasted("dkn_live_1").expect("a key");
    let server = Server::sending(answer("204 No Content", "", "")).await;
    for (_, _, request) in one_of_each(&server.base()) {
        let request = request.bearer(&key).expect("a header");
        DOOR.post(&request).await.expect("an answer");
    }
    for (_, _, request) in one_of_each(&server.base()) {
        let request = request.key_header("X-API-Key", &key).expect("a header");
        DOOR.post(&request).await.expect("an answer");
    }
    let seen = server.seen();
    assert_eq!(seen.len(), 10);
    for (turn, request) in seen.iter().enumerate() {
        let shown = [header(request, "authorization"), header(request, "x-api-key")];
        let expected = match turn {
            0..5 => [Some("Bearer dkn_live_1"), None],
            _ => [None, Some("dkn_live_1")],
        };
        assert_eq!(shown, expected, "{request}");
    }
}

/// The value of a header in a head as it was sent.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines();
    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[tokio::test]
async fn a_written_body_and_a_header_arrive_to_the_byte() {
    let server = Server::sending(answer("204 No Content", "", "")).await;
    let body = "{ \"amount\" :\"10\" }";
    let url = Url::parse(&server.base()).expect("an address");
    for _ in 0..2 {
        let request = Post::raw_json(url.clone(), body.to_owned());
        let request = request.header("X-PAYMENT", "eyJ4+/==").expect("a header");
        assert!(!format!("{request:?}").contains("eyJ4"), "{request:?}");
        DOOR.post(&request).await.expect("an answer");
    }
    let seen = server.seen();
    assert_eq!(seen[0], seen[1]);
    let (head, sent) = seen[0].split_once("\r\n\r\n").expect("a head and a body");
    assert_eq!(sent, body);
    assert_eq!(header(head, "x-payment"), Some("eyJ4+/=="));
    assert_eq!(header(head, "content-type"), Some("application/json"));
}

#[test]
fn what_no_header_can_carry_is_not_sent() {
    for (name, value) in [("two words", "x"), ("X-PAYMENT", "a\r\nb: c"), ("", "x")] {
        let error = post("https://example.com/")
            .header(name, value)
            .expect_err("no header");
        assert_eq!(error.kind, NetErrorKind::InvalidHeader, "{name}");
    }
}

#[tokio::test]
async fn a_long_header_comes_whole_or_not_at_all() {
    let long = "x".repeat(5_000);
    let headers = format!(
        "Payment-Required: {long}\r\nTwice: a\r\nTwice: a\r\nOdd: \u{e9}\r\n\
         Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
    );
    let server = Server::sending(answer("402 x", &headers, "")).await;
    let response = send(&server.base()).await.expect("an answer");
    assert_eq!(response.long_header("payment-required", 5_000), Some(long));
    assert_eq!(response.long_header("payment-required", 4_999), None);
    for name in ["twice", "odd"] {
        assert!(response.has_header(name), "{name}");
        assert_eq!(response.long_header(name, 100), None, "{name}");
    }
    assert!(!response.has_header("missing"));
    let date = response.date().expect("a date");
    let age = date.duration_since(UNIX_EPOCH).expect("after 1970");
    assert_eq!(age.as_secs(), 784_111_777);
}

#[tokio::test]
async fn no_method_is_sent_twice() {
    let moved = "Location: /again\r\n";
    let troubles = [
        (Vec::new(), Err(NetErrorKind::CutOff)),
        (answer("503 x", "Retry-After: 1\r\n", ""), Ok(503)),
        (answer("429 x", "Retry-After: 1\r\n", ""), Ok(429)),
        (answer("303 x", moved, ""), Err(NetErrorKind::Redirected)),
        (answer("307 x", moved, ""), Err(NetErrorKind::Redirected)),
    ];
    for (bytes, expected) in troubles {
        let server = Server::sending(bytes).await;
        for (method, _, request) in one_of_each(&server.base()) {
            let result = DOOR.post(&request).await;
            let result = result.map(|r| r.status).map_err(|error| error.kind);
            assert_eq!(result, expected, "{method}");
        }
        assert_eq!(server.seen().len(), 5, "{expected:?}");
    }
}

#[tokio::test]
async fn a_connection_that_is_reset_is_not_made_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    for (method, _, request) in one_of_each(&address) {
        let sent = tokio::spawn(async move { DOOR.post(&request).await });
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.read_u8().await.expect("a request");
        // The rest of it is never read: closing is then a reset.
        stream.set_zero_linger().expect("a socket");
        drop(stream);
        let result = sent.await.expect("no panic");
        assert_eq!(result.err().map(|error| error.kind), Some(NetErrorKind::CutOff));
        let another = tokio::time::timeout(Duration::from_millis(20), listener.accept()).await;
        assert!(another.is_err(), "{method} was sent again");
    }
}

#[tokio::test]
async fn trouble_is_the_answer_after_one_sending() {
    for status in [
        "400 x", "402 x", "408 x", "425 x", "429 x", "500 x", "502 x", "503 x", "504 x",
    ] {
        let server = Server::sending(answer(status, "Retry-After: 1\r\n", "no")).await;
        let code: u16 = status[..3].parse().expect("a number");
        assert_eq!(send(&server.base()).await.map(|r| r.status), Ok(code));
        assert_eq!(server.seen().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_not_asked_for_again() {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfi".to_vec();
    for bytes in [Vec::new(), cut] {
        let server = Server::sending(bytes).await;
        assert_eq!(send(&server.base()).await.err(), Some(NetErrorKind::CutOff));
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_hang_ends_in_time_after_one_sending() {
    let half_a_body = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec();
    for start in [Vec::new(), half_a_body] {
        let server = Server::playing(vec![Act::Hang(start)]).await;
        let whole = Duration::from_millis(500);
        let result = send_with(HttpOptions { whole, ..options() }, &server.base()).await;
        assert_eq!(result.err(), Some(NetErrorKind::TimedOut));
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_times_out_is_not_tried_again() {
    // It accepts and then says nothing, so that TLS never gets through.
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("https://{}", silent.local_addr().expect("an address"));
    let connect = Duration::from_millis(50);
    let result = send_with(HttpOptions { connect, ..options() }, &address).await;
    assert_eq!(result.err(), Some(NetErrorKind::TimedOut));
    silent.accept().await.expect("the one connection");
    let another = tokio::time::timeout(Duration::from_millis(50), silent.accept()).await;
    assert!(another.is_err(), "a second connection was made");
}

#[tokio::test]
async fn no_redirect_is_followed_anywhere() {
    let other = Server::sending(answer("200 OK", "", "")).await;
    for status in ["301 x", "302 x", "303 x", "307 x", "308 x"] {
        for location in ["/again".to_owned(), other.base()] {
            let moved = answer(status, &format!("Location: {location}\r\n"), "");
            let server = Server::sending(moved).await;
            let result = send(&server.base()).await;
            assert_eq!(
                result.err(),
                Some(NetErrorKind::Redirected),
                "{status} {location}"
            );
            assert_eq!(server.seen().len(), 1, "{status} {location}");
        }
    }
    assert_eq!(other.seen(), Vec::<String>::new());
}

#[tokio::test]
async fn a_connection_that_was_kept_open_is_not_used() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        // All stay open, but what comes over an earlier one from now on is lost.
        let first = answered(&listener).await;
        [first, answered(&listener).await, answered(&listener).await]
    });
    let http = Http::new(HttpOptions {
        whole: Duration::from_secs(5),
        ..options()
    });
    let http = http.expect("the door opens");
    http.get(&get(&address)).await.expect("an answer");
    for _ in 0..2 {
        http.post(&post(&address)).await.expect("an answer");
    }
    let connections = server.await.expect("three connections");
    let lines = connections.each_ref().map(|(_stream, line)| line.trim_end());
    assert_eq!(lines, ["GET / HTTP/1.1", "POST / HTTP/1.1", "POST / HTTP/1.1"]);
}

/// Takes a connection, answers its first request without closing, and gives it with the request's first line.
async fn answered(listener: &TcpListener) -> (TcpStream, String) {
    let (stream, _) = listener.accept().await.expect("a connection");
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).await.expect("a request");
    let ok = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    stream.write_all(ok).await.expect("sent");
    (stream.into_inner(), line)
}

#[tokio::test]
async fn the_same_addresses_are_let_through_as_for_reading() {
    for address in [
        "http://example.com/",
        "http://192.168.0.1/",
        "ftp://127.0.0.1/",
        "http://me:pw@127.0.0.1:9/",
        "https://me@example.com/",
    ] {
        let result = send(address).await;
        assert_eq!(result.err(), Some(NetErrorKind::Insecure), "{address}");
    }
    let options = HttpOptions {
        only_this_machine: true,
        ..options()
    };
    let result = send_with(options, "https://example.com/").await;
    assert_eq!(result.err(), Some(NetErrorKind::Unreachable));
}

#[tokio::test]
async fn nobody_listening_is_unreachable_and_plain_http_no_tls() {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let host = free.local_addr().expect("an address");
    let greeted = tokio::spawn(async move {
        let (mut stream, _) = free.accept().await.expect("a connection");
        let mut heard = vec![0; 4096];
        let length = stream.read(&mut heard).await.expect("a greeting");
        let _ = stream.write_all(&answer("400 Bad Request", "", "")).await;
        heard.truncate(length);
        heard
    });
    let result = send(&format!("https://{host}/")).await;
    assert_eq!(result.err(), Some(NetErrorKind::Tls));
    let heard = greeted.await.expect("no panic");
    assert!(!String::from_utf8_lossy(&heard).contains("once-1"));
    let result = send(&format!("http://{host}/")).await;
    assert_eq!(result.err(), Some(NetErrorKind::Unreachable));
}

#[tokio::test]
async fn the_cap_on_the_body_holds() {
    let options = HttpOptions {
        longest_body: 1000,
        ..options()
    };
    let over = Server::sending(answer("200 OK", "", [b'x'; 1001])).await;
    let result = send_with(options, &over.base()).await;
    assert_eq!(result.err(), Some(NetErrorKind::TooLarge));
    assert_eq!(over.seen().len(), 1);
}

#[test]
fn a_request_shows_neither_body_nor_key_nor_query() {
    let key = ApiKey::from_pasted("dkn_live_1").expect("a key");
    let request = post("https://example.com/v1/x?token=abc");
    let shown = format!("{:?}", request.bearer(&key).expect("a header"));
    assert!(
        shown.starts_with("Post") && shown.contains("example.com") && shown.contains("authorization"),
        "{shown}"
    );
    let hidden = ["once-1", "dkn_live_1", "abc"];
    assert!(hidden.iter().all(|part| !shown.contains(part)), "{shown}");
}

#[test]
fn a_request_shows_its_method_and_takes_no_header_that_none_can_carry() {
    let key = ApiKey::from_pasted("dkn_live_1").expect("a key");
    for (method, _, request) in one_of_each("https://example.com") {
        let shown = format!("{request:?}").to_uppercase();
        assert!(shown.starts_with(&format!("{method} {{")), "{shown}");
        let error = request.key_header("two words", &key).expect_err("no header");
        assert_eq!(error.kind, NetErrorKind::InvalidHeader);
    }
}

#[test]
fn what_is_no_json_is_not_sent() {
    let url = Url::parse("https://example.com/").expect("an address");
    let strange = std::collections::HashMap::from([((1, 2), "once-1")]);
    let error = Post::json(url, &strange).expect_err("no request");
    assert!(!format!("{error} {error:?}").contains("once-1"));
}
