//! How SQLite finds what the store asks for: whatever the calls run is looked at with `EXPLAIN QUERY PLAN`.
#![allow(clippy::expect_used)]

use std::cell::RefCell;

use jiff::Timestamp;
use refill_core::account::{Account, AccountName};
use refill_core::alert::AlertState;
use refill_core::history::{Change, Kind, KindFilter, Origin};
use refill_core::ids::{AccountId, ProviderId, SecretId};
use refill_core::money::{Decimal, Money, Unit};
use refill_core::reading::{Balance, Belief, Reading};
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::{Filter, Store};

thread_local! {
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn note(event: TraceEvent<'_>) {
    if let TraceEvent::Stmt(statement, _) = event {
        SEEN.with_borrow_mut(|seen| seen.push(statement.sql().into_owned()));
    }
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
        balance: Balance {
            money: Money::new(Decimal::ONE, Unit::CREDITS),
            worth: None,
        },
        taken_at: at(second),
        belief: Belief::Confirmed,
    }
}

/// A store with some of everything, watched.
fn watched(analyzed: bool) -> Store {
    let store = Store::open_in_memory().expect("a store");
    for name in ["a", "b", "c"] {
        let account = Account {
            id: id(name),
            provider: ProviderId::from_static("acme"),
            name: AccountName::parse(name).expect("a name"),
            server: None,
            secret: Some(SecretId::new(name)),
            threshold: None,
            unit: Unit::CREDITS,
            created_at: at(0),
        };
        store.insert_account(&account, Some(&reading(0))).expect("added");
        let run = store.begin_history_run(&id(name)).expect("begun");
        let rows: Vec<Change> = (0..1000).map(row).collect();
        store.store_history_page(&run, &rows).expect("stored");
        store.complete_history_run(&run, at(1)).expect("completed");
        for second in 0..200 {
            store
                .record_reading(&id(name), &reading(second), None, None)
                .expect("stored");
        }
    }
    store
        .write(|db| {
            if analyzed {
                db.execute_batch("ANALYZE")?;
            }
            db.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(note));
            Ok(())
        })
        .expect("watched");
    store
}

/// The plans of the statements that `calls` runs.
fn plans(store: &Store, calls: impl FnOnce(&Store)) -> Vec<(String, Vec<String>)> {
    SEEN.take();
    calls(store);
    let mut statements = SEEN.take();
    statements.sort();
    statements.dedup();
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
                .record_reading(&a, &reading(5), Some(&row(5)), Some(&AlertState::default()))
                .expect("stored");
            store.levels(&a, at(5)).expect("read");
            store.spending(&a, at(5), at(50)).expect("read");
            store.last_credit(&a).expect("read");
            let run = store.begin_history_run(&a).expect("begun");
            store
                .store_history_page(&run, &[row(999), row(3), row(2000)])
                .expect("stored");
            store
                .store_history_page(&run, &[row(3000), row(2000)])
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
