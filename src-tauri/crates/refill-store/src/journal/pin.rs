//! `pin`: who is paid for a provider at one origin on one chain. Another payee is accepted only where it was offered
//! before and the person said yes to it.

use jiff::Timestamp;
use refill_core::ids::ProviderId;
use refill_core::x402::Address;
use rusqlite::{Row, params};

use super::Journal;
use crate::error::StoreError;
use crate::value::{Micros, Whole};

/// Who is paid for a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// For which provider.
    pub provider: ProviderId,
    /// At which origin of a server.
    pub origin: String,
    /// On which chain, by its number.
    pub chain: u64,
    /// Who is paid.
    pub payee: Address,
    /// Since when.
    pub since: Timestamp,
    /// Who was to be paid instead, the last time that somebody else was.
    pub offered: Option<Address>,
}

impl Journal {
    /// Who is paid for a provider at an origin, by the number of the chain.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn pins(&self, provider: &ProviderId, origin: &str) -> Result<Vec<(u64, Address)>, StoreError> {
        self.read(|db| {
            let sql = "SELECT chain, payee FROM pin WHERE provider = ?1 AND origin = ?2 ORDER BY chain";
            let mut statement = db.prepare_cached(sql)?;
            let pins = statement.query_map([provider.as_str(), origin], |row| {
                Ok((row.get::<_, Whole>(0)?.0, Address::new(row.get(1)?)))
            })?;
            Ok(pins.collect::<Result<_, _>>()?)
        })
    }

    /// All of them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn all_pins(&self) -> Result<Vec<Pin>, StoreError> {
        self.read(|db| {
            let sql = "SELECT provider, origin, chain, payee, since, offered FROM pin
                       ORDER BY provider, origin, chain";
            let mut statement = db.prepare_cached(sql)?;
            let pins = statement.query_map([], from_row)?;
            Ok(pins.collect::<Result<_, _>>()?)
        })
    }

    /// Remembers who is paid, where nobody was before. Nothing happens where there is somebody already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn pin(
        &self,
        provider: &ProviderId,
        origin: &str,
        chain: u64,
        payee: Address,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.set(|db| {
            let sql = "INSERT INTO pin (provider, origin, chain, payee, since) VALUES (?1, ?2, ?3, ?4, ?5)
                       ON CONFLICT DO NOTHING";
            db.prepare_cached(sql)?.execute(params![
                provider.as_str(),
                origin,
                Whole(chain),
                payee.bytes(),
                Micros(at)
            ])?;
            Ok(())
        })
    }

    /// Remembers who was to be paid instead. Nothing happens where nobody was paid before, or the same one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn offer_payee(
        &self,
        provider: &ProviderId,
        origin: &str,
        chain: u64,
        payee: Address,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.set(|db| {
            let sql = "UPDATE pin SET offered = ?4, offered_at = ?5
                       WHERE provider = ?1 AND origin = ?2 AND chain = ?3 AND payee <> ?4";
            db.prepare_cached(sql)?.execute(params![
                provider.as_str(),
                origin,
                Whole(chain),
                payee.bytes(),
                Micros(at)
            ])?;
            Ok(())
        })
    }

    /// Has somebody else paid from now on: the one who was offered last, and nobody else. False where it is another one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn accept_payee(
        &self,
        provider: &ProviderId,
        origin: &str,
        chain: u64,
        payee: Address,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.set(|db| {
            let sql = "UPDATE pin SET payee = offered, since = ?5, offered = NULL, offered_at = NULL
                       WHERE provider = ?1 AND origin = ?2 AND chain = ?3 AND offered = ?4";
            let changed = db.prepare_cached(sql)?.execute(params![
                provider.as_str(),
                origin,
                Whole(chain),
                payee.bytes(),
                Micros(at)
            ])?;
            Ok(changed > 0)
        })
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Pin> {
    Ok(Pin {
        provider: ProviderId::new(row.get::<_, String>(0)?),
        origin: row.get(1)?,
        chain: row.get::<_, Whole>(2)?.0,
        payee: Address::new(row.get(3)?),
        since: row.get::<_, Micros>(4)?.0,
        offered: row.get::<_, Option<_>>(5)?.map(Address::new),
    })
}
