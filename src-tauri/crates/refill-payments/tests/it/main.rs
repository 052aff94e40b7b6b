//! The payments crate as its users see it.

mod accept;
mod chain;
mod codec;
mod golden;
mod hostile;
mod seller;
#[path = "../../../refill-net/tests/support/server.rs"]
#[allow(
    clippy::expect_used,
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "the server of the door's own tests"
)]
mod server;
mod wallets;
