//! What an overview of many accounts costs, and a start with them.
//!
//! `cargo test --release -p refill-store -- --ignored --nocapture glance_speed`

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use refill_core::account::Account;
use rusqlite::params;

use crate::support::{add, at, id, open, raw, temp_dir};

const MONTH: i64 = 30 * 86_400;
/// A refresh every five minutes.
const STEP: i64 = 300;
const BEGIN: i64 = 1_700_000_000;

/// `accounts` accounts that spend a little at every refresh and are topped up now and then, with a reading for
/// each step of a month and `entries` entries: of the provider for every other account, observed for the rest.
/// As they would come, one refresh of all accounts after the other.
fn fill(dir: &Path, accounts: i64, entries: i64) {
    let store = open(dir).store;
    for n in 0..accounts {
        add(&store, &format!("a{n}"));
    }
    drop(store);
    let mut db = raw(dir);
    db.execute_batch("PRAGMA cache_size = -400000; PRAGMA synchronous = off")
        .expect("set");
    let tx = db.transaction().expect("begun");
    for step in 0..MONTH / STEP {
        let micros = (BEGIN + step * STEP) * 1_000_000;
        for account in 1..=accounts {
            tx.prepare_cached(
                "INSERT INTO reading (account, taken_at, amount, unit, confirmed) VALUES (?1, ?2, ?3, 'credits', 1)",
            )
            .expect("prepared")
            .execute(params![account, micros + account, format!("{}.25", balance(step))])
            .expect("stored");
            if step * entries / (MONTH / STEP) != (step + 1) * entries / (MONTH / STEP) {
                let credit = balance(step) > balance(step - 1);
                let (kind, amount) = if credit {
                    ("credit", "1000")
                } else {
                    ("debit", "-1.5")
                };
                let (run, series) = if account % 2 == 0 {
                    (Some(1), None)
                } else {
                    (None, Some(1))
                };
                tx.prepare_cached(
                    "INSERT INTO entry (account, at, kind, amount, unit, balance_before, balance_after, text, run, series)
                     VALUES (?1, ?2, ?3, ?4, 'credits', ?5, ?6, '/v1/call', ?7, ?8)",
                )
                .expect("prepared")
                .execute(params![
                    account,
                    micros + account,
                    kind,
                    amount,
                    format!("{}.25", balance(step - 1)),
                    format!("{}.25", balance(step)),
                    run,
                    series
                ])
                .expect("stored");
            }
        }
    }
    tx.execute(
        "UPDATE history_sync SET begun = 1, completed = 1, completed_at = 1",
        [],
    )
    .expect("completed");
    tx.commit().expect("committed");
}

fn balance(step: i64) -> i64 {
    1000 - step % 900
}

fn last_week(_: &Account, _: Option<&refill_core::reading::Basis>) -> (Timestamp, Timestamp) {
    let now = BEGIN + MONTH;
    (at(now - 7 * 86_400), at(now))
}

fn timed<T>(what: &str, work: impl Fn() -> T) -> T {
    let mut best = Duration::MAX;
    let mut first = None;
    let mut result = None;
    for _ in 0..10 {
        let begun = Instant::now();
        result = Some(work());
        best = best.min(begun.elapsed());
        first.get_or_insert(begun.elapsed());
    }
    println!("{what}: first {:?}, best {best:?}", first.expect("ran"));
    result.expect("ran")
}

#[test]
#[ignore = "a measurement, not a check"]
fn two_hundred_accounts_with_a_month() {
    let dir = temp_dir();
    fill(dir.path(), 200, 1000);
    let file = dir.path().join("history.db");
    println!("{} MB", file.metadata().expect("there").len() / 1_000_000);
    let store = open(dir.path()).store;
    let glances = timed("glances", || store.glances(at(BEGIN), &last_week).expect("read"));
    assert_eq!(glances.len(), 200);
    let levels: usize = glances.iter().map(|glance| glance.levels.len()).sum();
    println!("{} levels each", levels / 200);
    timed("glance", || {
        store.glance(&id("a7"), at(BEGIN), &last_week).expect("read")
    });
    timed("levels", || store.levels(&id("a7"), at(BEGIN)).expect("read"));
    timed("spending of all", || {
        for n in 0..200 {
            let (since, until) = (at(BEGIN + MONTH - 7 * 86_400), at(BEGIN + MONTH));
            store.spending(&id(&format!("a{n}")), since, until).expect("read");
        }
    });
    timed("latest_readings", || store.latest_readings().expect("read"));
}

#[test]
#[ignore = "a measurement, not a check"]
fn a_start_with_twenty_accounts_and_a_month() {
    let dir = temp_dir();
    fill(dir.path(), 20, 1000);
    let begun = Instant::now();
    drop(open(dir.path()));
    println!("open, looked through: {:?}", begun.elapsed());
    timed("open and close, left in order", || drop(open(dir.path())));
    let begun = Instant::now();
    let opened = open(dir.path());
    println!("open, left in order: {:?}", begun.elapsed());
    drop(opened);
}
