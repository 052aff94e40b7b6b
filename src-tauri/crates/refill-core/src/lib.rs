//! What Refill knows about money, accounts, history and alerts, and the ports to the world outside.
//!
//! No I/O and no async runtime live here (see `src-tauri/docs/ARCHITECTURE.md`): everything is a value,
//! a rule over values, or a trait that an outer crate implements.

pub mod account;
pub mod alert;
pub mod chart;
pub mod error;
pub mod forecast;
pub mod history;
pub mod holder;
pub mod ids;
pub mod key;
pub mod money;
pub mod ports;
pub mod provider;
pub mod purchase;
pub mod reading;
pub mod server;
pub mod shop;
pub mod text;
pub mod x402;
