//! `entry`: the history of all accounts, provider rows and observed changes alike.

mod credits;
mod filter;
mod query;

use jiff::{SignedDuration, Timestamp};
use refill_core::forecast::Pace;
use refill_core::history::{Change, Entry, Kind, Origin};
use refill_core::ids::{AccountId, EntryId};
use refill_core::money::Decimal;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

pub use self::filter::Filter;
pub use self::query::{Cursor, NotACursor, Page};
use crate::error::StoreError;
use crate::store::Store;
use crate::table::history_sync::{self, Run};
use crate::table::reading;
use crate::table::series::Series;
use crate::value::{Exact, Micros, money, optional_decimal};

/// The columns that [`from_row`] reads.
pub(crate) const COLUMNS: &str =
    "id, account, at, kind, amount, unit, balance_before, balance_after, text, run";

impl Store {
    /// What an account spent between `since` and `now`, and how much of that time its history covers: from the
    /// first confirmed reading of the current series, or from its oldest provider row once the provider's
    /// history was read to its end. `None` where nothing is known yet.
    ///
    /// Counted are debits in the account's own unit: the provider's, and those observed in the current series. Of a
    /// key's budget only the observed ones count: what a provider lists is of the whole account.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn spending(
        &self,
        id: &AccountId,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Pace>, StoreError> {
        self.read(|db| Ok(spending(db, &Series::of(db, id)?, since, now)?))
    }

    /// The latest credit of an account: a top-up or a grant that the provider lists, or one that was observed
    /// in the current series.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn last_credit(&self, id: &AccountId) -> Result<Option<Entry>, StoreError> {
        self.read(|db| Ok(last_credit(db, &Series::of(db, id)?, id)?))
    }
}

/// Who says that a change happened.
#[derive(Clone, Copy)]
pub(crate) enum Teller {
    /// The provider, to the run of this number.
    Run(i64),
    /// Two readings of the series of this number.
    Series(i64),
}

/// Adds an entry and tells its id.
pub(crate) fn insert(
    db: &Connection,
    account: i64,
    change: &Change,
    teller: Teller,
) -> rusqlite::Result<i64> {
    let sql = "INSERT INTO entry
                   (account, at, kind, amount, unit, balance_before, balance_after, text, run, series)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let (run, series) = match teller {
        Teller::Run(number) => (Some(number), None),
        Teller::Series(number) => (None, Some(number)),
    };
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
        series,
    ])?;
    Ok(db.last_insert_rowid())
}

/// Gives a provider row the amounts of `change`, as a run saw them.
pub(crate) fn correct(db: &Connection, id: i64, change: &Change, run: i64) -> rusqlite::Result<()> {
    let sql = "UPDATE entry SET amount = ?2, balance_before = ?3, balance_after = ?4, run = ?5 WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![
        id,
        Exact(change.amount.amount),
        change.balance_before.map(Exact),
        change.balance_after.map(Exact),
        run,
    ])?;
    Ok(())
}

/// Deletes a provider row.
pub(crate) fn delete(db: &Connection, id: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM entry WHERE id = ?1")?
        .execute([id])?;
    Ok(())
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

/// Shows every provider row of an account at one moment, with its id and the number of its run.
pub(crate) fn for_each_provider_row(
    db: &Connection,
    account: i64,
    at: Timestamp,
    mut see: impl FnMut(i64, Change, i64),
) -> rusqlite::Result<()> {
    let sql = format!("SELECT {COLUMNS} FROM entry WHERE account = ?1 AND at = ?2 AND run IS NOT NULL");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(params![account, Micros(at)])?;
    while let Some(row) = rows.next()? {
        see(row.get(0)?, change_from_row(row)?, row.get(9)?);
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

/// See [`Store::spending`].
pub(crate) fn spending(
    db: &Connection,
    series: &Series,
    since: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<Option<Pace>> {
    let of_budget = reading::is_of_budget(db, series)?;
    let Some(known_from) = known_from(db, series, of_budget)? else {
        return Ok(None);
    };
    let mut spent = Decimal::ZERO;
    for number in series.tellers(of_budget) {
        add_spent(db, series, number, (since, now), &mut spent)?;
    }
    let covered = now.duration_since(known_from.max(since));
    Ok(Some(Pace {
        spent,
        covered: covered.max(SignedDuration::ZERO),
    }))
}

/// Not `min(taken_at)`: that would look at every reading of the account.
const FIRST_CONFIRMED: &str = "SELECT taken_at FROM reading INDEXED BY reading_level
     WHERE account = ?1 AND series = ?2 AND unit = ?3 AND confirmed = 1 ORDER BY taken_at LIMIT 1";

const FIRST_DEBIT: &str = "SELECT at FROM entry INDEXED BY entry_debit
     WHERE account = ?1 AND series IS NULL AND unit = ?2 AND kind = 'debit' ORDER BY at LIMIT 1";

const FIRST_CREDIT: &str = "SELECT at FROM entry INDEXED BY entry_rise
     WHERE account = ?1 AND series IS NULL AND kind = 'credit' AND kind <> 'debit' ORDER BY at LIMIT 1";

fn known_from(db: &Connection, series: &Series, of_budget: bool) -> rusqlite::Result<Option<Timestamp>> {
    let moment = |sql: &str, params: &[&dyn ToSql]| -> rusqlite::Result<Option<Micros>> {
        db.prepare_cached(sql)?
            .query_row(params, |row| row.get(0))
            .optional()
    };
    let (account, unit) = (&series.account, &series.unit.as_str());
    let mut moments = vec![moment(FIRST_CONFIRMED, &[account, &series.number, unit])?];
    if !of_budget && history_sync::completed_at(db, *account)?.is_some() {
        moments.push(moment(FIRST_DEBIT, &[account, unit])?);
        moments.push(moment(FIRST_CREDIT, &[account])?);
    }
    Ok(moments.into_iter().flatten().map(|at| at.0).min())
}

/// Summed here, exactly: SQLite would add floating point numbers.
fn add_spent(
    db: &Connection,
    series: &Series,
    number: Option<i64>,
    (since, now): (Timestamp, Timestamp),
    spent: &mut Decimal,
) -> rusqlite::Result<()> {
    let sql = "SELECT amount FROM entry INDEXED BY entry_debit
               WHERE account = ?1 AND series IS ?2 AND unit = ?3 AND at BETWEEN ?4 AND ?5 AND kind = 'debit'";
    let mut statement = db.prepare_cached(sql)?;
    let unit = series.unit.as_str();
    let mut rows = statement.query(params![series.account, number, unit, Micros(since), Micros(now)])?;
    while let Some(row) = rows.next()? {
        let amount = row.get::<_, Exact>(0)?.0;
        if amount < Decimal::ZERO {
            *spent = spent.checked_sub(amount).unwrap_or(Decimal::MAX);
        }
    }
    Ok(())
}

/// See [`Store::last_credit`].
pub(crate) fn last_credit(
    db: &Connection,
    series: &Series,
    id: &AccountId,
) -> rusqlite::Result<Option<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM entry INDEXED BY entry_rise
         WHERE account = ?1 AND series IS ?2 AND kind = 'credit' AND kind <> 'debit'
         ORDER BY at DESC, id DESC LIMIT 1"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut last: Option<(Cursor, Entry)> = None;
    for number in series.tellers(false) {
        let found = statement
            .query_row(params![series.account, number], |row| {
                Ok((Cursor::at(row)?, from_row(row, id)?))
            })
            .optional()?;
        last = last.into_iter().chain(found).max_by_key(|(place, _)| *place);
    }
    Ok(last.map(|(_, entry)| entry))
}
