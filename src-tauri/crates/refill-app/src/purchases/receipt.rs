//! The receipt of a purchase as plain text, one fact a line.

use jiff::Timestamp;
use refill_core::ids::PurchaseId;
use refill_core::purchase::Event as Step;

use super::Payment;
use super::words::PHRASES;
use crate::app::App;
use crate::error::AppError;
use crate::paying::receipt_facts;
use crate::words::amount;

impl App {
    /// Copies the receipt of a purchase. There is no secret in it.
    ///
    /// # Errors
    /// [`AppError::NotCopied`]; as [`App::payment`].
    pub async fn copy_receipt(&self, id: &PurchaseId) -> Result<(), AppError> {
        let payment = self.payment(id).await?;
        self.copy_text(receipt(&payment)).await
    }

    /// Copies a text on a thread where it may block.
    pub(crate) async fn copy_text(&self, text: String) -> Result<(), AppError> {
        let clipboard = self.clipboard.clone();
        let copied = tokio::task::spawn_blocking(move || clipboard.copy(&text)).await;
        Ok(copied.map_err(|_| AppError::TaskLost)??)
    }
}

fn receipt(payment: &Payment) -> String {
    let purchase = &payment.record.purchase;
    let name = purchase.package.as_ref().map(|package| package.name.clone());
    let what = name.unwrap_or_else(|| PHRASES.say(&format!("what-{}", purchase.way.word())));
    let session = payment.record.page().and_then(|page| page.session.clone());
    let mut facts = vec![
        fact("receipt-what", "what", Some(what)),
        fact("receipt-credits", "amount", purchase.credits.as_ref().map(amount)),
        fact("receipt-price", "price", purchase.price.as_ref().map(amount)),
        fact("receipt-provider", "name", Some(payment.provider_name.clone())),
        fact("receipt-account", "name", Some(purchase.account_name.clone())),
        fact("receipt-session", "session", session),
        payment.is_test.then(|| PHRASES.say("receipt-test")),
        fact("receipt-id", "id", Some(purchase.id.as_str().to_owned())),
        fact("receipt-begun", "at", Some(moment(purchase.begun_at))),
        fact("receipt-updated", "at", Some(moment(payment.record.updated_at()))),
        fact("receipt-state", "state", Some(state(payment))),
    ];
    facts.extend(receipt_facts(&payment.record).into_iter().map(Some));
    for arrival in payment.record.arrivals() {
        let arrived = PHRASES
            .phrase("receipt-arrived")
            .with("amount", amount(&arrival.amount))
            .with("at", moment(arrival.at));
        facts.push(Some(arrived.say()));
        let evidence = PHRASES.say(&format!("evidence-{}", arrival.evidence.word()));
        facts.push(fact("receipt-evidence", "evidence", Some(evidence)));
    }
    facts.into_iter().flatten().map(|line| line + "\n").collect()
}

fn fact(phrase: &str, gap: &str, value: Option<String>) -> Option<String> {
    Some(PHRASES.phrase(phrase).with(gap, value?).say())
}

fn state(payment: &Payment) -> String {
    let mut steps = payment.record.events.iter();
    match steps.any(|(_, step)| matches!(step, Step::CreditedAgain(_))) {
        true => PHRASES.say("state-twice"),
        false => PHRASES.say(&format!("state-{}", payment.record.state.word())),
    }
}

/// A moment in UTC, to the second.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{at:.0}")
}
