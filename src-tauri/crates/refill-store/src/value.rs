//! Domain values in columns.
//!
//! A moment is an integer of microseconds since 1970 (UTC): eight bytes in an index, compared without
//! parsing, and finer than any provider's clock. What is finer is cut off. An amount is its exact decimal text
//! with the places of its source: never a number of SQLite, which would be a floating point one. A whole number of
//! a chain is text too: it may be larger than an integer of SQLite.

use jiff::Timestamp;
use refill_core::money::{Decimal, Money, Unit};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};

/// A moment as microseconds.
pub(crate) struct Micros(pub(crate) Timestamp);

impl ToSql for Micros {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_microsecond().into())
    }
}

impl FromSql for Micros {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let micros = value.as_i64()?;
        Timestamp::from_microsecond(micros)
            .map(Micros)
            .map_err(FromSqlError::other)
    }
}

/// `at` as it will be read back.
pub(crate) fn whole_micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// An exact decimal as text.
pub(crate) struct Exact(pub(crate) Decimal);

impl ToSql for Exact {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl FromSql for Exact {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Decimal::from_str_exact(value.as_str()?)
            .map(Exact)
            .map_err(FromSqlError::other)
    }
}

/// A whole number as text.
pub(crate) struct Whole(pub(crate) u64);

impl ToSql for Whole {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl FromSql for Whole {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Whole).map_err(FromSqlError::other)
    }
}

/// The amount in column `amount` with the unit in column `unit`.
pub(crate) fn money(row: &Row<'_>, amount: usize, unit: usize) -> rusqlite::Result<Money> {
    Ok(Money::new(row.get::<_, Exact>(amount)?.0, unit_at(row, unit)?))
}

/// The unit in a column; the ordinary ones without a copy, as exports read a million of them.
pub(crate) fn unit_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Unit> {
    let known = [Unit::CREDITS, Unit::USD, Unit::USDC];
    let word = row.get_ref(column)?.as_str()?;
    let unit = known.into_iter().find(|unit| unit.as_str() == word);
    Ok(unit.unwrap_or_else(|| Unit::new(word)))
}

/// The amount in a column that may be empty.
pub(crate) fn optional_decimal(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Decimal>> {
    Ok(row.get::<_, Option<Exact>>(column)?.map(|exact| exact.0))
}
