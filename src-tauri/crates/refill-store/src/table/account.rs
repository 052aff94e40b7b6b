//! `account`: the accounts, those included that are removed but can still be brought back.

mod secrets;

use jiff::Timestamp;
use refill_core::account::{Account, AccountName, Divisor};
use refill_core::alert::AlertState;
use refill_core::ids::{AccountId, ProviderId, SecretId};
use refill_core::money::Decimal;
use refill_core::reading::Reading;
use refill_core::server::ServerAddress;
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::StoreError;
use crate::store::Store;
use crate::table::series::Series;
use crate::table::{alert_state, history_sync, key_removal, reading};
use crate::value::{Exact, Micros, optional_decimal, unit_at};

/// The columns that [`from_row`] and [`Series::from_row`] read.
pub(crate) const COLUMNS: &str = "id, provider, name, server, secret, threshold, unit, created_at, removed_at, divisor, no, series, session";

/// An account that was removed and can still be brought back, with all that is stored of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedAccount {
    /// The account as it was.
    pub account: Account,
    /// When it was removed.
    pub removed_at: Timestamp,
}

impl Store {
    /// The accounts, without removed ones, in the order in which they were added.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.read(|db| {
            let sql = format!("SELECT {COLUMNS} FROM account WHERE removed_at IS NULL ORDER BY no");
            let mut statement = db.prepare_cached(&sql)?;
            let accounts = statement.query_map([], from_row)?;
            Ok(accounts.collect::<Result<_, _>>()?)
        })
    }

    /// One account; `None` for a removed one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn account(&self, id: &AccountId) -> Result<Option<Account>, StoreError> {
        self.read(|db| {
            let sql = format!("SELECT {COLUMNS} FROM account WHERE id = ?1 AND removed_at IS NULL");
            let mut statement = db.prepare_cached(&sql)?;
            Ok(statement.query_row([id.as_str()], from_row).optional()?)
        })
    }

    /// Adds an account, together with its first reading. Its keychain items count as used from here on.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::Other`] when the id or a keychain item is in use already.
    pub fn insert_account(&self, account: &Account, first: Option<&Reading>) -> Result<(), StoreError> {
        self.write(|db| {
            let series = insert(db, account)?;
            history_sync::insert(db, series.account)?;
            for secret in [&account.secret, &account.session].into_iter().flatten() {
                key_removal::forget(db, secret)?;
            }
            if let Some(first) = first {
                reading::insert(db, &series, first)?;
            }
            Ok(())
        })
    }

    /// Gives an account another name.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`] for an unknown or removed one.
    pub fn rename_account(&self, id: &AccountId, name: &AccountName) -> Result<(), StoreError> {
        self.write(|db| {
            let number = visible(db, id)?;
            db.prepare_cached("UPDATE account SET name = ?2 WHERE no = ?1")?
                .execute(params![number, name.as_str()])?;
            Ok(())
        })
    }

    /// Sets the alert amount (in the account's unit) together with the state that its alerts then have.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`] for an unknown or removed one.
    pub fn set_threshold(
        &self,
        id: &AccountId,
        threshold: Option<Decimal>,
        alert: &AlertState,
    ) -> Result<(), StoreError> {
        self.write(|db| {
            let number = visible(db, id)?;
            db.prepare_cached("UPDATE account SET threshold = ?2 WHERE no = ?1")?
                .execute(params![number, threshold.map(Exact)])?;
            Ok(alert_state::save(db, number, alert)?)
        })
    }

    /// Hides an account. Everything stored of it stays until [`Store::finish_removal`].
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`] for an unknown one, or one that is removed already.
    pub fn mark_removed(&self, id: &AccountId, at: Timestamp) -> Result<(), StoreError> {
        self.write(|db| {
            let number = visible(db, id)?;
            db.prepare_cached("UPDATE account SET removed_at = ?2 WHERE no = ?1")?
                .execute(params![number, Micros(at)])?;
            Ok(())
        })
    }

    /// Brings a removed account back. False when there is nothing to bring back any more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn undo_remove(&self, id: &AccountId) -> Result<bool, StoreError> {
        self.write(|db| {
            let sql = "UPDATE account SET removed_at = NULL WHERE id = ?1 AND removed_at IS NOT NULL";
            let changed = db.prepare_cached(sql)?.execute([id.as_str()])?;
            Ok(changed > 0)
        })
    }

    /// Deletes a removed account with all that is stored of it, and records its keychain items as due for
    /// removal. False, and nothing happens, when the account is not marked as removed (any more).
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn finish_removal(&self, id: &AccountId) -> Result<bool, StoreError> {
        self.write(|db| {
            let sql = "SELECT no FROM account WHERE id = ?1 AND removed_at IS NOT NULL";
            let marked: Option<i64> = db
                .prepare_cached(sql)?
                .query_row([id.as_str()], |row| row.get(0))
                .optional()?;
            let Some(number) = marked else {
                return Ok(false);
            };
            secrets::give_up(db, number)?;
            // Its readings, entries, alert state and failure go with it: their foreign keys cascade.
            db.execute("DELETE FROM account WHERE no = ?1", [number])?;
            Ok(true)
        })
    }

    /// Accounts that are marked as removed and not finished, the longest removed first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn removed_accounts(&self) -> Result<Vec<RemovedAccount>, StoreError> {
        self.read(|db| {
            let sql =
                format!("SELECT {COLUMNS} FROM account WHERE removed_at IS NOT NULL ORDER BY removed_at, no");
            let mut statement = db.prepare_cached(&sql)?;
            let removed = statement.query_map([], |row| {
                Ok(RemovedAccount {
                    account: from_row(row)?,
                    removed_at: row.get::<_, Micros>(8)?.0,
                })
            })?;
            Ok(removed.collect::<Result<_, _>>()?)
        })
    }
}

/// The row number of an account, removed or not.
pub(crate) fn number(db: &Connection, id: &AccountId) -> Result<i64, StoreError> {
    db.prepare_cached("SELECT no FROM account WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::NoSuchAccount(id.clone()))
}

/// The row number of an account that is not removed.
pub(crate) fn visible(db: &Connection, id: &AccountId) -> Result<i64, StoreError> {
    db.prepare_cached("SELECT no FROM account WHERE id = ?1 AND removed_at IS NULL")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::NoSuchAccount(id.clone()))
}

fn insert(db: &Connection, account: &Account) -> rusqlite::Result<Series> {
    let sql = "INSERT INTO account (id, provider, name, server, secret, threshold, unit, created_at, divisor,
                                    session)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    db.prepare_cached(sql)?.execute(params![
        account.id.as_str(),
        account.provider.as_str(),
        account.name.as_str(),
        account.server.as_ref().map(ServerAddress::as_str),
        account.secret.as_ref().map(SecretId::as_str),
        account.threshold.map(Exact),
        account.unit.as_str(),
        Micros(account.created_at),
        account.divisor.get(),
        account.session.as_ref().map(SecretId::as_str),
    ])?;
    Ok(Series::first_of(db.last_insert_rowid(), account.unit.clone()))
}

/// The account in a row of [`COLUMNS`].
pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Account> {
    let text = |column| row.get::<_, String>(column);
    let server: Option<String> = row.get(3)?;
    Ok(Account {
        id: AccountId::new(text(0)?),
        provider: ProviderId::new(text(1)?),
        name: AccountName::parse(&text(2)?).map_err(FromSqlError::other)?,
        server: server
            .map(|address| ServerAddress::parse(&address))
            .transpose()
            .map_err(FromSqlError::other)?,
        divisor: Divisor::new(row.get(9)?).ok_or(FromSqlError::OutOfRange(0))?,
        secret: row.get::<_, Option<String>>(4)?.map(SecretId::new),
        session: row.get::<_, Option<String>>(12)?.map(SecretId::new),
        threshold: optional_decimal(row, 5)?,
        unit: unit_at(row, 6)?,
        created_at: row.get::<_, Micros>(7)?.0,
    })
}
