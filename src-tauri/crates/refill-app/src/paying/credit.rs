//! The credits that a payment brings: told by the provider's balance, and by nothing that it answered to the payment.

use std::sync::Arc;

use jiff::SignedDuration;
use refill_core::ports::Asking;
use refill_core::purchase::{CreditAxis, Event as Step};
use refill_store::PurchaseRecord;

use crate::app::App;
use crate::error::AppError;
use crate::purchases::paid_at;

/// So long after a payment is proved its credits are missing.
const LATE: SignedDuration = SignedDuration::from_mins(15);

impl App {
    /// Looks for the credits of a payment beside everything else, unless a look still goes on: a server that does not
    /// tell the balance holds up neither the next sending nor the look at the chain (payments.md, I5).
    pub(super) fn look_for_credits_beside(self: &Arc<App>, record: &PurchaseRecord) {
        let id = record.purchase.id.clone();
        if !self.paying.looking().insert(id.clone()) {
            return;
        }
        let (app, record) = (self.clone(), record.clone());
        tokio::spawn(async move {
            let looked = app.look_for_credits(&record).await;
            app.paying.looking().remove(&id);
            match looked {
                Ok(true) => app.paying.wake(&id),
                Ok(false) => {}
                // What fails now may work at the next look.
                Err(error) => tracing::warn!(%error, "credits could not be looked for"),
            }
        });
    }

    /// Reads the account's balance and judges what arrived; true where that is news.
    async fn look_for_credits(self: &Arc<App>, record: &PurchaseRecord) -> Result<bool, AppError> {
        let account = &record.purchase.account;
        if matches!(self.account(account).await, Err(AppError::AccountGone)) {
            return Ok(false);
        }
        self.refresh_account(account, Asking::Never).await;
        self.wait_until_read(account).await;
        self.settle_purchases(account).await?;
        let now = self.record(&record.purchase.id).await?;
        if self.is_overdue(&now).await? {
            self.write_down(&now.purchase, Step::Overdue).await?;
            self.tell_missing(&now).await;
            return Ok(true);
        }
        Ok(now.state.credit() != record.state.credit())
    }

    /// Missing only where the account was read after the time was over: an account that cannot be read shows nothing.
    async fn is_overdue(&self, record: &PurchaseRecord) -> Result<bool, AppError> {
        let (Some(paid), CreditAxis::Awaited) = (paid_at(record), record.state.credit()) else {
            return Ok(false);
        };
        // Where the clock was set back, readings count again only once it is past the begin.
        let end = paid.max(record.purchase.begun_at);
        let end = end.checked_add(LATE).unwrap_or(end);
        let account = record.purchase.account.clone();
        let last = self
            .db(move |store| store.last_readings(&account))
            .await?
            .confirmed;
        Ok(last.is_some_and(|last| last.taken_at >= end))
    }
}
