//! The demo providers as a local HTTP server: for demo mode, tests and benchmarks.
//!
//! It speaks the documented wire contracts with its own code. It shares no type with the clients in
//! `refill-providers`: a misreading on one side must not be mirrored on the other.
//!
//! - [`Sandbox`] serves inside a tokio runtime, [`SandboxThread`] brings its own.
//! - [`Control`] changes balances, sets faults and shows what was asked; [`Command`] is the same over HTTP.
//! - A chain with USDC, behind two endpoints, takes what Dria is paid; [`SteerableClock`] moves its blocks.
//! - [`demo_accounts`] tells the stories of demo mode.
//!
//! - [`bench_accounts`] are many, for benchmarks; `examples/serve.rs` serves them as a process of its own.
//!
//! Pages that are paid on are stand-ins of the payment services': nothing in here moves money, and every key and
//! password is made up. Left out on purpose: the endpoints that tell or take private keys.

mod account;
mod answer;
mod as_text;
mod bench;
mod budget;
mod call;
mod chain;
mod checkout;
mod clado;
mod command;
mod connection;
mod control;
mod delivery;
mod demo;
mod desk;
mod dria;
mod fault;
mod field_fault;
mod hyper3d;
mod json;
mod log;
mod made_up;
mod openrouter;
mod options;
mod refusal;
mod server;
mod spoil;
mod steerable_clock;
mod story;
mod thread;
mod web3_api;
mod world;

pub use account::{AccountSeed, CENT, DOLLAR, HistoryRow, LastTopUp};
pub use bench::bench_accounts;
pub use budget::LimitReset;
pub use chain::{ChainFault, Endpoint, Orphans, SettlementSeen};
pub use checkout::{ChargeSeen, SessionSeen, SessionStatus};
pub use command::{Command, NotApplied};
pub use control::{Control, NoSuchAccount, NotOnSale, NotSteered};
pub use demo::{DEMO_EMAIL, DEMO_PASSWORD, DemoAccount, DemoNumber, demo_accounts, demo_wallet};
pub use dria::{PaymentHeaderSeen, PaymentRequestSeen, TopupFault};
pub use fault::{Fault, FaultRule, InsufficientForm};
pub use field_fault::{FieldFault, HostileText};
pub use log::RequestSeen;
pub use openrouter::ChargeAnswer;
pub use options::Options;
pub use server::Sandbox;
pub use steerable_clock::SteerableClock;
pub use thread::SandboxThread;
pub use web3_api::{CheckoutPath, HolderSeed, PRO, PackageSeed, STARTER};
pub use world::{CLADO, DRIA, HYPER3D, OPENROUTER, WEB3_API};
