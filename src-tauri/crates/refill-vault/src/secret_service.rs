//! The Secret Service of a Linux desktop, over D-Bus.
//!
//! Every call opens its own connection and looks for itself, so nothing that happened before (no service, a
//! service that died, a locked keychain) sticks. What is allowed to take how long:
//!
//! - a look, and a call that may raise no dialog: some seconds, by [`LOOK`] and [`CALL`];
//! - a call that may raise the system's dialog: as long as the person takes, unless the service goes away.

mod errors;
mod look;

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use refill_core::error::VaultError;
use refill_core::key::ApiKey;
use refill_core::ports::{Asking, Item};
use secret_service::{EncryptionType, SecretService};
use zbus::Connection;

use crate::checked::{self, Keychain};
use crate::keychain::SERVICE;
use errors::vault_error;
use look::State;

/// Limit of a look. A missing service is known at once; this is for one that hangs, and long enough for a
/// machine that is busy starting everything else.
const LOOK: Duration = Duration::from_secs(4);
/// Limit of a single D-Bus call, of a whole call that may raise no dialog, and of starting the service.
const CALL: Duration = Duration::from_secs(8);
/// How often a call that waits for a person looks whether the service is still there.
const STILL_THERE: Duration = Duration::from_secs(2);

/// Name of the collection that is made where the person has none yet: the one that other programs would give
/// it, as from then on it is the default one for all of them.
const FIRST_COLLECTION: &str = "Default keyring";

/// The keychain behind `org.freedesktop.secrets`.
#[derive(Debug, Default)]
pub(crate) struct SecretServiceKeychain {
    /// Address of the bus; `None` for the session's.
    bus: Option<String>,
}

impl SecretServiceKeychain {
    pub(crate) fn on_bus(address: &str) -> SecretServiceKeychain {
        SecretServiceKeychain {
            bus: Some(address.to_owned()),
        }
    }

    /// Looks, unlocks if that is needed and allowed, and then does `work`.
    fn opened<T>(
        &self,
        asking: Asking,
        work: impl AsyncFnOnce(&SecretService<'_>) -> Result<T, secret_service::Error>,
    ) -> Result<T, VaultError> {
        block_on(async {
            let (bus, state) = look::look(self.bus.as_deref(), CALL).await?;
            if asking == Asking::Never && state != State::Unlocked {
                return Err(VaultError::Locked);
            }
            let everything = async {
                let service = SecretService::connect_with_existing(EncryptionType::Dh, bus.clone()).await?;
                unlock(&service, state).await?;
                work(&service).await
            };
            let outcome = match asking {
                Asking::Never => within(CALL, everything).await?,
                Asking::Allowed => while_there(&bus, everything).await?,
            };
            outcome.map_err(|error| vault_error(&error))
        })
    }
}

impl Keychain for SecretServiceKeychain {
    fn probe(&self) -> Result<(), VaultError> {
        let (_, state) = block_on(look::look(self.bus.as_deref(), LOOK))?;
        match state {
            State::Unlocked => Ok(()),
            // Without any keychain yet the way out is the same: the system asks, this time for a new password.
            State::Locked | State::NotMade => Err(VaultError::Locked),
        }
    }

    fn read(&self, item: &Item, asking: Asking) -> Result<ApiKey, VaultError> {
        let bytes = self.opened(asking, async |service| {
            let user = checked::user(item);
            let found = service.search_items(attributes(&user)).await?;
            let locked = found.locked.first().filter(|_| found.unlocked.is_empty());
            if let Some(item) = locked {
                // In a locked keychain beside the default one.
                unlock_item(item, asking).await?;
            }
            let item = found.unlocked.first().or(locked);
            item.ok_or(secret_service::Error::NoResult)?.get_secret().await
        })?;
        checked::key(bytes)
    }

    fn store(&self, item: &Item, label: &str, secret: &ApiKey, asking: Asking) -> Result<(), VaultError> {
        self.opened(asking, async |service| {
            let user = checked::user(item);
            let collection = service.get_default_collection().await?;
            // The plain text goes to the keychain, encrypted on its way: that is what it is for.
            let bytes = secret.expose_secret().as_bytes();
            let made = collection.create_item(label, attributes(&user), bytes, true, "text/plain");
            made.await.map(drop)
        })
    }

    fn remove(&self, item: &Item, asking: Asking) -> Result<(), VaultError> {
        self.opened(asking, async |service| {
            let user = checked::user(item);
            let found = service.search_items(attributes(&user)).await?;
            for item in &found.locked {
                unlock_item(item, asking).await?;
            }
            for item in found.unlocked.iter().chain(&found.locked) {
                item.delete().await?;
            }
            Ok(())
        })
    }
}

/// What an item is found by. Nothing about the account is in here: attributes are readable while locked.
fn attributes(user: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", user)])
}

async fn unlock(service: &SecretService<'_>, state: State) -> Result<(), secret_service::Error> {
    match state {
        State::Unlocked => Ok(()),
        State::Locked => service.get_default_collection().await?.unlock().await,
        State::NotMade => {
            let made = service.create_collection(FIRST_COLLECTION, "default").await;
            made.map(drop)
        }
    }
}

async fn unlock_item(item: &secret_service::Item<'_>, asking: Asking) -> Result<(), secret_service::Error> {
    match asking {
        Asking::Never => Err(secret_service::Error::Locked),
        Asking::Allowed => item.unlock().await,
    }
}

/// Runs `work` on this thread. The connection's own tasks end with it.
fn block_on<T>(work: impl Future<Output = Result<T, VaultError>>) -> Result<T, VaultError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => {
            tracing::error!(%error, "no runtime for a keychain call");
            Err(VaultError::Absent)
        }
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Result<T, VaultError> {
    tokio::time::timeout(limit, work)
        .await
        .map_err(|_| VaultError::TimedOut)
}

/// Waits for `work` as long as the service lives. A dialog's answer never comes from a service that died.
async fn while_there<T>(bus: &Connection, work: impl Future<Output = T>) -> Result<T, VaultError> {
    let gone = async {
        loop {
            tokio::time::sleep(STILL_THERE).await;
            if !look::is_running(bus).await {
                return;
            }
        }
    };
    tokio::select! {
        outcome = work => Ok(outcome),
        () = gone => Err(VaultError::Absent),
    }
}
