//! Finding single levels by seeking in the indexes that hold them, whatever lies between.

use std::cmp::Ordering;

use jiff::Timestamp;
use refill_core::chart::Level;
use refill_core::money::Decimal;
use rusqlite::{CachedStatement, Connection};

use crate::table::series::Series;
use crate::value::Exact;

/// A level where it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Microseconds.
    pub(super) at: i64,
    pub(super) source: Source,
    /// Row number in its table.
    pub(super) id: i64,
    pub(super) amount: Decimal,
}

/// Where a level is from. A rise shows in an entry before it shows in the reading of that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    Entry,
    Reading,
}

impl Found {
    /// The balance, at the moment `at`.
    pub(super) fn level(&self, at: Timestamp) -> Level {
        Level {
            at,
            amount: self.amount,
        }
    }

    /// The order of time; at one moment, that of the rows.
    pub(super) fn by_time(&self, other: &Found) -> Ordering {
        let place = |found: &Found| (found.at, found.source, found.id);
        place(self).cmp(&place(other))
    }
}

/// The levels of a series in both tables.
pub(super) struct Seeks<'a> {
    readings: Seek<'a>,
    rows: Seek<'a>,
}

impl<'a> Seeks<'a> {
    pub(super) fn new(db: &'a Connection, series: &Series) -> rusqlite::Result<Seeks<'a>> {
        Ok(Seeks {
            readings: Seek::readings(db, series)?,
            rows: Seek::rows(db, series)?,
        })
    }

    /// Each by itself.
    pub(super) fn sources(&mut self) -> [&mut Seek<'a>; 2] {
        [&mut self.readings, &mut self.rows]
    }

    /// The first level at a moment or after it.
    pub(super) fn first_from(&mut self, moment: i64) -> rusqlite::Result<Option<Found>> {
        let [reading, row] = [self.readings.first_from(moment)?, self.rows.first_from(moment)?];
        Ok(reading.into_iter().chain(row).min_by(Found::by_time))
    }

    /// The last level before a moment.
    pub(super) fn last_before(&mut self, moment: i64) -> rusqlite::Result<Option<Found>> {
        let [reading, row] = [self.readings.last_before(moment)?, self.rows.last_before(moment)?];
        Ok(reading.into_iter().chain(row).max_by(Found::by_time))
    }
}

/// The levels of a series in one table.
pub(super) struct Seek<'a> {
    source: Source,
    first_from: CachedStatement<'a>,
    last_before: CachedStatement<'a>,
}

impl<'a> Seek<'a> {
    /// Confirmed readings.
    fn readings(db: &'a Connection, series: &Series) -> rusqlite::Result<Seek<'a>> {
        Ok(Seek {
            source: Source::Reading,
            first_from: prepare(
                db,
                series,
                "SELECT taken_at, id, amount FROM reading INDEXED BY reading_level
                 WHERE account = ?1 AND series = ?2 AND unit = ?3 AND confirmed = 1 AND taken_at >= ?4
                 ORDER BY taken_at, id LIMIT 1",
            )?,
            last_before: prepare(
                db,
                series,
                "SELECT taken_at, id, amount FROM reading INDEXED BY reading_level
                 WHERE account = ?1 AND series = ?2 AND unit = ?3 AND confirmed = 1 AND taken_at < ?4
                 ORDER BY taken_at DESC, id DESC LIMIT 1",
            )?,
        })
    }

    /// Provider rows that say the balance after them. They are of no series: ?2 is not used.
    fn rows(db: &'a Connection, series: &Series) -> rusqlite::Result<Seek<'a>> {
        Ok(Seek {
            source: Source::Entry,
            first_from: prepare(
                db,
                series,
                "SELECT at, id, balance_after FROM entry INDEXED BY entry_level
                 WHERE account = ?1 AND unit = ?3 AND run IS NOT NULL AND balance_after IS NOT NULL AND at >= ?4
                 ORDER BY at, id LIMIT 1",
            )?,
            last_before: prepare(
                db,
                series,
                "SELECT at, id, balance_after FROM entry INDEXED BY entry_level
                 WHERE account = ?1 AND unit = ?3 AND run IS NOT NULL AND balance_after IS NOT NULL AND at < ?4
                 ORDER BY at DESC, id DESC LIMIT 1",
            )?,
        })
    }

    pub(super) fn first_from(&mut self, moment: i64) -> rusqlite::Result<Option<Found>> {
        find(&mut self.first_from, self.source, moment)
    }

    pub(super) fn last_before(&mut self, moment: i64) -> rusqlite::Result<Option<Found>> {
        find(&mut self.last_before, self.source, moment)
    }
}

/// Prepares a statement with the values that stay the same from seek to seek.
fn prepare<'a>(db: &'a Connection, series: &Series, sql: &str) -> rusqlite::Result<CachedStatement<'a>> {
    let mut statement = db.prepare_cached(sql)?;
    statement.raw_bind_parameter(1, series.account)?;
    statement.raw_bind_parameter(2, series.number)?;
    statement.raw_bind_parameter(3, series.unit.as_str())?;
    Ok(statement)
}

fn find(statement: &mut CachedStatement<'_>, source: Source, moment: i64) -> rusqlite::Result<Option<Found>> {
    statement.raw_bind_parameter(4, moment)?;
    let mut rows = statement.raw_query();
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    Ok(Some(Found {
        at: row.get(0)?,
        source,
        id: row.get(1)?,
        amount: row.get::<_, Exact>(2)?.0,
    }))
}
