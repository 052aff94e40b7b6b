//! The steps of a payment in `event`, with what they add in tables of their own: `plan`, `attempt` and `signed`.

use refill_core::x402::{BlockId, Hash, Step};
use rusqlite::{Connection, Row};

use super::{attempt, plan, signed, unknown_word};
use crate::value::Whole;

/// What is stored of a step in its event.
#[derive(Default)]
pub(super) struct Facts<'a> {
    /// A stable word.
    pub(super) reason: Option<&'a str>,
    /// The transaction that the server or the chain names.
    pub(super) transaction: Option<Hash>,
    /// The block that shows or proves it.
    pub(super) block: Option<BlockId>,
}

impl Facts<'_> {
    /// Those of a step.
    pub(super) fn of(step: &Step) -> Facts<'_> {
        let mut facts = Facts::default();
        match step {
            Step::Refused(word)
            | Step::Unsigned(word)
            | Step::SignatureUnclear(word)
            | Step::Unclear(word) => facts.reason = Some(word),
            Step::Accepted(transaction) => facts.transaction = *transaction,
            Step::Used { transaction, block } => {
                (facts.transaction, facts.block) = (Some(*transaction), Some(*block));
            }
            Step::Expired(block) | Step::Cancelled(block) => facts.block = Some(*block),
            Step::Planned(_)
            | Step::Declined
            | Step::Reserved(_)
            | Step::Signed(_)
            | Step::Sending
            | Step::Resending
            | Step::BlockGone
            | Step::Final => {}
        }
        facts
    }
}

/// Adds what a step brings beside its event.
pub(super) fn insert(db: &Connection, purchase: i64, step: &Step) -> rusqlite::Result<()> {
    match step {
        Step::Planned(plan) => plan::insert(db, purchase, plan),
        Step::Reserved(attempt) => attempt::insert(db, purchase, attempt),
        Step::Signed(signed) => signed::insert(db, purchase, signed),
        _ => Ok(()),
    }
}

/// The step in a row of `event` of the payment with this row number.
pub(super) fn from_row(db: &Connection, purchase: i64, row: &Row<'_>) -> rusqlite::Result<Step> {
    let reason = || row.get::<_, String>(2);
    Ok(match row.get_ref(1)?.as_str()? {
        "refused" => Step::Refused(reason()?),
        "planned" => Step::Planned(Box::new(plan::of(db, purchase)?)),
        "declined" => Step::Declined,
        "reserved" => Step::Reserved(Box::new(attempt::of(db, purchase)?)),
        "signed" => Step::Signed(Box::new(signed::of(db, purchase)?)),
        "unsigned" => Step::Unsigned(reason()?),
        "signature_unclear" => Step::SignatureUnclear(reason()?),
        "sending" => Step::Sending,
        "resending" => Step::Resending,
        "accepted" => Step::Accepted(row.get::<_, Option<_>>(10)?.map(Hash::new)),
        "unclear" => Step::Unclear(reason()?),
        "used" => Step::Used {
            transaction: Hash::new(row.get(10)?),
            block: block(row)?,
        },
        "block_gone" => Step::BlockGone,
        "final" => Step::Final,
        "expired_unused" => Step::Expired(block(row)?),
        "cancelled_on_chain" => Step::Cancelled(block(row)?),
        _ => return Err(unknown_word(1)),
    })
}

fn block(row: &Row<'_>) -> rusqlite::Result<BlockId> {
    Ok(BlockId {
        number: row.get::<_, Whole>(11)?.0,
        hash: Hash::new(row.get(12)?),
    })
}
