//! Working with one connection at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::StoreError;

/// Runs `what` in one transaction, which is on the disk when this returns. After an error nothing of it stays.
pub(crate) fn change<T, E: From<StoreError>>(
    connection: &mut Connection,
    what: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let tx = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::from)?;
    let value = what(&tx)?;
    tx.commit().map_err(StoreError::from)?;
    Ok(value)
}

/// Runs `look` on one unchanging state of the database.
pub(crate) fn look_at<T>(
    connection: &mut Connection,
    look: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let tx = connection.transaction()?;
    look(&tx)
}

/// A thread that panicked in a transaction has rolled it back by dropping it, so its lock is as good as any.
pub(crate) fn locked<T>(connection: &Mutex<T>) -> MutexGuard<'_, T> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}
