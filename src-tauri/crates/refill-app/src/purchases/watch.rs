//! Watching for credits: the account of a purchase is looked at by itself, and sooner when something happened to it.

use std::sync::Arc;
use std::time::Duration;

use refill_core::ids::{AccountId, PurchaseId};
use refill_core::ports::Asking;
use refill_core::purchase::{Event as Step, Purchase, State};
use refill_store::PurchaseRecord;
use tokio::sync::Notify;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use super::schedule::{LATE, Pace, may_be_credited, pause_before_look};
use super::{INTERRUPTED, Watched};
use crate::app::{App, Event};
use crate::error::AppError;

/// A reading that hangs holds up the next look no longer.
const LONGEST_READING: Duration = Duration::from_secs(120);

impl App {
    /// Deals with the purchases that an earlier run left open: those that were only being asked for are over, and
    /// the others are watched. Before that nothing can be bought.
    pub(crate) async fn recover_purchases(self: &Arc<App>) {
        match self.purchases_recovered().await {
            Ok(()) | Err(AppError::JournalUnusable) => {}
            Err(error) => tracing::warn!(%error, "earlier purchases could not be looked at"),
        }
    }

    pub(super) async fn purchases_recovered(self: &Arc<App>) -> Result<(), AppError> {
        let recovered = &self.purchases.recovered;
        recovered.get_or_try_init(|| self.recover()).await.copied()
    }

    async fn recover(self: &Arc<App>) -> Result<(), AppError> {
        let since = self.clock.now() - LATE;
        let records = self.in_journal(move |journal| Ok(journal.recent(since)?)).await?;
        let app = self.clone();
        tokio::spawn(async move { app.listen().await });
        // A payment by x402 has its own way to its end.
        let on_pages = records
            .into_iter()
            .filter(|record| record.state.paying().is_none());
        for record in on_pages {
            let is_gone = matches!(
                self.account(&record.purchase.account).await,
                Err(AppError::AccountGone)
            );
            // No page of one that was only begun was ever opened, so no money moved.
            if is_gone || matches!(record.state, State::Begun | State::Asking) {
                self.give_up(&record).await;
            } else {
                self.watch_purchase(&record.purchase);
            }
        }
        Ok(())
    }

    /// Nobody waits for the account's purchase any more: the account is removed.
    pub(crate) async fn give_up_purchase_of(&self, id: &AccountId) {
        let of = id.clone();
        match self
            .in_journal(move |journal| Ok(journal.open_purchase(&of)?))
            .await
        {
            Ok(Some(record)) => self.give_up(&record).await,
            Ok(None) | Err(AppError::JournalUnusable) => {}
            Err(error) => tracing::warn!(%error, "the purchase of a removed account stays open"),
        }
    }

    async fn give_up(&self, record: &PurchaseRecord) {
        let step = match record.state {
            State::Begun | State::Asking => Step::Failed(INTERRUPTED.to_owned()),
            // Only the chain ends that one.
            State::Usdc { .. } => return,
            state if state.is_open() => Step::Dropped,
            _ => return,
        };
        if let Err(error) = self.write_down(&record.purchase, step).await {
            // It stays open, and can be stopped by hand.
            tracing::warn!(%error, "a purchase that is over could not be written down as such");
        }
    }

    /// Watches a purchase from here on, unless it is watched already.
    pub(super) fn watch_purchase(self: &Arc<App>, purchase: &Purchase) {
        let wake = Arc::new(Notify::new());
        let watched = Watched {
            account: purchase.account.clone(),
            wake: wake.clone(),
        };
        let mut all = self.purchases.watched();
        if all.contains_key(&purchase.id) {
            return;
        }
        all.insert(purchase.id.clone(), watched);
        drop(all);
        let (app, id) = (self.clone(), purchase.id.clone());
        tokio::spawn(async move {
            app.keep_looking(&id, &wake).await;
            app.purchases.watched().remove(&id);
        });
    }

    async fn keep_looking(self: &Arc<App>, id: &PurchaseId, wake: &Notify) {
        loop {
            match self.look_again(id, wake).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    // A database that fails now may work later.
                    tracing::warn!(%error, "a purchase could not be looked at");
                    let pace = Pace::of(&self.options, None);
                    self.wait_for_look(pace.slow(), wake).await;
                }
            }
        }
    }

    /// Waits for the next look, and looks; false when there is nothing more to look for.
    async fn look_again(self: &Arc<App>, id: &PurchaseId, wake: &Notify) -> Result<bool, AppError> {
        let record = self.record(id).await?;
        let (account, now) = (&record.purchase.account, self.clock.now());
        if !may_be_credited(&record, now) {
            return Ok(false);
        }
        let provider = self.provider(&record.purchase.provider).ok();
        let pace = Pace::of(&self.options, provider.map(|provider| provider.descriptor()));
        let pause = pause_before_look(&record, now, pace);
        if self.wait_for_look(pause.unwrap_or(pace.slow()), wake).await {
            // The person did something: how fast to look is told anew.
            return Ok(true);
        }
        if pause.is_some() {
            self.refresh_account(account, Asking::Never).await;
            self.wait_until_read(account).await;
        }
        self.settle_purchases(account).await?;
        Ok(true)
    }

    /// Waits for `pause`, by the wall clock as well, which goes on while the computer sleeps. True when woken before.
    async fn wait_for_look(&self, pause: Duration, wake: &Notify) -> bool {
        let (began, end) = (self.clock.now(), Instant::now() + pause);
        loop {
            let next = end.min(Instant::now() + self.options.clock_look);
            tokio::select! {
                () = tokio::time::sleep_until(next) => {}
                () = wake.notified() => return true,
            }
            if next == end || self.clock.now().duration_since(began).unsigned_abs() >= pause {
                return false;
            }
        }
    }

    /// Waits until neither the balance nor the history of the account is being read.
    pub(crate) async fn wait_until_read(&self, account: &AccountId) {
        let mut news = self.events();
        let waiting = async {
            while self.is_being_read(account) {
                if let Err(RecvError::Closed) = news.recv().await {
                    return;
                }
            }
        };
        if tokio::time::timeout(LONGEST_READING, waiting).await.is_err() {
            tracing::info!("a reading takes long; what is known is judged");
        }
    }

    fn is_being_read(&self, account: &AccountId) -> bool {
        let live = self.live();
        live.refreshing.contains_key(account) || live.syncing.contains_key(account)
    }

    /// Every reading of an account with a watched purchase is looked at, whatever it was made for.
    async fn listen(self: &Arc<App>) {
        let mut news = self.events();
        loop {
            let concerned = match news.recv().await {
                Ok(Event::Changed { account }) => account,
                Ok(_) => continue,
                Err(RecvError::Lagged(_)) => None,
                Err(RecvError::Closed) => return,
            };
            for account in self.watched_accounts(concerned.as_ref()) {
                if self.is_being_read(&account) {
                    // Its end is news again.
                    continue;
                }
                if let Err(error) = self.settle_purchases(&account).await {
                    tracing::warn!(%error, "a purchase could not be judged");
                }
            }
        }
    }

    fn watched_accounts(&self, only: Option<&AccountId>) -> Vec<AccountId> {
        let watched = self.purchases.watched();
        let mut accounts: Vec<AccountId> = watched.values().map(|one| one.account.clone()).collect();
        accounts.retain(|account| only.is_none_or(|only| only == account));
        accounts.sort();
        accounts.dedup();
        accounts
    }
}
