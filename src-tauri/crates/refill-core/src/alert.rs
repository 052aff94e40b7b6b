//! When a low balance is worth a notification: once, at the crossing, and never on an error (alerts.md).
//!
//! The state is a value; the store keeps it in the same transaction as the reading that moved it, so a restart
//! neither repeats nor loses an alert.

use crate::money::{Decimal, Money, Unit};

/// How far down an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Below the person's amount.
    Low,
    /// Nothing left.
    Empty,
}

/// What an account's alerts remember.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertState {
    /// The level that has fired and is not re-armed yet.
    pub fired: Option<Level>,
    /// The system notification for `fired` was handed over.
    pub delivered: bool,
    /// The person closed the banner for `fired`.
    pub dismissed: bool,
}

/// The amounts that an account is watched against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The person's alert amount; without one only Empty fires.
    pub threshold: Option<Decimal>,
    /// Unit of the threshold. A reading in another unit moves nothing.
    pub unit: Unit,
}

impl AlertState {
    /// The state after a fresh, confirmed reading.
    pub fn after(&self, watch: &Watch, balance: &Money) -> AlertState {
        if balance.unit != watch.unit {
            return self.clone();
        }
        let reached = watch.level(balance.amount);
        match (self.fired, reached) {
            (before, Some(level)) if before < Some(level) => AlertState::fired(level),
            (Some(before), _) => self.kept_or_rearmed(before, watch, balance.amount),
            (None, _) => AlertState::default(),
        }
    }

    /// The state after the person set another alert amount while the balance is `balance`: above the new
    /// amount the alert is armed afresh, so that its crossing is not missed.
    pub fn after_new_threshold(&self, watch: &Watch, balance: Option<&Money>) -> AlertState {
        match balance {
            Some(balance) if balance.unit == watch.unit && watch.level(balance.amount).is_none() => {
                AlertState::default()
            }
            _ => self.clone(),
        }
    }

    /// True while a notification waits to be handed to the system.
    pub fn is_due(&self) -> bool {
        self.fired.is_some() && !self.delivered
    }

    fn fired(level: Level) -> AlertState {
        AlertState {
            fired: Some(level),
            delivered: false,
            dismissed: false,
        }
    }

    fn kept_or_rearmed(&self, before: Level, watch: &Watch, amount: Decimal) -> AlertState {
        let empty_rearmed = before == Level::Empty && amount >= watch.empty_rearm();
        let low_rearmed = watch.threshold.is_none_or(|low| amount >= with_tenth(low));
        match before {
            // Back from empty but still low: the person knows, so Low counts as told.
            Level::Empty if empty_rearmed && !low_rearmed => AlertState {
                fired: Some(Level::Low),
                delivered: true,
                dismissed: self.dismissed,
            },
            Level::Empty if empty_rearmed => AlertState::default(),
            Level::Low if low_rearmed => AlertState::default(),
            _ => self.clone(),
        }
    }
}

impl Watch {
    /// The level that `amount` has reached, if any.
    pub fn level(&self, amount: Decimal) -> Option<Level> {
        if amount <= Decimal::ZERO {
            return Some(Level::Empty);
        }
        self.threshold
            .is_some_and(|low| amount < low)
            .then_some(Level::Low)
    }

    /// Empty re-arms at max(1 unit, 10 % of Low).
    fn empty_rearm(&self) -> Decimal {
        let tenth = self
            .threshold
            .and_then(|low| low.checked_div(Decimal::TEN))
            .unwrap_or_default();
        tenth.max(Decimal::ONE)
    }
}

/// `amount` + 10 %, or the largest number where that would not fit.
fn with_tenth(amount: Decimal) -> Decimal {
    let tenth = amount.checked_div(Decimal::TEN).unwrap_or_default();
    amount.checked_add(tenth).unwrap_or(Decimal::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn watch(low: i64) -> Watch {
        Watch {
            threshold: Some(Decimal::from(low)),
            unit: Unit::CREDITS,
        }
    }

    fn credits(n: i64) -> Money {
        Money::new(Decimal::from(n), Unit::CREDITS)
    }

    /// Feeds balances and lists what fired, delivering each at once.
    fn fire(low: i64, balances: &[i64]) -> Vec<(i64, Level)> {
        let mut state = AlertState::default();
        let mut fired = Vec::new();
        for &balance in balances {
            state = state.after(&watch(low), &credits(balance));
            if state.is_due() {
                fired.extend(state.fired.map(|level| (balance, level)));
                state.delivered = true;
            }
        }
        fired
    }

    #[test]
    fn fires_once_at_the_crossing() {
        assert_eq!(fire(100, &[150, 120, 99, 80, 50, 10]), [(99, Level::Low)]);
    }

    #[test]
    fn hovering_at_the_threshold_is_one_alert() {
        assert_eq!(fire(100, &[99, 100, 101, 99, 109, 99]), [(99, Level::Low)]);
        assert_eq!(fire(100, &[99, 110, 99]), [(99, Level::Low), (99, Level::Low)]);
    }

    #[test]
    fn empty_comes_after_low_and_re_arms_by_itself() {
        assert_eq!(fire(100, &[99, 0, 0, -5]), [(99, Level::Low), (0, Level::Empty)]);
        assert_eq!(
            fire(100, &[0, 9, 0]),
            [(0, Level::Empty)],
            "9 is under a tenth of Low"
        );
        assert_eq!(fire(100, &[0, 10, 0]), [(0, Level::Empty), (0, Level::Empty)]);
        assert_eq!(
            fire(100, &[0, 50, 20]),
            [(0, Level::Empty)],
            "still low, already told"
        );
    }

    #[test]
    fn another_unit_moves_nothing() {
        let low = AlertState::default().after(&watch(100), &credits(50));
        let dollars = Money::new(Decimal::from(1_000_000), Unit::USD);
        assert_eq!(low.after(&watch(100), &dollars), low);
    }

    #[test]
    fn without_an_amount_only_empty_fires() {
        let watch = Watch {
            threshold: None,
            unit: Unit::CREDITS,
        };
        let state = AlertState::default().after(&watch, &credits(1));
        assert_eq!(state, AlertState::default());
        assert_eq!(state.after(&watch, &credits(0)).fired, Some(Level::Empty));
    }

    #[test]
    fn a_new_amount_below_the_balance_arms_afresh() {
        let told = AlertState {
            delivered: true,
            ..AlertState::fired(Level::Low)
        };
        assert_eq!(
            told.after_new_threshold(&watch(450), Some(&credits(480))),
            AlertState::default()
        );
        assert_eq!(told.after_new_threshold(&watch(600), Some(&credits(480))), told);
        assert_eq!(told.after_new_threshold(&watch(450), None), told);
    }

    proptest! {
        #[test]
        fn never_twice_without_recovery_between(balances in proptest::collection::vec(-50_i64..250, 0..60)) {
            let mut since_low: Option<usize> = None;
            let fired = {
                let mut state = AlertState::default();
                let mut out = Vec::new();
                for (index, &balance) in balances.iter().enumerate() {
                    state = state.after(&watch(100), &credits(balance));
                    if state.is_due() { out.push((index, state.fired)); state.delivered = true; }
                }
                out
            };
            for (index, level) in fired {
                if level == Some(Level::Low) {
                    if let Some(before) = since_low {
                        prop_assert!(balances[before..index].iter().any(|&b| b >= 110));
                    }
                    since_low = Some(index);
                }
            }
        }
    }
}
