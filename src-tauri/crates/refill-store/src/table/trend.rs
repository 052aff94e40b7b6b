//! The balance of an account over time, from `reading` and `entry` together, thinned to what a drawing needs.

use jiff::Timestamp;
use refill_core::chart::Level;
use refill_core::ids::AccountId;
use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::store::Store;
use crate::table::account;
use crate::value::{Exact, Micros};

/// Most levels that are handed out.
const MOST: usize = 5000;

impl Store {
    /// The known balances of an account from `since` on, oldest first, in the account's unit: confirmed
    /// readings, and entries that say the balance after them. Of more than 5,000 the lowest and the highest of
    /// each stretch are kept.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn levels(&self, id: &AccountId, since: Timestamp) -> Result<Vec<Level>, StoreError> {
        self.read(|db| Ok(levels(db, account::number(db, id)?, since)?))
    }
}

fn levels(db: &Connection, account: i64, since: Timestamp) -> rusqlite::Result<Vec<Level>> {
    let sql = "SELECT taken_at AS at, amount, r.id AS id
               FROM reading r JOIN account a ON a.no = r.account
               WHERE r.account = ?1 AND r.taken_at >= ?2 AND r.confirmed = 1 AND r.unit = a.unit
               UNION ALL
               SELECT at, balance_after, e.id
               FROM entry e JOIN account a ON a.no = e.account
               WHERE e.account = ?1 AND e.at >= ?2 AND e.balance_after IS NOT NULL AND e.unit = a.unit
               ORDER BY at, id";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![account, Micros(since)])?;
    let mut thinner = Thinner::new(MOST);
    while let Some(row) = rows.next()? {
        thinner.push(Level {
            at: row.get::<_, Micros>(0)?.0,
            amount: row.get::<_, Exact>(1)?.0,
        });
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
