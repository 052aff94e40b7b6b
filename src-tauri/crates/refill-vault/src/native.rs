//! The keychains of macOS and Windows. Compiled there, but not tried yet.
//!
//! Unlike the Secret Service they are always there, so the `keyring` crate's one look at the start is enough.
//! macOS asks the person by itself when another program wrote the item; no call here can keep it from that.

use keyring::{Entry, Error};
use refill_core::error::VaultError;
use refill_core::key::ApiKey;
use refill_core::ports::{Asking, Item};

use crate::checked::{self, Keychain};
use crate::keychain::SERVICE;

/// The keychain that the system brings.
#[derive(Debug, Default)]
pub(crate) struct Native;

impl Keychain for Native {
    fn probe(&self) -> Result<(), VaultError> {
        Entry::store_status()
            .as_ref()
            .map_err(|_| VaultError::Absent)
            .copied()
    }

    fn read(&self, item: &Item, _: Asking) -> Result<ApiKey, VaultError> {
        let bytes = entry(item)?.get_secret().map_err(|error| vault_error(&error))?;
        checked::key(bytes)
    }

    fn store(&self, item: &Item, _label: &str, secret: &ApiKey, _: Asking) -> Result<(), VaultError> {
        // These systems show the service's name; the `keyring` crate sets no label of its own here.
        let entry = entry(item)?;
        // The plain text goes to the keychain: that is what it is for.
        let bytes = secret.expose_secret().as_bytes();
        entry.set_secret(bytes).map_err(|error| vault_error(&error))
    }

    fn remove(&self, item: &Item, _: Asking) -> Result<(), VaultError> {
        entry(item)?
            .delete_credential()
            .map_err(|error| vault_error(&error))
    }
}

fn entry(item: &Item) -> Result<Entry, VaultError> {
    Entry::new(SERVICE, &checked::user(item)).map_err(|error| vault_error(&error))
}

fn vault_error(error: &Error) -> VaultError {
    match error {
        Error::NoDefaultStore => VaultError::Absent,
        Error::NoEntry => VaultError::Missing,
        Error::NoStorageAccess(_) => VaultError::Locked,
        Error::BadEncoding(_) | Error::BadDataFormat(..) => VaultError::NotKept,
        _ => VaultError::Refused,
    }
}
