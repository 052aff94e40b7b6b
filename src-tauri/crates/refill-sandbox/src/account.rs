//! An account at a demo provider.

use jiff::Timestamp;
use refill_core::ids::ProviderId;

use crate::budget::{Budget, LimitReset};
use crate::story::Pace;
use crate::world::{CLADO, HYPER3D, OPENROUTER};

/// A US dollar in the steps in which accounts at OpenRouter are counted: billionths, fine enough for the price of
/// a single token.
pub const DOLLAR: i64 = 100 * CENT;
/// A hundredth of a [`DOLLAR`].
pub const CENT: i64 = 10_000_000;

/// An account as a sandbox begins with it.
///
/// Amounts are whole credits as the provider counts them; at OpenRouter they are billionths of a US dollar
/// ([`DOLLAR`], [`CENT`]).
#[derive(Clone, Debug)]
pub struct AccountSeed {
    /// At which provider.
    pub provider: ProviderId,
    /// Its key. Made up, like every key in here.
    pub key: String,
    /// What is left: of the account, or of the budget where the key has one.
    pub balance: i64,
    /// What happened so far, oldest first. Only providers with a history show it.
    pub rows: Vec<HistoryRow>,
    pub(crate) pace: Option<Pace>,
    pub(crate) sees: Sees,
    pub(crate) are_credits_forbidden: bool,
    pub(crate) spent_before: i64,
    pub(crate) last_top_up: LastTopUp,
}

/// What a key lets its holder see.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sees {
    /// The account's balance.
    Balance,
    /// Its own budget.
    Budget(Budget),
    /// Nothing of what is left.
    Nothing,
}

/// What an account at Clado tells of its last top-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastTopUp {
    /// This time.
    At(Timestamp),
    /// `null`: there was none.
    Never,
    /// The field is not there.
    Untold,
}

/// One row of an account's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// When it happened.
    pub at: Timestamp,
    /// `debit`, `credit`, or any other word that a provider may come up with; `reset` for a budget that begins
    /// afresh.
    pub kind: String,
    /// Signed: negative for spending.
    pub amount: i64,
    /// Balance before it.
    pub before: i64,
    /// Balance after it.
    pub after: i64,
    /// What was called; `None` for credits that came in. At OpenRouter the model and who ran it, for example
    /// `openai/gpt-5-mini|OpenAI`.
    pub endpoint: Option<String>,
}

impl AccountSeed {
    /// An account without a past. At OpenRouter, its key is a management key.
    pub fn new(provider: ProviderId, key: impl Into<String>, balance: i64) -> AccountSeed {
        AccountSeed {
            provider,
            key: key.into(),
            balance,
            rows: Vec::new(),
            pace: None,
            sees: Sees::Balance,
            are_credits_forbidden: false,
            spent_before: 0,
            last_top_up: LastTopUp::Never,
        }
    }

    /// An OpenRouter account through a management key, which sees balance and activity.
    pub fn openrouter_management(key: impl Into<String>, balance: i64) -> AccountSeed {
        AccountSeed::new(OPENROUTER, key, balance)
    }

    /// An ordinary OpenRouter key with a limit, of which `remaining` is left. What is missing counts as spent
    /// at the moment when the sandbox meets the account.
    pub fn openrouter_budget(
        key: impl Into<String>,
        limit: i64,
        remaining: i64,
        reset: LimitReset,
    ) -> AccountSeed {
        AccountSeed {
            sees: Sees::Budget(Budget::new(limit, reset)),
            ..AccountSeed::new(OPENROUTER, key, remaining)
        }
    }

    /// An ordinary OpenRouter key without a limit: no answer tells what is left.
    pub fn openrouter_unlimited(key: impl Into<String>) -> AccountSeed {
        AccountSeed {
            sees: Sees::Nothing,
            ..AccountSeed::new(OPENROUTER, key, 100 * DOLLAR)
        }
    }

    /// A Hyper3D account that reports `balance`.
    pub fn hyper3d(key: impl Into<String>, balance: i64) -> AccountSeed {
        AccountSeed::new(HYPER3D, key, balance)
    }

    /// A Clado account.
    pub fn clado(key: impl Into<String>, credits: i64, last_top_up: LastTopUp) -> AccountSeed {
        AccountSeed {
            last_top_up,
            ..AccountSeed::new(CLADO, key, credits)
        }
    }

    /// The ordinary OpenRouter key, with `/credits` refusing it (403) as documented. Without this it tells zeros,
    /// as was observed.
    #[must_use]
    pub fn with_credits_forbidden(mut self) -> AccountSeed {
        self.are_credits_forbidden = true;
        self
    }

    /// The OpenRouter account or key, with `amount` spent before its rows begin. The balance stays.
    #[must_use]
    pub fn having_spent(mut self, amount: i64) -> AccountSeed {
        self.spent_before = amount;
        self
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

    /// The OpenRouter account with some calls of a few models on each of the `days` before `until`. The balance
    /// stays.
    #[must_use]
    pub fn with_daily_calls(mut self, days: u32, until: Timestamp) -> AccountSeed {
        self.rows = crate::story::daily(days, until, self.balance);
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
    pub(crate) fn new(seed: AccountSeed, number: usize, now: Timestamp) -> Account {
        let mut account = Account {
            seed,
            user_id: format!("5a9d0000-0000-4000-8000-{number:012x}"),
            is_revoked: false,
        };
        account.renew(now);
        if let Sees::Budget(budget) = account.seed.sees
            && account.seed.rows.is_empty()
            && account.seed.balance < budget.limit
        {
            let remaining = std::mem::replace(&mut account.seed.balance, budget.limit);
            account.record(now, "debit", remaining - budget.limit, None);
        }
        account
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

    /// Adds credits. A budget has no credits to add: its limit is raised.
    pub(crate) fn top_up(&mut self, at: Timestamp, amount: i64) {
        if let Sees::Budget(budget) = &mut self.seed.sees {
            budget.limit = budget.limit.saturating_add(amount);
        }
        self.seed.last_top_up = LastTopUp::At(at);
        self.record(at, "credit", amount, None);
    }

    /// Fills the budget; false when there is none.
    pub(crate) fn reset_budget(&mut self, at: Timestamp) -> bool {
        let Sees::Budget(budget) = self.seed.sees else {
            return false;
        };
        self.record(at, "reset", budget.limit.saturating_sub(self.seed.balance), None);
        true
    }

    /// Fills the budget if a new cycle has begun.
    pub(crate) fn renew(&mut self, now: Timestamp) {
        if let Sees::Budget(budget) = &mut self.seed.sees
            && let Some(began) = budget.renewal(now)
        {
            self.reset_budget(began);
        }
    }

    /// Spends what the account's pace asks for until `now`, as far as the balance reaches.
    pub(crate) fn advance(&mut self, now: Timestamp) {
        if let Some(mut pace) = self.seed.pace {
            while let Some(charge) = pace.next_until(now) {
                self.renew(charge.at);
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
        self.renew(now);
    }

    /// What was spent, since `start` or at all.
    pub(crate) fn spent(&self, start: Option<Timestamp>) -> i64 {
        let rows = self.seed.rows.iter().filter(|row| row.kind == "debit");
        let rows = rows.filter(|row| start.is_none_or(|start| row.at >= start));
        let before = if start.is_none() {
            self.seed.spent_before
        } else {
            0
        };
        rows.fold(before, |spent, row| spent.saturating_sub(row.amount))
    }
}
