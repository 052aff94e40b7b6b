//! A purchase as it is read: what it is, where it stands, and everything that happened to it.

use jiff::Timestamp;
use refill_core::purchase::{Arrival, Event, Page, Purchase, State};
use refill_core::x402::{Attempt, BlockId, Hash, Plan, SignedRequest, Step};
use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::{event, head, purchase};
use crate::error::StoreError;

/// A purchase with everything that happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseRecord {
    /// What somebody set out to buy.
    pub purchase: Purchase,
    /// Where it stands.
    pub state: State,
    /// Everything that happened to it, oldest first.
    pub events: Vec<(Timestamp, Event)>,
}

impl PurchaseRecord {
    /// The page to pay on.
    pub fn page(&self) -> Option<&Page> {
        self.events.iter().rev().find_map(|(_, event)| match event {
            Event::Ready(page) => Some(page),
            _ => None,
        })
    }

    /// The credits that arrived so far, oldest first.
    pub fn arrivals(&self) -> Vec<Arrival> {
        let arrived = |(_, event): &(Timestamp, Event)| match event {
            Event::Credited(arrival) | Event::CreditedAgain(arrival) => Some(arrival.clone()),
            _ => None,
        };
        self.events.iter().filter_map(arrived).collect()
    }

    /// When something happened to it last.
    pub fn updated_at(&self) -> Timestamp {
        let last = self.events.last().map(|(at, _)| *at);
        last.unwrap_or(self.purchase.begun_at)
    }

    /// The frozen offer of a payment.
    pub fn plan(&self) -> Option<&Plan> {
        self.steps().find_map(|(_, step)| match step {
            Step::Planned(plan) => Some(&**plan),
            _ => None,
        })
    }

    /// What was to be signed for a payment.
    pub fn attempt(&self) -> Option<&Attempt> {
        self.steps().find_map(|(_, step)| match step {
            Step::Reserved(attempt) => Some(&**attempt),
            _ => None,
        })
    }

    /// What was signed for a payment, as every sending of it has it.
    pub fn signed(&self) -> Option<&SignedRequest> {
        self.steps().find_map(|(_, step)| match step {
            Step::Signed(signed) => Some(&**signed),
            _ => None,
        })
    }

    /// When a payment was sent for the first time, or was about to be.
    pub fn first_sent_at(&self) -> Option<Timestamp> {
        let mut steps = self.steps();
        steps.find_map(|(at, step)| matches!(step, Step::Sending).then_some(at))
    }

    /// How often a payment was sent, or was about to be.
    pub fn sendings(&self) -> usize {
        let is_sending = |step: &Step| matches!(step, Step::Sending | Step::Resending);
        self.steps().filter(|(_, step)| is_sending(step)).count()
    }

    /// The transaction of a payment: the one that the chain showed last with its block, or else the one that the server
    /// named last.
    pub fn transaction(&self) -> Option<(Hash, Option<BlockId>)> {
        let shown = |step: &Step| match step {
            Step::Used { transaction, block } => Some((*transaction, Some(*block))),
            _ => None,
        };
        let named = |step: &Step| match step {
            Step::Accepted(Some(transaction)) => Some((*transaction, None)),
            _ => None,
        };
        let on_chain = self.steps().filter_map(|(_, step)| shown(step)).last();
        on_chain.or_else(|| self.steps().filter_map(|(_, step)| named(step)).last())
    }

    /// Why an offer was not paid, as a stable word.
    pub fn refused(&self) -> Option<&str> {
        self.steps().find_map(|(_, step)| match step {
            Step::Refused(word) => Some(word.as_str()),
            _ => None,
        })
    }

    fn steps(&self) -> impl Iterator<Item = (Timestamp, &Step)> {
        self.events.iter().filter_map(|(at, event)| match event {
            Event::Paying(step) => Some((*at, step)),
            _ => None,
        })
    }
}

fn select(condition: &str) -> String {
    let columns = purchase::COLUMNS;
    format!(
        "SELECT {columns}, head.state, head.credit FROM purchase p JOIN head ON head.purchase = p.no
         WHERE {condition} ORDER BY p.no DESC"
    )
}

/// The newest purchase that meets the condition.
pub(super) fn one(
    db: &Connection,
    condition: &str,
    values: impl Params,
) -> rusqlite::Result<Option<PurchaseRecord>> {
    db.prepare_cached(&select(condition))?
        .query_row(values, |row| from_row(db, row))
        .optional()
}

/// The first `limit` purchases that can be read, the newest first.
pub(super) fn all(
    db: &Connection,
    condition: &str,
    values: impl Params,
    limit: usize,
) -> Result<Vec<PurchaseRecord>, StoreError> {
    let mut statement = db.prepare_cached(&select(condition))?;
    let mut rows = statement.query(values)?;
    let mut records = Vec::new();
    while records.len() < limit
        && let Some(row) = rows.next()?
    {
        match from_row(db, row) {
            Ok(record) => records.push(record),
            Err(error) if error.sqlite_error().is_none() => {
                tracing::warn!(%error, "left out a purchase that a newer Refill wrote");
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(records)
}

fn from_row(db: &Connection, row: &Row<'_>) -> rusqlite::Result<PurchaseRecord> {
    Ok(PurchaseRecord {
        purchase: purchase::from_row(row)?,
        state: head::from_row(row, 19)?,
        events: event::of(db, row.get(0)?)?,
    })
}
