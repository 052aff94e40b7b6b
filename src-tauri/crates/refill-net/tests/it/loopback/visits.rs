//! Who may come to the page without being the return.

use super::{body, host, navigation, not_returns, open, request, status};

fn statuses(answers: &[String]) -> Vec<u16> {
    answers.iter().map(|answer| status(answer)).collect()
}

#[tokio::test]
async fn only_the_pages_own_host_is_answered() {
    let names = [
        "localhost:PORT",
        "LOCALHOST:PORT",
        "evil.example:PORT",
        "127.0.0.1.evil.example:PORT",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1:0PORT",
        "127.1:PORT",
        "2130706433:PORT",
        "[::1]:PORT",
        "[::ffff:127.0.0.1]:PORT",
        "me@127.0.0.1:PORT",
        "",
    ];
    let answers = not_returns(|address| {
        let port = address.port().expect("a port").to_string();
        let named = |name: &str| {
            let own = format!("Host: {}\r\n", host(address));
            let other = format!("Host: {}\r\n", name.replace("PORT", &port));
            navigation(address, "?code=1").replace(&own, &other)
        };
        names.iter().map(|name| named(name)).collect()
    });
    for (answer, name) in answers.await.iter().zip(names) {
        assert_eq!(status(answer), 421, "{name}");
        assert_eq!(body(answer), "");
    }
}

#[tokio::test]
async fn a_host_that_is_missing_or_doubtful_is_a_fault() {
    let answers = not_returns(|address| {
        let (genuine, host) = (navigation(address, "?code=1"), host(address));
        let line = format!("Host: {host}\r\n");
        let path = address.path();
        vec![
            genuine.replace(&line, ""),
            genuine.replace(&line, &line.repeat(2)),
            genuine.replace(&line, &format!("{line}Host: evil.example\r\n")),
            genuine.replace(&format!("GET {path}"), &format!("GET http://{host}{path}")),
            genuine.replace(&format!("GET {path}"), &format!("GET http://evil.example{path}")),
            format!("GET {path}?code=1 HTTP/1.0\r\n\r\n"),
        ]
    });
    let answers = answers.await;
    for answer in &answers[..5] {
        assert_eq!((status(answer), body(answer)), (400, ""));
    }
    assert!(answers[5].starts_with("HTTP/1.0 400 "), "{}", answers[5]);
}

#[tokio::test]
async fn another_path_is_nothing_whoever_asks() {
    let paths = |own: &str| {
        let turned: String = own[1..].chars().rev().collect();
        let last = own.len() - 1;
        let other = if own.ends_with('A') { "B" } else { "A" };
        vec![
            "/".to_owned(),
            "/favicon.ico".to_owned(),
            format!("/{turned}"),
            format!("{}{other}", &own[..last]),
            own[..last].to_owned(),
            format!("{own}/"),
            format!("/{own}"),
            format!("{own}/favicon.ico"),
            format!("/%{:02x}{}", own.as_bytes()[1], &own[2..]),
            "/../".to_owned() + &own[1..],
        ]
    };
    let answers = not_returns(|address| {
        let own = address.path();
        let to = |path: &String| navigation(address, "?code=1").replacen(own, path, 1);
        let mut requests: Vec<String> = paths(own).iter().map(to).collect();
        requests.push(requests[1].replace("GET", "POST"));
        requests.push(requests[1].replace("Sec-Fetch-Mode: navigate", "Sec-Fetch-Mode: cors"));
        requests
    });
    let answers = answers.await;
    let first = &answers[0];
    for answer in &answers {
        // One cannot be told from the other, except by the clock.
        assert_eq!(without_date(answer), without_date(first));
        assert_eq!((status(answer), body(answer)), (404, ""));
    }
}

fn without_date(answer: &str) -> String {
    let lines = answer.lines().filter(|line| !line.starts_with("date: "));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn only_get_is_a_return() {
    let methods = [
        "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get",
    ];
    let answers = not_returns(|address| {
        let all = methods.iter();
        all.map(|method| request(address, method, "?code=1", ""))
            .collect()
    });
    for (answer, method) in answers.await.iter().zip(methods) {
        assert_eq!((status(answer), body(answer)), (405, ""), "{method}");
        assert!(answer.contains("allow: GET, HEAD\r\n"), "{answer}");
    }
    let heads = not_returns(|address| vec![request(address, "HEAD", "?code=1", "")]).await;
    assert_eq!((status(&heads[0]), body(&heads[0])), (200, ""));
}

#[tokio::test]
async fn what_a_script_a_picture_or_a_frame_sends_is_no_return() {
    let sent = [
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
        "Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n",
        "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: same-origin\r\nSec-Fetch-Dest: empty\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: websocket\r\nSec-Fetch-Dest: websocket\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: object\r\n",
        "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Mode: cors\r\n",
        "Sec-Fetch-Mode: \r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Dest: document\r\n",
    ];
    let answers = not_returns(|address| {
        let with = |headers: &&str| request(address, "GET", "?code=1", headers);
        sent.iter().map(with).collect()
    });
    for (answer, headers) in answers.await.iter().zip(sent) {
        assert_eq!((status(answer), body(answer)), (403, ""), "{headers}");
    }
}

#[tokio::test]
async fn a_browser_that_goes_there_is_let_in_from_wherever_it_comes() {
    for headers in [
        "",
        "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\nSec-Fetch-Dest: document\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n",
        "Origin: null\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n",
    ] {
        let (address, waiting) = super::waiting(super::options()).await;
        let answer = super::exchange(&address, &request(&address, "GET", "?code=1", headers)).await;
        assert_eq!(status(&answer), 200, "{headers}");
        assert!(waiting.await.expect("no panic").is_ok(), "{headers}");
    }
}

#[tokio::test]
async fn looking_ahead_is_no_return() {
    let announced = [
        "Sec-Purpose: prefetch",
        "Sec-Purpose: prefetch;prerender",
        "Sec-Purpose: prefetch;anonymous-client-ip",
        "Purpose: prefetch",
        "Purpose: preview",
        "X-Purpose: preview",
        "X-moz: prefetch",
    ];
    let answers = not_returns(|address| {
        let with = |header: &&str| {
            let end = format!("{header}\r\n\r\n");
            navigation(address, "?code=1").replace("\r\n\r\n", &format!("\r\n{end}"))
        };
        announced.iter().map(with).collect()
    });
    assert_eq!(statuses(&answers.await), [503; 7]);
}

#[tokio::test]
async fn nothing_that_was_waited_for_is_no_return() {
    let queries = [
        "",
        "?",
        "?code",
        "?code=",
        "?code=&error=",
        "?CODE=1",
        "?state=1",
        "?xcode=1",
        "?x=code=1",
    ];
    let answers = not_returns(|address| queries.iter().map(|query| navigation(address, query)).collect());
    for (answer, query) in answers.await.iter().zip(queries) {
        assert_eq!(status(answer), 200, "{query}");
        assert!(body(answer).contains("Refill"), "{query}");
        assert!(!body(answer).contains("You can close this page."), "{query}");
    }
}

#[tokio::test]
async fn something_that_is_no_http_is_no_return() {
    let answers = not_returns(|address| {
        let path = address.path();
        vec![
            "\0\0\0\0\r\n\r\n".to_owned(),
            "\u{16}\u{3}\u{1}\u{2}\0\r\n\r\n".to_owned(),
            format!("GET {path}?code=1\r\n\r\n"),
            format!("GET {path}?code=1 HTTP/2.0\r\nHost: {}\r\n\r\n", host(address)),
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        ]
    });
    for answer in answers.await {
        assert!(answer.is_empty() || status(&answer) == 400, "{answer}");
    }
}

#[tokio::test]
async fn the_address_of_one_page_is_nothing_to_another() {
    let elsewhere = open().await.address();
    let path = elsewhere.path();
    let answers =
        not_returns(|address| vec![navigation(address, "?code=1").replace(address.path(), path)]).await;
    assert_eq!(statuses(&answers), [404]);
}
