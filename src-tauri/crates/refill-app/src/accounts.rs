//! Adding, renaming, removing accounts, and replacing their keys.
//!
//! A key is written to the keychain, read back and compared before the account's row names it. What the database
//! plans or drops is recorded first, so that a crash between the two leaves no key behind for ever.

use std::sync::Arc;

use refill_core::account::{Account, AccountName};
use refill_core::forecast;
use refill_core::ids::{AccountId, ProviderId, SecretId};
use refill_core::key::ApiKey;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{Asking, Provider};
use refill_core::provider::{Descriptor, Server};
use refill_core::reading::{Balance, Belief, Reading};
use refill_core::server::{NotAServer, ServerAddress};
use uuid::Uuid;

use crate::app::{App, Event};
use crate::error::AppError;
use crate::keys::Keep;

/// What a live check of a pasted key found out.
#[derive(Clone, Debug)]
pub struct KeyCheck {
    /// The balance, just read.
    pub reading: Reading,
    /// A name that no other account has.
    pub suggested_name: String,
    /// An alert amount that makes sense for the balance.
    pub suggested_threshold: Money,
}

/// An account to add.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Whose account it is.
    pub provider: ProviderId,
    /// The server as typed, where the provider's is not fixed.
    pub server: Option<String>,
    /// The key as pasted and checked for its form.
    pub key: ApiKey,
    /// The name as typed.
    pub name: String,
    /// The alert amount as typed.
    pub threshold: Option<String>,
    /// Where its key is kept.
    pub keep: Keep,
}

/// A removed account, as long as it can be brought back.
#[derive(Clone, Debug)]
pub struct Removed {
    /// Names this removal.
    pub undo_token: String,
    /// How long it can be undone.
    pub undo_for: std::time::Duration,
}

impl App {
    /// Asks the provider whether it accepts a key. Nothing is kept.
    ///
    /// # Errors
    /// [`AppError::KeyOfOtherProvider`] before anything is sent, [`AppError::Server`], [`AppError::Provider`].
    pub async fn check_key(
        &self,
        provider: &ProviderId,
        server: Option<&str>,
        key: &ApiKey,
    ) -> Result<KeyCheck, AppError> {
        let provider = self.provider(provider)?.clone();
        let server = self.server_for(provider.descriptor(), server)?;
        let balance = self.first_balance(provider.as_ref(), server, key).await?;
        let (left, unit) = (balance.money.amount, balance.money.unit.clone());
        let least = least_threshold(&unit);
        let suggested = forecast::suggest_threshold(left, None, least);
        Ok(KeyCheck {
            suggested_name: self.free_name(provider.descriptor().name).await?,
            suggested_threshold: Money::new(suggested, unit),
            reading: Reading {
                balance,
                taken_at: self.clock.now(),
                belief: Belief::Confirmed,
            },
        })
    }

    /// Adds an account: its key is checked at the provider, kept, and only then the account exists.
    ///
    /// # Errors
    /// As [`App::check_key`]; [`AppError::Name`], [`AppError::Threshold`], [`AppError::Vault`], [`AppError::Store`].
    pub async fn add_account(self: &Arc<App>, new: NewAccount) -> Result<AccountId, AppError> {
        let provider = self.provider(&new.provider)?.clone();
        let server = self.server_for(provider.descriptor(), new.server.as_deref())?;
        let name = AccountName::parse(&new.name)?;
        let threshold = new
            .threshold
            .as_deref()
            .map(refill_core::account::parse_threshold)
            .transpose()?;
        let balance = self
            .first_balance(provider.as_ref(), server.clone(), &new.key)
            .await?;
        let label = keychain_label(provider.descriptor().name, name.as_str());
        let secret = self.keep_key(new.keep, label, &new.key).await?;
        let account = Account {
            id: AccountId::new(Uuid::new_v4().to_string()),
            provider: new.provider,
            name,
            server,
            secret,
            threshold,
            unit: balance.money.unit.clone(),
            created_at: self.clock.now(),
        };
        if new.keep == Keep::Session {
            self.keys.keep_for_session(&account.id, new.key);
        }
        self.insert(account.clone(), provider.as_ref(), balance).await?;
        self.follow_up(account.clone(), provider.descriptor().has_history);
        Ok(account.id)
    }

    /// Gives an account another name.
    ///
    /// # Errors
    /// [`AppError::Name`], [`AppError::AccountGone`], [`AppError::Store`].
    pub async fn rename_account(&self, id: &AccountId, name: &str) -> Result<(), AppError> {
        let name = AccountName::parse(name)?;
        let account = self.account(id).await?;
        self.db(move |store| store.rename_account(&account.id, &name))
            .await?;
        self.changed(id);
        Ok(())
    }

    /// Gives an account another key, and another server where it has one of its own. The history stays. The new
    /// key is checked first; the old one is removed from the keychain once the new one is in use.
    ///
    /// # Errors
    /// As [`App::add_account`].
    pub async fn replace_key(
        self: &Arc<App>,
        id: &AccountId,
        server: Option<&str>,
        key: ApiKey,
        keep: Keep,
    ) -> Result<(), AppError> {
        let account = self.account(id).await?;
        let provider = self.provider(&account.provider)?.clone();
        let server = match server.filter(|text| !text.trim().is_empty()) {
            Some(text) => Some(ServerAddress::parse(text)?),
            None => account.server.clone(),
        };
        let balance = self
            .first_balance(provider.as_ref(), server.clone(), &key)
            .await?;
        let label = keychain_label(provider.descriptor().name, account.name.as_str());
        let secret = self.keep_key(keep, label, &key).await?;
        match &secret {
            Some(_) => self.keys.forget_session(id),
            None => self.keys.keep_for_session(id, key),
        }
        // A key for this session leaves the one in the keychain alone, for use after a restart. But that one was
        // pasted for the server that the account had: it never goes to another.
        if secret.is_some() || server != account.server {
            let kept = id.clone();
            self.db(move |store| store.replace_secret(&kept, secret.as_ref(), server.as_ref()))
                .await?;
        }
        let account = self.account(id).await?;
        self.keep_reading(&account, provider.as_ref(), balance).await?;
        self.live().not_before.remove(id);
        self.remove_recorded_secrets().await?;
        self.follow_up(account, provider.descriptor().has_history);
        self.emit(Event::Changed { account: None });
        Ok(())
    }

    /// Takes an account away. For a while it can be brought back with everything it had.
    ///
    /// # Errors
    /// [`AppError::AccountGone`], [`AppError::Store`].
    pub async fn remove_account(self: &Arc<App>, id: &AccountId) -> Result<Removed, AppError> {
        let account = self.account(id).await?;
        let now = self.clock.now();
        self.db(move |store| store.mark_removed(&account.id, now)).await?;
        let undo_token = Uuid::new_v4().to_string();
        self.live().undo.insert(undo_token.clone(), id.clone());
        self.finish_removal_later(undo_token.clone(), id.clone());
        self.emit(Event::Changed { account: None });
        Ok(Removed {
            undo_token,
            undo_for: self.options.undo_for,
        })
    }

    /// Brings a removed account back.
    ///
    /// # Errors
    /// [`AppError::UndoExpired`], [`AppError::Store`].
    pub async fn undo_remove(&self, undo_token: &str) -> Result<AccountId, AppError> {
        let id = self.live().undo.remove(undo_token).ok_or(AppError::UndoExpired)?;
        let back = id.clone();
        if !self.db(move |store| store.undo_remove(&back)).await? {
            return Err(AppError::UndoExpired);
        }
        self.emit(Event::Changed { account: None });
        Ok(id)
    }

    fn finish_removal_later(self: &Arc<App>, undo_token: String, id: AccountId) {
        let app = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(app.options.undo_for).await;
            // Whoever takes the token out decides: undo or removal, never both.
            if app.live().undo.remove(&undo_token).is_none() {
                return;
            }
            let removed = id.clone();
            if let Err(error) = app.db(move |store| store.finish_removal(&removed)).await {
                tracing::warn!(%error, "a removal is finished at the next start");
                return;
            }
            app.keys.forget_session(&id);
            if let Err(error) = app.remove_recorded_secrets().await {
                tracing::warn!(%error, "a keychain item is removed at the next start");
            }
        });
    }

    /// Reads the balance with a key that is not kept yet. A key of another provider, by its prefix, is not sent.
    async fn first_balance(
        &self,
        provider: &dyn Provider,
        server: Option<ServerAddress>,
        key: &ApiKey,
    ) -> Result<Balance, AppError> {
        let own = provider.descriptor();
        if !key.has_prefix(own.key_prefixes)
            && let Some(other) = self
                .providers()
                .map(|p| p.descriptor())
                .find(|d| key.has_prefix(d.key_prefixes))
            && other.id != own.id
        {
            return Err(AppError::KeyOfOtherProvider { name: other.name });
        }
        let access = refill_core::ports::Access {
            key: key.clone(),
            server,
        };
        Ok(provider.balance(&access).await?)
    }

    fn server_for(
        &self,
        descriptor: &Descriptor,
        typed: Option<&str>,
    ) -> Result<Option<ServerAddress>, AppError> {
        match (
            descriptor.server,
            typed.map(str::trim).filter(|text| !text.is_empty()),
        ) {
            (_, Some(text)) => Ok(Some(ServerAddress::parse(text)?)),
            (Server::Fixed(_), None) => Ok(None),
            (Server::Entered { .. }, None) => Err(NotAServer::Form.into()),
        }
    }

    /// Puts a key where the person wants it. The keychain item is planned in the database before it is written,
    /// so that a crash before the account names it leaves a note to remove it.
    async fn keep_key(&self, keep: Keep, label: String, key: &ApiKey) -> Result<Option<SecretId>, AppError> {
        if keep == Keep::Session {
            return Ok(None);
        }
        let secret = SecretId::new(Uuid::new_v4().to_string());
        let planned = secret.clone();
        self.db(move |store| store.secret_planned(&planned)).await?;
        let written = self.keys.write(&secret, label, key).await;
        self.note_vault(written.as_ref().err().copied());
        written?;
        self.set_vault(crate::keys::VaultState::Ready);
        Ok(Some(secret))
    }

    async fn insert(
        self: &Arc<App>,
        account: Account,
        provider: &dyn Provider,
        balance: Balance,
    ) -> Result<(), AppError> {
        let row = account.clone();
        self.db(move |store| store.insert_account(&row, None)).await?;
        self.keep_reading(&account, provider, balance).await?;
        self.emit(Event::Changed { account: None });
        Ok(())
    }

    /// What follows in the background when a key was just read with: the history, where the provider has one, and
    /// the word to the person where the account is low already.
    fn follow_up(self: &Arc<App>, account: Account, lists_history: bool) {
        let app = self.clone();
        tokio::spawn(async move {
            if lists_history {
                app.refresh_account(&account, Asking::Never).await;
            }
            if let Err(error) = app.tell_low_accounts().await {
                tracing::warn!(%error, "a low account could not be told");
            }
        });
    }

    /// `wanted`, or `wanted 2` and so on where an account has that name already.
    async fn free_name(&self, wanted: &str) -> Result<String, AppError> {
        let accounts = self.db(|store| store.accounts()).await?;
        let taken = |name: &str| {
            accounts
                .iter()
                .any(|account| account.name.as_str().eq_ignore_ascii_case(name))
        };
        let numbered = (2..).map(|number| format!("{wanted} {number}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        Ok(names
            .find(|name| !taken(name))
            .unwrap_or_else(|| wanted.to_owned()))
    }
}

/// The smallest alert amount that is suggested: one credit, or one whole coin.
pub(crate) fn least_threshold(_unit: &Unit) -> Decimal {
    Decimal::ONE
}

fn keychain_label(provider: &str, account: &str) -> String {
    format!("Refill: {provider}, {account}")
}
