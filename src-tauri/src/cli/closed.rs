//! Ports that lead nowhere: what a command without a window does not do.

use std::path::Path;

use std::time::Duration;

use async_trait::async_trait;
use refill_core::error::VaultError;
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{
    Asking, Browser, CheckoutPage, CheckoutWords, Clipboard, Confirmer, Item, Loopback, NotCopied,
    NotListening, NotNotified, NotOpened, Notice, Notifier, PhraseWords, Question, ReturnPage, ReturnWords,
    SecretQuestion, SecretWindow, Vault,
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

    async fn open_for_checkout(
        &self,
        _: &CheckoutWords,
        _: Duration,
    ) -> Result<Box<dyn CheckoutPage>, NotListening> {
        Err(NotListening)
    }
}

/// Nobody to ask: every question is answered with no.
pub(crate) struct NoConfirmer;

#[async_trait]
impl Confirmer for NoConfirmer {
    async fn confirm(&self, _: &Question) -> bool {
        false
    }
}

/// No clipboard.
pub(crate) struct NoClipboard;

impl Clipboard for NoClipboard {
    fn copy(&self, _: &str) -> Result<(), NotCopied> {
        Err(NotCopied)
    }

    fn copy_key(&self, _: &ApiKey) -> Result<(), NotCopied> {
        Err(NotCopied)
    }
}

/// No window for secrets.
pub(crate) struct NoSecretWindow;

#[async_trait]
impl SecretWindow for NoSecretWindow {
    fn is_there(&self) -> bool {
        false
    }

    async fn show_phrase(&self, _: &Secret, _: &PhraseWords, _: bool) -> bool {
        false
    }

    async fn ask(&self, _: &SecretQuestion) -> Option<Secret> {
        None
    }
}
