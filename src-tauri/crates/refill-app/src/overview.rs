//! What the window shows of every account at once, from the database alone: nothing here waits for a network.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use refill_core::account::Account;
use refill_core::alert::{AlertState, Level, Watch};
use refill_core::chart::{self, Point};
use refill_core::forecast::{self, Forecast, Pace};
use refill_core::ids::{AccountId, ProviderId, PurchaseId};
use refill_core::money::{Decimal, Money};
use refill_core::provider::Listing;
use refill_core::purchase::State;
use refill_core::reading::{Balance, Basis, Reading};
use refill_store::{Failure as FailureRow, Glance, Store};

use crate::app::App;
use crate::error::AppError;
use crate::failure::{Failure, Problem};
use crate::keys::{KeyState, VaultState};
use crate::new_key::Hidden;
use crate::refresh::{facts_from, is_about_a_removed_account};

/// Every account, the keychain and what is going on.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The accounts, the most urgent first.
    pub cards: Vec<Card>,
    /// The keychain as last seen.
    pub vault: VaultState,
    /// A refresh is running.
    pub refreshing: bool,
    /// When the last refresh of all accounts ended.
    pub checked_at: Option<Timestamp>,
    /// Low accounts whose banner was not closed, the most urgent first.
    pub banners: Vec<Banner>,
}

/// One account at a glance.
#[derive(Clone, Debug)]
pub struct Card {
    /// The account.
    pub account: Account,
    /// The last good reading.
    pub reading: Option<Reading>,
    /// The reading is older than three refresh intervals, or from the future.
    pub stale: bool,
    /// Why the last refresh failed, if it did.
    pub failure: Option<Failure>,
    /// What is known instead of a balance, where the key may not see it. There is no failure then.
    pub hidden: Option<Hidden>,
    /// How far down it is; `None` when all is well or nothing is known.
    pub level: Option<Level>,
    /// How full it is, where that can be said.
    pub gauge: Option<Gauge>,
    /// The last thirty days.
    pub trend: Vec<Point>,
    /// How long it lasts.
    pub forecast: Forecast,
    /// Where its key is.
    pub key: KeyState,
    /// Its holder is signed in.
    pub signed_in: bool,
    /// A purchase for it that can still be paid, or may have been, or whose credits are missing; and where it stands.
    pub open_payment: Option<(PurchaseId, State)>,
    /// It is being refreshed now.
    pub refreshing: bool,
}

/// How full an account is, in thousandths of what it had after its last top-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauge {
    /// What "full" is.
    pub full: Money,
    /// "Full" is the balance after the last top-up; otherwise the most of the last thirty days.
    pub after_top_up: bool,
    /// The balance.
    pub level: u16,
    /// The alert amount.
    pub threshold: Option<u16>,
}

/// A low account, said in the window.
#[derive(Clone, Debug)]
pub struct Banner {
    /// Which one.
    pub account: AccountId,
    /// How far down.
    pub level: Level,
    /// What is left.
    pub left: Money,
    /// The person's alert amount.
    pub threshold: Option<Money>,
    /// Whole days that it lasts, where that can be said.
    pub days: Option<u32>,
    /// What `left` is the rest of.
    pub basis: Basis,
}

/// A reading older than this many refresh intervals is stale.
const STALE_INTERVALS: u32 = 3;
const TREND_DAYS: i64 = 30;
const TREND_POINTS: usize = 60;

impl App {
    /// Every account at a glance.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn overview(&self) -> Result<Overview, AppError> {
        let now = self.clock.now();
        let windows = self.pace_windows(now);
        let known = self
            .db(move |store| store.glances(days_before(now, TREND_DAYS), &windows))
            .await?;
        let open = self.open_payments().await;
        let mut cards: Vec<Card> = Vec::with_capacity(known.len());
        let mut banners: Vec<Banner> = Vec::new();
        for glance in known {
            let alert = glance.alert.clone();
            let card = Card {
                open_payment: open.get(&glance.account.id).cloned(),
                ..self.card_of(glance, now)
            };
            banners.extend(banner(&card, &alert));
            cards.push(card);
        }
        cards.sort_by_key(|card| urgency(card.level, card.forecast));
        banners.sort_by_key(|banner| {
            urgency(
                Some(banner.level),
                banner.days.map_or(Forecast::NotEnoughData, Forecast::Days),
            )
        });
        let live = self.live();
        Ok(Overview {
            cards,
            vault: live.vault,
            refreshing: !live.refreshing.is_empty(),
            checked_at: live.checked_at,
            banners,
        })
    }

    /// One account at a glance.
    ///
    /// # Errors
    /// [`AppError::AccountGone`], [`AppError::Store`].
    pub async fn card(&self, id: &AccountId) -> Result<Card, AppError> {
        let (id, now) = (id.clone(), self.clock.now());
        let windows = self.pace_windows(now);
        let glance = move |store: &Store| store.glance(&id, days_before(now, TREND_DAYS), &windows);
        match self.db(glance).await {
            Ok(glance) => {
                let open_payment = self.open_payments().await.remove(&glance.account.id);
                Ok(Card {
                    open_payment,
                    ..self.card_of(glance, now)
                })
            }
            Err(error) if is_about_a_removed_account(&error) => Err(AppError::AccountGone),
            Err(error) => Err(error),
        }
    }

    fn card_of(&self, glance: Glance, now: Timestamp) -> Card {
        let Glance { account, .. } = &glance;
        let stored = glance.failure.as_ref().map(failure_of);
        let mut failure = self.live().unkept(&account.id).or(stored);
        if let Some(failure) = &mut failure {
            failure.retry_at = self.retry_at(failure, &account.id);
        }
        let hidden = failure.as_ref().and_then(Failure::hidden);
        let interval = self.settings().refresh_interval();
        // What another key saw before is no balance that this one can vouch for.
        let reading = glance.last.confirmed.clone().or(glance.last.latest.clone());
        let mut reading = reading.filter(|_| hidden.is_none());
        if let (Some(Reading { balance, .. }), Ok(provider)) =
            (&mut reading, self.provider(&account.provider))
        {
            balance.worth = provider.descriptor().worth_of(balance);
        }
        let left = reading.as_ref().map(|reading| &reading.balance);
        Card {
            stale: reading
                .as_ref()
                .is_some_and(|reading| is_stale(reading.taken_at, now, interval)),
            key: self.keys.state_of(account),
            signed_in: self.is_signed_in(account),
            open_payment: None,
            refreshing: self.live().refreshing.contains_key(&account.id),
            level: left.and_then(|balance| level(account, balance)),
            failure: failure.filter(|_| hidden.is_none()),
            gauge: left.and_then(|balance| gauge_of(&glance, balance)),
            // What another key saw before is no line of this one either.
            trend: match hidden {
                Some(_) => Vec::new(),
                None => chart::trend(&glance.levels, TREND_POINTS),
            },
            forecast: left.map_or(Forecast::NotEnoughData, |balance| {
                let pace = self.over_whole_days(glance.pace, account, Some(&balance.basis));
                forecast_of(pace, &balance.money)
            }),
            hidden,
            reading,
            account: glance.account,
        }
    }

    /// The days whose spending tells an account's pace: the last seven, or the last seven finished ones where the
    /// provider lists whole days. A key's budget has no such list.
    pub(crate) fn pace_windows(
        &self,
        now: Timestamp,
    ) -> impl Fn(&Account, Option<&Basis>) -> (Timestamp, Timestamp) + Send + use<> {
        let by_day: HashSet<ProviderId> = self
            .providers()
            .map(|provider| provider.descriptor())
            .filter(|descriptor| descriptor.history == Listing::DailySpending)
            .map(|descriptor| descriptor.id.clone())
            .collect();
        move |account, basis| {
            let whole_days = by_day.contains(&account.provider) && basis == Some(&Basis::Account);
            let end = if whole_days { start_of_day(now) } else { now };
            (days_before(end, forecast::WINDOW_DAYS), end)
        }
    }

    /// A list of days covers all of them, also those on which nothing was spent.
    pub(crate) fn over_whole_days(
        &self,
        pace: Option<Pace>,
        account: &Account,
        basis: Option<&Basis>,
    ) -> Option<Pace> {
        let listed = self.provider(&account.provider).map(|p| p.descriptor().history);
        let by_day = matches!(listed, Ok(Listing::DailySpending)) && basis == Some(&Basis::Account);
        pace.map(|pace| match by_day && pace.spent > Decimal::ZERO {
            true => Pace {
                covered: SignedDuration::from_hours(24 * forecast::WINDOW_DAYS),
                ..pace
            },
            false => pace,
        })
    }
}

fn failure_of(row: &FailureRow) -> Failure {
    Failure {
        problem: Problem::from_word(&row.code),
        since: row.since,
        retry_at: None,
        facts: facts_from(&row.facts),
    }
}

/// How long what is left lasts at this pace.
pub(crate) fn forecast_of(pace: Option<Pace>, left: &Money) -> Forecast {
    match pace {
        Some(pace) => forecast::forecast(left.amount, pace),
        None if left.is_used_up() => Forecast::Empty,
        None => Forecast::NotEnoughData,
    }
}

/// "Full" is the whole budget of a key; of an account it is what it had after its last top-up, or the most that is
/// known of the last thirty days.
fn gauge_of(glance: &Glance, balance: &Balance) -> Option<Gauge> {
    let (account, left) = (&glance.account, &balance.money);
    let budget = match &balance.basis {
        Basis::Budget(budget) => budget.limit,
        Basis::Account => None,
    };
    let credit = glance.last_credit.as_ref();
    let after_top_up = credit
        .and_then(|entry| entry.change.balance_after)
        .filter(|_| balance.basis == Basis::Account);
    let most = glance.levels.iter().map(|level| level.amount).max();
    let full = budget.or(after_top_up).or(most).unwrap_or(left.amount);
    let full = full.max(left.amount);
    if full <= Decimal::ZERO {
        return None;
    }
    let same_unit = left.unit == account.unit;
    Some(Gauge {
        level: chart::gauge(left.amount, full),
        threshold: account
            .threshold
            .filter(|_| same_unit)
            .map(|threshold| chart::gauge(threshold, full)),
        after_top_up: after_top_up == Some(full),
        full: Money::new(full, left.unit.clone()),
    })
}

fn level(account: &Account, balance: &Balance) -> Option<Level> {
    let watch = Watch {
        threshold: account.threshold.filter(|_| balance.money.unit == account.unit),
        ..account.watch()
    };
    watch.level(balance.money.amount)
}

/// The banner of an alert that fired, as long as the account is still that low: in the band above the alert amount,
/// where the alert is not armed yet, there is nothing to say.
fn banner(card: &Card, alert: &AlertState) -> Option<Banner> {
    let reading = card.reading.as_ref()?;
    let level = card.level?;
    if alert.fired.is_none() || alert.dismissed {
        return None;
    }
    let left = reading.balance.money.clone();
    Some(Banner {
        account: card.account.id.clone(),
        level,
        threshold: card
            .account
            .threshold
            .map(|amount| Money::new(amount, left.unit.clone())),
        left,
        basis: reading.balance.basis.clone(),
        days: match card.forecast {
            Forecast::Days(days) => Some(days),
            _ => None,
        },
    })
}

/// Sorts the used-up before the low before the rest, and the low by how soon they end.
fn urgency(level: Option<Level>, forecast: Forecast) -> (u8, u32) {
    let days = match forecast {
        Forecast::Empty => 0,
        Forecast::Days(days) => days,
        Forecast::NotEnoughData | Forecast::NoSpending => u32::MAX,
    };
    match level {
        Some(Level::Empty) => (0, days),
        Some(Level::Low) => (1, days),
        None => (2, 0),
    }
}

/// True for a reading that is too old to rely on, or that lies in the future because the clock was set back.
fn is_stale(taken_at: Timestamp, now: Timestamp, interval: std::time::Duration) -> bool {
    let age = now.duration_since(taken_at);
    let limit = SignedDuration::try_from(interval * STALE_INTERVALS).unwrap_or(SignedDuration::MAX);
    age > limit || age < -SignedDuration::from_mins(1)
}

/// The last midnight, UTC: providers that list whole days begin them there.
pub(crate) fn start_of_day(now: Timestamp) -> Timestamp {
    let second = now.as_second();
    Timestamp::from_second(second - second.rem_euclid(24 * 60 * 60)).unwrap_or(now)
}

pub(crate) fn days_before(now: Timestamp, days: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * days))
        .unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_from_the_future_is_stale() {
        let now = Timestamp::from_second(1_000_000).expect("in range");
        let minutes = |m: i64| now.checked_add(SignedDuration::from_mins(m)).expect("in range");
        let interval = std::time::Duration::from_secs(300);
        assert!(!is_stale(minutes(-15), now, interval));
        assert!(is_stale(minutes(-16), now, interval));
        assert!(is_stale(minutes(60), now, interval));
        assert!(!is_stale(minutes(0), now, interval));
    }

    #[test]
    fn the_used_up_comes_before_the_low_before_the_rest() {
        let mut order = [
            urgency(None, Forecast::Days(1)),
            urgency(Some(Level::Low), Forecast::Days(9)),
            urgency(Some(Level::Low), Forecast::Days(2)),
            urgency(Some(Level::Empty), Forecast::Empty),
        ];
        order.sort_unstable();
        assert_eq!(order, [(0, 0), (1, 2), (1, 9), (2, 0)]);
    }
}
