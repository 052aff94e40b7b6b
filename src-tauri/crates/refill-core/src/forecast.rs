//! How long a balance lasts at this week's pace, and which alert amount makes sense.

use jiff::SignedDuration;

use crate::money::Decimal;

/// How long the balance lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// About this many whole days.
    Days(u32),
    /// Less than a day of history is known.
    NotEnoughData,
    /// Nothing was spent in the last seven days.
    NoSpending,
    /// There is nothing left to last.
    Empty,
}

/// Spending is looked at over this many days.
pub const WINDOW_DAYS: i64 = 7;

const SHORTEST_HISTORY: SignedDuration = SignedDuration::from_hours(24);
const LONGEST_FORECAST_DAYS: u32 = 3650;
const SECONDS_PER_DAY: i64 = 86_400;

/// What was spent in the last seven days, as far as they are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Sum of the debits, positive.
    pub spent: Decimal,
    /// How much of the last seven days the history covers.
    pub covered: SignedDuration,
}

/// How long `left` lasts at `pace`.
pub fn forecast(left: Decimal, pace: Pace) -> Forecast {
    if left <= Decimal::ZERO {
        return Forecast::Empty;
    }
    if pace.covered < SHORTEST_HISTORY {
        return Forecast::NotEnoughData;
    }
    if pace.spent <= Decimal::ZERO {
        return Forecast::NoSpending;
    }
    Forecast::Days(
        days(left, pace)
            .unwrap_or(LONGEST_FORECAST_DAYS)
            .min(LONGEST_FORECAST_DAYS),
    )
}

/// `left / (spent / covered)` in whole days; `None` when it is out of any sensible range.
fn days(left: Decimal, pace: Pace) -> Option<u32> {
    let covered = Decimal::from(pace.covered.as_secs());
    let per_day = pace
        .spent
        .checked_mul(Decimal::from(SECONDS_PER_DAY))?
        .checked_div(covered)?;
    u32::try_from(left.checked_div(per_day)?.trunc()).ok()
}

/// An alert amount to suggest: about a week's spending, else a tenth of the balance, rounded to 1, 2 or 5 times
/// a power of ten. At least `least`, the smallest amount that makes sense in the unit.
pub fn suggest_threshold(left: Decimal, pace: Option<Pace>, least: Decimal) -> Decimal {
    let week = pace
        .filter(|pace| pace.covered >= SHORTEST_HISTORY && pace.spent > Decimal::ZERO)
        .map(|pace| pace.spent);
    let tenth = left.checked_div(Decimal::TEN).unwrap_or_default();
    round_nicely(week.unwrap_or(tenth).max(least)).max(least)
}

/// The largest of 1, 2, 5 × 10ⁿ that is not above `amount` (for amounts of at least 0.01).
fn round_nicely(amount: Decimal) -> Decimal {
    let mut nice = Decimal::new(1, 2);
    let mut step = [Decimal::TWO, Decimal::new(25, 1), Decimal::TWO]
        .into_iter()
        .cycle();
    while let Some(next) = step.next().and_then(|factor| nice.checked_mul(factor)) {
        if next > amount {
            break;
        }
        nice = next.normalize();
    }
    nice
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(spent: i64) -> Pace {
        Pace {
            spent: Decimal::from(spent),
            covered: SignedDuration::from_hours(7 * 24),
        }
    }

    #[test]
    fn divides_what_is_left_by_the_pace() {
        assert_eq!(forecast(Decimal::from(420), week(1400)), Forecast::Days(2));
        assert_eq!(forecast(Decimal::from(100), week(1400)), Forecast::Days(0));
        let two_days = Pace {
            spent: Decimal::from(20),
            covered: SignedDuration::from_hours(48),
        };
        assert_eq!(forecast(Decimal::from(100), two_days), Forecast::Days(10));
    }

    #[test]
    fn says_when_it_does_not_know() {
        let hour = Pace {
            spent: Decimal::TEN,
            covered: SignedDuration::from_hours(1),
        };
        assert_eq!(forecast(Decimal::TEN, hour), Forecast::NotEnoughData);
        assert_eq!(forecast(Decimal::TEN, week(0)), Forecast::NoSpending);
        assert_eq!(forecast(Decimal::ZERO, week(1)), Forecast::Empty);
        assert_eq!(
            forecast(Decimal::MAX, week(1)),
            Forecast::Days(LONGEST_FORECAST_DAYS)
        );
    }

    #[test]
    fn suggests_round_amounts() {
        let one = Decimal::ONE;
        let suggest = |left: i64, pace| suggest_threshold(Decimal::from(left), pace, one).to_string();
        assert_eq!(suggest(1000, None), "100");
        assert_eq!(suggest(950, None), "50");
        assert_eq!(suggest(9410, Some(week(730))), "500");
        assert_eq!(suggest(0, None), "1");
        assert_eq!(suggest(-7, None), "1");
    }
}
