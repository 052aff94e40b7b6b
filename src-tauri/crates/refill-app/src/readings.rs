//! Keeping a fresh balance: what is believed of it, and what follows from it.

use std::sync::Arc;

use jiff::Timestamp;
use refill_core::alert::AlertState;
use refill_core::history::{self, BUDGET_RENEWED, Change, Kind};
use refill_core::ids::AccountId;
use refill_core::money::Decimal;
use refill_core::ports::Asking;
use refill_core::provider::Listing;
use refill_core::reading::{Balance, Basis, Belief, Reading, belief};
use refill_store::{LastReadings, Store, StoreError};

use crate::app::App;
use crate::error::AppError;
use crate::refresh::{Outcome, Subject};

impl App {
    /// Keeps a fresh balance: the reading, the change derived from it and the alert state, in one transaction.
    /// Nothing is kept when the account's key or server was replaced since it was asked for.
    pub(crate) async fn keep_reading(
        self: &Arc<App>,
        subject: &Subject,
        balance: Balance,
    ) -> Result<(), AppError> {
        let (id, now) = (subject.account.id.clone(), self.clock.now());
        let listed = subject.provider()?.descriptor().history;
        let kept = self
            .db_for(subject, move |store| keep(store, &id, balance, now, listed))
            .await?;
        self.live().set_unkept(subject, None);
        if kept == Some(Belief::Awaiting) {
            self.confirm_later(subject.account.id.clone());
        }
        Ok(())
    }

    /// Reads again soon: a sudden zero counts only when it is read twice. Where that fails, once more, later.
    pub(crate) fn confirm_later(self: &Arc<App>, id: AccountId) {
        let app = self.clone();
        tokio::spawn(async move {
            for patience in CONFIRMATIONS {
                tokio::time::sleep(app.options.confirm_after * patience).await;
                let outcome = app.refresh_account(&id, Asking::Never).await;
                if let Err(error) = app.tell_low_accounts().await {
                    tracing::warn!(%error, "a low account could not be told");
                }
                if outcome == Outcome::Read {
                    return;
                }
            }
        });
    }
}

/// How many times the usual pause is waited before each try to confirm a reading.
const CONFIRMATIONS: [u32; 3] = [1, 4, 16];

/// One transaction: the reading, the changes that it shows (as far as the provider lists none itself) and the
/// alert state that follows from it at the alert amount of now.
pub(crate) fn keep(
    store: &Store,
    id: &AccountId,
    balance: Balance,
    now: Timestamp,
    listed: Listing,
) -> Result<Belief, StoreError> {
    let account = store
        .account(id)?
        .ok_or_else(|| StoreError::NoSuchAccount(id.clone()))?;
    let last = store.last_readings(id)?;
    let reading = Reading {
        belief: believe(&last, &balance),
        balance,
        taken_at: now,
    };
    let confirmed = reading.belief == Belief::Confirmed;
    let changes = match (&last.confirmed, confirmed) {
        (Some(before), true) => history::observe(&before.balance, &reading.balance, now, listed),
        _ => Vec::new(),
    };
    let alert: Option<AlertState> = match confirmed {
        true => {
            let (watch, money) = (account.watch(), &reading.balance.money);
            let mut state = store.alert_state(id)?;
            if changes
                .iter()
                .any(|change| is_certain_rise(change, &reading.balance))
            {
                // Where that is enough, the alert is armed at once (alerts.md, "re-arms").
                state = state.after_new_threshold(&watch, Some(money));
            }
            Some(state.after(&watch, money))
        }
        false => None,
    };
    store.record_reading(id, &reading, &changes, alert.as_ref())?;
    Ok(reading.belief)
}

/// A top-up that the provider tells of, or a budget that started anew. A mere rise may be an amount that hovers.
fn is_certain_rise(change: &Change, balance: &Balance) -> bool {
    match (&change.kind, &balance.basis) {
        (Kind::Credit, Basis::Account) => balance.received.is_some(),
        (Kind::Other(word), Basis::Budget(budget)) if word == BUDGET_RENEWED => {
            let tenths = |amount: Decimal, n: i64| amount.checked_mul(Decimal::from(n));
            // Nearly all of it is there again.
            budget
                .limit
                .is_some_and(|limit| tenths(balance.money.amount, 10) >= tenths(limit, 9))
        }
        _ => false,
    }
}

fn believe(last: &LastReadings, fresh: &Balance) -> Belief {
    let amount = |reading: &Option<Reading>| {
        let Balance { money, basis, .. } = &reading.as_ref()?.balance;
        (money.unit == fresh.money.unit && basis.is_like(&fresh.basis)).then_some(money.amount)
    };
    belief(
        amount(&last.confirmed),
        amount(&last.awaiting),
        fresh.money.amount,
    )
}
