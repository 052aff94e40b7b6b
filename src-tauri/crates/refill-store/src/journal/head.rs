//! `head`: where each purchase stands, as its events have led it there.

use jiff::Timestamp;
use refill_core::ids::{AccountId, PurchaseId};
use refill_core::purchase::{MoneyAxis, Purchase, State, Way};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::unknown_word;
use crate::value::Micros;

/// The condition of the index `head_open`, in its very words: SQLite would not use it otherwise. For purchases on a
/// page the negation of [`State::is_open`], and true for a state that this version does not know.
pub(super) const IS_OPEN: &str =
    "family = 'page' AND state NOT IN ('expired', 'failed', 'dropped', 'missing', 'credited')";

/// The condition of the index `head_live`, in its very words: as [`IS_OPEN`], for payments.
pub(super) const IS_LIVE: &str = "family <> 'page'
    AND state NOT IN ('refused', 'declined', 'paid', 'dead_expired', 'dead_cancelled', 'dead_unsigned')";

/// The condition for money that was spent or may have been: for a word that this version does not know, too.
pub(super) const IS_SPENT: &str = "head.money NOT IN ('none', 'dead')";

/// Which purchases of an account stand in each other's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Those that are paid on a page.
    Page,
    /// Those that are paid from a wallet.
    Usdc,
}

impl Family {
    /// The one to which a way of buying belongs.
    pub(super) fn of(way: Way) -> Family {
        match way {
            Way::Checkout | Way::Charge | Way::Page => Family::Page,
            Way::Usdc => Family::Usdc,
        }
    }

    /// The condition under which one of them lets no second one begin.
    pub(super) fn is_in_the_way(self) -> &'static str {
        match self {
            Family::Page => IS_OPEN,
            Family::Usdc => IS_LIVE,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Family::Page => "page",
            Family::Usdc => "usdc",
        }
    }

    fn first_state(self) -> State {
        match self {
            Family::Page => State::Begun,
            Family::Usdc => State::QUOTED,
        }
    }
}

/// The word for what is known of the money, as stored.
fn money_word(state: State) -> &'static str {
    match state.money() {
        MoneyAxis::None => "none",
        MoneyAxis::Reserved => "reserved",
        MoneyAxis::Unknown => "unknown",
        MoneyAxis::Moved => "moved",
        MoneyAxis::Dead => "dead",
    }
}

/// Adds the head of a purchase that begins.
pub(super) fn insert(db: &Connection, number: i64, purchase: &Purchase) -> rusqlite::Result<()> {
    let sql = "INSERT INTO head (purchase, account, state, money, credit, updated_at, family)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let family = Family::of(purchase.way);
    let state = family.first_state();
    db.prepare_cached(sql)?.execute(params![
        number,
        purchase.account.as_str(),
        state.word(),
        money_word(state),
        state.credit().word(),
        Micros(purchase.begun_at),
        family.word(),
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
        state.credit().word(),
        Micros(at),
    ])?;
    Ok(())
}

/// Where the purchase with this row number stands.
pub(super) fn state(db: &Connection, number: i64) -> rusqlite::Result<State> {
    db.prepare_cached("SELECT state, credit FROM head WHERE purchase = ?1")?
        .query_row([number], |row| from_row(row, 0))
}

/// Whose the purchase with this row number is.
pub(super) fn account(db: &Connection, number: i64) -> rusqlite::Result<AccountId> {
    db.prepare_cached("SELECT account FROM head WHERE purchase = ?1")?
        .query_row([number], |row| Ok(AccountId::new(row.get::<_, String>(0)?)))
}

/// The state in a column and, in the one behind it, what is known of the credits.
pub(super) fn from_row(row: &Row<'_>, column: usize) -> rusqlite::Result<State> {
    let (word, credit) = (row.get_ref(column)?.as_str()?, row.get_ref(column + 1)?.as_str()?);
    State::from_words(word, credit).ok_or_else(|| unknown_word(column))
}

/// The purchase of an account that lets no second one of its family begin. That there is one is known even where
/// nothing else of it can be read.
pub(super) fn in_the_way(
    db: &Connection,
    account: &AccountId,
    family: Family,
) -> rusqlite::Result<Option<PurchaseId>> {
    let condition = family.is_in_the_way();
    let sql = format!(
        "SELECT p.id FROM head JOIN purchase p ON p.no = head.purchase WHERE head.account = ?1 AND {condition}"
    );
    db.prepare_cached(&sql)?
        .query_row([account.as_str()], |row| {
            Ok(PurchaseId::new(row.get::<_, String>(0)?))
        })
        .optional()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SQLite uses a partial index only for its very words.
    #[test]
    fn the_conditions_are_those_of_the_indexes() {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let schema = words(include_str!("0002_usdc.sql"));
        for condition in [IS_OPEN, IS_LIVE] {
            let index = format!("ON head (account) WHERE {};", words(condition));
            assert!(schema.contains(&index), "{index}");
        }
    }
}
