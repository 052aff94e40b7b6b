//! Refresh: read balances, keep what was read, and say why where it could not be read.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use jiff::{SignedDuration, Timestamp};
use refill_core::account::Account;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::ids::AccountId;
use refill_core::key::ApiKey;
use refill_core::ports::{Access, Asking, Provider};
use refill_core::reading::Balance;
use refill_core::server::ServerAddress;
use refill_store::StoreError;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::broadcast::error::RecvError;

use crate::app::{App, Event};
use crate::error::AppError;
use crate::failure::{Failure, Problem, facts_of, provider_facts};
use crate::keys::VaultState;

/// No server is left alone for longer, whatever it asks for and whatever happens to the clock.
pub(crate) const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// An account as it was when something was asked for it. The answer counts only while the account still has that
/// key and that server: [`App::db_for`] drops it otherwise.
#[derive(Clone)]
pub(crate) struct Subject {
    pub account: Account,
    /// `None` for a provider that this version does not know.
    provider: Option<Arc<dyn Provider>>,
    pub generation: u64,
}

/// How an account's refresh ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Read,
    Failed,
    /// Another refresh of it was running, or its server asked to wait.
    Skipped,
}

/// How a refresh of all accounts ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Accounts in all.
    pub total: usize,
    /// Accounts that could not be read; they keep their last value, with the reason.
    pub failed: usize,
    /// Accounts that were not asked: their server asked to wait, or their key was refused before.
    pub skipped: usize,
}

impl App {
    /// Refreshes every account, some at a time, and then tells about those that ran low.
    ///
    /// After a click (`Asking::Allowed`) a locked keychain is opened first, with one dialog for all accounts, and
    /// accounts that were waiting are asked as well.
    ///
    /// # Errors
    /// [`AppError::Store`] when the accounts cannot be listed. A failing account is no error: it keeps its last
    /// value, with the reason.
    pub async fn refresh_all(self: &Arc<App>, asking: Asking) -> Result<Refreshed, AppError> {
        let accounts = self.db(|store| store.accounts()).await?;
        let batch = Batch::begin(self).await;
        if asking == Asking::Allowed {
            self.live().waiting.clear();
            self.open_vault(&accounts).await;
        } else if self.vault_state() != VaultState::Ready {
            self.look_at_vault().await;
        }
        let refreshed = self.refresh_each(accounts).await;
        if refreshed.total == 0 || refreshed.skipped < refreshed.total {
            self.live().checked_at = Some(self.clock.now());
        }
        drop(batch);
        self.tell_low_accounts().await?;
        self.emit(Event::Changed { account: None });
        Ok(refreshed)
    }

    /// Reads every account and tells the progress.
    async fn refresh_each(self: &Arc<App>, accounts: Vec<Account>) -> Refreshed {
        let total = accounts.len();
        let (done, failed, skipped) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        futures_util::stream::iter(accounts)
            .for_each_concurrent(None, |account| {
                let (done, failed, skipped) = (&done, &failed, &skipped);
                async move {
                    match self.refresh_account(&account.id, Asking::Never).await {
                        Outcome::Read => {}
                        Outcome::Failed => drop(failed.fetch_add(1, Ordering::Relaxed)),
                        Outcome::Skipped => drop(skipped.fetch_add(1, Ordering::Relaxed)),
                    }
                    self.emit(Event::RefreshProgress {
                        done: done.fetch_add(1, Ordering::Relaxed) + 1,
                        total,
                        failed: failed.load(Ordering::Relaxed),
                    });
                }
            })
            .await;
        Refreshed {
            total,
            failed: failed.into_inner(),
            skipped: skipped.into_inner(),
        }
    }

    /// Waits until no account is being read and no history either; true when that came about within `limit`.
    pub async fn idle(&self, limit: Duration) -> bool {
        let waiting = async {
            let mut news = self.events();
            while self.is_busy() {
                // Every end of a reading is news; having missed some is as good.
                if let Err(RecvError::Closed) = news.recv().await {
                    return;
                }
            }
        };
        tokio::time::timeout(limit, waiting).await.is_ok()
    }

    fn is_busy(&self) -> bool {
        let live = self.live();
        live.batches > 0 || !live.refreshing.is_empty() || !live.syncing.is_empty()
    }

    /// Refreshes one account, or all, after a click.
    ///
    /// # Errors
    /// [`AppError::AccountGone`], [`AppError::Store`].
    pub async fn refresh(self: &Arc<App>, account: Option<AccountId>) -> Result<(), AppError> {
        match account {
            Some(id) => self.refresh_one(&id).await,
            None => self.refresh_all(Asking::Allowed).await.map(drop),
        }
    }

    /// Refreshes one account after a click.
    ///
    /// # Errors
    /// [`AppError::AccountGone`], [`AppError::Store`].
    pub async fn refresh_one(self: &Arc<App>, id: &AccountId) -> Result<(), AppError> {
        let account = self.account(id).await?;
        self.live().waiting.remove(&account.id);
        self.refresh_account(id, Asking::Allowed).await;
        self.tell_low_accounts().await
    }

    /// Reads one account's balance; its history follows by itself where the provider has one.
    pub(crate) async fn refresh_account(self: &Arc<App>, id: &AccountId, asking: Asking) -> Outcome {
        let Some(turn) = Turn::take(self, id) else {
            return Outcome::Skipped;
        };
        // The lane before the place: whoever waits for a host takes no place from others.
        let _lane = self.lane(id).await;
        let Ok(_place) = self.refreshes.acquire().await else {
            return Outcome::Skipped;
        };
        if self.live().must_wait(id, self.clock.now()) {
            return Outcome::Skipped;
        }
        // Looked up only now: while this waited for its place, the key or the server may have been replaced.
        let Ok(subject) = self.subject(id).await else {
            return Outcome::Skipped;
        };
        self.changed(id);
        let outcome = match self.read_balance(&subject, asking).await {
            Ok(access) => {
                self.sync_history_soon(subject, access);
                Outcome::Read
            }
            Err(error) => {
                self.keep_failure(&subject, &error).await;
                match describe(&error).0 {
                    // The provider answered, and there is no more to be seen with this key.
                    Problem::BalanceHidden => Outcome::Read,
                    _ => Outcome::Failed,
                }
            }
        };
        drop(turn);
        outcome
    }

    async fn read_balance(self: &Arc<App>, subject: &Subject, asking: Asking) -> Result<Access, AppError> {
        let key = self.keys.of(&subject.account, asking).await;
        self.note_vault(key.as_ref().err().copied());
        let access = subject.access(key?);
        let balance = subject.provider()?.balance(&access).await?;
        self.keep_reading(subject, balance).await?;
        Ok(access)
    }

    /// The account's turn at its host, where its provider limits calls or the host has asked to slow down: there
    /// the accounts are asked one after the other.
    async fn lane(&self, id: &AccountId) -> Option<OwnedSemaphorePermit> {
        let account = self.account(id).await.ok()?;
        let limits = self
            .provider(&account.provider)
            .is_ok_and(|provider| provider.descriptor().limits_calls);
        let lane = self.live().lane(&lane_of(&account), limits)?;
        lane.acquire_owned().await.ok()
    }

    /// An account as it is now; see [`Subject`].
    pub(crate) async fn subject(&self, id: &AccountId) -> Result<Subject, AppError> {
        // The generation first: a key that is replaced between the two makes the subject void, and not wrong.
        let generation = self.live().generation(id);
        let account = self.account(id).await?;
        let provider = self.provider(&account.provider).cloned().ok();
        Ok(Subject {
            account,
            provider,
            generation,
        })
    }

    /// Keeps why the refresh failed. The last good value, the history and the alert state stay as they are.
    pub(crate) async fn keep_failure(self: &Arc<App>, subject: &Subject, error: &AppError) {
        if is_about_a_removed_account(error) {
            return;
        }
        let (account, now) = (&subject.account, self.clock.now());
        let (problem, mut facts) = describe(error);
        tracing::info!(account = %account.id, provider = %account.provider, problem = problem.word(), "refresh failed");
        if let AppError::Provider(error) = error {
            facts = facts_of(error, now);
            self.honour_wait(subject, error, now);
            self.keep_balance_of_error(subject, error).await;
        }
        if problem == Problem::KeyRefused {
            // Asking again with the same key only brings locked accounts; a click or another key asks again.
            self.live().wait(subject, Timestamp::MAX);
        }
        let (id, text) = (account.id.clone(), facts_text(&facts));
        let kept = self
            .db_for(subject, move |store| {
                store.set_failure(&id, problem.word(), now, &text)
            })
            .await;
        let unkept = match kept {
            Ok(_) => None,
            Err(error) => {
                tracing::warn!(%error, "a failure could not be kept");
                let (problem, facts) = describe(&error);
                Some(Failure {
                    problem,
                    since: now,
                    retry_at: None,
                    facts,
                })
            }
        };
        self.live().set_unkept(subject, unkept);
    }

    /// A 402 says what is left (contract D: `X-Credits-Balance`, or its body). No other error is believed: a
    /// server that refuses a key may well call the balance zero.
    async fn keep_balance_of_error(self: &Arc<App>, subject: &Subject, error: &ProviderError) {
        let (ProviderErrorKind::PaymentRequired { .. }, Some(money)) =
            (&error.kind, error.facts.balance.clone())
        else {
            return;
        };
        let balance = Balance::of_account(money);
        if let Err(error) = self.keep_reading(subject, balance).await {
            tracing::warn!(%error, "a balance could not be kept");
        }
    }

    /// Leaves an account alone for as long as its server asked.
    pub(crate) fn honour_wait(&self, subject: &Subject, error: &ProviderError, now: Timestamp) {
        let (ProviderErrorKind::RateLimited { retry_after } | ProviderErrorKind::Server { retry_after }) =
            &error.kind
        else {
            return;
        };
        if matches!(error.kind, ProviderErrorKind::RateLimited { .. }) {
            self.live().limit(&lane_of(&subject.account));
        }
        let wait = retry_after.and_then(|wait| SignedDuration::try_from(wait).ok());
        if let Some(until) = wait.and_then(|wait| now.checked_add(wait.min(LONGEST_WAIT)).ok()) {
            self.live().wait(subject, until);
        }
    }

    /// When a failing account is tried again by itself.
    pub(crate) fn retry_at(&self, failure: &Failure, account: &AccountId) -> Option<Timestamp> {
        if !failure.problem.passes_by_itself() {
            return None;
        }
        let live = self.live();
        let interval = SignedDuration::try_from(live.settings.refresh_interval()).ok()?;
        let next = live
            .checked_at
            .unwrap_or(failure.since)
            .checked_add(interval)
            .ok()?;
        Some(live.waiting.get(account).copied().unwrap_or(next).max(next))
    }
}

impl Subject {
    /// Its provider.
    pub(crate) fn provider(&self) -> Result<&dyn Provider, AppError> {
        self.provider.as_deref().ok_or(AppError::ProviderUnknown)
    }

    /// What a call to the provider needs, with the key that belongs to this account as it is.
    pub(crate) fn access(&self, key: ApiKey) -> Access {
        Access {
            key,
            server: self.account.server.clone(),
            divisor: self.account.divisor,
        }
    }
}

/// Accounts of one provider at one host share a lane.
fn lane_of(account: &Account) -> String {
    let host = account.server.as_ref().map(ServerAddress::host);
    format!("{} {}", account.provider, host.unwrap_or_default())
}

/// While it lives, nobody tells about single low accounts: those of one refresh are told together at its end.
struct Batch(Arc<App>);

impl Batch {
    async fn begin(app: &Arc<App>) -> Batch {
        // Whoever is telling right now is done before the first account is read.
        let _telling = app.telling.lock().await;
        app.live().batches += 1;
        Batch(app.clone())
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.0.live().batches -= 1;
        self.0.emit(Event::Changed { account: None });
    }
}

/// Marks an account as being refreshed while it lives, so that nobody refreshes it at the same time. A refresh
/// with a key that was replaced meanwhile does not stand in the way of one with the new key.
struct Turn {
    app: Arc<App>,
    account: AccountId,
    generation: u64,
}

impl Turn {
    fn take(app: &Arc<App>, account: &AccountId) -> Option<Turn> {
        let now = app.clock.now();
        let mut live = app.live();
        let generation = live.generation(account);
        if live.must_wait(account, now) || live.refreshing.get(account) == Some(&generation) {
            return None;
        }
        live.refreshing.insert(account.clone(), generation);
        Some(Turn {
            app: app.clone(),
            account: account.clone(),
            generation,
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut live = self.app.live();
        if live.refreshing.get(&self.account) == Some(&self.generation) {
            live.refreshing.remove(&self.account);
        }
        drop(live);
        self.app.changed(&self.account);
    }
}

/// The account was taken away while it was asked for: that is nobody's failure.
pub(crate) fn is_about_a_removed_account(error: &AppError) -> bool {
    matches!(error, AppError::Store(StoreError::NoSuchAccount(_)))
}

pub(crate) fn describe(error: &AppError) -> (Problem, Vec<(String, String)>) {
    match error {
        AppError::Provider(error) => (Problem::from(&error.kind), provider_facts(error)),
        AppError::Vault(error) => (Problem::from(*error), Vec::new()),
        AppError::Store(StoreError::Full) => (Problem::StorageFull, Vec::new()),
        AppError::Store(StoreError::ReadOnly { .. }) => (Problem::StorageReadOnly, Vec::new()),
        AppError::Store(error) => (Problem::Storage, vec![("database".to_owned(), error.to_string())]),
        _ => (Problem::ProviderUnknown, Vec::new()),
    }
}

/// Facts as the store keeps them: a line for each, name and value apart by a tab. Values are cleaned of line
/// breaks and tabs where they are made.
pub(crate) fn facts_text(facts: &[(String, String)]) -> String {
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
