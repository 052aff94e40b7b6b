//! `reading`: every balance that a provider reported.

use std::collections::HashMap;

use refill_core::alert::AlertState;
use refill_core::history::Change;
use refill_core::ids::AccountId;
use refill_core::reading::{Balance, Belief, Reading};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::StoreError;
use crate::store::Store;
use crate::table::{account, alert_state, entry, failure};
use crate::value::{Exact, Micros, money};

/// The last readings of an account, in the order in which they were stored (the clock may have been set back).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastReadings {
    /// The last of all, believed or not.
    pub latest: Option<Reading>,
    /// The last confirmed one.
    pub confirmed: Option<Reading>,
    /// The last one that came after `confirmed` and awaits confirmation.
    pub awaiting: Option<Reading>,
}

impl Store {
    /// Stores a reading with what follows from it, in one transaction: the change derived from it, the new
    /// alert state, and the end of a failure. `alert` is `None` where the state stays as it is.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn record_reading(
        &self,
        id: &AccountId,
        reading: &Reading,
        derived: Option<&Change>,
        alert: Option<&AlertState>,
    ) -> Result<(), StoreError> {
        self.write(|db| {
            let number = account::number(db, id)?;
            insert(db, number, reading)?;
            if let Some(change) = derived {
                entry::insert(db, number, change, None)?;
            }
            if let Some(state) = alert {
                alert_state::save(db, number, state)?;
            }
            Ok(failure::clear(db, number)?)
        })
    }

    /// Stores earlier readings, oldest first, each with the change derived from it, in one transaction. Alerts
    /// and failures stay as they are.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn record_past(&self, id: &AccountId, past: &[(Reading, Option<Change>)]) -> Result<(), StoreError> {
        self.write(|db| {
            let number = account::number(db, id)?;
            for (reading, change) in past {
                insert(db, number, reading)?;
                if let Some(change) = change {
                    entry::insert(db, number, change, None)?;
                }
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
            let mut statement =
                db.prepare_cached("SELECT no, id FROM account WHERE removed_at IS NULL ORDER BY no")?;
            let mut rows = statement.query([])?;
            let mut all = HashMap::new();
            while let Some(row) = rows.next()? {
                let last = last(db, row.get(0)?)?;
                if last.latest.is_some() {
                    all.insert(AccountId::new(row.get::<_, String>(1)?), last);
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
        self.read(|db| Ok(last(db, account::number(db, id)?)?))
    }
}

/// Adds a reading to an account.
pub(crate) fn insert(db: &Connection, account: i64, reading: &Reading) -> rusqlite::Result<()> {
    let sql = "INSERT INTO reading (account, taken_at, amount, unit, worth_amount, worth_unit, confirmed)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let Balance { money, worth } = &reading.balance;
    db.prepare_cached(sql)?.execute(params![
        account,
        Micros(reading.taken_at),
        Exact(money.amount),
        money.unit.as_str(),
        worth.as_ref().map(|worth| Exact(worth.amount)),
        worth.as_ref().map(|worth| worth.unit.as_str()),
        reading.belief == Belief::Confirmed,
    ])?;
    Ok(())
}

fn last(db: &Connection, account: i64) -> rusqlite::Result<LastReadings> {
    let confirmed = last_of(db, account, Belief::Confirmed)?;
    let awaiting = last_of(db, account, Belief::Awaiting)?;
    let confirmed_id = confirmed.as_ref().map(|(id, _)| *id);
    let awaiting = awaiting.filter(|(id, _)| Some(*id) > confirmed_id);
    let confirmed = confirmed.map(|(_, reading)| reading);
    let awaiting = awaiting.map(|(_, reading)| reading);
    Ok(LastReadings {
        latest: awaiting.clone().or_else(|| confirmed.clone()),
        confirmed,
        awaiting,
    })
}

fn last_of(db: &Connection, account: i64, belief: Belief) -> rusqlite::Result<Option<(i64, Reading)>> {
    let sql = "SELECT id, taken_at, amount, unit, worth_amount, worth_unit FROM reading
               WHERE account = ?1 AND confirmed = ?2 ORDER BY id DESC LIMIT 1";
    db.prepare_cached(sql)?
        .query_row(params![account, belief == Belief::Confirmed], |row| {
            Ok((row.get(0)?, from_row(row, belief)?))
        })
        .optional()
}

fn from_row(row: &Row<'_>, belief: Belief) -> rusqlite::Result<Reading> {
    let has_worth = row.get::<_, Option<Exact>>(4)?.is_some();
    Ok(Reading {
        balance: Balance {
            money: money(row, 2, 3)?,
            worth: has_worth.then(|| money(row, 4, 5)).transpose()?,
        },
        taken_at: row.get::<_, Micros>(1)?.0,
        belief,
    })
}
