//! The world outside, as traits: what cannot be real in a test, or belongs to an outer crate.

mod buying;
mod holder;
mod paying;
mod person;

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use thiserror::Error;
use url::Url;

use crate::account::Divisor;
use crate::error::{ProviderError, VaultError};
use crate::history::Change;
use crate::ids::{InstallationId, SecretId};
use crate::key::{ApiKey, Secret};
use crate::money::Money;
use crate::provider::Descriptor;
use crate::reading::Balance;
use crate::server::ServerAddress;

pub use self::buying::{AlertMail, Charges, CheckoutPage, CheckoutReturn, CheckoutWords, Shop};
pub use self::holder::{ApiKeys, Holder, Networks, Wallets, Webhooks};
pub use self::paying::{
    Answer, ChainError, ChainReader, EndpointState, KeyedWallet, NotAWallet, NotOffered, NotSigned, Offer,
    Seller, Timer, TopUpRequest, TopUps, Wallet, WalletMaker, WalletPageWords, Wanted,
};
pub use self::person::{
    Clipboard, Confirmer, NotCopied, PhraseWords, Question, SecretQuestion, SecretWindow,
};

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
    /// [`ProviderError`]; of kind `Unsupported` where there is none, or none for a key like this.
    async fn history(&self, access: &Access, page: Option<&PageToken>) -> Result<HistoryPage, ProviderError>;

    /// Signing in with the browser, where [`Descriptor::signs_in`].
    fn sign_in(&self) -> Option<&dyn SignIn> {
        None
    }

    /// Packages and checkout, where [`Descriptor::buys`] says so.
    fn shop(&self) -> Option<&dyn Shop> {
        None
    }

    /// Charges, where [`Descriptor::buys`] says so.
    fn charges(&self) -> Option<&dyn Charges> {
        None
    }

    /// Top-ups that are paid by x402, where [`Descriptor::buys`] says so.
    fn top_ups(&self) -> Option<&dyn TopUps> {
        None
    }

    /// What an account holder signs in for with an e-mail address, where [`Descriptor::holder`].
    fn holder(&self) -> Option<&dyn Holder> {
        None
    }

    /// An alert amount that the provider keeps too, and warns by itself.
    fn alert_mail(&self) -> Option<&dyn AlertMail> {
        None
    }
}

/// A key by signing in with the browser instead of by copying (OAuth 2 with PKCE, RFC 7636).
#[async_trait]
pub trait SignIn: Send + Sync {
    /// Begins: makes the page to open. With `back` the browser returns there with a `code`; without, the page
    /// shows a code to copy.
    ///
    /// # Errors
    /// [`ProviderError`] when no such page can be made.
    #[expect(
        clippy::result_large_err,
        reason = "asked for once, by a click; copying an error costs nothing beside that"
    )]
    fn begin(&self, back: Option<&Url>, server: Option<&ServerAddress>) -> Result<SignInPage, ProviderError>;

    /// Exchanges the code for a key. Sent once and never again: a code serves once.
    ///
    /// # Errors
    /// [`ProviderError`]; `KeyRefused` for a code that is wrong, used or too old.
    async fn finish(
        &self,
        page: &SignInPage,
        code: &Secret,
        server: Option<&ServerAddress>,
    ) -> Result<ApiKey, ProviderError>;
}

/// A sign-in that began.
#[derive(Clone, Debug)]
pub struct SignInPage {
    /// The page to open in the browser.
    pub address: Url,
    /// What proves that the one who has the code is the one who began (RFC 7636, `code_verifier`).
    pub verifier: Secret,
}

/// Pages of this machine that a browser returns to, once.
#[async_trait]
pub trait Loopback: Send + Sync {
    /// Opens a page that waits for one return of a sign-in: with `code` or `error` in its query.
    ///
    /// # Errors
    /// [`NotListening`], for example where a firewall program forbids it.
    async fn open(&self, words: &ReturnWords) -> Result<Box<dyn ReturnPage>, NotListening>;

    /// Opens a page that waits for one return of a checkout, for as long as `whole`.
    ///
    /// # Errors
    /// [`NotListening`].
    async fn open_for_checkout(
        &self,
        words: &CheckoutWords,
        whole: Duration,
    ) -> Result<Box<dyn CheckoutPage>, NotListening>;
}

/// A page that waits for a browser's return. Gone when it is dropped.
#[async_trait]
pub trait ReturnPage: Send {
    /// Its address.
    fn address(&self) -> Url;

    /// Waits for the return.
    ///
    /// # Errors
    /// [`NeverReturned`] when nobody came in time.
    async fn returned(self: Box<Self>) -> Result<Returned, NeverReturned>;
}

/// What the page on this machine says to the person, in their language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnWords {
    /// Language of the words, for example `en`.
    pub language: String,
    /// Headline.
    pub title: String,
    /// What to do next.
    pub text: String,
}

/// What a browser brought back.
#[derive(Debug)]
pub enum Returned {
    /// The one-time code.
    Code(Secret),
    /// The person said no at the provider, or the provider did; its word for why, cleaned.
    Denied(String),
}

/// No page could be opened on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("this machine lets nobody listen for the browser's return")]
pub struct NotListening;

/// Nobody came back in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the browser did not come back in time")]
pub struct NeverReturned;

/// What a call to a provider needs of the account.
#[derive(Clone, Debug)]
pub struct Access {
    /// The account's key.
    pub key: ApiKey,
    /// The account's own server; `None` for the provider's fixed one.
    pub server: Option<ServerAddress>,
    /// What a reported balance is divided by.
    pub divisor: Divisor,
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
    /// The rows of a moment are all that happened then: they take the place of rows stored for that moment
    /// before, whose amounts may have been corrected since.
    pub replaces: bool,
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
