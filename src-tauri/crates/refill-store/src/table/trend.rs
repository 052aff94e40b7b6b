//! The balance of an account over time, from `reading` and `entry` together: exactly, thinned to what a drawing
//! needs, or as a cheap sample.
//!
//! A change that was observed tells nothing here: its balances are those of the readings beside it.

mod sample;
mod seek;

use jiff::Timestamp;
use refill_core::chart::Level;
use refill_core::ids::AccountId;
use rusqlite::{Connection, params};

pub(crate) use self::sample::sample;
use self::seek::Seeks;
use crate::error::StoreError;
use crate::store::Store;
use crate::table::series::Series;
use crate::value::{Exact, Micros};

/// Most levels that are handed out.
const MOST: usize = 5000;

impl Store {
    /// The known balances of an account from `since` on, oldest first, in the account's unit: confirmed
    /// readings of its current series, and provider rows that say the balance after them. The line begins at
    /// `since` where nothing changed from before it to the first that is known after it. Of more than 5,000 the
    /// lowest and the highest of each stretch are kept.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn levels(&self, id: &AccountId, since: Timestamp) -> Result<Vec<Level>, StoreError> {
        self.read(|db| Ok(levels(db, &Series::of(db, id)?, since)?))
    }
}

fn levels(db: &Connection, series: &Series, since: Timestamp) -> rusqlite::Result<Vec<Level>> {
    let sql = "SELECT taken_at AS at, id, amount FROM reading INDEXED BY reading_level
               WHERE account = ?1 AND series = ?2 AND unit = ?3 AND confirmed = 1 AND taken_at >= ?4
               UNION ALL
               SELECT at, id, balance_after FROM entry INDEXED BY entry_level
               WHERE account = ?1 AND unit = ?3 AND run IS NOT NULL AND balance_after IS NOT NULL AND at >= ?4
               ORDER BY at, id";
    let before = Seeks::new(db, series)?.last_before(since.as_microsecond())?;
    let mut statement = db.prepare_cached(sql)?;
    let unit = series.unit.as_str();
    let mut rows = statement.query(params![series.account, series.number, unit, Micros(since)])?;
    let mut thinner = Thinner::new(MOST);
    let mut known_at_start = before.map(|before| before.level(since));
    while let Some(row) = rows.next()? {
        let level = Level {
            at: row.get::<_, Micros>(0)?.0,
            amount: row.get::<_, Exact>(2)?.0,
        };
        if let Some(start) = known_at_start
            .take()
            .filter(|start| start.at < level.at && start.amount == level.amount)
        {
            thinner.push(start);
        }
        thinner.push(level);
    }
    Ok(thinner.finish())
}

/// Keeps at most `most` of the levels pushed, in constant memory: the lowest and the highest of each stretch,
/// and the last. Whenever there are too many, the stretches grow to twice their length.
struct Thinner {
    most: usize,
    /// How many levels a stretch has; 1 while all are kept.
    stretch: usize,
    kept: Vec<Level>,
    open: Vec<Level>,
    seen_in_open: usize,
    last: Option<Level>,
}

impl Thinner {
    fn new(most: usize) -> Thinner {
        Thinner {
            most,
            stretch: 1,
            kept: Vec::new(),
            open: Vec::new(),
            seen_in_open: 0,
            last: None,
        }
    }

    fn push(&mut self, level: Level) {
        self.last = Some(level);
        self.open.push(level);
        self.open = extremes(&self.open);
        self.seen_in_open += 1;
        if self.seen_in_open >= self.stretch {
            self.kept.append(&mut self.open);
            self.seen_in_open = 0;
        }
        // Room for two of an open stretch, and the last.
        if self.kept.len() + 3 > self.most {
            self.kept = self.kept.chunks(4).flat_map(extremes).collect();
            self.stretch *= if self.stretch == 1 { 4 } else { 2 };
        }
    }

    fn finish(mut self) -> Vec<Level> {
        self.kept.append(&mut self.open);
        match self.last {
            Some(last) if self.kept.last() != Some(&last) => self.kept.push(last),
            _ => {}
        }
        self.kept
    }
}

/// The lowest and the highest, in their order in time.
fn extremes(levels: &[Level]) -> Vec<Level> {
    let low = levels.iter().enumerate().min_by_key(|(_, level)| level.amount);
    let high = levels.iter().enumerate().max_by_key(|(_, level)| level.amount);
    let mut places: Vec<usize> = low.into_iter().chain(high).map(|(place, _)| place).collect();
    places.sort_unstable();
    places.dedup();
    places
        .into_iter()
        .filter_map(|place| levels.get(place).copied())
        .collect()
}
