//! The sandbox against the wire contracts that it claims to speak.

#![allow(clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

mod bench;
mod chain;
mod charges;
mod clado;
mod clock;
mod control;
mod demo;
mod dria;
mod everywhere;
mod faults;
mod holder;
mod hyper3d;
mod openrouter;
mod raw_http;
mod sign_in;
mod stopping;
mod till;
mod topup;
mod web3_api;
mod web3_holder;
mod web3_shop;
mod web3_sign_in;
