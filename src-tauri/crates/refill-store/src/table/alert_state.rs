//! `alert_state`: what the alerts of an account remember, so that a restart repeats none.

use refill_core::alert::{AlertState, Level};
use refill_core::ids::AccountId;
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::StoreError;
use crate::store::Store;
use crate::table::account;

impl Store {
    /// The alert state of an account; the state of one that never fired where none is stored.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn alert_state(&self, id: &AccountId) -> Result<AlertState, StoreError> {
        self.read(|db| Ok(of(db, id)?))
    }

    /// Stores the alert state of an account, for example after its notification was delivered.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn set_alert_state(&self, id: &AccountId, state: &AlertState) -> Result<(), StoreError> {
        self.write(|db| Ok(save(db, account::number(db, id)?, state)?))
    }

    /// The accounts (without removed ones) whose notification waits to be handed to the system.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn due_alerts(&self) -> Result<Vec<(AccountId, AlertState)>, StoreError> {
        self.read(|db| {
            let sql = "SELECT s.fired, s.delivered, s.dismissed, a.id
                       FROM alert_state s JOIN account a ON a.no = s.account
                       WHERE s.fired IS NOT NULL AND s.delivered = 0 AND a.removed_at IS NULL ORDER BY a.no";
            let mut statement = db.prepare_cached(sql)?;
            let due = statement.query_map([], |row| {
                Ok((AccountId::new(row.get::<_, String>(3)?), from_row(row)?))
            })?;
            Ok(due.collect::<Result<_, _>>()?)
        })
    }
}

/// See [`Store::alert_state`].
pub(crate) fn of(db: &Connection, id: &AccountId) -> rusqlite::Result<AlertState> {
    let sql = "SELECT s.fired, s.delivered, s.dismissed
               FROM alert_state s JOIN account a ON a.no = s.account WHERE a.id = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let state = statement.query_row([id.as_str()], from_row).optional()?;
    Ok(state.unwrap_or_default())
}

/// Stores the state of an account, whatever was there before.
pub(crate) fn save(db: &Connection, account: i64, state: &AlertState) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO alert_state (account, fired, delivered, dismissed)
               VALUES (?1, ?2, ?3, ?4)";
    let fired = state.fired.map(|level| match level {
        Level::Low => "low",
        Level::Empty => "empty",
    });
    db.prepare_cached(sql)?
        .execute(params![account, fired, state.delivered, state.dismissed])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<AlertState> {
    let fired = match row.get_ref(0)?.as_str_or_null()? {
        None => None,
        Some("low") => Some(Level::Low),
        Some("empty") => Some(Level::Empty),
        Some(_) => return Err(FromSqlError::InvalidType.into()),
    };
    Ok(AlertState {
        fired,
        delivered: row.get(1)?,
        dismissed: row.get(2)?,
    })
}
