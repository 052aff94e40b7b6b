//! Reading a provider's own history: page by page, and only what is new, beside the refresh of the balances, so
//! that one long history holds up nobody.
//!
//! A run that is killed leaves rows behind, with older ones still missing. So a run stops early only at a page
//! whose every row came with a run that was completed (`refill-store`, history runs).

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::history::Change;
use refill_core::ids::AccountId;
use refill_core::money::Money;
use refill_core::ports::{Access, HistoryPage, PageToken};
use refill_core::provider::Listing;
use refill_core::reading::{Balance, Basis};
use refill_store::{PageOutcome, RunId};

use crate::app::App;
use crate::error::AppError;
use crate::failure::Failure;
use crate::overview::start_of_day;
use crate::refresh::{Subject, describe, is_about_a_removed_account};

/// A history that shows this many pages in a row without anything new, and never one that is known whole, has no
/// end that we could reach.
const MOST_IDLE_PAGES: usize = 50;

/// A list of finished days that was read this long ago is not read again.
const DAYS_STAY_FRESH: SignedDuration = SignedDuration::from_hours(6);

impl App {
    /// Reads what is new in the account's history, in the background and once at a time.
    pub(crate) fn sync_history_soon(self: &Arc<App>, subject: Subject, access: Access) {
        let listed = subject
            .provider()
            .map_or(Listing::Nothing, |provider| provider.descriptor().history);
        let (id, generation) = (subject.account.id.clone(), subject.generation);
        if listed == Listing::Nothing || !self.begin_sync(&subject) {
            return;
        }
        let app = self.clone();
        tokio::spawn(async move {
            let synced = match app.syncs.acquire().await {
                Ok(_place) => app.sync_listed(&subject, &access, listed).await,
                Err(_) => Ok(()),
            };
            if app.live().syncing.get(&id) == Some(&generation) {
                app.live().syncing.remove(&id);
                app.note_history(&subject, synced);
                app.changed(&id);
            }
        });
    }

    /// Why the account's history could not be read last time, if it could not.
    pub(crate) fn history_failure(&self, id: &AccountId) -> Option<Failure> {
        self.live().history_failures.get(id).cloned()
    }

    /// Marks the account as being synced; false where it is already, or where its key or server was replaced.
    fn begin_sync(&self, subject: &Subject) -> bool {
        let mut live = self.live();
        let id = &subject.account.id;
        live.is_current(subject)
            && live.syncing.insert(id.clone(), subject.generation) != Some(subject.generation)
    }

    fn note_history(&self, subject: &Subject, synced: Result<(), AppError>) {
        let (account, now) = (&subject.account, self.clock.now());
        if !self.live().is_current(subject) {
            return;
        }
        let Err(error) = synced else {
            self.live().history_failures.remove(&account.id);
            return;
        };
        if is_about_a_removed_account(&error) {
            return;
        }
        tracing::info!(account = %account.id, %error, "the history could not be read");
        if let AppError::Provider(error) = &error {
            self.honour_wait(subject, error, now);
        }
        let (problem, facts) = describe(&error);
        let mut live = self.live();
        let since = live
            .history_failures
            .get(&account.id)
            .map_or(now, |failure| failure.since);
        let failure = Failure {
            problem,
            since,
            retry_at: None,
            facts,
        };
        live.history_failures.insert(account.id.clone(), failure);
    }

    /// Reads what the provider lists, where that is likely to be news.
    async fn sync_listed(
        self: &Arc<App>,
        subject: &Subject,
        access: &Access,
        listed: Listing,
    ) -> Result<(), AppError> {
        if listed == Listing::DailySpending && !self.days_are_due(subject).await? {
            return Ok(());
        }
        let synced = self.sync_history(subject, access).await;
        if synced.is_ok() {
            let (id, generation) = (subject.account.id.clone(), subject.generation);
            self.live().days_read.insert(id, generation);
        }
        match synced {
            // A key like this one sees no history: there is nothing to miss.
            Err(AppError::Provider(error)) if error.kind == ProviderErrorKind::Unsupported => Ok(()),
            done => done,
        }
    }

    /// Finished days hardly change any more, so they are asked for a few times a day, soon after one has ended, and only with a key that sees the
    /// whole account.
    async fn days_are_due(&self, subject: &Subject) -> Result<bool, AppError> {
        let (id, now) = (subject.account.id.clone(), self.clock.now());
        // Another key may be of another account, whose days nobody has read yet.
        let read_with = self.live().days_read.get(&id).copied();
        let other_key = read_with.unwrap_or_default() != subject.generation;
        self.db(move |store| {
            let last = store.last_readings(&id)?.confirmed;
            let whole = last.is_some_and(|last| last.balance.basis == Basis::Account);
            let read = store.history_completed_at(&id)?;
            let is_fresh = |at: Timestamp| {
                at <= now && at >= start_of_day(now) && now.duration_since(at) < DAYS_STAY_FRESH
            };
            Ok(whole && (other_key || !read.is_some_and(is_fresh)))
        })
        .await
    }

    async fn sync_history(self: &Arc<App>, subject: &Subject, access: &Access) -> Result<(), AppError> {
        let id = subject.account.id.clone();
        let Some(run) = self
            .db_for(subject, move |store| store.begin_history_run(&id))
            .await?
        else {
            return Ok(());
        };
        let (mut page, mut idle): (Option<PageToken>, usize) = (None, 0);
        let mut span = Span::default();
        while idle < MOST_IDLE_PAGES {
            let asked = self.clock.now();
            let answer = subject.provider()?.history(access, page.as_ref()).await?;
            if let Some(money) = &answer.balance {
                self.keep_header_balance(subject, money.clone(), asked).await?;
            }
            let Some(kept) = self.keep_page(subject, &run, &answer).await? else {
                return Ok(());
            };
            // Rows that an earlier, broken-off run brought are not new, but they lead on to those that are.
            let leads_on = span.reaches_further(&answer.rows) || kept.added > 0;
            idle = if leads_on { 0 } else { idle + 1 };
            let at_known = kept.all_known && is_newest_first(&answer.rows) && !answer.rows.is_empty();
            let Some(next) = answer.next.filter(|_| !at_known) else {
                let now = self.clock.now();
                self.db_for(subject, move |store| store.complete_history_run(&run, now))
                    .await?;
                return Ok(());
            };
            page = Some(next);
        }
        Err(endless(subject))
    }

    async fn keep_page(
        &self,
        subject: &Subject,
        run: &RunId,
        page: &HistoryPage,
    ) -> Result<Option<PageOutcome>, AppError> {
        let (run, rows, replaces) = (run.clone(), page.rows.clone(), page.replaces);
        let kept = self
            .db_for(subject, move |store| {
                store.store_history_page(&run, &rows, replaces)
            })
            .await?;
        if kept.is_some_and(|kept| kept.added > 0) {
            self.changed(&subject.account.id);
        }
        Ok(kept)
    }

    /// A balance that came along with a history page is a fresh reading, where it says something new.
    /// Not where a refresh beside it has read a newer one since the page was asked for.
    async fn keep_header_balance(
        self: &Arc<App>,
        subject: &Subject,
        money: Money,
        asked: Timestamp,
    ) -> Result<(), AppError> {
        let id = subject.account.id.clone();
        let last = self.db(move |store| store.last_readings(&id)).await?.latest;
        if last.is_some_and(|last| last.taken_at >= asked || last.balance.money == money) {
            return Ok(());
        }
        self.keep_reading(subject, Balance::of_account(money)).await
    }
}

/// The time that a run has seen so far.
#[derive(Default)]
struct Span(Option<(Timestamp, Timestamp)>);

impl Span {
    /// Takes a page in; true when it reaches beyond what was seen.
    fn reaches_further(&mut self, rows: &[Change]) -> bool {
        let times = || rows.iter().map(|row| row.at);
        let Some((first, last)) = times().min().zip(times().max()) else {
            return false;
        };
        let (from, to) = self.0.unwrap_or((last, first));
        let further = self.0.is_none() || first < from || last > to;
        self.0 = Some((first.min(from), last.max(to)));
        further
    }
}

fn endless(subject: &Subject) -> AppError {
    AppError::from(ProviderError {
        provider: subject.account.provider.clone(),
        kind: ProviderErrorKind::NotUnderstood {
            what: "a history without an end",
        },
        facts: ErrorFacts::default(),
    })
}

/// Only in a list that starts with the newest row does a page of known rows end the search for new ones. A list
/// in another order is read to its end.
fn is_newest_first(rows: &[Change]) -> bool {
    let times: Vec<Timestamp> = rows.iter().map(|row| row.at).collect();
    times.windows(2).all(|pair| pair[0] >= pair[1])
}
