//! Why the journal did not do what it was asked.

use refill_core::ids::PurchaseId;
use refill_core::purchase::State;
use refill_core::x402::OverLimit;
use thiserror::Error;

use crate::error::StoreError;

/// Why the journal did not do it. Nothing was written then.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The account has a purchase that can still be paid, or a payment whose money is not decided.
    #[error("another purchase of this account is still open")]
    AlreadyOpen(PurchaseId),
    /// There is no such purchase.
    #[error("there is no such purchase")]
    NoSuchPurchase,
    /// The event cannot happen to a purchase in this state; nothing was written.
    #[error("that cannot happen to a purchase that is {}", .0.word())]
    NotAllowed(State),
    /// What is to be signed is not what the person was asked about.
    #[error("what is to be signed is not what was planned")]
    OtherPlan,
    /// A spending limit lets less through.
    #[error(transparent)]
    OverLimit(OverLimit),
    /// There is no such wallet, or it is removed.
    #[error("there is no such wallet")]
    NoSuchWallet,
    /// A payment from the wallet is not decided yet.
    #[error("a payment from this wallet is not decided yet")]
    WalletInUse,
    /// The database did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> JournalError {
        JournalError::Store(error.into())
    }
}
