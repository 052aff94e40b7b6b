//! Adding, renaming, removing accounts, and replacing their keys.
//!
//! A key is written to the keychain, read back and compared before the account's row names it. What the database
//! plans or drops is recorded first, so that a crash between the two leaves no key behind for ever.

use std::sync::Arc;

use refill_core::account::{Account, AccountName};
use refill_core::alert::AlertState;
use refill_core::forecast;
use refill_core::ids::{AccountId, ProviderId, SecretId};
use refill_core::key::ApiKey;
use refill_core::money::{Decimal, Money};
use refill_core::ports::{Asking, Provider};
use refill_core::provider::{Descriptor, Server};
use refill_core::reading::{self, Balance, Belief, Reading};
use refill_core::server::{NotAServer, ServerAddress};
use refill_store::Store;
use uuid::Uuid;

use crate::app::{App, Event};
use crate::error::AppError;
use crate::keys::Keep;
use crate::refresh::Subject;

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
        let suggested = forecast::suggest_threshold(left, None, LEAST_THRESHOLD);
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
            // Before the row can be seen: a refresh that finds it finds its key as well.
            self.keys
                .keep_for_session(&account.id, account.server.clone(), new.key);
        }
        match self.insert(&account, balance).await {
            Ok(Belief::Confirmed) => {}
            Ok(Belief::Awaiting) => self.confirm_later(account.id.clone()),
            Err(error) => {
                self.keys.forget_session(&account.id);
                self.drop_unused(account.secret).await;
                return Err(error);
            }
        }
        self.emit(Event::Changed { account: None });
        if let Ok(subject) = self.subject(&account.id).await {
            self.follow_up(subject);
        }
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
    /// key is checked first; the old one is removed from the keychain once the new one is in use. Whatever is still
    /// under way with the old key counts no more.
    ///
    /// # Errors
    /// As [`App::add_account`]; the old key then stays in use.
    pub async fn replace_key(
        self: &Arc<App>,
        id: &AccountId,
        server: Option<&str>,
        key: ApiKey,
        keep: Keep,
    ) -> Result<(), AppError> {
        let before = self.subject(id).await?;
        let account = &before.account;
        let provider = self.provider(&account.provider)?.clone();
        let server = match server.filter(|text| !text.trim().is_empty()) {
            Some(text) => self.server_for(provider.descriptor(), Some(text))?,
            None => account.server.clone(),
        };
        let balance = self
            .first_balance(provider.as_ref(), server.clone(), &key)
            .await?;
        let label = keychain_label(provider.descriptor().name, account.name.as_str());
        let secret = self.keep_key(keep, label, &key).await?;
        let exchanged = self.exchange(&before, server, secret.clone(), key).await;
        if exchanged.is_err() {
            self.drop_unused(secret).await;
        }
        let generation = exchanged?;
        // From here on the new key is in use: what follows is done again by the next refresh, should it fail.
        let followed = self.after_exchange(id, generation, balance).await;
        if let Err(error) = followed {
            tracing::warn!(%error, "the first reading with the new key could not be kept");
        }
        self.emit(Event::Changed { account: None });
        Ok(())
    }

    /// The one moment at which the account has its new key and server: the row, the key in memory and the
    /// generation change together.
    async fn exchange(
        &self,
        before: &Subject,
        server: Option<ServerAddress>,
        secret: Option<SecretId>,
        key: ApiKey,
    ) -> Result<u64, AppError> {
        let _turn = self.in_turn.lock().await;
        let account = &before.account;
        if !self.live().is_current(before) {
            return Err(AppError::ChangedMeanwhile);
        }
        // A key for this session leaves the one in the keychain alone, for use after a restart. But that one was
        // pasted for the server that the account had: it never goes to another.
        if secret.is_some() || server != account.server {
            let (id, secret, server) = (account.id.clone(), secret.clone(), server.clone());
            self.db(move |store| store.replace_secret(&id, secret.as_ref(), server.as_ref()))
                .await?;
        }
        match secret {
            Some(_) => self.keys.forget_session(&account.id),
            None => self.keys.keep_for_session(&account.id, server, key),
        }
        Ok(self.live().next_generation(&account.id))
    }

    async fn after_exchange(
        self: &Arc<App>,
        id: &AccountId,
        generation: u64,
        balance: Balance,
    ) -> Result<(), AppError> {
        let subject = self.subject(id).await?;
        if subject.generation != generation {
            return Ok(());
        }
        self.keep_reading(&subject, balance).await?;
        self.follow_up(subject);
        self.remove_recorded_secrets().await
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
    pub async fn undo_remove(self: &Arc<App>, undo_token: &str) -> Result<AccountId, AppError> {
        let id = self.live().undo.remove(undo_token).ok_or(AppError::UndoExpired)?;
        let back = id.clone();
        match self.db(move |store| store.undo_remove(&back)).await {
            Ok(true) => {}
            Ok(false) => return Err(AppError::UndoExpired),
            Err(error) => {
                // Nothing was brought back and nothing is lost: it can be tried again for as long as before.
                self.live().undo.insert(undo_token.to_owned(), id.clone());
                self.finish_removal_later(undo_token.to_owned(), id);
                return Err(error);
            }
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
            (Server::Fixed(_), _) => Ok(None),
            (Server::Entered { .. }, Some(text)) => Ok(Some(ServerAddress::parse(text)?)),
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

    /// The account with its first reading. What its alert makes of that follows in a transaction of its own; should
    /// it fail, the next reading brings it up again.
    async fn insert(&self, account: &Account, balance: Balance) -> Result<Belief, AppError> {
        let (row, now) = (account.clone(), self.clock.now());
        let insert = move |store: &Store| {
            let reading = Reading {
                belief: reading::belief(None, None, balance.money.amount),
                taken_at: now,
                balance,
            };
            store.insert_account(&row, Some(&reading))?;
            if reading.belief == Belief::Confirmed {
                let state = AlertState::default().after(&row.watch(), &reading.balance.money);
                if let Err(error) = store.set_alert_state(&row.id, &state) {
                    tracing::warn!(%error, "the first alert state could not be kept");
                }
            }
            Ok(reading.belief)
        };
        self.db_in_turn(insert).await
    }

    /// A keychain item that was written and then not used after all is removed again.
    async fn drop_unused(&self, secret: Option<SecretId>) {
        let Some(secret) = secret else { return };
        let unused = secret.clone();
        let dropped = self.db(move |store| store.secret_unused(&unused)).await;
        if dropped.is_err() || self.remove_recorded_secrets().await.is_err() {
            tracing::warn!("an unused keychain item is removed at the next start");
        }
    }

    /// What follows in the background when an account has just been read with a new key: its history, and the word
    /// to the person where it is low already.
    fn follow_up(self: &Arc<App>, subject: Subject) {
        let app = self.clone();
        tokio::spawn(async move {
            if let Ok(key) = app.keys.of(&subject.account, Asking::Never).await {
                let access = subject.access(key);
                app.sync_history_soon(subject, access);
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
pub(crate) const LEAST_THRESHOLD: Decimal = Decimal::ONE;

fn keychain_label(provider: &str, account: &str) -> String {
    format!("Refill: {provider}, {account}")
}
