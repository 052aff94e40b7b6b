//! The account's webhooks.

use refill_core::holder::Webhook;
use refill_core::ids::AccountId;

use crate::app::App;
use crate::error::AppError;

impl App {
    /// The account's webhooks.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn webhooks(&self, id: &AccountId) -> Result<Vec<Webhook>, AppError> {
        self.as_holder(id, |at| async move {
            let hooks = at.holder()?.webhooks();
            Ok(hooks.list(at.server(), &at.tokens).await?)
        })
        .await
    }

    /// Makes a webhook. Whether the address and the events are usable, the provider decides.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn create_webhook(
        &self,
        id: &AccountId,
        url: &str,
        events: &[String],
    ) -> Result<Webhook, AppError> {
        let url = url.trim();
        self.as_holder(id, move |at| async move {
            let hooks = at.holder()?.webhooks();
            Ok(hooks.create(at.server(), &at.tokens, url, events).await?)
        })
        .await
    }

    /// Deletes a webhook.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn delete_webhook(&self, id: &AccountId, hook: &str) -> Result<(), AppError> {
        self.as_holder(id, move |at| async move {
            let hooks = at.holder()?.webhooks();
            Ok(hooks.delete(at.server(), &at.tokens, hook).await?)
        })
        .await
    }
}
