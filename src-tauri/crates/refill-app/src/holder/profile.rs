//! The holder's profile, the password, and the end of it all.

use std::sync::Arc;

use refill_core::account::{Account, AccountName};
use refill_core::holder::Profile;
use refill_core::ids::AccountId;
use refill_core::key::Secret;

use crate::app::{App, Event};
use crate::error::AppError;
use crate::holder::words;

impl App {
    /// Reads the holder's profile.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn profile(&self, id: &AccountId) -> Result<Profile, AppError> {
        self.as_holder(id, |at| async move {
            Ok(at.holder()?.profile(at.server(), &at.tokens).await?)
        })
        .await
    }

    /// Changes the name in the holder's profile.
    ///
    /// # Errors
    /// [`AppError::Name`], [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn rename_holder(&self, id: &AccountId, name: &str) -> Result<Profile, AppError> {
        let name = &AccountName::parse(name)?;
        self.as_holder(id, move |at| async move {
            Ok(at
                .holder()?
                .rename(at.server(), &at.tokens, name.as_str())
                .await?)
        })
        .await
    }

    /// Changes the holder's password.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Vault`]; [`AppError::Provider`], of kind `Rejected` for a wrong present
    /// password.
    pub async fn change_password(
        &self,
        id: &AccountId,
        present: &Secret,
        new: &Secret,
    ) -> Result<(), AppError> {
        self.as_holder(id, move |at| async move {
            let holder = at.holder()?;
            Ok(holder
                .change_password(at.server(), &at.tokens, present, new)
                .await?)
        })
        .await
    }

    /// Deletes the account at its provider with everything in it, and then here, without undo. The person types the
    /// account's name and says yes in the system's own dialog. When the provider's answer gets lost, the account stays
    /// here: the next refresh tells whether it still exists.
    ///
    /// # Errors
    /// [`AppError::TypedOtherwise`], [`AppError::NotSignedIn`], [`AppError::NotConfirmed`], [`AppError::Vault`],
    /// [`AppError::Provider`]; [`AppError::Store`] when it could not be removed here.
    pub async fn delete_holder(self: &Arc<App>, id: &AccountId, typed: &str) -> Result<(), AppError> {
        let account = self.account(id).await?;
        if typed.trim() != account.name.as_str() {
            return Err(AppError::TypedOtherwise);
        }
        if !self.is_signed_in(&account) {
            return Err(AppError::NotSignedIn);
        }
        let question = self.deletion(&account).await?;
        self.confirmed(&question).await?;
        self.as_holder(id, |at| async move {
            Ok(at.holder()?.delete_account(at.server(), &at.tokens).await?)
        })
        .await?;
        self.remove_for_good(id).await
    }

    /// The question before an account is deleted: with what is left in it, as far as that is known.
    async fn deletion(&self, account: &Account) -> Result<refill_core::ports::Question, AppError> {
        let provider = self.provider(&account.provider)?.descriptor().name;
        let left = self.card(&account.id).await?.reading;
        let left = left.map(|reading| reading.balance.money);
        Ok(words::deletion(provider, account.name.as_str(), left.as_ref()))
    }

    /// Removes an account here that its provider has no more.
    async fn remove_for_good(self: &Arc<App>, id: &AccountId) -> Result<(), AppError> {
        let (gone, now) = (id.clone(), self.clock.now());
        self.db_in_turn(move |store| {
            // It may be removed already, and waiting for its undo time to end.
            if store.account(&gone)?.is_some() {
                store.mark_removed(&gone, now)?;
            }
            store.finish_removal(&gone)
        })
        .await?;
        self.give_up_purchase_of(id).await;
        self.keys.forget_session(id);
        self.sessions.forget(id);
        // Answers that are still under way are of an account that is not there any more.
        self.live().next_generation(id);
        self.emit(Event::Changed { account: None });
        if let Err(error) = self.remove_recorded_secrets().await {
            tracing::warn!(%error, "a keychain item is removed at the next start");
        }
        Ok(())
    }
}
