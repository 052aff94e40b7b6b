//! Of readings that say the same, the first and the last are kept; nothing that is asked for differs by that.

use proptest::prelude::*;
use refill_core::chart::Level;
use refill_core::history::{Change, observe};
use refill_core::ids::AccountId;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::provider::Listing;
use refill_core::reading::{Balance, Belief, Reading};
use refill_store::Store;

use crate::support::{TestStore, add, at, awaiting, credits, dec, observed, raw, reading, test_store};

fn store_and_account() -> (TestStore, AccountId) {
    let store = test_store();
    let a = add(&store, "a");
    (store, a)
}

fn record(store: &Store, account: &AccountId, readings: &[Reading]) {
    for reading in readings {
        store.record_reading(account, reading, &[], None).expect("stored");
    }
}

/// The rows of the table, in their order: second, amount.
fn rows(store: &TestStore) -> Vec<(i64, String)> {
    let db = raw(store.dir());
    let mut statement = db
        .prepare("SELECT taken_at / 1000000, amount FROM reading ORDER BY id")
        .expect("prepared");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.expect("asked").collect::<Result<_, _>>().expect("read")
}

fn seconds(store: &TestStore) -> Vec<i64> {
    rows(store).into_iter().map(|(second, _)| second).collect()
}

#[test]
fn a_flat_stretch_keeps_its_first_and_its_last() {
    let (store, a) = store_and_account();
    record(
        &store,
        &a,
        &[10, 20, 30, 40, 50].map(|second| reading(second, "7")),
    );
    assert_eq!(seconds(&store), [10, 50]);
    assert_eq!(
        store.last_readings(&a).expect("read").latest,
        Some(reading(50, "7"))
    );
    record(
        &store,
        &a,
        &[reading(60, "6"), reading(70, "6"), reading(80, "6")],
    );
    assert_eq!(seconds(&store), [10, 50, 60, 80]);
    record(&store, &a, &[reading(90, "7"), reading(100, "7")]);
    assert_eq!(seconds(&store), [10, 50, 60, 80, 90, 100]);
}

#[test]
fn whatever_differs_makes_a_row() {
    let base = Reading {
        balance: Balance {
            worth: Some(Money::new(dec("1"), Unit::USD)),
            received: Some(dec("100")),
            last_top_up: Some(at(5)),
            ..Balance::of_account(credits("7"))
        },
        ..reading(10, "7")
    };
    let other = |change: &dyn Fn(&mut Balance)| {
        let mut reading = base.clone();
        change(&mut reading.balance);
        reading
    };
    let others = [
        other(&|balance| balance.money.amount = dec("8")),
        other(&|balance| balance.money.unit = Unit::USD),
        other(&|balance| balance.worth = None),
        other(&|balance| balance.received = Some(dec("101"))),
        other(&|balance| balance.received = None),
        other(&|balance| balance.last_top_up = Some(at(6))),
    ];
    for other in others {
        let (store, a) = store_and_account();
        let at_second = |reading: &Reading, second| Reading {
            taken_at: at(second),
            ..reading.clone()
        };
        record(
            &store,
            &a,
            &[base.clone(), at_second(&base, 20), at_second(&other, 30)],
        );
        assert_eq!(seconds(&store), [10, 20, 30], "{other:?}");
        assert_eq!(
            store.last_readings(&a).expect("read").latest,
            Some(at_second(&other, 30))
        );
        record(&store, &a, &[at_second(&other, 40), at_second(&other, 50)]);
        assert_eq!(seconds(&store), [10, 20, 30, 50], "{other:?}");
    }
}

#[test]
fn a_budget_that_differs_makes_a_row() {
    let (store, a) = store_and_account();
    let limited = |second, limit: &str| {
        let mut reading = crate::support::budget(second, "7");
        if let refill_core::reading::Basis::Budget(budget) = &mut reading.balance.basis {
            budget.limit = Some(dec(limit));
        }
        reading
    };
    let taken = [(10, "20"), (20, "20"), (30, "30"), (40, "30"), (50, "30")];
    record(&store, &a, &taken.map(|(second, limit)| limited(second, limit)));
    assert_eq!(seconds(&store), [10, 20, 30, 50]);
}

#[test]
fn the_same_number_written_otherwise_is_the_same_and_shown_as_it_came_last() {
    let (store, a) = store_and_account();
    record(
        &store,
        &a,
        &[reading(10, "7"), reading(20, "7"), reading(30, "7.00")],
    );
    assert_eq!(seconds(&store), [10, 30]);
    let last = store.last_readings(&a).expect("read").latest.expect("there");
    assert_eq!(last.balance.money.amount.to_string(), "7.00");
}

#[test]
fn a_top_up_told_finer_than_a_microsecond_is_the_same_again() {
    let (store, a) = store_and_account();
    let fine = |second| Reading {
        balance: Balance {
            last_top_up: Some("2024-06-01T12:00:00.123456789Z".parse().expect("a moment")),
            ..Balance::of_account(credits("7"))
        },
        ..reading(second, "7")
    };
    record(&store, &a, &[fine(10), fine(20), fine(30)]);
    assert_eq!(seconds(&store), [10, 30]);
}

#[test]
fn an_unconfirmed_one_between_makes_a_row() {
    let (store, a) = store_and_account();
    record(&store, &a, &[10, 20].map(|second| reading(second, "7")));
    record(&store, &a, &[awaiting(30, "0"), reading(40, "7")]);
    assert_eq!(seconds(&store), [10, 20, 30, 40]);
    let last = store.last_readings(&a).expect("read");
    assert_eq!((last.latest, last.awaiting), (Some(reading(40, "7")), None));
    record(&store, &a, &[50, 60].map(|second| reading(second, "7")));
    assert_eq!(seconds(&store), [10, 20, 30, 40, 60]);
    // Unconfirmed ones are all kept.
    record(&store, &a, &[70, 80, 90].map(|second| awaiting(second, "0")));
    assert_eq!(seconds(&store), [10, 20, 30, 40, 60, 70, 80, 90]);
    assert_eq!(
        store.last_readings(&a).expect("read").awaiting,
        Some(awaiting(90, "0"))
    );
}

#[test]
fn a_clock_that_was_set_back_makes_a_row() {
    let (store, a) = store_and_account();
    record(&store, &a, &[10, 20, 5000].map(|second| reading(second, "7")));
    record(&store, &a, &[30, 40, 50].map(|second| reading(second, "7")));
    assert_eq!(seconds(&store), [10, 5000, 30, 50]);
    assert_eq!(
        store.last_readings(&a).expect("read").latest,
        Some(reading(50, "7"))
    );
    // The same moment again is no later one.
    record(&store, &a, &[reading(50, "7")]);
    assert_eq!(seconds(&store), [10, 5000, 30, 50, 50]);
}

#[test]
fn a_reading_with_something_derived_makes_a_row() {
    let (store, a) = store_and_account();
    record(&store, &a, &[10, 20].map(|second| reading(second, "7")));
    store
        .record_reading(&a, &reading(30, "7"), &[observed(30, "8", "7")], None)
        .expect("stored");
    assert_eq!(seconds(&store), [10, 20, 30]);
}

#[test]
fn a_past_is_shortened_as_well() {
    let (store, a) = store_and_account();
    let past: Vec<_> = (0..100).map(|n| (reading(n, "7"), vec![])).collect();
    store.record_past(&a, &past).expect("stored");
    assert_eq!(seconds(&store), [0, 99]);
}

#[test]
fn another_series_does_not_continue_the_stretch() {
    let (store, a) = store_and_account();
    record(&store, &a, &[10, 20, 30].map(|second| reading(second, "7")));
    let alert = refill_core::alert::AlertState::default();
    let two = refill_core::account::Divisor::new(2).expect("not zero");
    store
        .set_divisor(&a, two, &reading(40, "7"), &alert)
        .expect("set");
    record(&store, &a, &[50, 60].map(|second| reading(second, "7")));
    assert_eq!(seconds(&store), [10, 30, 40, 60]);
}

/// A reading as it may come: so many seconds after the one before, this amount, believed or not.
type Step = (i64, i64, bool);

fn steps(passing: std::ops::Range<i64>) -> impl Strategy<Value = Vec<Step>> {
    let step = (passing, 1_i64..4, proptest::bool::weighted(0.9));
    proptest::collection::vec(step, 1..60)
}

/// Records readings with what follows from them as the app does, and returns them all.
fn play(store: &Store, account: &AccountId, steps: &[Step]) -> Vec<Reading> {
    let mut all: Vec<Reading> = Vec::new();
    let mut now = 0;
    for &(passing, amount, confirmed) in steps {
        now += passing;
        let mut reading = reading(now, &amount.to_string());
        let mut derived: Vec<Change> = Vec::new();
        if confirmed {
            let before = all
                .iter()
                .rev()
                .find(|reading| reading.belief == Belief::Confirmed);
            derived.extend(before.into_iter().flat_map(|before| {
                observe(
                    &before.balance,
                    &reading.balance,
                    reading.taken_at,
                    Listing::Nothing,
                )
            }));
        } else {
            reading.belief = Belief::Awaiting;
        }
        store
            .record_reading(account, &reading, &derived, None)
            .expect("stored");
        all.push(reading);
        let last = store.last_readings(account).expect("read");
        assert_eq!(
            last.latest.as_ref(),
            all.last(),
            "the time is that of the new one"
        );
    }
    all
}

/// The line through the confirmed readings from `since` on, as it would be drawn if all were kept.
fn line(all: &[Reading], since: i64) -> Vec<Level> {
    let levels: Vec<Level> = all
        .iter()
        .filter(|reading| reading.belief == Belief::Confirmed)
        .map(|reading| Level {
            at: reading.taken_at,
            amount: reading.balance.money.amount,
        })
        .collect();
    let begin = levels.partition_point(|level| level.at < at(since));
    let mut line = levels[begin..].to_vec();
    let before = begin.checked_sub(1).map(|n| levels[n]);
    if let (Some(before), Some(first)) = (before, line.first())
        && before.amount == first.amount
    {
        line.insert(
            0,
            Level {
                at: at(since),
                ..before
            },
        );
    }
    corners(&line)
}

/// The same line without the points in the middle of a flat stretch.
fn corners(levels: &[Level]) -> Vec<Level> {
    let mut levels = levels.to_vec();
    levels.dedup();
    let flat = |n: usize| {
        n > 0 && n + 1 < levels.len() && [n - 1, n + 1].map(|n| levels[n].amount) == [levels[n].amount; 2]
    };
    (0..levels.len())
        .filter(|&n| !flat(n))
        .map(|n| levels[n])
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn lines_and_gauges_are_those_of_all_readings(steps in steps(1..10), since in 0_i64..200) {
        let store = Store::open_in_memory().expect("a store");
        let a = add(&store, "a");
        let all = play(&store, &a, &steps);
        for since in [0, since] {
            let line = line(&all, since);
            prop_assert_eq!(corners(&store.levels(&a, at(since)).expect("read")), line.clone());
            let glance = store.glance(&a, at(since), &|_, _| (at(0), at(1000))).expect("read");
            let most = |levels: &[Level]| levels.iter().map(|level| level.amount).max();
            prop_assert_eq!(most(&glance.levels), most(&line), "what full is");
            let moment = |level: Option<&Level>| level.map(|level| level.at);
            prop_assert_eq!(moment(glance.levels.first()), moment(line.first()));
            prop_assert_eq!(glance.levels.last(), line.last());
        }
        let falls = all.iter().filter(|reading| reading.belief == Belief::Confirmed);
        let amounts: Vec<Decimal> = falls.map(|reading| reading.balance.money.amount).collect();
        let spent: Decimal = amounts.windows(2).map(|pair| (pair[0] - pair[1]).max(Decimal::ZERO)).sum();
        let pace = store.spending(&a, at(0), at(1000)).expect("read");
        prop_assert_eq!(pace.map(|pace| pace.spent), (!amounts.is_empty()).then_some(spent));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn no_reading_ever_gets_a_time_that_is_not_its_own(steps in steps(-30..30)) {
        let (store, a) = store_and_account();
        let all = play(&store, &a, &steps);
        let taken: Vec<(i64, String)> = all
            .iter()
            .map(|reading| (reading.taken_at.as_second(), reading.balance.money.amount.to_string()))
            .collect();
        let rows = rows(&store);
        prop_assert!(rows.len() <= taken.len());
        let mut left = taken.iter();
        for row in &rows {
            prop_assert!(left.any(|taken| taken == row), "{:?} is not in {:?} in this order", rows, taken);
        }
        prop_assert_eq!(rows.last(), taken.last());
        let amounts = |rows: &[(i64, String)]| {
            let mut amounts: Vec<String> = rows.iter().map(|(_, amount)| amount.clone()).collect();
            amounts.dedup();
            amounts
        };
        prop_assert_eq!(amounts(&rows), amounts(&taken));
    }
}
