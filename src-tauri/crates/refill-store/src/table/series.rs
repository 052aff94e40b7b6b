//! Series: which amounts of an account can be compared.
//!
//! An account's readings stand for one thing (everything it has, or what is left of its key's budget), divided
//! by one number. When either changes, a new series begins: what was observed before stays in the history, and
//! nothing that is drawn, summed or derived from now on looks back at it. Rows of a provider's own history
//! belong to no series. A series is a number and no moment: the clock may be set back.

use refill_core::account::Divisor;
use refill_core::alert::AlertState;
use refill_core::ids::AccountId;
use refill_core::money::Unit;
use refill_core::reading::Reading;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::StoreError;
use crate::store::Store;
use crate::table::{account, alert_state, failure, reading};
use crate::value::unit_at;

/// The current series of an account.
pub(crate) struct Series {
    /// Row number of the account.
    pub(crate) account: i64,
    /// The series of an account are numbered from 1.
    pub(crate) number: i64,
    /// The account's unit: amounts in others are no part of it.
    pub(crate) unit: Unit,
}

impl Store {
    /// Divides the account's reported balance by another number from here on. A new series begins with `first`;
    /// the alert state is saved and a failure ended, all in one transaction.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`] for an unknown or removed one.
    pub fn set_divisor(
        &self,
        id: &AccountId,
        divisor: Divisor,
        first: &Reading,
        alert: &AlertState,
    ) -> Result<(), StoreError> {
        self.write(|db| {
            let number = account::visible(db, id)?;
            db.prepare_cached("UPDATE account SET divisor = ?2 WHERE no = ?1")?
                .execute(params![number, divisor.get()])?;
            let series = Series::of(db, id)?.begin_next(db)?;
            reading::insert(db, &series, first)?;
            alert_state::save(db, number, alert)?;
            Ok(failure::clear(db, number)?)
        })
    }
}

impl Store {
    /// Begins a new series: what is read of the account from here on does not compare with what was read before,
    /// for example because another key has a budget of its own.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn begin_series(&self, id: &AccountId) -> Result<(), StoreError> {
        self.write(|db| {
            Series::of(db, id)?.begin_next(db)?;
            Ok(())
        })
    }
}

impl Series {
    /// The first one, which a new account has.
    pub(crate) fn first_of(account: i64, unit: Unit) -> Series {
        Series {
            account,
            number: 1,
            unit,
        }
    }

    /// The current one of an account, removed or not.
    pub(crate) fn of(db: &Connection, id: &AccountId) -> Result<Series, StoreError> {
        let sql = format!("SELECT {} FROM account WHERE id = ?1", account::COLUMNS);
        db.prepare_cached(&sql)?
            .query_row([id.as_str()], Series::from_row)
            .optional()?
            .ok_or_else(|| StoreError::NoSuchAccount(id.clone()))
    }

    /// The series in a row of [`account::COLUMNS`].
    pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Series> {
        Ok(Series {
            account: row.get(10)?,
            number: row.get(11)?,
            unit: unit_at(row, 6)?,
        })
    }

    /// Makes the next one the account's current one.
    pub(crate) fn begin_next(self, db: &Connection) -> rusqlite::Result<Series> {
        let sql = "UPDATE account SET series = series + 1 WHERE no = ?1 RETURNING series";
        let number = db
            .prepare_cached(sql)?
            .query_row([self.account], |row| row.get(0))?;
        Ok(Series { number, ..self })
    }

    /// What `entry.series` holds in the entries that count: none in the provider's rows, which are of the whole
    /// account, and the number of this series in what was observed in it.
    pub(crate) fn tellers(&self, of_budget: bool) -> impl Iterator<Item = Option<i64>> + use<> {
        let listed = (!of_budget).then_some(None);
        listed.into_iter().chain([Some(self.number)])
    }
}
