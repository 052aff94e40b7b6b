//! The sandbox against the wire contracts that it claims to speak.

#![allow(clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

mod control;
mod demo;
mod dria;
mod faults;
mod raw_http;
mod stopping;
mod web3_api;
