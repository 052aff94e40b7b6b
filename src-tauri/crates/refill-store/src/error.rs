//! What can go wrong with the data folder and its database.

use std::io;

use refill_core::ids::AccountId;
use rusqlite::{ErrorCode, ffi};
use thiserror::Error;

use crate::database::HISTORY_FILE;

/// Why the store did not do what it was asked. Nothing half-done stays: every change is one transaction.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another process holds the data folder.
    #[error("another Refill is using this data folder")]
    InUse,
    /// The database was written by a newer Refill; it is left as it is.
    #[error("the database has version {found}, this Refill knows up to {known}")]
    NewerVersion {
        /// Version of the file.
        found: i64,
        /// Newest version that this build can read.
        known: i64,
    },
    /// The database was written by an older Refill, and whoever only reads it brings it to no newer version.
    #[error("the database has version {found}, and {needed} is needed: start Refill once")]
    OlderVersion {
        /// Version of the file.
        found: i64,
        /// The version that this build reads.
        needed: i64,
    },
    /// This build carries an SQLite with known defects in its write-ahead log.
    #[error("SQLite {found} is too old: 3.51.3 is needed")]
    OldSqlite {
        /// The version that was linked in.
        found: String,
    },
    /// The folder or the file cannot be written.
    #[error("{file} cannot be written")]
    ReadOnly {
        /// Name of the file, without its folder.
        file: String,
    },
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The database is damaged. `history.db` turned out so while it was in use, and the next start sets it aside;
    /// `payments.db` is left as it is.
    #[error("the database is damaged")]
    Damaged,
    /// A file of the data folder could not be read or written.
    #[error("{file}: {source}")]
    Io {
        /// Name of the file, without its folder.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// There is no such account, or it is removed.
    #[error("there is no account {0}")]
    NoSuchAccount(AccountId),
    /// A later run of the same account has begun, or this one was completed.
    #[error("this run over the history is over")]
    RunOver,
    /// Anything else that SQLite reports: a defect of Refill.
    #[error("database: {0}")]
    Other(#[source] rusqlite::Error),
    /// A migration failed: a defect of Refill. The database is as it was before.
    #[error("migration: {0}")]
    Migration(#[source] rusqlite_migration::Error),
}

impl StoreError {
    /// The database cannot be written.
    pub(crate) fn read_only() -> StoreError {
        StoreError::ReadOnly {
            file: HISTORY_FILE.to_owned(),
        }
    }

    /// The same error about another file than `history.db`, which every error of SQLite is about at first.
    pub(crate) fn about(self, file: &str) -> StoreError {
        let file = file.to_owned();
        match self {
            StoreError::ReadOnly { .. } => StoreError::ReadOnly { file },
            StoreError::Io { source, .. } => StoreError::Io { file, source },
            other => other,
        }
    }

    /// An error of the system about `file`, a name without its folder.
    pub(crate) fn from_io(file: &str, source: io::Error) -> StoreError {
        let file = file.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly { file }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
            _ => StoreError::Io { file, source },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        let Some(failure) = error.sqlite_error() else {
            return StoreError::Other(error);
        };
        let file = HISTORY_FILE.to_owned();
        match failure.code {
            ErrorCode::DiskFull => StoreError::Full,
            // The index of the write-ahead log could not grow.
            _ if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => StoreError::Full,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged,
            ErrorCode::ReadOnly => StoreError::read_only(),
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
                StoreError::Io {
                    file,
                    source: io::Error::other(error),
                }
            }
            _ => StoreError::Other(error),
        }
    }
}

impl From<rusqlite_migration::Error> for StoreError {
    fn from(error: rusqlite_migration::Error) -> StoreError {
        match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => match StoreError::from(err) {
                StoreError::Other(err) => StoreError::Migration(err.into()),
                known => known,
            },
            other => StoreError::Migration(other),
        }
    }
}
