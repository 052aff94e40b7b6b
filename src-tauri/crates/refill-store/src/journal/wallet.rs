//! `wallet`: what the person pays from. Keys are in the keychain; a wallet that is removed stays as a row.

use jiff::Timestamp;
use refill_core::ids::SecretId;
use refill_core::x402::{Address, WalletId, WalletKind, WalletRecord};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Journal, JournalError, plan, unknown_word};
use crate::error::StoreError;
use crate::value::Micros;

impl Journal {
    /// The wallets, without removed ones, in the order in which they were added. One in words of a newer Refill is left
    /// out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn wallets(&self) -> Result<Vec<WalletRecord>, StoreError> {
        self.read(|db| {
            let sql = "SELECT id, kind, address, secret, ledger, has_phrase, program, created_at FROM wallet
                       WHERE removed_at IS NULL ORDER BY no";
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let mut wallets = Vec::new();
            while let Some(row) = rows.next()? {
                match from_row(row) {
                    Ok(wallet) => wallets.push(wallet),
                    Err(error) => tracing::warn!(%error, "left out a wallet that a newer Refill wrote"),
                }
            }
            Ok(wallets)
        })
    }

    /// Adds a wallet. The first one is the default.
    ///
    /// # Errors
    /// [`JournalError::Store`], for an id that is in use already, too.
    pub fn add_wallet(&self, wallet: &WalletRecord) -> Result<(), JournalError> {
        self.write(|db| {
            let sql =
                "INSERT INTO wallet (id, kind, address, secret, ledger, has_phrase, program, created_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            db.prepare_cached(sql)?.execute(params![
                wallet.id.as_str(),
                wallet.kind.word(),
                wallet.address.bytes(),
                wallet.secret.as_ref().map(SecretId::as_str),
                wallet.ledger.as_ref().map(SecretId::as_str),
                wallet.has_phrase,
                wallet.program,
                Micros(wallet.created_at),
            ])?;
            Ok(require_default(db)?)
        })
    }

    /// Removes a wallet. Where it was the default, the oldest other one is from now on.
    ///
    /// # Errors
    /// [`JournalError::WalletInUse`] while the money of a payment from it is not decided;
    /// [`JournalError::NoSuchWallet`], [`JournalError::Store`].
    pub fn remove_wallet(&self, id: &WalletId, at: Timestamp) -> Result<(), JournalError> {
        self.write(|db| {
            if plan::is_live_of(db, id)? {
                return Err(JournalError::WalletInUse);
            }
            let sql =
                "UPDATE wallet SET removed_at = ?2, is_default = 0 WHERE id = ?1 AND removed_at IS NULL";
            let changed = db
                .prepare_cached(sql)?
                .execute(params![id.as_str(), Micros(at)])?;
            require_one(changed)?;
            Ok(require_default(db)?)
        })
    }

    /// Names the keychain item of a wallet's limits and of what was spent.
    ///
    /// # Errors
    /// [`JournalError::NoSuchWallet`], [`JournalError::Store`].
    pub fn set_wallet_ledger(&self, id: &WalletId, ledger: &SecretId) -> Result<(), JournalError> {
        self.write(|db| {
            let sql = "UPDATE wallet SET ledger = ?2 WHERE id = ?1 AND removed_at IS NULL";
            let changed = db.prepare_cached(sql)?.execute([id.as_str(), ledger.as_str()])?;
            require_one(changed)
        })
    }

    /// The wallet that is paid from where nobody chose another one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn default_wallet(&self) -> Result<Option<WalletId>, StoreError> {
        self.read(|db| {
            let found = db
                .prepare_cached("SELECT id FROM wallet WHERE is_default <> 0")?
                .query_row([], |row| row.get::<_, String>(0))
                .optional()?;
            Ok(found.map(WalletId::new))
        })
    }

    /// Makes a wallet the default.
    ///
    /// # Errors
    /// [`JournalError::NoSuchWallet`], [`JournalError::Store`].
    pub fn set_default_wallet(&self, id: &WalletId) -> Result<(), JournalError> {
        self.write(|db| {
            db.execute("UPDATE wallet SET is_default = 0 WHERE is_default <> 0", [])?;
            let sql = "UPDATE wallet SET is_default = 1 WHERE id = ?1 AND removed_at IS NULL";
            let changed = db.prepare_cached(sql)?.execute([id.as_str()])?;
            require_one(changed)
        })
    }
}

/// An error takes back what was done before it.
fn require_one(changed: usize) -> Result<(), JournalError> {
    match changed {
        0 => Err(JournalError::NoSuchWallet),
        _ => Ok(()),
    }
}

/// Where there is no default, the oldest wallet becomes it.
fn require_default(db: &Connection) -> rusqlite::Result<()> {
    let sql = "UPDATE wallet SET is_default = 1
               WHERE no = (SELECT min(no) FROM wallet WHERE removed_at IS NULL)
                 AND NOT EXISTS (SELECT 1 FROM wallet WHERE is_default <> 0)";
    db.execute(sql, [])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<WalletRecord> {
    let secret = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(column)?.map(SecretId::new));
    Ok(WalletRecord {
        id: WalletId::new(row.get::<_, String>(0)?),
        kind: WalletKind::from_word(row.get_ref(1)?.as_str()?).ok_or_else(|| unknown_word(1))?,
        address: Address::new(row.get(2)?),
        secret: secret(3)?,
        ledger: secret(4)?,
        has_phrase: row.get(5)?,
        program: row.get(6)?,
        created_at: row.get::<_, Micros>(7)?.0,
    })
}
