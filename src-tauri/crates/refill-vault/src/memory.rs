//! A keychain that lasts as long as the process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use refill_core::error::VaultError;
use refill_core::key::ApiKey;
use refill_core::ports::{Asking, Item, Vault};

/// What a [`MemoryVault`] pretends to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MemoryState {
    /// Open.
    #[default]
    Ready,
    /// Not there.
    Absent,
    /// Locked; the person unlocks it when asked.
    Locked,
    /// Locked; the person closes the dialog when asked.
    Dismissed,
    /// Says no to everything.
    Refusing,
    /// Never answers in time.
    Silent,
    /// Takes a secret and does not keep it.
    Forgetful,
}

/// Secrets in memory: for this session only, for demo mode, and as the keychain's twin in tests.
#[derive(Default)]
pub struct MemoryVault {
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    state: MemoryState,
    secrets: HashMap<Item, ApiKey>,
}

impl MemoryVault {
    /// An empty vault that is open.
    pub fn new() -> MemoryVault {
        MemoryVault::default()
    }

    /// Lets the vault be something else from now on. Its secrets stay.
    pub fn set_state(&self, state: MemoryState) {
        self.inside().state = state;
    }

    /// How many secrets there are.
    pub fn count(&self) -> usize {
        self.inside().secrets.len()
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, asking: Asking) -> Result<MutexGuard<'_, Inside>, VaultError> {
        let mut inside = self.inside();
        inside.open(asking)?;
        Ok(inside)
    }
}

impl Inside {
    fn open(&mut self, asking: Asking) -> Result<(), VaultError> {
        match (self.state, asking) {
            (MemoryState::Ready | MemoryState::Forgetful, _) => Ok(()),
            (MemoryState::Locked, Asking::Allowed) => {
                self.state = MemoryState::Ready;
                Ok(())
            }
            (MemoryState::Locked | MemoryState::Dismissed, Asking::Never) => Err(VaultError::Locked),
            (MemoryState::Dismissed | MemoryState::Refusing, _) => Err(VaultError::Refused),
            (MemoryState::Absent, _) => Err(VaultError::Absent),
            (MemoryState::Silent, _) => Err(VaultError::TimedOut),
        }
    }
}

impl Vault for MemoryVault {
    fn probe(&self) -> Result<(), VaultError> {
        self.open(Asking::Never).map(drop)
    }

    fn read(&self, item: &Item, asking: Asking) -> Result<ApiKey, VaultError> {
        let inside = self.open(asking)?;
        inside.secrets.get(item).cloned().ok_or(VaultError::Missing)
    }

    fn write(&self, item: &Item, _label: &str, secret: &ApiKey, asking: Asking) -> Result<(), VaultError> {
        let mut inside = self.open(asking)?;
        if inside.state == MemoryState::Forgetful {
            return Err(VaultError::NotKept);
        }
        inside.secrets.insert(item.clone(), secret.clone());
        Ok(())
    }

    fn delete(&self, item: &Item, asking: Asking) -> Result<(), VaultError> {
        self.open(asking)?.secrets.remove(item);
        Ok(())
    }
}
