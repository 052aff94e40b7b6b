//! The history of an account: rows of the provider, or entries derived from successive readings.

use jiff::Timestamp;

use crate::ids::{AccountId, EntryId};
use crate::money::{Decimal, Money};

/// One change of a balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Refill's own id for it.
    pub id: EntryId,
    /// Whose balance changed.
    pub account: AccountId,
    /// What changed, by how much and when.
    pub change: Change,
}

/// What a row says, before it has an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When it happened (provider rows) or was noticed (observed ones).
    pub at: Timestamp,
    /// Credit, debit or a word of the provider's own.
    pub kind: Kind,
    /// Signed: negative for spending.
    pub amount: Money,
    /// Balance after it, in the amount's unit, where known.
    pub balance_after: Option<Decimal>,
    /// Balance before it, in the amount's unit, where known.
    pub balance_before: Option<Decimal>,
    /// The provider's description (an endpoint, a note), cleaned.
    pub text: Option<String>,
    /// Who says so.
    pub origin: Origin,
}

/// What kind of change it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Credits came in: bought, granted or refunded.
    Credit,
    /// Credits were spent.
    Debit,
    /// A kind that this version does not know, in the provider's own word (contract D-a13).
    Other(String),
}

impl Kind {
    /// The kind with this stored or sent word.
    pub fn from_word(word: &str) -> Kind {
        match word {
            "credit" => Kind::Credit,
            "debit" => Kind::Debit,
            other => Kind::Other(other.to_owned()),
        }
    }

    /// The word for it, as stored and exported.
    pub fn word(&self) -> &str {
        match self {
            Kind::Credit => "credit",
            Kind::Debit => "debit",
            Kind::Other(word) => word,
        }
    }
}

/// Which kinds of change are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindFilter {
    /// Credits only.
    Credit,
    /// Debits only.
    Debit,
    /// Every kind that is neither.
    Other,
}

/// Who says that a change happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The provider lists it.
    Provider,
    /// Two successive readings differ. Several changes between them look like one.
    Observed,
}

/// The change between two confirmed readings, where the provider has no history of its own.
///
/// A rise is a credit and a fall is a debit; nothing is derived across unlike units, nor where the difference
/// cannot be held exactly.
pub fn observe(before: &Money, after: &Money, at: Timestamp) -> Option<Change> {
    let difference = after.checked_sub(before).ok()??;
    if difference.amount.is_zero() {
        return None;
    }
    let kind = if difference.amount > Decimal::ZERO {
        Kind::Credit
    } else {
        Kind::Debit
    };
    Some(Change {
        at,
        kind,
        amount: difference,
        balance_after: Some(after.amount),
        balance_before: Some(before.amount),
        text: None,
        origin: Origin::Observed,
    })
}

impl Change {
    /// What tells two provider rows apart, as they carry no id (contract D): every field of theirs. Rows that
    /// are equal in all of them are told apart by their count, in the store.
    pub fn fingerprint(&self) -> String {
        let number = |n: Option<Decimal>| n.map(|n| n.normalize().to_string()).unwrap_or_default();
        [
            self.at.to_string(),
            self.kind.word().to_owned(),
            self.amount.amount.normalize().to_string(),
            self.amount.unit.to_string(),
            number(self.balance_before),
            number(self.balance_after),
            self.text.clone().unwrap_or_default(),
        ]
        .join("\u{1f}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Unit;

    fn credits(n: i64) -> Money {
        Money::new(Decimal::from(n), Unit::CREDITS)
    }

    #[test]
    fn a_fall_is_spending_and_a_rise_is_not() {
        let at = Timestamp::UNIX_EPOCH;
        let fall = observe(&credits(10), &credits(7), at).expect("a change");
        assert_eq!((fall.kind, fall.amount), (Kind::Debit, credits(-3)));
        let rise = observe(&credits(7), &credits(1007), at).expect("a change");
        assert_eq!(
            (rise.kind, rise.amount, rise.balance_after),
            (Kind::Credit, credits(1000), Some(Decimal::from(1007)))
        );
        assert_eq!(observe(&credits(7), &credits(7), at), None);
    }

    #[test]
    fn nothing_is_derived_across_units() {
        let dollars = Money::new(Decimal::ONE, Unit::USD);
        assert_eq!(observe(&credits(10), &dollars, Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn kinds_keep_words_they_do_not_know() {
        for word in ["credit", "debit", "refund_v2"] {
            assert_eq!(Kind::from_word(word).word(), word);
        }
    }
}
