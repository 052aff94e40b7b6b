//! Pages that a browser returns to: how they open, take one return, and close.

use std::time::Duration;

use refill_net::{LoopbackOptions, LoopbackPage, NeverReturned, PageWords, Returned};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use url::Url;

mod answers;
mod checkout;
mod limits;
mod visits;
mod wallet;

/// Long enough for something to happen that must not happen.
const MOMENT: Duration = Duration::from_millis(100);

fn options() -> LoopbackOptions {
    let words = PageWords {
        language: "en".into(),
        title: "Back to the app".into(),
        text: "You can close this page.".into(),
    };
    LoopbackOptions::new(&["code", "error"], words)
}

async fn open() -> LoopbackPage {
    LoopbackPage::open(options()).await.expect("a page")
}

/// Opens a page and waits for its return in the background.
async fn waiting(options: LoopbackOptions) -> (Url, JoinHandle<Result<Returned, NeverReturned>>) {
    let page = LoopbackPage::open(options).await.expect("a page");
    (page.address(), tokio::spawn(page.returned()))
}

fn host(address: &Url) -> String {
    format!("127.0.0.1:{}", address.port().expect("a port"))
}

/// A request for the page, with these headers (each with its line end) besides `Host`.
fn request(address: &Url, method: &str, query: &str, headers: &str) -> String {
    let (path, host) = (address.path(), host(address));
    format!("{method} {path}{query} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n")
}

/// What a browser sends when another site sends it to the page.
fn navigation(address: &Url, query: &str) -> String {
    let headers = "User-Agent: Mozilla/5.0\r\nAccept: text/html\r\nSec-Fetch-Site: cross-site\r\n\
        Sec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\nSec-Fetch-Dest: document\r\n\
        Referer: https://provider.invalid/\r\nUpgrade-Insecure-Requests: 1\r\nConnection: keep-alive\r\n";
    request(address, "GET", query, headers)
}

async fn connect(address: &Url) -> std::io::Result<TcpStream> {
    TcpStream::connect(host(address)).await
}

/// Sends these bytes over a new connection and gives all that comes back until it is closed.
async fn exchange(address: &Url, bytes: &str) -> String {
    let mut stream = connect(address).await.expect("somebody listens");
    // The other side may close before it has everything.
    let _ = stream.write_all(bytes.as_bytes()).await;
    rest(&mut stream).await
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A connection that is reset has an end as well.
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8(bytes).expect("text")
}

fn status(answer: &str) -> u16 {
    let code = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
    code.and_then(|code| code.parse().ok()).unwrap_or_default()
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").expect("a head").1
}

fn only<'a>(returned: &'a Returned, name: &str) -> Option<&'a str> {
    // test: look at what came back
    returned.only(name).map(|value| value.expose_secret())
}

/// Sends these requests to one page, one after the other, and gives their answers. None of them is a return:
/// the genuine one that follows still is.
async fn not_returns(requests: impl FnOnce(&Url) -> Vec<String>) -> Vec<String> {
    not_returns_of(options(), "?code=genuine", requests).await
}

/// The same for a page of this kind whose genuine return has this query.
async fn not_returns_of(
    options: LoopbackOptions,
    query: &str,
    requests: impl FnOnce(&Url) -> Vec<String>,
) -> Vec<String> {
    let (address, waiting) = waiting(options).await;
    let mut answers = Vec::new();
    for request in requests(&address) {
        answers.push(exchange(&address, &request).await);
    }
    let genuine = format!("{query}&mark=genuine");
    let genuine = exchange(&address, &navigation(&address, &genuine)).await;
    assert_eq!(status(&genuine), 200, "after {answers:?}");
    let returned = waiting.await.expect("no panic").expect("a return");
    assert_eq!(only(&returned, "mark"), Some("genuine"));
    answers
}

#[tokio::test]
async fn a_return_is_answered_and_handed_out_and_the_port_closed() {
    let (address, waiting) = waiting(options()).await;
    let answer = exchange(&address, &navigation(&address, "?code=once-1&state=%C3%BC+1%2B")).await;
    let returned = waiting.await.expect("no panic").expect("a return");
    assert_eq!(only(&returned, "code"), Some("once-1"));
    assert_eq!(only(&returned, "state"), Some("ü 1+"));
    assert_eq!(only(&returned, "error"), None);
    assert_eq!(status(&answer), 200);
    assert!(body(&answer).contains("You can close this page.") && answer.ends_with("</html>\n"));
    assert!(connect(&address).await.is_err(), "somebody listens still");
}

#[tokio::test]
async fn a_refusal_is_a_return_too() {
    let (address, waiting) = waiting(options()).await;
    exchange(&address, &navigation(&address, "?error=access_denied")).await;
    let returned = waiting.await.expect("no panic").expect("a return");
    assert_eq!(only(&returned, "error"), Some("access_denied"));
    assert_eq!(only(&returned, "code"), None);
}

#[tokio::test]
async fn where_nothing_is_awaited_the_address_alone_is_a_return() {
    let options = LoopbackOptions {
        awaited: Vec::new(),
        ..options()
    };
    let (address, waiting) = waiting(options).await;
    let answer = exchange(&address, &navigation(&address, "")).await;
    assert_eq!(status(&answer), 200);
    assert!(waiting.await.expect("no panic").is_ok());
}

#[tokio::test]
async fn a_browser_that_comes_early_is_answered_later() {
    let page = open().await;
    let address = page.address();
    let early = tokio::spawn(async move { exchange(&address, &navigation(&address, "?code=1")).await });
    // On this one thread: the visitor gets as far as it can.
    tokio::task::yield_now().await;
    let returned = page.returned().await.expect("a return");
    assert_eq!(only(&returned, "code"), Some("1"));
    assert_eq!(status(&early.await.expect("no panic")), 200);
}

#[tokio::test]
async fn a_parameter_that_comes_twice_has_no_value() {
    let (address, waiting) = waiting(options()).await;
    exchange(&address, &navigation(&address, "?code=a&state=x&code=b")).await;
    let returned = waiting.await.expect("no panic").expect("a return");
    assert_eq!(only(&returned, "code"), None);
    assert_eq!(only(&returned, "state"), Some("x"));
}

#[tokio::test]
async fn of_two_returns_at_once_one_counts() {
    let page = open().await;
    let address = page.address();
    let mut visitors = Vec::new();
    for code in ["a", "b"] {
        let stream = come_back(&address, &format!("?code={code}")).await;
        visitors.push((code, stream));
    }
    let returned = page.returned().await.expect("a return");
    for (code, mut stream) in visitors {
        let is_it = only(&returned, "code") == Some(code);
        assert_eq!(status(&rest(&mut stream).await) == 200, is_it, "{code}");
    }
}

/// With a page that is more than the system keeps for a connection: it is not sent before the visitor reads it.
fn long() -> LoopbackOptions {
    let mut options = options();
    options.words.text = "x".repeat(32 * 1024 * 1024);
    options.connection = Duration::from_secs(60);
    options
}

/// Sends the request of a return and reads nothing of the answer yet.
async fn come_back(address: &Url, query: &str) -> TcpStream {
    let mut stream = connect(address).await.expect("somebody listens");
    let request = navigation(address, query);
    stream.write_all(request.as_bytes()).await.expect("sent");
    stream
}

#[tokio::test]
async fn the_answer_is_whole_before_the_port_is_closed() {
    let (address, mut waiting) = waiting(long()).await;
    let mut visitor = come_back(&address, "?code=once-1").await;
    assert!(timeout(MOMENT, &mut waiting).await.is_err(), "left too early");
    let second = exchange(&address, &navigation(&address, "?code=second")).await;
    assert_eq!((status(&second), body(&second)), (410, ""));
    let answer = rest(&mut visitor).await;
    assert!(answer.ends_with("</html>\n"), "{} bytes came", answer.len());
    let returned = waiting.await.expect("no panic").expect("a return");
    assert_eq!(only(&returned, "code"), Some("once-1"));
}

#[tokio::test]
async fn a_return_counts_even_if_nobody_takes_the_answer() {
    let options = LoopbackOptions {
        connection: 5 * MOMENT,
        ..long()
    };
    let (address, waiting) = waiting(options).await;
    let _visitor = come_back(&address, "?code=once-1").await;
    let returned = waiting.await.expect("no panic").expect("a return");
    assert_eq!(only(&returned, "code"), Some("once-1"));
}

#[tokio::test]
async fn a_return_counts_even_if_the_time_is_up_meanwhile() {
    let options = LoopbackOptions {
        whole: 10 * MOMENT,
        ..long()
    };
    let (address, waiting) = waiting(options).await;
    let _visitor = come_back(&address, "?code=once-1").await;
    let returned = waiting.await.expect("no panic").expect("a return");
    assert_eq!(only(&returned, "code"), Some("once-1"));
}

#[tokio::test]
async fn a_page_that_is_dropped_is_closed_at_once() {
    let page = open().await;
    let address = page.address();
    connect(&address).await.expect("somebody listens");
    drop(page);
    assert!(connect(&address).await.is_err());
}

#[tokio::test]
async fn waiting_that_is_given_up_closes_the_page_and_its_connections() {
    let page = open().await;
    let address = page.address();
    let mut visitor = connect(&address).await.expect("somebody listens");
    let given_up = timeout(MOMENT, page.returned()).await;
    assert!(given_up.is_err());
    assert!(connect(&address).await.is_err());
    assert_eq!(rest(&mut visitor).await, "");
}

#[tokio::test]
async fn the_time_limit_counts_from_opening() {
    let options = LoopbackOptions {
        whole: 10 * MOMENT,
        ..options()
    };
    let one = LoopbackPage::open(options.clone()).await.expect("a page");
    let other = LoopbackPage::open(options).await.expect("a page");
    let address = one.address();
    assert_eq!(one.returned().await.err(), Some(NeverReturned::TimedOut));
    assert!(connect(&address).await.is_err());
    let started = Instant::now();
    assert_eq!(other.returned().await.err(), Some(NeverReturned::TimedOut));
    assert!(started.elapsed() < 5 * MOMENT, "waited {:?}", started.elapsed());
}

#[tokio::test]
async fn every_page_has_an_address_of_its_own_that_cannot_be_guessed() {
    let (one, other) = (open().await, open().await);
    for page in [&one, &other] {
        let address = page.address();
        assert_eq!(
            (address.scheme(), address.host_str()),
            ("http", Some("127.0.0.1"))
        );
        let token = address.path().strip_prefix('/').expect("a path");
        let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        // 43 characters of 64 are 256 bits.
        assert!(token.len() == 43 && token.bytes().all(fits), "{token}");
    }
    assert_ne!(one.address().path(), other.address().path());
}

#[tokio::test]
async fn neither_the_page_nor_what_came_back_shows_a_secret() {
    let page = open().await;
    let address = page.address();
    let shown = format!("{page:?}");
    assert!(!shown.contains(address.path()), "{shown}");
    let visitor = {
        let address = address.clone();
        tokio::spawn(async move { exchange(&address, &navigation(&address, "?code=once-1")).await })
    };
    let returned = page.returned().await.expect("a return");
    assert_eq!(format!("{returned:?}"), "Returned { parameters: 1, .. }");
    visitor.await.expect("no panic");
}
