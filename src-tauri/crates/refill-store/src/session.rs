//! A session: the database of a folder that this process holds, from its opening to its closing.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction};

use crate::connection::{change, locked, look_at};
use crate::database::{self, HISTORY_FILE};
use crate::error::StoreError;
use crate::file_state::FileState;
use crate::folder::DataFolder;
use crate::start::{self, Left};

/// One connection that writes, one that reads beside it. Dropped from the first field to the last: the reader
/// is closed before the writer, which then removes its log, and the end is recorded before the folder is free.
#[derive(Debug)]
pub(crate) struct Session {
    reader: Mutex<Connection>,
    writer: Mutex<Connection>,
    end: End,
    closed: AtomicBool,
}

/// Says in the folder how the database was left, once it is closed.
#[derive(Debug)]
struct End {
    in_order: AtomicBool,
    /// The line of this session's start.
    start: String,
    sound_at: Timestamp,
    /// Held for as long as the database is open.
    folder: DataFolder,
}

impl Session {
    /// A session whose start was recorded. All of the database was last found sound at `sound_at`.
    pub(crate) fn new(
        folder: &DataFolder,
        writer: Connection,
        start: String,
        sound_at: Timestamp,
    ) -> Result<Session, StoreError> {
        let reader = database::open_reader(&folder.path().join(HISTORY_FILE))?;
        let end = End {
            in_order: AtomicBool::new(true),
            start,
            sound_at,
            folder: folder.clone(),
        };
        Ok(Session {
            reader: Mutex::new(reader),
            writer: Mutex::new(writer),
            end,
            closed: AtomicBool::new(false),
        })
    }

    /// See [`crate::Store::write`].
    pub(crate) fn write<T>(
        &self,
        what: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = locked(&self.writer);
        self.still_open()?;
        self.noted(change(&mut writer, what))
    }

    /// See [`crate::Store::read`].
    pub(crate) fn read<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut reader = locked(&self.reader);
        self.still_open()?;
        self.noted(look_at(&mut reader, look))
    }

    /// See [`crate::Store::read_apart`].
    pub(crate) fn read_apart<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.still_open()?;
        let mut reader = database::open_reader(&self.end.file())?;
        self.noted(look_at(&mut reader, look))
    }

    /// A database that turned out damaged is not left in order.
    fn noted<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if matches!(result, Err(StoreError::Damaged)) {
            self.end.in_order.store(false, Ordering::Relaxed);
        }
        result
    }

    /// Ends the session before its time: everything is brought into the database itself, both connections are
    /// closed, and the end is recorded. What is asked of it afterwards is [`StoreError::ReadOnly`].
    pub(crate) fn close(&self) -> Result<(), StoreError> {
        let mut reader = locked(&self.reader);
        if self.still_open().is_err() {
            return Ok(());
        }
        self.tidy_up()
            .inspect_err(|_| self.end.in_order.store(false, Ordering::Relaxed))?;
        let mut writer = locked(&self.writer);
        self.closed.store(true, Ordering::Release);
        // Closed from the reader to the writer, which then removes its log.
        drop(std::mem::replace(&mut *reader, Connection::open_in_memory()?));
        drop(std::mem::replace(&mut *writer, Connection::open_in_memory()?));
        if self.end.in_order.swap(false, Ordering::Relaxed) {
            self.end.record()?;
        }
        Ok(())
    }

    fn still_open(&self) -> Result<(), StoreError> {
        match self.closed.load(Ordering::Acquire) {
            true => Err(StoreError::read_only()),
            false => Ok(()),
        }
    }

    /// Brings everything into the database itself.
    fn tidy_up(&self) -> Result<(), StoreError> {
        let writer = locked(&self.writer);
        writer.execute_batch("PRAGMA optimize")?;
        // The log may stay behind while another process reads: the next start sees that it is there.
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.still_open().is_err() {
            return;
        }
        if let Err(error) = self.tidy_up() {
            // Nothing is lost: the next start reads the log and tries again.
            tracing::debug!(%error, "history.db was not tidied up on closing");
            self.end.in_order.store(false, Ordering::Relaxed);
        }
    }
}

impl End {
    fn file(&self) -> PathBuf {
        self.folder.path().join(HISTORY_FILE)
    }

    fn record(&self) -> Result<(), StoreError> {
        let state = FileState::of(&self.file()).map_err(|error| StoreError::from_io(HISTORY_FILE, error))?;
        let left = Left {
            state,
            sound_at: self.sound_at,
        };
        start::record(self.folder.path(), &self.start, Some(&left))
    }
}

impl Drop for End {
    fn drop(&mut self) {
        if !self.in_order.load(Ordering::Relaxed) {
            return;
        }
        if let Err(error) = self.record() {
            // The next start looks through all of the database.
            tracing::debug!(%error, "the end of the session was not recorded");
        }
    }
}
