//! The rule of the sync: what is new, and when a run may stop.

use refill_core::history::{Change, Origin};
use refill_core::ids::AccountId;
use refill_store::{PageOutcome, RunId, Store, StoreError};

use crate::support::{add, at, changes, debit, numbered, open, reading, temp_dir, test_store};

fn outcome(added: usize, all_known: bool) -> PageOutcome {
    PageOutcome { added, all_known }
}

fn page(store: &Store, run: &RunId, rows: &[Change]) -> PageOutcome {
    store.store_history_page(run, rows).expect("stored")
}

fn begin(store: &Store, account: &AccountId) -> RunId {
    store.begin_history_run(account).expect("begun")
}

/// Rows `from` down to `to`, both included: a page of the provider.
fn rows(from: usize, to: usize) -> Vec<Change> {
    (to..=from).rev().map(numbered).collect()
}

#[test]
fn only_what_is_new_is_added_and_a_completed_run_is_known() {
    let store = test_store();
    let a = add(&store, "a");
    assert_eq!(store.history_completed_at(&a).expect("read"), None);
    let run = begin(&store, &a);
    assert_eq!(page(&store, &run, &rows(9, 5)), outcome(5, false));
    assert_eq!(page(&store, &run, &rows(4, 0)), outcome(5, false));
    assert_eq!(page(&store, &run, &[]), outcome(0, true));
    store.complete_history_run(&run, at(77)).expect("completed");
    assert_eq!(store.history_completed_at(&a).expect("read"), Some(at(77)));

    let run = begin(&store, &a);
    assert_eq!(page(&store, &run, &rows(11, 7)), outcome(2, false));
    assert_eq!(page(&store, &run, &rows(6, 2)), outcome(0, true));
    store.complete_history_run(&run, at(78)).expect("completed");
    assert_eq!(changes(&store, &a), (0..12).map(numbered).collect::<Vec<_>>());
}

#[test]
fn rows_of_a_killed_run_are_kept_and_do_not_count_as_known() {
    let dir = temp_dir();
    let a = add(&open(dir.path()).store, "a");
    {
        let store = open(dir.path()).store;
        let run = begin(&store, &a);
        assert_eq!(page(&store, &run, &rows(99, 90)), outcome(10, false));
    }
    let store = open(dir.path()).store;
    let run = begin(&store, &a);
    assert_eq!(
        page(&store, &run, &rows(99, 90)),
        outcome(0, false),
        "there is a gap behind them"
    );
    assert_eq!(page(&store, &run, &rows(89, 0)), outcome(90, false));
    store.complete_history_run(&run, at(1)).expect("completed");
    let run = begin(&store, &a);
    assert_eq!(
        page(&store, &run, &rows(99, 90)),
        outcome(0, true),
        "the gap was closed"
    );
}

#[test]
fn a_run_that_meets_rows_of_its_own_goes_on() {
    let store = test_store();
    let a = add(&store, "a");
    let run = begin(&store, &a);
    assert_eq!(page(&store, &run, &rows(9, 5)), outcome(5, false));
    // Two new rows came in at the top, so the second page shows two rows again.
    assert_eq!(page(&store, &run, &rows(6, 2)), outcome(3, false));
    // A whole page again.
    assert_eq!(page(&store, &run, &rows(6, 2)), outcome(0, false));
    assert_eq!(changes(&store, &a).len(), 8);
}

#[test]
fn a_page_that_is_known_in_part_is_not_known() {
    let store = test_store();
    let a = add(&store, "a");
    let run = begin(&store, &a);
    page(&store, &run, &rows(4, 0));
    store.complete_history_run(&run, at(1)).expect("completed");
    let killed = begin(&store, &a);
    assert_eq!(page(&store, &killed, &rows(9, 5)), outcome(5, false));
    let run = begin(&store, &a);
    assert_eq!(
        page(&store, &run, &rows(6, 2)),
        outcome(0, false),
        "5 and 6 are of the killed run"
    );
    assert_eq!(page(&store, &run, &rows(4, 0)), outcome(0, true));
}

#[test]
fn a_later_run_ends_the_one_before_it() {
    let store = test_store();
    let a = add(&store, "a");
    let (first, second) = (begin(&store, &a), begin(&store, &a));
    let over = |result: Result<(), StoreError>| assert!(matches!(result, Err(StoreError::RunOver)));
    over(store.store_history_page(&first, &rows(4, 0)).map(|_| ()));
    over(store.complete_history_run(&first, at(1)));
    page(&store, &second, &rows(4, 0));
    store.complete_history_run(&second, at(1)).expect("completed");
    over(store.complete_history_run(&second, at(2)));
    over(store.store_history_page(&second, &rows(9, 5)).map(|_| ()));
    assert_eq!(changes(&store, &a).len(), 5);
}

#[test]
fn equal_rows_on_one_page_are_all_kept_and_kept_once() {
    let store = test_store();
    let a = add(&store, "a");
    let twins = [debit(5, "1"), debit(5, "1"), debit(5, "1"), debit(4, "1")];
    let run = begin(&store, &a);
    assert_eq!(page(&store, &run, &twins), outcome(4, false));
    assert_eq!(page(&store, &run, &twins), outcome(0, false));
    assert_eq!(page(&store, &run, &twins[2..]), outcome(0, false), "pushed down");
    store.complete_history_run(&run, at(9)).expect("completed");

    let run = begin(&store, &a);
    assert_eq!(page(&store, &run, &twins), outcome(0, true));
    let mut more = twins.to_vec();
    more.insert(0, debit(5, "1"));
    assert_eq!(page(&store, &run, &more), outcome(1, false), "a fourth one came");
    assert_eq!(changes(&store, &a).len(), 5);
}

#[test]
fn equal_rows_on_two_pages_count_as_one_until_a_page_shows_both() {
    let store = test_store();
    let a = add(&store, "a");
    let run = begin(&store, &a);
    page(&store, &run, &[debit(6, "1"), debit(5, "1")]);
    assert_eq!(
        page(&store, &run, &[debit(5, "1"), debit(4, "1")]),
        outcome(1, false)
    );
    store.complete_history_run(&run, at(9)).expect("completed");
    let run = begin(&store, &a);
    let shifted = [debit(7, "1"), debit(6, "1"), debit(5, "1"), debit(5, "1")];
    assert_eq!(page(&store, &run, &shifted), outcome(2, false));
}

#[test]
fn any_difference_makes_another_row() {
    let store = test_store();
    let a = add(&store, "a");
    let one = numbered(3);
    let mut other = vec![one.clone(); 4];
    other[1].text = None;
    other[2].balance_after = None;
    other[3].amount.amount = -other[3].amount.amount;
    let run = begin(&store, &a);
    assert_eq!(page(&store, &run, &other).added, 4);
    // The same number, written otherwise, is the same row.
    let mut same = one;
    same.amount.amount.rescale(3);
    assert_eq!(page(&store, &run, &[same]).added, 0);
}

#[test]
fn a_moment_finer_than_a_microsecond_is_recognised() {
    let store = test_store();
    let a = add(&store, "a");
    let fine = Change {
        at: "2024-06-01T12:00:00.123456789Z".parse().expect("a moment"),
        ..debit(0, "1")
    };
    let run = begin(&store, &a);
    assert_eq!(page(&store, &run, std::slice::from_ref(&fine)), outcome(1, false));
    store.complete_history_run(&run, at(9)).expect("completed");
    let run = begin(&store, &a);
    assert_eq!(page(&store, &run, &[fine]), outcome(0, true));
}

#[test]
fn accounts_and_observed_changes_are_no_provider_rows() {
    let store = test_store();
    let (a, b) = (add(&store, "a"), add(&store, "b"));
    let observed = Change {
        origin: Origin::Observed,
        ..numbered(1)
    };
    store
        .record_reading(&a, &reading(1, "1"), Some(&observed), None)
        .expect("stored");
    for account in [&a, &b] {
        let run = begin(&store, account);
        assert_eq!(page(&store, &run, &[numbered(1)]), outcome(1, false));
        store.complete_history_run(&run, at(1)).expect("completed");
    }
}
