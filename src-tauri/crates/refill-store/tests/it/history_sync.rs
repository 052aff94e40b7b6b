//! The rule of the sync: what is new, and when a run may stop.

use proptest::prelude::*;
use refill_core::history::{Change, Kind, Origin};
use refill_core::ids::AccountId;
use refill_store::{Filter, PageOutcome, RunId, Store, StoreError};

use crate::support::{
    add, at, changes, debit, dec, numbered, observed, open, reading, store_history, stream, temp_dir,
    test_store,
};

fn outcome(added: usize, all_known: bool) -> PageOutcome {
    PageOutcome { added, all_known }
}

fn page(store: &Store, run: &RunId, rows: &[Change]) -> PageOutcome {
    store.store_history_page(run, rows, false).expect("stored")
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
    over(store.store_history_page(&first, &rows(4, 0), false).map(|_| ()));
    over(store.complete_history_run(&first, at(1)));
    page(&store, &second, &rows(4, 0));
    store.complete_history_run(&second, at(1)).expect("completed");
    over(store.complete_history_run(&second, at(2)));
    over(store.store_history_page(&second, &rows(9, 5), false).map(|_| ()));
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
fn of_equal_rows_the_known_ones_are_met_first() {
    let store = test_store();
    let a = add(&store, "a");
    store_history(&store, &a, &[debit(5, "1")]);
    let killed = begin(&store, &a);
    let twins = [debit(5, "1"), debit(5, "1")];
    assert_eq!(page(&store, &killed, &twins), outcome(1, false));
    let run = begin(&store, &a);
    assert_eq!(page(&store, &run, &twins[1..]), outcome(0, true));
    assert_eq!(page(&store, &run, &twins), outcome(0, false));
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
        .record_reading(&a, &reading(1, "1"), std::slice::from_ref(&observed), None)
        .expect("stored");
    for account in [&a, &b] {
        let run = begin(&store, account);
        assert_eq!(page(&store, &run, &[numbered(1)]), outcome(1, false));
        store.complete_history_run(&run, at(1)).expect("completed");
    }
}

/// What was spent on a model on a day, as a provider lists finished days.
fn spent(day: i64, model: &str, amount: &str) -> Change {
    Change {
        text: Some(model.to_owned()),
        ..debit(day * 86_400, amount)
    }
}

/// Stores a page whose rows are all that happened at their moments.
fn replacing(store: &Store, run: &RunId, rows: &[Change]) -> PageOutcome {
    store.store_history_page(run, rows, true).expect("stored")
}

/// The ids and amounts of all entries, oldest first.
fn entries(store: &Store) -> Vec<(String, String)> {
    let entries = stream(store, &Filter::default()).into_iter();
    entries
        .map(|entry| {
            let amount = entry.change.amount.amount;
            (entry.id.as_str().to_owned(), amount.to_string())
        })
        .collect()
}

#[test]
fn a_corrected_amount_takes_the_place_of_the_one_before() {
    let store = test_store();
    let a = add(&store, "a");
    let day = |amount| {
        [
            spent(2, "m1", "1"),
            spent(2, "m2", amount),
            spent(2, "m3", "3"),
            spent(1, "m1", "9"),
        ]
    };
    let run = begin(&store, &a);
    assert_eq!(replacing(&store, &run, &day("2")), outcome(4, false));
    store.complete_history_run(&run, at(1)).expect("completed");
    let before = entries(&store);

    let run = begin(&store, &a);
    assert_eq!(
        replacing(&store, &run, &day("2")),
        outcome(0, true),
        "the same page twice"
    );
    assert_eq!(replacing(&store, &run, &day("2.5")), outcome(1, false));
    let mut expected = before.clone();
    expected
        .iter_mut()
        .find(|(_, amount)| amount == "-2")
        .expect("there")
        .1 = "-2.5".to_owned();
    assert_eq!(entries(&store), expected, "each keeps its id and its place");
    assert_eq!(
        replacing(&store, &run, &day("2.5")),
        outcome(0, false),
        "of this run"
    );
    store.complete_history_run(&run, at(2)).expect("completed");
    let run = begin(&store, &a);
    assert_eq!(
        replacing(&store, &run, &day("2.5")),
        outcome(0, true),
        "known by now"
    );
}

#[test]
fn a_row_that_vanished_from_its_moment_is_gone() {
    let store = test_store();
    let (a, b) = (add(&store, "a"), add(&store, "b"));
    let all = [
        spent(2, "m1", "1"),
        spent(2, "m1", "1"),
        spent(2, "m2", "2"),
        spent(1, "m3", "3"),
    ];
    for account in [&a, &b] {
        let run = begin(&store, account);
        replacing(&store, &run, &all);
        store.complete_history_run(&run, at(1)).expect("completed");
    }
    store
        .record_reading(
            &a,
            &reading(2 * 86_400, "1"),
            &[observed(2 * 86_400, "2", "1")],
            None,
        )
        .expect("stored");
    let run = begin(&store, &a);
    assert_eq!(replacing(&store, &run, &[spent(2, "m1", "1")]), outcome(0, true));
    let left: Vec<_> = changes(&store, &a)
        .into_iter()
        .map(|change| change.text)
        .collect();
    let model = |name: &str| Some(name.to_owned());
    assert_eq!(
        left,
        [model("m3"), model("m1"), None],
        "day 1 was not on the page"
    );
    assert_eq!(changes(&store, &b).len(), 4, "of another account");
    assert_eq!(replacing(&store, &run, &[]), outcome(0, true));
    assert_eq!(changes(&store, &a).len(), 3, "a page without rows says nothing");
}

#[test]
fn another_row_at_the_same_moment_is_a_new_one() {
    let store = test_store();
    let a = add(&store, "a");
    let run = begin(&store, &a);
    replacing(&store, &run, &[spent(2, "m1", "1")]);
    let before = entries(&store);
    let credit = Change {
        kind: Kind::Credit,
        ..spent(2, "m1", "1")
    };
    assert_eq!(replacing(&store, &run, &[credit]), outcome(1, false));
    let after = entries(&store);
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(before[0].0, after[0].0, "no correction, but another row");
    // On a page that says nothing of the kind both stay.
    page(&store, &run, &[spent(2, "m1", "1")]);
    assert_eq!(changes(&store, &a).len(), 2);
}

#[test]
fn corrected_amounts_count_once() {
    let store = test_store();
    let a = add(&store, "a");
    store_history(&store, &a, &[spent(2, "m1", "1"), spent(1, "m1", "1")]);
    let run = begin(&store, &a);
    replacing(&store, &run, &[spent(2, "m1", "1.25")]);
    let pace = store
        .spending(&a, at(0), at(4 * 86_400))
        .expect("read")
        .expect("known");
    assert_eq!(pace.spent, dec("2.25"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_rows_of_a_moment_are_always_those_of_the_last_page(
        pages in proptest::collection::vec(
            proptest::collection::vec((0_i64..4, 0_usize..3, 1_i64..4), 0..12), 1..6)
    ) {
        let store = Store::open_in_memory().expect("a store");
        let a = add(&store, "a");
        let run = begin(&store, &a);
        let mut expected: Vec<(i64, Vec<String>)> = Vec::new();
        for rows in pages {
            let mut rows: Vec<Change> = rows
                .into_iter()
                .map(|(day, model, amount)| spent(day, ["m1", "m2", "m3"][model], &amount.to_string()))
                .collect();
            rows.sort_by_key(|row| std::cmp::Reverse(row.at));
            let known: Vec<String> = changes(&store, &a).iter().map(Change::fingerprint).collect();
            let outcome = replacing(&store, &run, &rows);
            let moments: std::collections::BTreeSet<i64> = rows.iter().map(|row| row.at.as_second()).collect();
            expected.retain(|(moment, _)| !moments.contains(moment));
            for moment in moments {
                let of_moment = rows.iter().filter(|row| row.at.as_second() == moment);
                expected.push((moment, of_moment.map(Change::fingerprint).collect()));
            }
            let mut left = known;
            let new = rows.iter().map(Change::fingerprint).filter(|row| {
                let place = left.iter().position(|known| known == row);
                place.map(|place| left.swap_remove(place)).is_none()
            });
            prop_assert_eq!(outcome.added, new.count());
            let sorted = |rows: Vec<String>| { let mut rows = rows; rows.sort(); rows };
            prop_assert_eq!(
                sorted(changes(&store, &a).iter().map(Change::fingerprint).collect()),
                sorted(expected.iter().flat_map(|(_, rows)| rows.clone()).collect())
            );
        }
    }
}
