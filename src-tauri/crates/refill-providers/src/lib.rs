//! The providers. Each is one file behind the registry and knows one outside API; nothing outside this crate
//! knows more of a provider than its descriptor (architecture, invariant 1).
//!
//! To add one: a file like `dria.rs`, one line in `registry.rs`; in `tests/it` one test module per file, and a row in
//! `faces.rs`, which tries it against everything that is bad for the others. What does more than tell a balance gets a
//! row in `calls.rs` there, for the same reason.

#![allow(
    clippy::result_large_err,
    reason = "an error follows on a call over the network; copying it costs nothing beside that"
)]

mod answers;
mod clado;
mod client;
mod dria;
mod hyper3d;
mod openrouter;
mod registry;
mod web3_api;
mod wire;

pub use registry::{Endpoints, Registry, registry};
