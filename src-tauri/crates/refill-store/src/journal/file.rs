//! Opening `payments.db`: it is taken whole, or refused and left as it is.
//!
//! Nothing in it can be fetched again, so a damaged journal is never set aside for a fresh one. It takes its place
//! complete, under its name only once its schema is on the disk: a file of that name that is empty, or a log without
//! its file, was a journal once.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Mutex;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use crate::connection::locked;
use crate::database;
use crate::error::StoreError;
use crate::file_state::{FileState, beside, has_log, rename};

/// Name of the journal in the data folder.
pub(super) const JOURNAL_FILE: &str = "payments.db";

/// A version is never edited once it was released: a change is a new file.
const VERSIONS: &[M<'static>] = &[
    M::up(include_str!("0001_first.sql")),
    M::up(include_str!("0002_usdc.sql")),
];

const MIGRATIONS: Migrations<'static> = Migrations::from_slice(VERSIONS);

/// The newest version.
const KNOWN_VERSION: i64 = VERSIONS.len() as i64;

/// Endings of the files that a database may have.
const ENDINGS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// One journal is made at a time. (Other processes are kept out of the folder.)
static MAKING: Mutex<()> = Mutex::new(());

/// Opens the journal of a folder that this process holds, or makes it.
pub(super) fn open(folder: &Path) -> Result<Connection, StoreError> {
    database::require_sqlite()?;
    let file = folder.join(JOURNAL_FILE);
    let guard = locked(&MAKING);
    if !exists(&file)? {
        if has_log(&file) {
            return Err(StoreError::Damaged);
        }
        make(&file)?;
    }
    drop(guard);
    open_sound(&file)
}

/// A fresh journal in memory.
pub(super) fn open_in_memory() -> Result<Connection, StoreError> {
    database::require_sqlite()?;
    prepare(Connection::open_in_memory()?)
}

fn exists(file: &Path) -> Result<bool, StoreError> {
    file.try_exists().map_err(of_system)
}

fn of_system(error: io::Error) -> StoreError {
    StoreError::from_io(JOURNAL_FILE, error)
}

/// Makes an empty journal under another name, and gives it its own once it is on the disk.
fn make(file: &Path) -> Result<(), StoreError> {
    let new = beside(file, ".new");
    // Left by a start that broke off here: nothing was ever stored in it.
    remove(&new).map_err(of_system)?;
    let made = write_new(&new).and_then(|()| rename(&new, file).map_err(of_system));
    if made.is_err() {
        // Whether that works does not matter: the next start does it again.
        let _ = remove(&new);
    }
    made
}

fn write_new(new: &Path) -> Result<(), StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = prepare(Connection::open_with_flags(new, flags)?)?;
    // Closed below, it would not say that its log could not be brought into the file.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)?;
    // Not all systems sync a file that is open for reading alone.
    let file = File::options().write(true).open(new).map_err(of_system)?;
    file.sync_all().map_err(of_system)
}

fn remove(new: &Path) -> io::Result<()> {
    for ending in ENDINGS {
        match fs::remove_file(beside(new, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn open_sound(file: &Path) -> Result<Connection, StoreError> {
    if fs::metadata(file).is_ok_and(|found| found.is_file() && found.len() == 0) {
        return Err(StoreError::Damaged);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    database::set_up(&connection)?;
    // Until the file is accepted, closing it must not write to it: not to a newer one, nor to a damaged one.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    database::refuse_newer(&connection, KNOWN_VERSION)?;
    if connection.is_readonly("main")? {
        return Err(StoreError::read_only());
    }
    require_length(&connection, file)?;
    require_sound(&connection)?;
    if database::version(&connection)? == 0 {
        // A database of something else: a journal has had a version since it was made.
        return Err(StoreError::Damaged);
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    prepare(connection)
}

/// What is cut off the last page reads as zeros, which may look like a row. (With a log the file is brought to its length
/// from there.)
fn require_length(connection: &Connection, file: &Path) -> Result<(), StoreError> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let length = number("page_count")?.saturating_mul(number("page_size")?);
    let found = FileState::of(file).map_err(of_system)?.length;
    if has_log(file) || u64::try_from(length).is_ok_and(|length| length <= found) {
        return Ok(());
    }
    tracing::warn!(found, length, "payments.db is cut off");
    Err(StoreError::Damaged)
}

/// Looks through all of the journal, its indexes included, every time: it stays small.
fn require_sound(connection: &Connection) -> Result<(), StoreError> {
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        return Ok(());
    }
    tracing::warn!(verdict, "payments.db is damaged");
    Err(StoreError::Damaged)
}

/// As for `history.db`; and on a Mac the disk itself is asked to write, not its cache.
fn prepare(connection: Connection) -> Result<Connection, StoreError> {
    database::set_up(&connection)?;
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    database::prepare(connection, &MIGRATIONS)
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_on_the_disk_and_keys_hold() {
        let dir = tempfile::tempdir().expect("a folder");
        let connection = open(dir.path()).expect("a journal");
        let pragma = |name: &str| {
            connection
                .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
                .expect("asked")
        };
        let names = ["synchronous", "fullfsync", "checkpoint_fullfsync", "foreign_keys"];
        assert_eq!(names.map(pragma), [2, 1, 1, 1]);
        let mode: String = connection
            .pragma_query_value(None, "journal_mode", |row| row.get(0))
            .expect("asked");
        assert_eq!(mode, "wal");
    }
}
