//! The HTTP door against real servers on loopback, most of them misbehaving; and the pages that a browser
//! returns to, against visitors of all kinds.
#![allow(clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use refill_net::{Get, Http, HttpOptions, NetErrorKind, Post, Response};
use url::Url;

mod bodies;
mod headers;
mod loopback;
mod posts;
mod redirects;
mod repeats;
#[path = "../support/server.rs"]
mod server;
mod surroundings;
mod tls;
mod waits;

/// Limits for tests: as in use, but without long waits.
fn options() -> HttpOptions {
    HttpOptions {
        first_wait: Duration::from_millis(1),
        ..HttpOptions::default()
    }
}

fn get(address: &str) -> Get {
    Get::new(Url::parse(address).expect("an address"))
}

fn post(address: &str) -> Post {
    let body = BTreeMap::from([("code", "once-1")]);
    Post::json(Url::parse(address).expect("an address"), &body).expect("a request")
}

async fn read_with(options: HttpOptions, address: &str) -> Result<Response, NetErrorKind> {
    let http = Http::new(options).expect("the door opens");
    http.get(&get(address)).await.map_err(|error| error.kind)
}

async fn read(address: &str) -> Result<Response, NetErrorKind> {
    DOOR.get(&get(address)).await.map_err(|error| error.kind)
}

async fn send_with(options: HttpOptions, address: &str) -> Result<Response, NetErrorKind> {
    let http = Http::new(options).expect("the door opens");
    http.post(&post(address)).await.map_err(|error| error.kind)
}

async fn send(address: &str) -> Result<Response, NetErrorKind> {
    DOOR.post(&post(address)).await.map_err(|error| error.kind)
}

/// One for all tests: the system's certificates take long to read.
static DOOR: LazyLock<Http> = LazyLock::new(|| Http::new(options()).expect("the door opens"));
