use std::time::{Duration, Instant};

use refill_net::{HttpOptions, NetErrorKind};
use tokio::net::TcpListener;

use crate::server::{Act, Server, answer};
use crate::{options, read, read_with};

fn ok() -> Act {
    Act::Send(answer("200 OK", "", "fine"))
}

#[tokio::test]
async fn passing_trouble_is_read_again() {
    for status in ["502 x", "503 x", "504 x"] {
        let trouble = Act::Send(answer(status, "", ""));
        let server = Server::playing(vec![trouble.clone(), trouble, ok()]).await;
        assert_eq!(read(&server.base()).await.map(|r| r.status), Ok(200));
        assert_eq!(server.seen().len(), 3);
    }
    let cut = Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfi".to_vec());
    let nothing = Act::Send(Vec::new());
    let server = Server::playing(vec![cut, nothing, ok()]).await;
    assert_eq!(read(&server.base()).await.map(|r| r.status), Ok(200));
}

#[tokio::test]
async fn lasting_trouble_is_the_answer_after_three_reads() {
    let server = Server::sending(answer("503 x", "", "no nodes")).await;
    let response = read(&server.base()).await.expect("an answer");
    assert_eq!(
        (response.status, response.body.as_slice()),
        (503, b"no nodes".as_slice())
    );
    assert_eq!(server.seen().len(), 3);
    let server = Server::sending(Vec::new()).await;
    assert_eq!(read(&server.base()).await.err(), Some(NetErrorKind::CutOff));
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn every_other_status_is_read_once() {
    for status in [
        "200 x", "201 x", "204 x", "304 x", "400 x", "401 x", "402 x", "404 x", "429 x", "500 x",
    ] {
        let server = Server::sending(answer(status, "Retry-After: 1\r\n", "")).await;
        let code: u16 = status[..3].parse().expect("a number");
        assert_eq!(read(&server.base()).await.map(|r| r.status), Ok(code));
        assert_eq!(server.seen().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_short_retry_after_is_kept_to() {
    let busy = Act::Send(answer("503 x", "Retry-After: 1\r\n", ""));
    let server = Server::playing(vec![busy, ok()]).await;
    let started = Instant::now();
    assert_eq!(read(&server.base()).await.map(|r| r.status), Ok(200));
    assert!(started.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_long_retry_after_is_the_callers_to_plan() {
    let server = Server::sending(answer("503 x", "Retry-After: 6\r\n", "")).await;
    assert_eq!(read(&server.base()).await.map(|r| r.status), Ok(503));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn nobody_listening_is_unreachable() {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    assert_eq!(read(&address).await.err(), Some(NetErrorKind::Unreachable));
}

#[tokio::test]
async fn a_hang_ends_in_time_and_is_not_read_again() {
    let half_a_body = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec();
    for start in [Vec::new(), b"HTTP/1.1 200".to_vec(), half_a_body] {
        let server = Server::playing(vec![Act::Hang(start)]).await;
        let whole = Duration::from_millis(500);
        let result = read_with(HttpOptions { whole, ..options() }, &server.base()).await;
        assert_eq!(result.err(), Some(NetErrorKind::TimedOut));
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_times_out_is_tried_again() {
    // It accepts and then says nothing, so that TLS never gets through.
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("https://{}", silent.local_addr().expect("an address"));
    let accepting = tokio::spawn(async move {
        let mut open = Vec::new();
        while open.len() < 3 {
            open.push(silent.accept().await.expect("a connection"));
        }
        open
    });
    let options = HttpOptions {
        connect: Duration::from_millis(50),
        ..options()
    };
    assert_eq!(
        read_with(options, &address).await.err(),
        Some(NetErrorKind::TimedOut)
    );
    assert_eq!(accepting.await.expect("three connections").len(), 3);
}

#[tokio::test]
async fn all_repeats_together_keep_the_limit() {
    let server = Server::sending(answer("503 x", "", "")).await;
    let options = HttpOptions {
        first_wait: Duration::from_secs(60),
        whole: Duration::from_millis(200),
        ..options()
    };
    assert_eq!(
        read_with(options, &server.base()).await.err(),
        Some(NetErrorKind::TimedOut)
    );
}
