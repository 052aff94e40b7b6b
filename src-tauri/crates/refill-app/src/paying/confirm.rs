//! The person's yes, and setting the amount aside: after this nothing but the chain ends the payment.

use std::sync::Arc;

use refill_core::ports::{Asking, Question};
use refill_core::purchase::Purchase;
use refill_core::x402::{self, ApprovedAttempt, ApprovedPlan, Block, Plan, Refusal, Step};
use refill_store::{Allowed, JournalError};

use super::ledger::Entry;
use super::quote::{Order, goes_on};
use super::words;
use crate::app::App;
use crate::error::AppError;
use crate::fault;

impl App {
    /// Asks the person, and goes on where the answer is yes.
    pub(super) async fn confirm(
        self: &Arc<App>,
        order: &Order,
        plan: Plan,
        seen: Block,
    ) -> Result<(), AppError> {
        fault::point("payment.before_ask");
        let question = self.question(order, &plan).await?;
        let Some(approved) = self.approved(&question, plan).await else {
            return self.step(&order.purchase, Step::Declined).await;
        };
        fault::point("payment.after_ask");
        let Some(attempt) = self.reserve(order, approved, seen).await? else {
            return Ok(());
        };
        self.sign_and_send(order, attempt).await
    }

    /// The question stands for two minutes at the most; it goes with the one who asks.
    async fn approved(&self, question: &Question, plan: Plan) -> Option<ApprovedPlan> {
        let asking = x402::approve(self.confirmer.as_ref(), self.clock.as_ref(), question, plan);
        tokio::select! {
            approved = asking => approved,
            () = self.timer.sleep(x402::APPROVED_FOR.unsigned_abs()) => None,
        }
    }

    async fn question(&self, order: &Order, plan: &Plan) -> Result<Question, AppError> {
        let provider = self.provider(&order.purchase.provider)?.descriptor().name;
        let left = self
            .left_for(&order.purchase.account, Some(&order.wallet), Asking::Allowed)
            .await?;
        let known = self.payee_of(&order.purchase.provider, plan.chain.id).await?;
        let account = &order.subject.account;
        let is_new_key = !self.has_paid_before(account).await?;
        Ok(words::question(&words::Asked {
            purchase: &order.purchase,
            plan,
            provider,
            wallet: order.wallet.kind,
            left,
            is_first: known.is_none(),
            server: account.server.as_ref().map(|_| order.host()),
            unpaid_since: is_new_key.then_some(self.measured_since(account).await?),
            is_demo: self.is_demo,
        }))
    }

    /// Sets the amount aside and writes down what is about to be signed, in one transaction. `None` where nothing came
    /// of it, which is written down.
    async fn reserve(
        &self,
        order: &Order,
        approved: ApprovedPlan,
        seen: Block,
    ) -> Result<Option<ApprovedAttempt>, AppError> {
        let chain = approved.plan().chain;
        // By now the person may have taken two minutes.
        let Ok(block) = self.chain.now(chain).await else {
            self.refuse(&order.purchase, Refusal::ChainUnreadable.word())
                .await?;
            return Ok(None);
        };
        let nonce = self.wallets.nonce().map_err(|_| AppError::TaskLost)?;
        let now = self.clock.now();
        if !goes_on(seen, block) {
            self.refuse(&order.purchase, Refusal::ClockSkew.word()).await?;
            return Ok(None);
        }
        let Some(attempt) = approved.attempt(nonce, block.time, block.id.number, now) else {
            self.step(&order.purchase, Step::Declined).await?;
            return Ok(None);
        };
        let _turn = self.paying.reserving.lock().await;
        if !self.live().is_current(&order.subject) {
            // Another key or server by now: what was confirmed is not what would be paid for.
            self.step(&order.purchase, Step::Declined).await?;
            return Ok(None);
        }
        if !self.pin(order, &attempt).await? {
            self.refuse(&order.purchase, Refusal::PayeeChanged.word()).await?;
            return Ok(None);
        }
        let allowed = Allowed {
            limits: self.limits().await?,
            elsewhere: self
                .ledger_of(&order.wallet, Asking::Allowed)
                .await?
                .map(|ledger| ledger.allows(&order.purchase.account)),
        };
        #[cfg(feature = "fault-points")]
        let allowed = self.perhaps_forgetting_the_unknown(allowed).await?;
        if !self.write_reserved(&order.purchase, &attempt, allowed).await? {
            return Ok(None);
        }
        fault::point("payment.before_ledger");
        let entry = Entry::of(&order.purchase, attempt.attempt());
        if let Err(error) = self.note_in_ledger(&order.wallet, entry).await {
            tracing::warn!(%error, "the keychain did not take the amount");
            // No wallet was asked: nothing can have been signed.
            self.step(&order.purchase, Step::Unsigned("keychain".to_owned()))
                .await?;
            return Ok(None);
        }
        fault::point("payment.after_ledger");
        Ok(Some(attempt))
    }

    /// Remembers who is paid; false where another one was remembered meanwhile.
    async fn pin(&self, order: &Order, attempt: &ApprovedAttempt) -> Result<bool, AppError> {
        let (provider, origin, now) = (order.purchase.provider.clone(), order.origin(), self.clock.now());
        let plan = &attempt.attempt().plan;
        let (chain, payee) = (plan.chain.id, plan.payee);
        fault::point("payment.before_pin");
        if let Some(known) = self.payee_of(&provider, chain).await? {
            return Ok(known.payee == payee);
        }
        self.in_journal(move |journal| Ok(journal.pin(&provider, &origin, chain, payee, now)?))
            .await?;
        Ok(true)
    }

    /// False where a limit does not let it through, which is written down.
    async fn write_reserved(
        &self,
        purchase: &Purchase,
        attempt: &ApprovedAttempt,
        allowed: Allowed,
    ) -> Result<bool, AppError> {
        #[cfg(feature = "fault-points")]
        if fault::is_without("I2") {
            return Ok(true);
        }
        let (id, written, now) = (purchase.id.clone(), attempt.attempt().clone(), self.clock.now());
        fault::point("payment.before_reserved");
        let reserved = self
            .in_journal_as(move |journal| journal.reserve(&id, &written, &allowed, now))
            .await?;
        fault::point("payment.after_reserved");
        match reserved {
            Ok(_) => {
                self.emit(crate::app::Event::PaymentChanged {
                    account: purchase.account.clone(),
                });
                Ok(true)
            }
            Err(JournalError::OverLimit(_)) => {
                self.refuse(purchase, Refusal::OverLimit.word()).await?;
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }
}
