//! The alert amount of an account, kept in step at a provider that has one too and warns by mail (alerts.md, "server
//! side").

use std::sync::Arc;

use refill_core::ids::AccountId;
use refill_core::money::{Decimal, Unit};
use refill_core::ports::Asking;

use crate::app::App;
use crate::error::AppError;

impl App {
    /// Tells the provider the account's alert amount, in the background and as far as the key is at hand. Refill's own
    /// alert does not depend on it.
    pub(crate) fn tell_alert_amount(self: &Arc<App>, id: &AccountId) {
        let (app, id) = (self.clone(), id.clone());
        tokio::spawn(async move {
            if let Err(error) = app.send_alert_amount(&id).await {
                tracing::info!(%error, "the provider was not told the alert amount");
            }
        });
    }

    async fn send_alert_amount(&self, id: &AccountId) -> Result<(), AppError> {
        // One at a time, each with the amount of then: the last one told is the last one set.
        let _turn = self.telling_providers.lock().await;
        let subject = self.subject(id).await?;
        let (provider, account) = (subject.provider()?, &subject.account);
        let amount = account.threshold.filter(|_| account.unit == Unit::CREDITS);
        // How to clear it is not documented (contract D-a8).
        let (Some(mail), Some(whole)) = (provider.alert_mail(), amount.and_then(whole_credits)) else {
            return Ok(());
        };
        let key = self.keys.of(account, Asking::Never).await?;
        Ok(mail.set_alert(&subject.access(key), whole).await?)
    }
}

/// Rounded up: a warning may come early, but not late.
fn whole_credits(amount: Decimal) -> Option<u64> {
    u64::try_from(amount.ceil()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded_up() {
        assert_eq!(whole_credits(Decimal::new(1001, 1)), Some(101));
        assert_eq!(whole_credits(Decimal::from(500)), Some(500));
        assert_eq!(whole_credits(Decimal::MAX), None);
    }
}
