//! Credits since a moment: what proves that something bought has arrived.

use jiff::Timestamp;
use refill_core::ids::AccountId;
use refill_core::money::Money;
use rusqlite::params;

use crate::error::StoreError;
use crate::store::Store;
use crate::table::history_sync;
use crate::table::series::Series;
use crate::value::{Micros, money};

const LISTED: &str = "SELECT at, amount, unit FROM entry INDEXED BY entry_rise
     WHERE account = ?1 AND kind = 'credit' AND kind <> 'debit' AND series IS NULL AND at >= ?2 AND run <= ?3
     ORDER BY at, id";

const OBSERVED: &str = "SELECT at, amount, unit FROM entry INDEXED BY entry_rise
     WHERE account = ?1 AND kind = 'credit' AND kind <> 'debit' AND series = ?3 AND at >= ?2
     ORDER BY at, id";

impl Store {
    /// The credits of an account at or after `since`, oldest first. With `listed` those that the provider lists, as far
    /// as its history is known (not yet those of a run over it that has not ended); without, those that were observed
    /// between two readings of the current series.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn credits_since(
        &self,
        id: &AccountId,
        since: Timestamp,
        listed: bool,
    ) -> Result<Vec<(Timestamp, Money)>, StoreError> {
        self.read(|db| {
            let series = Series::of(db, id)?;
            let (sql, teller) = match listed {
                true => (LISTED, history_sync::completed(db, series.account)?),
                false => (OBSERVED, series.number),
            };
            let mut statement = db.prepare_cached(sql)?;
            let credits = statement.query_map(params![series.account, Micros(since), teller], |row| {
                Ok((row.get::<_, Micros>(0)?.0, money(row, 1, 2)?))
            })?;
            Ok(credits.collect::<Result<_, _>>()?)
        })
    }
}
