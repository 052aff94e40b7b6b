//! Replacing what an account is read with: its key, its server, and what its number is divided by.

use std::sync::Arc;

use refill_core::account::Divisor;
use refill_core::ids::{AccountId, SecretId};
use refill_core::key::ApiKey;
use refill_core::ports::{Access, Asking};
use refill_core::reading::{self, Basis, Belief, Reading};
use refill_core::server::ServerAddress;
use refill_store::{Store, StoreError};

use crate::accounts::keychain_label;
use crate::app::{App, Event};
use crate::error::AppError;
use crate::fault;
use crate::keys::Keep;
use crate::new_key::{FirstLook, NewKey};
use crate::purchases::measured_anew;
use crate::refresh::Subject;

impl App {
    /// Gives an account another key, and another server where one is typed. The history stays. The new key is
    /// checked first; the old one is removed from the keychain once the new one is in use. Whatever is still under
    /// way with the old key counts no more.
    ///
    /// # Errors
    /// As [`App::add_account`]; the old key then stays in use.
    pub async fn replace_key(
        self: &Arc<App>,
        id: &AccountId,
        server: Option<&str>,
        key: NewKey,
        keep: Keep,
    ) -> Result<(), AppError> {
        let replaced = self.replace(id, server, key.clone(), keep).await;
        match (&replaced, &key) {
            (Ok(()), NewKey::SignedIn(_)) => self.adopt_sign_in(&key, id).await,
            // A pasted key may be of another account: what is bought with the sign-in would be credited to the old one.
            (Ok(()), NewKey::Pasted(_)) => self.leave_sign_in(id).await,
            (Err(_), _) => {}
        }
        self.settle_sign_in(&key, replaced.as_ref().copied());
        replaced
    }

    pub(crate) async fn replace(
        self: &Arc<App>,
        id: &AccountId,
        server: Option<&str>,
        key: NewKey,
        keep: Keep,
    ) -> Result<(), AppError> {
        let before = self.subject(id).await?;
        let account = &before.account;
        let provider = self.provider(&account.provider)?.clone();
        let own = provider.descriptor();
        let typed = server.filter(|text| !text.trim().is_empty());
        let typed = typed.or(account.server.as_ref().map(ServerAddress::as_str));
        let (fresh, server) = self.key_and_server(own, key, typed)?;
        let look = self
            .first_look(provider.as_ref(), server.clone(), account.divisor, &fresh)
            .await?;
        let label = keychain_label(own.name, account.name.as_str());
        let secret = self.keep_key(keep, label, &fresh).await?;
        let exchanged = self.exchange(&before, server, secret.clone(), fresh).await;
        if exchanged.is_err() {
            self.drop_unused(secret).await;
        }
        let generation = exchanged?;
        // From here on the new key is in use: what follows is done again by the next refresh, should it fail.
        let followed = self.after_exchange(id, generation, look).await;
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
        let (id, now) = (account.id.clone(), self.clock.now());
        self.db(move |store| {
            store.set_setting(&measured_anew(&id), &now.to_string())?;
            let last = store.last_readings(&id)?.latest;
            match last.map(|last| last.balance.basis) {
                // Another key has a budget of its own, even where both look the same.
                Some(Basis::Budget(_)) => store.begin_series(&id),
                _ => Ok(()),
            }
        })
        .await?;
        // A key for this session leaves the one in the keychain alone, for use after a restart. But that one was
        // pasted for the server that the account had: it never goes to another.
        if secret.is_some() || server != account.server {
            let (id, secret, server) = (account.id.clone(), secret.clone(), server.clone());
            self.db(move |store| store.replace_secret(&id, secret.as_ref(), server.as_ref()))
                .await?;
        }
        if server != account.server {
            // Nor do the tokens of its holder's sign-in; the stored ones went with the row's old server.
            self.sessions.forget(&account.id);
        }
        match secret {
            Some(_) => self.keys.forget_session(&account.id),
            None => self.keys.keep_for_session(&account.id, server, key),
        }
        fault::point("key.after_exchange");
        Ok(self.live().next_generation(&account.id))
    }

    async fn after_exchange(
        self: &Arc<App>,
        id: &AccountId,
        generation: u64,
        look: FirstLook,
    ) -> Result<(), AppError> {
        let subject = self.subject(id).await?;
        if subject.generation != generation {
            return Ok(());
        }
        match look {
            FirstLook::Seen(balance) => self.keep_reading(&subject, balance).await?,
            FirstLook::Hidden(error) => self.keep_failure(&subject, &AppError::Provider(error)).await,
        }
        self.follow_up(subject);
        self.remove_recorded_secrets().await
    }

    /// Sets what the account's reported number is divided by. The account is read anew with it first; readings
    /// before are of another measure and are no longer compared.
    ///
    /// # Errors
    /// [`AppError::Divisor`] for one that its provider has not; else as a refresh, and nothing is changed then.
    pub async fn set_divisor(self: &Arc<App>, id: &AccountId, divisor: u32) -> Result<(), AppError> {
        let subject = self.subject(id).await?;
        let known = subject.provider()?.descriptor().divisors.contains(&divisor);
        let divisor = Divisor::new(divisor).filter(|_| known).ok_or(AppError::Divisor)?;
        let key = self.keys.of(&subject.account, Asking::Allowed).await?;
        let access = Access {
            divisor,
            ..subject.access(key)
        };
        let balance = subject.provider()?.balance(&access).await?;
        let reading = Reading {
            belief: reading::belief(None, None, balance.money.amount),
            taken_at: self.clock.now(),
            balance,
        };
        let confirmed = reading.belief == Belief::Confirmed;
        let turn = self.in_turn.lock().await;
        if !self.live().is_current(&subject) {
            return Err(AppError::ChangedMeanwhile);
        }
        let (account, now) = (id.clone(), self.clock.now());
        self.db(move |store: &Store| {
            store.set_setting(&measured_anew(&account), &now.to_string())?;
            measure_anew(store, &account, divisor, &reading)
        })
        .await?;
        // What was asked for with the other divisor is of another measure.
        self.live().next_generation(id);
        drop(turn);
        if !confirmed {
            self.confirm_later(id.clone());
        }
        self.changed(id);
        Ok(())
    }
}

/// Keeps the divisor with the first reading of the new measure, and moves the alert where that reading is believed.
fn measure_anew(
    store: &Store,
    id: &AccountId,
    divisor: Divisor,
    reading: &Reading,
) -> Result<(), StoreError> {
    let gone = || StoreError::NoSuchAccount(id.clone());
    let watch = store.account(id)?.ok_or_else(gone)?.watch();
    let (money, mut state) = (&reading.balance.money, store.alert_state(id)?);
    if reading.belief == Belief::Confirmed {
        state = state
            .after_new_threshold(&watch, Some(money))
            .after(&watch, money);
    }
    store.set_divisor(id, divisor, reading, &state)
}
