//! Whose credits are paid for: an account whose key or server was changed may be another account by now.

use jiff::Timestamp;
use refill_core::account::Account;
use refill_core::purchase::CreditAxis;
use refill_store::PurchaseRecord;

use crate::app::App;
use crate::error::AppError;
use crate::purchases::measured_anew;

impl App {
    /// Whether a payment may still be sent with the account's key: it is the one that the person confirmed it for, at the
    /// same server. Where it is not, nothing is sent, and the chain tells what became of the payment.
    pub(super) async fn is_still_its(&self, record: &PurchaseRecord) -> Result<bool, AppError> {
        let Some(attempt) = record.attempt() else {
            return Ok(false);
        };
        let account = self.account(&record.purchase.account).await?;
        let (of, provider) = (account.clone(), self.provider(&account.provider)?.clone());
        let is_its_server = match (&of.server, provider.top_ups()) {
            (server, Some(top_ups)) => top_ups
                .top_up(server.as_ref(), attempt.plan.value.usdc())
                .is_ok_and(|request| request.url == attempt.plan.url),
            (_, None) => false,
        };
        let kept = self.key_of_payment(record).await?;
        Ok(is_its_server && kept.is_none_or(|kept| kept == key_name(&of)))
    }

    /// Notes with which key a payment is made: by the name of its keychain item, which no other key ever gets.
    pub(super) async fn note_key(&self, id: &str, account: &Account) -> Result<(), AppError> {
        let (name, key) = (setting(id), key_name(account));
        self.db(move |store| store.set_setting(&name, &key)).await
    }

    async fn key_of_payment(&self, record: &PurchaseRecord) -> Result<Option<String>, AppError> {
        let name = setting(record.purchase.id.as_str());
        self.db(move |store| store.setting(&name)).await
    }

    /// Whether something was paid for the account and arrived there since its key or server was changed.
    pub(super) async fn has_paid_before(&self, account: &Account) -> Result<bool, AppError> {
        let since = self.measured_since(account).await?;
        let id = account.id.clone();
        let recent = self.in_journal(move |journal| Ok(journal.recent(since)?)).await?;
        Ok(recent.iter().any(|record| {
            record.purchase.account == id
                && record.purchase.begun_at >= since
                && record.state.credit() == CreditAxis::Credited
        }))
    }

    /// Since when the account is read with its key and at its server.
    pub(super) async fn measured_since(&self, account: &Account) -> Result<Timestamp, AppError> {
        let name = measured_anew(&account.id);
        let anew = self.db(move |store| store.setting(&name)).await?;
        Ok(anew.and_then(|at| at.parse().ok()).unwrap_or(account.created_at))
    }
}

fn setting(id: &str) -> String {
    format!("paid_with.{id}")
}

fn key_name(account: &Account) -> String {
    let secret = account
        .secret
        .as_ref()
        .map_or("session", |secret| secret.as_str());
    secret.to_owned()
}
