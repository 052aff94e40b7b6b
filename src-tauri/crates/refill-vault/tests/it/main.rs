//! The vault against the real keychain of a Linux desktop, each test on a desktop of its own.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]
#![cfg(target_os = "linux")]

mod absent;
mod desktop;
mod dialog;
mod locked;
mod memory;
mod outside;
mod prompter;
mod ready;
mod running;
mod session;
mod wait;
