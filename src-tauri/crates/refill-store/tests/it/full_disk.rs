//! A disk that fills up: a clear error, nothing half-written, and all goes on once there is room.

use std::fs;

use refill_store::{DataFolder, Store, StoreError};

use crate::sandbox::{child_folder, run_mounted};
use crate::support::{add, at, changes, numbered, reading, temp_dir};

#[test]
fn a_full_disk_loses_nothing() {
    let dir = temp_dir();
    let mounts = r#"mount -t tmpfs -o size=2m tmpfs "$DIR""#;
    run_mounted("full_disk::child_on_a_small_disk", dir.path(), mounts);
}

#[test]
#[ignore = "the child of a_full_disk_loses_nothing"]
fn child_on_a_small_disk() {
    let Some(dir) = child_folder() else { return };
    let ballast = dir.join("ballast");
    fs::write(&ballast, vec![0; 1_000_000]).expect("written");
    let folder = DataFolder::open(&dir).expect("the folder");
    let store = Store::open(&folder).expect("the store").store;
    let account = add(&store, "a");
    let run = store.begin_history_run(&account).expect("a run");
    let page = |n: usize| (n * 100..(n + 1) * 100).map(numbered).collect::<Vec<_>>();
    let mut stored = 0;
    let error = loop {
        match store.store_history_page(&run, &page(stored), false) {
            Ok(outcome) => stored += usize::from(outcome.added == 100),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert!(stored > 3, "the disk filled up after {stored} pages");
    assert_eq!(changes(&store, &account).len(), stored * 100, "whole pages only");
    assert!(matches!(
        store.store_history_page(&run, &page(stored), false),
        Err(StoreError::Full)
    ));
    fs::remove_file(&ballast).expect("room again");
    store
        .store_history_page(&run, &page(stored), false)
        .expect("goes on");
    store.complete_history_run(&run, at(9)).expect("completed");
    store
        .record_reading(&account, &reading(9, "1"), &[], None)
        .expect("stored");
    assert_eq!(changes(&store, &account).len(), (stored + 1) * 100);
    drop((store, folder));
    a_start_without_room(&dir);
}

fn a_start_without_room(dir: &std::path::Path) {
    let ballast = dir.join("ballast");
    let mut size = 4_000_000;
    while size > 0 {
        // Takes what there is.
        let more = vec![0; size];
        if fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&ballast)
            .and_then(|mut file| std::io::Write::write_all(&mut file, &more))
            .is_err()
        {
            size /= 2;
        }
    }
    let folder = DataFolder::open(dir).expect("the folder");
    let refused = Store::open(&folder).expect_err("no room to start");
    assert!(matches!(refused, StoreError::Full), "{refused:?}");
    drop(folder);
    fs::remove_file(&ballast).expect("room again");
    let opened = crate::support::open(dir);
    assert!(opened.set_aside.is_none());
    assert_eq!(opened.store.accounts().expect("read").len(), 1);
}
