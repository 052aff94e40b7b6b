//! `installation`: the one row that says which installation this is, and how often it was started.

use refill_core::ids::InstallationId;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::error::StoreError;
use crate::start;
use crate::table::key_removal;

/// A start, as counted in the database.
pub(crate) struct Begun {
    pub(crate) installation: InstallationId,
    pub(crate) starts: i64,
    pub(crate) continuous: bool,
}

/// Counts a start. `last` is the line that the last start left in the folder; `replaced` says that another
/// database stood in the place of this one until now.
///
/// After a discontinuity nothing that the database says about keychain items to remove is trusted.
pub(crate) fn begin(db: &Connection, last: Option<&str>, replaced: bool) -> Result<Begun, StoreError> {
    let found = find(db)?;
    let continuous = match (&found, last) {
        (None, last) => last.is_none() && !replaced,
        (Some(_), None) => false,
        // One behind: the last start broke off before it could write the line.
        (Some((id, starts)), Some(last)) => [*starts, starts - 1]
            .iter()
            .any(|&starts| last == start::line(id, starts)),
    };
    if continuous {
        key_removal::planned_are_due(db)?;
    } else {
        key_removal::forget_all(db)?;
    }
    let (installation, starts) = match found {
        Some(found) => found,
        None => create(db)?,
    };
    db.execute("UPDATE installation SET starts = starts + 1", [])?;
    Ok(Begun {
        installation,
        starts: starts + 1,
        continuous,
    })
}

/// The installation and how often it was started; `None` before its first start.
pub(crate) fn find(db: &Connection) -> rusqlite::Result<Option<(InstallationId, i64)>> {
    db.query_row("SELECT id, starts FROM installation", [], |row| {
        Ok((InstallationId::new(row.get::<_, String>(0)?), row.get(1)?))
    })
    .optional()
}

fn create(db: &Connection) -> rusqlite::Result<(InstallationId, i64)> {
    let id = Uuid::new_v4().to_string();
    db.execute(
        "INSERT INTO installation (only_row, id, starts) VALUES (1, ?1, 0)",
        [&id],
    )?;
    Ok((InstallationId::new(id), 0))
}
