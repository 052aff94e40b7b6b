//! Reading a provider's own history: page by page, and only what is new.
//!
//! A run that is killed leaves rows behind, with older ones still missing. So a run stops early only at a page
//! whose every row came with a run that was completed (`refill-store`, history runs).

use jiff::Timestamp;
use refill_core::account::Account;
use refill_core::error::ProviderErrorKind;
use refill_core::history::Change;
use refill_core::ports::{Access, PageToken, Provider};
use refill_core::reading::Balance;
use std::sync::Arc;

use crate::app::App;
use crate::error::AppError;

/// Pages that one run reads at most. A history that is longer is an error, not a cut-off list.
const MOST_PAGES: usize = 2_000;

impl App {
    /// Reads what is new in the account's history.
    pub(crate) async fn sync_history(
        self: &Arc<App>,
        account: &Account,
        provider: &dyn Provider,
        access: &Access,
    ) -> Result<(), AppError> {
        let id = account.id.clone();
        let run = self.db(move |store| store.begin_history_run(&id)).await?;
        let mut page: Option<PageToken> = None;
        for _ in 0..MOST_PAGES {
            let answer = provider.history(access, page.as_ref()).await?;
            if let Some(money) = answer.balance {
                self.keep_header_balance(account, provider, money).await?;
            }
            let newest_first = is_newest_first(&answer.rows);
            let (rows, within) = (answer.rows.clone(), run.clone());
            let kept = self
                .db(move |store| store.store_history_page(&within, &rows))
                .await?;
            if kept.added > 0 {
                self.changed(&account.id);
            }
            let at_known = kept.all_known && newest_first && !answer.rows.is_empty();
            let Some(next) = answer.next.filter(|_| !at_known) else {
                let now = self.clock.now();
                return self.db(move |store| store.complete_history_run(&run, now)).await;
            };
            page = Some(next);
        }
        Err(AppError::from(refill_core::error::ProviderError {
            provider: account.provider.clone(),
            kind: ProviderErrorKind::NotUnderstood {
                what: "a history without an end",
            },
            facts: Default::default(),
        }))
    }

    /// A balance that came along with a history page is a fresh reading, where it says something new.
    async fn keep_header_balance(
        self: &Arc<App>,
        account: &Account,
        provider: &dyn Provider,
        money: refill_core::money::Money,
    ) -> Result<(), AppError> {
        let id = account.id.clone();
        let last = self.db(move |store| store.last_readings(&id)).await?.latest;
        if last.is_some_and(|last| last.balance.money == money) {
            return Ok(());
        }
        self.keep_reading(account, provider, Balance { money, worth: None })
            .await
    }
}

/// Only in a list that starts with the newest row does a page of known rows end the search for new ones. A list
/// in another order is read to its end.
fn is_newest_first(rows: &[Change]) -> bool {
    let times: Vec<Timestamp> = rows.iter().map(|row| row.at).collect();
    times.windows(2).all(|pair| pair[0] >= pair[1])
}
