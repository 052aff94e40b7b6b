//! `entry`: the history of all accounts, provider rows and observed changes alike.

mod filter;
mod query;

use jiff::{SignedDuration, Timestamp};
use refill_core::forecast::Pace;
use refill_core::history::{Change, Entry, Kind, Origin};
use refill_core::ids::{AccountId, EntryId};
use refill_core::money::Decimal;
use rusqlite::{Connection, OptionalExtension, Row, params};

pub use self::filter::Filter;
pub use self::query::{Cursor, NotACursor, Page};
use crate::error::StoreError;
use crate::store::Store;
use crate::table::account;
use crate::table::history_sync::{self, Run};
use crate::value::{Exact, Micros, money, optional_decimal};

/// The columns that [`from_row`] reads.
pub(crate) const COLUMNS: &str =
    "id, account, at, kind, amount, unit, balance_before, balance_after, text, run";

impl Store {
    /// What an account spent between `since` and `now`, and how much of that time its history covers: from its
    /// first confirmed reading, or from its oldest provider row once the provider's history was read to its
    /// end. `None` where nothing is known yet.
    ///
    /// Counted are debits in the account's own unit.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn spending(
        &self,
        id: &AccountId,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Pace>, StoreError> {
        self.read(|db| {
            let number = account::number(db, id)?;
            let Some(known_from) = known_from(db, number)? else {
                return Ok(None);
            };
            let covered = now.duration_since(known_from.max(since));
            Ok(Some(Pace {
                spent: spent(db, number, since, now)?,
                covered: covered.max(SignedDuration::ZERO),
            }))
        })
    }

    /// The latest credit of an account: a top-up or a grant.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn last_credit(&self, id: &AccountId) -> Result<Option<Entry>, StoreError> {
        self.read(|db| {
            let sql = format!(
                "SELECT {COLUMNS} FROM entry INDEXED BY entry_credit WHERE account = ?1 AND kind = 'credit'
                 ORDER BY at DESC, id DESC LIMIT 1"
            );
            let mut statement = db.prepare_cached(&sql)?;
            let number = account::number(db, id)?;
            Ok(statement
                .query_row([number], |row| from_row(row, id))
                .optional()?)
        })
    }
}

/// Adds an entry and tells its id; `run` is the run over the provider's history that brought it, `None` for an observed change.
pub(crate) fn insert(
    db: &Connection,
    account: i64,
    change: &Change,
    run: Option<i64>,
) -> rusqlite::Result<i64> {
    let sql = "INSERT INTO entry
                   (account, at, kind, amount, unit, balance_before, balance_after, text, run)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    db.prepare_cached(sql)?.execute(params![
        account,
        Micros(change.at),
        change.kind.word(),
        Exact(change.amount.amount),
        change.amount.unit.as_str(),
        change.balance_before.map(Exact),
        change.balance_after.map(Exact),
        change.text,
        run,
    ])?;
    Ok(db.last_insert_rowid())
}

/// Gives the rows of a run at one moment that have ids below `id` the highest ids, in the same order.
pub(crate) fn move_to_end(db: &Connection, run: &Run, at: Timestamp, id: i64) -> rusqlite::Result<()> {
    let earlier = "account = ?1 AND at = ?2 AND run = ?3 AND id < ?4";
    let sql = format!(
        "UPDATE entry SET id = id + (SELECT max(id) FROM entry) + 1
                              - (SELECT min(id) FROM entry WHERE {earlier})
         WHERE {earlier}"
    );
    db.prepare_cached(&sql)?
        .execute(params![run.account, Micros(at), run.number, id])?;
    Ok(())
}

/// Shows every provider row of an account at one moment, with the number of its run.
pub(crate) fn for_each_provider_row(
    db: &Connection,
    account: i64,
    at: Timestamp,
    mut see: impl FnMut(&Change, i64),
) -> rusqlite::Result<()> {
    let sql = format!("SELECT {COLUMNS} FROM entry WHERE account = ?1 AND at = ?2 AND run IS NOT NULL");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(params![account, Micros(at)])?;
    while let Some(row) = rows.next()? {
        see(&change_from_row(row)?, row.get(9)?);
    }
    Ok(())
}

/// The entry in a row of [`COLUMNS`].
pub(crate) fn from_row(row: &Row<'_>, account: &AccountId) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: EntryId::new(row.get::<_, i64>(0)?.to_string()),
        account: account.clone(),
        change: change_from_row(row)?,
    })
}

fn change_from_row(row: &Row<'_>) -> rusqlite::Result<Change> {
    let observed = row.get::<_, Option<i64>>(9)?.is_none();
    Ok(Change {
        at: row.get::<_, Micros>(2)?.0,
        kind: Kind::from_word(row.get_ref(3)?.as_str()?),
        amount: money(row, 4, 5)?,
        balance_before: optional_decimal(row, 6)?,
        balance_after: optional_decimal(row, 7)?,
        text: row.get(8)?,
        origin: if observed {
            Origin::Observed
        } else {
            Origin::Provider
        },
    })
}

/// Not `min(taken_at)`: that would look at every reading of the account.
const FIRST_CONFIRMED: &str =
    "SELECT taken_at FROM reading WHERE account = ?1 AND confirmed = 1 ORDER BY taken_at LIMIT 1";

fn known_from(db: &Connection, account: i64) -> rusqlite::Result<Option<Timestamp>> {
    let reading: Option<Micros> = db
        .prepare_cached(FIRST_CONFIRMED)?
        .query_row([account], |row| row.get(0))
        .optional()?;
    let row: Option<Micros> = match history_sync::completed_at(db, account)? {
        Some(_) => db
            .prepare_cached("SELECT min(at) FROM entry WHERE account = ?1")?
            .query_row([account], |row| row.get(0))?,
        None => None,
    };
    Ok(reading.into_iter().chain(row).map(|at| at.0).min())
}

/// Summed here, exactly: SQLite would add floating point numbers.
fn spent(db: &Connection, account: i64, since: Timestamp, now: Timestamp) -> rusqlite::Result<Decimal> {
    let sql = "SELECT e.amount FROM entry e JOIN account a ON a.no = e.account
               WHERE e.account = ?1 AND e.at BETWEEN ?2 AND ?3 AND e.kind = 'debit' AND e.unit = a.unit";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![account, Micros(since), Micros(now)])?;
    let mut spent = Decimal::ZERO;
    while let Some(row) = rows.next()? {
        let amount = row.get::<_, Exact>(0)?.0;
        if amount < Decimal::ZERO {
            spent = spent.checked_sub(amount).unwrap_or(Decimal::MAX);
        }
    }
    Ok(spent)
}
