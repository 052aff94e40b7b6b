//! The versions of `history.db`. A version is never edited once it was released: a change is a new file.

use rusqlite_migration::{M, Migrations};

const VERSIONS: &[M<'static>] = &[M::up(include_str!("migrations/0001_first.sql"))];

/// All versions in their order. SQLite runs the missing ones in one transaction.
pub(crate) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(VERSIONS);

/// The newest version.
pub(crate) const KNOWN_VERSION: i64 = VERSIONS.len() as i64;
