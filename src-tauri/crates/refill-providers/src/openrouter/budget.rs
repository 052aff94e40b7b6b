//! What `GET key` says of a key (contract A2): which kind it is, what it spent, and what is left of its budget.
//!
//! `{"data":{"limit":100,"limit_remaining":74.5,"limit_reset":"monthly","usage":25.5,"is_management_key":false}}`
//! and more. A key without a limit may spend all that the account has; how much that is, it does not see. Newer
//! answers name an `effective_budget` beside the key's own: the one of all budgets above it that binds first.

use refill_core::money::{Decimal, Money};
use refill_core::reading::{Balance, Basis, Budget, Cycle};
use serde::Deserialize;

use super::dollars;
use crate::wire::{Field, Unclear};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Key {
    is_management_key: Field,
    is_provisioning_key: Field,
    usage: Field,
    limit: Field,
    limit_remaining: Field,
    limit_reset: Field,
    effective_budget: Field,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct EffectiveBudget {
    limit_usd: Field,
    remaining_usd: Field,
    reset_interval: Field,
}

/// A budget and what is left of it.
struct Left {
    remaining: Decimal,
    budget: Budget,
}

impl Key {
    /// True only for a key that is plainly said to be one for management; the other field is its older name.
    pub(super) fn is_for_management(&self) -> bool {
        let said = self.is_management_key.json();
        said.or_else(|| self.is_provisioning_key.json()) == Some("true")
    }

    /// What was spent with the key, where that can be read.
    pub(super) fn spent(&self) -> Option<Money> {
        self.usage.number("usage").ok().flatten().map(dollars)
    }

    /// What is left of the budget that binds first; `None` for a key without any.
    pub(super) fn left(&self) -> Result<Option<Balance>, Unclear> {
        let left = match (self.own()?, self.effective()?) {
            (Some(own), Some(effective)) if effective.remaining < own.remaining => Some(effective),
            (own, effective) => own.or(effective),
        };
        Ok(left.map(|Left { remaining, budget }| Balance {
            basis: Basis::Budget(budget),
            ..Balance::of_account(dollars(remaining))
        }))
    }

    fn own(&self) -> Result<Option<Left>, Unclear> {
        let Some(limit) = self.limit.number("limit")? else {
            return Ok(None);
        };
        Ok(Some(Left {
            remaining: self.limit_remaining.required_number("limit_remaining")?,
            budget: Budget {
                limit: Some(limit),
                resets: cycle(&self.limit_reset),
            },
        }))
    }

    fn effective(&self) -> Result<Option<Left>, Unclear> {
        if self.effective_budget.json().is_none() {
            return Ok(None);
        }
        let effective: EffectiveBudget = self.effective_budget.object("effective_budget")?;
        Ok(Some(Left {
            remaining: effective.remaining_usd.required_number("remaining_usd")?,
            budget: Budget {
                limit: effective.limit_usd.number("limit_usd")?,
                resets: cycle(&effective.reset_interval),
            },
        }))
    }
}

/// How often a budget starts anew; a word of any other form than text says at least that it does.
fn cycle(field: &Field) -> Option<Cycle> {
    field.json()?;
    Some(Cycle::from_word(&field.text().unwrap_or_default()))
}
