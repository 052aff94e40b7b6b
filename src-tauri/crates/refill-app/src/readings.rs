//! Keeping a fresh balance: what is believed of it, and what follows from it.

use std::sync::Arc;

use jiff::Timestamp;
use refill_core::account::Account;
use refill_core::alert::{AlertState, Watch};
use refill_core::history;
use refill_core::ids::AccountId;
use refill_core::money::Money;
use refill_core::ports::{Asking, Provider};
use refill_core::reading::{Balance, Belief, Reading, belief};
use refill_store::{LastReadings, Store, StoreError};

use crate::app::App;
use crate::error::AppError;
use crate::refresh::Outcome;

impl App {
    /// Keeps a fresh balance: the reading, the change derived from it and the alert state, in one transaction.
    pub(crate) async fn keep_reading(
        self: &Arc<App>,
        account: &Account,
        provider: &dyn Provider,
        balance: Balance,
    ) -> Result<(), AppError> {
        let (kept, now) = (account.id.clone(), self.clock.now());
        let watch = Watch {
            threshold: account.threshold,
            unit: account.unit.clone(),
        };
        let derives = !provider.descriptor().has_history;
        let believed = self
            .db_in_turn(move |store| keep(store, &kept, &watch, balance, now, derives))
            .await?;
        if believed == Belief::Awaiting {
            self.confirm_later(account.id.clone());
        }
        Ok(())
    }

    /// Reads again soon: a sudden zero counts only when it is read twice.
    fn confirm_later(self: &Arc<App>, id: AccountId) {
        let app = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(app.options.confirm_after).await;
            let Ok(account) = app.account(&id).await else {
                return;
            };
            if app.refresh_account(&account, Asking::Never).await == Outcome::Read
                && let Err(error) = app.tell_low_accounts().await
            {
                tracing::warn!(%error, "a low account could not be told");
            }
        });
    }
}

/// One transaction: the reading, the change that it shows (where the provider lists none itself) and the alert
/// state that follows from it.
fn keep(
    store: &Store,
    id: &AccountId,
    watch: &Watch,
    balance: Balance,
    now: Timestamp,
    derives: bool,
) -> Result<Belief, StoreError> {
    let last = store.last_readings(id)?;
    let reading = Reading {
        belief: believe(&last, &balance.money),
        balance,
        taken_at: now,
    };
    let confirmed = reading.belief == Belief::Confirmed;
    let change = match (&last.confirmed, derives && confirmed) {
        (Some(before), true) => history::observe(&before.balance.money, &reading.balance.money, now),
        _ => None,
    };
    let alert: Option<AlertState> = match confirmed {
        true => Some(store.alert_state(id)?.after(watch, &reading.balance.money)),
        false => None,
    };
    store.record_reading(id, &reading, change.as_ref(), alert.as_ref())?;
    Ok(reading.belief)
}

fn believe(last: &LastReadings, fresh: &Money) -> Belief {
    let amount = |reading: &Option<Reading>| {
        let money = &reading.as_ref()?.balance.money;
        (money.unit == fresh.unit).then_some(money.amount)
    };
    belief(amount(&last.confirmed), amount(&last.awaiting), fresh.amount)
}
