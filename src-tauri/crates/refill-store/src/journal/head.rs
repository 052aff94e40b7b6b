//! `head`: where each purchase stands, as its events have led it there.

use jiff::Timestamp;
use refill_core::ids::{AccountId, PurchaseId};
use refill_core::purchase::{CreditAxis, MoneyAxis, Purchase, State};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::unknown_word;
use crate::value::Micros;

/// The condition of the index `head_open`, in its very words: SQLite would not use it otherwise. The negation of
/// [`State::is_open`], and true for a state that this version does not know.
pub(super) const IS_OPEN: &str = "state NOT IN ('expired', 'failed', 'dropped', 'missing', 'credited')";

/// The word for what is known of the money, as stored.
fn money_word(state: State) -> &'static str {
    match state.money() {
        MoneyAxis::None => "none",
        MoneyAxis::Unknown => "unknown",
        MoneyAxis::Moved => "moved",
        MoneyAxis::Dead => "dead",
    }
}

/// The word for what is known of the credits, as stored.
fn credit_word(state: State) -> &'static str {
    match state.credit() {
        CreditAxis::None => "none",
        CreditAxis::Awaited => "awaited",
        CreditAxis::Credited => "credited",
        CreditAxis::Missing => "missing",
    }
}

/// Adds the head of a purchase that begins.
pub(super) fn insert(db: &Connection, number: i64, purchase: &Purchase) -> rusqlite::Result<()> {
    let sql = "INSERT INTO head (purchase, account, state, money, credit, updated_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let state = State::Begun;
    db.prepare_cached(sql)?.execute(params![
        number,
        purchase.account.as_str(),
        state.word(),
        money_word(state),
        credit_word(state),
        Micros(purchase.begun_at),
    ])?;
    Ok(())
}

/// Moves a purchase on. Where the clock was set back, the latest moment stays.
pub(super) fn update(db: &Connection, number: i64, state: State, at: Timestamp) -> rusqlite::Result<()> {
    let sql = "UPDATE head SET state = ?2, money = ?3, credit = ?4, updated_at = max(updated_at, ?5)
               WHERE purchase = ?1";
    db.prepare_cached(sql)?.execute(params![
        number,
        state.word(),
        money_word(state),
        credit_word(state),
        Micros(at),
    ])?;
    Ok(())
}

/// Where the purchase with this row number stands.
pub(super) fn state(db: &Connection, number: i64) -> rusqlite::Result<State> {
    db.prepare_cached("SELECT state FROM head WHERE purchase = ?1")?
        .query_row([number], |row| from_row(row, 0))
}

/// The state in a column.
pub(super) fn from_row(row: &Row<'_>, column: usize) -> rusqlite::Result<State> {
    State::from_word(row.get_ref(column)?.as_str()?).ok_or_else(|| unknown_word(column))
}

/// The open purchase of an account. That it is open is known even where nothing else of it can be read.
pub(super) fn open_of(db: &Connection, account: &AccountId) -> rusqlite::Result<Option<PurchaseId>> {
    let sql = format!(
        "SELECT p.id FROM head JOIN purchase p ON p.no = head.purchase WHERE head.account = ?1 AND {IS_OPEN}"
    );
    db.prepare_cached(&sql)?
        .query_row([account.as_str()], |row| {
            Ok(PurchaseId::new(row.get::<_, String>(0)?))
        })
        .optional()
}
