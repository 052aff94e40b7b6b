//! Credits since a moment: what a purchase is judged by.

use refill_core::history::Change;
use refill_core::ids::AccountId;
use refill_core::reading::Reading;
use refill_store::{Store, StoreError};

use crate::support::{add, at, budget, credit, debit, id, observed, reading, store_history, test_store};

fn since(store: &Store, account: &AccountId, second: i64, listed: bool) -> Vec<(i64, String)> {
    let credits = store.credits_since(account, at(second), listed).expect("read");
    let plain = |(at, money): (jiff::Timestamp, refill_core::money::Money)| {
        (at.as_second(), format!("{} {}", money.amount, money.unit))
    };
    credits.into_iter().map(plain).collect()
}

fn expected(rows: &[(i64, &str)]) -> Vec<(i64, String)> {
    let plain = |&(second, amount): &(i64, &str)| (second, format!("{amount} credits"));
    rows.iter().map(plain).collect()
}

fn record(store: &Store, account: &AccountId, reading: &Reading, derived: &[Change]) {
    store
        .record_reading(account, reading, derived, None)
        .expect("stored");
}

#[test]
fn listed_ones_are_the_provider_s_and_known() {
    let store = test_store();
    let (a, b) = (add(&store, "a"), add(&store, "b"));
    let history = [
        credit(30, "10000.50"),
        debit(25, "1"),
        credit(20, "7"),
        credit(20, "5"),
        credit(10, "3"),
    ];
    store_history(&store, &a, &history);
    store_history(&store, &b, &[credit(21, "99")]);
    record(&store, &a, &reading(29, "8"), &[observed(29, "1", "8")]);
    let rows = expected(&[(20, "5"), (20, "7"), (30, "10000.50")]);
    assert_eq!(since(&store, &a, 20, true), rows, "the moment itself counts");
    assert_eq!(since(&store, &a, 21, true), rows[2..]);
    assert_eq!(since(&store, &a, 31, true), []);
    // A run that has not reached known rows may have a gap below it.
    let run = store.begin_history_run(&a).expect("begun");
    store
        .store_history_page(&run, &[credit(40, "10000.50")], false)
        .expect("stored");
    assert_eq!(since(&store, &a, 21, true), rows[2..]);
    store.complete_history_run(&run, at(41)).expect("completed");
    assert_eq!(
        since(&store, &a, 21, true),
        expected(&[(30, "10000.50"), (40, "10000.50")])
    );
}

#[test]
fn observed_ones_are_of_the_current_series() {
    let store = test_store();
    let a = add(&store, "a");
    store_history(&store, &a, &[credit(12, "4")]);
    record(&store, &a, &reading(10, "1"), &[]);
    record(&store, &a, &reading(12, "5"), &[observed(12, "1", "5")]);
    record(&store, &a, &reading(13, "2"), &[observed(13, "5", "2")]);
    record(&store, &a, &reading(14, "9"), &[observed(14, "2", "9")]);
    assert_eq!(since(&store, &a, 12, false), expected(&[(12, "4"), (14, "7")]));
    assert_eq!(since(&store, &a, 13, false), expected(&[(14, "7")]));
    // Amounts of a budget are no amounts of the account.
    record(&store, &a, &budget(15, "100"), &[]);
    assert_eq!(since(&store, &a, 0, false), []);
}

#[test]
fn an_unknown_account_has_none() {
    let store = test_store();
    for listed in [false, true] {
        let refused = store.credits_since(&id("nobody"), at(0), listed);
        assert!(
            matches!(refused, Err(StoreError::NoSuchAccount(_))),
            "{refused:?}"
        );
    }
}
