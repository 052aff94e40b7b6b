//! The history and its export.

use refill_app::{self as app, Exported};
use refill_core::history::{Entry, Kind, KindFilter, Origin};
use refill_core::ids::AccountId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Money;

/// What kind of change a row is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Credits came in.
    Credit,
    /// Credits were spent.
    Debit,
    /// Another word of the provider.
    Other,
}

/// One change of a balance.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryRow {
    id: String,
    account: String,
    at: String,
    kind: EntryKind,
    /// The provider's own word where it is none of ours.
    kind_text: Option<String>,
    /// Signed.
    amount: Money,
    balance_after: Option<Money>,
    /// The provider's text (endpoint, description): hostile, shown as text only.
    text: Option<String>,
    /// Derived from successive readings, not reported by the provider.
    observed: bool,
}

impl From<&Entry> for HistoryRow {
    fn from(entry: &Entry) -> HistoryRow {
        let change = &entry.change;
        let unit = &change.amount.unit;
        let (kind, kind_text) = match &change.kind {
            Kind::Credit => (EntryKind::Credit, None),
            Kind::Debit => (EntryKind::Debit, None),
            Kind::Other(word) => (EntryKind::Other, Some(word.clone())),
        };
        HistoryRow {
            id: entry.id.to_string(),
            account: entry.account.to_string(),
            at: change.at.to_string(),
            kind,
            kind_text,
            amount: Money::from(&change.amount),
            balance_after: change
                .balance_after
                .map(|after| Money::from(&refill_core::money::Money::new(after, unit.clone()))),
            text: change.text.clone(),
            observed: change.origin == Origin::Observed,
        }
    }
}

/// What to list.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct HistoryFilter {
    accounts: Option<Vec<String>>,
    kind: Option<EntryKind>,
    search: Option<String>,
    /// Inclusive first day, local time, "2026-10-01".
    from: Option<String>,
    /// Inclusive last day.
    to: Option<String>,
}

impl From<HistoryFilter> for app::HistoryQuery {
    fn from(filter: HistoryFilter) -> app::HistoryQuery {
        app::HistoryQuery {
            accounts: ids(filter.accounts),
            kind: filter.kind.map(|kind| match kind {
                EntryKind::Credit => KindFilter::Credit,
                EntryKind::Debit => KindFilter::Debit,
                EntryKind::Other => KindFilter::Other,
            }),
            search: filter.search,
            from: filter.from,
            to: filter.to,
        }
    }
}

/// Arguments of `history`.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct HistoryArgs {
    /// What to list.
    pub filter: HistoryFilter,
    /// `next` of the page before, or null for the first.
    pub cursor: Option<String>,
    /// Rows at most.
    pub limit: usize,
}

/// A part of the history, newest first.
#[derive(Clone, Debug, Serialize, TS)]
pub struct HistoryPage {
    rows: Vec<HistoryRow>,
    next: Option<String>,
    total: u64,
}

impl From<app::HistorySlice> for HistoryPage {
    fn from(slice: app::HistorySlice) -> HistoryPage {
        HistoryPage {
            rows: slice.entries.iter().map(HistoryRow::from).collect(),
            next: slice.next,
            total: slice.total,
        }
    }
}

/// Days and accounts to export; both days included.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ExportRange {
    from: String,
    to: String,
    accounts: Option<Vec<String>>,
}

impl From<ExportRange> for app::ExportRange {
    fn from(range: ExportRange) -> app::ExportRange {
        app::ExportRange {
            from: range.from,
            to: range.to,
            accounts: ids(range.accounts),
        }
    }
}

/// Arguments of the export commands.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ExportArgs {
    /// What to export.
    pub range: ExportRange,
}

/// What the export sheet starts with.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ExportPreset {
    from: String,
    to: String,
    rows: u64,
}

impl ExportPreset {
    /// The preset and its row count.
    pub fn new(range: app::ExportRange, rows: u64) -> ExportPreset {
        ExportPreset {
            from: range.from,
            to: range.to,
            rows,
        }
    }
}

/// How an export ended.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportResult {
    saved: bool,
    file_name: Option<String>,
    rows: u64,
}

impl ExportResult {
    /// The result of an export to `file_name`; `None` when no file was chosen.
    pub fn new(done: Option<(String, Exported)>) -> ExportResult {
        match done {
            Some((name, Exported::Saved { rows })) => ExportResult {
                saved: true,
                file_name: Some(name),
                rows,
            },
            Some((_, Exported::Cancelled)) | None => ExportResult {
                saved: false,
                file_name: None,
                rows: 0,
            },
        }
    }
}

fn ids(accounts: Option<Vec<String>>) -> Option<Vec<AccountId>> {
    Some(accounts?.into_iter().map(AccountId::new).collect())
}
