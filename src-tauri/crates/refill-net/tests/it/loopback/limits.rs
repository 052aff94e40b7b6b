//! How much a visitor can ask of the page.

use std::time::Duration;

use refill_net::LoopbackOptions;
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout};

use super::{
    MOMENT, connect, exchange, navigation, not_returns, only, options, request, rest, status, waiting,
};

#[tokio::test]
async fn a_head_of_more_than_16_kib_is_no_return() {
    let answers = not_returns(|address| {
        let padded = |length: usize| {
            let empty = request(address, "GET", "?code=1", "X-A: \r\n");
            let padding = "x".repeat(length - empty.len());
            request(address, "GET", "?code=1", &format!("X-A: {padding}\r\n"))
        };
        vec![padded(16 * 1024 + 1), padded(100 * 1024), padded(4 * 1024 * 1024)]
    });
    for answer in answers.await {
        // Bytes that were never read can take the answer with them.
        assert!(answer.is_empty() || status(&answer) == 431, "{answer}");
    }
}

#[tokio::test]
async fn a_head_of_16_kib_is_one() {
    let (address, waiting) = waiting(options()).await;
    let empty = request(&address, "GET", "?code=1", "X-A: \r\n");
    let padding = "x".repeat(16 * 1024 - empty.len());
    let whole = request(&address, "GET", "?code=1", &format!("X-A: {padding}\r\n"));
    assert_eq!(status(&exchange(&address, &whole).await), 200);
    assert!(waiting.await.expect("no panic").is_ok());
}

#[tokio::test]
async fn more_than_100_headers_are_no_return() {
    // One of them is the host.
    let answers = not_returns(|address| vec![request(address, "GET", "?code=1", &"X-A: b\r\n".repeat(100))]);
    assert_eq!(status(&answers.await[0]), 431);
    let (address, waiting) = waiting(options()).await;
    let most = request(&address, "GET", "?code=1", &"X-A: b\r\n".repeat(99));
    assert_eq!(status(&exchange(&address, &most).await), 200);
    assert!(waiting.await.expect("no panic").is_ok());
}

#[tokio::test]
async fn a_query_of_more_than_8_kib_is_no_return() {
    let query = |length: usize| format!("?code={}", "x".repeat(length - "code=".len()));
    let answers = not_returns(|address| vec![navigation(address, &query(8 * 1024 + 1))]);
    assert_eq!(status(&answers.await[0]), 414);
    let (address, waiting) = waiting(options()).await;
    let longest = navigation(&address, &query(8 * 1024));
    assert_eq!(status(&exchange(&address, &longest).await), 200);
    let returned = waiting.await.expect("no panic").expect("a return");
    assert_eq!(only(&returned, "code").map(str::len), Some(8 * 1024 - 5));
}

#[tokio::test]
async fn who_does_not_come_to_the_point_is_sent_away() {
    let impatient = LoopbackOptions {
        connection: 5 * MOMENT,
        ..options()
    };
    let (address, waiting) = waiting(impatient).await;
    let whole = navigation(&address, "?code=slow");
    for part in ["", "GET ", &whole[..whole.len() - 2]] {
        let started = Instant::now();
        assert_eq!(exchange(&address, part).await, "", "{part}");
        assert!(started.elapsed() >= 2 * MOMENT);
    }
    // A byte now and then does not help.
    let mut stream = connect(&address).await.expect("somebody listens");
    let mut beat = tokio::time::interval(Duration::from_millis(10));
    let mut sent = 0;
    while stream.write_all(b"x").await.is_ok() {
        sent += 1;
        assert!(sent < 1000, "nobody sends it away");
        beat.tick().await;
    }
    exchange(&address, &navigation(&address, "?code=quick")).await;
    let returned = waiting.await.expect("no panic").expect("a return");
    assert_eq!(only(&returned, "code"), Some("quick"));
}

#[tokio::test]
async fn the_seventeenth_waits_until_one_goes() {
    let patient = LoopbackOptions {
        connection: Duration::from_secs(60),
        ..options()
    };
    let (address, waiting) = waiting(patient).await;
    let mut idle = Vec::new();
    for _ in 0..16 {
        idle.push(connect(&address).await.expect("somebody listens"));
    }
    let mut late = connect(&address).await.expect("a place in line");
    let request = navigation(&address, "?code=once-1");
    late.write_all(request.as_bytes()).await.expect("sent");
    let answer = rest(&mut late);
    tokio::pin!(answer);
    assert!(timeout(MOMENT, &mut answer).await.is_err(), "was answered");
    idle.pop();
    assert_eq!(status(&answer.await), 200);
    assert!(waiting.await.expect("no panic").is_ok());
}

#[tokio::test]
async fn sixteen_who_say_nothing_hold_up_nobody_for_long() {
    let impatient = LoopbackOptions {
        connection: 5 * MOMENT,
        ..options()
    };
    let (address, waiting) = waiting(impatient).await;
    let mut idle = Vec::new();
    for _ in 0..40 {
        idle.push(connect(&address).await.expect("somebody listens"));
    }
    let answer = exchange(&address, &navigation(&address, "?code=1")).await;
    assert_eq!(status(&answer), 200);
    assert!(waiting.await.expect("no panic").is_ok());
}

#[tokio::test]
async fn one_connection_has_one_request() {
    let answers = not_returns(|address| {
        let empty = navigation(address, "");
        vec![empty + &navigation(address, "?code=second")]
    });
    let answer = &answers.await[0];
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
}

#[tokio::test]
async fn a_body_is_not_waited_for() {
    let answers = not_returns(|address| {
        let headers = "Content-Length: 1000000\r\n";
        vec![
            request(address, "POST", "?code=1", headers),
            request(address, "POST", "?code=1", "Transfer-Encoding: chunked\r\n"),
            request(address, "GET", "", headers),
        ]
    });
    let statuses: Vec<u16> = answers.await.iter().map(|answer| status(answer)).collect();
    assert_eq!(statuses, [405, 405, 200]);
}
