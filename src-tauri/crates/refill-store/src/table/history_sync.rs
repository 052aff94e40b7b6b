//! `history_sync`: how far the history of each provider is read.
//!
//! A refresh reads the provider's pages from the newest row down and stops at the first page that it knows
//! whole. That is only safe behind a run that reached its end: a run that was killed leaves rows above a gap.
//! So every row carries the number of the run that brought it, and only rows of runs up to the last completed
//! one are known. A completed run has read everything down to known rows, so it closes the gaps of all runs
//! before it, and their rows become known with its own.

use jiff::Timestamp;
use refill_core::ids::AccountId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::store::Store;
use crate::table::account;
use crate::value::Micros;

/// One run over the history of an account, from its newest row towards older ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunId {
    /// Whose history.
    account: AccountId,
    /// The runs of an account are numbered.
    number: i64,
}

/// A run that is under way.
pub(crate) struct Run {
    /// Row number of its account.
    pub(crate) account: i64,
    /// Its own number.
    pub(crate) number: i64,
    /// Rows of runs up to this one are known.
    pub(crate) completed: i64,
}

impl Store {
    /// Begins to read the provider's history from its newest row. An earlier run that is still under way is
    /// over with that.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn begin_history_run(&self, id: &AccountId) -> Result<RunId, StoreError> {
        self.write(|db| {
            let sql = "UPDATE history_sync SET begun = begun + 1 WHERE account = ?1 RETURNING begun";
            let number = db
                .prepare_cached(sql)?
                .query_row([account::number(db, id)?], |row| row.get(0))?;
            Ok(RunId {
                account: id.clone(),
                number,
            })
        })
    }

    /// The run has read every page down to the end of the history, or to one that was known whole: all that is
    /// older is stored. Never called otherwise.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`], [`StoreError::RunOver`].
    pub fn complete_history_run(&self, run: &RunId, at: Timestamp) -> Result<(), StoreError> {
        self.write(|db| {
            let sql = "UPDATE history_sync SET completed = begun, completed_at = ?2 WHERE account = ?1";
            let run = under_way(db, run)?;
            db.prepare_cached(sql)?
                .execute(params![run.account, Micros(at)])?;
            Ok(())
        })
    }

    /// When a run over the account's history was last completed.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn history_completed_at(&self, id: &AccountId) -> Result<Option<Timestamp>, StoreError> {
        self.read(|db| Ok(completed_at(db, account::number(db, id)?)?))
    }
}

/// Makes the row of a new account.
pub(crate) fn insert(db: &Connection, account: i64) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO history_sync (account, begun, completed) VALUES (?1, 0, 0)")?
        .execute([account])?;
    Ok(())
}

/// The run, unless a later one has begun or it is completed.
pub(crate) fn under_way(db: &Connection, run: &RunId) -> Result<Run, StoreError> {
    let account = account::number(db, &run.account)?;
    let sql = "SELECT completed FROM history_sync WHERE account = ?1 AND begun = ?2 AND completed < ?2";
    let completed: Option<i64> = db
        .prepare_cached(sql)?
        .query_row(params![account, run.number], |row| row.get(0))
        .optional()?;
    Ok(Run {
        account,
        number: run.number,
        completed: completed.ok_or(StoreError::RunOver)?,
    })
}

/// When the account's history was last read to its end.
pub(crate) fn completed_at(db: &Connection, account: i64) -> rusqlite::Result<Option<Timestamp>> {
    let at: Option<Micros> = db
        .prepare_cached("SELECT completed_at FROM history_sync WHERE account = ?1")?
        .query_row([account], |row| row.get(0))?;
    Ok(at.map(|at| at.0))
}

/// The number of the account's last completed run: rows of runs up to it are known.
pub(crate) fn completed(db: &Connection, account: i64) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT completed FROM history_sync WHERE account = ?1")?
        .query_row([account], |row| row.get(0))
}
