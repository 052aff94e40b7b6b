//! The operating system's keychain as a [`Vault`].

use refill_core::error::VaultError;
use refill_core::key::ApiKey;
use refill_core::ports::{Asking, Item, Vault};

use crate::checked::{self, Keychain as _};
#[cfg(any(target_os = "macos", target_os = "windows"))]
use crate::native::Native as System;
#[cfg(target_os = "linux")]
use crate::secret_service::SecretServiceKeychain as System;

/// The attribute `service` of every item of Refill. Its `username` is `<installation>/<secret id>`.
pub const SERVICE: &str = "app.refill.desktop";

/// The keychain of the person who is logged in.
///
/// Calls block, for as long as a person takes to answer an unlock dialog: never make them on an async thread.
#[derive(Debug, Default)]
pub struct KeychainVault {
    system: System,
}

impl KeychainVault {
    /// The person's keychain. Nothing is opened before the first call.
    pub fn new() -> KeychainVault {
        KeychainVault::default()
    }

    /// The keychain on the D-Bus at `address`, instead of the one of the session.
    #[cfg(target_os = "linux")]
    pub fn on_bus(address: &str) -> KeychainVault {
        KeychainVault {
            system: System::on_bus(address),
        }
    }
}

impl Vault for KeychainVault {
    fn probe(&self) -> Result<(), VaultError> {
        self.system.probe()
    }

    fn read(&self, item: &Item, asking: Asking) -> Result<ApiKey, VaultError> {
        self.system.read(item, asking)
    }

    fn write(&self, item: &Item, label: &str, secret: &ApiKey, asking: Asking) -> Result<(), VaultError> {
        checked::write(&self.system, item, label, secret, asking)
    }

    fn delete(&self, item: &Item, asking: Asking) -> Result<(), VaultError> {
        checked::delete(&self.system, item, asking)
    }
}
