//! Notifications of payments. Each once, also over restarts: that it was told is written down.

use refill_core::ports::Notice;
use refill_core::x402::State;
use refill_store::PurchaseRecord;

use super::words;
use crate::app::App;
use crate::fault;
use crate::purchases::words::who;

/// So long a payment may be unclear without being news.
const PATIENCE: jiff::SignedDuration = jiff::SignedDuration::from_secs(30);

impl App {
    /// Tells that the end of a payment is not known. A payment that is in time is no news.
    pub(super) async fn tell_unresolved(&self, record: &PurchaseRecord) {
        if record.state.paying() != Some(State::Unknown) {
            return;
        }
        let Some(attempt) = record.attempt() else { return };
        // An answer that is lost is often made good by the next sending or the chain's next block.
        let sent = record.first_sent_at().unwrap_or(record.purchase.begun_at);
        if self.clock.now().duration_since(sent) < PATIENCE {
            return;
        }
        // The block that proves that it is over comes some minutes after its window.
        let minutes = jiff::SignedDuration::from_mins(3);
        let decided = attempt
            .valid_before()
            .checked_add(minutes)
            .unwrap_or(attempt.valid_before());
        self.tell_once(record, "unresolved", |told| words::unresolved(told, decided))
            .await;
    }

    /// Tells that a payment did not happen.
    pub(super) async fn tell_not_charged(&self, record: &PurchaseRecord) {
        self.tell_once(record, "dead", words::dead).await;
    }

    /// Tells that the credits of a payment did not come.
    pub(super) async fn tell_missing(&self, record: &PurchaseRecord) {
        self.tell_once(record, "missing", words::missing).await;
    }

    async fn tell_once(
        &self,
        record: &PurchaseRecord,
        what: &str,
        notice: impl FnOnce(&words::Told<'_>) -> Notice,
    ) {
        let purchase = &record.purchase;
        let marker = format!("told.{what}.{}", purchase.id);
        let (asked, written) = (marker.clone(), marker);
        match self.db(move |store| store.setting(&asked)).await {
            Ok(None) => {}
            Ok(Some(_)) => return,
            Err(error) => return tracing::warn!(%error, "whether it was told is not known"),
        }
        let provider = self.provider(&purchase.provider).ok();
        let provider = provider.map_or(purchase.provider.as_str(), |provider| provider.descriptor().name);
        let notice = notice(&words::Told {
            who: who(provider, &purchase.account_name),
            price: purchase.price.as_ref(),
            hide_amounts: self.settings().hide_amounts,
            is_demo: self.is_demo,
        });
        fault::point("payment.before_told");
        let now = self.clock.now().to_string();
        if let Err(error) = self.db(move |store| store.set_setting(&written, &now)).await {
            return tracing::warn!(%error, "what is told could not be written down");
        }
        if let Err(error) = self.notify(notice).await {
            // The window says it too.
            tracing::warn!(%error, "the system took no notification");
        }
    }
}
