//! The store: where the calls of all tables meet the database.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use refill_core::ids::InstallationId;
use rusqlite::{Connection, Transaction};

use crate::connection::{change, locked, look_at};
use crate::database;
use crate::error::StoreError;
use crate::folder::DataFolder;
use crate::session::Session;
use crate::start;
use crate::table::installation;
use crate::view::View;

/// The database of a data folder. Shared between threads; every call blocks until it is done.
#[derive(Debug)]
pub struct Store {
    installation: InstallationId,
    source: Source,
}

/// Where the database is.
#[derive(Debug)]
enum Source {
    /// In a folder that this process holds.
    Session(Session),
    /// In a folder that this process holds not: it only looks.
    View(View),
    /// In memory, where there is but one connection.
    Memory(Mutex<Connection>),
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
    /// All of the database is looked through for damage (about 2 s for a million rows) when the session before
    /// was killed, met damage or could not write its end, when the file is not exactly as that session left it,
    /// and when the last look is seven days old. Otherwise only the length of the file, the schema and the
    /// first row of every table are looked at. Damage that none of this sees is [`StoreError::Damaged`] once it
    /// is met, and the start after that looks through everything.
    ///
    /// # Errors
    /// [`StoreError::NewerVersion`] with the file untouched; [`StoreError::ReadOnly`], [`StoreError::Full`],
    /// [`StoreError::Io`]; [`StoreError::OldSqlite`] in a build gone wrong. A damaged file is no error.
    pub fn open(folder: &DataFolder) -> Result<Opened, StoreError> {
        let last = start::last(folder.path())?;
        let database = database::open(folder.path(), last.as_ref())?;
        let mut writer = database.connection;
        let last_start = last.as_ref().map(|last| last.start.as_str());
        let begun = change(&mut writer, |db| {
            installation::begin(db, last_start, database.set_aside.is_some())
        })?;
        let start = start::line(&begun.installation, begun.starts);
        start::record(folder.path(), &start, None)?;
        let session = Session::new(folder, writer, start, database.sound_at)?;
        Ok(Opened {
            store: Store {
                installation: begun.installation,
                source: Source::Session(session),
            },
            set_aside: database.set_aside,
            continuous: begun.continuous,
        })
    }

    /// Looks at the database of a folder, whether another process holds it or none: takes no lock that a Refill
    /// waits for, writes nothing and makes no file. (Only where a log was left without its index, SQLite may
    /// make the index.) Nothing is looked through for damage, and dropping the store leaves all as it is.
    ///
    /// `None` when there is no database yet. Every call that would change something is
    /// [`StoreError::ReadOnly`]. A read during which a Refill was started is [`StoreError::InUse`]; the next
    /// one reads beside it.
    ///
    /// # Errors
    /// [`StoreError::NewerVersion`], [`StoreError::OlderVersion`], [`StoreError::Damaged`],
    /// [`StoreError::InUse`], [`StoreError::Io`]; [`StoreError::OldSqlite`] in a build gone wrong.
    pub fn open_read_only(folder: &Path) -> Result<Option<Store>, StoreError> {
        let opened = View::open(folder)?;
        Ok(opened.map(|(view, installation)| Store {
            installation,
            source: Source::View(view),
        }))
    }

    /// A fresh store in memory, for tests.
    ///
    /// # Errors
    /// [`StoreError::OldSqlite`] in a build gone wrong.
    pub fn open_in_memory() -> Result<Store, StoreError> {
        let mut writer = database::open_in_memory()?;
        let begun = change(&mut writer, |db| installation::begin(db, None, false))?;
        Ok(Store {
            installation: begun.installation,
            source: Source::Memory(Mutex::new(writer)),
        })
    }

    /// Closes the database of a held folder in order, where the store itself lives on until the process ends: many
    /// desktops end a program without dropping anything. What is asked of the store afterwards is
    /// [`StoreError::ReadOnly`].
    ///
    /// # Errors
    /// [`StoreError`]: nothing is lost then, and the next start looks through everything.
    pub fn close(&self) -> Result<(), StoreError> {
        match &self.source {
            Source::Session(session) => session.close(),
            Source::View(_) | Source::Memory(_) => Ok(()),
        }
    }

    /// The id of this installation, made with its database. Every keychain item carries it.
    pub fn installation(&self) -> &InstallationId {
        &self.installation
    }

    /// Runs `what` in one transaction, which is on the disk when this returns. After an error nothing of it
    /// stays.
    pub(crate) fn write<T>(
        &self,
        what: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match &self.source {
            Source::Session(session) => session.write(what),
            Source::View(_) => Err(StoreError::read_only()),
            Source::Memory(connection) => change(&mut locked(connection), what),
        }
    }

    /// Runs `look` on one unchanging state of the database, without waiting for a change under way.
    pub(crate) fn read<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match &self.source {
            Source::Session(session) => session.read(look),
            Source::View(view) => view.read(look),
            Source::Memory(connection) => look_at(&mut locked(connection), look),
        }
    }

    /// Runs a long `look` on a connection of its own, so that no other read waits for it. `None`, and nothing
    /// is run, in memory.
    pub(crate) fn read_apart<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Option<Result<T, StoreError>> {
        match &self.source {
            Source::Session(session) => Some(session.read_apart(look)),
            Source::View(view) => Some(view.read_apart(look)),
            Source::Memory(_) => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use refill_core::account::{Account, AccountName, Divisor};
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
            divisor: Divisor::ONE,
            secret: None,
            session: None,
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
        store.store_history_page(&run, &[row(0)], false).expect("stored");
        store
            .write(|db| {
                let pages: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
                Ok(db.pragma_update(None, "max_page_count", pages + 5)?)
            })
            .expect("limited");
        let page: Vec<Change> = (1..1000).map(row).collect();
        let refused = store.store_history_page(&run, &page, false);
        assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
        assert_eq!(store.count_history(&Filter::default()).expect("counted"), 1);
        store
            .store_history_page(&run, &[row(1)], false)
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
