//! The page as a checkout's return: two ways to come back, words for each, and a wait of days.

use std::time::Duration;

use refill_net::{LoopbackOptions, LoopbackPage, PageWords};
use tokio::time::Instant;
use url::Url;

use super::{
    body, come_back, connect, exchange, long, navigation, not_returns_of, only, rest, status, waiting,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn words(title: &str) -> PageWords {
    PageWords {
        language: "en".into(),
        title: title.into(),
        text: "Back to the app.".into(),
    }
}

fn options() -> LoopbackOptions {
    LoopbackOptions {
        whole: 2 * DAY,
        words_for: vec![("cancelled".into(), words("Nothing was paid"))],
        ..LoopbackOptions::new(&["paid", "cancelled"], words("Thank you"))
    }
}

/// What the payment service makes the browser do: a 303 from a form of its own, so nobody clicked on a link.
fn sent_back(address: &Url, query: &str) -> String {
    navigation(address, query).replace("Sec-Fetch-User: ?1\r\n", "")
}

#[tokio::test]
async fn each_return_has_words_of_its_own() {
    for (query, title, other) in [
        ("?paid=1&session_id=cs_test_1", "Thank you", "Nothing was paid"),
        ("?cancelled=1", "Nothing was paid", "Thank you"),
        // Who brings both has not paid for sure.
        ("?paid=1&cancelled=1", "Nothing was paid", "Thank you"),
        ("?cancelled=1&paid=1", "Nothing was paid", "Thank you"),
        ("?paid=1&cancelled=", "Thank you", "Nothing was paid"),
    ] {
        let (address, waiting) = waiting(options()).await;
        let answer = exchange(&address, &sent_back(&address, query)).await;
        assert_eq!(status(&answer), 200, "{query}");
        assert!(body(&answer).contains(title), "{query}: {answer}");
        assert!(!body(&answer).contains(other), "{query}: {answer}");
        assert!(!body(&answer).contains("cs_test_1"), "{answer}");
        let returned = waiting.await.expect("no panic").expect("a return");
        let claims = ["paid", "cancelled"].map(|name| returned.has_value(name));
        let brought = ["paid=1", "cancelled=1"].map(|name| query.contains(name));
        assert_eq!(claims, brought, "{query}");
    }
}

#[tokio::test]
async fn the_first_parameter_in_the_list_chooses_the_words() {
    let options = LoopbackOptions {
        words_for: vec![("b".into(), words("Of b")), ("a".into(), words("Of a"))],
        ..LoopbackOptions::new(&["a", "b", "c"], words("Of the rest"))
    };
    for (query, title) in [("?a=1&b=1", "Of b"), ("?a=1", "Of a"), ("?c=1", "Of the rest")] {
        let (address, waiting) = waiting(options.clone()).await;
        let answer = exchange(&address, &navigation(&address, query)).await;
        assert!(body(&answer).contains(title), "{query}: {answer}");
        waiting.await.expect("no panic").expect("a return");
    }
}

#[tokio::test]
async fn what_is_not_the_persons_own_return_counts_as_none() {
    let query = "?paid=1";
    let answers = not_returns_of(options(), query, |address| {
        let genuine = sent_back(address, query);
        let with = |headers: &str| genuine.replace("\r\n\r\n", &format!("\r\n{headers}\r\n\r\n"));
        let instead = |from: &str, to: &str| {
            assert!(genuine.contains(from), "{from}");
            genuine.replacen(from, to, 1)
        };
        let token = &address.path()[1..];
        vec![
            instead(token, &token.chars().rev().collect::<String>()),
            instead(token, ""),
            instead("Host: 127.0.0.1", "Host: localhost"),
            instead("Host: 127.0.0.1", "Host: shop.example"),
            instead("Sec-Fetch-Mode: navigate", "Sec-Fetch-Mode: cors"),
            instead("Sec-Fetch-Mode: navigate", "Sec-Fetch-Mode: no-cors"),
            instead("Sec-Fetch-Dest: document", "Sec-Fetch-Dest: iframe"),
            instead("Sec-Fetch-Dest: document", "Sec-Fetch-Dest: image"),
            genuine
                .replace("Sec-Fetch-", "X-")
                .replace("\r\n\r\n", "\r\nOrigin: https://shop.example\r\n\r\n"),
            with("Sec-Purpose: prefetch"),
            with("Purpose: prefetch"),
            instead("GET", "POST"),
            instead("GET", "HEAD"),
            instead("paid=1", "paid="),
            instead("?paid=1", ""),
            instead("paid=1", "session_id=cs_1"),
        ]
    });
    let statuses: Vec<u16> = answers.await.iter().map(|answer| status(answer)).collect();
    let expected = [
        404, 404, 421, 421, 403, 403, 403, 403, 403, 503, 503, 405, 200, 200, 200, 200,
    ];
    assert_eq!(statuses, expected);
}

#[tokio::test]
async fn of_two_browsers_that_come_back_the_second_changes_nothing() {
    // The first reads slowly, so that the second comes while the page is still there.
    let slow = LoopbackOptions {
        connection: Duration::from_secs(60),
        words: long().words,
        ..options()
    };
    let (address, waiting) = waiting(slow).await;
    let mut first = come_back(&address, "?paid=1").await;
    // Its answer has begun when a byte of it can be read.
    first.readable().await.expect("an answer");
    let second = exchange(&address, &sent_back(&address, "?cancelled=1")).await;
    assert_eq!((status(&second), body(&second)), (410, ""));
    assert!(rest(&mut first).await.ends_with("</html>\n"));
    let returned = waiting.await.expect("no panic").expect("a return");
    assert_eq!(only(&returned, "paid"), Some("1"));
    assert!(!returned.has_value("cancelled"));
    // A third, and everyone who repeats the address later.
    assert!(connect(&address).await.is_err(), "somebody listens still");
}

#[tokio::test]
async fn an_address_is_worth_nothing_to_the_next_page() {
    let (old, waiting_for_old) = waiting(options()).await;
    exchange(&old, &sent_back(&old, "?paid=1")).await;
    waiting_for_old.await.expect("no panic").expect("a return");
    let answers = not_returns_of(options(), "?paid=1", |address| {
        vec![sent_back(address, "?paid=1").replace(address.path(), old.path())]
    });
    assert_eq!(status(&answers.await[0]), 404);
}

#[tokio::test]
async fn a_return_after_a_day_counts() {
    let (address, mut waiting) = waiting(options()).await;
    // Looked at long before, without being the return.
    exchange(&address, &navigation(&address, "")).await;
    tokio::time::pause();
    tokio::time::advance(DAY + DAY / 2).await;
    tokio::time::resume();
    assert!(!waiting.is_finished(), "gave up too early");
    let answer = exchange(&address, &sent_back(&address, "?paid=1")).await;
    assert_eq!(status(&answer), 200);
    (&mut waiting).await.expect("no panic").expect("a return");
}

#[tokio::test]
async fn the_longest_wait_ends_too() {
    let endless = LoopbackOptions {
        whole: Duration::MAX,
        ..options()
    };
    let page = LoopbackPage::open(endless).await.expect("a page");
    let address = page.address();
    tokio::time::pause();
    let opened = Instant::now();
    page.returned().await.expect_err("nobody came");
    assert!(opened.elapsed() <= 31 * DAY, "waited {:?}", opened.elapsed());
    assert!(connect(&address).await.is_err());
}
