//! Payments in USDC: what must be true in the one moment in which money is set aside, and which ones are not over.

use jiff::{SignedDuration, Timestamp};
use refill_core::ids::{AccountId, PurchaseId};
use refill_core::purchase::{Event, State};
use refill_core::x402::{Attempt, Limits, Spent, Step, left, within};
use rusqlite::Connection;

use super::{Journal, JournalError, PurchaseRecord, attempt, head, purchase, record};
use crate::error::StoreError;
use crate::value::Micros;

/// For so long after its last event a payment whose credits are missing is still worth looking after.
const MISSED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How much may be spent, beside what the journal itself knows to be spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The limits for what the journal knows.
    pub limits: Limits,
    /// The limits and what was spent as they stand beside the wallet's key: of both the stricter one counts.
    pub elsewhere: Option<(Limits, Vec<Spent>)>,
}

impl Journal {
    /// Writes down what is about to be signed, and counts it as spent; the limits are looked at in the same transaction.
    ///
    /// # Errors
    /// [`JournalError::OverLimit`]; [`JournalError::OtherPlan`] where it is not an attempt at the plan that is written
    /// down; [`JournalError::NotAllowed`], [`JournalError::NoSuchPurchase`]; [`JournalError::Store`], for a nonce that
    /// was used before, too.
    pub fn reserve(
        &self,
        id: &PurchaseId,
        attempt: &Attempt,
        allowed: &Allowed,
        at: Timestamp,
    ) -> Result<State, JournalError> {
        self.write(|db| {
            let (number, state) = purchase::standing(db, id)?.ok_or(JournalError::NoSuchPurchase)?;
            let event = Event::Paying(Step::Reserved(Box::new(attempt.clone())));
            let next = state.after(&event).ok_or(JournalError::NotAllowed(state))?;
            if !attempt::is_as_planned(db, number, attempt)? {
                return Err(JournalError::OtherPlan);
            }
            require_within(db, number, attempt, allowed, at)?;
            super::write_down(db, number, &event, next, at)?;
            Ok(next)
        })
    }

    /// What was spent, or may have been, at or after `since`, by the time at which it was reserved.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn spent(&self, since: Timestamp) -> Result<Vec<Spent>, StoreError> {
        self.read(|db| Ok(attempt::spent(db, since)?))
    }

    /// The account's payment whose money is not decided yet.
    ///
    /// # Errors
    /// As [`Journal::purchase`].
    pub fn live_payment(&self, account: &AccountId) -> Result<Option<PurchaseRecord>, StoreError> {
        let condition = format!("head.account = ?1 AND {}", head::IS_LIVE);
        self.read(|db| Ok(record::one(db, &condition, [account.as_str()])?))
    }

    /// The payments that are not over, newest first: their money is not decided, or their credits are awaited, or have
    /// been missing for less than a week at `now`. One in words of a newer Refill is left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn unfinished_payments(&self, now: Timestamp) -> Result<Vec<PurchaseRecord>, StoreError> {
        let condition = format!(
            "({}) OR (family <> 'page' AND (credit = 'awaited' OR credit = 'missing' AND updated_at >= ?1))",
            head::IS_LIVE
        );
        let since = now.checked_sub(MISSED_FOR);
        let since = Micros(since.unwrap_or(Timestamp::MIN));
        self.read(|db| record::all(db, &condition, [since], usize::MAX))
    }

    /// Takes away what lets an account have one live payment at most: for a harness, which is to find what comes of
    /// it. The index stays away from the file; the check before it from this journal.
    ///
    /// # Errors
    /// [`StoreError`].
    #[cfg(feature = "fault-points")]
    pub fn without_one_live_guard(&self) -> Result<(), StoreError> {
        self.is_unguarded.store(true, std::sync::atomic::Ordering::SeqCst);
        self.set(|db| Ok(db.execute_batch("DROP INDEX IF EXISTS head_live")?))
    }
}

/// Both clocks are asked, the chain's and the one of this machine: what the earlier one says counts more as spent, so one
/// that is ahead lets nothing through.
fn require_within(
    db: &Connection,
    number: i64,
    attempt: &Attempt,
    allowed: &Allowed,
    at: Timestamp,
) -> Result<(), JournalError> {
    let account = head::account(db, number)?;
    let now = attempt.reserved_at.min(at);
    let spent = attempt::spent(db, Timestamp::MIN)?;
    let mut least = left(allowed.limits, &spent, &account, now);
    if let Some((limits, spent)) = &allowed.elsewhere {
        least = least.stricter(left(*limits, spent, &account, now));
    }
    within(least, attempt.authorization.value).map_err(JournalError::OverLimit)
}
