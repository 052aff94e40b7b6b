//! Spending as it happens: charges in the rhythm of a working week, always the same for the same seed.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::account::{Account, AccountSeed, CENT, HistoryRow};
use crate::budget::LimitReset;

/// How far back a story reaches.
pub(crate) const DAYS: i64 = 60;

/// A call that costs credits, and how often it is made in comparison to the others.
#[derive(Debug)]
pub(crate) struct Priced {
    pub(crate) endpoint: Option<&'static str>,
    pub(crate) cost: i64,
    pub(crate) weight: u64,
}

/// Sixty days of an account.
pub(crate) struct Story {
    pub(crate) seed: u64,
    pub(crate) calls: &'static [Priced],
    /// Most calls in an hour of work, and in one of rest.
    pub(crate) most_at_work: u64,
    pub(crate) most_at_rest: u64,
    /// In one of how many hours there are any calls.
    pub(crate) one_in: u64,
    /// Days before the anchor, and credits.
    pub(crate) top_ups: &'static [(i64, i64)],
    pub(crate) level: Level,
}

/// What the balances of a story hang on.
pub(crate) enum Level {
    /// The balance in the end.
    EndsAt(i64),
    /// The lowest balance of all.
    FallsTo(i64),
    /// A limit that begins afresh: what it does not allow is not spent.
    Limit(i64, LimitReset),
}

/// A charge that is due.
pub(crate) struct Charge {
    pub(crate) at: Timestamp,
    pub(crate) cost: i64,
    pub(crate) endpoint: Option<&'static str>,
}

impl Story {
    /// What happened in the sixty days before `anchor`, oldest first.
    pub(crate) fn rows(&self, anchor: Timestamp) -> Vec<HistoryRow> {
        let mut changes: Vec<Change> = Vec::new();
        let end = whole_second(anchor);
        let start = end - SignedDuration::from_hours(DAYS * 24);
        let mut hour = start.as_second().div_euclid(3600);
        while hour * 3600 < end.as_second() {
            changes.extend(self.charges_in(hour).filter(|(at, ..)| *at >= start && *at < end));
            hour += 1;
        }
        for (days, credits) in self.top_ups {
            changes.push((end - SignedDuration::from_hours(days * 24), *credits, None));
        }
        changes.sort_by_key(|(at, ..)| *at);
        match self.level {
            Level::EndsAt(end) => {
                let spent: i64 = changes.iter().map(|(_, amount, _)| amount).sum();
                chained(end - spent, &changes)
            }
            Level::FallsTo(lowest) => chained(lowest - lowest_sum(&changes), &changes),
            Level::Limit(limit, reset) => limited(limit, reset, &changes, end),
        }
    }

    fn charges_in(&self, hour: i64) -> impl Iterator<Item = Change> {
        let mut dice = Dice::new(self.seed, hour);
        let is_quiet = self.one_in > 1 && dice.below(self.one_in) > 0;
        let most = if is_working_hour(hour) {
            self.most_at_work
        } else {
            self.most_at_rest
        };
        let count = if is_quiet { 0 } else { dice.below(most + 1) };
        (0..count).filter_map(move |_| {
            let second = hour * 3600 + i64::try_from(dice.below(3600)).ok()?;
            let call = dice.pick(self.calls)?;
            Some((Timestamp::from_second(second).ok()?, -call.cost, call.endpoint))
        })
    }
}

/// When, how much, and what for.
type Change = (Timestamp, i64, Option<&'static str>);

/// Rows without a gap, from a balance at the start.
fn chained(mut balance: i64, changes: &[Change]) -> Vec<HistoryRow> {
    let rows = changes.iter().map(|(at, amount, endpoint)| {
        let before = balance;
        balance += amount;
        HistoryRow {
            at: *at,
            kind: if *amount < 0 { "debit" } else { "credit" }.to_owned(),
            amount: *amount,
            before,
            after: balance,
            endpoint: endpoint.map(str::to_owned),
        }
    });
    rows.collect()
}

/// Rows of a key whose budget was whole at the start.
fn limited(limit: i64, reset: LimitReset, changes: &[Change], end: Timestamp) -> Vec<HistoryRow> {
    let start = changes.first().map_or(end, |(at, ..)| *at);
    let mut key = Account::new(AccountSeed::openrouter_budget("", limit, limit, reset), 0, start);
    for (at, amount, endpoint) in changes {
        key.renew(*at);
        if key.seed.balance + amount >= 0 {
            key.record(*at, "debit", *amount, endpoint.map(str::to_owned));
        }
    }
    key.renew(end);
    key.seed.rows
}

/// The lowest point of a walk that starts at zero.
fn lowest_sum(changes: &[Change]) -> i64 {
    let mut sum = 0;
    changes.iter().fold(0, |lowest, (_, amount, _)| {
        sum += amount;
        sum.min(lowest)
    })
}

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

fn is_working_hour(hour: i64) -> bool {
    let Ok(at) = Timestamp::from_second(hour * 3600) else {
        return false;
    };
    let at = at.to_zoned(TimeZone::UTC);
    let is_weekend = matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday);
    !is_weekend && (7..19).contains(&at.hour())
}

/// Spending that goes on while the sandbox runs: in each minute after the anchor there may be one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) seed: u64,
    pub(crate) calls: &'static [Priced],
    /// In how many minutes of a hundred something is called.
    pub(crate) percent: u64,
    anchor: Timestamp,
    minute: i64,
}

/// Minutes that are caught up at most: ninety days. An app that was off for longer missed the rest.
const LONGEST_GAP: i64 = 90 * 24 * 60;

impl Pace {
    pub(crate) fn new(seed: u64, calls: &'static [Priced], percent: u64, anchor: Timestamp) -> Pace {
        Pace {
            seed,
            calls,
            percent,
            anchor: whole_second(anchor),
            minute: 0,
        }
    }

    /// The next charge that was due by `now`.
    pub(crate) fn next_until(&mut self, now: Timestamp) -> Option<Charge> {
        let due = now
            .duration_since(self.anchor)
            .as_secs()
            .div_euclid(60)
            .min(LONGEST_GAP);
        while self.minute < due {
            self.minute += 1;
            let mut dice = Dice::new(self.seed ^ 0x5eed, self.minute);
            if dice.below(100) >= self.percent {
                continue;
            }
            let at = self.anchor + SignedDuration::from_mins(self.minute);
            if let Some(call) = dice.pick(self.calls) {
                return Some(Charge {
                    at,
                    cost: call.cost,
                    endpoint: call.endpoint,
                });
            }
        }
        None
    }
}

/// `count` charges of one credit, one a minute, that end at `until` with `balance` left.
pub(crate) fn steady(count: u32, until: Timestamp, balance: i64) -> Vec<HistoryRow> {
    let until = whole_second(until);
    let rows = (0..count).rev().map(|ago| {
        let after = balance + i64::from(ago);
        HistoryRow {
            at: until - SignedDuration::from_mins(i64::from(ago)),
            kind: "debit".to_owned(),
            amount: -1,
            before: after + 1,
            after,
            endpoint: Some("/api/v1/gas/price".to_owned()),
        }
    });
    rows.collect()
}

/// On each of `days` days before `until`: one model at two companies, another one twice; `balance` is left.
pub(crate) fn daily(days: u32, until: Timestamp, balance: i64) -> Vec<HistoryRow> {
    const CALLS: [(&str, i64); 4] = [
        ("anthropic/claude-sonnet-4.5|Anthropic", 12 * CENT),
        ("anthropic/claude-sonnet-4.5|Amazon Bedrock", 3 * CENT),
        ("openai/gpt-5-mini|OpenAI", CENT / 4),
        ("openai/gpt-5-mini|OpenAI", CENT / 8),
    ];
    let until = whole_second(until);
    let calls = (1..=i64::from(days)).rev().flat_map(|ago| {
        let day = until - SignedDuration::from_hours(24 * ago);
        CALLS.map(|(endpoint, cost)| (day, -cost, Some(endpoint)))
    });
    let calls: Vec<Change> = calls.collect();
    let spent: i64 = calls.iter().map(|(_, amount, _)| amount).sum();
    chained(balance - spent, &calls)
}

/// Numbers that look random and are the same for the same seed and place (the `SplitMix64` sequence).
struct Dice(u64);

impl Dice {
    fn new(seed: u64, place: i64) -> Dice {
        let mut dice = Dice(seed ^ place.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; zero when there is none.
    fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    fn pick(&mut self, calls: &'static [Priced]) -> Option<&'static Priced> {
        let mut place = self.below(calls.iter().map(|call| call.weight).sum());
        calls.iter().find(|call| {
            let is_here = place < call.weight;
            place = place.saturating_sub(call.weight);
            is_here
        })
    }
}
