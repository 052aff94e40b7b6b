//! The other pages of the window: one account, the history, and the links to providers' own pages.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use refill_core::chart::{self, Point};
use refill_core::forecast;
use refill_core::history::{Entry, KindFilter};
use refill_core::ids::{AccountId, ProviderId};
use refill_core::money::Money;
use refill_core::provider::{Descriptor, KeyName};
use refill_store::{Cursor, Filter};
use url::Url;

use crate::accounts::LEAST_THRESHOLD;
use crate::app::App;
use crate::error::AppError;
use crate::failure::Failure;
use crate::overview::Card;

/// One account in full.
#[derive(Clone, Debug)]
pub struct AccountPage {
    /// What the overview shows of it.
    pub card: Card,
    /// The balance over the last ninety days.
    pub chart: Vec<Point>,
    /// What its heights stand for; `None` without points.
    pub chart_scale: Option<ChartScale>,
    /// An alert amount that fits this week's spending.
    pub suggested_threshold: Option<Money>,
    /// When the provider's own history was last read to its end.
    pub history_checked_at: Option<Timestamp>,
    /// Why the history could not be read last time.
    pub history_failure: Option<Failure>,
}

/// What the heights of a chart stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartScale {
    /// The upper edge.
    pub top: Money,
    /// The lower edge.
    pub bottom: Money,
    /// The alert amount, in thousandths of the height; `None` where it lies outside.
    pub threshold: Option<u16>,
}

/// What to list of the history. Days are the person's own, both included.
#[derive(Clone, Debug, Default)]
pub struct HistoryQuery {
    /// These accounts, or all.
    pub accounts: Option<Vec<AccountId>>,
    /// This kind, or all.
    pub kind: Option<KindFilter>,
    /// Rows whose text contains this.
    pub search: Option<String>,
    /// From this day on.
    pub from: Option<String>,
    /// Up to this day.
    pub to: Option<String>,
}

/// A part of the history, newest first.
#[derive(Clone, Debug)]
pub struct HistorySlice {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Where the next part starts.
    pub next: Option<String>,
    /// Entries in all.
    pub total: u64,
}

/// Days and accounts to export. Days are the person's own, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRange {
    /// First day, `2026-10-01`.
    pub from: String,
    /// Last day.
    pub to: String,
    /// These accounts, or all.
    pub accounts: Option<Vec<AccountId>>,
}

/// A page of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Where a key is made.
    GetKey,
    /// Where a key is made that sees the whole account.
    GetManagementKey,
    /// Where credits are bought.
    Buy,
}

const CHART_DAYS: i64 = 90;
const CHART_POINTS: usize = 240;
const LONGEST_SLICE: usize = 500;

impl App {
    /// One account in full.
    ///
    /// # Errors
    /// [`AppError::AccountGone`], [`AppError::Store`].
    pub async fn account_page(&self, id: &AccountId) -> Result<AccountPage, AppError> {
        let card = self.card(id).await?;
        let now = self.clock.now();
        let since = now
            .checked_sub(jiff::SignedDuration::from_hours(24 * CHART_DAYS))
            .unwrap_or(Timestamp::MIN);
        let basis = card.reading.as_ref().map(|reading| &reading.balance.basis);
        let (from, until) = self.pace_windows(now)(&card.account, basis);
        let account = id.clone();
        let (levels, pace, checked) = self
            .db(move |store| {
                let levels = store.levels(&account, since)?;
                let pace = store.spending(&account, from, until)?;
                Ok((levels, pace, store.history_completed_at(&account)?))
            })
            .await?;
        let pace = self.over_whole_days(pace, &card.account, basis);
        let chart = match card.hidden {
            Some(_) => Vec::new(),
            None => chart::trend(&levels, CHART_POINTS),
        };
        let suggested_threshold = card.reading.as_ref().map(|reading| {
            let money = &reading.balance.money;
            Money::new(
                forecast::suggest_threshold(money.amount, pace, LEAST_THRESHOLD),
                money.unit.clone(),
            )
        });
        Ok(AccountPage {
            chart_scale: scale_of(&chart, &card),
            card,
            chart,
            suggested_threshold,
            history_checked_at: checked,
            history_failure: self.history_failure(id),
        })
    }

    /// A part of the history, newest first; `after` is the `next` of the part before.
    ///
    /// # Errors
    /// [`AppError::Range`], [`AppError::Store`].
    pub async fn history(
        &self,
        query: HistoryQuery,
        after: Option<String>,
        limit: usize,
    ) -> Result<HistorySlice, AppError> {
        let filter = filter(query)?;
        let after = after
            .map(|text| text.parse::<Cursor>().map_err(|_| AppError::Range))
            .transpose()?;
        let limit = limit.clamp(1, LONGEST_SLICE);
        self.db(move |store| {
            let page = store.history(&filter, after.as_ref(), limit)?;
            Ok(HistorySlice {
                entries: page.entries,
                next: page.next.map(|cursor| cursor.to_string()),
                total: store.count_history(&filter)?,
            })
        })
        .await
    }

    /// Opens a page of a provider in the system's browser. The address comes from the provider's descriptor, never
    /// from the window.
    ///
    /// # Errors
    /// [`AppError::Link`].
    pub fn open_link(&self, provider: &ProviderId, link: Link) -> Result<(), AppError> {
        let descriptor = self.provider(provider)?.descriptor();
        let page = match link {
            Link::GetKey => descriptor.key_page,
            Link::GetManagementKey => management_page(descriptor),
            Link::Buy => descriptor.buy_page,
        };
        let page = page
            .and_then(|page| Url::parse(page).ok())
            .ok_or(AppError::Link)?;
        self.browser.open_page(&page).map_err(|_| AppError::Link)
    }
}

fn management_page(descriptor: &Descriptor) -> Option<&'static str> {
    let mut kinds = descriptor.key_kinds.iter();
    kinds.find(|kind| kind.name == KeyName::Management)?.page
}

fn scale_of(chart: &[Point], card: &Card) -> Option<ChartScale> {
    let unit = &card.account.unit;
    let (bottom, top) = chart::range(chart)?;
    let threshold = card.account.threshold;
    Some(ChartScale {
        threshold: threshold.and_then(|amount| chart::height(amount, bottom, top)),
        top: Money::new(top, unit.clone()),
        bottom: Money::new(bottom, unit.clone()),
    })
}

/// The store's filter for a query in the person's own days.
pub(crate) fn filter(query: HistoryQuery) -> Result<Filter, AppError> {
    let from = query.from.as_deref().map(start_of).transpose()?;
    let to = query.to.as_deref().map(end_of).transpose()?;
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        return Err(AppError::Range);
    }
    Ok(Filter {
        accounts: query.accounts,
        kind: query.kind,
        search: query.search.filter(|text| !text.trim().is_empty()),
        from,
        to,
    })
}

fn start_of(day: &str) -> Result<Timestamp, AppError> {
    midnight(date(day)?)
}

/// The first moment after `day`.
fn end_of(day: &str) -> Result<Timestamp, AppError> {
    midnight(date(day)?.tomorrow().map_err(|_| AppError::Range)?)
}

fn date(day: &str) -> Result<Date, AppError> {
    day.parse().map_err(|_| AppError::Range)
}

/// The first moment of a day, here. A day whose midnight does not exist begins when its clocks do.
fn midnight(day: Date) -> Result<Timestamp, AppError> {
    let start = day.to_zoned(TimeZone::system()).map_err(|_| AppError::Range)?;
    Ok(start.timestamp())
}
