//! An account at a demo provider.

use jiff::Timestamp;
use refill_core::ids::ProviderId;

use crate::story::Pace;

/// An account as a sandbox begins with it.
#[derive(Clone, Debug)]
pub struct AccountSeed {
    /// At which provider.
    pub provider: ProviderId,
    /// Its key. Made up, like every key in here.
    pub key: String,
    /// What is left, in credits.
    pub balance: i64,
    /// What happened so far, oldest first. Only providers with a history show it.
    pub rows: Vec<HistoryRow>,
    pub(crate) pace: Option<Pace>,
}

/// One row of an account's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// When it happened.
    pub at: Timestamp,
    /// `debit`, `credit`, or any other word that a provider may come up with.
    pub kind: String,
    /// Signed: negative for spending.
    pub amount: i64,
    /// Balance before it.
    pub before: i64,
    /// Balance after it.
    pub after: i64,
    /// What was called; `None` for credits that came in.
    pub endpoint: Option<String>,
}

impl AccountSeed {
    /// An account without a past.
    pub fn new(provider: ProviderId, key: impl Into<String>, balance: i64) -> AccountSeed {
        AccountSeed {
            provider,
            key: key.into(),
            balance,
            rows: Vec::new(),
            pace: None,
        }
    }

    /// The account with these rows, oldest first; its balance becomes the last row's.
    #[must_use]
    pub fn with_rows(mut self, rows: Vec<HistoryRow>) -> AccountSeed {
        if let Some(last) = rows.last() {
            self.balance = last.after;
        }
        self.rows = rows;
        self
    }

    /// The account with `count` charges, one a minute, the last one at `until`. The balance stays.
    #[must_use]
    pub fn with_steady_history(mut self, count: u32, until: Timestamp) -> AccountSeed {
        self.rows = crate::story::steady(count, until, self.balance);
        self
    }
}

/// An account as the running sandbox keeps it.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) seed: AccountSeed,
    pub(crate) user_id: String,
    pub(crate) is_revoked: bool,
}

impl Account {
    pub(crate) fn new(seed: AccountSeed, number: usize) -> Account {
        Account {
            seed,
            user_id: format!("5a9d0000-0000-4000-8000-{number:012x}"),
            is_revoked: false,
        }
    }

    /// Changes the balance and keeps the row that says so.
    pub(crate) fn record(&mut self, at: Timestamp, kind: &str, amount: i64, endpoint: Option<String>) {
        let before = self.seed.balance;
        let after = before.saturating_add(amount);
        self.seed.balance = after;
        self.seed.rows.push(HistoryRow {
            at,
            kind: kind.to_owned(),
            amount,
            before,
            after,
            endpoint,
        });
    }

    /// Spends what the account's pace asks for until `now`, as far as the balance reaches.
    pub(crate) fn advance(&mut self, now: Timestamp) {
        let Some(mut pace) = self.seed.pace else { return };
        while let Some(charge) = pace.next_until(now) {
            if self.seed.balance >= charge.cost {
                self.record(
                    charge.at,
                    "debit",
                    -charge.cost,
                    charge.endpoint.map(str::to_owned),
                );
            }
        }
        self.seed.pace = Some(pace);
    }
}
