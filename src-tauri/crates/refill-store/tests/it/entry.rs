//! Filters, pages, counts and the stream.

use std::ops::ControlFlow;
use std::sync::Barrier;
use std::thread;

use refill_core::history::{Change, Kind, KindFilter, Origin};
use refill_core::ids::AccountId;
use refill_core::money::{Money, Unit};
use refill_store::{Cursor, Filter, Store};

use crate::support::{
    TestStore, add, at, changes, credit, debit, dec, id, numbered, observed, reading, store_history, stream,
    test_store,
};

/// Every page of the filter, put together.
fn paged(store: &Store, filter: &Filter, limit: usize) -> Vec<Change> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = store.history(filter, after.as_ref(), limit).expect("a page");
        assert!(page.entries.len() <= limit);
        all.extend(page.entries.into_iter().map(|entry| entry.change));
        let Some(next) = page.next else { return all };
        // As it goes through the window.
        after = Some(next.to_string().parse::<Cursor>().expect("a cursor"));
    }
}

fn of(accounts: &[&AccountId]) -> Filter {
    Filter {
        accounts: Some(accounts.iter().map(|&id| id.clone()).collect()),
        ..Filter::default()
    }
}

fn search(text: &str) -> Filter {
    Filter {
        search: Some(text.to_owned()),
        ..Filter::default()
    }
}

/// Three accounts with some rows each.
fn three() -> (TestStore, [AccountId; 3]) {
    let store = test_store();
    let ids = ["a", "b", "c"].map(|name| add(&store, name));
    for (n, account) in (0..).zip(&ids) {
        let rows: Vec<Change> = (0..50)
            .rev()
            .map(|i| debit(i * 3 + n, &format!("{}", n + 1)))
            .collect();
        store_history(&store, account, &rows);
    }
    (store, ids)
}

#[test]
fn a_row_survives_with_all_it_says() {
    let store = test_store();
    let a = add(&store, "a");
    let full = Change {
        at: "2024-06-01T12:00:00.123456Z".parse().expect("a moment"),
        kind: Kind::Other("refund_v2".to_owned()),
        amount: Money::new(dec("-0.0100"), Unit::new("tokens")),
        balance_after: Some(dec("99.9900")),
        balance_before: Some(dec("100.00")),
        text: Some("Grüße \u{1f44b} 100%_\\ '\"".to_owned()),
        origin: Origin::Provider,
    };
    let bare = Change {
        text: None,
        balance_after: None,
        balance_before: None,
        ..full.clone()
    };
    store_history(&store, &a, &[full.clone(), bare.clone()]);
    let observed = observed(1, "5", "4.5");
    store
        .record_reading(&a, &reading(1, "4.5"), std::slice::from_ref(&observed), None)
        .expect("stored");
    let read = changes(&store, &a);
    assert_eq!(read, [observed, bare, full]);
    assert_eq!(read[2].amount.amount.to_string(), "-0.0100");
}

#[test]
fn pages_are_newest_first_and_meet_without_gap_or_overlap() {
    let (store, _) = three();
    let mut expected = stream(&store, &Filter::default());
    expected.reverse();
    let expected: Vec<Change> = expected.into_iter().map(|entry| entry.change).collect();
    assert_eq!(expected.len(), 150);
    assert!(expected.is_sorted_by(|newer, older| newer.at >= older.at));
    for limit in [1, 7, 50, 149, 150, 151] {
        assert_eq!(
            paged(&store, &Filter::default(), limit),
            expected,
            "limit {limit}"
        );
    }
    let exact = store.history(&Filter::default(), None, 150).expect("a page");
    assert_eq!(exact.next, None, "no empty page at the end");
    assert!(
        store
            .history(&Filter::default(), None, 0)
            .expect("a page")
            .entries
            .is_empty()
    );
}

#[test]
fn rows_of_one_second_keep_the_order_of_the_provider() {
    let store = test_store();
    let a = add(&store, "a");
    // Several pages of one second, and then some more rows.
    let newest_first = |count| -> Vec<Change> {
        let seventh = |n| Change {
            at: at(7),
            ..numbered(n)
        };
        (0..count).rev().map(seventh).collect()
    };
    for count in [350, 480] {
        store_history(&store, &a, &newest_first(count));
        assert_eq!(paged(&store, &of(&[&a]), 60), newest_first(count));
    }
    let b = add(&store, "b");
    let oldest_first: Vec<Change> = (0..350).map(numbered).collect();
    store_history(&store, &b, &oldest_first);
    assert_eq!(changes(&store, &b), oldest_first);
}

#[test]
fn a_page_stays_right_when_entries_come_in_between() {
    let (store, [a, ..]) = three();
    let before = paged(&store, &Filter::default(), 1000);
    let first = store.history(&Filter::default(), None, 10).expect("a page");
    store_history(&store, &a, &[debit(9999, "1")]);
    let rest = store
        .history(&Filter::default(), first.next.as_ref(), 1000)
        .expect("a page");
    let seen: Vec<Change> = first
        .entries
        .into_iter()
        .chain(rest.entries)
        .map(|entry| entry.change)
        .collect();
    assert_eq!(seen, before);
}

#[test]
fn a_filter_means_the_same_to_pages_stream_and_count() {
    let (store, [a, b, c]) = three();
    store_history(
        &store,
        &a,
        &[credit(500, "100"), credit(60, "1.5"), debit(61, "2")],
    );
    let other = Change {
        kind: Kind::Other("Refund".to_owned()),
        ..debit(62, "1")
    };
    store_history(&store, &b, std::slice::from_ref(&other));
    let kind = |kind: KindFilter| Filter {
        kind: Some(kind),
        ..Filter::default()
    };
    let filters = [
        (Filter::default(), 154),
        (of(&[]), 0),
        (of(&[&id("nobody")]), 0),
        (of(&[&a]), 53),
        (of(&[&a, &id("nobody")]), 53),
        (of(&[&a, &c]), 103),
        (of(&[&a, &b, &c]), 154),
        (kind(KindFilter::Credit), 2),
        (kind(KindFilter::Debit), 151),
        (kind(KindFilter::Other), 1),
        (search("TOP-up"), 2),
        (search("refund"), 1),
        (search(""), 154),
        (search("%"), 0),
        (search("_"), 0),
        (search("/v1"), 152),
    ];
    for (filter, count) in filters {
        let streamed = stream(&store, &filter);
        assert_eq!(streamed.len(), count, "{filter:?}");
        assert_eq!(
            store.count_history(&filter).expect("counted"),
            count as u64,
            "{filter:?}"
        );
        let mut paged = paged(&store, &filter, 10);
        paged.reverse();
        let streamed: Vec<Change> = streamed.into_iter().map(|entry| entry.change).collect();
        assert_eq!(paged, streamed, "{filter:?}");
    }
}

#[test]
fn a_search_takes_its_text_literally() {
    let store = test_store();
    let a = add(&store, "a");
    let said = |second, text: &str| Change {
        text: Some(text.to_owned()),
        ..debit(second, "1")
    };
    store_history(
        &store,
        &a,
        &[said(3, "50% off"), said(2, "500 off"), said(1, r"a\b_c")],
    );
    let hits = |text| store.count_history(&search(text)).expect("counted");
    assert_eq!(
        [
            hits("50%"),
            hits("50"),
            hits(r"a\b"),
            hits("b_c"),
            hits("b.c"),
            hits("'")
        ],
        [1, 2, 1, 1, 0, 0]
    );
}

#[test]
fn a_stretch_of_time_begins_with_its_start_and_ends_before_its_end() {
    let (store, [a, ..]) = three();
    let filter = Filter {
        from: Some(at(30)),
        to: Some(at(60)),
        ..of(&[&a])
    };
    let seconds: Vec<i64> = stream(&store, &filter)
        .iter()
        .map(|entry| entry.change.at.as_second())
        .collect();
    assert_eq!(seconds, (30..60).step_by(3).collect::<Vec<_>>());
    assert_eq!(store.count_history(&filter).expect("counted"), 10);
    assert_eq!(paged(&store, &filter, 4).len(), 10);
}

#[test]
fn entries_name_their_account_and_have_ids_of_their_own() {
    let (store, [a, b, c]) = three();
    let entries = stream(&store, &Filter::default());
    for entry in &entries {
        let owner = match entry.change.amount.amount.to_string().as_str() {
            "-1" => &a,
            "-2" => &b,
            _ => &c,
        };
        assert_eq!(&entry.account, owner);
    }
    let ids: std::collections::HashSet<_> = entries.iter().map(|entry| &entry.id).collect();
    assert_eq!(ids.len(), entries.len());
}

#[test]
fn the_stream_can_be_broken_off() {
    let (store, _) = three();
    let mut seen = 0;
    store
        .for_each_entry(&Filter::default(), &mut |_| {
            seen += 1;
            if seen == 7 {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })
        .expect("streamed");
    assert_eq!(seen, 7);
}

#[test]
fn the_stream_neither_blocks_a_refresh_nor_sees_it() {
    let (store, [a, ..]) = three();
    let (first_seen, stored) = (Barrier::new(2), Barrier::new(2));
    let seen = thread::scope(|scope| {
        scope.spawn(|| {
            first_seen.wait();
            store_history(&store, &a, &[debit(9999, "1"), debit(-5, "1")]);
            store.mark_removed(&id("b"), at(1)).expect("removed");
            assert!(store.finish_removal(&id("b")).expect("finished"));
            stored.wait();
        });
        let mut seen = 0;
        store
            .for_each_entry(&Filter::default(), &mut |_| {
                if seen == 0 {
                    first_seen.wait();
                    stored.wait();
                }
                seen += 1;
                ControlFlow::Continue(())
            })
            .expect("streamed");
        seen
    });
    assert_eq!(seen, 150, "what there was when it began");
    assert_eq!(stream(&store, &Filter::default()).len(), 102);
}

#[test]
fn a_store_in_memory_streams_the_same_and_may_be_used_meanwhile() {
    let store = Store::open_in_memory().expect("a store");
    let a = add(&store, "a");
    store_history(&store, &a, &[debit(2, "1"), debit(1, "1")]);
    let mut seen = 0;
    store
        .for_each_entry(&Filter::default(), &mut |_| {
            seen += store.accounts().expect("read").len();
            ControlFlow::Continue(())
        })
        .expect("streamed");
    assert_eq!(seen, 2);
}

#[test]
fn a_cursor_is_not_read_from_anything() {
    for text in ["", "1", "1.", ".1", "a.b", "1.2.3", "1.99999999999999999999"] {
        assert!(text.parse::<Cursor>().is_err(), "{text:?}");
    }
}

#[test]
fn the_last_credit_is_the_newest() {
    let (store, [a, b, _]) = three();
    assert_eq!(store.last_credit(&a).expect("read"), None);
    store_history(&store, &a, &[credit(500, "100"), credit(60, "1.5")]);
    store_history(&store, &b, &[credit(501, "7")]);
    let last = store.last_credit(&a).expect("read").expect("there");
    assert_eq!((last.change, last.account), (credit(500, "100"), a.clone()));
    // Whoever tells of it.
    let rise = observed(600, "5", "9");
    store
        .record_reading(&a, &reading(600, "9"), std::slice::from_ref(&rise), None)
        .expect("stored");
    let last = store.last_credit(&a).expect("read").expect("there");
    assert_eq!(last.change, rise);
    store_history(&store, &a, &[credit(700, "3")]);
    let last = store.last_credit(&a).expect("read").expect("there");
    assert_eq!(last.change, credit(700, "3"));
}
