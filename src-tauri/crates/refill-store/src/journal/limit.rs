//! `spending_limit`: how much may be spent, as the person set it, with every earlier setting.

use jiff::Timestamp;
use refill_core::x402::{Atomic, Limits};
use rusqlite::{OptionalExtension, Row, params};

use super::Journal;
use crate::error::StoreError;
use crate::value::{Micros, Whole};

impl Journal {
    /// The limits that were set last; the usual ones where none ever were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn limits(&self) -> Result<Limits, StoreError> {
        self.read(|db| {
            let sql = "SELECT payment, account_day, day, month FROM spending_limit ORDER BY no DESC LIMIT 1";
            let set = db.prepare_cached(sql)?.query_row([], from_row).optional()?;
            Ok(set.unwrap_or_default())
        })
    }

    /// Sets the limits. Whether the person was asked, where they are raised, is the caller's care.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_limits(&self, limits: &Limits, at: Timestamp) -> Result<(), StoreError> {
        self.set(|db| {
            let sql = "INSERT INTO spending_limit (at, payment, account_day, day, month)
                       VALUES (?1, ?2, ?3, ?4, ?5)";
            db.prepare_cached(sql)?.execute(params![
                Micros(at),
                Whole(limits.payment.get()),
                Whole(limits.account_day.get()),
                Whole(limits.day.get()),
                Whole(limits.month.get()),
            ])?;
            Ok(())
        })
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Limits> {
    let amount = |column| Ok::<_, rusqlite::Error>(Atomic::new(row.get::<_, Whole>(column)?.0));
    Ok(Limits {
        payment: amount(0)?,
        account_day: amount(1)?,
        day: amount(2)?,
        month: amount(3)?,
    })
}
