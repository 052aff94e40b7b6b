//! The invariants of a payment, switched off one at a time: so that the harness can be seen to notice (cargo feature
//! `fault-points`; no product has this).

use std::sync::Arc;

use refill_core::x402::{Atomic, Attempt, BlockId, Hash, SignedRequest, Spent, Step};
use refill_store::{Allowed, PurchaseRecord};

use super::quote::Order;
use super::sign::Asked;
use crate::app::App;
use crate::error::AppError;
use crate::fault;

impl App {
    /// Without I2: what leaves is written down afterwards.
    pub(super) async fn send_first_write_later(
        self: &Arc<App>,
        order: &Order,
        attempt: Attempt,
        asked: Asked,
    ) -> Result<(), AppError> {
        let Asked::Signed(signature) = asked else {
            return Ok(());
        };
        let signed: SignedRequest = self.seller.request(&attempt, &signature);
        fault::point("payment.before_send");
        let _ = self.seller.send(&attempt, &signed, &order.key).await;
        fault::point("payment.after_answer");
        let (id, now) = (order.purchase.id.clone(), self.clock.now());
        let allowed = Allowed {
            limits: self.limits().await?,
            elsewhere: None,
        };
        self.in_journal(move |journal| journal.reserve(&id, &attempt, &allowed, now))
            .await?;
        self.step(&order.purchase, Step::Signed(Box::new(signed))).await?;
        self.step(&order.purchase, Step::Sending).await
    }

    /// Without I3: an answer that is not clear counts as "not charged".
    pub(super) async fn believe_the_answer(
        &self,
        record: &PurchaseRecord,
        attempt: &Attempt,
    ) -> Result<(), AppError> {
        let nowhere = BlockId {
            number: 0,
            hash: Hash::new([0; 32]),
        };
        self.step(&record.purchase, Step::Expired(nowhere)).await?;
        self.release(&record.purchase, attempt).await;
        Ok(())
    }

    /// Without I4: what is not known does not count.
    pub(super) async fn perhaps_forgetting_the_unknown(&self, allowed: Allowed) -> Result<Allowed, AppError> {
        if !fault::is_without("I4") {
            return Ok(allowed);
        }
        let now = self.clock.now();
        let unknown = self
            .in_journal(move |journal| Ok(journal.unfinished_payments(now)?))
            .await?;
        let live = unknown.iter().filter(|record| record.state.is_open());
        let sum = live
            .filter_map(|record| record.attempt())
            .fold(Atomic::ZERO, |sum, attempt| sum.plus(attempt.authorization.value));
        let mut limits = allowed.limits;
        for limit in [&mut limits.account_day, &mut limits.day, &mut limits.month] {
            *limit = limit.plus(sum);
        }
        Ok(Allowed {
            limits,
            elsewhere: None::<(_, Vec<Spent>)>,
        })
    }

    /// Without I5: what is sent again is signed again, with another nonce.
    pub(super) async fn with_another_nonce(
        &self,
        record: &PurchaseRecord,
    ) -> Result<PurchaseRecord, AppError> {
        let (Some(attempt), Some(_)) = (record.attempt(), record.signed()) else {
            return Ok(record.clone());
        };
        let mut other = attempt.clone();
        other.authorization.nonce = self.wallets.nonce().map_err(|_| AppError::TaskLost)?;
        let wallet = self.wallet_of(&attempt.plan.wallet).await?;
        let question = super::words::question_again(&record.purchase, &other, "without", true);
        let approved = refill_core::x402::approve_again(
            self.confirmer.as_ref(),
            self.clock.as_ref(),
            &question,
            other.clone(),
        );
        let approved = approved.await.ok_or(AppError::NotConfirmed)?;
        let Asked::Signed(signature) = self.ask_wallet(&wallet, approved).await else {
            return Ok(record.clone());
        };
        let signed = self.seller.request(&other, &signature);
        let mut changed = record.clone();
        for (_, event) in &mut changed.events {
            use refill_core::purchase::Event::Paying;
            match event {
                Paying(Step::Reserved(kept)) => **kept = other.clone(),
                Paying(Step::Signed(kept)) => **kept = signed.clone(),
                _ => {}
            }
        }
        Ok(changed)
    }
}
