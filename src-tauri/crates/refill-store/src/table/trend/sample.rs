//! A sample of an account's levels for a small drawing. What it costs does not grow with the history.

use jiff::Timestamp;
use refill_core::chart::Level;
use refill_core::history::BUDGET_RENEWED;
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, params};

use super::seek::{Found, Seek, Seeks, Source};
use crate::table::series::Series;
use crate::value::optional_decimal;

/// Into how many stretches of equal length the time is split.
const STRETCHES: i64 = 40;

/// Of more rises than this, the newest are shown.
const MOST_RISES: i64 = 500;

/// The first and the last level of each stretch from `since` to the newest level, and the levels before and
/// after each rise, oldest first.
pub(crate) fn sample(db: &Connection, series: &Series, since: Timestamp) -> rusqlite::Result<Vec<Level>> {
    let mut seeks = Seeks::new(db, series)?;
    let start = since.as_microsecond();
    let (Some(first), Some(newest)) = (seeks.first_from(start)?, seeks.last_before(i64::MAX)?) else {
        return Ok(Vec::new());
    };
    let stretches = Stretches::new(first.at, newest.at);
    let mut found = rises(db, series, start)?;
    for seek in seeks.sources() {
        add_ends(seek, &stretches, &mut found)?;
    }
    // Stable, so that what was there before a rise stays before what was there after it.
    found.sort_by(Found::by_time);
    let before = seeks.last_before(start)?;
    let known_at_start = before.filter(|before| before.amount == first.amount);
    let levels = known_at_start.map(|before| Ok(before.level(since)));
    let mut levels: Vec<Level> = levels
        .into_iter()
        .chain(found.iter().map(level))
        .collect::<rusqlite::Result<_>>()?;
    levels.dedup();
    Ok(levels)
}

/// Equal stretches of time, in microseconds.
struct Stretches {
    start: i64,
    length: i64,
}

impl Stretches {
    fn new(start: i64, end: i64) -> Stretches {
        Stretches {
            start,
            length: end.saturating_sub(start) / STRETCHES + 1,
        }
    }

    /// Where the stretch around a moment ends and the next one begins.
    fn end_of(&self, moment: i64) -> i64 {
        let whole = (moment - self.start) / self.length + 1;
        self.start + whole * self.length
    }
}

/// The first and the last level of each stretch in one table. Empty stretches cost nothing.
fn add_ends(seek: &mut Seek<'_>, stretches: &Stretches, found: &mut Vec<Found>) -> rusqlite::Result<()> {
    let mut from = stretches.start;
    while let Some(first) = seek.first_from(from)? {
        from = stretches.end_of(first.at);
        let last = seek.last_before(from)?;
        found.push(first);
        found.extend(last.filter(|last| *last != first));
    }
    Ok(())
}

/// The levels before and after each credit, and before and after each new start of a budget.
fn rises(db: &Connection, series: &Series, since: i64) -> rusqlite::Result<Vec<Found>> {
    let sql = "SELECT at, id, balance_before, balance_after FROM entry INDEXED BY entry_rise
               WHERE account = ?1 AND kind = ?2 AND series IS ?3 AND at >= ?4 AND unit = ?5 AND kind <> 'debit'
               ORDER BY at DESC, id DESC LIMIT ?6";
    let mut statement = db.prepare_cached(sql)?;
    let mut found = Vec::new();
    for kind in ["credit", BUDGET_RENEWED] {
        for teller in series.tellers(false) {
            let unit = series.unit.as_str();
            let params = params![series.account, kind, teller, since, unit, MOST_RISES];
            let mut rows = statement.query(params)?;
            while let Some(row) = rows.next()? {
                let amounts = [optional_decimal(row, 2)?, optional_decimal(row, 3)?];
                for amount in amounts.into_iter().flatten() {
                    found.push(Found {
                        at: row.get(0)?,
                        source: Source::Entry,
                        id: row.get(1)?,
                        amount,
                    });
                }
            }
        }
    }
    Ok(found)
}

fn level(found: &Found) -> rusqlite::Result<Level> {
    let at = Timestamp::from_microsecond(found.at).map_err(FromSqlError::other)?;
    Ok(found.level(at))
}
