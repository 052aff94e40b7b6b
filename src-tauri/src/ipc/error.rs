//! Errors as the window gets them: a code that it acts on, a plain sentence for logs, and facts for "Details".

use std::collections::BTreeMap;

use refill_app::{AppError, Problem};
use refill_core::error::VaultError;
use refill_core::key::NotAKey;
use refill_core::ports::{ChainError, NotAWallet, NotSigned};
use refill_core::server::NotAServer;
use refill_store::StoreError;
use serde::Serialize;
use ts_rs::TS;

/// A code exists only if the window says or does something of its own for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Nothing was pasted.
    KeyEmpty,
    /// What was pasted cannot be a key.
    KeyMalformed,
    /// By its prefix, it is a key of another provider.
    KeyOfOtherProvider,
    /// The provider does not accept the key.
    KeyRefused,
    /// The key is neither in the keychain nor in memory.
    KeyMissing,
    /// The key does not begin as keys of its provider do; a warning only.
    KeyUnusual,
    /// The person, or the provider, said no to the sign-in.
    SignInDenied,
    /// Nobody came back from the browser.
    SignInTimeout,
    /// The browser's return cannot be heard; a pasted code still works.
    SignInUnavailable,
    /// Not a server address.
    ServerInvalid,
    /// An address without https.
    ServerInsecure,
    /// No connection.
    Unreachable,
    /// The certificate was not accepted.
    Tls,
    /// No answer in time.
    Timeout,
    /// The server sent the request elsewhere.
    Redirected,
    /// The answer was too large.
    TooLarge,
    /// The answer broke off.
    CutOff,
    /// Too many requests.
    RateLimited,
    /// Too few credits for the call.
    PaymentRequired,
    /// 404.
    NotFound,
    /// The provider cannot read its own credits now.
    BalanceUnavailable,
    /// The server failed.
    ServerError,
    /// The answer was not understood.
    NotUnderstood,
    /// No keychain.
    VaultAbsent,
    /// The keychain is locked.
    VaultLocked,
    /// The keychain refused.
    VaultRefused,
    /// The keychain did not answer.
    VaultTimeout,
    /// The data folder cannot be written.
    StorageReadOnly,
    /// The disk is full.
    StorageFull,
    /// The database is damaged.
    StorageDamaged,
    /// The database is of a newer version.
    StorageNewer,
    /// Another Refill holds the data folder.
    StorageInUse,
    /// Another fault of the database.
    Storage,
    /// There is no such account.
    AccountGone,
    /// The time for undoing is over.
    UndoExpired,
    /// Not a usable name.
    NameInvalid,
    /// Not a usable alert amount.
    ThresholdInvalid,
    /// Not a range of days.
    RangeInvalid,
    /// Another export is running.
    ExportRunning,
    /// The export's file could not be written.
    ExportTarget,
    /// The system took no notification.
    Notification,
    /// The page could not be opened.
    LinkUnknown,
    /// The server did not accept what was sent to it.
    Rejected,
    /// The provider has given it up for good.
    Gone,
    /// The e-mail address has to be verified first.
    EmailUnverified,
    /// The payment journal cannot be used, so nothing is bought.
    JournalUnusable,
    /// Another purchase of the account can still be paid.
    PurchaseOpen,
    /// The purchase is over.
    PurchaseOver,
    /// What is on sale is not what was seen.
    OfferChanged,
    /// The page to pay on is not one that is opened.
    PaymentPage,
    /// Nobody is signed in.
    NotSignedIn,
    /// Whoever signed in holds another account.
    OtherHolder,
    /// The person said no; the window says nothing of it.
    NotConfirmed,
    /// No amount that can be paid.
    AmountInvalid,
    /// What was typed to confirm is another word.
    TypedOtherwise,
    /// The system did not take the copy.
    NotCopied,
    /// There is no wallet to pay with.
    NoWallet,
    /// The wallet's owner said no there.
    WalletRefused,
    /// The wallet is not there.
    WalletUnreachable,
    /// The wallet did not answer in time.
    WalletTimeout,
    /// The wallet is on another chain.
    WalletOtherChain,
    /// The wallet has another address, or none.
    WalletOtherAddress,
    /// What the wallet gave is no signature of its.
    WalletSignature,
    /// What was given is no wallet.
    WalletMalformed,
    /// A word of the recovery phrase is wrong.
    WalletPhrase,
    /// The keystore file asks for too much work.
    WalletTooCostly,
    /// The password does not open the keystore file.
    WalletPassword,
    /// A payment that is not over names the wallet.
    WalletInUse,
    /// The system has no window for secrets.
    NoSecretWindow,
    /// The chain cannot be read.
    ChainUnreachable,
    /// What answers is another chain.
    ChainOther,
    /// A spending limit lets less through: the details say which and how much.
    OverLimit,
    /// Not a spending limit.
    LimitInvalid,
    /// Not an address of an endpoint, or the last one.
    EndpointInvalid,
    /// There is no other payee to accept.
    PayeeGone,
    /// A defect.
    Internal,
}

/// `details` are facts for the "Details" fold: status, request_id, host, field … never a secret or a body.
#[derive(Clone, Debug, Serialize, TS)]
pub struct IpcError {
    code: ErrorCode,
    message: String,
    details: BTreeMap<String, String>,
}

impl IpcError {
    /// An error with facts.
    pub fn new(code: ErrorCode, message: impl Into<String>, details: BTreeMap<String, String>) -> IpcError {
        IpcError {
            code,
            message: message.into(),
            details,
        }
    }

    /// The error of a failed refresh.
    pub fn of_problem(problem: Problem, facts: &[(String, String)]) -> IpcError {
        let details = facts.iter().cloned().collect();
        IpcError::new(problem_code(problem), problem.word(), details)
    }
}

impl From<AppError> for IpcError {
    fn from(error: AppError) -> IpcError {
        let message = error.to_string();
        tracing::debug!(error = %message, "a command failed");
        let (code, details) = code_and_details(&error);
        IpcError::new(code, message, details)
    }
}

impl From<StoreError> for IpcError {
    fn from(error: StoreError) -> IpcError {
        IpcError::from(AppError::from(error))
    }
}

fn code_and_details(error: &AppError) -> (ErrorCode, BTreeMap<String, String>) {
    let fact = |name: &str, value: &dyn ToString| BTreeMap::from([(name.to_owned(), value.to_string())]);
    match error {
        AppError::Provider(error) => {
            let details = refill_app::provider_facts(error).into_iter().collect();
            (problem_code(Problem::from(&error.kind)), details)
        }
        AppError::KeyOfOtherProvider { name } => (ErrorCode::KeyOfOtherProvider, fact("provider", name)),
        AppError::OverLimit(over) => (ErrorCode::OverLimit, fact("left", &over.left.usdc())),
        AppError::Store(error) => (store_code(error), fact("database", error)),
        AppError::ExportTarget(error) => (export_code(error), fact("system", error)),
        other => (plain_code(other), BTreeMap::new()),
    }
}

/// The code of an error that has no facts of its own.
fn plain_code(error: &AppError) -> ErrorCode {
    match error {
        AppError::Key(NotAKey::Empty) => ErrorCode::KeyEmpty,
        AppError::Key(NotAKey::Gap | NotAKey::Character | NotAKey::TooLong) => ErrorCode::KeyMalformed,
        AppError::KeyOfOtherProvider { .. } => ErrorCode::KeyOfOtherProvider,
        AppError::Server(NotAServer::Insecure) => ErrorCode::ServerInsecure,
        AppError::Server(NotAServer::Form | NotAServer::Extra) => ErrorCode::ServerInvalid,
        AppError::Provider(error) => problem_code(Problem::from(&error.kind)),
        AppError::Vault(error) => vault_code(*error),
        AppError::Store(error) => store_code(error),
        AppError::AccountGone => ErrorCode::AccountGone,
        AppError::UndoExpired => ErrorCode::UndoExpired,
        AppError::Name(_) => ErrorCode::NameInvalid,
        AppError::Threshold(_) => ErrorCode::ThresholdInvalid,
        AppError::SignInDenied => ErrorCode::SignInDenied,
        // A sign-in that is over is begun anew, as one that nobody came back from.
        AppError::SignInTimedOut | AppError::SignInOver => ErrorCode::SignInTimeout,
        AppError::SignInUnavailable => ErrorCode::SignInUnavailable,
        AppError::Range => ErrorCode::RangeInvalid,
        AppError::ExportRunning => ErrorCode::ExportRunning,
        AppError::ExportTarget(error) => export_code(error),
        AppError::Notification(_) => ErrorCode::Notification,
        AppError::Link | AppError::NoExport => ErrorCode::LinkUnknown,
        AppError::DemoFolder => ErrorCode::StorageInUse,
        AppError::JournalUnusable => ErrorCode::JournalUnusable,
        AppError::PurchaseOpen => ErrorCode::PurchaseOpen,
        AppError::PurchaseOver => ErrorCode::PurchaseOver,
        AppError::OfferChanged => ErrorCode::OfferChanged,
        AppError::PaymentPage(_) => ErrorCode::PaymentPage,
        AppError::NotSignedIn => ErrorCode::NotSignedIn,
        AppError::OtherHolder => ErrorCode::OtherHolder,
        AppError::NotConfirmed => ErrorCode::NotConfirmed,
        AppError::Email => ErrorCode::Rejected,
        AppError::Amount => ErrorCode::AmountInvalid,
        AppError::TypedOtherwise => ErrorCode::TypedOtherwise,
        AppError::NotCopied(_) => ErrorCode::NotCopied,
        AppError::NoWallet => ErrorCode::NoWallet,
        AppError::Wallet(error) => wallet_code(*error),
        AppError::NotAWallet(error) => import_code(*error),
        AppError::WalletInUse => ErrorCode::WalletInUse,
        AppError::NoSecretWindow => ErrorCode::NoSecretWindow,
        AppError::Chain(ChainError::Other) => ErrorCode::ChainOther,
        AppError::Chain(ChainError::Unreachable | ChainError::NotUnderstood) => ErrorCode::ChainUnreachable,
        AppError::OverLimit(_) => ErrorCode::OverLimit,
        AppError::Limit => ErrorCode::LimitInvalid,
        AppError::Endpoint => ErrorCode::EndpointInvalid,
        AppError::PayeeGone => ErrorCode::PayeeGone,
        AppError::ChangedMeanwhile
        | AppError::Divisor
        | AppError::ProviderUnknown
        | AppError::Http(_)
        | AppError::TaskLost => ErrorCode::Internal,
    }
}

fn problem_code(problem: Problem) -> ErrorCode {
    match problem {
        Problem::KeyRefused => ErrorCode::KeyRefused,
        Problem::KeyMissing => ErrorCode::KeyMissing,
        Problem::PaymentRequired => ErrorCode::PaymentRequired,
        Problem::NotFound => ErrorCode::NotFound,
        // A hidden balance is shown as such and not as a failure; see `AccountCard.hidden`.
        Problem::BalanceHidden | Problem::BalanceUnavailable => ErrorCode::BalanceUnavailable,
        Problem::RateLimited => ErrorCode::RateLimited,
        Problem::ServerError => ErrorCode::ServerError,
        Problem::NotUnderstood => ErrorCode::NotUnderstood,
        Problem::Unreachable => ErrorCode::Unreachable,
        Problem::Tls => ErrorCode::Tls,
        Problem::TimedOut => ErrorCode::Timeout,
        Problem::Redirected => ErrorCode::Redirected,
        Problem::TooLarge => ErrorCode::TooLarge,
        Problem::CutOff => ErrorCode::CutOff,
        Problem::Insecure => ErrorCode::ServerInsecure,
        Problem::VaultAbsent => ErrorCode::VaultAbsent,
        Problem::VaultLocked => ErrorCode::VaultLocked,
        Problem::VaultRefused => ErrorCode::VaultRefused,
        Problem::VaultTimedOut => ErrorCode::VaultTimeout,
        Problem::StorageFull => ErrorCode::StorageFull,
        Problem::StorageReadOnly => ErrorCode::StorageReadOnly,
        Problem::Storage => ErrorCode::Storage,
        Problem::Rejected => ErrorCode::Rejected,
        Problem::Gone => ErrorCode::Gone,
        Problem::EmailUnverified => ErrorCode::EmailUnverified,
        Problem::ProviderUnknown => ErrorCode::Internal,
    }
}

fn wallet_code(error: NotSigned) -> ErrorCode {
    match error {
        NotSigned::Refused => ErrorCode::WalletRefused,
        NotSigned::NoAnswer | NotSigned::TooLate => ErrorCode::WalletTimeout,
        NotSigned::Unreachable => ErrorCode::WalletUnreachable,
        NotSigned::OtherChain => ErrorCode::WalletOtherChain,
        NotSigned::OtherAddress => ErrorCode::WalletOtherAddress,
        NotSigned::WrongSignature | NotSigned::BadKey => ErrorCode::WalletSignature,
    }
}

fn import_code(error: NotAWallet) -> ErrorCode {
    match error {
        NotAWallet::Form | NotAWallet::TooLarge => ErrorCode::WalletMalformed,
        NotAWallet::Phrase => ErrorCode::WalletPhrase,
        NotAWallet::TooCostly => ErrorCode::WalletTooCostly,
        NotAWallet::Password => ErrorCode::WalletPassword,
    }
}

fn vault_code(error: VaultError) -> ErrorCode {
    problem_code(Problem::from(error))
}

fn store_code(error: &StoreError) -> ErrorCode {
    match error {
        StoreError::InUse => ErrorCode::StorageInUse,
        StoreError::NewerVersion { .. } => ErrorCode::StorageNewer,
        StoreError::ReadOnly { .. } => ErrorCode::StorageReadOnly,
        StoreError::Full => ErrorCode::StorageFull,
        StoreError::Damaged => ErrorCode::StorageDamaged,
        StoreError::NoSuchAccount(_) => ErrorCode::AccountGone,
        _ => ErrorCode::Storage,
    }
}

fn export_code(error: &std::io::Error) -> ErrorCode {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => ErrorCode::StorageFull,
        _ => ErrorCode::ExportTarget,
    }
}
