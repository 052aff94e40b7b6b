//! The rows of `GET credits/history` (contract D, D-a5, D-a13).
//!
//! A row: `{"type":"debit","amount":-10,"balance_before":960,"balance_after":950,
//! "endpoint":"/api/v1/transfer/native","created_at":"2024-06-01T12:00:00"}`. Around the rows nothing is
//! documented; see [`envelope`].
//!
//! A row that cannot be understood makes its page an error that names the field. To leave it out would make
//! sums wrong without anybody noticing; pages that were read before are stored already.

use std::hash::{DefaultHasher, Hash, Hasher};

use refill_core::history::{Change, Kind, Origin};
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{HistoryPage, PageToken};
use serde::Deserialize;

use super::envelope::{self, Envelope};
use crate::wire::{Field, Unclear};

/// How far the reading of a history has come.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// The page to read, from 1.
    pub(super) page: u64,
    /// Rows on the pages before it.
    rows_before: u64,
    /// Digest of the rows on the page before it; 0 for none.
    digest_before: u64,
}

impl Default for Position {
    fn default() -> Position {
        Position {
            page: 1,
            rows_before: 0,
            digest_before: 0,
        }
    }
}

impl Position {
    /// The position in a token of [`read`]; the start for any other token.
    pub(super) fn from_token(token: &PageToken) -> Position {
        let mut parts = token.0.split(':').map(str::parse);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(Ok(page)), Some(Ok(rows_before)), Some(Ok(digest_before))) => Position {
                page,
                rows_before,
                digest_before,
            },
            _ => Position::default(),
        }
    }

    fn to_token(&self) -> PageToken {
        PageToken(format!(
            "{}:{}:{}",
            self.page, self.rows_before, self.digest_before
        ))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Row {
    r#type: Field,
    amount: Field,
    balance_before: Field,
    balance_after: Field,
    endpoint: Field,
    created_at: Field,
}

/// Reads the page at `position`; `harmless` makes the server's text fit to keep.
pub(super) fn read(
    text: &str,
    position: &Position,
    harmless: impl Fn(&str) -> String,
) -> Result<HistoryPage, Unclear> {
    let (envelope, rows) = envelope::rows(text)?;
    let rows = rows
        .iter()
        .map(|row| read_row(row, &harmless))
        .collect::<Result<Vec<_>, _>>()?;
    let digest = digest(&rows);
    if rows.is_empty() || digest == position.digest_before {
        // Behind the end there is nothing, or the last page again, or (where the server does not know of
        // pages) the only one.
        return Ok(HistoryPage::default());
    }
    let after = Position {
        page: position.page.saturating_add(1),
        rows_before: position.rows_before.saturating_add(rows.len() as u64),
        digest_before: digest,
    };
    let ended = is_last(&envelope, position.page, rows.len(), after.rows_before)?;
    let next = (!ended).then(|| after.to_token());
    Ok(HistoryPage {
        rows,
        next,
        ..HistoryPage::default()
    })
}

/// Whether the server says that nothing follows. A short page alone does not say so: the server may give
/// fewer rows at once than were asked for.
fn is_last(envelope: &Envelope, page: u64, rows: usize, rows_so_far: u64) -> Result<bool, Unclear> {
    if let Some(pages) = envelope.pages.number("pages")? {
        return Ok(Decimal::from(page) >= pages);
    }
    if let Some(total) = envelope.total.number("total")? {
        return Ok(Decimal::from(rows_so_far) >= total);
    }
    let size = match envelope.per_page.number("per_page")? {
        Some(size) => Some(size),
        None => envelope.limit.number("limit")?,
    };
    Ok(size.is_some_and(|size| Decimal::from(rows) < size))
}

fn read_row(row: &Field, harmless: impl Fn(&str) -> String) -> Result<Change, Unclear> {
    let row: Row = row.object("a row of the history")?;
    let before = row.balance_before.number("balance_before")?;
    let after = row.balance_after.number("balance_after")?;
    let word = row.r#type.words(&harmless);
    let amount =
        signed(row.amount.number("amount")?, before, after, word.as_deref()).ok_or(Unclear("amount"))?;
    Ok(Change {
        at: row.created_at.time().ok_or(Unclear("created_at"))?,
        kind: kind(word, amount),
        amount: Money::new(amount, Unit::CREDITS),
        balance_after: after,
        balance_before: before,
        text: row.endpoint.words(harmless),
        origin: Origin::Provider,
    })
}

/// The amount with its sign, negative for spending.
///
/// The document shows debits as negative. Where the sign contradicts the balances around the row, the
/// balances are right; without them, a debit is negative whatever its sign.
fn signed(
    amount: Option<Decimal>,
    before: Option<Decimal>,
    after: Option<Decimal>,
    word: Option<&str>,
) -> Option<Decimal> {
    let change = before
        .zip(after)
        .and_then(|(before, after)| after.checked_sub(before));
    match (amount, change) {
        (None, change) => change,
        (Some(amount), Some(change)) if !change.is_zero() => {
            let agrees = !amount.is_zero() && amount.is_sign_negative() == change.is_sign_negative();
            Some(if agrees { amount } else { change })
        }
        (Some(amount), _) if amount > Decimal::ZERO && word.is_some_and(is_debit) => Some(-amount),
        (amount, _) => amount,
    }
}

fn is_debit(word: &str) -> bool {
    word.eq_ignore_ascii_case(Kind::Debit.word())
}

/// The kind by its word, or without one by the sign. Unknown words stay as they are (D-a13).
fn kind(word: Option<String>, amount: Decimal) -> Kind {
    match word {
        Some(word) if is_debit(&word) => Kind::Debit,
        Some(word) if word.eq_ignore_ascii_case(Kind::Credit.word()) => Kind::Credit,
        Some(word) => Kind::from_word(&word),
        None if amount.is_sign_negative() => Kind::Debit,
        None => Kind::Credit,
    }
}

fn digest(rows: &[Change]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for row in rows {
        row.fingerprint().hash(&mut hasher);
    }
    hasher.finish()
}
