//! The account's webhooks.

use refill_core::holder::Webhook;
use refill_core::ids::AccountId;

use crate::app::App;
use crate::error::AppError;
use crate::holder::words;

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

    /// Makes a webhook, after the person said yes in the system's own dialog. Whether the address and the events are usable, the provider decides.
    ///
    /// # Errors
    /// [`AppError::NotConfirmed`], [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn create_webhook(
        &self,
        id: &AccountId,
        url: &str,
        events: &[String],
    ) -> Result<Webhook, AppError> {
        let url = url.trim();
        let account = self.account(id).await?;
        let provider = self.provider(&account.provider)?.descriptor().name;
        let question = words::new_webhook(provider, account.name.as_str(), url);
        self.confirmed(&question).await?;
        self.as_holder(id, move |at| async move {
            let hooks = at.holder()?.webhooks();
            Ok(hooks.create(at.server(), &at.tokens, url, events).await?)
        })
        .await
    }

    /// Deletes a webhook, after the person said yes in the system's own dialog.
    ///
    /// # Errors
    /// [`AppError::NotConfirmed`], [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn delete_webhook(&self, id: &AccountId, hook: &str) -> Result<(), AppError> {
        let account = self.account(id).await?;
        // What the dialog says comes from the provider's list, and not from the window.
        let listed = self.webhooks(id).await?;
        let Some(listed) = listed.into_iter().find(|listed| listed.id == hook) else {
            // It is gone already.
            return Ok(());
        };
        let provider = self.provider(&account.provider)?.descriptor().name;
        let url = listed.url.as_deref().unwrap_or(&listed.id);
        let question = words::webhook_deletion(provider, account.name.as_str(), url);
        self.confirmed(&question).await?;
        self.as_holder(id, move |at| async move {
            let hooks = at.holder()?.webhooks();
            Ok(hooks.delete(at.server(), &at.tokens, hook).await?)
        })
        .await
    }
}
