//! `failure`: why an account's last refresh brought no balance, and since when none came.

use jiff::Timestamp;
use refill_core::ids::AccountId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::StoreError;
use crate::store::Store;
use crate::table::account;
use crate::value::Micros;

/// Why an account has no fresh balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Whose.
    pub account: AccountId,
    /// The latest reason, in the words of whoever stored it.
    pub code: String,
    /// When the first refresh failed after the last good reading.
    pub since: Timestamp,
    /// Facts about the latest failure, in the form of whoever stored them.
    pub facts: String,
}

impl Store {
    /// Records that a refresh failed at `at`. The moment of the first failure stays until
    /// [`Store::record_reading`] ends the row of failures; reason and facts are those of the latest.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub fn set_failure(
        &self,
        id: &AccountId,
        code: &str,
        at: Timestamp,
        facts: &str,
    ) -> Result<(), StoreError> {
        self.write(|db| {
            let sql = "INSERT INTO failure (account, code, since, facts) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (account) DO UPDATE SET code = excluded.code, facts = excluded.facts";
            db.prepare_cached(sql)?
                .execute(params![account::number(db, id)?, code, Micros(at), facts])?;
            Ok(())
        })
    }

    /// The failures of all accounts that are not removed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn failures(&self) -> Result<Vec<Failure>, StoreError> {
        self.read(|db| {
            let sql = format!("{SELECT} WHERE a.removed_at IS NULL ORDER BY a.no");
            let mut statement = db.prepare_cached(&sql)?;
            let failures = statement.query_map([], from_row)?;
            Ok(failures.collect::<Result<_, _>>()?)
        })
    }
}

const SELECT: &str =
    "SELECT a.id, f.code, f.since, f.facts FROM failure f JOIN account a ON a.no = f.account";

/// The failure of an account, if its last refresh failed.
pub(crate) fn of(db: &Connection, account: i64) -> rusqlite::Result<Option<Failure>> {
    db.prepare_cached(&format!("{SELECT} WHERE f.account = ?1"))?
        .query_row([account], from_row)
        .optional()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Failure> {
    Ok(Failure {
        account: AccountId::new(row.get::<_, String>(0)?),
        code: row.get(1)?,
        since: row.get::<_, Micros>(2)?.0,
        facts: row.get(3)?,
    })
}

/// A good reading came.
pub(crate) fn clear(db: &Connection, account: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM failure WHERE account = ?1")?
        .execute([account])?;
    Ok(())
}
