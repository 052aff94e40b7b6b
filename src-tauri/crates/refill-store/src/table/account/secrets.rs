//! The keychain items of an account: its key, and the tokens of its holder's sign-in.
//!
//! Whatever takes the place of an item is announced first ([`Store::secret_planned`]). One transaction puts it to use
//! and makes the old one due for removal.

use refill_core::ids::{AccountId, SecretId};
use refill_core::server::ServerAddress;
use rusqlite::{Connection, params};

use super::visible;
use crate::error::StoreError;
use crate::store::Store;
use crate::table::key_removal;

impl Store {
    /// Puts another key in the place of the account's key, and with `server` also its address (`None` leaves
    /// the address as it is). `new` is `None` for a key that is kept for this session only. The old keychain
    /// item is due for removal and the new one in use, in the same transaction.
    ///
    /// Tokens never go to another server: with another address the holder's sign-in ends too.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`] for an unknown or removed one.
    pub fn replace_secret(
        &self,
        id: &AccountId,
        new: Option<&SecretId>,
        server: Option<&ServerAddress>,
    ) -> Result<(), StoreError> {
        self.write(|db| {
            let number = visible(db, id)?;
            if let Some(server) = server
                && move_to(db, number, server)?
            {
                exchange(db, number, Use::Session, None)?;
            }
            Ok(exchange(db, number, Use::Key, new)?)
        })
    }

    /// Keeps the tokens of the holder's sign-in in another keychain item from here on, or in none (`None`: nobody is
    /// signed in any more). The old item is due for removal and the new one in use, in the same transaction.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`] for an unknown or removed one.
    pub fn set_session(&self, id: &AccountId, session: Option<&SecretId>) -> Result<(), StoreError> {
        self.write(|db| {
            let number = visible(db, id)?;
            Ok(exchange(db, number, Use::Session, session)?)
        })
    }
}

/// What an account uses an item for.
#[derive(Clone, Copy)]
enum Use {
    Key,
    Session,
}

impl Use {
    const ALL: [Use; 2] = [Use::Key, Use::Session];

    /// The column with the item's id.
    fn column(self) -> &'static str {
        match self {
            Use::Key => "secret",
            Use::Session => "session",
        }
    }
}

/// Gives an account another address, and tells whether it had a different one.
fn move_to(db: &Connection, number: i64, server: &ServerAddress) -> rusqlite::Result<bool> {
    let sql = "UPDATE account SET server = ?2 WHERE no = ?1 AND server IS NOT ?2";
    let changed = db
        .prepare_cached(sql)?
        .execute(params![number, server.as_str()])?;
    Ok(changed > 0)
}

/// Puts an item to use in the place of another. The same one again stays in use.
fn exchange(db: &Connection, number: i64, of: Use, new: Option<&SecretId>) -> rusqlite::Result<()> {
    record_removal(db, number, of)?;
    let sql = format!("UPDATE account SET {} = ?2 WHERE no = ?1", of.column());
    db.prepare_cached(&sql)?
        .execute(params![number, new.map(SecretId::as_str)])?;
    match new {
        Some(secret) => key_removal::forget(db, secret),
        None => Ok(()),
    }
}

/// Records that the account, which is about to be deleted, uses none of its items any more.
pub(super) fn give_up(db: &Connection, number: i64) -> rusqlite::Result<()> {
    Use::ALL
        .into_iter()
        .try_for_each(|of| record_removal(db, number, of))
}

fn record_removal(db: &Connection, number: i64, of: Use) -> rusqlite::Result<()> {
    let sql = format!("SELECT {} FROM account WHERE no = ?1", of.column());
    let secret: Option<String> = db.prepare_cached(&sql)?.query_row([number], |row| row.get(0))?;
    match secret {
        Some(secret) => key_removal::record(db, &secret),
        None => Ok(()),
    }
}
