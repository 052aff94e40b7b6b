//! Watching a payment to its end: sending again, reading the chain, looking for the credits. One task a payment.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use refill_core::ids::PurchaseId;
use refill_core::purchase::{CreditAxis, Event, State as Standing};
use refill_core::x402::{self, BlockId, State, Step};
use refill_store::PurchaseRecord;
use tokio::sync::Notify;

use crate::app::App;
use crate::error::AppError;
use crate::fault;
use crate::purchases::paid_at;

/// Looks at the chain follow each other so fast while something is expected, and so slowly later.
const FAST: Duration = Duration::from_secs(3);
const SLOW: Duration = Duration::from_secs(15);
/// A payment is watched fast for so long after it was sent, and after its window.
const EXPECTED: SignedDuration = SignedDuration::from_secs(60);
/// The shortest time between two sendings.
const BREATH: SignedDuration = SignedDuration::from_secs(5);
/// A payment that is settled long ago is looked at seldom: only its credits are missing.
const SELDOM: Duration = Duration::from_secs(10 * 60);
/// Credits that have not come by then come late, if at all.
const LONG_AGO: SignedDuration = SignedDuration::from_mins(20);
/// Nothing is sent later than so long before the end of the window (payments.md, "States").
const LAST_SENDING: SignedDuration = SignedDuration::from_secs(10);

impl App {
    /// Watches a payment from here on, unless it is watched already or over.
    pub(super) fn follow(self: &Arc<App>, id: &PurchaseId) {
        let wake = Arc::new(Notify::new());
        let mut all = self.paying.followed();
        if all.contains_key(id) {
            return;
        }
        all.insert(id.clone(), wake.clone());
        drop(all);
        let (app, id) = (self.clone(), id.clone());
        tokio::spawn(async move {
            while app.look_once(&id, &wake).await {}
            app.paying.followed().remove(&id);
        });
    }

    /// Looks, and waits for the next look; false when there is nothing more to look for.
    async fn look_once(self: &Arc<App>, id: &PurchaseId, wake: &Notify) -> bool {
        let looked = self.look_at_payment(id).await;
        let pause = match looked {
            Ok(Some(pause)) => pause,
            Ok(None) => return false,
            Err(error) => {
                // A database that fails now may work later.
                tracing::warn!(%error, "a payment could not be looked at");
                SLOW
            }
        };
        tokio::select! {
            () = self.timer.sleep(pause) => {}
            () = wake.notified() => {}
        }
        true
    }

    /// One look; the pause before the next one, `None` when there is none.
    async fn look_at_payment(self: &Arc<App>, id: &PurchaseId) -> Result<Option<Duration>, AppError> {
        let record = self.record(id).await?;
        let Standing::Usdc { money, .. } = record.state else {
            return Ok(None);
        };
        if money.is_resent()
            && self.is_due(&record)
            && let Err(error) = self.send_again(&record).await
        {
            // The chain tells all the same.
            tracing::warn!(%error, "a payment could not be sent again");
        }
        if money.is_watched() {
            self.ask_chain(&record).await?;
        }
        let record = self.record(id).await?;
        if waits_for_credits(&record) {
            self.look_for_credits_beside(&record);
        }
        self.tell_unresolved(&record).await;
        let is_gone = matches!(
            self.account(&record.purchase.account).await,
            Err(AppError::AccountGone)
        );
        // Of an account that is gone only the money is watched.
        let is_watched = record.state.paying().is_some_and(State::is_watched);
        Ok(self.pause_before(&record).filter(|_| is_watched || !is_gone))
    }

    fn is_due(&self, record: &PurchaseRecord) -> bool {
        self.next_sending(record)
            .is_some_and(|due| due <= self.clock.now())
    }

    fn next_sending(&self, record: &PurchaseRecord) -> Option<Timestamp> {
        let end = record.attempt()?.valid_before();
        let due = x402::next_sending(record.first_sent_at()?, record.sendings(), end)?;
        // After a sleep several would be due at once.
        let mut steps = record.events.iter().rev();
        let last = steps.find_map(|(at, step)| {
            let is_sending = matches!(step, Event::Paying(Step::Sending | Step::Resending));
            is_sending.then_some(*at)
        });
        let breath = last.and_then(|last| last.checked_add(BREATH).ok());
        let due = breath.map_or(due, |breath| due.max(breath));
        // What was missed is not made up for after the window.
        let last = end.checked_sub(LAST_SENDING).ok()?;
        (due.max(self.clock.now()) <= last).then_some(due)
    }

    /// Asks the chain, and writes down what it proves.
    async fn ask_chain(self: &Arc<App>, record: &PurchaseRecord) -> Result<(), AppError> {
        let Some(attempt) = record.attempt() else {
            return Ok(());
        };
        let sights = self.chain.look(attempt).await;
        let needed = self.chain.needed(attempt.plan.chain);
        // The answer may have come meanwhile.
        let record = self.record(&record.purchase.id).await?;
        let Some(state) = record.state.paying() else {
            return Ok(());
        };
        let end = attempt.authorization.valid_before;
        let Some(step) = x402::judge(state, confirming_block(&record), end, &sights, needed) else {
            return Ok(());
        };
        let names = points(&step);
        fault::point(names.0);
        self.step(&record.purchase, step.clone()).await?;
        fault::point(names.1);
        if matches!(step, Step::Expired(_) | Step::Cancelled(_)) {
            self.release(&record.purchase, attempt).await;
            self.tell_not_charged(&record).await;
        }
        Ok(())
    }

    fn pause_before(&self, record: &PurchaseRecord) -> Option<Duration> {
        let money = record.state.paying()?;
        let credits = waits_for_credits(record);
        if !money.is_watched() {
            return credits.then(|| self.pause_for_credits(record));
        }
        let now = self.clock.now();
        let is_recent = |at: Option<Timestamp>| {
            at.is_some_and(|at| {
                let since = now.duration_since(at);
                !since.is_negative() && since < EXPECTED
            })
        };
        let end = record.attempt().map(x402::Attempt::valid_before);
        let look = match money == State::Confirming || is_recent(record.first_sent_at()) || is_recent(end) {
            true => FAST,
            false => SLOW,
        };
        let until_sending = self
            .next_sending(record)
            .filter(|_| money.is_resent())
            .map(|due| due.duration_since(now));
        let until_sending = until_sending.map(|until| match until.is_positive() {
            true => until.unsigned_abs(),
            // It became due meanwhile, or could not be sent.
            false => FAST,
        });
        Some(until_sending.map_or(look, |until| until.min(look)))
    }

    /// Ever slower: a server that does not answer is not asked every few seconds for good.
    fn pause_for_credits(&self, record: &PurchaseRecord) -> Duration {
        let since = paid_at(record).map(|paid| self.clock.now().duration_since(paid));
        match (record.state.credit(), since) {
            (CreditAxis::Awaited, Some(since)) if since < EXPECTED => FAST.max(self.options.purchase_look),
            (CreditAxis::Awaited, Some(since)) if since < LONG_AGO => SLOW,
            _ => SELDOM,
        }
    }
}

/// True while the credits of a payment that the chain shows may still come.
fn waits_for_credits(record: &PurchaseRecord) -> bool {
    let is_shown = matches!(record.state.paying(), Some(State::Confirming | State::Paid));
    is_shown && matches!(record.state.credit(), CreditAxis::Awaited | CreditAxis::Missing)
}

/// The block in which the chain showed it last, while it is not safe.
fn confirming_block(record: &PurchaseRecord) -> Option<BlockId> {
    let (_, block) = record.transaction()?;
    block
}

fn points(step: &Step) -> (&'static str, &'static str) {
    match step {
        Step::Used { .. } => ("payment.before_used", "payment.after_used"),
        Step::Final => ("payment.before_final", "payment.after_final"),
        Step::BlockGone => ("payment.before_block_gone", "payment.after_block_gone"),
        _ => ("payment.before_dead", "payment.after_dead"),
    }
}
