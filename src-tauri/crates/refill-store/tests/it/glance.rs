//! What an overview shows of each account.

use jiff::Timestamp;
use refill_core::account::Account;
use refill_core::alert::{AlertState, Level};
use refill_core::chart;
use refill_core::history::{BUDGET_RENEWED, Change, Kind};
use refill_core::money::Decimal;
use refill_core::reading::Basis;
use refill_store::{Glance, LastReadings, Store, StoreError};

use crate::support::{
    account, add, at, awaiting, budget, credit, debit, dec, id, observed, open, reading, store_history,
    temp_dir, test_store,
};

fn all_of_it(_: &Account, _: Option<&Basis>) -> (Timestamp, Timestamp) {
    (at(0), at(10_000))
}

fn one(store: &Store, name: &str) -> Glance {
    store.glance(&id(name), at(0), &all_of_it).expect("read")
}

fn level(second: i64, amount: i64) -> chart::Level {
    chart::Level {
        at: at(second),
        amount: Decimal::from(amount),
    }
}

fn record(store: &Store, name: &str, second: i64, amount: i64) {
    store
        .record_reading(&id(name), &reading(second, &amount.to_string()), &[], None)
        .expect("stored");
}

/// An account with something in every table.
fn busy(store: &Store, name: &str) {
    let a = add(store, name);
    record(store, name, 10, 50);
    let rise = observed(20, "50", "90");
    let alert = AlertState {
        fired: Some(Level::Low),
        ..AlertState::default()
    };
    store
        .record_reading(&a, &reading(20, "90"), &[rise], Some(&alert))
        .expect("stored");
    store
        .record_reading(&a, &awaiting(30, "1"), &[], None)
        .expect("stored");
    let row = Change {
        balance_after: Some(dec("70")),
        ..debit(15, "2")
    };
    store_history(store, &a, &[credit(18, "7"), row]);
    store.set_failure(&a, "down", at(35), "{}").expect("set");
}

#[test]
fn says_what_the_single_calls_say() {
    let dir = temp_dir();
    {
        let store = open(dir.path()).store;
        busy(&store, "a");
        add(&store, "new");
        busy(&store, "removed");
        busy(&store, "b");
        store.mark_removed(&id("removed"), at(1)).expect("removed");
    }
    let store = open(dir.path()).store;
    let glances = store.glances(at(0), &all_of_it).expect("read");
    let names: Vec<&str> = glances.iter().map(|glance| glance.account.id.as_str()).collect();
    assert_eq!(names, ["a", "new", "b"]);
    let failures = store.failures().expect("read");
    for glance in &glances {
        let id = &glance.account.id;
        assert_eq!(Some(&glance.account), store.account(id).expect("read").as_ref());
        assert_eq!(glance.last, store.last_readings(id).expect("read"));
        assert_eq!(
            glance.failure.as_ref(),
            failures.iter().find(|failure| failure.account == *id)
        );
        assert_eq!(glance.alert, store.alert_state(id).expect("read"));
        assert_eq!(glance.last_credit, store.last_credit(id).expect("read"));
        let (since, until) = all_of_it(&glance.account, None);
        assert_eq!(glance.pace, store.spending(id, since, until).expect("read"));
        assert_eq!(glance, &one(&store, id.as_str()));
    }
    assert!(glances[0].failure.is_some() && glances[0].last_credit.is_some() && glances[0].pace.is_some());
    let nothing = Glance {
        account: account("new"),
        last: LastReadings::default(),
        failure: None,
        alert: AlertState::default(),
        levels: Vec::new(),
        last_credit: None,
        pace: None,
    };
    assert_eq!(glances[1], nothing);
}

#[test]
fn each_account_has_a_window_of_its_own() {
    let store = test_store();
    for name in ["a", "b"] {
        let a = add(&store, name);
        store_history(&store, &a, &[debit(300, "3"), debit(200, "2"), debit(100, "1")]);
    }
    let window = |account: &Account, _: Option<&Basis>| match account.name.as_str() {
        "a" => (at(100), at(200)),
        _ => (at(250), at(400)),
    };
    let glances = store.glances(at(0), &window).expect("read");
    let spent: Vec<_> = glances
        .iter()
        .map(|glance| glance.pace.map(|pace| (pace.spent, pace.covered.as_secs())))
        .collect();
    assert_eq!(spent, [Some((dec("3"), 100)), Some((dec("3"), 150))]);
}

#[test]
fn none_of_an_account_that_is_not_there() {
    let store = test_store();
    let a = add(&store, "a");
    store.mark_removed(&a, at(1)).expect("removed");
    for name in ["a", "nobody"] {
        let refused = store.glance(&id(name), at(0), &all_of_it);
        assert!(
            matches!(refused, Err(StoreError::NoSuchAccount(_))),
            "{refused:?}"
        );
    }
    assert!(store.glances(at(0), &all_of_it).expect("read").is_empty());
}

#[test]
fn few_levels_are_all_shown() {
    let store = test_store();
    let a = add(&store, "a");
    for n in 0..20 {
        record(&store, "a", 1000 + n * 10, n * n % 17);
    }
    let row = |second, after: &str| Change {
        balance_after: Some(dec(after)),
        ..debit(second, "1")
    };
    store_history(&store, &a, &[debit(1101, "4"), row(1095, "33"), row(500, "4")]);
    assert_eq!(one(&store, "a").levels, store.levels(&a, at(0)).expect("read"));
    let some = store.glance(&a, at(1045), &all_of_it).expect("read").levels;
    assert_eq!(some, store.levels(&a, at(1045)).expect("read"));
    assert_eq!(some.first(), Some(&level(1050, 8)));
}

#[test]
fn the_line_begins_where_it_was_known_to_lie() {
    let store = test_store();
    let a = add(&store, "a");
    for (second, amount) in [(10, 5), (90, 5), (95, 4)] {
        record(&store, "a", second, amount);
    }
    let flat = [level(50, 5), level(90, 5), level(95, 4)];
    assert_eq!(store.glance(&a, at(50), &all_of_it).expect("read").levels, flat);
    assert_eq!(store.levels(&a, at(50)).expect("read"), flat);
    assert_eq!(
        store.levels(&a, at(90)).expect("read"),
        flat[1..],
        "no point twice"
    );
    assert_eq!(
        store.glance(&a, at(90), &all_of_it).expect("read").levels,
        flat[1..]
    );
    assert_eq!(
        store.levels(&a, at(92)).expect("read"),
        flat[2..],
        "not known at 92"
    );
    assert!(store.levels(&a, at(96)).expect("read").is_empty());
    assert!(
        store
            .glance(&a, at(96), &all_of_it)
            .expect("read")
            .levels
            .is_empty()
    );
}

#[test]
fn of_many_levels_the_ends_of_stretches_are_shown_and_every_rise() {
    let store = test_store();
    let a = add(&store, "a");
    // Falls by one a second, and is topped up three times.
    let rises = [777, 778, 1500];
    let mut balance = 10_000;
    let past: Vec<_> = (0..2000)
        .map(|second| {
            let before = balance;
            balance += if rises.contains(&second) { 5000 } else { -1 };
            let change = observed(second, &before.to_string(), &balance.to_string());
            (reading(second, &balance.to_string()), vec![change])
        })
        .collect();
    store.record_past(&a, &past).expect("stored");
    let exact = store.levels(&a, at(0)).expect("read");
    assert_eq!(exact.len(), 2000);
    let levels = one(&store, "a").levels;
    assert!((80..100).contains(&levels.len()), "{}", levels.len());
    assert!(levels.is_sorted_by_key(|level| level.at));
    assert_eq!(levels.first(), exact.first());
    assert_eq!(levels.last(), exact.last());
    for second in rises {
        let place = levels
            .iter()
            .position(|level| level.at == at(second))
            .expect("shown");
        let amount = levels[place].amount;
        assert_eq!(
            levels[place + 1],
            level(second, i64::try_from(amount + dec("5000")).expect("whole"))
        );
    }
    let most = |levels: &[chart::Level]| levels.iter().map(|level| level.amount).max();
    assert_eq!(most(&levels), most(&exact));
    let between = exact
        .windows(2)
        .map(|pair| pair[1].at.duration_since(pair[0].at))
        .max();
    assert_eq!(between.map(|gap| gap.as_secs()), Some(1));
    for pair in levels.windows(2) {
        assert!(
            pair[1].at.duration_since(pair[0].at).as_secs() <= 2000 / 40 + 1,
            "{pair:?}"
        );
    }
}

#[test]
fn a_budget_that_starts_anew_is_shown_at_its_height() {
    let store = test_store();
    let a = add(&store, "a");
    let past: Vec<_> = (0..3000_i64)
        .map(|second| {
            let left = 1000 - second % 1000;
            let mut changes = Vec::new();
            if left == 1000 && second > 0 {
                changes.push(Change {
                    kind: Kind::Other(BUDGET_RENEWED.to_owned()),
                    ..observed(second, "1", "1000")
                });
            }
            (budget(second, &left.to_string()), changes)
        })
        .collect();
    store.record_past(&a, &past).expect("stored");
    let levels = one(&store, "a").levels;
    for second in [1000, 2000] {
        assert!(levels.contains(&level(second, 1)) && levels.contains(&level(second, 1000)));
    }
}

#[test]
fn a_gap_is_no_slope() {
    let store = test_store();
    let a = add(&store, "a");
    // The computer was off for most of the time.
    let seconds = (0..500).chain(9500..10_000);
    let past: Vec<_> = seconds
        .map(|second| (reading(second, &(20_000 - second).to_string()), vec![]))
        .collect();
    store.record_past(&a, &past).expect("stored");
    let levels = one(&store, "a").levels;
    assert!(levels.contains(&level(499, 19_501)) && levels.contains(&level(9500, 10_500)));
}

#[test]
fn the_old_series_is_not_looked_at() {
    let store = test_store();
    busy(&store, "a");
    let a = id("a");
    store
        .record_reading(&a, &budget(40, "5"), &[], None)
        .expect("stored");
    let glance = one(&store, "a");
    assert_eq!(glance.levels, [level(15, 70), level(40, 5)]);
    assert_eq!(glance.last_credit.expect("there").change, credit(18, "7"));
    // What the provider lists is of the account and not of the budget.
    assert_eq!(glance.pace.expect("known").spent, dec("0"));
    assert_eq!(glance.last.latest, Some(budget(40, "5")));
}
