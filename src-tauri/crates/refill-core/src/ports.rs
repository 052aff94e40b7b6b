//! The world outside, as traits: what cannot be real in a test, or belongs to an outer crate.

use async_trait::async_trait;
use jiff::Timestamp;
use thiserror::Error;
use url::Url;

use crate::error::{ProviderError, VaultError};
use crate::history::Change;
use crate::ids::{InstallationId, SecretId};
use crate::key::ApiKey;
use crate::money::Money;
use crate::provider::Descriptor;
use crate::reading::Balance;
use crate::server::ServerAddress;

/// A provider's API, for one account at a time. Implementations keep no state between calls.
#[async_trait]
pub trait Provider: Send + Sync {
    /// What the rest of Refill knows of it.
    fn descriptor(&self) -> &Descriptor;

    /// Reads the balance.
    ///
    /// # Errors
    /// [`ProviderError`]; a missing or unreadable field is an error and never a zero.
    async fn balance(&self, access: &Access) -> Result<Balance, ProviderError>;

    /// Reads one page of the account's history; `None` asks for the first.
    ///
    /// # Errors
    /// [`ProviderError`]; of kind `Unsupported` where [`Descriptor::has_history`] is false.
    async fn history(&self, access: &Access, page: Option<&PageToken>) -> Result<HistoryPage, ProviderError>;
}

/// What a call to a provider needs of the account.
#[derive(Clone, Debug)]
pub struct Access {
    /// The account's key.
    pub key: ApiKey,
    /// The account's own server; `None` for the provider's fixed one.
    pub server: Option<ServerAddress>,
}

/// Where the next page of a history starts, in the provider's own terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageToken(pub String);

/// One page of a provider's history.
#[derive(Clone, Debug, Default)]
pub struct HistoryPage {
    /// Its rows, in the provider's order.
    pub rows: Vec<Change>,
    /// The page after it, if there may be one.
    pub next: Option<PageToken>,
    /// The balance that came along with the answer (contract D: `X-Credits-Balance`).
    pub balance: Option<Money>,
}

/// The operating system's keychain. Every call may block, for as long as a person takes to answer an unlock
/// dialog: call it off the async threads, with a time limit.
pub trait Vault: Send + Sync {
    /// What state the keychain is in. Never raises an unlock dialog.
    ///
    /// # Errors
    /// The state, when it is not ready: `Absent`, `Locked` or `Refused`.
    fn probe(&self) -> Result<(), VaultError>;

    /// Reads a secret.
    ///
    /// # Errors
    /// [`VaultError`]; `Locked` without a dialog when `asking` is [`Asking::Never`].
    fn read(&self, item: &Item, asking: Asking) -> Result<ApiKey, VaultError>;

    /// Stores a secret, reads it back and compares.
    ///
    /// # Errors
    /// [`VaultError`]; the item is then not to be relied on.
    fn write(&self, item: &Item, label: &str, secret: &ApiKey, asking: Asking) -> Result<(), VaultError>;

    /// Removes a secret. An item that is not there counts as removed.
    ///
    /// # Errors
    /// [`VaultError`].
    fn delete(&self, item: &Item, asking: Asking) -> Result<(), VaultError>;
}

/// One keychain item of one installation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// The installation that owns it.
    pub installation: InstallationId,
    /// The secret in it.
    pub secret: SecretId,
}

/// Whether a keychain call may raise the system's unlock dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// In the background: never.
    Never,
    /// The person just clicked something that needs the keychain.
    Allowed,
}

/// The wall clock.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// A notification of the desktop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Who and how much.
    pub title: String,
    /// One sentence and what to do.
    pub body: String,
}

/// The system did not take the notification.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the system did not take the notification")]
pub struct NotNotified;

/// The desktop's notifications.
pub trait Notifier: Send + Sync {
    /// Hands a notification to the system.
    ///
    /// # Errors
    /// [`NotNotified`]; the alert then stays due.
    fn notify(&self, notice: &Notice) -> Result<(), NotNotified>;

    /// True while Refill's window has the focus: a banner in it replaces the notification.
    fn window_in_front(&self) -> bool;
}

/// The system did not open it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the system did not open it")]
pub struct NotOpened;

/// The person's browser and file manager.
pub trait Browser: Send + Sync {
    /// Opens a page in the system's browser.
    ///
    /// # Errors
    /// [`NotOpened`].
    fn open_page(&self, page: &Url) -> Result<(), NotOpened>;

    /// Opens a file in the program that the system has for it, or a folder in the file manager.
    ///
    /// # Errors
    /// [`NotOpened`].
    fn open_path(&self, path: &std::path::Path) -> Result<(), NotOpened>;

    /// Shows a file in its folder.
    ///
    /// # Errors
    /// [`NotOpened`].
    fn show_in_folder(&self, path: &std::path::Path) -> Result<(), NotOpened>;
}
