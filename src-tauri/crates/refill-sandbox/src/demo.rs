//! The accounts of demo mode and their stories.

mod pasts;
mod plots;
mod wallet;

use jiff::{SignedDuration, Timestamp};
use refill_core::ids::ProviderId;
use refill_core::money::Unit;
use rust_decimal::Decimal;

use crate::account::{AccountSeed, HistoryRow, LastTopUp};
use crate::budget::LimitReset;
use crate::fault::{Fault, FaultRule};
use crate::story::{DAYS, Level, Pace};
use crate::world::OPENROUTER;
use plots::{Plot, plots};

pub(crate) use plots::holder;
pub use wallet::demo_wallet;
pub(crate) use wallet::funded;

/// The e-mail address with which demo mode's holder signs in at the Web3 API.
pub const DEMO_EMAIL: &str = "demo@example.com";
/// Their password, which is no secret.
pub const DEMO_PASSWORD: &str = "demo-demo-demo";

/// An account of demo mode.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    /// At which provider.
    pub provider: ProviderId,
    /// What the person called it.
    pub name: &'static str,
    /// Its key: made up, with the provider's prefix.
    pub key: String,
    /// Unit of every amount in here: US dollars at OpenRouter, credits elsewhere.
    pub unit: Unit,
    /// What its number is.
    pub number: DemoNumber,
    /// By what the person divides the reported number to get credits: 10 where it is counted in tenths, else 1.
    /// The amounts in here are divided already; what the server reports is not.
    pub divisor: u32,
    /// Below which amount the person wants to be warned.
    pub threshold: Option<Decimal>,
    /// What it shows.
    pub story: &'static str,
    /// What earlier readings would have found, oldest first: one every four hours for sixty days. Empty where the
    /// number is hidden. A rise of a budget at the begin of its cycle is no top-up.
    pub past_readings: Vec<(Timestamp, Decimal)>,
    pub(crate) seed: AccountSeed,
    pub(crate) fault: Option<FaultRule>,
}

/// What the number of a demo account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoNumber {
    /// What the account has left.
    Balance,
    /// What the key may still spend of its limit. What the account behind it has left, it does not see.
    Budget {
        /// The limit, in the account's unit.
        limit: Decimal,
        /// When all of it is left again.
        reset: LimitReset,
    },
    /// None: a key without a limit, which does not see the account behind it.
    Hidden,
}

/// The accounts of demo mode: sixty days that lead up to `anchor`, and how they go on from there.
///
/// The same anchor gives the same past and the same future. So a demo that keeps its data keeps its anchor,
/// too; a demo that starts afresh takes the present moment.
pub fn demo_accounts(anchor: Timestamp) -> Vec<DemoAccount> {
    plots().into_iter().map(|plot| act(&plot, anchor)).collect()
}

fn act(plot: &Plot, anchor: Timestamp) -> DemoAccount {
    let rows = plot.past.rows(anchor);
    let number = plot.number();
    let past_readings = match number {
        DemoNumber::Hidden => Vec::new(),
        DemoNumber::Balance | DemoNumber::Budget { .. } => readings(plot, &rows, anchor),
    };
    let fault = plot
        .is_failing
        .then(|| FaultRule::new(&plot.provider, maintenance()).for_key(plot.key));
    DemoAccount {
        provider: plot.provider.clone(),
        name: plot.name,
        key: plot.key.to_owned(),
        unit: plot.unit(),
        number,
        divisor: plot.divisor,
        threshold: plot.threshold.map(Decimal::from),
        story: plot.story,
        past_readings,
        seed: seed(plot, rows, anchor),
        fault,
    }
}

impl Plot {
    fn number(&self) -> DemoNumber {
        match self.past.level {
            Level::Limit(limit, reset) => DemoNumber::Budget {
                limit: self.amount(limit),
                reset,
            },
            _ if self.is_hidden => DemoNumber::Hidden,
            Level::EndsAt(_) | Level::FallsTo(_) => DemoNumber::Balance,
        }
    }

    fn unit(&self) -> Unit {
        if self.provider == OPENROUTER {
            Unit::USD
        } else {
            Unit::CREDITS
        }
    }

    /// What the server counts, in the unit that the person sees.
    fn amount(&self, counted: i64) -> Decimal {
        let scale = match self.divisor {
            _ if self.provider == OPENROUTER => 9,
            10 => 1,
            _ => 0,
        };
        Decimal::new(counted, scale).normalize()
    }
}

fn seed(plot: &Plot, rows: Vec<HistoryRow>, anchor: Timestamp) -> AccountSeed {
    let seed = match plot.past.level {
        Level::Limit(limit, reset) => AccountSeed::openrouter_budget(plot.key, limit, limit, reset),
        _ if plot.is_hidden => AccountSeed::openrouter_unlimited(plot.key),
        Level::EndsAt(_) | Level::FallsTo(_) => AccountSeed::new(plot.provider.clone(), plot.key, 0),
    };
    let last_top_up = rows.iter().rev().find(|row| row.kind == "credit");
    AccountSeed {
        last_top_up: last_top_up.map_or(LastTopUp::Never, |row| LastTopUp::At(row.at)),
        pace: Some(Pace::new(plot.past.seed, plot.past.calls, plot.percent, anchor)),
        ..seed.with_rows(rows)
    }
}

/// What a proxy answers while the server behind it is being worked on: nothing of the provider's own.
fn maintenance() -> Fault {
    Fault::Raw {
        status: 503,
        content_type: "text/plain".to_owned(),
        body: "Service Unavailable".to_owned(),
    }
}

/// The balance every four hours; the last time is four hours before `anchor`.
fn readings(plot: &Plot, rows: &[HistoryRow], anchor: Timestamp) -> Vec<(Timestamp, Decimal)> {
    let mut place = 0;
    let mut balance = rows.first().map_or(0, |row| row.before);
    let moments = (1..=DAYS * 6)
        .rev()
        .map(|ago| anchor - SignedDuration::from_hours(ago * 4));
    let readings = moments.map(|at| {
        while let Some(row) = rows.get(place).filter(|row| row.at <= at) {
            balance = row.after;
            place += 1;
        }
        (at, plot.amount(balance))
    });
    readings.collect()
}
