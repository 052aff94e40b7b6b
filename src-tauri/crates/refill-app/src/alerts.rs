//! Telling the person that accounts ran low: once per crossing, several at a time as one (alerts.md).

use std::sync::Arc;

use refill_core::account::Account;
use refill_core::alert::{AlertState, Watch};
use refill_core::forecast::Pace;
use refill_core::ids::AccountId;
use refill_core::money::Decimal;
use refill_core::ports::Notice;
use refill_core::reading::{Balance, Basis};
use refill_store::{Store, StoreError};

use crate::app::{App, Event};
use crate::error::AppError;
use crate::failure::Problem;
use crate::overview;
use crate::words::{self, Told};

/// An alert that the system has not been told yet.
struct Due {
    account: Account,
    state: AlertState,
    left: Balance,
    pace: Option<Pace>,
}

impl App {
    /// Hands every alert that is due to the system, as one notification. With the window in front its banner
    /// says it instead. An alert counts as told only when the system took it.
    pub(crate) async fn tell_low_accounts(&self) -> Result<(), AppError> {
        // One at a time: two that look at the same alert would both tell it.
        let _telling = self.telling.lock().await;
        if self.live().batches > 0 {
            // It tells about all of them when it is done.
            return Ok(());
        }
        let now = self.clock.now();
        let windows = self.pace_windows(now);
        let due = self.db(move |store| due(store, &windows)).await?;
        if due.is_empty() {
            return Ok(());
        }
        if !self.notifier.window_in_front() {
            let told: Vec<Told> = due.iter().map(|due| self.told(due)).collect();
            let hide_amounts = self.settings().hide_amounts;
            if let Some(notice) = words::notice(&told, hide_amounts)
                && self.notify(notice).await.is_err()
            {
                tracing::warn!(
                    accounts = due.len(),
                    "the system took no notification; it is tried again"
                );
                return Ok(());
            }
        }
        self.db_in_turn(move |store| mark_delivered(store, &due)).await?;
        self.emit(Event::Changed { account: None });
        Ok(())
    }

    /// Sends a notification whatever the balances are.
    ///
    /// # Errors
    /// [`AppError::Notification`] when the system does not take it.
    pub async fn test_notification(&self) -> Result<(), AppError> {
        self.notify(words::test_notice()).await
    }

    /// Hands a notification to the system on a thread where it may block.
    pub(crate) async fn notify(&self, notice: Notice) -> Result<(), AppError> {
        let notifier = self.notifier.clone();
        let notified = tokio::task::spawn_blocking(move || notifier.notify(&notice)).await;
        Ok(notified.map_err(|_| AppError::TaskLost)??)
    }

    /// Closes the banner of an account until its next alert.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn dismiss_banner(&self, id: &AccountId) -> Result<(), AppError> {
        let account = id.clone();
        let dismiss = move |store: &Store| {
            let state = store.alert_state(&account)?;
            let dismissed = AlertState {
                dismissed: true,
                ..state
            };
            store.set_alert_state(&account, &dismissed)
        };
        self.db_in_turn(dismiss).await?;
        self.changed(id);
        Ok(())
    }

    /// Sets or clears the alert amount of an account. A new amount below the balance arms the alert afresh.
    ///
    /// # Errors
    /// [`AppError::Threshold`], [`AppError::AccountGone`], [`AppError::Store`].
    pub async fn set_threshold(
        self: &Arc<App>,
        id: &AccountId,
        threshold: Option<&str>,
    ) -> Result<(), AppError> {
        let threshold: Option<Decimal> = threshold.map(refill_core::account::parse_threshold).transpose()?;
        let account = self.account(id).await?;
        let set = move |store: &Store| {
            let watch = Watch {
                threshold,
                ..account.watch()
            };
            let last = store.last_readings(&account.id)?.confirmed;
            let state = store.alert_state(&account.id)?;
            let state =
                state.after_new_threshold(&watch, last.as_ref().map(|reading| &reading.balance.money));
            store.set_threshold(&account.id, threshold, &state)
        };
        self.db_in_turn(set).await?;
        self.changed(id);
        self.tell_alert_amount(id);
        Ok(())
    }

    fn told(&self, due: &Due) -> Told {
        Told {
            who: self.who(&due.account),
            level: due.state.fired.unwrap_or(refill_core::alert::Level::Low),
            left: due.left.money.clone(),
            of_budget: matches!(due.left.basis, Basis::Budget(_)),
            threshold: due.account.threshold,
            forecast: overview::forecast_of(
                self.over_whole_days(due.pace, &due.account, Some(&due.left.basis)),
                &due.left.money,
            ),
        }
    }

    /// An account as a notification names it: its provider, and its own name where that says more.
    fn who(&self, account: &Account) -> String {
        let name = account.name.as_str();
        match self.provider(&account.provider) {
            Ok(provider) if provider.descriptor().name != name => {
                format!("{} ({name})", provider.descriptor().name)
            }
            _ => name.to_owned(),
        }
    }
}

fn due(store: &Store, windows: refill_store::Window<'_>) -> Result<Vec<Due>, StoreError> {
    let mut due = Vec::new();
    let failures = store.failures()?;
    let is_hidden = |id: &AccountId| {
        let mut of_it = failures.iter().filter(|failure| failure.account == *id);
        of_it.any(|failure| failure.code == Problem::BalanceHidden.word())
    };
    for (id, state) in store.due_alerts()? {
        if is_hidden(&id) {
            // What another key saw is no news of this one.
            continue;
        }
        let Some(account) = store.account(&id)? else {
            continue;
        };
        let Some(reading) = store.last_readings(&account.id)?.confirmed else {
            continue;
        };
        let left = reading.balance;
        let (since, until) = windows(&account, Some(&left.basis));
        let pace = store.spending(&account.id, since, until)?;
        due.push(Due {
            pace,
            account,
            state,
            left,
        });
    }
    Ok(due)
}

/// Marks what was told. A level that was reached in the meantime is told next.
fn mark_delivered(store: &Store, due: &[Due]) -> Result<(), StoreError> {
    for told in due {
        let state = store.alert_state(&told.account.id)?;
        if state.fired == told.state.fired {
            let delivered = AlertState {
                delivered: true,
                ..state
            };
            store.set_alert_state(&told.account.id, &delivered)?;
        }
    }
    Ok(())
}
