//! What a database file looks like from outside, without reading it; and how a file takes its place.

use std::fs;
#[cfg(unix)]
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Length and time of the last change: another one means that the file was touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileState {
    /// Bytes.
    pub(crate) length: u64,
    /// Nanoseconds since 1970, as fine as the file system keeps them.
    pub(crate) modified: u128,
}

impl FileState {
    /// The state of a file as it is now.
    pub(crate) fn of(file: &Path) -> io::Result<FileState> {
        let found = fs::metadata(file)?;
        let modified = found.modified()?.duration_since(UNIX_EPOCH);
        Ok(FileState {
            length: found.len(),
            modified: modified.map_err(io::Error::other)?.as_nanos(),
        })
    }
}

/// True when committed changes may lie in the log beside a database.
pub(crate) fn has_log(file: &Path) -> bool {
    match fs::metadata(beside(file, "-wal")) {
        Ok(log) => log.len() > 0,
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// The file that SQLite keeps beside a database under this ending.
pub(crate) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Puts a file whose content is on the disk in its place. The new name is on the disk when this returns.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    // A name is on the disk once its folder is.
    #[cfg(unix)]
    if let Some(folder) = to.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
