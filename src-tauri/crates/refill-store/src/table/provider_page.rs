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
//! middle of a moment, or rows were added to a moment later, may the rows of that moment stand in another order.
//!
//! A page may say that its rows of a moment are all that happened then, as amounts of a finished day are still
//! corrected. A stored row of such a moment that the page does not show was corrected, if there is a row on the
//! page that differs from it in amounts alone, and never happened otherwise.

use std::collections::HashMap;

use jiff::Timestamp;
use refill_core::history::Change;
use rusqlite::Connection;

use crate::error::StoreError;
use crate::store::Store;
use crate::table::entry::{self, Teller};
use crate::table::history_sync::{self, Run, RunId};
use crate::value::whole_micros;

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageOutcome {
    /// Rows that were new or corrected.
    pub added: usize,
    /// Every row of the page was stored by a run that is completed (by itself or by a later one): all older
    /// rows are stored as well. True for a page without rows.
    pub all_known: bool,
}

impl Store {
    /// Stores what is new on a page of the provider's history, in one transaction. With `replaces` the rows of
    /// a moment on the page take the place of those stored for that moment.
    ///
    /// # Errors
    /// [`StoreError::RunOver`], [`StoreError::NoSuchAccount`].
    pub fn store_history_page(
        &self,
        run: &RunId,
        rows: &[Change],
        replaces: bool,
    ) -> Result<PageOutcome, StoreError> {
        self.write(|db| {
            let run = history_sync::under_way(db, run)?;
            let mut stored = Stored::at_moments_of(db, &run, rows)?;
            let mut all_known = true;
            let mut new = Vec::new();
            let newest_first = is_newest_first(rows);
            for row in oldest_first(rows, newest_first) {
                let matched = stored.take_equal(row);
                all_known &= matched.as_ref().is_some_and(|matched| matched.is_known);
                if matched.is_none() {
                    new.push(row);
                }
            }
            let added = new.len();
            if replaces {
                replace(db, &run, stored, new)?;
            } else {
                add(db, &run, &new, newest_first)?;
            }
            Ok(PageOutcome { added, all_known })
        })
    }
}

/// The rows that are stored at the moments of a page and not matched with a row of it yet, by fingerprint.
struct Stored(HashMap<String, Vec<StoredRow>>);

struct StoredRow {
    id: i64,
    change: Change,
    is_known: bool,
}

impl Stored {
    fn at_moments_of(db: &Connection, run: &Run, rows: &[Change]) -> Result<Stored, StoreError> {
        let mut moments: Vec<Timestamp> = rows.iter().map(|row| row.at).collect();
        moments.sort_unstable();
        moments.dedup_by_key(|at| at.as_microsecond());
        let mut stored: HashMap<String, Vec<StoredRow>> = HashMap::new();
        for at in moments {
            entry::for_each_provider_row(db, run.account, at, |id, change, number| {
                let equal = stored.entry(change.fingerprint()).or_default();
                equal.push(StoredRow {
                    id,
                    change,
                    is_known: number <= run.completed,
                });
            })?;
        }
        for equal in stored.values_mut() {
            // Taken from the end: the known ones first.
            equal.sort_by_key(|row| row.is_known);
        }
        Ok(Stored(stored))
    }

    /// A row that is equal to `row` in everything.
    fn take_equal(&mut self, row: &Change) -> Option<StoredRow> {
        self.0.get_mut(&fingerprint(row))?.pop()
    }
}

/// Puts new rows, the oldest first, in the place of what is left of the stored ones: a stored row that differs
/// from a new one in amounts alone gets the new amounts, and the other ones go.
fn replace(db: &Connection, run: &Run, stored: Stored, new: Vec<&Change>) -> rusqlite::Result<()> {
    let mut left: Vec<StoredRow> = stored.0.into_values().flatten().collect();
    left.sort_unstable_by_key(|row| row.id);
    for row in new {
        match left.iter().position(|left| differs_in_amounts(&left.change, row)) {
            Some(place) => entry::correct(db, left.remove(place).id, row, run.number)?,
            None => {
                entry::insert(db, run.account, row, Teller::Run(run.number))?;
            }
        }
    }
    // Last, so that none of the new rows gets the id of one that goes.
    left.iter().try_for_each(|row| entry::delete(db, row.id))
}

/// True for rows that speak of the same, whatever the amounts.
fn differs_in_amounts(stored: &Change, row: &Change) -> bool {
    stored.at == whole_micros(row.at)
        && stored.kind == row.kind
        && stored.amount.unit == row.amount.unit
        && stored.text == row.text
}

/// Adds rows, the oldest first. Where a page that lists its newest row first brings rows of the same moment as
/// an earlier page of the run, those of the earlier page are the newer ones and keep the higher ids.
fn add(db: &Connection, run: &Run, rows: &[&Change], newest_first: bool) -> rusqlite::Result<()> {
    let mut first = None;
    for row in rows {
        let id = entry::insert(db, run.account, row, Teller::Run(run.number))?;
        first = first.or(Some(id));
    }
    if let (Some(first), Some(newest), true) = (first, rows.last(), newest_first) {
        entry::move_to_end(db, run, newest.at, first)?;
    }
    Ok(())
}

/// The fingerprint of a row as it will be read back.
fn fingerprint(row: &Change) -> String {
    let at = whole_micros(row.at);
    if at == row.at {
        return row.fingerprint();
    }
    Change { at, ..row.clone() }.fingerprint()
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
