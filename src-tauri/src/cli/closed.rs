//! Ports that lead nowhere: what a command without a window does not do.

use std::path::Path;

use async_trait::async_trait;
use refill_core::error::VaultError;
use refill_core::key::ApiKey;
use refill_core::ports::{
    Asking, Browser, Item, Loopback, NotListening, NotNotified, NotOpened, Notice, Notifier, ReturnPage,
    ReturnWords, Vault,
};
use url::Url;

/// No keychain: reading what is known needs none.
pub(crate) struct NoVault;

impl Vault for NoVault {
    fn probe(&self) -> Result<(), VaultError> {
        Err(VaultError::Absent)
    }

    fn read(&self, _: &Item, _: Asking) -> Result<ApiKey, VaultError> {
        Err(VaultError::Absent)
    }

    fn write(&self, _: &Item, _: &str, _: &ApiKey, _: Asking) -> Result<(), VaultError> {
        Err(VaultError::Absent)
    }

    fn delete(&self, _: &Item, _: Asking) -> Result<(), VaultError> {
        Err(VaultError::Absent)
    }
}

/// No notifications: an alert that became due stays due, and the window tells it.
pub(crate) struct NoNotifier;

impl Notifier for NoNotifier {
    fn notify(&self, _: &Notice) -> Result<(), NotNotified> {
        Err(NotNotified)
    }

    fn window_in_front(&self) -> bool {
        false
    }
}

/// No browser.
pub(crate) struct NoBrowser;

impl Browser for NoBrowser {
    fn open_page(&self, _: &Url) -> Result<(), NotOpened> {
        Err(NotOpened)
    }

    fn open_path(&self, _: &Path) -> Result<(), NotOpened> {
        Err(NotOpened)
    }

    fn show_in_folder(&self, _: &Path) -> Result<(), NotOpened> {
        Err(NotOpened)
    }
}

/// No page that a browser returns to.
pub(crate) struct NoLoopback;

#[async_trait]
impl Loopback for NoLoopback {
    async fn open(&self, _: &ReturnWords) -> Result<Box<dyn ReturnPage>, NotListening> {
        Err(NotListening)
    }
}
