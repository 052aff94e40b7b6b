//! `attempt`: what a wallet is asked to sign, and with it what was spent.

use jiff::Timestamp;
use refill_core::ids::AccountId;
use refill_core::x402::{Address, Atomic, Attempt, Authorization, Nonce, Spent};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::head::IS_SPENT;
use super::{missing_row, plan};
use crate::value::{Micros, Whole};

/// Adds the attempt of the payment with this row number. Its plan is there already.
pub(super) fn insert(db: &Connection, purchase: i64, attempt: &Attempt) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO attempt (purchase, chain, asset, payer, payee, value, valid_after, valid_before, nonce,
                                    first_block, confirmed_at, reserved_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let (chain, authorization) = (attempt.plan.chain, &attempt.authorization);
    db.prepare_cached(sql)?.execute(params![
        purchase,
        Whole(chain.id),
        chain.token.address.bytes(),
        authorization.from.bytes(),
        authorization.to.bytes(),
        Whole(authorization.value.get()),
        Whole(authorization.valid_after),
        Whole(authorization.valid_before),
        authorization.nonce.bytes(),
        Whole(attempt.first_block),
        Micros(attempt.confirmed_at),
        Micros(attempt.reserved_at),
    ])?;
    Ok(())
}

/// The attempt of the payment with this row number.
pub(super) fn of(db: &Connection, purchase: i64) -> rusqlite::Result<Attempt> {
    let sql =
        "SELECT payer, payee, value, valid_after, valid_before, nonce, first_block, confirmed_at, reserved_at
               FROM attempt WHERE purchase = ?1";
    db.prepare_cached(sql)?
        .query_row([purchase], |row| from_row(db, purchase, row))
        .optional()?
        .ok_or_else(missing_row)
}

fn from_row(db: &Connection, purchase: i64, row: &Row<'_>) -> rusqlite::Result<Attempt> {
    let whole = |column| Ok::<_, rusqlite::Error>(row.get::<_, Whole>(column)?.0);
    Ok(Attempt {
        plan: plan::of(db, purchase)?,
        authorization: Authorization {
            from: Address::new(row.get(0)?),
            to: Address::new(row.get(1)?),
            value: Atomic::new(whole(2)?),
            valid_after: whole(3)?,
            valid_before: whole(4)?,
            nonce: Nonce::new(row.get(5)?),
        },
        first_block: whole(6)?,
        confirmed_at: row.get::<_, Micros>(7)?.0,
        reserved_at: row.get::<_, Micros>(8)?.0,
    })
}

/// Whether the attempt is one at the plan of the payment with this row number: the one that the person was asked about.
pub(super) fn is_as_planned(db: &Connection, purchase: i64, attempt: &Attempt) -> rusqlite::Result<bool> {
    let (plan, authorization) = (&attempt.plan, &attempt.authorization);
    let is_of_plan = authorization.from == plan.payer
        && authorization.to == plan.payee
        && authorization.value == plan.value;
    Ok(is_of_plan && plan::of(db, purchase)? == *plan)
}

fn select_spent() -> String {
    format!(
        "SELECT attempt.reserved_at, head.account, attempt.value
         FROM attempt JOIN head ON head.purchase = attempt.purchase
         WHERE attempt.reserved_at >= ?1 AND {IS_SPENT} ORDER BY attempt.reserved_at"
    )
}

/// What was spent, or may have been, at or after `since`, the oldest first.
pub(super) fn spent(db: &Connection, since: Timestamp) -> rusqlite::Result<Vec<Spent>> {
    let mut statement = db.prepare_cached(&select_spent())?;
    let spent = statement.query_map([Micros(since)], |row| {
        Ok(Spent {
            at: row.get::<_, Micros>(0)?.0,
            account: AccountId::new(row.get::<_, String>(1)?),
            value: Atomic::new(row.get::<_, Whole>(2)?.0),
        })
    })?;
    spent.collect()
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn what_was_spent_is_found_by_its_moment() {
        let db = crate::journal::file::open_in_memory().expect("a journal");
        let mut statement = db
            .prepare(&format!("EXPLAIN QUERY PLAN {}", select_spent()))
            .expect("prepared");
        let rows = statement.query_map([0], |row| row.get::<_, String>("detail"));
        let steps: Vec<_> = rows.expect("asked").collect::<Result<_, _>>().expect("read");
        assert_eq!(
            steps,
            [
                "SEARCH attempt USING INDEX attempt_reserved (reserved_at>?)",
                "SEARCH head USING INTEGER PRIMARY KEY (rowid=?)",
            ]
        );
    }
}
