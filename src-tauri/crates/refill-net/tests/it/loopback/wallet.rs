//! The page on which a wallet in the browser is asked: who may load it, who may answer, and how often.

use std::time::Duration;

use refill_net::{
    NeverReturned, PageWords, ToSign, WalletAnswer, WalletFailure, WalletPage, WalletPageOptions, WalletTask,
    WalletWords,
};
use tokio::io::AsyncWriteExt;
use tokio::task::JoinHandle;
use url::Url;

use super::{MOMENT, body, connect, exchange, host, navigation, request, rest, status};

const ADDRESS: &str = r#"{"address":"0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A"}"#;

fn task() -> WalletTask {
    let words = |title: &str| PageWords {
        language: "en".into(),
        title: title.into(),
        text: "What to do.".into(),
    };
    WalletTask {
        chain: 8453,
        sign: Some(ToSign {
            address: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A".into(),
            typed_data: r#"{"primaryType":"TransferWithAuthorization"}"#.into(),
        }),
        words: WalletWords {
            choose: words("Choose a wallet"),
            nothing_found: "No wallet was found.".into(),
            waiting: "Look at your wallet.".into(),
            done: words("Done"),
            failed: words("Nothing was signed"),
        },
    }
}

type Waiting = JoinHandle<Result<WalletAnswer, NeverReturned>>;

async fn asking() -> (Url, Waiting) {
    let page = WalletPage::open(WalletPageOptions::new(task())).await;
    let page = page.expect("a page");
    (page.address(), tokio::spawn(page.answered()))
}

/// What the page's own script sends from a browser.
fn answer(address: &Url, said: &str) -> String {
    let host = host(address);
    let length = said.len();
    let headers = format!(
        "User-Agent: Mozilla/5.0\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n\
        Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n\
        Content-Length: {length}\r\nConnection: keep-alive\r\n"
    );
    request(address, "POST", "", &headers) + said
}

/// Sends these to one page. None of them is the answer: the genuine one that follows still is.
async fn no_answers(requests: impl FnOnce(&Url) -> Vec<String>) -> Vec<String> {
    let (address, waiting) = asking().await;
    let mut replies = Vec::new();
    for request in requests(&address) {
        replies.push(exchange(&address, &request).await);
    }
    let genuine = exchange(&address, &answer(&address, r#"{"signature":"0x1b"}"#)).await;
    assert_eq!(status(&genuine), 204, "after {replies:?}");
    let answered = waiting.await.expect("no panic").expect("an answer");
    assert_eq!(answered, WalletAnswer::Signature("0x1b".into()));
    for reply in &replies {
        assert!(!reply.to_lowercase().contains("access-control"), "{reply}");
    }
    replies
}

fn statuses(replies: &[String]) -> Vec<u16> {
    replies.iter().map(|reply| status(reply)).collect()
}

#[tokio::test]
async fn the_page_is_shown_and_its_answer_handed_out_and_the_port_closed() {
    let (address, waiting) = asking().await;
    // A browser may load it again.
    for _ in 0..2 {
        let page = exchange(&address, &navigation(&address, "")).await;
        assert_eq!(status(&page), 200);
        assert!(
            page.contains("\r\ncontent-type: text/html; charset=utf-8\r\n"),
            "{page}"
        );
        assert!(page.contains("\r\nreferrer-policy: no-referrer\r\n"), "{page}");
        assert!(page.contains("\r\ncache-control: no-store\r\n"), "{page}");
        assert!(
            page.contains("connect-src 'self'") && page.contains("frame-ancestors 'none'"),
            "{page}"
        );
        assert!(
            body(&page).contains("<h1 dir=\"auto\">Choose a wallet</h1>"),
            "{page}"
        );
        assert!(
            body(&page).contains(r#"{\"primaryType\":\"TransferWithAuthorization\"}"#),
            "{page}"
        );
    }
    let reply = exchange(&address, &answer(&address, ADDRESS)).await;
    assert_eq!((status(&reply), body(&reply)), (204, ""));
    let answered = waiting.await.expect("no panic").expect("an answer");
    let wallet = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";
    assert_eq!(answered, WalletAnswer::Address(wallet.into()));
    assert!(connect(&address).await.is_err(), "somebody listens still");
}

#[tokio::test]
async fn a_no_is_an_answer_too() {
    for (said, failure) in [
        ("refused", WalletFailure::Refused),
        ("other_chain", WalletFailure::OtherChain),
        ("other_address", WalletFailure::OtherAddress),
        ("other", WalletFailure::Other),
    ] {
        let (address, waiting) = asking().await;
        let said = format!(r#"{{"failed":"{said}"}}"#);
        assert_eq!(status(&exchange(&address, &answer(&address, &said)).await), 204);
        let answered = waiting.await.expect("no panic").expect("an answer");
        assert_eq!(answered, WalletAnswer::Failed(failure));
    }
}

#[tokio::test]
async fn only_the_pages_own_script_can_answer() {
    let replies = no_answers(|address| {
        let genuine = answer(address, ADDRESS);
        let origin = format!("Origin: http://{}\r\n", host(address));
        let port = address.port().expect("a port");
        let from = |other: &str| genuine.replace(&origin, other);
        vec![
            from(""),
            from("Origin: null\r\n"),
            from("Origin: https://evil.example\r\n"),
            from(&format!("Origin: http://localhost:{port}\r\n")),
            from(&format!("Origin: https://127.0.0.1:{port}\r\n")),
            from(&format!("Origin: http://127.0.0.1:{}\r\n", port ^ 1)),
            from(&origin.repeat(2)),
            from(&format!("{origin}Origin: https://evil.example\r\n")),
            genuine.replace("Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"),
            genuine.replace("Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: same-site"),
            genuine.replace("Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none"),
            genuine.replace("Sec-Fetch-Mode: cors", "Sec-Fetch-Mode: no-cors"),
            genuine.replace("Sec-Fetch-Mode: cors", "Sec-Fetch-Mode: navigate"),
            genuine.replace("Sec-Fetch-Dest: empty", "Sec-Fetch-Dest: document"),
        ]
    });
    for (place, reply) in replies.await.iter().enumerate() {
        assert_eq!((status(reply), body(reply)), (403, ""), "{place}");
    }
}

#[tokio::test]
async fn a_browser_without_fetch_metadata_can_answer() {
    let (address, waiting) = asking().await;
    let genuine = answer(&address, ADDRESS);
    let lines = genuine
        .split_inclusive("\r\n")
        .filter(|line| !line.starts_with("Sec-"));
    let old: String = lines.collect();
    assert_eq!(status(&exchange(&address, &old).await), 204);
    assert!(waiting.await.expect("no panic").is_ok());
}

#[tokio::test]
async fn another_host_or_path_is_kept_out_whatever_it_brings() {
    let replies = no_answers(|address| {
        let genuine = answer(address, ADDRESS);
        let (own, path) = (host(address), address.path());
        let line = format!("Host: {own}\r\n");
        let port = address.port().expect("a port");
        let page = navigation(address, "");
        vec![
            genuine.replace(&line, &format!("Host: localhost:{port}\r\n")),
            genuine.replace(&line, "Host: evil.example\r\n"),
            page.replace(&line, "Host: evil.example\r\n"),
            genuine.replace(&line, ""),
            genuine.replace(&line, &line.repeat(2)),
            genuine.replace(path, "/"),
            genuine.replace(path, &format!("{path}x")),
            genuine.replace(path, &path[..path.len() - 1]),
            page.replace(path, "/favicon.ico"),
        ]
    });
    let replies = replies.await;
    assert_eq!(statuses(&replies), [421, 421, 421, 400, 400, 404, 404, 404, 404]);
    assert!(replies.iter().all(|reply| body(reply).is_empty()), "{replies:?}");
}

#[tokio::test]
async fn scripts_and_frames_of_other_sites_do_not_get_the_page() {
    let replies = no_answers(|address| {
        let with = |headers: &str| request(address, "GET", "", headers);
        vec![
            with("Origin: https://evil.example\r\n"),
            with("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"),
            with("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n"),
            with("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n"),
            request(
                address,
                "OPTIONS",
                "",
                "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n",
            ),
            request(address, "PUT", "", ""),
            request(address, "DELETE", "", ""),
        ]
    });
    assert_eq!(statuses(&replies.await), [403, 403, 403, 403, 405, 405, 405]);
}

#[tokio::test]
async fn only_json_of_the_right_form_is_an_answer() {
    let replies = no_answers(|address| {
        let typed = |kind: &str| answer(address, ADDRESS).replace("Content-Type: application/json\r\n", kind);
        let mut requests: Vec<String> = [
            "Content-Type: text/plain\r\n",
            "",
            "Content-Type: application/x-www-form-urlencoded\r\n",
        ]
        .iter()
        .map(|kind| typed(kind))
        .collect();
        let texts = [
            "",
            "{}",
            "[]",
            "null",
            "not JSON",
            r#"{"address":7}"#,
            r#"{"address":"0x1","signature":"0x2"}"#,
            r#"{"failed":"because"}"#,
            r#"{"failed":{"refused":1}}"#,
            "{\"address\":\"\u{0}",
        ];
        requests.extend(texts.iter().map(|text| answer(address, text)));
        requests
    });
    let replies = statuses(&replies.await);
    assert_eq!(replies[..3], [415; 3]);
    assert_eq!(replies[3..], [400; 10]);
}

#[tokio::test]
async fn more_than_8_kib_are_not_read() {
    let long = |length: usize| format!(r#"{{"signature":"{}"}}"#, "x".repeat(length - 16));
    let replies = no_answers(|address| {
        let chunked = |text: &str| {
            let head = answer(address, "").replace("Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n");
            format!("{head}{:x}\r\n{text}\r\n0\r\n\r\n", text.len())
        };
        vec![
            answer(address, &long(8 * 1024 + 1)),
            chunked(&long(8 * 1024 + 1)),
            chunked(&long(1 << 20)),
        ]
    });
    for reply in replies.await {
        // Bytes that were never read can take the reply with them.
        assert!(reply.is_empty() || status(&reply) == 413, "{reply}");
    }
    let (address, waiting) = asking().await;
    assert_eq!(
        status(&exchange(&address, &answer(&address, &long(8 * 1024))).await),
        204
    );
    assert!(waiting.await.expect("no panic").is_ok());
}

#[tokio::test]
async fn of_two_answers_the_first_counts_and_the_page_is_gone() {
    let page = WalletPage::open(WalletPageOptions::new(task()))
        .await
        .expect("a page");
    let address = page.address();
    let mut visitors = Vec::new();
    for said in [r#"{"signature":"0xa"}"#, r#"{"signature":"0xb"}"#] {
        let mut stream = connect(&address).await.expect("somebody listens");
        stream
            .write_all(answer(&address, said).as_bytes())
            .await
            .expect("sent");
        visitors.push(stream);
    }
    let answered = page.answered().await.expect("an answer");
    let mut taken = Vec::new();
    for mut stream in visitors {
        taken.push(status(&rest(&mut stream).await) == 204);
    }
    assert_eq!(taken.iter().filter(|&&taken| taken).count(), 1);
    let expected = if taken[0] { "0xa" } else { "0xb" };
    assert_eq!(answered, WalletAnswer::Signature(expected.into()));
    assert!(connect(&address).await.is_err(), "somebody listens still");
}

#[tokio::test]
async fn an_answer_that_does_not_end_holds_up_nobody() {
    let mut options = WalletPageOptions::new(task());
    options.connection = 2 * MOMENT;
    let page = WalletPage::open(options).await.expect("a page");
    let address = page.address();
    let waiting = tokio::spawn(page.answered());
    let whole = answer(&address, ADDRESS);
    assert_eq!(exchange(&address, &whole[..whole.len() - 1]).await, "");
    assert_eq!(status(&exchange(&address, &whole).await), 204);
    assert!(waiting.await.expect("no panic").is_ok());
}

#[tokio::test]
async fn nobody_answers_forever() {
    let mut options = WalletPageOptions::new(task());
    assert_eq!(options.whole, Duration::from_secs(300));
    options.whole = MOMENT;
    let page = WalletPage::open(options).await.expect("a page");
    let address = page.address();
    assert_eq!(page.answered().await, Err(NeverReturned::TimedOut));
    assert!(connect(&address).await.is_err());
}

#[tokio::test]
async fn the_page_shows_its_address_to_nobody() {
    let page = WalletPage::open(WalletPageOptions::new(task()))
        .await
        .expect("a page");
    let shown = format!("{page:?}");
    assert!(!shown.contains(page.address().path()), "{shown}");
}
