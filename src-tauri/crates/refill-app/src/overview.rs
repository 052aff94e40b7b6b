//! What the window shows of every account at once, from the database alone: nothing here waits for a network.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use refill_core::account::Account;
use refill_core::alert::{AlertState, Level, Watch};
use refill_core::chart::{self, Point};
use refill_core::forecast::{self, Forecast, Pace};
use refill_core::ids::AccountId;
use refill_core::money::{Decimal, Money};
use refill_core::reading::{Balance, Reading};
use refill_store::{LastReadings, Store, StoreError};

use crate::app::App;
use crate::error::AppError;
use crate::failure::{Failure, Problem};
use crate::keys::{KeyState, VaultState};
use crate::refresh::facts_from;

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
}

/// A reading older than this many refresh intervals is stale.
const STALE_INTERVALS: u32 = 3;
const TREND_DAYS: i64 = 30;
const TREND_POINTS: usize = 60;

/// What the database knows of one account.
struct Known {
    account: Account,
    reading: Option<Reading>,
    failure: Option<Failure>,
    alert: AlertState,
    gauge: Option<Gauge>,
    trend: Vec<Point>,
    forecast: Forecast,
}

impl App {
    /// Every account at a glance.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn overview(&self) -> Result<Overview, AppError> {
        let now = self.clock.now();
        let known = self.db(move |store| all(store, now)).await?;
        let mut banners: Vec<Banner> = known.iter().filter_map(banner).collect();
        let mut cards: Vec<Card> = known.into_iter().map(|known| self.card_of(known, now)).collect();
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
        let (account, now) = (self.account(id).await?, self.clock.now());
        let known = self.db(move |store| one(store, account, now)).await?;
        Ok(self.card_of(known, now))
    }

    fn card_of(&self, known: Known, now: Timestamp) -> Card {
        let mut failure = self.live().unkept(&known.account.id).or(known.failure);
        if let Some(failure) = &mut failure {
            failure.retry_at = self.retry_at(failure, &known.account.id);
        }
        let interval = self.settings().refresh_interval();
        let level = known
            .reading
            .as_ref()
            .and_then(|reading| level(&known.account, &reading.balance));
        Card {
            stale: known
                .reading
                .as_ref()
                .is_some_and(|reading| is_stale(reading.taken_at, now, interval)),
            key: self.keys.state_of(&known.account),
            refreshing: self.live().refreshing.contains_key(&known.account.id),
            level,
            failure,
            account: known.account,
            reading: known.reading,
            gauge: known.gauge,
            trend: known.trend,
            forecast: known.forecast,
        }
    }
}

fn all(store: &Store, now: Timestamp) -> Result<Vec<Known>, StoreError> {
    let (mut failures, mut readings) = (failures(store)?, store.latest_readings()?);
    let accounts = store.accounts()?.into_iter();
    accounts
        .map(|account| {
            let failure = failures.remove(&account.id);
            let last = readings.remove(&account.id).unwrap_or_default();
            known(store, account, last, failure, now)
        })
        .collect()
}

fn one(store: &Store, account: Account, now: Timestamp) -> Result<Known, StoreError> {
    let failure = failures(store)?.remove(&account.id);
    let last = store.last_readings(&account.id)?;
    known(store, account, last, failure, now)
}

fn known(
    store: &Store,
    account: Account,
    last: LastReadings,
    failure: Option<Failure>,
    now: Timestamp,
) -> Result<Known, StoreError> {
    // An unconfirmed zero is shown only where nothing better was ever read.
    let reading = last.confirmed.or(last.latest);
    let levels = store.levels(&account.id, days_before(now, TREND_DAYS))?;
    let left = reading.as_ref().map(|reading| reading.balance.money.clone());
    Ok(Known {
        failure,
        alert: store.alert_state(&account.id)?,
        gauge: match &left {
            Some(left) => gauge_of(store, &account, left, &levels)?,
            None => None,
        },
        trend: chart::trend(&levels, TREND_POINTS),
        forecast: match &left {
            Some(left) => forecast_of(store, &account.id, left, now)?,
            None => Forecast::NotEnoughData,
        },
        reading,
        account,
    })
}

fn failures(store: &Store) -> Result<HashMap<AccountId, Failure>, StoreError> {
    let rows = store.failures()?.into_iter().map(|row| {
        let failure = Failure {
            problem: Problem::from_word(&row.code),
            since: row.since,
            retry_at: None,
            facts: facts_from(&row.facts),
        };
        (row.account, failure)
    });
    Ok(rows.collect())
}

/// How long what is left lasts at the pace of the last seven days.
pub(crate) fn forecast_of(
    store: &Store,
    id: &AccountId,
    left: &Money,
    now: Timestamp,
) -> Result<Forecast, StoreError> {
    Ok(match pace_of(store, id, now)? {
        Some(pace) => forecast::forecast(left.amount, pace),
        None if left.is_used_up() => Forecast::Empty,
        None => Forecast::NotEnoughData,
    })
}

/// The spending of the last seven days, as far as the history covers them.
pub(crate) fn pace_of(store: &Store, id: &AccountId, now: Timestamp) -> Result<Option<Pace>, StoreError> {
    let since = days_before(now, forecast::WINDOW_DAYS);
    store.spending(id, since, now)
}

/// "Full" is what the account had after its last top-up, or the most that is known of the last thirty days.
fn gauge_of(
    store: &Store,
    account: &Account,
    left: &Money,
    levels: &[chart::Level],
) -> Result<Option<Gauge>, StoreError> {
    let after_top_up = store
        .last_credit(&account.id)?
        .and_then(|entry| entry.change.balance_after);
    let most = levels.iter().map(|level| level.amount).max();
    let full = after_top_up.or(most).unwrap_or(left.amount).max(left.amount);
    if full <= Decimal::ZERO {
        return Ok(None);
    }
    let same_unit = left.unit == account.unit;
    Ok(Some(Gauge {
        level: chart::gauge(left.amount, full),
        threshold: account
            .threshold
            .filter(|_| same_unit)
            .map(|threshold| chart::gauge(threshold, full)),
        after_top_up: after_top_up == Some(full),
        full: Money::new(full, left.unit.clone()),
    }))
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
fn banner(known: &Known) -> Option<Banner> {
    let reading = known.reading.as_ref()?;
    let level = level(&known.account, &reading.balance)?;
    if known.alert.fired.is_none() || known.alert.dismissed {
        return None;
    }
    let left = reading.balance.money.clone();
    Some(Banner {
        account: known.account.id.clone(),
        level,
        threshold: known
            .account
            .threshold
            .map(|amount| Money::new(amount, left.unit.clone())),
        left,
        days: match known.forecast {
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

fn days_before(now: Timestamp, days: i64) -> Timestamp {
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
