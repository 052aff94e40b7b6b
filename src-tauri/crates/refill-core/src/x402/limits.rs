//! How much may be spent: four limits, each over the payments that are not provably dead (payments.md, I4 and
//! "Spending limits").

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use super::Atomic;
use crate::ids::AccountId;

/// The limits that the person set. Lowering them is free; raising one wants the native confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For one payment.
    pub payment: Atomic,
    /// For one account in 24 hours.
    pub account_day: Atomic,
    /// In all in 24 hours.
    pub day: Atomic,
    /// In all in 30 days.
    pub month: Atomic,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            payment: Atomic::whole(25),
            account_day: Atomic::whole(50),
            day: Atomic::whole(100),
            month: Atomic::whole(300),
        }
    }
}

/// Which limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// For one payment.
    Payment,
    /// For one account in 24 hours.
    AccountDay,
    /// In all in 24 hours.
    Day,
    /// In all in 30 days.
    Month,
}

/// An amount that was spent, or may have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// When it was reserved.
    pub at: Timestamp,
    /// For which account.
    pub account: AccountId,
    /// How much.
    pub value: Atomic,
}

/// A limit lets less through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the limit lets {left} through")]
pub struct OverLimit {
    /// Which limit: the one with the least left.
    pub limit: Limit,
    /// How much it lets through now.
    pub left: Atomic,
}

/// What each limit lets through now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// For one payment.
    pub payment: Atomic,
    /// For this account in 24 hours.
    pub account_day: Atomic,
    /// In all in 24 hours.
    pub day: Atomic,
    /// In all in 30 days.
    pub month: Atomic,
}

const DAY: SignedDuration = SignedDuration::from_hours(24);
const MONTH: SignedDuration = SignedDuration::from_hours(24 * 30);

impl Limits {
    /// Of each limit the lower one.
    #[must_use]
    pub fn stricter(self, other: Limits) -> Limits {
        Limits {
            payment: self.payment.min(other.payment),
            account_day: self.account_day.min(other.account_day),
            day: self.day.min(other.day),
            month: self.month.min(other.month),
        }
    }

    /// True where `other` lets more through somewhere: that wants a confirmation.
    pub fn is_raised_by(self, other: Limits) -> bool {
        self.stricter(other) != other
    }
}

impl Left {
    /// The least of them, and whose it is.
    pub fn least(self) -> OverLimit {
        let all = [
            (self.payment, Limit::Payment),
            (self.account_day, Limit::AccountDay),
            (self.day, Limit::Day),
            (self.month, Limit::Month),
        ];
        let (mut left, mut limit) = all[0];
        for (other, name) in all {
            if other < left {
                (left, limit) = (other, name);
            }
        }
        OverLimit { limit, left }
    }

    /// What the strictest of them lets through after `value` more.
    pub fn least_after(self, value: Atomic) -> Atomic {
        let day = self.account_day.min(self.day).min(self.month).minus(value);
        day.min(self.payment)
    }

    /// Of each the lower one.
    #[must_use]
    pub fn stricter(self, other: Left) -> Left {
        Left {
            payment: self.payment.min(other.payment),
            account_day: self.account_day.min(other.account_day),
            day: self.day.min(other.day),
            month: self.month.min(other.month),
        }
    }
}

/// What the limits let through for `account` at `now`. A clock that was set back reopens nothing: what was spent at a
/// later time counts.
pub fn left(limits: Limits, spent: &[Spent], account: &AccountId, now: Timestamp) -> Left {
    let sum = |span: SignedDuration, counts: &dyn Fn(&Spent) -> bool| {
        let since = now.checked_sub(span).unwrap_or(Timestamp::MIN);
        let counted = spent.iter().filter(|one| one.at > since && counts(one));
        counted.fold(Atomic::ZERO, |sum, one| sum.plus(one.value))
    };
    Left {
        payment: limits.payment,
        account_day: limits.account_day.minus(sum(DAY, &|one| one.account == *account)),
        day: limits.day.minus(sum(DAY, &|_| true)),
        month: limits.month.minus(sum(MONTH, &|_| true)),
    }
}

/// Whether `value` is within what is left.
///
/// # Errors
/// [`OverLimit`] with the limit that lets the least through.
pub fn within(left: Left, value: Atomic) -> Result<(), OverLimit> {
    let least = left.least();
    if value <= least.left { Ok(()) } else { Err(least) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3600).expect("in range")
    }

    fn spent(hour: i64, account: &str, coins: u32) -> Spent {
        Spent {
            at: at(hour),
            account: AccountId::new(account),
            value: Atomic::whole(coins),
        }
    }

    fn allowed(past: &[Spent], account: &str, hour: i64, coins: u32) -> Result<(), Limit> {
        let left = left(Limits::default(), past, &AccountId::new(account), at(hour));
        within(left, Atomic::whole(coins)).map_err(|over| over.limit)
    }

    #[test]
    fn each_limit_holds_on_its_own() {
        assert_eq!(allowed(&[], "a", 1000, 25), Ok(()));
        assert_eq!(allowed(&[], "a", 1000, 26), Err(Limit::Payment));
        let twice = [spent(990, "a", 25), spent(995, "a", 25)];
        assert_eq!(allowed(&twice, "a", 1000, 1), Err(Limit::AccountDay));
        assert_eq!(allowed(&twice, "b", 1000, 25), Ok(()));
        assert_eq!(
            allowed(&twice, "a", 1015, 25),
            Ok(()),
            "a day later the first is over"
        );
        let four = [spent(990, "a", 50), spent(990, "b", 40)];
        assert_eq!(allowed(&four, "c", 1000, 11), Err(Limit::Day));
        assert_eq!(allowed(&four, "c", 1000, 10), Ok(()));
        let month: Vec<_> = (0..3).map(|day| spent(300 + day * 48, "a", 100)).collect();
        assert_eq!(allowed(&month, "b", 1000, 1), Err(Limit::Month));
        assert_eq!(allowed(&month, "b", 300 + 24 * 30, 25), Ok(()));
    }

    #[test]
    fn a_clock_that_was_set_back_reopens_nothing() {
        let later = [spent(5000, "a", 50)];
        assert_eq!(allowed(&later, "a", 1000, 1), Err(Limit::AccountDay));
    }

    #[test]
    fn raising_any_limit_is_seen() {
        let usual = Limits::default();
        let other = Limits {
            day: Atomic::whole(101),
            payment: Atomic::whole(1),
            ..usual
        };
        assert!(usual.is_raised_by(other));
        assert!(!usual.is_raised_by(usual.stricter(other)));
        assert!(!usual.is_raised_by(usual));
    }

    #[test]
    fn what_is_left_after_a_payment_is_never_more_than_one_payment() {
        let left = left(Limits::default(), &[], &AccountId::new("a"), at(1000));
        assert_eq!(left.least_after(Atomic::whole(10)), Atomic::whole(25));
        assert_eq!(left.least_after(Atomic::whole(30)), Atomic::whole(20));
        assert_eq!(left.least_after(Atomic::whole(51)), Atomic::ZERO);
    }

    fn any_spent() -> impl Strategy<Value = Spent> {
        // Past and to come, some of it more than can be summed up.
        let value = prop_oneof![0_u64..60_000_000, Just(u64::MAX)];
        (0_i64..2_000, "[ab]", value).prop_map(|(hour, account, value)| Spent {
            at: at(hour),
            account: AccountId::new(account),
            value: Atomic::new(value),
        })
    }

    fn no_more(less: Left, than: Left) -> bool {
        less.stricter(than) == less
    }

    proptest! {
        #[test]
        fn who_spent_more_has_no_more_left(
            spent in proptest::collection::vec(any_spent(), 0..12),
            more in any_spent(),
            hour in 0_i64..2_000,
            back in 0_i64..2_000,
        ) {
            let account = AccountId::new("a");
            let of = |spent: &[Spent], hour| left(Limits::default(), spent, &account, at(hour));
            let before = of(&spent, hour);
            let all: Vec<_> = spent.iter().cloned().chain([more.clone()]).collect();
            let after = of(&all, hour);
            prop_assert!(no_more(after, before), "{:?} {:?}", after, before);
            // What is of this hour counts to the unit, where there is so much left.
            let now = Spent { at: at(hour), account: account.clone(), ..more };
            let exact = of(&spent.iter().cloned().chain([now.clone()]).collect::<Vec<_>>(), hour);
            prop_assert_eq!(exact.account_day, before.account_day.minus(now.value));
            prop_assert_eq!(exact.day, before.day.minus(now.value));
            prop_assert_eq!(exact.month, before.month.minus(now.value));
            // A clock set back reopens nothing.
            prop_assert!(no_more(of(&spent, hour - back.min(hour)), before));
        }
    }
}
