//! The payment journal, `payments.db`: what was bought, and everything that happened to it.
//!
//! A file of its own beside `history.db`, because nothing in it can be fetched again: it is never thinned, never set
//! aside and never mended, and every commit is on the disk before it counts. What is written stays (triggers refuse to
//! change or delete it); only `head`, which says where each purchase stands, is updated. The transaction that writes
//! an event moves its head, so the two never disagree.

mod event;
mod file;
mod head;
mod purchase;

use std::sync::Mutex;

use jiff::Timestamp;
use refill_core::ids::{AccountId, PurchaseId};
use refill_core::purchase::{Arrival, Event, Page, Purchase, State};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction};
use thiserror::Error;

use self::file::JOURNAL_FILE;
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
}

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
    pub fn open(folder: &DataFolder) -> Result<Journal, StoreError> {
        let connection = file::open(folder.path()).map_err(of_journal)?;
        Ok(Journal {
            connection: Mutex::new(Some(connection)),
            _folder: Some(folder.clone()),
        })
    }

    /// A fresh journal in memory, for tests.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_in_memory() -> Result<Journal, StoreError> {
        let connection = file::open_in_memory().map_err(of_journal)?;
        Ok(Journal {
            connection: Mutex::new(Some(connection)),
            _folder: None,
        })
    }

    /// Writes down what somebody sets out to buy, in [`State::Begun`].
    ///
    /// # Errors
    /// [`JournalError::AlreadyOpen`], [`JournalError::Store`].
    pub fn begin(&self, purchase: &Purchase) -> Result<(), JournalError> {
        self.write(|db| {
            if let Some(open) = head::open_of(db, &purchase.account)? {
                return Err(JournalError::AlreadyOpen(open));
            }
            let number = purchase::insert(db, purchase)?;
            Ok(head::insert(db, number, purchase)?)
        })
    }

    /// Writes down what happened, and answers where that leads.
    ///
    /// # Errors
    /// [`JournalError::NotAllowed`], [`JournalError::NoSuchPurchase`], [`JournalError::Store`].
    pub fn append(&self, id: &PurchaseId, event: &Event, at: Timestamp) -> Result<State, JournalError> {
        self.write(|db| {
            let number = purchase::number(db, id)?.ok_or(JournalError::NoSuchPurchase)?;
            let state = head::state(db, number)?;
            let next = state.after(event).ok_or(JournalError::NotAllowed(state))?;
            event::insert(db, number, event, at)?;
            head::update(db, number, next, at)?;
            Ok(next)
        })
    }

    /// One purchase.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::Other`] for one that a newer Refill wrote in words of its own.
    pub fn purchase(&self, id: &PurchaseId) -> Result<Option<PurchaseRecord>, StoreError> {
        self.read(|db| Ok(record(db, "p.id = ?1", [id.as_str()])?))
    }

    /// The account's purchase that can still be paid, or may have been ([`State::is_open`]).
    ///
    /// # Errors
    /// As [`Journal::purchase`].
    pub fn open_purchase(&self, account: &AccountId) -> Result<Option<PurchaseRecord>, StoreError> {
        let condition = format!("head.account = ?1 AND {}", head::IS_OPEN);
        self.read(|db| Ok(record(db, &condition, [account.as_str()])?))
    }

    /// Purchases of which something happened at or after `since`, or that are open, newest first: those worth
    /// watching. One in words of a newer Refill is left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn recent(&self, since: Timestamp) -> Result<Vec<PurchaseRecord>, StoreError> {
        let condition = format!("head.updated_at >= ?1 OR {}", head::IS_OPEN);
        self.read(|db| records(db, &condition, [Micros(since)], usize::MAX))
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
                records(db, condition, [after.as_str()], limit)
            }
            None => records(db, "TRUE", [], limit),
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

    fn read<T>(&self, look: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut connection = locked(&self.connection);
        let connection = connection.as_mut().ok_or_else(closed)?;
        look_at(connection, look).map_err(of_journal)
    }
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> JournalError {
        JournalError::Store(error.into())
    }
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

fn select(condition: &str) -> String {
    let columns = purchase::COLUMNS;
    format!(
        "SELECT {columns}, head.state FROM purchase p JOIN head ON head.purchase = p.no
         WHERE {condition} ORDER BY p.no DESC"
    )
}

fn record(db: &Connection, condition: &str, values: impl Params) -> rusqlite::Result<Option<PurchaseRecord>> {
    db.prepare_cached(&select(condition))?
        .query_row(values, |row| from_row(db, row))
        .optional()
}

/// The first `limit` purchases that can be read.
fn records(
    db: &Connection,
    condition: &str,
    values: impl Params,
    limit: usize,
) -> Result<Vec<PurchaseRecord>, StoreError> {
    let mut statement = db.prepare_cached(&select(condition))?;
    let mut rows = statement.query(values)?;
    let mut records = Vec::new();
    while records.len() < limit
        && let Some(row) = rows.next()?
    {
        match from_row(db, row) {
            Ok(record) => records.push(record),
            Err(error) if error.sqlite_error().is_none() => {
                tracing::warn!(%error, "left out a purchase that a newer Refill wrote");
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(records)
}

fn from_row(db: &Connection, row: &Row<'_>) -> rusqlite::Result<PurchaseRecord> {
    Ok(PurchaseRecord {
        purchase: purchase::from_row(row)?,
        state: head::from_row(row, 19)?,
        events: event::of(db, row.get(0)?)?,
    })
}
