//! Damaged, foreign and newer files: set aside or refused, never deleted.

use std::fs;
use std::path::{Path, PathBuf};

use refill_store::{DataFolder, Store, StoreError};

use crate::support::{add, id, numbered, open, raw, store_history, temp_dir};

/// A folder with some history in it, closed.
fn filled() -> tempfile::TempDir {
    let dir = temp_dir();
    let opened = open(dir.path());
    let account = add(&opened.store, "a");
    let rows: Vec<_> = (0..2000).rev().map(numbered).collect();
    store_history(&opened.store, &account, &rows);
    dir
}

fn database(dir: &Path) -> PathBuf {
    dir.join("history.db")
}

/// Opens a folder whose database is damaged, and checks that it was kept under another name as it was.
fn expect_set_aside(dir: &Path) {
    let damaged = fs::read(database(dir)).expect("read");
    let opened = open(dir);
    let aside = opened.set_aside.clone().expect("set aside");
    let name = aside.file_name().expect("a name").to_string_lossy().into_owned();
    assert!(
        name.starts_with("history.damaged-") && name.ends_with("Z.db"),
        "{name}"
    );
    assert_eq!(aside.parent(), fs::canonicalize(dir).ok().as_deref());
    assert!(fs::read(aside).expect("kept") == damaged, "kept as it was");
    assert!(!opened.continuous);
    assert!(opened.store.accounts().expect("a sound database").is_empty());
    add(&opened.store, "new");
    drop(opened);
    let next = open(dir);
    assert!(next.continuous && next.set_aside.is_none());
    assert!(next.store.account(&id("new")).expect("read").is_some());
}

#[test]
fn overwritten_in_the_middle() {
    let dir = filled();
    let mut bytes = fs::read(database(dir.path())).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 9000].fill(0xa5);
    fs::write(database(dir.path()), bytes).expect("written");
    expect_set_aside(dir.path());
}

#[test]
fn a_damaged_header() {
    let dir = filled();
    let mut bytes = fs::read(database(dir.path())).expect("read");
    bytes[..100].fill(0);
    fs::write(database(dir.path()), bytes).expect("written");
    expect_set_aside(dir.path());
}

#[test]
fn truncated() {
    for keep in [50, 512, 4096, 40_000, 70_001] {
        let dir = filled();
        let bytes = fs::read(database(dir.path())).expect("read");
        assert!(bytes.len() > 100_000);
        fs::write(database(dir.path()), &bytes[..keep]).expect("written");
        expect_set_aside(dir.path());
    }
}

#[test]
fn emptied() {
    let dir = filled();
    fs::write(database(dir.path()), "").expect("written");
    expect_set_aside(dir.path());
}

#[test]
fn a_text_file_of_that_name() {
    for text in [
        "hello",
        &"not a database, but long enough to look at\n".repeat(100),
    ] {
        let dir = temp_dir();
        fs::write(database(dir.path()), text).expect("written");
        expect_set_aside(dir.path());
    }
}

#[test]
fn a_log_is_set_aside_with_its_database() {
    let dir = filled();
    fs::write(database(dir.path()), "not a database".repeat(500)).expect("written");
    fs::write(dir.path().join("history.db-wal"), "its log").expect("written");
    let aside = open(dir.path()).set_aside.expect("set aside");
    let log = PathBuf::from(format!("{}-wal", aside.display()));
    assert_eq!(fs::read(log).expect("kept"), b"its log");
}

#[test]
fn damaged_twice_within_a_second_keeps_both() {
    let dir = temp_dir();
    let mut kept = Vec::new();
    for text in ["first", "second", "third"] {
        fs::write(database(dir.path()), text.repeat(300)).expect("written");
        kept.push((open(dir.path()).set_aside.expect("set aside"), text.repeat(300)));
    }
    for (path, text) in kept {
        assert_eq!(fs::read_to_string(path).expect("kept"), text);
    }
}

#[test]
fn damage_that_shows_while_running_is_an_error_and_not_a_panic() {
    let dir = filled();
    let folder = DataFolder::open(dir.path()).expect("the folder");
    let store = Store::open(&folder).expect("sound").store;
    let mut bytes = fs::read(database(dir.path())).expect("read");
    let half = bytes.len() / 2;
    bytes[half..].fill(0xa5);
    fs::write(database(dir.path()), bytes).expect("written");
    let seen = store.for_each_entry(&refill_store::Filter::default(), &mut |_| {
        std::ops::ControlFlow::Continue(())
    });
    assert!(matches!(seen, Err(StoreError::Damaged)), "{seen:?}");
    drop(store);
    drop(folder);
    assert!(open(dir.path()).set_aside.is_some(), "found at the next start");
}

#[test]
fn a_newer_version_is_refused_and_left_untouched() {
    let dir = filled();
    raw(dir.path())
        .pragma_update(None, "user_version", 99)
        .expect("set");
    let before = contents(dir.path());
    let folder = DataFolder::open(dir.path()).expect("the folder");
    let refused = Store::open(&folder).expect_err("newer");
    assert!(
        matches!(refused, StoreError::NewerVersion { found: 99, known } if known < 99),
        "{refused:?}"
    );
    assert_eq!(contents(dir.path()), before);
}

#[test]
fn a_newer_version_left_by_a_killed_process_is_left_untouched() {
    let dir = filled();
    let newer = raw(dir.path());
    newer.pragma_update(None, "user_version", 99).expect("set");
    // A copy of files in use is what a killed process leaves.
    let left = temp_dir();
    for name in ["history.db", "history.db-wal"] {
        fs::copy(dir.path().join(name), left.path().join(name)).expect("copied");
    }
    let before = contents(left.path());
    let folder = DataFolder::open(left.path()).expect("the folder");
    let refused = Store::open(&folder).expect_err("newer");
    assert!(matches!(refused, StoreError::NewerVersion { found: 99, .. }));
    assert_eq!(contents(left.path()), before);
}

#[test]
fn a_folder_in_its_place_is_named() {
    let dir = temp_dir();
    fs::create_dir(database(dir.path())).expect("made");
    let folder = DataFolder::open(dir.path()).expect("the folder");
    let refused = Store::open(&folder).expect_err("no file");
    assert!(
        matches!(&refused, StoreError::Io { file, .. } if file == "history.db"),
        "{refused:?}"
    );
    assert!(refused.to_string().starts_with("history.db: "), "{refused}");
}

/// The bytes of the database and its log, by name.
fn contents(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .expect("listed")
        .map(|file| file.expect("a file").path())
        .filter(|path| !path.ends_with("refill.lock") && !path.to_string_lossy().ends_with("-shm"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("read"))
        })
        .filter(|(_, bytes)| !bytes.is_empty())
        .collect();
    files.sort();
    files
}
