//! How SQLite finds what the store asks for: whatever the calls run is looked at with `EXPLAIN QUERY PLAN`.
#![allow(clippy::expect_used)]

use std::cell::RefCell;
use std::collections::HashMap;

use jiff::Timestamp;
use refill_core::account::{Account, AccountName, Divisor};
use refill_core::alert::AlertState;
use refill_core::history::{Change, Kind, KindFilter, Origin};
use refill_core::ids::{AccountId, ProviderId, SecretId};
use refill_core::money::{Decimal, Money, Unit};
use refill_core::reading::{Balance, Belief, Reading};
use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::{Filter, Store};

thread_local! {
    /// Each statement with the steps that its runs took together.
    static SEEN: RefCell<HashMap<String, i32>> = RefCell::new(HashMap::new());
}

fn note(event: TraceEvent<'_>) {
    let statement = match event {
        TraceEvent::Stmt(statement, _) | TraceEvent::Profile(statement, _) => statement,
        _ => return,
    };
    let steps = statement.get_status(StatementStatus::VmStep);
    SEEN.with_borrow_mut(|seen| seen.insert(statement.sql().into_owned(), steps));
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn id(name: &str) -> AccountId {
    AccountId::new(name)
}

fn row(second: i64) -> Change {
    Change {
        at: at(second),
        kind: Kind::from_word(if second % 50 == 0 { "credit" } else { "debit" }),
        amount: Money::new(Decimal::NEGATIVE_ONE, Unit::CREDITS),
        balance_after: Some(Decimal::ONE),
        balance_before: None,
        text: Some("/v1/call".to_owned()),
        origin: Origin::Provider,
    }
}

fn reading(second: i64) -> Reading {
    Reading {
        balance: Balance::of_account(Money::new(Decimal::from(second), Unit::CREDITS)),
        taken_at: at(second),
        belief: Belief::Confirmed,
    }
}

fn account(name: &str) -> Account {
    Account {
        id: id(name),
        provider: ProviderId::from_static("acme"),
        name: AccountName::parse(name).expect("a name"),
        server: None,
        divisor: Divisor::ONE,
        secret: Some(SecretId::new(name)),
        session: None,
        threshold: None,
        unit: Unit::CREDITS,
        created_at: at(0),
    }
}

/// A store with some of everything, watched.
fn watched(analyzed: bool) -> Store {
    let store = Store::open_in_memory().expect("a store");
    for name in ["a", "b", "c"] {
        store
            .insert_account(&account(name), Some(&reading(0)))
            .expect("added");
        let run = store.begin_history_run(&id(name)).expect("begun");
        let rows: Vec<Change> = (0..1000).map(row).collect();
        store.store_history_page(&run, &rows, false).expect("stored");
        store.complete_history_run(&run, at(1)).expect("completed");
        for second in 0..200 {
            store
                .record_reading(&id(name), &reading(second), &[], None)
                .expect("stored");
        }
    }
    store
        .write(|db| {
            if analyzed {
                db.execute_batch("ANALYZE")?;
            }
            watch(db);
            Ok(())
        })
        .expect("watched");
    store
}

/// Notes every statement that runs from here on.
fn watch(db: &rusqlite::Connection) {
    // Kept statements have counted already.
    db.flush_prepared_statement_cache();
    let codes = TraceEventCodes::SQLITE_TRACE_STMT | TraceEventCodes::SQLITE_TRACE_PROFILE;
    db.trace_v2(codes, Some(note));
}

/// The plans of the statements that `calls` runs.
fn plans(store: &Store, calls: impl FnOnce(&Store)) -> Vec<(String, Vec<String>)> {
    SEEN.take();
    calls(store);
    let mut statements: Vec<String> = SEEN.take().into_keys().collect();
    statements.sort();
    let has_plan = |sql: &String| {
        let word = sql.split_whitespace().next().unwrap_or_default();
        ["SELECT", "INSERT", "UPDATE", "DELETE"].contains(&word)
    };
    let explain = |sql: String| {
        let plan = store.read(|db| {
            let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let lines = statement
                .raw_query()
                .mapped(|row| row.get(3))
                .collect::<Result<_, _>>()?;
            Ok(lines)
        });
        (sql, plan.expect("explained"))
    };
    statements.into_iter().filter(has_plan).map(explain).collect()
}

/// Nothing reads a whole table of history, and nothing is sorted that an index has in order.
fn check(plans: &[(String, Vec<String>)]) {
    assert!(!plans.is_empty());
    for (sql, plan) in plans {
        for line in plan {
            let whole = ["SCAN entry", "SCAN reading", "SCAN e ", "SCAN r "]
                .iter()
                .any(|scan| line.starts_with(scan));
            let in_order = sql.contains("ORDER BY at") && line.contains("USING INDEX entry_");
            assert!(!whole || in_order, "{line}\n{sql}");
            assert!(
                !line.contains("TEMP B-TREE") && !line.contains("AUTOMATIC"),
                "{line}\n{sql}"
            );
        }
    }
}

fn filters() -> Vec<Filter> {
    let accounts = [None, Some(vec![id("a")]), Some(vec![id("a"), id("c")])];
    let kinds = [
        None,
        Some(KindFilter::Credit),
        Some(KindFilter::Debit),
        Some(KindFilter::Other),
    ];
    let mut filters = Vec::new();
    for accounts in accounts {
        for kind in kinds {
            for search in [None, Some("call".to_owned())] {
                for from in [None, Some(at(100))] {
                    filters.push(Filter {
                        accounts: accounts.clone(),
                        kind,
                        search: search.clone(),
                        from,
                        to: from.map(|_| at(900)),
                    });
                }
            }
        }
    }
    filters
}

#[test]
fn pages_and_the_stream_follow_an_index() {
    for analyzed in [false, true] {
        let store = watched(analyzed);
        let plans = plans(&store, |store| {
            for filter in filters() {
                let page = store.history(&filter, None, 10).expect("a page");
                store.history(&filter, page.next.as_ref(), 10).expect("a page");
                store
                    .for_each_entry(&filter, &mut |_| std::ops::ControlFlow::Continue(()))
                    .expect("streamed");
            }
        });
        assert!(plans.len() > 100, "{}", plans.len());
        check(&plans);
    }
}

#[test]
fn a_page_deep_in_the_history_starts_at_its_cursor() {
    let store = watched(true);
    let first = store.history(&Filter::default(), None, 10).expect("a page");
    let plans = plans(&store, |store| {
        store
            .history(&Filter::default(), first.next.as_ref(), 10)
            .expect("a page");
    });
    let deep = plans
        .iter()
        .any(|(_, plan)| plan.iter().any(|line| line.contains("entry_by_time (")));
    assert!(deep, "{plans:?}");
}

#[test]
fn rare_kinds_are_found_by_indexes_of_their_own() {
    let store = watched(false);
    for (kind, index) in [
        (KindFilter::Credit, "entry_credit"),
        (KindFilter::Other, "entry_other"),
    ] {
        let filter = Filter {
            kind: Some(kind),
            ..Filter::default()
        };
        let plans = plans(&store, |store| {
            store.history(&filter, None, 10).expect("a page");
            store.count_history(&filter).expect("counted");
        });
        let used = plans
            .iter()
            .filter(|(_, plan)| plan.iter().any(|line| line.contains(index)));
        assert_eq!(used.count(), 2, "{plans:?}");
    }
}

#[test]
fn every_other_call_finds_its_rows_by_an_index() {
    for analyzed in [false, true] {
        let store = watched(analyzed);
        let plans = plans(&store, |store| {
            let a = id("a");
            store.accounts().expect("read");
            store.latest_readings().expect("read");
            store.last_readings(&a).expect("read");
            store
                .record_reading(&a, &reading(5), &[row(5)], Some(&AlertState::default()))
                .expect("stored");
            store
                .record_past(&a, &[(reading(7), vec![row(7)]), (reading(8), vec![])])
                .expect("stored");
            store
                .set_divisor(&a, Divisor::ONE, &reading(9), &AlertState::default())
                .expect("set");
            store.glances(at(5), &|_, _| (at(5), at(50))).expect("read");
            store.glance(&a, at(5), &|_, _| (at(5), at(50))).expect("read");
            store.levels(&a, at(5)).expect("read");
            store.spending(&a, at(5), at(50)).expect("read");
            store.last_credit(&a).expect("read");
            store.credits_since(&a, at(5), true).expect("read");
            store.credits_since(&a, at(5), false).expect("read");
            let run = store.begin_history_run(&a).expect("begun");
            store
                .store_history_page(&run, &[row(999), row(3), row(2000)], false)
                .expect("stored");
            let mut corrected = [row(999), row(3), row(4)];
            corrected[0].amount.amount = Decimal::from(-2);
            corrected[1].text = None;
            store.store_history_page(&run, &corrected, true).expect("stored");
            store
                .store_history_page(&run, &[row(3000), row(2000)], false)
                .expect("stored");
            store.complete_history_run(&run, at(1)).expect("completed");
            store.set_failure(&a, "down", at(1), "").expect("set");
            store.failures().expect("read");
            store.due_alerts().expect("read");
            store.secrets_to_remove().expect("read");
            store.mark_removed(&a, at(1)).expect("removed");
            store.history(&Filter::default(), None, 10).expect("a page");
            assert!(store.finish_removal(&a).expect("finished"));
        });
        check(&plans);
    }
}

/// An account with `count` readings, provider rows and observed changes in an old series, and as many of each
/// in the current one, spread over the same time.
fn lived(count: i64) -> Store {
    let store = Store::open_in_memory().expect("a store");
    let a = id("a");
    store.insert_account(&account("a"), None).expect("added");
    let second = |n: i64| n * 1_000_000 / count;
    let past = |from: i64| {
        let one = move |n: i64| {
            let debit = Change {
                kind: Kind::Debit,
                balance_after: None,
                ..row(from + second(n))
            };
            (reading(from + second(n)), vec![debit])
        };
        (0..count).map(one).collect::<Vec<_>>()
    };
    store.record_past(&a, &past(0)).expect("stored");
    store
        .set_divisor(&a, Divisor::ONE, &reading(0), &AlertState::default())
        .expect("set");
    store.record_past(&a, &past(1)).expect("stored");
    let run = store.begin_history_run(&a).expect("begun");
    let rows: Vec<Change> = (0..count)
        .rev()
        .flat_map(|n| {
            let with_balance = Change {
                kind: Kind::Debit,
                ..row(second(n))
            };
            let without = Change {
                balance_after: None,
                ..with_balance.clone()
            };
            [with_balance, without]
        })
        .collect();
    store.store_history_page(&run, &rows, false).expect("stored");
    store.complete_history_run(&run, at(1)).expect("completed");
    store
}

/// How many steps SQLite takes for a glance at the account.
fn steps_of_a_glance(store: &Store) -> i32 {
    store
        .write(|db| {
            watch(db);
            Ok(())
        })
        .expect("watched");
    SEEN.take();
    // In the hour of the pace nothing was spent: that is summed row by row.
    let glance = store.glance(&id("a"), at(0), &|_, _| (at(2_000_000), at(2_003_600)));
    let glance = glance.expect("read");
    assert!(
        (100..200).contains(&glance.levels.len()),
        "{}",
        glance.levels.len()
    );
    SEEN.take().into_values().sum()
}

#[test]
fn a_glance_costs_the_same_however_long_the_history_is() {
    let (short, long) = (steps_of_a_glance(&lived(400)), steps_of_a_glance(&lived(4000)));
    assert!(short > 1000, "{short}");
    assert!(
        long * 10 < short * 11,
        "{short} steps, and {long} with ten times the rows"
    );
}
