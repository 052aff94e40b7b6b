//! `endpoint` and `shipped_endpoints`: where the person has each chain read.

use rusqlite::{OptionalExtension, params};

use super::Journal;
use crate::error::StoreError;
use crate::value::Whole;

/// Where a chain is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// At the person's own addresses, in the order in which they were added.
    pub own: Vec<String>,
    /// And at those that come with Refill.
    pub with_shipped: bool,
}

impl Journal {
    /// Where the chain with this number is read. Until the person says otherwise, at what comes with Refill.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn endpoints(&self, chain: u64) -> Result<Endpoints, StoreError> {
        self.read(|db| {
            let mut statement =
                db.prepare_cached("SELECT address FROM endpoint WHERE chain = ?1 ORDER BY no")?;
            let own = statement.query_map([Whole(chain)], |row| row.get(0))?;
            let with_shipped = db
                .prepare_cached("SELECT is_used FROM shipped_endpoints WHERE chain = ?1")?
                .query_row([Whole(chain)], |row| row.get(0))
                .optional()?;
            Ok(Endpoints {
                own: own.collect::<Result<_, _>>()?,
                with_shipped: with_shipped.unwrap_or(true),
            })
        })
    }

    /// Has a chain read at this address, too. One that is there already stays where it is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn add_endpoint(&self, chain: u64, address: &str) -> Result<(), StoreError> {
        self.set(|db| {
            let sql = "INSERT INTO endpoint (chain, address) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            db.prepare_cached(sql)?.execute(params![Whole(chain), address])?;
            Ok(())
        })
    }

    /// Has a chain read at this address no more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remove_endpoint(&self, chain: u64, address: &str) -> Result<(), StoreError> {
        self.set(|db| {
            let sql = "DELETE FROM endpoint WHERE chain = ?1 AND address = ?2";
            db.prepare_cached(sql)?.execute(params![Whole(chain), address])?;
            Ok(())
        })
    }

    /// Says whether a chain is read at what comes with Refill, too.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn use_shipped_endpoints(&self, chain: u64, is_used: bool) -> Result<(), StoreError> {
        self.set(|db| {
            let sql = "INSERT INTO shipped_endpoints (chain, is_used) VALUES (?1, ?2)
                       ON CONFLICT DO UPDATE SET is_used = excluded.is_used";
            db.prepare_cached(sql)?.execute(params![Whole(chain), is_used])?;
            Ok(())
        })
    }
}
