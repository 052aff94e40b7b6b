//! Whether the database in the folder is the one that was last used there.
//!
//! Every start is counted twice: in the database and in a small file beside it. When an older copy of the
//! database is put back, or a fresh one takes the place of a damaged one, the two disagree.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use refill_core::ids::InstallationId;

use crate::error::StoreError;

const START_FILE: &str = "last-start";
const NEW_START_FILE: &str = "last-start.new";

/// What the file says of start number `starts`.
pub(crate) fn line(installation: &InstallationId, starts: i64) -> String {
    format!("{installation} {starts}\n")
}

/// The line in the folder; `None` where no database was ever opened in it.
pub(crate) fn last(folder: &Path) -> Result<Option<String>, StoreError> {
    match fs::read(folder.join(START_FILE)) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::from_io(START_FILE, error)),
    }
}

/// Replaces the line. Called after the database was committed: a crash between the two leaves the database one
/// ahead, which no older copy can be.
pub(crate) fn record(folder: &Path, line: &str) -> Result<(), StoreError> {
    write_and_rename(folder, line).map_err(|error| StoreError::from_io(START_FILE, error))
}

fn write_and_rename(folder: &Path, line: &str) -> io::Result<()> {
    let new = folder.join(NEW_START_FILE);
    let mut file = File::create(&new)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&new, folder.join(START_FILE))?;
    // The new name itself is on the disk once the folder is.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}
