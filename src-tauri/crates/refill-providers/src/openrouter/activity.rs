//! The rows of `GET activity` (contract A4): what was spent on each of the last 30 finished days (UTC).
//!
//! A row: `{"date":"2026-11-19","model":"openai/gpt-5","endpoint_id":"…","usage":0.25,"byok_usage_inference":0,…}`,
//! one per day, model and endpoint. They are added up over the endpoints. What was spent with a person's own key
//! at the model's maker (`byok_usage_inference`) is not paid from the credits and is left out. Amounts of a day
//! may be corrected later, so the page replaces what was read before.
//!
//! A row that cannot be understood makes the whole page an error that names the field: without it, the sum of its
//! day would be wrong without anybody noticing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use refill_core::history::{Change, Kind, Origin};
use refill_core::money::{Decimal, exact_sum};
use refill_core::ports::HistoryPage;
use serde::Deserialize;

use super::{Envelope, dollars};
use crate::wire::{self, Field, Unclear};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Row {
    date: Field,
    model: Field,
    usage: Field,
}

/// Reads the only page there is; `harmless` makes the server's text fit to keep.
pub(super) fn read(text: &str, harmless: impl Fn(&str) -> String) -> Result<HistoryPage, Unclear> {
    let envelope: Envelope = wire::object(text)?;
    let rows = envelope.data.items().ok_or(Unclear("data"))?;
    let mut spent = BTreeMap::<_, Decimal>::new();
    for row in &rows {
        let row: Row = row.object("a row of the activity")?;
        let at = noon(&row.date).ok_or(Unclear("date"))?;
        let usage = row.usage.required_number("usage")?;
        let total = spent
            .entry((Reverse(at), row.model.words(&harmless)))
            .or_default();
        *total = exact_sum(*total, usage).ok_or(Unclear("usage"))?;
    }
    let rows = spent
        .into_iter()
        .filter(|(_, usage)| !usage.is_zero())
        .map(|((Reverse(at), model), usage)| change(at, model, usage))
        .collect();
    Ok(HistoryPage {
        rows,
        replaces: true,
        ..HistoryPage::default()
    })
}

fn change(at: Timestamp, model: Option<String>, usage: Decimal) -> Change {
    let kind = if usage.is_sign_negative() {
        Kind::Credit
    } else {
        Kind::Debit
    };
    Change {
        at,
        kind,
        amount: dollars(-usage),
        balance_after: None,
        balance_before: None,
        text: model,
        origin: Origin::Provider,
    }
}

/// The middle of the day that a text begins with, as `2026-11-19`. At noon UTC the day has the same date in nearly
/// every time zone.
fn noon(date: &Field) -> Option<Timestamp> {
    let date: Date = date.text()?.get(..10)?.parse().ok()?;
    let noon = date.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?;
    Some(noon.timestamp())
}
