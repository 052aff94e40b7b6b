//! Balances as the window shows them: what is left, of what, and how old that is.

use refill_app as app;
use refill_core::reading::{Balance, Basis, Cycle, Reading};
use serde::Serialize;
use ts_rs::TS;

use super::Money;

/// What a balance is the rest of: the whole account, or the budget of one key.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BalanceBasis {
    /// The whole account.
    Account,
    /// The budget of the account's key.
    Budget,
}

impl From<&Basis> for BalanceBasis {
    fn from(basis: &Basis) -> BalanceBasis {
        match basis {
            Basis::Account => BalanceBasis::Account,
            Basis::Budget(_) => BalanceBasis::Budget,
        }
    }
}

/// How often a budget starts anew.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CycleView {
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// In another rhythm.
    Other,
}

/// How much a key may spend.
#[derive(Clone, Debug, Serialize, TS)]
pub struct BudgetView {
    limit: Option<Money>,
    resets: Option<CycleView>,
}

impl BudgetView {
    fn new(balance: &Balance) -> Option<BudgetView> {
        let Basis::Budget(budget) = &balance.basis else {
            return None;
        };
        let unit = balance.money.unit.clone();
        let limit = budget
            .limit
            .map(|limit| refill_core::money::Money::new(limit, unit));
        Some(BudgetView {
            limit: limit.as_ref().map(Money::from),
            resets: budget.resets.map(|cycle| match cycle {
                Cycle::Daily => CycleView::Daily,
                Cycle::Weekly => CycleView::Weekly,
                Cycle::Monthly => CycleView::Monthly,
                Cycle::Other => CycleView::Other,
            }),
        })
    }
}

/// A key that may not see what is left, and what was spent with it so far.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HiddenBalance {
    spent: Option<Money>,
    /// When that was read, RFC 3339, UTC.
    taken_at: String,
}

impl From<&app::Hidden> for HiddenBalance {
    fn from(hidden: &app::Hidden) -> HiddenBalance {
        HiddenBalance {
            spent: hidden.spent.as_ref().map(Money::from),
            taken_at: hidden.taken_at.to_string(),
        }
    }
}

/// A balance and its age.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadingView {
    balance: Money,
    /// The whole account, or the budget of the account's key.
    basis: BalanceBasis,
    /// The budget that `balance` is the rest of; null for a whole account.
    budget: Option<BudgetView>,
    /// When the provider says that the account was last topped up; RFC 3339, UTC.
    last_top_up: Option<String>,
    /// The same in money where the provider defines it ("= 4.20 USDC").
    worth: Option<Money>,
    /// RFC 3339, UTC.
    taken_at: String,
    /// Older than three refresh intervals.
    stale: bool,
}

impl ReadingView {
    /// A reading, and whether it is too old to rely on.
    pub fn new(reading: &Reading, stale: bool) -> ReadingView {
        ReadingView {
            balance: Money::from(&reading.balance.money),
            basis: BalanceBasis::from(&reading.balance.basis),
            budget: BudgetView::new(&reading.balance),
            last_top_up: reading.balance.last_top_up.map(|at| at.to_string()),
            worth: reading.balance.worth.as_ref().map(Money::from),
            taken_at: reading.taken_at.to_string(),
            stale,
        }
    }
}
