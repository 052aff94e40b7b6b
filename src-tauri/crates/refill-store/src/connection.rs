//! Working with one connection at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::StoreError;

/// Runs `what` in one transaction, which is on the disk when this returns. After an error nothing of it stays.
pub(crate) fn change<T>(
    connection: &mut Connection,
    what: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = what(&tx)?;
    tx.commit()?;
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
