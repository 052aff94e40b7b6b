//! All that an overview shows of an account, read from one unchanging state of the database.
//!
//! However long its history is, an account costs a few hundred seeks in indexes, and the debits of the stretch
//! that its pace is taken from.

use jiff::Timestamp;
use refill_core::account::Account;
use refill_core::alert::AlertState;
use refill_core::chart::Level;
use refill_core::forecast::Pace;
use refill_core::history::Entry;
use refill_core::ids::AccountId;
use refill_core::reading::Basis;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::StoreError;
use crate::store::Store;
use crate::table::failure::Failure;
use crate::table::reading::LastReadings;
use crate::table::series::Series;
use crate::table::{account, alert_state, entry, failure, reading, trend};

/// What is known of an account at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glance {
    /// The account.
    pub account: Account,
    /// Its last readings.
    pub last: LastReadings,
    /// Why its last refresh failed, if it did.
    pub failure: Option<Failure>,
    /// What its alerts remember.
    pub alert: AlertState,
    /// Its balance over time, oldest first: a sample of some hundred levels, for a small drawing. Of about
    /// forty stretches the first and the last, and what was there before and after each rise.
    pub levels: Vec<Level>,
    /// The latest credit; see [`Store::last_credit`].
    pub last_credit: Option<Entry>,
    /// What it spent, see [`Store::spending`]; `None` where nothing is known yet.
    pub pace: Option<Pace>,
}

/// From when to when the pace of an account is taken, by what its balance is the rest of (`None` where nothing was
/// read yet).
pub type Window<'a> = &'a dyn Fn(&Account, Option<&Basis>) -> (Timestamp, Timestamp);

impl Store {
    /// Every account that is not removed at a glance, in the order in which they were added: with its levels
    /// from `trend_since` on, and its pace over the stretch of time that `pace` gives for it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn glances(&self, trend_since: Timestamp, pace: Window<'_>) -> Result<Vec<Glance>, StoreError> {
        self.read(|db| {
            let sql = select("removed_at IS NULL ORDER BY no");
            let mut statement = db.prepare_cached(&sql)?;
            let accounts = statement.query_map([], subject)?;
            let glances = accounts.map(|subject| glance(db, subject?, trend_since, pace));
            Ok(glances.collect::<Result<_, _>>()?)
        })
    }

    /// One account at a glance, as in [`Store::glances`].
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`] for an unknown or removed one.
    pub fn glance(
        &self,
        id: &AccountId,
        trend_since: Timestamp,
        pace: Window<'_>,
    ) -> Result<Glance, StoreError> {
        self.read(|db| {
            let sql = select("id = ?1 AND removed_at IS NULL");
            let found = db
                .prepare_cached(&sql)?
                .query_row([id.as_str()], subject)
                .optional()?;
            let subject = found.ok_or_else(|| StoreError::NoSuchAccount(id.clone()))?;
            Ok(glance(db, subject, trend_since, pace)?)
        })
    }
}

fn select(condition: &str) -> String {
    format!("SELECT {} FROM account WHERE {condition}", account::COLUMNS)
}

fn subject(row: &Row<'_>) -> rusqlite::Result<(Account, Series)> {
    Ok((account::from_row(row)?, Series::from_row(row)?))
}

fn glance(
    db: &Connection,
    (account, series): (Account, Series),
    trend_since: Timestamp,
    pace: Window<'_>,
) -> rusqlite::Result<Glance> {
    let last = reading::last(db, &series)?;
    let basis = last.latest.as_ref().map(|reading| &reading.balance.basis);
    let (since, until) = pace(&account, basis);
    Ok(Glance {
        failure: failure::of(db, series.account)?,
        alert: alert_state::of(db, &account.id)?,
        levels: trend::sample(db, &series, trend_since)?,
        last_credit: entry::last_credit(db, &series, &account.id)?,
        pace: entry::spending(db, &series, since, until)?,
        last,
        account,
    })
}
