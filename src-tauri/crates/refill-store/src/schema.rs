//! The versions of `history.db`. A version is never edited once it was released: a change is a new file.

use rusqlite_migration::{M, Migrations};

const VERSIONS: &[M<'static>] = &[
    M::up(include_str!("migrations/0001_first.sql")),
    M::up(include_str!("migrations/0002_series.sql")),
    M::up(include_str!("migrations/0003_session.sql")),
];

/// All versions in their order. SQLite runs the missing ones in one transaction.
pub(crate) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(VERSIONS);

/// The newest version.
pub(crate) const KNOWN_VERSION: i64 = VERSIONS.len() as i64;

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn versions_that_break_off_leave_the_database_as_it_was() {
        let mut db = Connection::open_in_memory().expect("a database");
        MIGRATIONS.to_latest(&mut db).expect("the first versions");
        let mut versions = VERSIONS.to_vec();
        versions.push(M::up("CREATE TABLE one (a TEXT) STRICT;"));
        versions.push(M::up(
            "CREATE TABLE two (a TEXT) STRICT; DROP TABLE no_such_table;",
        ));
        Migrations::new(versions).to_latest(&mut db).expect_err("broken");
        let state: (i64, i64) = db
            .query_row(
                "SELECT (SELECT count(*) FROM sqlite_schema WHERE name IN ('one', 'two')), user_version
                 FROM pragma_user_version",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .expect("asked");
        assert_eq!(state, (0, KNOWN_VERSION));
    }
}
