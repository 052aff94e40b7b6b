//! Keys in the operating system's keychain, and an in-memory twin of it.
//!
//! - [`KeychainVault`]: the Secret Service on Linux, the system's own keychain on macOS and Windows.
//! - [`MemoryVault`]: for tests, demo mode and "keep keys for this session only".
//!
//! What is absent on purpose: a cached connection (a keychain that starts late, dies or comes back is noticed
//! at the next call), a lock around calls (a dialog that waits for a person holds up nobody else), and a way
//! to list items (an item is only ever touched by its id).

mod checked;
mod keychain;
mod memory;
#[cfg(any(target_os = "macos", target_os = "windows"))]
mod native;
#[cfg(target_os = "linux")]
mod secret_service;

pub use keychain::{KeychainVault, SERVICE};
pub use memory::{MemoryState, MemoryVault};
