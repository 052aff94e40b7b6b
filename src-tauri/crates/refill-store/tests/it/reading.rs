use jiff::Timestamp;
use proptest::prelude::*;
use refill_core::alert::{AlertState, Level};
use refill_core::money::{Decimal, Money, Unit};
use refill_core::reading::{Balance, Basis, Belief, Budget, Cycle, Reading};
use refill_store::{LastReadings, Store};

use crate::support::{add, awaiting, changes, dec, id, observed, open, reading, temp_dir, test_store};

#[test]
fn the_last_ones_tell_what_is_believed() {
    let store = test_store();
    let a = add(&store, "a");
    add(&store, "never read");
    let record = |reading: &Reading| {
        store.record_reading(&a, reading, &[], None).expect("stored");
        store.latest_readings().expect("read").remove(&a).expect("there")
    };
    let zero = awaiting(1, "0");
    let last = record(&zero);
    assert_eq!(
        (last.latest, last.confirmed, last.awaiting),
        (Some(zero.clone()), None, Some(zero))
    );
    let full = reading(2, "1000");
    let last = record(&full);
    assert_eq!(
        (last.latest, last.confirmed, last.awaiting),
        (Some(full.clone()), Some(full.clone()), None)
    );
    let crash = awaiting(3, "1");
    let last = record(&crash);
    assert_eq!(
        (last.latest, last.confirmed, last.awaiting),
        (Some(crash.clone()), Some(full), Some(crash))
    );
    let sure = reading(4, "1");
    let last = record(&sure);
    assert_eq!((last.confirmed, last.awaiting), (Some(sure), None));
    assert_eq!(store.latest_readings().expect("read").len(), 1);
}

#[test]
fn the_last_is_the_one_stored_last_even_with_the_clock_set_back() {
    let store = test_store();
    let a = add(&store, "a");
    for taken in [reading(5000, "10"), reading(10, "9")] {
        store.record_reading(&a, &taken, &[], None).expect("stored");
    }
    let last = store.last_readings(&a).expect("read");
    assert_eq!(last.latest, Some(reading(10, "9")));
}

#[test]
fn brings_what_follows_from_it_in_one_go() {
    let dir = temp_dir();
    let a = add(&open(dir.path()).store, "a");
    let fired = AlertState {
        fired: Some(Level::Low),
        ..AlertState::default()
    };
    let change = observed(9, "10.00", "7.5");
    open(dir.path())
        .store
        .record_reading(
            &a,
            &reading(9, "7.5"),
            std::slice::from_ref(&change),
            Some(&fired),
        )
        .expect("stored");
    let store = open(dir.path()).store;
    assert_eq!(changes(&store, &a), [change]);
    assert_eq!(store.alert_state(&a).expect("read"), fired);
    store
        .record_reading(&a, &reading(10, "7.5"), &[], None)
        .expect("stored");
    assert_eq!(store.alert_state(&a).expect("read"), fired, "left as it is");
}

#[test]
fn none_stored_is_none_and_not_zero() {
    let store = test_store();
    let a = add(&store, "a");
    assert_eq!(store.last_readings(&a).expect("read"), LastReadings::default());
    assert!(store.latest_readings().expect("read").is_empty());
}

fn basis() -> impl Strategy<Value = Basis> {
    let cycles = vec![Cycle::Daily, Cycle::Weekly, Cycle::Monthly, Cycle::Other];
    let resets = proptest::option::of(proptest::sample::select(cycles));
    let budget = (any::<Option<i64>>(), resets).prop_map(|(limit, resets)| {
        Basis::Budget(Budget {
            limit: limit.map(|n| Decimal::new(n, 3)),
            resets,
        })
    });
    prop_oneof![Just(Basis::Account), budget]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_amount_survives(
        mantissa in -79_228_162_514_264_337_593_543_950_335_i128..=79_228_162_514_264_337_593_543_950_335,
        scale in 0_u32..=28,
        micros in -377_705_023_201_000_000_i64..253_402_207_200_000_000,
        unit in "\\PC{0,8}",
        worth in any::<Option<i64>>(),
        basis in basis(),
        received in any::<Option<i64>>(),
        last_top_up in proptest::option::of(-377_705_023_201_000_000_i64..253_402_207_200_000_000),
    ) {
        let amount = Decimal::from_i128_with_scale(mantissa, scale);
        let reading = Reading {
            balance: Balance {
                money: Money::new(amount, Unit::new(unit)),
                worth: worth.map(|n| Money::new(Decimal::new(n, 6), Unit::USDC)),
                basis,
                received: received.map(|n| Decimal::new(n, 2)),
                last_top_up: last_top_up.map(|at| Timestamp::from_microsecond(at).expect("in range")),
            },
            taken_at: Timestamp::from_microsecond(micros).expect("in range"),
            belief: Belief::Confirmed,
        };
        let store = Store::open_in_memory().expect("a store");
        let a = add(&store, "a");
        store.record_reading(&a, &reading, &[], None).expect("stored");
        let read = store.last_readings(&a).expect("read").latest.expect("there");
        prop_assert_eq!(read.balance.money.amount.to_string(), amount.to_string());
        prop_assert_eq!(read, reading);
    }
}

#[test]
fn what_is_finer_than_a_microsecond_is_cut_off() {
    let store = test_store();
    let a = add(&store, "a");
    let fine = Reading {
        taken_at: Timestamp::from_nanosecond(1_234_567_891).expect("in range"),
        ..reading(0, "1")
    };
    store.record_reading(&a, &fine, &[], None).expect("stored");
    let read = store.last_readings(&a).expect("read").latest.expect("there");
    assert_eq!(read.taken_at.as_nanosecond(), 1_234_567_000);
    assert_eq!(read.balance.money.amount, dec("1"));
}

#[test]
fn a_past_is_stored_in_its_order() {
    let store = test_store();
    let a = add(&store, "a");
    let fall = observed(2, "9", "7");
    let past = [(reading(1, "9"), vec![]), (reading(2, "7"), vec![fall.clone()])];
    store.record_past(&a, &past).expect("stored");
    assert_eq!(changes(&store, &a), [fall]);
    assert_eq!(
        store.last_readings(&a).expect("read").latest,
        Some(reading(2, "7"))
    );
    let nobody = id("nobody");
    assert!(store.record_past(&nobody, &past).is_err());
}
