//! `plan`: the checked offer of a payment, frozen.

use refill_core::x402::{Address, Atomic, Plan, Protocol, WalletId, chain};
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension, Row, params};
use url::Url;

use super::head::IS_LIVE;
use super::{missing_row, unknown_word};
use crate::value::Whole;

/// Adds the plan of the payment with this row number.
pub(super) fn insert(db: &Connection, purchase: i64, plan: &Plan) -> rusqlite::Result<()> {
    let sql = "INSERT INTO plan (purchase, protocol, chain, wallet, payer, payee, value, timeout, url, body, network,
                                 accepted, resource)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    db.prepare_cached(sql)?.execute(params![
        purchase,
        plan.protocol.word(),
        Whole(plan.chain.id),
        plan.wallet.as_str(),
        plan.payer.bytes(),
        plan.payee.bytes(),
        Whole(plan.value.get()),
        plan.timeout,
        plan.url.as_str(),
        plan.body,
        plan.network,
        plan.accepted,
        plan.resource,
    ])?;
    Ok(())
}

/// The plan of the payment with this row number.
pub(super) fn of(db: &Connection, purchase: i64) -> rusqlite::Result<Plan> {
    let sql =
        "SELECT protocol, chain, wallet, payer, payee, value, timeout, url, body, network, accepted, resource
               FROM plan WHERE purchase = ?1";
    db.prepare_cached(sql)?
        .query_row([purchase], from_row)
        .optional()?
        .ok_or_else(missing_row)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Plan> {
    let whole = |column| Ok::<_, rusqlite::Error>(row.get::<_, Whole>(column)?.0);
    Ok(Plan {
        protocol: Protocol::from_word(row.get_ref(0)?.as_str()?).ok_or_else(|| unknown_word(0))?,
        chain: chain(whole(1)?).ok_or_else(|| unknown_word(1))?,
        wallet: WalletId::new(row.get::<_, String>(2)?),
        payer: Address::new(row.get(3)?),
        payee: Address::new(row.get(4)?),
        value: Atomic::new(whole(5)?),
        timeout: row.get(6)?,
        url: Url::parse(row.get_ref(7)?.as_str()?).map_err(FromSqlError::other)?,
        body: row.get(8)?,
        network: row.get(9)?,
        accepted: row.get(10)?,
        resource: row.get(11)?,
    })
}

/// Whether a payment whose money is not decided is paid from the wallet.
pub(super) fn is_live_of(db: &Connection, wallet: &WalletId) -> rusqlite::Result<bool> {
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM head JOIN plan ON plan.purchase = head.purchase
                        WHERE plan.wallet = ?1 AND {IS_LIVE})"
    );
    db.prepare_cached(&sql)?
        .query_row([wallet.as_str()], |row| row.get(0))
}
