//! Adding, renaming and removing accounts.
//!
//! A key is written to the keychain, read back and compared before the account's row names it. What the database
//! plans or drops is recorded first, so that a crash between the two leaves no key behind for ever.

use std::sync::Arc;

use refill_core::account::{Account, AccountName, Divisor};
use refill_core::alert::AlertState;
use refill_core::ids::{AccountId, ProviderId, SecretId};
use refill_core::key::ApiKey;
use refill_core::money::Decimal;
use refill_core::ports::Asking;
use refill_core::reading::{self, Belief, Reading};
use refill_store::Store;
use uuid::Uuid;

use crate::app::{App, Event};
use crate::error::AppError;
use crate::failure::{Problem, facts_of};
use crate::fault;
use crate::keys::Keep;
use crate::new_key::{FirstLook, NewKey};
use crate::refresh::{Subject, facts_text};

/// An account to add.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Whose account it is.
    pub provider: ProviderId,
    /// The server as typed, where the provider's is not fixed.
    pub server: Option<String>,
    /// Its key.
    pub key: NewKey,
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
    /// Adds an account: its key is checked at the provider, kept, and only then the account exists.
    ///
    /// # Errors
    /// As [`App::check_key`]; [`AppError::Name`], [`AppError::Threshold`], [`AppError::Vault`], [`AppError::Store`].
    pub async fn add_account(self: &Arc<App>, new: NewAccount) -> Result<AccountId, AppError> {
        let key = new.key.clone();
        let added = self.add(new).await;
        if let Ok(id) = &added {
            self.adopt_sign_in(&key, id).await;
        }
        self.settle_sign_in(&key, added.as_ref().map(drop));
        added
    }

    async fn add(self: &Arc<App>, new: NewAccount) -> Result<AccountId, AppError> {
        let provider = self.provider(&new.provider)?.clone();
        let own = provider.descriptor();
        let (key, server) = self.key_and_server(own, new.key, new.server.as_deref())?;
        let name = AccountName::parse(&new.name)?;
        let threshold = new
            .threshold
            .as_deref()
            .map(refill_core::account::parse_threshold)
            .transpose()?;
        let look = self
            .first_look(provider.as_ref(), server.clone(), Divisor::ONE, &key)
            .await?;
        let label = keychain_label(own.name, name.as_str());
        let secret = self.keep_key(new.keep, label, &key).await?;
        let account = Account {
            id: AccountId::new(Uuid::new_v4().to_string()),
            provider: new.provider,
            name,
            server,
            divisor: Divisor::ONE,
            secret,
            session: None,
            threshold,
            unit: look.unit(own),
            created_at: self.clock.now(),
        };
        if new.keep == Keep::Session {
            // Before the row can be seen: a refresh that finds it finds its key as well.
            self.keys
                .keep_for_session(&account.id, account.server.clone(), key);
        }
        self.settle(&account, look).await?;
        fault::point("account.after_row");
        self.tell_alert_amount(&account.id);
        self.emit(Event::Changed { account: None });
        if let Ok(subject) = self.subject(&account.id).await {
            self.follow_up(subject);
        }
        Ok(account.id)
    }

    /// Stores a new account with what was seen of it; nothing of it stays where that fails.
    async fn settle(self: &Arc<App>, account: &Account, look: FirstLook) -> Result<(), AppError> {
        match self.insert(account, look).await {
            Ok(Some(Belief::Awaiting)) => self.confirm_later(account.id.clone()),
            Ok(_) => {}
            Err(error) => {
                self.keys.forget_session(&account.id);
                self.drop_unused(account.secret.clone()).await;
                return Err(error);
            }
        }
        Ok(())
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

    /// Takes an account away. For a while it can be brought back with everything it had.
    ///
    /// # Errors
    /// [`AppError::AccountGone`], [`AppError::Store`].
    pub async fn remove_account(self: &Arc<App>, id: &AccountId) -> Result<Removed, AppError> {
        let account = self.account(id).await?;
        // Added anew, the account would be another one here, and could be paid for a second time.
        let of = id.clone();
        let live = self
            .in_journal(move |journal| Ok(journal.live_payment(&of)?))
            .await;
        if matches!(live, Ok(Some(_))) {
            return Err(AppError::PurchaseOpen);
        }
        let now = self.clock.now();
        self.db(move |store| store.mark_removed(&account.id, now)).await?;
        fault::point("account.after_marked");
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
            fault::point("account.after_removed");
            app.give_up_purchase_of(&id).await;
            app.keys.forget_session(&id);
            app.sessions.forget(&id);
            if let Err(error) = app.remove_recorded_secrets().await {
                tracing::warn!(%error, "a keychain item is removed at the next start");
            }
        });
    }

    /// Puts a key where the person wants it. The keychain item is planned in the database before it is written,
    /// so that a crash before the account names it leaves a note to remove it.
    pub(crate) async fn keep_key(
        &self,
        keep: Keep,
        label: String,
        key: &ApiKey,
    ) -> Result<Option<SecretId>, AppError> {
        if keep == Keep::Session {
            return Ok(None);
        }
        let secret = SecretId::new(Uuid::new_v4().to_string());
        let planned = secret.clone();
        self.db(move |store| store.secret_planned(&planned)).await?;
        fault::point("key.after_planned");
        let written = self.keys.write(&secret, label, key).await;
        self.note_vault(written.as_ref().err().copied());
        written?;
        fault::point("key.after_written");
        self.set_vault(crate::keys::VaultState::Ready);
        Ok(Some(secret))
    }

    /// The account with its first reading. What its alert makes of that follows in a transaction of its own; should
    /// it fail, the next reading brings it up again.
    async fn insert(&self, account: &Account, look: FirstLook) -> Result<Option<Belief>, AppError> {
        let (row, now) = (account.clone(), self.clock.now());
        let insert = move |store: &Store| {
            let balance = match look {
                FirstLook::Seen(balance) => balance,
                FirstLook::Hidden(error) => {
                    store.insert_account(&row, None)?;
                    let facts = facts_text(&facts_of(&error, now));
                    store.set_failure(&row.id, Problem::BalanceHidden.word(), now, &facts)?;
                    return Ok(None);
                }
            };
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
            Ok(Some(reading.belief))
        };
        self.db_in_turn(insert).await
    }

    /// A keychain item that was written and then not used after all is removed again.
    pub(crate) async fn drop_unused(&self, secret: Option<SecretId>) {
        let Some(secret) = secret else { return };
        let unused = secret.clone();
        let dropped = self.db(move |store| store.secret_unused(&unused)).await;
        if dropped.is_err() || self.remove_recorded_secrets().await.is_err() {
            tracing::warn!("an unused keychain item is removed at the next start");
        }
    }

    /// What follows in the background when an account has just been read with a new key: its history, and the word
    /// to the person where it is low already.
    pub(crate) fn follow_up(self: &Arc<App>, subject: Subject) {
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
}

/// The smallest alert amount that is suggested: one credit, or one whole coin.
pub(crate) const LEAST_THRESHOLD: Decimal = Decimal::ONE;

pub(crate) fn keychain_label(provider: &str, account: &str) -> String {
    format!("Refill: {provider}, {account}")
}
