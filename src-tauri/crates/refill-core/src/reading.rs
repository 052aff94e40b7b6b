//! Readings of a balance, and when one is believed.

use jiff::Timestamp;

use crate::money::{Decimal, Money};

/// A balance as a provider reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// What is left.
    pub money: Money,
    /// The same in money, where the provider says so itself.
    pub worth: Option<Money>,
    /// What it is the rest of.
    pub basis: Basis,
    /// All that was ever credited, in the unit of `money`, where the provider tells (contract A1,
    /// `total_credits`): with it a top-up is seen exactly, however much was spent beside it.
    pub received: Option<Decimal>,
    /// When the account was last topped up, where the provider tells (contract E, `last_topup_at`).
    pub last_top_up: Option<Timestamp>,
}

impl Balance {
    /// What is left of an account, and nothing more told about it.
    pub fn of_account(money: Money) -> Balance {
        Balance {
            money,
            worth: None,
            basis: Basis::Account,
            received: None,
            last_top_up: None,
        }
    }
}

/// What a balance is the rest of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Everything that the account has.
    Account,
    /// The key's own budget; the account behind it may hold more or less (contract A2).
    Budget(Budget),
}

impl Basis {
    /// True where amounts of the two can be compared: both of the account, or both of the same budget. A budget
    /// that was raised, or that starts anew in another rhythm, is another one.
    pub fn is_like(&self, other: &Basis) -> bool {
        self == other
    }
}

/// How much a key may spend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// The whole of it, in the unit of the balance.
    pub limit: Option<Decimal>,
    /// When it starts anew; `None` for a budget that is given once.
    pub resets: Option<Cycle>,
}

/// How often a budget starts anew, by the provider's calendar (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cycle {
    /// Every day.
    Daily,
    /// Every Monday.
    Weekly,
    /// On the first of every month.
    Monthly,
    /// In a rhythm that this version does not know.
    Other,
}

impl Cycle {
    /// The cycle with this stored or sent word.
    pub fn from_word(word: &str) -> Cycle {
        match word {
            "daily" => Cycle::Daily,
            "weekly" => Cycle::Weekly,
            "monthly" => Cycle::Monthly,
            _ => Cycle::Other,
        }
    }

    /// The word for it, as stored.
    pub fn word(self) -> &'static str {
        match self {
            Cycle::Daily => "daily",
            Cycle::Weekly => "weekly",
            Cycle::Monthly => "monthly",
            Cycle::Other => "other",
        }
    }
}

/// A balance and the moment at which it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What was reported.
    pub balance: Balance,
    /// When the answer arrived, by this machine's clock.
    pub taken_at: Timestamp,
    /// Whether alerts and derived history may rest on it; see [`belief`].
    pub belief: Belief,
}

/// How far a reading is trusted (alerts.md: "a zero, or a drop of more than 90 % in one reading, is
/// confirmed by a second reading first").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belief {
    /// Ordinary, or confirmed by a second reading.
    Confirmed,
    /// A sudden zero or a fall of more than 90 %: shown, but nothing rests on it until the next reading
    /// says the same.
    Awaiting,
}

/// Whether a fresh amount is believed at once.
///
/// `confirmed` is the last confirmed amount in the same unit, `awaiting` an unconfirmed one that came after
/// it. A second suspicious amount in a row confirms the fall, at whatever height it stands by then.
pub fn belief(confirmed: Option<Decimal>, awaiting: Option<Decimal>, fresh: Decimal) -> Belief {
    if !is_suspicious(confirmed, fresh) || awaiting.is_some() {
        return Belief::Confirmed;
    }
    Belief::Awaiting
}

fn is_suspicious(before: Option<Decimal>, fresh: Decimal) -> bool {
    let Some(before) = before else {
        return fresh <= Decimal::ZERO;
    };
    if before <= Decimal::ZERO {
        return false;
    }
    // More than 90 % gone: less than a tenth is left.
    fresh <= Decimal::ZERO
        || fresh
            .checked_mul(Decimal::TEN)
            .is_some_and(|tenfold| tenfold < before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(n: i64) -> Decimal {
        Decimal::from(n)
    }

    #[test]
    fn an_ordinary_fall_is_believed_at_once() {
        assert_eq!(belief(Some(dec(1000)), None, dec(100)), Belief::Confirmed);
        assert_eq!(belief(Some(dec(5)), None, dec(1)), Belief::Confirmed);
        assert_eq!(belief(None, None, dec(7)), Belief::Confirmed);
    }

    #[test]
    fn a_zero_or_a_crash_wants_a_second_reading() {
        assert_eq!(belief(Some(dec(1000)), None, dec(99)), Belief::Awaiting);
        assert_eq!(belief(Some(dec(3)), None, dec(0)), Belief::Awaiting);
        assert_eq!(belief(None, None, dec(0)), Belief::Awaiting);
        assert_eq!(belief(Some(dec(3)), None, dec(-1)), Belief::Awaiting);
        assert_eq!(belief(Some(dec(3)), Some(dec(0)), dec(0)), Belief::Confirmed);
    }

    #[test]
    fn a_glitch_between_two_ordinary_readings_is_never_believed() {
        // 1000, 0 (glitch), 990: the zero stays unconfirmed and the next reading is ordinary.
        assert_eq!(belief(Some(dec(1000)), None, dec(0)), Belief::Awaiting);
        assert_eq!(belief(Some(dec(1000)), Some(dec(0)), dec(990)), Belief::Confirmed);
    }

    #[test]
    fn an_account_that_is_used_up_stays_believed() {
        assert_eq!(belief(Some(dec(0)), None, dec(0)), Belief::Confirmed);
        assert_eq!(belief(Some(dec(-2)), None, dec(-5)), Belief::Confirmed);
    }
}
