//! Rows of a provider's history on their way into `entry`: which of them are new.
//!
//! Provider rows carry no id, so a row is recognised by its [`Change::fingerprint`]. Rows with one fingerprint
//! are told apart by their count: a page that shows `n` of them where `m` are stored adds `n - m`, if any.
//!
//! - Equal rows on one page are all kept: a page never shows a row twice.
//! - A row that is seen again in a later run, or on a later page because new rows pushed it down, is not added
//!   again.
//! - Two equal rows on different pages look exactly like one row that was pushed down, and count as one until
//!   a page shows both. No row with a balance beside it can meet that fate unless it changed nothing.
//!
//! Rows of one moment are kept in the provider's order, by their ids. Only where a killed run broke off in the
//! middle of a moment may the rows of that moment stand in another order.

use std::collections::HashMap;

use jiff::Timestamp;
use refill_core::history::Change;
use rusqlite::Connection;

use crate::error::StoreError;
use crate::store::Store;
use crate::table::entry;
use crate::table::history_sync::{self, Run, RunId};
use crate::value::whole_micros;

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageOutcome {
    /// Rows that were new.
    pub added: usize,
    /// Every row of the page was stored by a run that is completed (by itself or by a later one): all older
    /// rows are stored as well. True for a page without rows.
    pub all_known: bool,
}

/// Rows with one fingerprint that are stored and not matched with a row of the page yet.
#[derive(Clone, Copy, Default)]
struct Stored {
    all: usize,
    known: usize,
}

impl Store {
    /// Stores what is new on a page of the provider's history, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::RunOver`], [`StoreError::NoSuchAccount`].
    pub fn store_history_page(&self, run: &RunId, rows: &[Change]) -> Result<PageOutcome, StoreError> {
        self.write(|db| {
            let run = history_sync::under_way(db, run)?;
            let mut stored = stored_like(db, &run, rows)?;
            let mut all_known = true;
            let mut new = Vec::new();
            let newest_first = is_newest_first(rows);
            for row in oldest_first(rows, newest_first) {
                let matched = stored.entry(fingerprint(row)).or_default();
                all_known &= take_one(&mut matched.known);
                if !take_one(&mut matched.all) {
                    new.push(row);
                }
            }
            add(db, &run, &new, newest_first)?;
            Ok(PageOutcome {
                added: new.len(),
                all_known,
            })
        })
    }
}

/// Adds rows, the oldest first. Where a page that lists its newest row first brings rows of the same moment as
/// an earlier page of the run, those of the earlier page are the newer ones and keep the higher ids.
fn add(db: &Connection, run: &Run, rows: &[&Change], newest_first: bool) -> rusqlite::Result<()> {
    let mut first = None;
    for row in rows {
        let id = entry::insert(db, run.account, row, Some(run.number))?;
        first = first.or(Some(id));
    }
    if let (Some(first), Some(newest), true) = (first, rows.last(), newest_first) {
        entry::move_to_end(db, run, newest.at, first)?;
    }
    Ok(())
}

/// What is stored at the moments that the page speaks of, by fingerprint.
fn stored_like(db: &Connection, run: &Run, rows: &[Change]) -> Result<HashMap<String, Stored>, StoreError> {
    let mut moments: Vec<Timestamp> = rows.iter().map(|row| row.at).collect();
    moments.sort_unstable();
    moments.dedup_by_key(|at| at.as_microsecond());
    let mut stored: HashMap<String, Stored> = HashMap::new();
    for at in moments {
        entry::for_each_provider_row(db, run.account, at, |change, number| {
            let like = stored.entry(change.fingerprint()).or_default();
            like.all += 1;
            like.known += usize::from(number <= run.completed);
        })?;
    }
    Ok(stored)
}

/// The fingerprint of a row as it will be read back.
fn fingerprint(row: &Change) -> String {
    let at = whole_micros(row.at);
    if at == row.at {
        return row.fingerprint();
    }
    Change { at, ..row.clone() }.fingerprint()
}

/// True when there was one left.
fn take_one(left: &mut usize) -> bool {
    let some = *left > 0;
    *left = left.saturating_sub(1);
    some
}

fn is_newest_first(rows: &[Change]) -> bool {
    match (rows.first(), rows.last()) {
        (Some(first), Some(last)) => first.at >= last.at,
        _ => true,
    }
}

/// The rows in the order of time, so that of rows of one moment the later one gets the higher id.
fn oldest_first(rows: &[Change], newest_first: bool) -> Box<dyn Iterator<Item = &Change> + '_> {
    if newest_first {
        return Box::new(rows.iter().rev());
    }
    Box::new(rows.iter())
}
