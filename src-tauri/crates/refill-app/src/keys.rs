//! Keys in reach of a refresh: keychain calls off the async threads and with a time limit, and the keys that
//! the person keeps for this session only.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use refill_core::account::Account;
use refill_core::error::VaultError;
use refill_core::ids::{AccountId, InstallationId, SecretId};
use refill_core::key::ApiKey;
use refill_core::ports::{Asking, Item, Vault};
use refill_core::server::ServerAddress;
use tokio::sync::Semaphore;

/// Where the person wants a key to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// In the system's keychain.
    Keychain,
    /// In memory, until Refill is closed.
    Session,
}

/// Where an account's key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// In the system's keychain.
    Keychain,
    /// In memory, until Refill is closed.
    Session,
    /// Nowhere: the person has to paste it again.
    Missing,
}

/// The state of the keychain, as the window explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VaultState {
    /// Not looked at yet.
    Checking,
    /// Usable.
    Ready,
    /// The person chose to keep keys for this session only.
    SessionOnly,
    /// There is none.
    Absent,
    /// It is locked, or did not answer: most often an unlock dialog is waiting.
    Locked,
    /// It refused.
    Refused,
}

/// Time limits of keychain calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// For calls in the background, which never raise a dialog.
    pub background: Duration,
    /// For calls after a click, which may wait for the person's password.
    pub with_person: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            background: Duration::from_secs(8),
            with_person: Duration::from_secs(120),
        }
    }
}

/// A key that is kept in memory, and the server that it was pasted for.
struct SessionKey {
    key: ApiKey,
    server: Option<ServerAddress>,
}

/// The keys of this installation.
pub(crate) struct Keys {
    vault: Arc<dyn Vault>,
    installation: InstallationId,
    limits: Limits,
    session_only: AtomicBool,
    session: Mutex<HashMap<AccountId, SessionKey>>,
    read_before: Mutex<HashMap<SecretId, ApiKey>>,
    /// One keychain call at a time: a call that waits for a dialog must not raise a second one.
    gate: Arc<Semaphore>,
}

impl Keys {
    pub(crate) fn new(vault: Arc<dyn Vault>, installation: InstallationId, limits: Limits) -> Keys {
        Keys {
            vault,
            installation,
            limits,
            session_only: AtomicBool::new(false),
            session: Mutex::default(),
            read_before: Mutex::default(),
            gate: Arc::new(Semaphore::new(1)),
        }
    }

    /// The key of an account, from memory or the keychain.
    pub(crate) async fn of(&self, account: &Account, asking: Asking) -> Result<ApiKey, VaultError> {
        if let Some(kept) = locked(&self.session).get(&account.id) {
            // A key never goes to another server than the one that it was pasted for.
            let fits = kept.server == account.server;
            return fits.then(|| kept.key.clone()).ok_or(VaultError::Missing);
        }
        let secret = account.secret.as_ref().ok_or(VaultError::Missing)?;
        self.read(secret, asking).await
    }

    /// A secret of the keychain, which is asked for it once.
    pub(crate) async fn read(&self, secret: &SecretId, asking: Asking) -> Result<ApiKey, VaultError> {
        if let Some(key) = locked(&self.read_before).get(secret) {
            return Ok(key.clone());
        }
        let item = self.item(secret);
        let key = self.call(asking, move |vault| vault.read(&item, asking)).await?;
        locked(&self.read_before).insert(secret.clone(), key.clone());
        Ok(key)
    }

    /// Where the key of an account is, as far as is known without asking the keychain.
    pub(crate) fn state_of(&self, account: &Account) -> KeyState {
        if locked(&self.session).contains_key(&account.id) {
            return KeyState::Session;
        }
        match account.secret {
            Some(_) => KeyState::Keychain,
            None => KeyState::Missing,
        }
    }

    /// Writes a key into the keychain, under an id that was never used before and is already recorded as planned.
    pub(crate) async fn write(
        &self,
        secret: &SecretId,
        label: String,
        key: &ApiKey,
    ) -> Result<(), VaultError> {
        let (item, kept) = (self.item(secret), key.clone());
        self.call(Asking::Allowed, move |vault| {
            vault.write(&item, &label, &kept, Asking::Allowed)
        })
        .await?;
        locked(&self.read_before).insert(secret.clone(), key.clone());
        Ok(())
    }

    /// Removes a key from the keychain.
    pub(crate) async fn delete(&self, secret: &SecretId, asking: Asking) -> Result<(), VaultError> {
        locked(&self.read_before).remove(secret);
        let item = self.item(secret);
        self.call(asking, move |vault| vault.delete(&item, asking)).await
    }

    /// Keeps a key in memory for this account, before any key in the keychain.
    pub(crate) fn keep_for_session(&self, account: &AccountId, server: Option<ServerAddress>, key: ApiKey) {
        locked(&self.session).insert(account.clone(), SessionKey { key, server });
    }

    /// Forgets the key that was kept in memory for this account.
    pub(crate) fn forget_session(&self, account: &AccountId) {
        locked(&self.session).remove(account);
    }

    /// The person chose to go on without the keychain until Refill is closed.
    pub(crate) fn use_session_only(&self) {
        self.session_only.store(true, Ordering::Relaxed);
    }

    /// The keychain's state, asked for now and without raising a dialog.
    pub(crate) async fn state(&self) -> VaultState {
        if self.is_session_only() {
            return VaultState::SessionOnly;
        }
        VaultState::from(self.call(Asking::Never, |vault| vault.probe()).await)
    }

    /// Opens a locked keychain after a click; the system may ask for its password.
    pub(crate) async fn open(&self, known: Option<&SecretId>) -> VaultState {
        self.session_only.store(false, Ordering::Relaxed);
        let probed = self.call(Asking::Never, |vault| vault.probe()).await;
        if probed != Err(VaultError::Locked) {
            return VaultState::from(probed);
        }
        // Reading any item of ours makes the system ask for the keychain's password; without one, an item that
        // nobody has does the same.
        let item = self.item(known.unwrap_or(&SecretId::from_static("none")));
        let opened = self
            .call(Asking::Allowed, move |vault| vault.read(&item, Asking::Allowed))
            .await;
        match opened {
            Ok(_) | Err(VaultError::Missing) => {
                VaultState::from(self.call(Asking::Never, |vault| vault.probe()).await)
            }
            Err(error) => VaultState::from(Err(error)),
        }
    }

    /// True while the person wants keys to be kept for this session only.
    pub(crate) fn is_session_only(&self) -> bool {
        self.session_only.load(Ordering::Relaxed)
    }

    /// A secret of the keychain that is not kept in memory: it is asked for each time.
    pub(crate) async fn read_item(&self, item: Item, asking: Asking) -> Result<ApiKey, VaultError> {
        self.call(asking, move |vault| vault.read(&item, asking)).await
    }

    /// Writes a secret that is not kept in memory, in the place of what was there.
    pub(crate) async fn write_item(
        &self,
        item: Item,
        label: String,
        secret: ApiKey,
        asking: Asking,
    ) -> Result<(), VaultError> {
        self.call(asking, move |vault| vault.write(&item, &label, &secret, asking))
            .await
    }

    /// The keychain item of this installation with this id.
    pub(crate) fn own_item(&self, secret: &SecretId) -> Item {
        self.item(secret)
    }

    fn item(&self, secret: &SecretId) -> Item {
        Item {
            installation: self.installation.clone(),
            secret: secret.clone(),
        }
    }

    /// Runs one keychain call on a thread of its own. Past the limit the caller goes on without it; the call
    /// keeps the gate until the system answers, so that no second dialog opens behind the first.
    async fn call<T, F>(&self, asking: Asking, call: F) -> Result<T, VaultError>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Vault) -> Result<T, VaultError> + Send + 'static,
    {
        let limit = match asking {
            Asking::Never => self.limits.background,
            Asking::Allowed => self.limits.with_person,
        };
        let (vault, gate) = (self.vault.clone(), self.gate.clone());
        let answer = tokio::time::timeout(limit, async move {
            let turn = gate.acquire_owned().await.map_err(|_| VaultError::Refused)?;
            let thread = tokio::task::spawn_blocking(move || {
                let answer = call(vault.as_ref());
                drop(turn);
                answer
            });
            thread.await.map_err(|_| VaultError::Refused)?
        });
        answer.await.unwrap_or(Err(VaultError::TimedOut))
    }
}

impl From<Result<(), VaultError>> for VaultState {
    fn from(probed: Result<(), VaultError>) -> VaultState {
        match probed {
            Ok(()) => VaultState::Ready,
            Err(VaultError::Absent) => VaultState::Absent,
            Err(VaultError::Locked | VaultError::TimedOut) => VaultState::Locked,
            Err(VaultError::Refused | VaultError::NotKept | VaultError::Missing) => VaultState::Refused,
        }
    }
}

/// A poisoned lock still guards a whole map: no code panics between two steps of a change.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
