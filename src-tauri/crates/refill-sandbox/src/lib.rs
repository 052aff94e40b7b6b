//! The demo providers as a local HTTP server: for demo mode, tests and benchmarks.
//!
//! It speaks the documented wire contracts with its own code. It shares no type with the clients in
//! `refill-providers`: a misreading on one side must not be mirrored on the other.
//!
//! - [`Sandbox`] serves inside a tokio runtime, [`SandboxThread`] brings its own.
//! - [`Control`] changes balances, sets faults and shows what was asked; [`Command`] is the same over HTTP.
//! - [`demo_accounts`] tells the stories of demo mode.
//!
//! Left out on purpose: endpoints that move money or create sessions. Every key in here is made up.

mod account;
mod answer;
mod call;
mod control;
mod delivery;
mod demo;
mod dria;
mod fault;
mod json;
mod log;
mod server;
mod spoil;
mod story;
mod thread;
mod web3_api;
mod world;

pub use account::{AccountSeed, HistoryRow};
pub use control::{Command, Control, NoSuchAccount};
pub use demo::{DemoAccount, demo_accounts};
pub use fault::{Fault, FaultRule, FieldFault, InsufficientForm};
pub use log::RequestSeen;
pub use server::{Options, Sandbox};
pub use thread::SandboxThread;
pub use world::{DRIA, WEB3_API};
