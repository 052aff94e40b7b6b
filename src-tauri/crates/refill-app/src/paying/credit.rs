//! The credits that a payment brings: told by the provider's balance, and by nothing that it answered to the payment.

use std::sync::Arc;

use jiff::SignedDuration;
use refill_core::ports::Asking;
use refill_core::purchase::{CreditAxis, Event as Step};
use refill_core::x402::Step as Paying;
use refill_store::PurchaseRecord;

use crate::app::App;
use crate::error::AppError;

/// So long after a payment is proved its credits are missing.
const LATE: SignedDuration = SignedDuration::from_mins(15);

impl App {
    /// Reads the account's balance and judges what arrived.
    pub(super) async fn look_for_credits(self: &Arc<App>, record: &PurchaseRecord) -> Result<(), AppError> {
        let account = &record.purchase.account;
        if matches!(self.account(account).await, Err(AppError::AccountGone)) {
            return Ok(());
        }
        self.refresh_account(account, Asking::Never).await;
        self.wait_until_read(account).await;
        self.settle_purchases(account).await?;
        let record = self.record(&record.purchase.id).await?;
        if self.is_overdue(&record).await? {
            self.write_down(&record.purchase, Step::Overdue).await?;
            self.tell_missing(&record).await;
        }
        Ok(())
    }

    /// Missing only where the account was read after the time was over: an account that cannot be read shows nothing.
    async fn is_overdue(&self, record: &PurchaseRecord) -> Result<bool, AppError> {
        let paid = record.events.iter().find_map(|(at, step)| match step {
            Step::Paying(Paying::Final) => Some(*at),
            _ => None,
        });
        let (Some(paid), CreditAxis::Awaited) = (paid, record.state.credit()) else {
            return Ok(false);
        };
        let end = paid.checked_add(LATE).unwrap_or(paid);
        let account = record.purchase.account.clone();
        let last = self
            .db(move |store| store.last_readings(&account))
            .await?
            .confirmed;
        Ok(last.is_some_and(|last| last.taken_at >= end))
    }
}
