//! `key_removal`: keychain items of this installation that nothing uses any more, or not yet.
//!
//! An item goes through `planned` (before it is written) to use in an account (for its key, or for the tokens of
//! its holder), and from there to `due` (in the transaction that gives it up). So at no moment, crash or not, is
//! there an item that no row knows of.

use refill_core::ids::SecretId;
use rusqlite::Connection;

use crate::error::StoreError;
use crate::store::Store;

impl Store {
    /// Announces a keychain item that is about to be written. Using it in an account takes the announcement
    /// back; if that never happens, the next start makes it due for removal.
    ///
    /// # Errors
    /// [`StoreError`]; the item must then not be written.
    pub fn secret_planned(&self, secret: &SecretId) -> Result<(), StoreError> {
        self.write(|db| {
            db.prepare_cached("INSERT INTO key_removal (secret, state) VALUES (?1, 'planned')")?
                .execute([secret.as_str()])?;
            Ok(())
        })
    }

    /// The announced item will not be used after all: it is due for removal.
    ///
    /// # Errors
    /// [`StoreError`]; the next start makes it due anyway.
    pub fn secret_unused(&self, secret: &SecretId) -> Result<(), StoreError> {
        self.write(|db| {
            db.prepare_cached("UPDATE key_removal SET state = 'due' WHERE secret = ?1")?
                .execute([secret.as_str()])?;
            Ok(())
        })
    }

    /// Items that are to be removed from the keychain. Never one that an account uses.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn secrets_to_remove(&self) -> Result<Vec<SecretId>, StoreError> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT secret FROM key_removal WHERE state = 'due' AND NOT EXISTS
                     (SELECT 1 FROM account WHERE account.secret = key_removal.secret)
                     AND NOT EXISTS (SELECT 1 FROM account WHERE account.session = key_removal.secret)
                 ORDER BY secret",
            )?;
            let secrets = statement.query_map([], |row| Ok(SecretId::new(row.get::<_, String>(0)?)))?;
            Ok(secrets.collect::<Result<_, _>>()?)
        })
    }

    /// The item is gone from the keychain.
    ///
    /// # Errors
    /// [`StoreError`]; the item then stays due, and removing it again does no harm.
    pub fn secret_removed(&self, secret: &SecretId) -> Result<(), StoreError> {
        self.write(|db| Ok(forget(db, secret)?))
    }
}

/// Records that nothing uses the item any more.
pub(crate) fn record(db: &Connection, secret: &str) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO key_removal (secret, state) VALUES (?1, 'due')")?
        .execute([secret])?;
    Ok(())
}

/// An account uses the item, or it is gone.
pub(crate) fn forget(db: &Connection, secret: &SecretId) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM key_removal WHERE secret = ?1")?
        .execute([secret.as_str()])?;
    Ok(())
}

/// At a start: what was planned before it was never used.
pub(crate) fn planned_are_due(db: &Connection) -> rusqlite::Result<()> {
    db.execute("UPDATE key_removal SET state = 'due' WHERE state = 'planned'", [])?;
    Ok(())
}

/// Drops every record.
pub(crate) fn forget_all(db: &Connection) -> rusqlite::Result<()> {
    db.execute("DELETE FROM key_removal", [])?;
    Ok(())
}
