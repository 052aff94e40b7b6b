use jiff::SignedDuration;
use refill_core::history::{Change, Kind};
use refill_core::money::{Decimal, Money, Unit};

use crate::support::{
    add, at, awaiting, credit, credits, debit, dec, observed, reading, store_history, test_store,
};

const DAY: i64 = 86_400;

#[test]
fn is_the_exact_sum_of_the_debits() {
    let store = test_store();
    let a = add(&store, "a");
    // As floating point numbers these do not add up to 10.1.
    let mut rows: Vec<Change> = (0..101).map(|n| debit(1000 - n, "0.1")).collect();
    rows.push(credit(1000, "500"));
    rows.push(Change {
        amount: Money::new(dec("-7"), Unit::USD),
        ..debit(999, "7")
    });
    rows.push(Change {
        kind: Kind::Other("expiry".to_owned()),
        ..debit(999, "3")
    });
    rows.push(Change {
        amount: credits("2"),
        ..debit(998, "2")
    });
    store_history(&store, &a, &rows);
    let pace = store.spending(&a, at(0), at(2000)).expect("read").expect("known");
    assert_eq!(pace.spent.to_string(), "10.1");
    assert_eq!(pace.covered, SignedDuration::from_secs(1100));
    let later = store
        .spending(&a, at(991), at(999))
        .expect("read")
        .expect("known");
    assert_eq!(
        (later.spent, later.covered),
        (dec("0.9"), SignedDuration::from_secs(8))
    );
}

#[test]
fn covers_the_time_since_the_first_confirmed_reading() {
    let store = test_store();
    let a = add(&store, "a");
    assert_eq!(
        store.spending(&a, at(0), at(DAY)).expect("read"),
        None,
        "nothing is known"
    );
    store
        .record_reading(&a, &awaiting(5, "0"), &[], None)
        .expect("stored");
    assert_eq!(store.spending(&a, at(0), at(DAY)).expect("read"), None);
    store
        .record_reading(&a, &reading(10, "9"), &[], None)
        .expect("stored");
    let fall = observed(DAY, "9", "7");
    store
        .record_reading(&a, &reading(DAY, "7"), std::slice::from_ref(&fall), None)
        .expect("stored");
    let pace = store
        .spending(&a, at(0), at(DAY + 10))
        .expect("read")
        .expect("known");
    assert_eq!(
        (pace.spent, pace.covered),
        (dec("2"), SignedDuration::from_secs(DAY))
    );
    let clipped = store
        .spending(&a, at(DAY), at(DAY + 10))
        .expect("read")
        .expect("known");
    assert_eq!(clipped.covered, SignedDuration::from_secs(10));
    let set_back = store.spending(&a, at(-DAY), at(3)).expect("read").expect("known");
    assert_eq!(
        (set_back.spent, set_back.covered),
        (Decimal::ZERO, SignedDuration::ZERO)
    );
}

#[test]
fn rows_of_a_provider_count_as_cover_once_they_are_all_there() {
    let store = test_store();
    let a = add(&store, "a");
    store
        .record_reading(&a, &reading(DAY, "9"), &[], None)
        .expect("stored");
    let run = store.begin_history_run(&a).expect("a run");
    store
        .store_history_page(&run, &[debit(DAY - 5, "1"), debit(10, "1")], false)
        .expect("stored");
    let covered = || {
        store
            .spending(&a, at(0), at(DAY))
            .expect("read")
            .expect("known")
            .covered
    };
    assert_eq!(covered(), SignedDuration::ZERO);
    store.complete_history_run(&run, at(DAY)).expect("completed");
    assert_eq!(covered(), SignedDuration::from_secs(DAY - 10));
}

#[test]
fn a_sum_beyond_all_numbers_is_the_largest_number() {
    let store = test_store();
    let a = add(&store, "a");
    let huge = Decimal::MAX.to_string();
    store_history(&store, &a, &[debit(2, &huge), debit(1, &huge)]);
    let pace = store.spending(&a, at(0), at(9)).expect("read").expect("known");
    assert_eq!(pace.spent, Decimal::MAX);
}
