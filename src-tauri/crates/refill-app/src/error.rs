//! What a use-case can answer instead of a result.

use refill_core::account::{NotAName, NotAThreshold};
use refill_core::error::{ProviderError, VaultError};
use refill_core::key::NotAKey;
use refill_core::ports::{ChainError, NotAWallet, NotCopied, NotNotified, NotSigned};
use refill_core::server::NotAServer;
use refill_core::shop::NotAPage;
use refill_core::x402::OverLimit;
use refill_store::StoreError;
use thiserror::Error;

/// A use-case that did not do what it was asked for. Nothing was half done: what had begun was undone or is
/// finished at the next start.
#[derive(Debug, Error)]
pub enum AppError {
    /// The pasted text is no key.
    #[error(transparent)]
    Key(#[from] NotAKey),
    /// By its prefix, the key belongs to another provider; it was sent to nobody.
    #[error("this looks like a key of {name}")]
    KeyOfOtherProvider {
        /// Name of the provider whose prefix it has.
        name: &'static str,
    },
    /// The server address is not acceptable.
    #[error(transparent)]
    Server(#[from] NotAServer),
    /// The provider did not answer as needed.
    #[error(transparent)]
    Provider(Box<ProviderError>),
    /// The keychain did not do it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such account (any more).
    #[error("there is no such account")]
    AccountGone,
    /// This version does not know the provider.
    #[error("this version of Refill does not know this provider")]
    ProviderUnknown,
    /// The account's key was replaced twice at the same time; the other replacement stands.
    #[error("the account was changed in the meantime")]
    ChangedMeanwhile,
    /// The provider reports in no such unit.
    #[error("this is none of the provider's units")]
    Divisor,
    /// The sign-in is over: it was cancelled, or its key is in use already.
    #[error("this sign-in is over")]
    SignInOver,
    /// The person, or the provider, said no to the sign-in.
    #[error("the sign-in was refused")]
    SignInDenied,
    /// Nobody came back from the browser in time.
    #[error("nobody came back from the browser")]
    SignInTimedOut,
    /// This machine lets nobody listen for the browser's return: a pasted code still works.
    #[error("the browser's return cannot be heard")]
    SignInUnavailable,
    /// The time for undoing is over.
    #[error("it cannot be undone any more")]
    UndoExpired,
    /// Not a usable account name.
    #[error(transparent)]
    Name(#[from] NotAName),
    /// Not a usable alert amount.
    #[error(transparent)]
    Threshold(#[from] NotAThreshold),
    /// Not a range of days.
    #[error("the range of days is not understood")]
    Range,
    /// One export at a time.
    #[error("another export is still running")]
    ExportRunning,
    /// The export's file could not be written.
    #[error("the file could not be written")]
    ExportTarget(#[source] std::io::Error),
    /// Nothing was exported yet.
    #[error("there is no exported file")]
    NoExport,
    /// The system took no notification.
    #[error(transparent)]
    Notification(#[from] NotNotified),
    /// The provider has no such page, or the system did not open it.
    #[error("the page could not be opened")]
    Link,
    /// Nothing can be asked of the network.
    #[error("the network part could not be started: {0}")]
    Http(String),
    /// A demo was to start in a folder that holds data which are no demo's.
    #[error("the demo's folder holds other data, which are left as they are")]
    DemoFolder,
    /// The journal could not be opened, so nothing is bought.
    #[error("the payment journal cannot be used")]
    JournalUnusable,
    /// The account has a purchase that can still be paid.
    #[error("another purchase of this account is still open")]
    PurchaseOpen,
    /// There is no such purchase, or it cannot be done to it any more.
    #[error("this purchase is over")]
    PurchaseOver,
    /// What is on sale is not what the person saw.
    #[error("the offer has changed")]
    OfferChanged,
    /// The page to pay on is not one that is opened.
    #[error(transparent)]
    PaymentPage(#[from] NotAPage),
    /// Nobody is signed in to the account, or the sign-in has ended.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// Whoever signed in holds another account at the provider: what is bought would be credited there.
    #[error("this is the sign-in of another account")]
    OtherHolder,
    /// The person said no in the system's dialog.
    #[error("the person said no")]
    NotConfirmed,
    /// The typed text is no e-mail address.
    #[error("this is no e-mail address")]
    Email,
    /// The amount is none that can be paid.
    #[error("this is no amount that can be paid")]
    Amount,
    /// What was typed to confirm is not what was asked for.
    #[error("the typed word is another one")]
    TypedOtherwise,
    /// The system did not take the copy.
    #[error(transparent)]
    NotCopied(#[from] NotCopied),
    /// There is no wallet to pay with.
    #[error("there is no wallet to pay with")]
    NoWallet,
    /// The wallet did not do it.
    #[error(transparent)]
    Wallet(#[from] NotSigned),
    /// What was given is no wallet.
    #[error(transparent)]
    NotAWallet(#[from] NotAWallet),
    /// A payment whose end is not known names the wallet.
    #[error("a payment that is not over names this wallet")]
    WalletInUse,
    /// This system has no window of its own for secrets.
    #[error("this system has no window for secrets")]
    NoSecretWindow,
    /// The chain cannot be read.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// A spending limit lets less through.
    #[error(transparent)]
    OverLimit(#[from] OverLimit),
    /// The typed text is no limit.
    #[error("this is no spending limit")]
    Limit,
    /// The typed text is no address where a chain can be read.
    #[error("this is no address of a chain's endpoint")]
    Endpoint,
    /// There is no other payee to accept.
    #[error("there is no other payee to accept")]
    PayeeGone,
    /// A task of Refill's own ended early; a defect.
    #[error("an inner task was lost")]
    TaskLost,
}

impl From<ProviderError> for AppError {
    fn from(error: ProviderError) -> AppError {
        AppError::Provider(Box::new(error))
    }
}
