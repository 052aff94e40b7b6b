//! Journeys in the app's real window.

#![cfg(target_os = "linux")]

mod accounts;
mod alerts;
mod cli;
mod export;
mod faults;
mod keychain;
mod pictures;
mod providers;
mod smoke;
mod stage;
mod storage;
