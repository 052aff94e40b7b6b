use refill_core::chart::Level;
use refill_core::history::Change;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::reading::{Balance, Reading};

use crate::support::{add, at, awaiting, debit, dec, reading, store_history, test_store};

fn level(second: i64, amount: &str) -> Level {
    Level {
        at: at(second),
        amount: dec(amount),
    }
}

#[test]
fn joins_readings_and_rows_in_the_order_of_time() {
    let store = test_store();
    let (a, b) = (add(&store, "a"), add(&store, "b"));
    let row = |second, after: &str| Change {
        balance_after: Some(dec(after)),
        ..debit(second, "1")
    };
    let dollars = Change {
        amount: Money::new(dec("-1"), Unit::USD),
        ..row(22, "7")
    };
    store_history(
        &store,
        &a,
        &[
            row(30, "97.50"),
            debit(25, "1"),
            dollars,
            row(20, "98.5"),
            row(5, "99"),
        ],
    );
    store_history(&store, &b, &[row(21, "1")]);
    for taken in [reading(10, "99.0"), awaiting(15, "0"), reading(31, "97")] {
        store.record_reading(&a, &taken, &[], None).expect("stored");
    }
    let other_unit = Reading {
        balance: Balance::of_account(Money::new(dec("3"), Unit::USD)),
        ..reading(40, "3")
    };
    store.record_reading(&a, &other_unit, &[], None).expect("stored");
    let all = [
        level(5, "99"),
        level(10, "99.0"),
        level(20, "98.5"),
        level(30, "97.50"),
        level(31, "97"),
    ];
    assert_eq!(store.levels(&a, at(0)).expect("read"), all);
    assert_eq!(store.levels(&a, at(20)).expect("read"), all[2..]);
    assert!(store.levels(&a, at(32)).expect("read").is_empty());
}

#[test]
fn many_are_thinned_to_the_extremes_of_each_stretch() {
    let store = test_store();
    let a = add(&store, "a");
    let count = 23_456;
    let rows: Vec<Change> = (0..count)
        .rev()
        .map(|n| Change {
            balance_after: Some(match n {
                7_777 => Decimal::from(9_000),
                13_131 => Decimal::from(-9_000),
                n => Decimal::from(n % 100),
            }),
            ..debit(n, "1")
        })
        .collect();
    store_history(&store, &a, &rows);
    let levels = store.levels(&a, at(0)).expect("read");
    assert!((1000..=5000).contains(&levels.len()), "{}", levels.len());
    assert!(levels.is_sorted_by_key(|level| level.at));
    assert!(levels.contains(&level(7_777, "9000")) && levels.contains(&level(13_131, "-9000")));
    assert_eq!(
        levels.last(),
        Some(&Level {
            at: at(count - 1),
            amount: Decimal::from((count - 1) % 100)
        })
    );
    assert_eq!(levels.first().map(|level| level.at), Some(at(0)));
    let some = store.levels(&a, at(count - 4_000)).expect("read");
    assert_eq!(some.len(), 4_000, "few enough are all kept");
}
