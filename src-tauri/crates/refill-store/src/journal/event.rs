//! `event`: everything that happened to a purchase, in the order in which it was written down.

use jiff::Timestamp;
use refill_core::purchase::{Arrival, Event, Evidence, Page};
use rusqlite::{Connection, Row, params};

use super::purchase::{exact, unit};
use super::{step, unknown_word};
use crate::value::{Micros, Whole, money};

const INSERT: &str = "INSERT INTO event
         (purchase, at, word, reason, session, address, expires_at, amount, amount_unit, arrived_at, evidence,
          transaction_hash, block, block_hash)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

/// The word for an event, as stored.
fn word(event: &Event) -> &'static str {
    match event {
        Event::Asked => "asked",
        Event::Ready(_) => "ready",
        Event::Failed(_) => "failed",
        Event::Opened => "opened",
        Event::Returned => "returned",
        Event::Cancelled => "cancelled",
        Event::Expired => "expired",
        Event::Credited(_) => "credited",
        Event::CreditedAgain(_) => "credited_again",
        Event::Overdue => "overdue",
        Event::Dropped => "dropped",
        Event::Paying(step) => step.word(),
    }
}

/// What else is stored of an event.
#[derive(Default)]
struct Facts<'a> {
    reason: Option<&'a str>,
    page: Option<&'a Page>,
    arrival: Option<&'a Arrival>,
    step: step::Facts<'a>,
}

impl Facts<'_> {
    fn of(event: &Event) -> Facts<'_> {
        let mut facts = Facts::default();
        match event {
            Event::Ready(page) => facts.page = Some(page),
            Event::Failed(reason) => facts.reason = Some(reason),
            Event::Credited(arrival) | Event::CreditedAgain(arrival) => facts.arrival = Some(arrival),
            Event::Paying(step) => {
                facts.step = step::Facts::of(step);
                facts.reason = facts.step.reason;
            }
            Event::Asked
            | Event::Opened
            | Event::Returned
            | Event::Cancelled
            | Event::Expired
            | Event::Overdue
            | Event::Dropped => {}
        }
        facts
    }
}

/// Adds what happened to the purchase with this row number.
pub(super) fn insert(db: &Connection, purchase: i64, event: &Event, at: Timestamp) -> rusqlite::Result<()> {
    let Facts {
        reason,
        page,
        arrival,
        step: step::Facts {
            transaction, block, ..
        },
    } = Facts::of(event);
    db.prepare_cached(INSERT)?.execute(params![
        purchase,
        Micros(at),
        word(event),
        reason,
        page.and_then(|page| page.session.as_deref()),
        page.map(|page| page.address.as_str()),
        page.map(|page| Micros(page.expires_at)),
        arrival.map(|arrival| exact(&arrival.amount)),
        arrival.map(|arrival| unit(&arrival.amount)),
        arrival.map(|arrival| Micros(arrival.at)),
        arrival.map(|arrival| arrival.evidence.word()),
        transaction.map(|hash| *hash.bytes()),
        block.map(|block| Whole(block.number)),
        block.map(|block| *block.hash.bytes()),
    ])?;
    match event {
        Event::Paying(step) => step::insert(db, purchase, step),
        _ => Ok(()),
    }
}

/// Everything that happened to the purchase with this row number, oldest first.
pub(super) fn of(db: &Connection, purchase: i64) -> rusqlite::Result<Vec<(Timestamp, Event)>> {
    let sql =
        "SELECT at, word, reason, session, address, expires_at, amount, amount_unit, arrived_at, evidence,
                      transaction_hash, block, block_hash
               FROM event WHERE purchase = ?1 ORDER BY no";
    let mut statement = db.prepare_cached(sql)?;
    let events = statement.query_map([purchase], |row| {
        Ok((row.get::<_, Micros>(0)?.0, from_row(db, purchase, row)?))
    })?;
    events.collect()
}

fn from_row(db: &Connection, purchase: i64, row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(match row.get_ref(1)?.as_str()? {
        "asked" => Event::Asked,
        "ready" => Event::Ready(page(row)?),
        "failed" => Event::Failed(row.get(2)?),
        "opened" => Event::Opened,
        "returned" => Event::Returned,
        "cancelled" => Event::Cancelled,
        "expired" => Event::Expired,
        "credited" => Event::Credited(arrival(row)?),
        "credited_again" => Event::CreditedAgain(arrival(row)?),
        "overdue" => Event::Overdue,
        "dropped" => Event::Dropped,
        _ => Event::Paying(step::from_row(db, purchase, row)?),
    })
}

fn page(row: &Row<'_>) -> rusqlite::Result<Page> {
    Ok(Page {
        session: row.get(3)?,
        address: row.get(4)?,
        expires_at: row.get::<_, Micros>(5)?.0,
    })
}

fn arrival(row: &Row<'_>) -> rusqlite::Result<Arrival> {
    Ok(Arrival {
        amount: money(row, 6, 7)?,
        at: row.get::<_, Micros>(8)?.0,
        evidence: Evidence::from_word(row.get_ref(9)?.as_str()?).ok_or_else(|| unknown_word(9))?,
    })
}
