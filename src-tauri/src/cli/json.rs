//! What is left of every account, as a document that a program reads. It is described in the help of `status`, and
//! a promise: fields are added, but none changes its meaning while `version` stays. The window's own types are free
//! to change, so these are not them.

use jiff::Timestamp;
use refill_app::{Card, Failure, Hidden, Overview};
use refill_core::alert::Level;
use refill_core::forecast::Forecast;
use refill_core::ids::ProviderId;
use refill_core::money;
use refill_core::reading::{Balance, Basis};
use refill_core::server::ServerAddress;
use serde::Serialize;

use super::socket::Counts;

const VERSION: u32 = 1;

/// The document.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    version: u32,
    at: String,
    accounts: Vec<Account>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refreshed: Option<Refreshed>,
}

/// How the refresh went, and who did it.
#[derive(Serialize)]
struct Refreshed {
    by: &'static str,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    id: String,
    name: String,
    provider: String,
    provider_name: String,
    server: Option<String>,
    balance: Option<Money>,
    worth: Option<Money>,
    basis: Option<&'static str>,
    budget: Option<Budget>,
    taken_at: Option<String>,
    age_seconds: Option<i64>,
    stale: Option<bool>,
    level: Option<&'static str>,
    threshold: Option<Money>,
    days_left: Option<u32>,
    hidden: Option<HiddenBalance>,
    problem: Option<Problem>,
}

#[derive(Serialize)]
struct Money {
    value: String,
    unit: String,
}

#[derive(Serialize)]
struct Budget {
    limit: Option<Money>,
    resets: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HiddenBalance {
    spent: Option<Money>,
    taken_at: String,
}

#[derive(Serialize)]
struct Problem {
    code: &'static str,
    since: String,
}

impl Document {
    /// What `overview` says at `now`. `name_of` names a provider.
    pub(super) fn new(
        overview: &Overview,
        name_of: impl Fn(&ProviderId) -> String,
        now: Timestamp,
    ) -> Document {
        let accounts = overview.cards.iter();
        Document {
            version: VERSION,
            at: now.to_string(),
            accounts: accounts
                .map(|card| Account::new(card, name_of(&card.account.provider), now))
                .collect(),
            refreshed: None,
        }
    }

    /// The same after a refresh, which the running Refill did or this command.
    pub(super) fn after(mut self, counts: Counts, by_app: bool) -> Document {
        let by = if by_app { "app" } else { "command" };
        self.refreshed = Some(Refreshed { by, counts });
        self
    }
}

impl Account {
    fn new(card: &Card, provider_name: String, now: Timestamp) -> Account {
        let account = &card.account;
        let reading = card.reading.as_ref();
        let balance = reading.map(|reading| &reading.balance);
        let threshold = account.threshold;
        Account {
            id: account.id.to_string(),
            name: account.name.as_str().to_owned(),
            provider: account.provider.to_string(),
            provider_name,
            server: account.server.as_ref().map(ServerAddress::host),
            balance: balance.map(|balance| Money::from(&balance.money)),
            worth: balance
                .and_then(|balance| balance.worth.as_ref())
                .map(Money::from),
            basis: balance.map(basis),
            budget: balance.and_then(Budget::of),
            taken_at: reading.map(|reading| reading.taken_at.to_string()),
            age_seconds: reading.map(|reading| now.duration_since(reading.taken_at).as_secs()),
            stale: reading.map(|_| card.stale),
            level: reading.map(|_| level(card.level)),
            threshold: threshold.map(|amount| Money::of(amount, &account.unit)),
            days_left: days_left(card),
            hidden: card.hidden.as_ref().map(HiddenBalance::from),
            problem: card.failure.as_ref().map(Problem::from),
        }
    }
}

impl Money {
    fn of(amount: money::Decimal, unit: &money::Unit) -> Money {
        Money {
            value: amount.to_string(),
            unit: unit.to_string(),
        }
    }
}

impl From<&money::Money> for Money {
    fn from(money: &money::Money) -> Money {
        Money::of(money.amount, &money.unit)
    }
}

impl Budget {
    fn of(balance: &Balance) -> Option<Budget> {
        let Basis::Budget(budget) = &balance.basis else {
            return None;
        };
        let unit = &balance.money.unit;
        Some(Budget {
            limit: budget.limit.map(|limit| Money::of(limit, unit)),
            resets: budget.resets.map(|cycle| cycle.word()),
        })
    }
}

impl From<&Hidden> for HiddenBalance {
    fn from(hidden: &Hidden) -> HiddenBalance {
        HiddenBalance {
            spent: hidden.spent.as_ref().map(Money::from),
            taken_at: hidden.taken_at.to_string(),
        }
    }
}

impl From<&Failure> for Problem {
    fn from(failure: &Failure) -> Problem {
        Problem {
            code: failure.problem.word(),
            since: failure.since.to_string(),
        }
    }
}

fn basis(balance: &Balance) -> &'static str {
    match balance.basis {
        Basis::Account => "account",
        Basis::Budget(_) => "budget",
    }
}

fn level(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Empty) => "empty",
        Some(Level::Low) => "low",
        None => "ok",
    }
}

/// Days are told where they can be: of an account that is used up there are none left.
fn days_left(card: &Card) -> Option<u32> {
    match card.forecast {
        Forecast::Days(days) => Some(days),
        Forecast::Empty => Some(0),
        Forecast::NotEnoughData | Forecast::NoSpending => None,
    }
}

/// A JSON text as it may stand on a terminal: serde escapes the control characters up to 0x1f, this the others. They
/// stand in strings only.
pub(super) fn shown(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_reaches_the_terminal_and_none_is_lost() {
        let name = "a\u{1b}[2J\u{7f}b\u{9b}2J\u{80}\u{9f}\u{a0}ä";
        let json = shown(&serde_json::to_string(name).expect("JSON"));
        assert!(!json.contains(char::is_control), "{json:?}");
        assert!(json.contains("\\u009b"), "{json:?}");
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), name);
    }
}
