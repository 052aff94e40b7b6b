//! The account's API keys at its provider.

use std::sync::Arc;

use refill_core::account::AccountName;
use refill_core::holder::{CreatedKey, ListedKey};
use refill_core::ids::AccountId;
use refill_core::key::ApiKey;
use refill_core::ports::NotCopied;
use refill_core::server::ServerAddress;

use crate::app::App;
use crate::error::AppError;
use crate::holder::words;
use crate::keys::Keep;
use crate::new_key::NewKey;

/// What a new API key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// The account is read with it from now on. The key before stays valid at the provider.
    Account,
    /// It is copied to the clipboard, once.
    Clipboard,
}

impl App {
    /// The account's API keys, as its provider lists them.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn api_keys(&self, id: &AccountId) -> Result<Vec<ListedKey>, AppError> {
        self.as_holder(id, |at| async move {
            let keys = at.holder()?.api_keys();
            Ok(keys.list(at.server(), &at.tokens).await?)
        })
        .await
    }

    /// Makes an API key and puts it to its use. Where that fails, it is revoked again, as far as the provider answers:
    /// nobody has it.
    ///
    /// # Errors
    /// [`AppError::Name`], [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`];
    /// [`AppError::NotCopied`]; as [`App::replace_key`].
    pub async fn create_api_key(
        self: &Arc<App>,
        id: &AccountId,
        name: &str,
        network: Option<&str>,
        to: KeyUse,
    ) -> Result<ListedKey, AppError> {
        let name = &AccountName::parse(name)?;
        let (server, created) = self
            .as_holder(id, move |at| async move {
                let keys = at.holder()?.api_keys();
                let created = keys.create(at.server(), &at.tokens, name.as_str(), network);
                Ok((at.server.clone(), created.await?))
            })
            .await?;
        let used = match to {
            KeyUse::Account => self.read_with(id, server, &created).await,
            KeyUse::Clipboard => self.copy_key(created.key.clone()).await,
        };
        if let Err(error) = used {
            self.revoke_quietly(id, &created.listed.id).await;
            return Err(error);
        }
        Ok(created.listed)
    }

    /// Revokes an API key for ever, after the person said yes in the system's own dialog.
    ///
    /// # Errors
    /// [`AppError::NotConfirmed`], [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn revoke_api_key(&self, id: &AccountId, key: &str) -> Result<(), AppError> {
        let account = self.account(id).await?;
        // What the dialog says comes from the provider's list, and not from the window.
        let listed = self.api_keys(id).await?;
        let Some(listed) = listed.into_iter().find(|listed| listed.id == key) else {
            // It is gone already.
            return Ok(());
        };
        let question = words::revocation(account.name.as_str(), &listed);
        self.confirmed(&question).await?;
        self.revoke(id, key).await
    }

    async fn revoke(&self, id: &AccountId, key: &str) -> Result<(), AppError> {
        self.as_holder(id, move |at| async move {
            let keys = at.holder()?.api_keys();
            Ok(keys.revoke(at.server(), &at.tokens, key).await?)
        })
        .await
    }

    async fn revoke_quietly(&self, id: &AccountId, key: &str) {
        if let Err(error) = self.revoke(id, key).await {
            tracing::warn!(%error, "a key that was made and not used could not be revoked");
        }
    }

    /// The account is read with the new key from now on, at the server that gave it.
    async fn read_with(
        self: &Arc<App>,
        id: &AccountId,
        server: Option<ServerAddress>,
        created: &CreatedKey,
    ) -> Result<(), AppError> {
        let account = self.account(id).await?;
        if account.server != server {
            return Err(AppError::ChangedMeanwhile);
        }
        let server = server.as_ref().map(ServerAddress::as_str);
        let keep: Keep = self.keep_of(&account);
        // It was made by this very sign-in, which stays.
        self.replace(id, server, NewKey::Pasted(created.key.clone()), keep)
            .await
    }

    /// Off the async threads: some systems take their time.
    async fn copy_key(&self, key: ApiKey) -> Result<(), AppError> {
        let clipboard = self.clipboard.clone();
        let copied = tokio::task::spawn_blocking(move || clipboard.copy_key(&key)).await;
        Ok(copied.unwrap_or(Err(NotCopied))?)
    }
}
