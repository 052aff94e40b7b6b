//! Budgets of keys: a limit, and when it begins afresh. Days, weeks and months are those of UTC.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// When a key's budget is full again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitReset {
    /// Only by hand.
    Never,
    /// At midnight.
    Daily,
    /// At midnight before Monday.
    Weekly,
    /// At midnight before the first of the month.
    Monthly,
}

impl LimitReset {
    /// The provider's word for it.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            LimitReset::Never => None,
            LimitReset::Daily => Some("daily"),
            LimitReset::Weekly => Some("weekly"),
            LimitReset::Monthly => Some("monthly"),
        }
    }

    /// When the cycle around `at` began.
    pub(crate) fn began(self, at: Timestamp) -> Option<Timestamp> {
        midnight(self.first_day(day_of(at))?)
    }

    /// When the cycle around `at` ends, and the next one begins.
    pub(crate) fn ends(self, at: Timestamp) -> Option<Timestamp> {
        let first = self.first_day(day_of(at))?;
        let next = match self {
            LimitReset::Never => return None,
            LimitReset::Daily => first.tomorrow(),
            LimitReset::Weekly => first.checked_add(7.days()),
            LimitReset::Monthly => first.last_of_month().tomorrow(),
        };
        midnight(next.ok()?)
    }

    fn first_day(self, day: Date) -> Option<Date> {
        match self {
            LimitReset::Never => None,
            LimitReset::Daily => Some(day),
            LimitReset::Weekly => day
                .checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
                .ok(),
            LimitReset::Monthly => Some(day.first_of_month()),
        }
    }
}

/// The day in UTC.
pub(crate) fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn midnight(day: Date) -> Option<Timestamp> {
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// A key's budget. What is left of it is the account's balance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    pub(crate) limit: i64,
    pub(crate) reset: LimitReset,
    /// Begin of the latest cycle that was seen.
    began: Option<Timestamp>,
}

impl Budget {
    pub(crate) fn new(limit: i64, reset: LimitReset) -> Budget {
        Budget {
            limit,
            reset,
            began: None,
        }
    }

    /// Looks at the clock: the begin of a new cycle, if there is one since the last look. A clock that was
    /// set back begins none.
    pub(crate) fn renewal(&mut self, now: Timestamp) -> Option<Timestamp> {
        let began = self.reset.began(now)?;
        match self.began {
            Some(known) if began <= known => None,
            known => {
                self.began = Some(began);
                known.map(|_| began)
            }
        }
    }
}
