//! The use-cases on a real database file, with a fake provider, keychain, clock and desktop.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub
)]

mod accounts;
mod alerts;
mod diagnostics;
mod export;
mod fakes;
mod history;
mod holder;
mod measures;
mod paying;
mod purchases;
mod refresh;
mod scale;
mod sign_in;
mod vault;
