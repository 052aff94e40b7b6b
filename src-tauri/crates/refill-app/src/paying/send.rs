//! Sending: always the same bytes, and nothing leaves before it is written down (payments.md, I2 and I5).

use std::sync::Arc;

use jiff::SignedDuration;
use refill_core::ids::PurchaseId;
use refill_core::key::ApiKey;
use refill_core::ports::{Answer, Asking};
use refill_core::x402::{State, Step};
use refill_store::PurchaseRecord;

use crate::app::App;
use crate::error::AppError;
use crate::fault;

/// A signature that an earlier run left is sent only so soon after the person's yes.
const STILL_MEANT: SignedDuration = SignedDuration::from_secs(60);

impl App {
    /// Sends a signed payment for the first time.
    pub(super) async fn send_first(self: &Arc<App>, id: &PurchaseId, key: &ApiKey) -> Result<(), AppError> {
        let record = self.record(id).await?;
        fault::point("payment.before_sending");
        self.step(&record.purchase, Step::Sending).await?;
        fault::point("payment.after_sending");
        self.send_beside(record, key.clone());
        Ok(())
    }

    /// Sends the same bytes once more. Without a key at hand, which the keychain may refuse now, nothing is sent: the
    /// chain tells in any case.
    pub(super) async fn send_again(self: &Arc<App>, record: &PurchaseRecord) -> Result<(), AppError> {
        let subject = self.subject(&record.purchase.account).await?;
        if !self.is_still_its(record).await? {
            tracing::info!("a payment is not sent again with another key");
            return Ok(());
        }
        let Ok(access) = self.access_to_buy(&subject, Asking::Never).await else {
            tracing::info!("a payment is not sent again without the account's key");
            return Ok(());
        };
        fault::point("payment.before_resending");
        self.step(&record.purchase, Step::Resending).await?;
        fault::point("payment.after_resending");
        #[cfg(feature = "fault-points")]
        if fault::is_without("I5") {
            let other = self.with_another_nonce(record).await?;
            self.send_beside(other, access.key);
            return Ok(());
        }
        self.send_beside(record.clone(), access.key);
        Ok(())
    }

    /// What an earlier run signed and did not send: sent where the yes is fresh, else left to run out.
    pub(super) async fn send_left(self: &Arc<App>, record: &PurchaseRecord) -> Result<(), AppError> {
        let Some(attempt) = record.attempt() else {
            return Ok(());
        };
        let age = self.clock.now().duration_since(attempt.confirmed_at);
        if age.is_negative() || age > STILL_MEANT {
            return Ok(());
        }
        let access = match self.subject(&record.purchase.account).await {
            Ok(_) if !self.is_still_its(record).await? => Err(AppError::ChangedMeanwhile),
            Ok(subject) => self.access_to_buy(&subject, Asking::Never).await,
            Err(error) => Err(error),
        };
        match access {
            Ok(access) => self.send_first(&record.purchase.id, &access.key).await,
            Err(error) => {
                tracing::info!(%error, "a signed payment is left to run out");
                Ok(())
            }
        }
    }

    /// Sends beside everything else: an answer that hangs holds up neither the next sending nor the look at the chain.
    fn send_beside(self: &Arc<App>, record: PurchaseRecord, key: ApiKey) {
        let app = self.clone();
        tokio::spawn(async move {
            if let Err(error) = app.send(&record, &key).await {
                // The chain tells what became of it.
                tracing::warn!(%error, "the answer to a payment could not be written down");
            }
        });
    }

    async fn send(&self, record: &PurchaseRecord, key: &ApiKey) -> Result<(), AppError> {
        let (Some(attempt), Some(signed)) = (record.attempt(), record.signed()) else {
            return Ok(());
        };
        fault::point("payment.before_send");
        let answer = self.seller.send(attempt, signed, key).await;
        fault::point("payment.after_answer");
        let step = match answer {
            Answer::Accepted(transaction) => Step::Accepted(transaction),
            Answer::Unclear(word) => Step::Unclear(word.to_owned()),
        };
        #[cfg(feature = "fault-points")]
        if fault::is_without("I3") && matches!(step, Step::Unclear(_)) {
            return self.believe_the_answer(record, attempt).await;
        }
        self.answered(record, step).await
    }

    /// The chain may have told meanwhile: then the answer says nothing new.
    async fn answered(&self, record: &PurchaseRecord, step: Step) -> Result<(), AppError> {
        fault::point("payment.before_answer_stored");
        let now = self.record(&record.purchase.id).await?;
        let may = now.state.paying().and_then(|state: State| state.after(&step));
        if may.is_none() {
            return Ok(());
        }
        match self.step(&record.purchase, step).await {
            // Told in between.
            Err(AppError::PurchaseOver) => {}
            stored => stored?,
        }
        fault::point("payment.after_answer_stored");
        Ok(())
    }
}
