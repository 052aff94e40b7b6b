//! Whether a database is sound.
//!
//! To look through all of it takes seconds once it is large, and nearly always for nothing. So that is done
//! when the last session did not end in order, when anybody touched the file since, and once a week. Otherwise
//! the beginning of every table is read, and damage elsewhere shows when it is met: SQLite reports it, the
//! session does not end in order, and the next start looks through everything. Until then nothing is lost that
//! was not lost before: a damaged database is set aside, never mended.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;
use crate::file_state::FileState;
use crate::start::Left;

/// Makes sure that the database is sound, and tells when all of it was last looked through. `left` says how it
/// was left, as long as that holds.
///
/// # Errors
/// [`StoreError::Damaged`].
pub(crate) fn require(
    connection: &Connection,
    file: &Path,
    left: Option<Left>,
) -> Result<Timestamp, StoreError> {
    match left {
        Some(left) => {
            require_beginnings(connection, file)?;
            Ok(left.sound_at)
        }
        None => {
            require_whole(connection)?;
            Ok(Timestamp::now())
        }
    }
}

fn require_whole(connection: &Connection) -> Result<(), StoreError> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        return Ok(());
    }
    tracing::warn!(verdict, "history.db is damaged");
    Err(StoreError::Damaged)
}

/// The length of the file, the schema, and the first row of every table.
fn require_beginnings(connection: &Connection, file: &Path) -> Result<(), StoreError> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let length = number("page_count")?.saturating_mul(number("page_size")?);
    if !FileState::of(file).is_ok_and(|state| u64::try_from(length) == Ok(state.length)) {
        tracing::warn!("history.db has another length than it says");
        return Err(StoreError::Damaged);
    }
    let mut statement = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let tables = statement.query_map([], |row| row.get::<_, String>(0))?;
    for table in tables {
        let sql = format!("SELECT * FROM \"{}\" LIMIT 1", table?.replace('"', "\"\""));
        connection.query_row(&sql, [], |_| Ok(())).optional()?;
    }
    Ok(())
}
