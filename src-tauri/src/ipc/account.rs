//! Accounts, as the overview and their own page show them.

use refill_app::{self as app, KeyState};
use refill_core::alert::Level;
use refill_core::chart::Point;
use refill_core::forecast::Forecast;
use serde::Serialize;
use ts_rs::TS;

use super::payment::PaymentState;
use super::reading::{BalanceBasis, HiddenBalance, ReadingView};
use super::{ErrorCode, IpcError, Money, VaultView};

/// Why the last refresh failed.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FailureView {
    error: IpcError,
    since: String,
    retry_at: Option<String>,
}

impl From<&app::Failure> for FailureView {
    fn from(failure: &app::Failure) -> FailureView {
        FailureView {
            error: IpcError::of_problem(failure.problem, &failure.facts),
            since: failure.since.to_string(),
            retry_at: failure.retry_at.map(|at| at.to_string()),
        }
    }
}

/// All parts are permille of the gauge's width, so that the window needs no arithmetic on money.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Gauge {
    full: Money,
    /// "Full" is the balance after the last top-up; otherwise the most of the last thirty days.
    after_top_up: bool,
    level: u16,
    threshold: Option<u16>,
}

/// A point of the trend or the chart.
#[derive(Clone, Debug, Serialize, TS)]
pub struct TrendPoint {
    at: String,
    value: String,
    /// 0..1000 of the height.
    y: u16,
    /// 0..1000 of the width.
    x: u16,
    /// The balance rose to this point.
    rise: bool,
}

impl From<&Point> for TrendPoint {
    fn from(point: &Point) -> TrendPoint {
        TrendPoint {
            at: point.level.at.to_string(),
            value: point.level.amount.to_string(),
            y: point.y,
            x: point.x,
            rise: point.rise,
        }
    }
}

/// How long the balance lasts.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(rename = "Forecast")]
pub enum ForecastView {
    /// About this many days.
    Days {
        /// Whole days.
        days: u32,
    },
    /// Less than a day of history is known.
    NotEnoughData,
    /// Nothing was spent in the last seven days.
    NoSpending,
    /// Nothing is left.
    Empty,
}

impl From<Forecast> for ForecastView {
    fn from(forecast: Forecast) -> ForecastView {
        match forecast {
            Forecast::Days(days) => ForecastView::Days { days },
            Forecast::NotEnoughData => ForecastView::NotEnoughData,
            Forecast::NoSpending => ForecastView::NoSpending,
            Forecast::Empty => ForecastView::Empty,
        }
    }
}

/// How far down an account is.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "Level")]
pub enum LevelView {
    /// All is well.
    Ok,
    /// Below the alert amount.
    Low,
    /// Nothing is left.
    Empty,
    /// The balance is not known.
    Unknown,
}

/// Where a key is.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "KeyState")]
pub enum KeyStateView {
    /// In the system's keychain.
    Keychain,
    /// In memory, until Refill is closed.
    Session,
    /// Nowhere.
    Missing,
}

/// One account at a glance.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountCard {
    id: String,
    provider: String,
    name: String,
    /// Host of the account's own server, or null where the provider has one fixed address.
    server: Option<String>,
    reading: Option<ReadingView>,
    failure: Option<FailureView>,
    level: LevelView,
    threshold: Option<Money>,
    gauge: Option<Gauge>,
    trend: Vec<TrendPoint>,
    forecast: ForecastView,
    key_state: KeyStateView,
    refreshing: bool,
    /// The key is good, but it may not see what is left: no failure, and no number either.
    hidden: Option<HiddenBalance>,
    /// What the reported number is divided by; see `ProviderView.divisors`.
    divisor: u32,
    /// Its holder is signed in.
    signed_in: bool,
    /// A purchase for it that can still be paid, or may have been, or whose credits are missing.
    open_payment: Option<String>,
    /// Where that stands.
    open_payment_state: Option<PaymentState>,
}

impl From<&app::Card> for AccountCard {
    fn from(card: &app::Card) -> AccountCard {
        let account = &card.account;
        let money = |amount| refill_core::money::Money::new(amount, account.unit.clone());
        AccountCard {
            id: account.id.to_string(),
            provider: account.provider.to_string(),
            name: account.name.as_str().to_owned(),
            server: account
                .server
                .as_ref()
                .map(refill_core::server::ServerAddress::host),
            reading: card
                .reading
                .as_ref()
                .map(|reading| ReadingView::new(reading, card.stale)),
            failure: card.failure.as_ref().map(FailureView::from),
            level: level(card),
            threshold: account.threshold.map(|amount| Money::from(&money(amount))),
            gauge: card.gauge.as_ref().map(|gauge| Gauge {
                full: Money::from(&gauge.full),
                after_top_up: gauge.after_top_up,
                level: gauge.level,
                threshold: gauge.threshold,
            }),
            trend: card.trend.iter().map(TrendPoint::from).collect(),
            forecast: card.forecast.into(),
            key_state: match card.key {
                KeyState::Keychain => KeyStateView::Keychain,
                KeyState::Session => KeyStateView::Session,
                KeyState::Missing => KeyStateView::Missing,
            },
            refreshing: card.refreshing,
            hidden: card.hidden.as_ref().map(HiddenBalance::from),
            divisor: account.divisor.get(),
            signed_in: card.signed_in,
            open_payment: card.open_payment.as_ref().map(|(id, _)| id.to_string()),
            open_payment_state: card.open_payment.as_ref().map(|(_, state)| (*state).into()),
        }
    }
}

fn level(card: &app::Card) -> LevelView {
    match (&card.reading, card.level) {
        (None, _) => LevelView::Unknown,
        (Some(_), Some(Level::Empty)) => LevelView::Empty,
        (Some(_), Some(Level::Low)) => LevelView::Low,
        (Some(_), None) => LevelView::Ok,
    }
}

/// Every account, the keychain and what is going on.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    accounts: Vec<AccountCard>,
    vault: VaultView,
    refreshing: bool,
    /// Last time any refresh ended.
    checked_at: Option<String>,
    /// Low accounts whose banner was not dismissed, the most urgent first.
    banners: Vec<Banner>,
}

impl From<app::Overview> for Overview {
    fn from(overview: app::Overview) -> Overview {
        Overview {
            accounts: overview.cards.iter().map(AccountCard::from).collect(),
            vault: overview.vault.into(),
            refreshing: overview.refreshing,
            checked_at: overview.checked_at.map(|at| at.to_string()),
            banners: overview.banners.iter().map(Banner::from).collect(),
        }
    }
}

/// A low account, said above the cards.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Banner {
    account: String,
    level: BannerLevel,
    balance: Money,
    threshold: Option<Money>,
    days: Option<u32>,
    basis: BalanceBasis,
}

/// How far down the account of a banner is.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BannerLevel {
    /// Below the alert amount.
    Low,
    /// Nothing is left.
    Empty,
}

impl From<&app::Banner> for Banner {
    fn from(banner: &app::Banner) -> Banner {
        Banner {
            account: banner.account.to_string(),
            level: match banner.level {
                Level::Low => BannerLevel::Low,
                Level::Empty => BannerLevel::Empty,
            },
            balance: Money::from(&banner.left),
            threshold: banner.threshold.as_ref().map(Money::from),
            days: banner.days,
            basis: BalanceBasis::from(&banner.basis),
        }
    }
}

/// What a live check of a pasted key found out.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyCheck {
    provider: String,
    /// The balance, or null with `hidden`.
    reading: Option<ReadingView>,
    /// The key is good, but it may not see what is left.
    hidden: Option<HiddenBalance>,
    suggested_name: String,
    /// An oddity that does not block (for example an old key prefix).
    warning: Option<ErrorCode>,
    /// A first alert amount that makes sense for this balance.
    suggested_threshold: Option<Money>,
}

impl From<app::KeyCheck> for KeyCheck {
    fn from(check: app::KeyCheck) -> KeyCheck {
        KeyCheck {
            provider: check.provider.to_string(),
            reading: check
                .reading
                .as_ref()
                .map(|reading| ReadingView::new(reading, false)),
            hidden: check.hidden.as_ref().map(HiddenBalance::from),
            suggested_name: check.suggested_name,
            warning: check.unusual.then_some(ErrorCode::KeyUnusual),
            suggested_threshold: check.suggested_threshold.as_ref().map(Money::from),
        }
    }
}

/// What the heights of a chart stand for. `threshold` is the alert amount's permille of the height.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ChartScale {
    top: Money,
    bottom: Money,
    threshold: Option<u16>,
}

impl From<&app::ChartScale> for ChartScale {
    fn from(scale: &app::ChartScale) -> ChartScale {
        ChartScale {
            top: Money::from(&scale.top),
            bottom: Money::from(&scale.bottom),
            threshold: scale.threshold,
        }
    }
}

/// One account in full.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountPage {
    card: AccountCard,
    created_at: String,
    chart: Vec<TrendPoint>,
    /// What the heights of the chart stand for; null without points.
    chart_scale: Option<ChartScale>,
    suggested_threshold: Option<Money>,
    /// When the provider's own history was last read to its end.
    history_checked_at: Option<String>,
    /// Why the history could not be read last time; the balance may be fresh all the same.
    history_failure: Option<FailureView>,
}

impl From<app::AccountPage> for AccountPage {
    fn from(page: app::AccountPage) -> AccountPage {
        AccountPage {
            card: AccountCard::from(&page.card),
            created_at: page.card.account.created_at.to_string(),
            chart: page.chart.iter().map(TrendPoint::from).collect(),
            chart_scale: page.chart_scale.as_ref().map(ChartScale::from),
            suggested_threshold: page.suggested_threshold.as_ref().map(Money::from),
            history_checked_at: page.history_checked_at.map(|at| at.to_string()),
            history_failure: page.history_failure.as_ref().map(FailureView::from),
        }
    }
}

/// A removed account, as long as it can be brought back.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Removed {
    undo_token: String,
    undo_seconds: u64,
}

impl From<app::Removed> for Removed {
    fn from(removed: app::Removed) -> Removed {
        Removed {
            undo_token: removed.undo_token,
            undo_seconds: removed.undo_for.as_secs(),
        }
    }
}
