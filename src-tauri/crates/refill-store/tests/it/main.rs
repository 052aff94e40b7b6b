//! The store on real files: one module per table or topic.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout
)]

mod account;
mod alert_state;
mod crash;
mod credits;
mod damage;
mod entry;
mod failure;
mod folder;
mod full_disk;
mod glance;
mod glance_speed;
mod history_sync;
mod journal;
mod key_removal;
mod large;
mod read_only;
mod reading;
mod run_length;
mod sandbox;
mod series;
mod session;
mod setting;
mod spending;
mod start;
mod support;
mod sync_model;
mod trend;
mod upgrade;
mod view;
