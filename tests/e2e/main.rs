//! Journeys in the app's real window.

#![cfg(target_os = "linux")]

mod accounts;
mod alerts;
mod cli;
mod export;
mod faults;
mod faults_of_payments;
mod keychain;
mod kills;
mod payments;
mod pictures;
mod providers;
mod purchases;
mod smoke;
mod stage;
mod storage;
