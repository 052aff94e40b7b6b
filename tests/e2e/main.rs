//! Journeys in the app's real window.

#![cfg(target_os = "linux")]

mod accounts;
mod alerts;
mod export;
mod faults;
mod keychain;
mod pictures;
mod smoke;
mod stage;
mod storage;
