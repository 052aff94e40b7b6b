//! A database that is only looked at: for a command that runs beside Refill, or while none runs.
//!
//! Nothing is written and no file made. While another process has the database open, or left its log behind,
//! this is an ordinary reader of both. Without a log all of it is in one file, and SQLite is told that this
//! file does not change (or else it would make a log and an index for it, which a reader cannot take away
//! again). Whether it did change, because Refill was started meanwhile, is looked at after every read.

use std::fs;
use std::io;
use std::path::{self, Path, PathBuf};
use std::sync::Mutex;

use refill_core::ids::InstallationId;
use rusqlite::{Connection, OpenFlags};

use crate::connection::{locked, look_at};
use crate::database::{self, HISTORY_FILE};
use crate::error::StoreError;
use crate::file_state::{FileState, beside};
use crate::schema::KNOWN_VERSION;
use crate::table::installation;

/// A database that is only looked at.
#[derive(Debug)]
pub(crate) struct View {
    file: PathBuf,
    glass: Mutex<Glass>,
}

/// A connection to look through.
#[derive(Debug)]
struct Glass {
    connection: Connection,
    /// The file as it was taken to stay; `None` beside another process.
    still: Option<FileState>,
}

impl View {
    /// Opens the database of a folder, and tells whose installation it is. `None` when there is none yet.
    pub(crate) fn open(folder: &Path) -> Result<Option<(View, InstallationId)>, StoreError> {
        database::require_sqlite()?;
        let file = path::absolute(folder).map_err(unreadable)?.join(HISTORY_FILE);
        match fs::metadata(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error)),
            Ok(found) if found.is_file() && found.len() == 0 => return Ok(None),
            Ok(_) => {}
        }
        let mut glass = Glass::new(&file)?;
        let installation = glass.look(&file, |db| match database::version(db)? {
            0 => Ok(None),
            _ => {
                require_version(db)?;
                Ok(installation::find(db)?)
            }
        })?;
        let Some((installation, _)) = installation else {
            return Ok(None);
        };
        let glass = Mutex::new(glass);
        Ok(Some((View { file, glass }, installation)))
    }

    /// See [`crate::Store::read`].
    pub(crate) fn read<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut glass = locked(&self.glass);
        if !glass.is_current(&self.file) {
            *glass = Glass::new(&self.file)?;
        }
        glass.look(&self.file, |db| {
            require_version(db)?;
            look(db)
        })
    }

    /// See [`crate::Store::read_apart`].
    pub(crate) fn read_apart<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        Glass::new(&self.file)?.look(&self.file, |db| {
            require_version(db)?;
            look(db)
        })
    }
}

impl Glass {
    fn new(file: &Path) -> Result<Glass, StoreError> {
        if !is_still(file) {
            return Ok(Glass {
                connection: database::open_reader(file)?,
                still: None,
            });
        }
        let still = FileState::of(file).map_err(unreadable)?;
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(immutable(file), flags)?;
        database::set_up(&connection)?;
        Ok(Glass {
            connection,
            still: Some(still),
        })
    }

    /// Looks at one unchanging state of the database. [`StoreError::InUse`] when it was none after all.
    fn look<T>(
        &mut self,
        file: &Path,
        look: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let seen = look_at(&mut self.connection, look);
        if self.is_current(file) {
            return seen;
        }
        Err(StoreError::InUse)
    }

    /// False once a file that was to stay as it is did not.
    fn is_current(&self, file: &Path) -> bool {
        self.still
            .is_none_or(|still| is_still(file) && FileState::of(file).is_ok_and(|now| now == still))
    }
}

/// True when no process can have the database open, and no log lies beside it.
fn is_still(file: &Path) -> bool {
    let length = |ending| fs::metadata(beside(file, ending)).map(|found| found.len());
    let is_absent = |found: &io::Result<u64>| {
        found
            .as_ref()
            .is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    };
    let log = length("-wal");
    is_absent(&log) || matches!(log, Ok(0)) && is_absent(&length("-shm"))
}

/// Only the version that this build knows can be read.
fn require_version(db: &Connection) -> Result<(), StoreError> {
    database::refuse_newer(db, KNOWN_VERSION)?;
    let found = database::version(db)?;
    if found < KNOWN_VERSION {
        return Err(StoreError::OlderVersion {
            found,
            needed: KNOWN_VERSION,
        });
    }
    Ok(())
}

/// The address of a file that does not change, as SQLite takes it.
fn immutable(file: &Path) -> String {
    let mut path = String::new();
    for &byte in file.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => path.push('/'),
            b'/' | b':' | b'-' | b'.' | b'_' | b'~' => path.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => path.push(char::from(byte)),
            _ => path.push_str(&format!("%{byte:02X}")),
        }
    }
    // A drive of Windows has no slash before its letter.
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{path}?immutable=1")
}

/// The system does not let the file be read.
fn unreadable(source: io::Error) -> StoreError {
    StoreError::Io {
        file: HISTORY_FILE.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_any_path() {
        let address = immutable(Path::new("/home/Zoë/a b?c#d%e/history.db"));
        assert_eq!(
            address,
            "file:///home/Zo%C3%AB/a%20b%3Fc%23d%25e/history.db?immutable=1"
        );
    }
}
