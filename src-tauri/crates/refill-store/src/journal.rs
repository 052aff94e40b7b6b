//! The payment journal, `payments.db`: what was bought, and everything that happened to it.

use jiff::Timestamp;
use refill_core::ids::{AccountId, PurchaseId};
use refill_core::purchase::{Arrival, Event, Page, Purchase, State};
use thiserror::Error;

use crate::error::StoreError;
use crate::folder::DataFolder;

/// The journal of a data folder. Shared between threads; every call blocks until it is done, and what it wrote is on
/// the disk then.
#[derive(Debug)]
pub struct Journal {}

/// A purchase with everything that happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseRecord {
    /// What somebody set out to buy.
    pub purchase: Purchase,
    /// Where it stands.
    pub state: State,
    /// Everything that happened to it, oldest first.
    pub events: Vec<(Timestamp, Event)>,
}

impl PurchaseRecord {
    /// The page to pay on.
    pub fn page(&self) -> Option<&Page> {
        self.events.iter().rev().find_map(|(_, event)| match event {
            Event::Ready(page) => Some(page),
            _ => None,
        })
    }

    /// The credits that arrived so far, oldest first.
    pub fn arrivals(&self) -> Vec<Arrival> {
        let arrived = |(_, event): &(Timestamp, Event)| match event {
            Event::Credited(arrival) | Event::CreditedAgain(arrival) => Some(arrival.clone()),
            _ => None,
        };
        self.events.iter().filter_map(arrived).collect()
    }

    /// When something happened to it last.
    pub fn updated_at(&self) -> Timestamp {
        let last = self.events.last().map(|(at, _)| *at);
        last.unwrap_or(self.purchase.begun_at)
    }
}

/// Why the journal did not do it.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The account has a purchase that can still be paid.
    #[error("another purchase of this account is still open")]
    AlreadyOpen(PurchaseId),
    /// There is no such purchase.
    #[error("there is no such purchase")]
    NoSuchPurchase,
    /// The event cannot happen to a purchase in this state; nothing was written.
    #[error("that cannot happen to a purchase that is {}", .0.word())]
    NotAllowed(State),
    /// The database did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Journal {
    /// Opens the journal of the folder, makes it where there is none. A damaged journal is left as it is.
    ///
    /// # Errors
    /// As [`crate::Store::open`]; [`StoreError::Damaged`] too.
    pub fn open(_folder: &DataFolder) -> Result<Journal, StoreError> {
        Ok(Journal {})
    }

    /// A fresh journal in memory, for tests.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_in_memory() -> Result<Journal, StoreError> {
        Ok(Journal {})
    }

    /// Writes down what somebody sets out to buy, in [`State::Begun`].
    ///
    /// # Errors
    /// [`JournalError::AlreadyOpen`], [`JournalError::Store`].
    pub fn begin(&self, _purchase: &Purchase) -> Result<(), JournalError> {
        Err(StoreError::read_only().into())
    }

    /// Writes down what happened, and answers where that leads.
    ///
    /// # Errors
    /// [`JournalError::NotAllowed`], [`JournalError::NoSuchPurchase`], [`JournalError::Store`].
    pub fn append(&self, _id: &PurchaseId, _event: &Event, _at: Timestamp) -> Result<State, JournalError> {
        Err(StoreError::read_only().into())
    }

    /// One purchase.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn purchase(&self, _id: &PurchaseId) -> Result<Option<PurchaseRecord>, StoreError> {
        Err(StoreError::read_only())
    }

    /// The account's purchase that can still be paid, or may have been ([`State::is_open`]).
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open_purchase(&self, _account: &AccountId) -> Result<Option<PurchaseRecord>, StoreError> {
        Err(StoreError::read_only())
    }

    /// Purchases of which something happened at or after `since`, or that are open, newest first: those worth
    /// watching.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn recent(&self, _since: Timestamp) -> Result<Vec<PurchaseRecord>, StoreError> {
        Err(StoreError::read_only())
    }

    /// One page of all purchases, newest first; `after` is the last one of the page before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn page(
        &self,
        _after: Option<&PurchaseId>,
        _limit: usize,
    ) -> Result<Vec<PurchaseRecord>, StoreError> {
        Err(StoreError::read_only())
    }

    /// Closes the journal in order; see [`crate::Store::close`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
