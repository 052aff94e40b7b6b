//! When a purchase is looked at: pure rules, as functions of what is written of it and of the time.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use refill_core::provider::Descriptor;
use refill_core::purchase::{CreditAxis, Event as Step, State};
use refill_core::x402::State as Money;
use refill_store::PurchaseRecord;

use super::DAY;
use crate::app::Options;

/// Credits that come late, or a second time, are noticed for so long.
pub(super) const LATE: SignedDuration = SignedDuration::from_hours(24 * 7);
/// After the browser was opened, or came back, looks follow each other fast for so long.
const FAST: SignedDuration = SignedDuration::from_mins(10);
/// The longest of the fast pauses, in shortest ones: 30 s.
const LONGEST_FAST: u32 = 10;
/// A slow pause, in shortest ones: 10 min.
const SLOW: u32 = 200;
/// `at` and so long after it. A server may name any time: the end of all times is late enough.
pub(super) fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// So long before `at`.
pub(super) fn before(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// How fast looks may follow each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// The shortest pause.
    shortest: Duration,
    /// The provider's balance may be this old, so that looking sooner shows nothing new.
    balance_age: Duration,
}

impl Pace {
    pub(super) fn of(options: &Options, provider: Option<&Descriptor>) -> Pace {
        let age = provider.map_or(0, |provider| provider.balance_age);
        Pace {
            shortest: options.purchase_look,
            balance_age: Duration::from_secs(age.into()),
        }
    }

    /// The longest pause.
    pub(super) fn slow(self) -> Duration {
        self.shortest * SLOW
    }
}

/// How long to wait before the next look at a page that ends at `ends_at`; `None` when there are no more. Pauses grow
/// by half with the time since the person had to do with it, from 3 s to 30 s, and are 10 min from then on.
fn next_look(hurry: Option<Timestamp>, now: Timestamp, ends_at: Timestamp, pace: Pace) -> Option<Duration> {
    if now.duration_since(ends_at) > DAY {
        return None;
    }
    let since = hurry.map(|at| now.duration_since(at));
    let pause = match since {
        // A clock that was set back hurries nobody.
        Some(since) if !since.is_negative() && since < FAST => {
            let half = since.unsigned_abs() / 2;
            half.clamp(pace.shortest, pace.shortest * LONGEST_FAST)
        }
        _ => pace.slow(),
    };
    Some(pause.max(pace.balance_age))
}

/// How long to wait before the next look at a purchase; `None` where nobody looks by himself.
pub(super) fn pause_before_look(record: &PurchaseRecord, now: Timestamp, pace: Pace) -> Option<Duration> {
    let looks = matches!(
        record.state,
        State::Ready | State::Away | State::Returned | State::Cancelled | State::Missing | State::Expired
    );
    let page = record.page().filter(|_| looks)?;
    let hurry = record.events.iter().rev().find_map(|(at, step)| {
        matches!(step, Step::Opened | Step::Returned | Step::Cancelled).then_some(*at)
    });
    next_look(hurry, now, page.expires_at, pace)
}

/// True while credits that belong to the purchase may still come, or come once more.
pub(super) fn may_be_credited(record: &PurchaseRecord, now: Timestamp) -> bool {
    match record.state {
        State::Begun | State::Asking | State::Failed => false,
        // What arrives before the chain shows the payment belongs to something else, or shows it in a moment.
        State::Usdc { money, credit } => match credit {
            CreditAxis::None => false,
            CreditAxis::Awaited => matches!(money, Money::Confirming | Money::Paid),
            CreditAxis::Missing | CreditAxis::Credited => now.duration_since(record.updated_at()) < LATE,
        },
        State::Ready | State::Away | State::Returned | State::Cancelled => true,
        State::Expired | State::Dropped | State::Missing | State::Credited => {
            now.duration_since(record.updated_at()) < LATE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace {
        shortest: Duration::from_secs(3),
        balance_age: Duration::ZERO,
    };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn pause(since: i64) -> Option<u64> {
        let looks = next_look(Some(at(0)), at(since), at(86_400), PACE);
        looks.map(|pause| pause.as_secs())
    }

    #[test]
    fn pauses_grow_from_three_to_thirty_seconds_and_then_to_ten_minutes() {
        assert_eq!(pause(0), Some(3));
        assert_eq!(pause(6), Some(3));
        assert_eq!(pause(20), Some(10));
        assert_eq!(pause(60), Some(30));
        assert_eq!(pause(599), Some(30));
        assert_eq!(pause(600), Some(600));
    }

    #[test]
    fn looks_in_ten_minutes_are_few() {
        let (mut now, mut looks) = (0, 0);
        while now < 600 {
            now += i64::try_from(pause(now).expect("a pause")).expect("short");
            looks += 1;
        }
        assert!((20..=30).contains(&looks), "{looks}");
    }

    #[test]
    fn looks_end_a_day_after_the_page() {
        assert_eq!(pause(2 * 86_400), Some(600));
        assert_eq!(pause(2 * 86_400 + 1), None);
    }

    #[test]
    fn a_page_that_was_never_opened_and_a_clock_set_back_hurry_nobody() {
        assert_eq!(
            next_look(None, at(0), at(86_400), PACE),
            Some(Duration::from_secs(600))
        );
        assert_eq!(pause(-5), Some(600));
    }

    #[test]
    fn a_provider_is_asked_no_more_often_than_its_balance_changes() {
        let pace = Pace {
            balance_age: Duration::from_secs(60),
            ..PACE
        };
        let looks = |since| next_look(Some(at(0)), at(since), at(86_400), pace);
        assert_eq!(looks(0), Some(Duration::from_secs(60)));
        assert_eq!(looks(700), Some(Duration::from_secs(600)));
    }
}
