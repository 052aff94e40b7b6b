//! Opening `history.db`: which files are taken, refused or set aside. What holds for any database of Refill is shared
//! with `payments.db`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::Migrations;

use crate::error::StoreError;
use crate::file_state::beside;
use crate::schema::{KNOWN_VERSION, MIGRATIONS};
use crate::soundness;
use crate::start::{Last, Left};

/// Name of the database in the data folder.
pub(crate) const HISTORY_FILE: &str = "history.db";

/// Older ones can lose committed pages of the write-ahead log when two connections meet in a bad moment.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long a connection waits for another one of this process.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many prepared statements a connection keeps: more than the store has, but for filters.
const KEPT_STATEMENTS: usize = 64;

/// An open database at the newest version.
pub(crate) struct Database {
    /// The connection that writes.
    pub(crate) connection: Connection,
    /// When all of it was last looked through and found sound.
    pub(crate) sound_at: Timestamp,
    /// The damaged database that stood in its place, under its new name.
    pub(crate) set_aside: Option<PathBuf>,
}

/// Opens or makes the database of a folder. `last` is what the last start and its session left in the folder,
/// `None` for a folder that never had a database: in any other an empty file is a damaged one.
///
/// A damaged file is renamed, together with its write-ahead log, and a fresh one takes its place.
pub(crate) fn open(folder: &Path, last: Option<&Last>) -> Result<Database, StoreError> {
    require_sqlite()?;
    let file = folder.join(HISTORY_FILE);
    let left = last.and_then(|last| last.left).filter(|left| left.holds(&file));
    match open_sound(&file, last.is_some(), left) {
        Err(StoreError::Damaged) => {
            let set_aside = set_aside(&file)?;
            Ok(Database {
                set_aside: Some(set_aside),
                ..open_sound(&file, false, None)?
            })
        }
        opened => opened,
    }
}

/// A fresh database in memory, of the same schema.
pub(crate) fn open_in_memory() -> Result<Connection, StoreError> {
    require_sqlite()?;
    prepare(Connection::open_in_memory()?, &MIGRATIONS)
}

/// A connection that reads the database beside the one that writes it, without waiting for it.
pub(crate) fn open_reader(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    set_up(&connection)?;
    Ok(connection)
}

/// Refuses to work with an SQLite that has known defects.
pub(crate) fn require_sqlite() -> Result<(), StoreError> {
    require_sqlite_version(rusqlite::version_number())
}

fn require_sqlite_version(version: i32) -> Result<(), StoreError> {
    if version < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite {
            found: rusqlite::version().to_owned(),
        });
    }
    Ok(())
}

/// What every connection has.
pub(crate) fn set_up(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(KEPT_STATEMENTS);
    Ok(())
}

fn open_sound(file: &Path, expected: bool, left: Option<Left>) -> Result<Database, StoreError> {
    if expected && fs::metadata(file).is_ok_and(|found| found.is_file() && found.len() == 0) {
        return Err(StoreError::Damaged);
    }
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    set_up(&connection)?;
    // Until the file is accepted, closing it must not write to it: not to a newer one, nor to a damaged one.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    refuse_newer(&connection, KNOWN_VERSION)?;
    if connection.is_readonly("main")? {
        return Err(StoreError::read_only());
    }
    let sound_at = soundness::require(&connection, file, left)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(Database {
        connection: prepare(connection, &MIGRATIONS)?,
        sound_at,
        set_aside: None,
    })
}

/// The version of a database; 0 before anything was stored in it.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Refuses a database that a newer Refill wrote: one above version `known`.
pub(crate) fn refuse_newer(connection: &Connection, known: i64) -> Result<(), StoreError> {
    let found = version(connection)?;
    if !(0..=known).contains(&found) {
        return Err(StoreError::NewerVersion { found, known });
    }
    Ok(())
}

/// Settings of the connection that writes, and the missing migrations.
///
/// Every commit is on the disk before it counts (`FULL`), readings included: they come a few at a time, and
/// the keychain is changed in the belief that the row about it stays.
pub(crate) fn prepare(
    mut connection: Connection,
    migrations: &Migrations<'_>,
) -> Result<Connection, StoreError> {
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    migrations.to_latest(&mut connection)?;
    Ok(connection)
}

/// Renames the database and the files of its log, so that they still belong together.
fn set_aside(file: &Path) -> Result<PathBuf, StoreError> {
    let target = free_name(file);
    for suffix in ["-wal", "-shm", ""] {
        let from = beside(file, suffix);
        let to = beside(&target, suffix);
        if from.exists() {
            fs::rename(&from, &to).map_err(|error| StoreError::from_io(HISTORY_FILE, error))?;
        }
    }
    tracing::warn!(name = %target.display(), "set the damaged database aside");
    Ok(target)
}

fn free_name(file: &Path) -> PathBuf {
    let now = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let names = (1_u32..).map(|n| match n {
        1 => format!("history.damaged-{now}.db"),
        n => format!("history.damaged-{now}-{n}.db"),
    });
    names
        .map(|name| file.with_file_name(name))
        .find(|path| !path.exists())
        .unwrap_or_else(|| file.with_file_name("history.damaged.db"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_sqlite_is_refused() {
        assert!(matches!(
            require_sqlite_version(3_051_002),
            Err(StoreError::OldSqlite { .. })
        ));
        assert!(require_sqlite_version(3_051_003).is_ok());
        assert!(require_sqlite().is_ok());
    }
}
