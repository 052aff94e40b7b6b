//! The payment journal, `payments.db`: what was bought, and everything that happened to it.
//!
//! A file of its own beside `history.db`, because nothing in it can be fetched again: it is never thinned, never set
//! aside and never mended, and every commit is on the disk before it counts. What is written stays (triggers refuse to
//! change or delete it); of it only `head`, which says where each purchase stands, is updated. The transaction that
//! writes an event moves its head, so the two never disagree.
//!
//! Beside the purchases stands what payments from a wallet go by: the wallets, the limits, who is paid, and where the
//! chain is read.

mod attempt;
mod endpoint;
mod error;
mod event;
mod file;
mod head;
mod limit;
mod payment;
mod pin;
mod plan;
mod purchase;
mod record;
mod signed;
mod step;
mod wallet;

use std::sync::Mutex;
#[cfg(feature = "fault-points")]
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use refill_core::ids::{AccountId, PurchaseId};
use refill_core::purchase::{Event, Purchase, State};
use refill_core::x402::Step;
use rusqlite::types::Type;
use rusqlite::{Connection, Transaction};

pub use self::endpoint::Endpoints;
pub use self::error::JournalError;
pub use self::payment::Allowed;
pub use self::pin::Pin;
pub use self::record::PurchaseRecord;

use self::file::JOURNAL_FILE;
use self::head::Family;
use crate::connection::{change, locked, look_at};
use crate::error::StoreError;
use crate::folder::DataFolder;
use crate::value::Micros;

/// The journal of a data folder. Shared between threads; every call blocks until it is done, and what it wrote is on
/// the disk then.
#[derive(Debug)]
pub struct Journal {
    /// `None` once it is closed.
    connection: Mutex<Option<Connection>>,
    /// Held for as long as the journal is open; `None` in memory.
    _folder: Option<DataFolder>,
    /// See [`Journal::without_one_live_guard`].
    #[cfg(feature = "fault-points")]
    is_unguarded: AtomicBool,
}

impl Journal {
    /// Opens the journal of the folder, makes it where there is none. A damaged journal is left as it is.
    ///
    /// # Errors
    /// As [`crate::Store::open`]; [`StoreError::Damaged`] too.
    pub fn open(folder: &DataFolder) -> Result<Journal, StoreError> {
        let connection = file::open(folder.path()).map_err(of_journal)?;
        Ok(Journal::on(connection, Some(folder.clone())))
    }

    /// A fresh journal in memory, for tests.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_in_memory() -> Result<Journal, StoreError> {
        let connection = file::open_in_memory().map_err(of_journal)?;
        Ok(Journal::on(connection, None))
    }

    fn on(connection: Connection, folder: Option<DataFolder>) -> Journal {
        Journal {
            connection: Mutex::new(Some(connection)),
            _folder: folder,
            #[cfg(feature = "fault-points")]
            is_unguarded: AtomicBool::new(false),
        }
    }

    /// Writes down what somebody sets out to buy, in [`State::Begun`]; a payment from a wallet in [`State::QUOTED`]. An
    /// account may have one of either kind that is not over.
    ///
    /// # Errors
    /// [`JournalError::AlreadyOpen`], [`JournalError::Store`].
    pub fn begin(&self, purchase: &Purchase) -> Result<(), JournalError> {
        self.write(|db| {
            let family = Family::of(purchase.way);
            if self.is_guarded(family)
                && let Some(open) = head::in_the_way(db, &purchase.account, family)?
            {
                return Err(JournalError::AlreadyOpen(open));
            }
            let number = purchase::insert(db, purchase)?;
            Ok(head::insert(db, number, purchase)?)
        })
    }

    /// Writes down what happened, and answers where that leads. What is about to be signed is written down by
    /// [`Journal::reserve`] alone.
    ///
    /// # Errors
    /// [`JournalError::NotAllowed`], [`JournalError::NoSuchPurchase`], [`JournalError::Store`].
    pub fn append(&self, id: &PurchaseId, event: &Event, at: Timestamp) -> Result<State, JournalError> {
        self.write(|db| {
            let (number, state) = purchase::standing(db, id)?.ok_or(JournalError::NoSuchPurchase)?;
            if let Event::Paying(Step::Reserved(_)) = event {
                return Err(JournalError::NotAllowed(state));
            }
            let next = state.after(event).ok_or(JournalError::NotAllowed(state))?;
            write_down(db, number, event, next, at)?;
            Ok(next)
        })
    }

    /// One purchase.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::Other`] for one that a newer Refill wrote in words of its own.
    pub fn purchase(&self, id: &PurchaseId) -> Result<Option<PurchaseRecord>, StoreError> {
        self.read(|db| Ok(record::one(db, "p.id = ?1", [id.as_str()])?))
    }

    /// The account's purchase on a page that can still be paid, or may have been ([`State::is_open`]).
    ///
    /// # Errors
    /// As [`Journal::purchase`].
    pub fn open_purchase(&self, account: &AccountId) -> Result<Option<PurchaseRecord>, StoreError> {
        let condition = format!("head.account = ?1 AND {}", head::IS_OPEN);
        self.read(|db| Ok(record::one(db, &condition, [account.as_str()])?))
    }

    /// Purchases and payments of which something happened at or after `since`, or that are open, newest first: those
    /// worth watching. One in words of a newer Refill is left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn recent(&self, since: Timestamp) -> Result<Vec<PurchaseRecord>, StoreError> {
        let condition = format!(
            "head.updated_at >= ?1 OR ({}) OR ({})",
            head::IS_OPEN,
            head::IS_LIVE
        );
        self.read(|db| record::all(db, &condition, [Micros(since)], usize::MAX))
    }

    /// One page of all purchases, newest first; `after` is the last one of the page before. One in words of a newer
    /// Refill is left out, and does not count.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn page(&self, after: Option<&PurchaseId>, limit: usize) -> Result<Vec<PurchaseRecord>, StoreError> {
        self.read(|db| match after {
            Some(after) => {
                let condition = "p.no < (SELECT no FROM purchase WHERE id = ?1)";
                record::all(db, condition, [after.as_str()], limit)
            }
            None => record::all(db, "TRUE", [], limit),
        })
    }

    /// Closes the journal in order; see [`crate::Store::close`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn close(&self) -> Result<(), StoreError> {
        match locked(&self.connection).take() {
            Some(connection) => connection.close().map_err(|(_, error)| of_journal(error.into())),
            None => Ok(()),
        }
    }

    fn write<T>(
        &self,
        what: impl FnOnce(&Transaction<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let mut connection = locked(&self.connection);
        let connection = connection.as_mut().ok_or_else(closed)?;
        change(connection, what).map_err(|error| match error {
            JournalError::Store(error) => JournalError::Store(of_journal(error)),
            other => other,
        })
    }

    /// As [`Journal::write`], for what no purchase stands in the way of.
    fn set<T>(&self, what: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut connection = locked(&self.connection);
        let connection = connection.as_mut().ok_or_else(closed)?;
        change(connection, what).map_err(of_journal)
    }

    #[cfg(feature = "fault-points")]
    fn is_guarded(&self, family: Family) -> bool {
        family == Family::Page || !self.is_unguarded.load(Ordering::SeqCst)
    }

    #[cfg(not(feature = "fault-points"))]
    fn is_guarded(&self, _family: Family) -> bool {
        true
    }

    fn read<T>(&self, look: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut connection = locked(&self.connection);
        let connection = connection.as_mut().ok_or_else(closed)?;
        look_at(connection, look).map_err(of_journal)
    }
}

/// Adds an event with what belongs to it, and moves the purchase on.
fn write_down(
    db: &Connection,
    number: i64,
    event: &Event,
    next: State,
    at: Timestamp,
) -> rusqlite::Result<()> {
    event::insert(db, number, event, at)?;
    head::update(db, number, next, at)
}

fn of_journal(error: StoreError) -> StoreError {
    error.about(JOURNAL_FILE)
}

fn closed() -> StoreError {
    of_journal(StoreError::read_only())
}

/// A word in a column that only a newer Refill knows.
fn unknown_word(column: usize) -> rusqlite::Error {
    let error = "a word that this version does not know".into();
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error)
}

/// A row that is named by another one, and is not there.
fn missing_row() -> rusqlite::Error {
    let error = "a row that this version needs is not there".into();
    rusqlite::Error::FromSqlConversionFailure(0, Type::Null, error)
}
