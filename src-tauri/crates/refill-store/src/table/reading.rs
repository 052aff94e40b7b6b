//! `reading`: the balances that a provider reported.
//!
//! With a refresh every few minutes most readings say what the one before them said. Of such a stretch the
//! first and the last are kept: a reading that says the same as the last two takes the place of the last.

use std::collections::HashMap;

use refill_core::alert::AlertState;
use refill_core::history::Change;
use refill_core::ids::AccountId;
use refill_core::reading::{Balance, Basis, Belief, Budget, Cycle, Reading};
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::StoreError;
use crate::store::Store;
use crate::table::entry::Teller;
use crate::table::series::Series;
use crate::table::{account, alert_state, entry, failure};
use crate::value::{Exact, Micros, money, optional_decimal, whole_micros};

/// The last readings of an account's current series, in the order in which they were stored (the clock may
/// have been set back).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastReadings {
    /// The last of all, believed or not.
    pub latest: Option<Reading>,
    /// The last confirmed one.
    pub confirmed: Option<Reading>,
    /// The last one that came after `confirmed` and awaits confirmation.
    pub awaiting: Option<Reading>,
}

/// The columns that [`from_row`] reads.
const COLUMNS: &str = "id, taken_at, amount, unit, worth_amount, worth_unit, confirmed,
     basis, budget_limit, budget_cycle, received, last_top_up";

impl Store {
    /// Stores a reading with what follows from it, in one transaction: the changes derived from it, the new
    /// alert state, and the end of a failure. `alert` is `None` where the state stays as it is.
    ///
    /// Where the account's last reading was of another basis, a new series begins with this one: `derived`,
    /// which counts to the series of the reading, is empty then.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn record_reading(
        &self,
        id: &AccountId,
        reading: &Reading,
        derived: &[Change],
        alert: Option<&AlertState>,
    ) -> Result<(), StoreError> {
        self.write(|db| {
            let series = record(db, Series::of(db, id)?, reading, derived)?;
            if let Some(state) = alert {
                alert_state::save(db, series.account, state)?;
            }
            Ok(failure::clear(db, series.account)?)
        })
    }

    /// Stores earlier readings, oldest first, each with the changes derived from it, in one transaction. Alerts
    /// and failures stay as they are.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn record_past(&self, id: &AccountId, past: &[(Reading, Vec<Change>)]) -> Result<(), StoreError> {
        self.write(|db| {
            let mut series = Series::of(db, id)?;
            for (reading, derived) in past {
                series = record(db, series, reading, derived)?;
            }
            Ok(())
        })
    }

    /// The last readings of every account that is not removed and has any.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn latest_readings(&self) -> Result<HashMap<AccountId, LastReadings>, StoreError> {
        self.read(|db| {
            let columns = account::COLUMNS;
            let sql = format!("SELECT {columns} FROM account WHERE removed_at IS NULL ORDER BY no");
            let mut statement = db.prepare_cached(&sql)?;
            let mut rows = statement.query([])?;
            let mut all = HashMap::new();
            while let Some(row) = rows.next()? {
                let last = last(db, &Series::from_row(row)?)?;
                if last.latest.is_some() {
                    all.insert(AccountId::new(row.get::<_, String>(0)?), last);
                }
            }
            Ok(all)
        })
    }

    /// The last readings of one account.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn last_readings(&self, id: &AccountId) -> Result<LastReadings, StoreError> {
        self.read(|db| Ok(last(db, &Series::of(db, id)?)?))
    }
}

/// A reading as it is stored.
struct Stored {
    id: i64,
    reading: Reading,
}

/// See [`LastReadings`].
pub(crate) fn last(db: &Connection, series: &Series) -> rusqlite::Result<LastReadings> {
    let confirmed = last_of(db, series, Belief::Confirmed)?;
    let after = confirmed.as_ref().map(|stored| stored.id);
    let awaiting = last_of(db, series, Belief::Awaiting)?.filter(|stored| Some(stored.id) > after);
    let confirmed = confirmed.map(|stored| stored.reading);
    let awaiting = awaiting.map(|stored| stored.reading);
    Ok(LastReadings {
        latest: awaiting.clone().or_else(|| confirmed.clone()),
        confirmed,
        awaiting,
    })
}

/// Adds a reading to a series.
pub(crate) fn insert(db: &Connection, series: &Series, reading: &Reading) -> rusqlite::Result<()> {
    store(db, None, series, reading)
}

/// Stores a reading and the changes derived from it in the series that it belongs to, and tells which that is.
fn record(
    db: &Connection,
    mut series: Series,
    reading: &Reading,
    derived: &[Change],
) -> rusqlite::Result<Series> {
    let before = last(db, &series)?.latest;
    if before.is_some_and(|before| !before.balance.basis.is_like(&reading.balance.basis)) {
        series = series.begin_next(db)?;
    }
    let replaced = match derived {
        [] => end_of_stretch(db, &series, reading)?,
        _ => None,
    };
    store(db, replaced, &series, reading)?;
    for change in derived {
        entry::insert(db, series.account, change, Teller::Series(series.number))?;
    }
    Ok(series)
}

/// The id of the last row, where `reading` says the same as it and the one before it, and later.
///
/// The first of a stretch stays at its moment, so the balance over time is the same line without the ones
/// between. An unconfirmed reading ends a stretch, and so does a clock that was set back.
fn end_of_stretch(db: &Connection, series: &Series, reading: &Reading) -> rusqlite::Result<Option<i64>> {
    if reading.belief != Belief::Confirmed {
        return Ok(None);
    }
    let [Some(end), Some(start)] = last_two_confirmed(db, series)? else {
        return Ok(None);
    };
    let awaiting = last_of(db, series, Belief::Awaiting)?;
    let is_unbroken = awaiting.is_none_or(|awaiting| awaiting.id < start.id);
    let balance = as_read_back(&reading.balance);
    let says_the_same = end.reading.balance == balance && start.reading.balance == balance;
    let in_order = start.reading.taken_at <= end.reading.taken_at
        && end.reading.taken_at < whole_micros(reading.taken_at);
    Ok((is_unbroken && says_the_same && in_order).then_some(end.id))
}

/// The last first.
fn last_two_confirmed(db: &Connection, series: &Series) -> rusqlite::Result<[Option<Stored>; 2]> {
    let sql = format!(
        "SELECT {COLUMNS} FROM reading WHERE account = ?1 AND series = ?2 AND confirmed = 1
         ORDER BY id DESC LIMIT 2"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query_map(params![series.account, series.number], from_row)?;
    Ok([rows.next().transpose()?, rows.next().transpose()?])
}

fn last_of(db: &Connection, series: &Series, belief: Belief) -> rusqlite::Result<Option<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM reading WHERE account = ?1 AND series = ?2 AND confirmed = ?3
         ORDER BY id DESC LIMIT 1"
    );
    let confirmed = belief == Belief::Confirmed;
    db.prepare_cached(&sql)?
        .query_row(params![series.account, series.number, confirmed], from_row)
        .optional()
}

/// Stores a reading, in the place of the row `id` or as a new row.
fn store(db: &Connection, id: Option<i64>, series: &Series, reading: &Reading) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO reading
                   (id, account, series, taken_at, amount, unit, worth_amount, worth_unit, confirmed,
                    basis, budget_limit, budget_cycle, received, last_top_up)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    let Balance {
        money,
        worth,
        basis,
        received,
        last_top_up,
    } = &reading.balance;
    let (basis, budget) = match basis {
        Basis::Account => ("account", None),
        Basis::Budget(budget) => ("budget", Some(budget)),
    };
    db.prepare_cached(sql)?.execute(params![
        id,
        series.account,
        series.number,
        Micros(reading.taken_at),
        Exact(money.amount),
        money.unit.as_str(),
        worth.as_ref().map(|worth| Exact(worth.amount)),
        worth.as_ref().map(|worth| worth.unit.as_str()),
        reading.belief == Belief::Confirmed,
        basis,
        budget.and_then(|budget| budget.limit).map(Exact),
        budget.and_then(|budget| budget.resets).map(Cycle::word),
        received.map(Exact),
        last_top_up.map(Micros),
    ])?;
    Ok(())
}

/// A balance as it will be read back.
fn as_read_back(balance: &Balance) -> Balance {
    Balance {
        last_top_up: balance.last_top_up.map(whole_micros),
        ..balance.clone()
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let has_worth = row.get::<_, Option<Exact>>(4)?.is_some();
    let balance = Balance {
        money: money(row, 2, 3)?,
        worth: has_worth.then(|| money(row, 4, 5)).transpose()?,
        basis: basis_from_row(row)?,
        received: optional_decimal(row, 10)?,
        last_top_up: row.get::<_, Option<Micros>>(11)?.map(|at| at.0),
    };
    let belief = match row.get(6)? {
        true => Belief::Confirmed,
        false => Belief::Awaiting,
    };
    Ok(Stored {
        id: row.get(0)?,
        reading: Reading {
            balance,
            taken_at: row.get::<_, Micros>(1)?.0,
            belief,
        },
    })
}

fn basis_from_row(row: &Row<'_>) -> rusqlite::Result<Basis> {
    match row.get_ref(7)?.as_str()? {
        "account" => Ok(Basis::Account),
        "budget" => Ok(Basis::Budget(Budget {
            limit: optional_decimal(row, 8)?,
            resets: row.get_ref(9)?.as_str_or_null()?.map(Cycle::from_word),
        })),
        _ => Err(FromSqlError::InvalidType.into()),
    }
}

/// True where the last reading of the series is of a key's budget.
pub(crate) fn is_of_budget(db: &Connection, series: &Series) -> rusqlite::Result<bool> {
    let latest = last(db, series)?.latest;
    Ok(latest.is_some_and(|reading| matches!(reading.balance.basis, Basis::Budget(_))))
}
