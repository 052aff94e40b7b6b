use refill_core::key::ApiKey;
use refill_net::{Http, NetErrorKind};
use tokio::net::TcpListener;

use crate::server::{Act, Server, answer};
use crate::{get, options, read};

fn to(location: &str) -> Vec<u8> {
    answer("302 Found", &format!("Location: {location}\r\n"), "")
}

#[tokio::test]
async fn another_origin_never_sees_a_request() {
    let other = Server::sending(answer("200 OK", "", "")).await;
    let port = other.address.port();
    let elsewhere = [
        format!("http://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("//127.0.0.1:{port}/x"),
        format!("https://127.0.0.1:{port}/"),
    ];
    for location in elsewhere {
        let server = Server::sending(to(&location)).await;
        let http = Http::new(options()).expect("the door opens");
        let key = ApiKey::from_pasted("dkn_live_1").expect("a key");
        let request = get(&server.base()).bearer(&key).expect("a header");
        let error = http.get(&request).await.expect_err("no answer");
        assert_eq!(error.kind, NetErrorKind::Redirected, "{location}");
        assert_eq!(error.host, server.address.to_string());
        assert_eq!(server.seen().len(), 1, "a redirect is not read again");
    }
    assert_eq!(other.seen(), Vec::<String>::new());
}

#[tokio::test]
async fn the_same_server_under_another_name_or_scheme_is_another_origin() {
    for place in [
        "http://localhost:PORT/",
        "https://127.0.0.1:PORT/",
        "http://127.0.0.2:PORT/",
        "http://me:pw@127.0.0.1:PORT/",
        "http://me@127.0.0.1:PORT/",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let location = place.replace("PORT", &port.to_string());
        let server = Server::on(listener, vec![Act::Send(to(&location))]);
        assert_eq!(
            read(&server.base()).await.err(),
            Some(NetErrorKind::Redirected),
            "{place}"
        );
        assert_eq!(server.seen().len(), 1, "{place}");
    }
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed_with_the_key() {
    for status in ["301 x", "302 x", "303 x", "307 x", "308 x"] {
        let moved = answer(status, "Location: /v2/x?y=1\r\n", "");
        let acts = vec![Act::Send(moved), Act::Send(answer("200 OK", "", "here"))];
        let server = Server::playing(acts).await;
        let http = Http::new(options()).expect("the door opens");
        let key = ApiKey::from_pasted("dkn_live_1").expect("a key");
        let request = get(&format!("{}/v1/x", server.base()))
            .bearer(&key)
            .expect("a header");
        let response = http.get(&request).await.expect("an answer");
        assert_eq!(
            (response.body.as_slice(), response.url.path()),
            (b"here".as_slice(), "/v2/x")
        );
        let second = &server.seen()[1];
        assert!(second.starts_with("GET /v2/x?y=1 HTTP/1.1\r\n"), "{second}");
        assert!(
            second.contains("authorization: Bearer dkn_live_1\r\n"),
            "{second}"
        );
    }
}

#[tokio::test]
async fn a_circle_ends_after_five() {
    let server = Server::sending(to("/again")).await;
    assert_eq!(read(&server.base()).await.err(), Some(NetErrorKind::Redirected));
    assert_eq!(server.seen().len(), 6);
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_not_followed() {
    let server = Server::sending(answer("302 Found", "", "")).await;
    assert_eq!(read(&server.base()).await.err(), Some(NetErrorKind::Redirected));
    for location in [
        "http://",
        "http://[",
        "mailto:a@b",
        "\u{202e}",
        "ftp://127.0.0.1/",
    ] {
        let server = Server::sending(to(location)).await;
        assert_eq!(
            read(&server.base()).await.err(),
            Some(NetErrorKind::Redirected),
            "{location}"
        );
        assert_eq!(server.seen().len(), 1);
    }
}
