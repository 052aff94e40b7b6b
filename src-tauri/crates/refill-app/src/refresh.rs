//! Refresh: read balances, keep what was read, and say why where it could not be read.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use jiff::Timestamp;
use refill_core::account::Account;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::ids::AccountId;
use refill_core::key::ApiKey;
use refill_core::ports::{Access, Asking};
use refill_core::reading::Balance;

use crate::app::{App, Event};
use crate::error::AppError;
use crate::failure::{Failure, Problem, provider_facts};

/// How an account's refresh ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Read,
    Failed,
    /// Another refresh of it was running, or its server asked to wait.
    Skipped,
}

impl App {
    /// Refreshes every account, some at a time, and then tells about those that ran low.
    ///
    /// # Errors
    /// [`AppError::Store`] when the accounts cannot be listed. A failing account is no error: it keeps its last
    /// value, with the reason.
    pub async fn refresh_all(self: &Arc<App>, asking: Asking) -> Result<(), AppError> {
        let accounts = self.db(|store| store.accounts()).await?;
        let total = accounts.len();
        let (done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
        futures_util::stream::iter(accounts)
            .for_each_concurrent(None, |account| {
                let (done, failed) = (&done, &failed);
                async move {
                    if self.refresh_account(&account, asking).await == Outcome::Failed {
                        failed.fetch_add(1, Ordering::Relaxed);
                    }
                    self.emit(Event::RefreshProgress {
                        done: done.fetch_add(1, Ordering::Relaxed) + 1,
                        total,
                        failed: failed.load(Ordering::Relaxed),
                    });
                }
            })
            .await;
        self.live().checked_at = Some(self.clock.now());
        self.tell_low_accounts().await?;
        self.emit(Event::Changed { account: None });
        Ok(())
    }

    /// Refreshes one account, or all, after a click.
    ///
    /// # Errors
    /// [`AppError::AccountGone`], [`AppError::Store`].
    pub async fn refresh(self: &Arc<App>, account: Option<AccountId>) -> Result<(), AppError> {
        match account {
            Some(id) => self.refresh_one(&id).await,
            None => self.refresh_all(Asking::Allowed).await,
        }
    }

    /// Refreshes one account after a click.
    ///
    /// # Errors
    /// [`AppError::AccountGone`], [`AppError::Store`].
    pub async fn refresh_one(self: &Arc<App>, id: &AccountId) -> Result<(), AppError> {
        let account = self.account(id).await?;
        self.live().not_before.remove(id);
        self.refresh_account(&account, Asking::Allowed).await;
        self.tell_low_accounts().await
    }

    /// Reads one account's balance, and its history where the provider has one.
    pub(crate) async fn refresh_account(self: &Arc<App>, account: &Account, asking: Asking) -> Outcome {
        let Some(_turn) = Turn::take(self, &account.id) else {
            return Outcome::Skipped;
        };
        let Ok(_place) = self.refreshes.acquire().await else {
            return Outcome::Skipped;
        };
        self.changed(&account.id);
        let read = self.read_account(account, asking).await;
        let outcome = match read {
            Ok(()) => Outcome::Read,
            Err(error) => {
                self.keep_failure(account, &error).await;
                Outcome::Failed
            }
        };
        drop(_turn);
        self.changed(&account.id);
        outcome
    }

    async fn read_account(self: &Arc<App>, account: &Account, asking: Asking) -> Result<(), AppError> {
        let provider = self.provider(&account.provider)?.clone();
        let key = self.keys.of(account, asking).await;
        self.note_vault(key.as_ref().err().copied());
        let access = access(account, key?);
        let balance = provider.balance(&access).await?;
        self.keep_reading(account, provider.as_ref(), balance).await?;
        if provider.descriptor().has_history
            && let Err(error) = self.sync_history(account, provider.as_ref(), &access).await
        {
            // The balance is fresh all the same; the account's page says how old its history is.
            tracing::info!(account = %account.id, %error, "the history could not be read");
        }
        Ok(())
    }

    /// Keeps why the refresh failed. The last good value, the history and the alert state stay as they are.
    async fn keep_failure(self: &Arc<App>, account: &Account, error: &AppError) {
        let now = self.clock.now();
        let (problem, facts) = describe(error);
        tracing::info!(account = %account.id, provider = %account.provider, problem = problem.word(), "refresh failed");
        if let AppError::Provider(error) = error {
            self.honour_wait(account, error, now);
            self.keep_balance_of_error(account, error).await;
        }
        let (id, facts) = (account.id.clone(), facts_text(&facts));
        let kept = self
            .db(move |store| store.set_failure(&id, problem.word(), now, &facts))
            .await;
        if let Err(error) = kept {
            tracing::warn!(%error, "a failure could not be kept");
        }
    }

    /// Some errors bring a fresh balance along (contract D: `X-Credits-Balance`, the body of a 402).
    async fn keep_balance_of_error(self: &Arc<App>, account: &Account, error: &ProviderError) {
        let Some(money) = error.facts.balance.clone() else {
            return;
        };
        let Ok(provider) = self.provider(&account.provider).cloned() else {
            return;
        };
        let balance = Balance { money, worth: None };
        if let Err(error) = self.keep_reading(account, provider.as_ref(), balance).await {
            tracing::warn!(%error, "a balance could not be kept");
        }
    }

    fn honour_wait(&self, account: &Account, error: &ProviderError, now: Timestamp) {
        let (ProviderErrorKind::RateLimited { retry_after } | ProviderErrorKind::Server { retry_after }) =
            &error.kind
        else {
            return;
        };
        let Some(wait) = retry_after.and_then(|wait| jiff::SignedDuration::try_from(wait).ok()) else {
            return;
        };
        if let Ok(until) = now.checked_add(wait) {
            self.live().not_before.insert(account.id.clone(), until);
        }
    }

    /// When a failing account is tried again by itself.
    pub(crate) fn retry_at(&self, failure: &Failure, account: &AccountId) -> Option<Timestamp> {
        if !failure.problem.passes_by_itself() {
            return None;
        }
        let live = self.live();
        let interval = jiff::SignedDuration::try_from(live.settings.refresh_interval()).ok()?;
        let next = live
            .checked_at
            .unwrap_or(failure.since)
            .checked_add(interval)
            .ok()?;
        Some(live.not_before.get(account).copied().unwrap_or(next).max(next))
    }
}

/// Marks an account as being refreshed while it lives, so that nobody refreshes it at the same time.
struct Turn {
    app: Arc<App>,
    account: AccountId,
}

impl Turn {
    fn take(app: &Arc<App>, account: &AccountId) -> Option<Turn> {
        let now = app.clock.now();
        let mut live = app.live();
        let must_wait = live.not_before.get(account).is_some_and(|until| *until > now);
        if must_wait || !live.refreshing.insert(account.clone()) {
            return None;
        }
        Some(Turn {
            app: app.clone(),
            account: account.clone(),
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.app.live().refreshing.remove(&self.account);
    }
}

pub(crate) fn access(account: &Account, key: ApiKey) -> Access {
    Access {
        key,
        server: account.server.clone(),
    }
}

fn describe(error: &AppError) -> (Problem, Vec<(String, String)>) {
    match error {
        AppError::Provider(error) => (Problem::from(&error.kind), provider_facts(error)),
        AppError::Vault(error) => (Problem::from(*error), Vec::new()),
        AppError::ProviderUnknown => (Problem::ProviderUnknown, Vec::new()),
        _ => (Problem::ServerError, Vec::new()),
    }
}

/// Facts as the store keeps them: a line for each, name and value apart by a tab. Values are cleaned of line
/// breaks and tabs where they are made.
fn facts_text(facts: &[(String, String)]) -> String {
    facts
        .iter()
        .map(|(name, value)| format!("{name}\t{value}\n"))
        .collect()
}

/// The facts of [`facts_text`].
pub(crate) fn facts_from(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .collect()
}

/// `interval` moved by up to a tenth either way, so that many installations do not ask at the same second.
pub(crate) fn with_jitter(interval: Duration, random: u8) -> Duration {
    let tenth = interval / 10;
    interval - tenth + tenth * 2 * u32::from(random) / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_stays_within_a_tenth() {
        let interval = Duration::from_secs(300);
        assert_eq!(with_jitter(interval, 0), Duration::from_secs(270));
        assert_eq!(with_jitter(interval, 255), Duration::from_secs(330));
    }

    #[test]
    fn facts_survive_their_text() {
        let facts = vec![
            ("status".to_owned(), "503".to_owned()),
            ("said".to_owned(), "no nodes".to_owned()),
        ];
        assert_eq!(facts_from(&facts_text(&facts)), facts);
    }
}
