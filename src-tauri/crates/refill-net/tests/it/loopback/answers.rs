//! What the page sends to a browser.

use super::{body, exchange, navigation, not_returns, options, request, status, waiting};

/// Each as it is sent, in small letters.
const ON_EVERY_ANSWER: [&str; 4] = [
    "\r\ncache-control: no-store\r\n",
    "\r\nreferrer-policy: no-referrer\r\n",
    "\r\nx-content-type-options: nosniff\r\n",
    "\r\nconnection: close\r\n",
];

#[tokio::test]
async fn every_answer_is_guarded() {
    let mut answers = not_returns(|address| {
        let elsewhere = |host: &str| format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
        vec![
            navigation(address, ""),
            request(address, "HEAD", "", ""),
            request(
                address,
                "OPTIONS",
                "",
                "Access-Control-Request-Private-Network: true\r\n",
            ),
            request(address, "GET", "?code=1", "Origin: https://evil.example\r\n"),
            request(address, "GET", "?code=1", "Purpose: prefetch\r\n"),
            navigation(address, &format!("?code={}", "x".repeat(9000))),
            elsewhere("evil.example"),
            elsewhere(&super::host(address)),
        ]
    })
    .await;
    let (address, waiting) = waiting(options()).await;
    answers.push(exchange(&address, &navigation(&address, "?code=1")).await);
    waiting.await.expect("no panic").expect("a return");

    let statuses: Vec<u16> = answers.iter().map(|answer| status(answer)).collect();
    assert_eq!(statuses, [200, 200, 405, 403, 503, 414, 421, 404, 200]);
    for answer in &answers {
        for header in ON_EVERY_ANSWER {
            assert_eq!(answer.matches(header).count(), 1, "{header} in {answer}");
        }
        let policy = answer
            .lines()
            .find_map(|line| line.strip_prefix("content-security-policy: "));
        let policy = policy.expect("a policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        let freed = ["unsafe", "*", "http", "data:", "self"];
        assert!(freed.iter().all(|word| !policy.contains(word)), "{policy}");
        assert!(!answer.contains("access-control"), "{answer}");
    }
}

#[tokio::test]
async fn the_page_is_whole_and_has_nothing_that_runs_or_loads() {
    let (address, waiting) = waiting(options()).await;
    let answer = exchange(&address, &navigation(&address, "?code=once-1")).await;
    waiting.await.expect("no panic").expect("a return");
    let page = body(&answer);
    let length = format!("\r\ncontent-length: {}\r\n", page.len());
    assert!(answer.contains(&length), "{answer}");
    assert!(answer.contains("\r\ncontent-type: text/html; charset=utf-8\r\n"));
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"), "{page}");
    assert!(page.contains("<h1 dir=\"auto\">Back to the app</h1>"), "{page}");
    let strange = [
        "<script", "<img", "<link", "href", "src=", "url(", "@import", "http",
    ];
    for word in strange {
        assert!(!page.contains(word), "{word} in {page}");
    }
    // Nothing of the address is repeated.
    assert!(!page.contains("once-1") && !page.contains(&address.path()[1..]));
}
