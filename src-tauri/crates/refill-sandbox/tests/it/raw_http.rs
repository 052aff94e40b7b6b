//! HTTP/1.1 by hand, so that a test sees exactly what was on the wire.

use std::io;
use std::time::Duration;

use refill_sandbox::{AccountSeed, Options, Sandbox};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longer than any answer takes, unless a test wants none.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Every byte that the head announced has arrived.
    pub is_complete: bool,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

pub async fn sandbox(accounts: Vec<AccountSeed>) -> Sandbox {
    let options = Options {
        accounts,
        ..Options::default()
    };
    Sandbox::start(options).await.expect("a sandbox")
}

pub async fn get(url: &str, headers: &[(&str, &str)]) -> Answer {
    send("GET", url, headers, "").await
}

pub async fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let exchange = exchange(method, url, headers, body);
    tokio::time::timeout(PATIENCE, exchange)
        .await
        .expect("an answer in time")
        .expect("an answer")
}

/// As [`send`], without patience and with its failure.
pub async fn exchange(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> io::Result<Answer> {
    let rest = url.strip_prefix("http://").expect("an http address");
    let (host, path) = rest.split_once('/').expect("a path");
    let mut stream = TcpStream::connect(host).await?;
    let mut request = format!("{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    // A broken connection still leaves what came before.
    let ended = stream.read_to_end(&mut bytes).await;
    if bytes.is_empty() {
        ended?;
    }
    Ok(parse(&bytes))
}

fn parse(bytes: &[u8]) -> Answer {
    let split = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("a head");
    let head = std::str::from_utf8(&bytes[..split]).expect("a head of text");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut answer = Answer {
        status: status.and_then(|s| s.parse().ok()).expect("a status"),
        headers,
        body: bytes[split + 4..].to_vec(),
        is_complete: true,
    };
    if answer.header("transfer-encoding") == Some("chunked") {
        (answer.body, answer.is_complete) = unchunk(&answer.body);
    } else if let Some(length) = answer.header("content-length") {
        answer.is_complete = length.parse() == Ok(answer.body.len());
    }
    answer
}

fn unchunk(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        let Some(line) = rest.windows(2).position(|w| w == b"\r\n") else {
            return (body, false);
        };
        let size = std::str::from_utf8(&rest[..line]).expect("a chunk size");
        let size = usize::from_str_radix(size, 16).expect("a chunk size");
        let Some(chunk) = rest.get(line + 2..line + 2 + size) else {
            return (body, false);
        };
        if size == 0 {
            return (body, true);
        }
        body.extend_from_slice(chunk);
        rest = &rest[line + 2 + size + 2..];
    }
}
