//! Keeping watch: what happens at start, and the refresh in the background.

use std::sync::Arc;

use refill_core::account::Account;
use refill_core::error::VaultError;
use refill_core::ports::Asking;

use crate::app::{App, Event};
use crate::error::AppError;
use crate::fault;
use crate::keys::VaultState;
use crate::refresh::with_jitter;

/// A network that comes and goes must not put off the refresh for ever.
const MOST_RETURNS: usize = 10;

impl App {
    /// Finishes what an earlier run left open, then refreshes now and at every interval, for as long as the app
    /// lives. Returns at once.
    pub fn start(self: &Arc<App>) {
        let app = self.clone();
        tokio::spawn(async move {
            if let Err(error) = app.finish_earlier_run().await {
                tracing::warn!(%error, "an earlier run could not be tidied up");
            }
            app.recover_payments().await;
            app.recover_purchases().await;
            app.look_at_vault().await;
            app.keep_watch().await;
        });
    }

    async fn keep_watch(self: &Arc<App>) {
        loop {
            if let Err(error) = self.refresh_all(Asking::Never).await {
                tracing::warn!(%error, "the accounts could not be refreshed");
            }
            self.pause().await;
        }
    }

    /// Waits for the next refresh: an interval by the wall clock, which goes on while the computer sleeps, or less
    /// when there is a reason.
    async fn pause(&self) {
        let interval = with_jitter(
            self.settings().refresh_interval(),
            uuid::Uuid::new_v4().as_bytes()[0],
        );
        let (began, look) = (self.clock.now(), self.options.clock_look);
        let end = tokio::time::Instant::now() + interval;
        loop {
            let next_look = end.min(tokio::time::Instant::now() + look);
            tokio::select! {
                () = tokio::time::sleep_until(next_look) => {}
                () = self.wake.notified() => return,
                () = self.returned.notified() => return self.settle_down().await,
            }
            if next_look == end {
                return;
            }
            if self.clock.now().duration_since(began).unsigned_abs() > interval {
                // The computer slept, or its clock was set: the network may still be on its way.
                return self.settle_down().await;
            }
        }
    }

    /// Waits until news of a return stop coming, so that all of them make one refresh.
    async fn settle_down(&self) {
        for _ in 0..MOST_RETURNS {
            let more = tokio::time::timeout(self.options.settle, self.returned.notified());
            if more.await.is_err() {
                return;
            }
        }
    }

    /// The computer woke up, or came back to the network: everything is read anew, once, however often this is
    /// said within a few seconds.
    pub fn came_back(&self) {
        self.returned.notify_one();
    }

    /// Removes what an earlier run had marked for removal: accounts whose undo time is over, and keychain items
    /// whose removal this installation itself recorded. After a database was set aside or put back from a copy,
    /// no keychain item is touched.
    async fn finish_earlier_run(&self) -> Result<(), AppError> {
        for removed in self.db(|store| store.removed_accounts()).await? {
            self.db(move |store| store.finish_removal(&removed.account.id))
                .await?;
        }
        self.remove_recorded_secrets().await
    }

    pub(crate) async fn remove_recorded_secrets(&self) -> Result<(), AppError> {
        if !self.continuous {
            return Ok(());
        }
        for secret in self.db(|store| store.secrets_to_remove()).await? {
            if let Err(error) = self.keys.delete(&secret, Asking::Never).await {
                tracing::info!(%error, "a keychain item is removed later");
                return Ok(());
            }
            fault::point("key.after_deleted");
            self.db(move |store| store.secret_removed(&secret)).await?;
        }
        Ok(())
    }

    /// Looks at the keychain without raising a dialog, and remembers what it saw.
    pub(crate) async fn look_at_vault(&self) -> VaultState {
        let state = self.keys.state().await;
        self.set_vault(state);
        state
    }

    pub(crate) fn set_vault(&self, state: VaultState) {
        let before = std::mem::replace(&mut self.live().vault, state);
        if before != state {
            self.emit(Event::Changed { account: None });
        }
    }

    /// Remembers what a keychain call told about the keychain's state.
    pub(crate) fn note_vault(&self, error: Option<VaultError>) {
        if self.keys.is_session_only() {
            return;
        }
        match error {
            Some(VaultError::Absent) => self.set_vault(VaultState::Absent),
            Some(VaultError::Locked) => self.set_vault(VaultState::Locked),
            Some(VaultError::Refused) => self.set_vault(VaultState::Refused),
            _ => {}
        }
    }

    /// Opens a locked keychain, once, where any of `accounts` has its key in it and the person did not choose to go
    /// on without.
    pub(crate) async fn open_vault(&self, accounts: &[Account]) {
        let Some(known) = accounts.iter().find_map(|account| account.secret.as_ref()) else {
            return;
        };
        if !self.keys.is_session_only() && self.look_at_vault().await == VaultState::Locked {
            let state = self.keys.open(Some(known)).await;
            self.set_vault(state);
        }
    }

    /// The keychain's state as last seen.
    pub fn vault_state(&self) -> VaultState {
        self.live().vault
    }

    /// Tries the keychain again after a click; the system may ask for its password. When it is usable again, the
    /// accounts are refreshed.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn retry_vault(self: &Arc<App>) -> Result<VaultState, AppError> {
        let accounts = self.db(|store| store.accounts()).await?;
        let known = accounts.iter().find_map(|account| account.secret.as_ref());
        let state = self.keys.open(known).await;
        self.set_vault(state);
        if state == VaultState::Ready {
            self.wake.notify_one();
        }
        Ok(state)
    }

    /// Goes on without the keychain: keys that are pasted from now on live until Refill is closed.
    pub fn use_session_keys(&self) -> VaultState {
        self.keys.use_session_only();
        self.set_vault(VaultState::SessionOnly);
        VaultState::SessionOnly
    }
}
