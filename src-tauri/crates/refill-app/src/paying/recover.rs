//! What an earlier run left: dealt with at the start, before anything can be paid (payments.md, "At start").

use std::sync::Arc;

use refill_core::purchase::Purchase;
use refill_core::x402::{State, Step};
use refill_store::PurchaseRecord;

use crate::app::App;
use crate::error::AppError;

/// The word for what was cut off by the end of Refill.
const INTERRUPTED: &str = "interrupted";

impl App {
    /// Deals with the payments that an earlier run left. Before that nothing can be paid.
    pub async fn recover_payments(self: &Arc<App>) {
        match self.payments_recovered().await {
            Ok(()) | Err(AppError::JournalUnusable) => {}
            Err(error) => tracing::warn!(%error, "earlier payments could not be looked at"),
        }
    }

    pub(super) async fn payments_recovered(self: &Arc<App>) -> Result<(), AppError> {
        let recovered = &self.paying.recovered;
        recovered.get_or_try_init(|| self.recover_each()).await.copied()
    }

    async fn recover_each(self: &Arc<App>) -> Result<(), AppError> {
        self.use_endpoints().await?;
        self.wallet_records().await?;
        let now = self.clock.now();
        let records = self
            .in_journal(move |journal| Ok(journal.unfinished_payments(now)?))
            .await?;
        for record in records {
            if let Err(error) = self.recover_payment(&record).await {
                // The others are watched all the same, and so is this one.
                tracing::warn!(%error, "an earlier payment could not be dealt with");
            }
            self.follow(&record.purchase.id);
        }
        Ok(())
    }

    async fn recover_payment(self: &Arc<App>, record: &PurchaseRecord) -> Result<(), AppError> {
        let purchase = &record.purchase;
        match record.state.paying() {
            // Nobody was asked to sign.
            Some(State::Quoted | State::Planned) => self.step(purchase, Step::Declined).await,
            Some(State::Reserved) => {
                let step = Step::SignatureUnclear(INTERRUPTED.to_owned());
                self.step(purchase, step).await
            }
            Some(State::Signed) => self.send_left(record).await,
            Some(State::Sending) => self.step(purchase, Step::Unclear(INTERRUPTED.to_owned())).await,
            _ => Ok(()),
        }
    }

    /// A payment that stopped in this run before it was signed, for a fault of ours.
    pub(super) async fn leave_unsigned(self: &Arc<App>, purchase: &Purchase) {
        let left = async {
            let record = self.record(&purchase.id).await?;
            self.recover_payment(&record).await
        };
        if let Err(error) = left.await {
            // The next start finds it.
            tracing::warn!(%error, "a payment that stopped could not be written down as such");
        }
    }
}
