//! `signed`: the signature of a payment and the header that carries it.

use refill_core::x402::{Signature, SignedRequest};
use rusqlite::{Connection, OptionalExtension, params};

use super::missing_row;

/// Adds what was signed for the payment with this row number.
pub(super) fn insert(db: &Connection, purchase: i64, signed: &SignedRequest) -> rusqlite::Result<()> {
    let sql = "INSERT INTO signed (purchase, signature, header, value) VALUES (?1, ?2, ?3, ?4)";
    db.prepare_cached(sql)?.execute(params![
        purchase,
        signed.signature.bytes(),
        signed.header,
        signed.value,
    ])?;
    Ok(())
}

/// What was signed for the payment with this row number.
pub(super) fn of(db: &Connection, purchase: i64) -> rusqlite::Result<SignedRequest> {
    db.prepare_cached("SELECT signature, header, value FROM signed WHERE purchase = ?1")?
        .query_row([purchase], |row| {
            Ok(SignedRequest {
                signature: Signature::new(row.get(0)?),
                header: row.get(1)?,
                value: row.get(2)?,
            })
        })
        .optional()?
        .ok_or_else(missing_row)
}
