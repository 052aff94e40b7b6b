//! The HTTP door against real servers on loopback, most of them misbehaving.
#![allow(clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

use std::sync::LazyLock;
use std::time::Duration;

use refill_net::{Get, Http, HttpOptions, NetErrorKind, Response};
use url::Url;

mod bodies;
mod headers;
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

async fn read_with(options: HttpOptions, address: &str) -> Result<Response, NetErrorKind> {
    let http = Http::new(options).expect("the door opens");
    http.get(&get(address)).await.map_err(|error| error.kind)
}

async fn read(address: &str) -> Result<Response, NetErrorKind> {
    // One for all tests: the system's certificates take long to read.
    static DOOR: LazyLock<Http> = LazyLock::new(|| Http::new(options()).expect("the door opens"));
    DOOR.get(&get(address)).await.map_err(|error| error.kind)
}
