//! The store: one connection that writes, one that reads beside it.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use refill_core::ids::InstallationId;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::database;
use crate::error::StoreError;
use crate::folder::DataFolder;
use crate::start;
use crate::table::installation;

/// The database of a data folder. Shared between threads; every call blocks until it is done.
#[derive(Debug)]
pub struct Store {
    installation: InstallationId,
    /// `None` in memory, where there is but one connection. Closed before `writer`, which then tidies up.
    on_disk: Option<OnDisk>,
    writer: Mutex<Connection>,
}

#[derive(Debug)]
struct OnDisk {
    reader: Mutex<Connection>,
    /// Held for as long as the database is open.
    folder: DataFolder,
}

/// A store, and what was found on opening it.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// The damaged database that stood in its place, under its new name in the same folder; nothing was
    /// deleted.
    pub set_aside: Option<PathBuf>,
    /// False when this is not the database that was last used in this folder: a fresh one after another was
    /// set aside or deleted, or an older copy that was put back. Every recorded removal of keychain items was
    /// then dropped.
    pub continuous: bool,
}

impl Store {
    /// Opens the database of the folder, makes it where there is none, and brings it to the newest version.
    ///
    /// Keychain writes that were announced and never used are due for removal from here on.
    ///
    /// # Errors
    /// [`StoreError::NewerVersion`] with the file untouched; [`StoreError::ReadOnly`], [`StoreError::Full`],
    /// [`StoreError::Io`]; [`StoreError::OldSqlite`] in a build gone wrong. A damaged file is no error.
    pub fn open(folder: &DataFolder) -> Result<Opened, StoreError> {
        let last = start::last(folder.path())?;
        let database = database::open(folder.path(), last.is_some())?;
        let mut writer = database.connection;
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let begun = installation::begin(&tx, last.as_deref(), database.set_aside.is_some())?;
        tx.commit()?;
        start::record(folder.path(), &start::line(&begun.installation, begun.starts))?;
        let reader = database::open_reader(folder.path())?;
        Ok(Opened {
            store: Store {
                installation: begun.installation,
                on_disk: Some(OnDisk {
                    reader: Mutex::new(reader),
                    folder: folder.clone(),
                }),
                writer: Mutex::new(writer),
            },
            set_aside: database.set_aside,
            continuous: begun.continuous,
        })
    }

    /// A fresh store in memory, for tests.
    ///
    /// # Errors
    /// [`StoreError::OldSqlite`] in a build gone wrong.
    pub fn open_in_memory() -> Result<Store, StoreError> {
        let mut writer = database::open_in_memory()?;
        let tx = writer.transaction()?;
        let begun = installation::begin(&tx, None, false)?;
        tx.commit()?;
        Ok(Store {
            installation: begun.installation,
            on_disk: None,
            writer: Mutex::new(writer),
        })
    }

    /// The id of this installation, made with its database. Every keychain item carries it.
    pub fn installation(&self) -> &InstallationId {
        &self.installation
    }

    /// Runs `change` in one transaction, which is on the disk when this returns. After an error nothing of it
    /// stays.
    pub(crate) fn write<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut connection = lock(&self.writer);
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = change(&tx)?;
        tx.commit()?;
        Ok(value)
    }

    /// Runs `look` on one unchanging state of the database, without waiting for a change under way.
    pub(crate) fn read<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let reader = self.on_disk.as_ref().map(|disk| &disk.reader);
        let mut connection = lock(reader.unwrap_or(&self.writer));
        let tx = connection.transaction()?;
        look(&tx)
    }

    /// A connection of its own for a long read, or `None` in memory.
    pub(crate) fn own_reader(&self) -> Result<Option<Connection>, StoreError> {
        self.on_disk
            .as_ref()
            .map(|disk| database::open_reader(disk.folder.path()))
            .transpose()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let tidied = lock(&self.writer).execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);");
        if let Err(error) = tidied {
            // Nothing is lost: the next start reads the log and tries again.
            tracing::debug!(%error, "history.db was not tidied up on closing");
        }
    }
}

/// A thread that panicked in a transaction has rolled it back by dropping it, so its lock is as good as any.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use refill_core::account::{Account, AccountName};
    use refill_core::history::{Change, Kind, Origin};
    use refill_core::ids::{AccountId, ProviderId};
    use refill_core::money::{Decimal, Money, Unit};

    use super::*;
    use crate::Filter;

    fn account() -> Account {
        Account {
            id: AccountId::from_static("a"),
            provider: ProviderId::from_static("acme"),
            name: AccountName::parse("a").expect("a name"),
            server: None,
            secret: None,
            threshold: None,
            unit: Unit::CREDITS,
            created_at: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    fn row(second: i64) -> Change {
        Change {
            at: jiff::Timestamp::from_second(second).expect("in range"),
            kind: Kind::Debit,
            amount: Money::new(Decimal::NEGATIVE_ONE, Unit::CREDITS),
            balance_after: None,
            balance_before: None,
            text: Some("x".repeat(200)),
            origin: Origin::Provider,
        }
    }

    #[test]
    fn a_change_that_does_not_fit_leaves_nothing_behind() {
        let store = Store::open_in_memory().expect("a store");
        store.insert_account(&account(), None).expect("added");
        let run = store.begin_history_run(&account().id).expect("a run");
        store.store_history_page(&run, &[row(0)]).expect("stored");
        store
            .write(|db| {
                let pages: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
                Ok(db.pragma_update(None, "max_page_count", pages + 5)?)
            })
            .expect("limited");
        let page: Vec<Change> = (1..1000).map(row).collect();
        let refused = store.store_history_page(&run, &page);
        assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
        assert_eq!(store.count_history(&Filter::default()).expect("counted"), 1);
        store
            .store_history_page(&run, &[row(1)])
            .expect("what fits is stored");
    }

    #[test]
    fn commits_are_on_the_disk_and_keys_hold() {
        let store = Store::open_in_memory().expect("a store");
        let pragma = |name: &str| {
            store
                .read(|db| Ok(db.pragma_query_value(None, name, |row| row.get::<_, i64>(0))?))
                .expect("asked")
        };
        assert_eq!((pragma("synchronous"), pragma("foreign_keys")), (2, 1));
    }

    #[test]
    fn a_panic_in_a_change_is_rolled_back() {
        let store = Store::open_in_memory().expect("a store");
        let panicked = std::thread::scope(|scope| {
            let change = || {
                let _: Result<(), StoreError> = store.write(|db| {
                    db.execute("INSERT INTO setting VALUES ('k', 'v')", [])?;
                    std::panic::resume_unwind(Box::new(()))
                });
            };
            scope.spawn(change).join()
        });
        assert!(panicked.is_err());
        assert_eq!(store.setting("k").expect("read"), None);
        store.set_setting("k", "w").expect("set");
    }
}
