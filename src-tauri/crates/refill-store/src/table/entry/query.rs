//! Reading the history: page by page for the window, in one stream for an export.

use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;

use refill_core::history::Entry;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::filter::{Condition, Filter};
use super::{COLUMNS, from_row};
use crate::error::StoreError;
use crate::store::Store;

/// A place between two entries of the history. Stays right when entries are added before or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// Moment of the last entry before the place, in microseconds.
    at: i64,
    /// Its id.
    id: i64,
}

/// A stretch of the history, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there are more.
    pub next: Option<Cursor>,
}

/// The text was written by something else than a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the history")]
pub struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at, self.id)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Cursor, NotACursor> {
        let (at, id) = text.split_once('.').ok_or(NotACursor)?;
        Ok(Cursor {
            at: at.parse().map_err(|_| NotACursor)?,
            id: id.parse().map_err(|_| NotACursor)?,
        })
    }
}

impl Cursor {
    /// The place after the entry in a row of [`COLUMNS`].
    pub(super) fn at(row: &Row<'_>) -> rusqlite::Result<Cursor> {
        Ok(Cursor {
            at: row.get(2)?,
            id: row.get(0)?,
        })
    }
}

impl Store {
    /// At most `limit` entries, newest first, from `after` on (`None`: from the newest).
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn history(&self, filter: &Filter, after: Option<&Cursor>, limit: usize) -> Result<Page, StoreError> {
        self.read(|db| {
            let Some(mut condition) = Condition::new(db, filter)? else {
                return Ok(Page {
                    entries: Vec::new(),
                    next: None,
                });
            };
            if let Some(after) = after {
                condition.add(
                    "(at, id) < (?, ?)",
                    [Value::from(after.at), Value::from(after.id)],
                );
            }
            Ok(page(db, &condition, limit)?)
        })
    }

    /// How many entries meet the filter.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn count_history(&self, filter: &Filter) -> Result<u64, StoreError> {
        self.read(|db| {
            let Some(condition) = Condition::new(db, filter)? else {
                return Ok(0);
            };
            let sql = format!("SELECT count(*) FROM entry {}", condition.sql());
            let mut statement = db.prepare_cached(&sql)?;
            let count: i64 = statement.query_row(params_from_iter(condition.values()), |row| row.get(0))?;
            Ok(u64::try_from(count).unwrap_or_default())
        })
    }

    /// Shows every entry that meets the filter to `see`, oldest first, until it breaks off.
    ///
    /// The entries are read one by one from one unchanging state of the database, on a connection of its own:
    /// nothing waits for it, and changes under way do not show in it. (In memory, where there is but one
    /// connection, they are collected first.)
    ///
    /// # Errors
    /// [`StoreError`]; the entries shown before it were right. Only after [`StoreError::InUse`], from a store
    /// that only reads, they may not have been.
    pub fn for_each_entry(
        &self,
        filter: &Filter,
        see: &mut dyn FnMut(&Entry) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        if let Some(shown) = self.read_apart(|db| stream(db, filter, see)) {
            return shown;
        }
        let mut entries = Vec::new();
        self.read(|db| {
            stream(db, filter, &mut |entry| {
                entries.push(entry.clone());
                ControlFlow::Continue(())
            })
        })?;
        let _ = entries.iter().try_for_each(see);
        Ok(())
    }
}

fn page(db: &Connection, condition: &Condition, limit: usize) -> rusqlite::Result<Page> {
    // One more than asked for tells whether there are more.
    let sql = format!(
        "SELECT {COLUMNS} FROM entry {} ORDER BY at DESC, id DESC LIMIT {}",
        condition.sql(),
        limit.saturating_add(1)
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(condition.values()))?;
    let mut entries = Vec::new();
    let mut last = None;
    while let Some(row) = rows.next()? {
        if entries.len() == limit {
            return Ok(Page { entries, next: last });
        }
        entries.push(from_row(row, condition.account(row, 1)?)?);
        last = Some(Cursor::at(row)?);
    }
    Ok(Page { entries, next: None })
}

fn stream(
    db: &Connection,
    filter: &Filter,
    see: &mut dyn FnMut(&Entry) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let Some(condition) = Condition::new(db, filter)? else {
        return Ok(());
    };
    let sql = format!("SELECT {COLUMNS} FROM entry {} ORDER BY at, id", condition.sql());
    let mut statement = db.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(condition.values()))?;
    while let Some(row) = rows.next()? {
        let entry = from_row(row, condition.account(row, 1)?)?;
        if see(&entry).is_break() {
            break;
        }
    }
    Ok(())
}
