//! The history of an account: rows of the provider, or entries derived from successive readings.

use jiff::Timestamp;

use crate::ids::{AccountId, EntryId};
use crate::money::{Decimal, Money, exact_sum};
use crate::provider::Listing;
use crate::reading::{Balance, Basis};

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

/// The word for a budget that started anew, or was raised: credits that nobody paid for.
pub const BUDGET_RENEWED: &str = "budget";

/// What happened between two confirmed readings of one account, as far as its provider does not list it.
///
/// A rise is a credit and a fall is a debit; where the provider tells all that was ever credited, both are seen
/// exactly, and otherwise only their difference. A budget that rises was renewed and not topped up. Nothing is
/// derived across unlike units or bases, nor where a difference cannot be held exactly.
pub fn observe(before: &Balance, after: &Balance, at: Timestamp, listed: Listing) -> Vec<Change> {
    let comparable = before.money.unit == after.money.unit && before.basis.is_like(&after.basis);
    let Some(difference) = exact_sum(after.money.amount, -before.money.amount) else {
        return Vec::new();
    };
    if !comparable || listed == Listing::Everything {
        return Vec::new();
    }
    let (spent_listed, is_budget) = match after.basis {
        Basis::Account => (listed == Listing::DailySpending, false),
        Basis::Budget(_) => (false, true),
    };
    let received = before.received.zip(after.received);
    let (credit, debit) = match received.and_then(|(was, is)| exact_sum(is, -was)) {
        Some(credit) if credit >= Decimal::ZERO => (credit, exact_sum(difference, -credit)),
        _ if difference > Decimal::ZERO => (difference, None),
        _ => (Decimal::ZERO, Some(difference)),
    };
    let risen = if is_budget {
        Kind::Other(BUDGET_RENEWED.to_owned())
    } else {
        Kind::Credit
    };
    let debit = debit.filter(|_| !spent_listed).unwrap_or_default();
    [(Kind::Debit, debit), (risen, credit)]
        .into_iter()
        .filter(|(kind, amount)| !amount.is_zero() && (*kind != Kind::Debit || amount.is_sign_negative()))
        .map(|(kind, amount)| observed(kind, amount, before, after, at))
        .collect()
}

fn observed(kind: Kind, amount: Decimal, before: &Balance, after: &Balance, at: Timestamp) -> Change {
    Change {
        at,
        kind,
        amount: Money::new(amount, after.money.unit.clone()),
        balance_after: Some(after.money.amount),
        balance_before: Some(before.money.amount),
        text: None,
        origin: Origin::Observed,
    }
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
    use crate::reading::Budget;

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    fn credits(n: i64) -> Money {
        Money::new(Decimal::from(n), Unit::CREDITS)
    }

    fn account(n: i64) -> Balance {
        Balance::of_account(credits(n))
    }

    fn budget(n: i64) -> Balance {
        Balance {
            basis: Basis::Budget(Budget::default()),
            ..account(n)
        }
    }

    fn seen(before: &Balance, after: &Balance, listed: Listing) -> Vec<(Kind, Decimal)> {
        observe(before, after, AT, listed)
            .into_iter()
            .map(|change| (change.kind, change.amount.amount))
            .collect()
    }

    #[test]
    fn a_fall_is_spending_and_a_rise_is_not() {
        let fall = observe(&account(10), &account(7), AT, Listing::Nothing);
        assert_eq!(fall.len(), 1);
        assert_eq!((&fall[0].kind, &fall[0].amount), (&Kind::Debit, &credits(-3)));
        assert_eq!(fall[0].balance_after, Some(Decimal::from(7)));
        let rise = seen(&account(7), &account(1007), Listing::Nothing);
        assert_eq!(rise, [(Kind::Credit, Decimal::from(1000))]);
        assert_eq!(seen(&account(7), &account(7), Listing::Nothing), []);
    }

    #[test]
    fn nothing_is_derived_of_what_the_provider_lists_itself() {
        assert_eq!(seen(&account(10), &account(7), Listing::Everything), []);
        assert_eq!(seen(&account(10), &account(7), Listing::DailySpending), []);
        let rise = seen(&account(7), &account(9), Listing::DailySpending);
        assert_eq!(rise, [(Kind::Credit, Decimal::TWO)]);
        // An ordinary key has no list of days, whatever its provider has for others.
        let fall = seen(&budget(10), &budget(7), Listing::DailySpending);
        assert_eq!(fall, [(Kind::Debit, Decimal::from(-3))]);
    }

    #[test]
    fn all_that_was_credited_tells_a_top_up_exactly() {
        let received = |n, of| Balance {
            received: Some(Decimal::from(of)),
            ..account(n)
        };
        assert_eq!(
            seen(&received(5, 100), &received(12, 110), Listing::Nothing),
            [(Kind::Debit, Decimal::from(-3)), (Kind::Credit, Decimal::TEN)]
        );
        assert_eq!(
            seen(&received(5, 100), &received(12, 110), Listing::DailySpending),
            [(Kind::Credit, Decimal::TEN)]
        );
    }

    #[test]
    fn a_budget_that_starts_anew_is_no_top_up() {
        let renewed = Kind::Other(BUDGET_RENEWED.to_owned());
        let rise = seen(&budget(1), &budget(20), Listing::DailySpending);
        assert_eq!(rise, [(renewed, Decimal::from(19))]);
        assert_eq!(seen(&budget(1), &account(20), Listing::Nothing), []);
    }

    #[test]
    fn nothing_is_derived_across_units() {
        let dollars = Balance::of_account(Money::new(Decimal::ONE, Unit::USD));
        assert_eq!(seen(&account(10), &dollars, Listing::Nothing), []);
    }

    #[test]
    fn kinds_keep_words_they_do_not_know() {
        for word in ["credit", "debit", "refund_v2"] {
            assert_eq!(Kind::from_word(word).word(), word);
        }
    }
}
