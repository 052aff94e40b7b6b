//! The accounts of demo mode and their stories.

use jiff::{SignedDuration, Timestamp};
use refill_core::ids::ProviderId;
use rust_decimal::Decimal;

use crate::account::{AccountSeed, HistoryRow};
use crate::fault::{Fault, FaultRule};
use crate::story::{DAYS, Level, Pace, Priced, Story};
use crate::world::{DRIA, WEB3_API};

/// An account of demo mode.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    /// At which provider.
    pub provider: ProviderId,
    /// What the person called it.
    pub name: &'static str,
    /// Its key: made up, with the provider's prefix.
    pub key: String,
    /// Below how many credits the person wants to be warned.
    pub threshold: Option<Decimal>,
    /// What it shows.
    pub story: &'static str,
    /// What earlier readings would have found, oldest first: one every four hours for sixty days.
    pub past_readings: Vec<(Timestamp, Decimal)>,
    pub(crate) seed: AccountSeed,
    pub(crate) fault: Option<FaultRule>,
}

struct Plot {
    provider: ProviderId,
    name: &'static str,
    key: &'static str,
    threshold: i64,
    story: &'static str,
    is_failing: bool,
    /// Minutes of a hundred in which something is spent while the demo runs.
    percent: u64,
    past: Story,
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
    let past_readings = readings(&rows, anchor);
    let mut seed = AccountSeed::new(plot.provider.clone(), plot.key, 0).with_rows(rows);
    seed.pace = Some(Pace::new(plot.past.seed, plot.past.calls, plot.percent, anchor));
    let fault = plot
        .is_failing
        .then(|| FaultRule::new(&plot.provider, maintenance()).for_key(plot.key));
    DemoAccount {
        provider: plot.provider.clone(),
        name: plot.name,
        key: plot.key.to_owned(),
        threshold: Some(Decimal::from(plot.threshold)),
        story: plot.story,
        past_readings,
        seed,
        fault,
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
fn readings(rows: &[HistoryRow], anchor: Timestamp) -> Vec<(Timestamp, Decimal)> {
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
        (at, Decimal::from(balance))
    });
    readings.collect()
}

fn plots() -> [Plot; 4] {
    [
        Plot {
            provider: DRIA,
            name: "Work",
            key: "dkn_live_demo_work_not_a_real_key",
            threshold: 500,
            story: "low: below the amount at which the person wants to know",
            is_failing: false,
            percent: 40,
            past: work(),
        },
        Plot {
            provider: DRIA,
            name: "Personal",
            key: "dkn_live_demo_personal_not_a_real_key",
            threshold: 300,
            story: "healthy: topped up, and little is spent",
            is_failing: false,
            percent: 15,
            past: personal(),
        },
        Plot {
            provider: WEB3_API,
            name: "Wallet app",
            key: "demo_web3_wallet_app_not_a_real_key",
            threshold: 2_000,
            story: "healthy: sixty days of charges and two packages bought",
            is_failing: false,
            percent: 60,
            past: wallet_app(),
        },
        Plot {
            provider: WEB3_API,
            name: "Staging server",
            key: "demo_web3_staging_not_a_real_key",
            threshold: 1_000,
            story: "failing: the server is down, and the last value is some hours old",
            is_failing: true,
            percent: 0,
            past: staging(),
        },
    ]
}

fn work() -> Story {
    Story {
        seed: 101,
        calls: INFERENCE,
        most_at_work: 3,
        most_at_rest: 0,
        top_ups: &[(38, 1_000)],
        level: Level::EndsAt(420),
    }
}

fn personal() -> Story {
    Story {
        seed: 202,
        calls: INFERENCE,
        most_at_work: 1,
        most_at_rest: 1,
        top_ups: &[(23, 2_000)],
        level: Level::EndsAt(2_350),
    }
}

fn wallet_app() -> Story {
    Story {
        seed: 303,
        calls: CHAIN_CALLS,
        most_at_work: 10,
        most_at_rest: 1,
        top_ups: &[(47, 10_000), (12, 50_000)],
        level: Level::FallsTo(380),
    }
}

fn staging() -> Story {
    Story {
        seed: 404,
        calls: CHAIN_CALLS,
        most_at_work: 4,
        most_at_rest: 0,
        top_ups: &[(33, 10_000)],
        level: Level::EndsAt(8_240),
    }
}

/// What model calls cost, in whole cents.
const INFERENCE: &[Priced] = &[priced(None, 1, 60), priced(None, 2, 30), priced(None, 5, 10)];

/// Calls and costs of the documented price list.
const CHAIN_CALLS: &[Priced] = &[
    priced(Some("/api/v1/gas/price"), 1, 14),
    priced(Some("/api/v1/gas/estimate"), 1, 10),
    priced(Some("/api/v1/blocks/latest"), 1, 10),
    priced(Some("/api/v1/prices/batch"), 1, 8),
    priced(Some("/api/v1/transactions/status"), 2, 12),
    priced(Some("/api/v1/transactions"), 2, 8),
    priced(Some("/api/v1/wallets/create"), 5, 3),
    priced(Some("/api/v1/tx/sign"), 5, 4),
    priced(Some("/api/v1/balance/batch"), 5, 8),
    priced(Some("/api/v1/balance/token/batch"), 5, 8),
    priced(Some("/api/v1/transfer/native"), 10, 5),
    priced(Some("/api/v1/transfer/token"), 10, 8),
    priced(Some("/api/v1/tx/broadcast"), 10, 4),
    priced(Some("/api/v1/contract/read"), 10, 10),
    priced(Some("/api/v1/contract/write"), 10, 5),
    priced(Some("/api/v1/token/approve"), 10, 2),
];

const fn priced(endpoint: Option<&'static str>, cost: i64, weight: u64) -> Priced {
    Priced {
        endpoint,
        cost,
        weight,
    }
}
