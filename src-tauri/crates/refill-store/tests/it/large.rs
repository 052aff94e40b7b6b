//! A hundred thousand rows.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use refill_core::history::{Change, KindFilter};
use refill_store::{DataFolder, Filter, Store};

use crate::sandbox::{child, child_folder};
use crate::support::{add, at, id, numbered, open, temp_dir};

const ROWS: usize = 100_000;

/// Stores `count` rows of two accounts in pages of a hundred.
fn fill(dir: &Path, count: usize) {
    let store = open(dir).store;
    let begun = Instant::now();
    let accounts = ["a", "b"].map(|name| add(&store, name));
    for (half, account) in accounts.iter().enumerate() {
        let rows: Vec<Change> = (0..count / 2)
            .rev()
            .map(|n| Change {
                text: Some(format!("/v1/call/{n:0>200}")),
                ..numbered(n * 2 + half)
            })
            .collect();
        let run = store.begin_history_run(account).expect("begun");
        for page in rows.chunks(100) {
            store.store_history_page(&run, page, false).expect("stored");
        }
        store.complete_history_run(&run, at(1)).expect("completed");
    }
    println!("stored {count} rows in {:?}", begun.elapsed());
}

#[test]
fn are_paged_and_streamed_in_constant_memory() {
    let dir = temp_dir();
    fill(dir.path(), ROWS);
    let store = open(dir.path()).store;
    let filter = Filter::default();
    assert_eq!(store.count_history(&filter).expect("counted"), ROWS as u64);
    let (mut seen, mut after, mut last) = (0, None, None);
    loop {
        let page = store.history(&filter, after.as_ref(), 500).expect("a page");
        for entry in &page.entries {
            assert!(last.is_none_or(|last| last >= entry.change.at), "newest first");
            last = Some(entry.change.at);
        }
        seen += page.entries.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ROWS);
    drop(store);
    let status = child("large::child_streams", dir.path())
        .status()
        .expect("the child");
    assert!(status.success());
}

#[test]
#[ignore = "the child of are_paged_and_streamed_in_constant_memory"]
fn child_streams() {
    let Some(dir) = child_folder() else { return };
    let folder = DataFolder::open(&dir).expect("the folder");
    let store = Store::open(&folder).expect("the store").store;
    let (mut seen, mut text) = (0_usize, 0_usize);
    let before = peak_kib();
    store
        .for_each_entry(&Filter::default(), &mut |entry| {
            seen += 1;
            text += entry.change.text.as_ref().map_or(0, String::len);
            ControlFlow::Continue(())
        })
        .expect("streamed");
    assert_eq!(seen, ROWS);
    assert!(text > 20_000_000);
    let (Some(before), Some(after)) = (before, peak_kib()) else {
        eprintln!("skipped: this system does not tell a process its peak memory");
        return;
    };
    assert!(after - before < 6_000, "streaming took {} KiB", after - before);
}

/// The most memory that this process ever had.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// `cargo test --release -p refill-store -- --ignored --nocapture a_million_rows`
#[test]
#[ignore = "a measurement, not a check"]
fn a_million_rows() {
    let dir = temp_dir();
    fill(dir.path(), 1_000_000);
    let measured = |what: &str, work: &mut dyn FnMut()| {
        let begun = Instant::now();
        work();
        println!("{what}: {:?}", begun.elapsed());
    };
    let mut opened = None;
    measured("open", &mut || opened = Some(open(dir.path())));
    let store = opened.expect("opened").store;
    let filter = |kind, search: Option<&str>| Filter {
        kind,
        search: search.map(str::to_owned),
        ..Filter::default()
    };
    let all = filter(None, None);
    measured("count", &mut || {
        store.count_history(&all).expect("counted");
    });
    measured("count debits", &mut || {
        store
            .count_history(&filter(Some(KindFilter::Debit), None))
            .expect("counted");
    });
    measured("first page", &mut || {
        store.history(&all, None, 50).expect("a page");
    });
    measured("search without a hit", &mut || {
        store
            .history(&filter(None, Some("nothing like it")), None, 50)
            .expect("a page");
    });
    measured("stream", &mut || {
        store
            .for_each_entry(&all, &mut |_| ControlFlow::Continue(()))
            .expect("streamed");
    });
    measured("levels", &mut || {
        store.levels(&id("a"), at(0)).expect("read");
    });
    measured("spending", &mut || {
        store.spending(&id("a"), at(0), at(4_000_000_000)).expect("read");
    });
    measured("remove an account", &mut || {
        store.mark_removed(&id("b"), at(1)).expect("removed");
        store.finish_removal(&id("b")).expect("finished");
    });
}
