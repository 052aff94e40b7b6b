//! Where amounts stop being comparable, nothing that is drawn, summed or derived looks back.

use jiff::SignedDuration;
use refill_core::account::Divisor;
use refill_core::alert::{AlertState, Level};
use refill_core::chart;
use refill_core::history::Change;
use refill_core::ids::AccountId;
use refill_core::reading::{Balance, Basis, Budget, Cycle, Reading};
use refill_store::{LastReadings, Store, StoreError};

use crate::support::{
    account, add, at, awaiting, budget, changes, credit, debit, dec, id, observed, open, reading,
    store_history, temp_dir, test_store,
};

fn record(store: &Store, account: &AccountId, reading: &Reading, derived: &[Change]) {
    store
        .record_reading(account, reading, derived, None)
        .expect("stored");
}

fn level(second: i64, amount: &str) -> chart::Level {
    chart::Level {
        at: at(second),
        amount: dec(amount),
    }
}

fn ten() -> Divisor {
    Divisor::new(10).expect("not zero")
}

/// What the calls that keep to the current series say of an account: its levels, what it spent, how much of the
/// time is covered, and the amount of its last credit.
fn seen(store: &Store, account: &AccountId) -> (Vec<chart::Level>, Option<(String, i64)>, Option<String>) {
    let pace = store.spending(account, at(0), at(1000)).expect("read");
    let credit = store.last_credit(account).expect("read");
    (
        store.levels(account, at(0)).expect("read"),
        pace.map(|pace| (pace.spent.to_string(), pace.covered.as_secs())),
        credit.map(|entry| entry.change.amount.amount.to_string()),
    )
}

/// An account that was topped up and has spent something.
fn used(store: &Store) -> AccountId {
    let a = add(store, "a");
    record(store, &a, &reading(10, "50"), &[]);
    record(store, &a, &reading(20, "90"), &[observed(20, "50", "90")]);
    record(store, &a, &reading(30, "80"), &[observed(30, "90", "80")]);
    a
}

#[test]
fn another_basis_begins_a_new_one() {
    let store = test_store();
    let a = used(&store);
    let before = seen(&store, &a);
    assert_eq!(before.0, [level(10, "50"), level(20, "90"), level(30, "80")]);
    assert_eq!(
        (before.1, before.2),
        (Some(("10".into(), 990)), Some("40".into()))
    );

    record(&store, &a, &budget(40, "5"), &[]);
    let last = store.last_readings(&a).expect("read");
    assert_eq!((last.latest, last.awaiting), (Some(budget(40, "5")), None));
    assert_eq!(
        seen(&store, &a),
        (vec![level(40, "5")], Some(("0".into(), 960)), None)
    );

    let fall = Change {
        at: at(50),
        ..observed(50, "5", "4")
    };
    record(&store, &a, &budget(50, "4"), std::slice::from_ref(&fall));
    let levels = vec![level(40, "5"), level(50, "4")];
    assert_eq!(seen(&store, &a), (levels, Some(("1".into(), 960)), None));
    assert_eq!(changes(&store, &a).len(), 3, "all stays in the history");

    // And back: not to the old one, but to one more.
    record(&store, &a, &reading(60, "70"), &[]);
    assert_eq!(
        seen(&store, &a),
        (vec![level(60, "70")], Some(("0".into(), 940)), None)
    );
    let all = store.latest_readings().expect("read");
    assert_eq!(all[&a].confirmed, Some(reading(60, "70")));
}

#[test]
fn another_limit_or_rhythm_begins_a_series() {
    let store = test_store();
    let a = add(&store, "a");
    record(&store, &a, &budget(10, "5"), &[]);
    let raised = Reading {
        balance: Balance {
            basis: Basis::Budget(Budget {
                limit: Some(dec("20")),
                resets: Some(Cycle::Daily),
            }),
            ..budget(20, "20").balance
        },
        ..budget(20, "20")
    };
    record(&store, &a, &raised, &[]);
    assert_eq!(seen(&store, &a).0, [level(20, "20")]);
    assert_eq!(store.last_readings(&a).expect("read").latest, Some(raised));
}

#[test]
fn an_unconfirmed_reading_counts_as_the_one_before() {
    let store = test_store();
    let a = used(&store);
    let zero = Reading {
        belief: awaiting(40, "0").belief,
        ..budget(40, "0")
    };
    record(&store, &a, &zero, &[]);
    let last = store.last_readings(&a).expect("read");
    let expected = LastReadings {
        latest: Some(zero.clone()),
        confirmed: None,
        awaiting: Some(zero),
    };
    assert_eq!(last, expected, "no reading of the old series");
    record(&store, &a, &budget(50, "0"), &[]);
    assert_eq!(seen(&store, &a).0, [level(50, "0")]);
}

#[test]
fn rows_of_the_provider_are_drawn_but_are_no_spending_of_a_budget() {
    let store = test_store();
    let a = used(&store);
    let row = |second, after: &str| Change {
        balance_after: Some(dec(after)),
        ..debit(second, "2")
    };
    store_history(&store, &a, &[row(25, "84"), credit(12, "7"), row(5, "52")]);
    record(&store, &a, &budget(40, "5"), &[]);
    let levels = vec![level(5, "52"), level(25, "84"), level(40, "5")];
    assert_eq!(
        seen(&store, &a),
        (levels, Some(("0".into(), 960)), Some("7".into()))
    );
}

#[test]
fn is_no_matter_of_the_clock() {
    let store = test_store();
    let a = used(&store);
    // The clock is set back, and the new series lies in the middle of the old one.
    record(&store, &a, &budget(15, "5"), &[]);
    record(&store, &a, &budget(25, "4"), &[observed(25, "5", "4")]);
    let levels = vec![level(15, "5"), level(25, "4")];
    assert_eq!(seen(&store, &a), (levels, Some(("1".into(), 985)), None));
    assert_eq!(
        store.last_readings(&a).expect("read").latest,
        Some(budget(25, "4"))
    );
}

#[test]
fn entries_of_others_that_go_do_not_mix_them_up() {
    let store = test_store();
    let a = used(&store);
    record(&store, &a, &budget(40, "5"), &[]);
    let b = add(&store, "b");
    let rows: Vec<Change> = (0..50).rev().map(|n| debit(n, "1")).collect();
    store_history(&store, &b, &rows);
    store.mark_removed(&b, at(1)).expect("removed");
    assert!(store.finish_removal(&b).expect("finished"));
    // The ids that are free now are given again.
    record(&store, &a, &budget(50, "3"), &[observed(50, "5", "3")]);
    assert_eq!(seen(&store, &a).1, Some(("2".into(), 960)));
}

#[test]
fn another_divisor_begins_a_new_one_with_all_that_follows() {
    let dir = temp_dir();
    let a = used(&open(dir.path()).store);
    let alert = AlertState {
        fired: Some(Level::Low),
        ..AlertState::default()
    };
    {
        let store = open(dir.path()).store;
        store.set_failure(&a, "down", at(35), "{}").expect("set");
        store
            .set_divisor(&a, ten(), &reading(40, "8"), &alert)
            .expect("set");
    }
    let store = open(dir.path()).store;
    let read = store.account(&a).expect("read").expect("there");
    assert_eq!(read.divisor, ten());
    assert_eq!(store.alert_state(&a).expect("read"), alert);
    assert!(store.failures().expect("read").is_empty());
    assert_eq!(
        seen(&store, &a),
        (vec![level(40, "8")], Some(("0".into(), 960)), None)
    );
    let last = store.last_readings(&a).expect("read");
    assert_eq!(last.latest, Some(reading(40, "8")));
    let pace = store.spending(&a, at(40), at(41)).expect("read").expect("known");
    assert_eq!(pace.covered, SignedDuration::from_secs(1));
}

#[test]
fn a_divisor_that_does_not_fit_leaves_everything() {
    let store = test_store();
    let a = used(&store);
    let before = seen(&store, &a);
    for refused in [id("nobody"), {
        let b = add(&store, "b");
        store.mark_removed(&b, at(1)).expect("removed");
        b
    }] {
        let refused = store.set_divisor(&refused, ten(), &reading(1, "1"), &AlertState::default());
        assert!(
            matches!(refused, Err(StoreError::NoSuchAccount(_))),
            "{refused:?}"
        );
    }
    assert_eq!(seen(&store, &a), before);
    assert_eq!(store.account(&a).expect("read"), Some(account("a")));
}

#[test]
fn a_series_can_begin_before_its_first_reading() {
    let store = test_store();
    let a = add(&store, "a");
    record(&store, &a, &budget(10, "5"), &[]);
    store.begin_series(&a).expect("begun");
    assert_eq!(store.last_readings(&a).expect("read").latest, None);
    record(&store, &a, &budget(20, "5"), &[]);
    assert_eq!(seen(&store, &a).0, [level(20, "5")]);
}

#[test]
fn what_the_provider_lists_of_an_account_is_not_what_a_budget_spent() {
    let store = test_store();
    let a = used(&store);
    record(&store, &a, &budget(500, "5"), &[]);
    let pace = store.spending(&a, at(0), at(1000)).expect("read").expect("known");
    assert_eq!(pace.spent, dec("0"), "{pace:?}");
}
