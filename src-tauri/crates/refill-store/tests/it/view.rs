//! Looking at a database without holding its folder: nothing is written, whoever else is there.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use refill_core::alert::AlertState;
use refill_store::{DataFolder, Filter, Store, StoreError};

use crate::sandbox::{child_folder, run_mounted};
use crate::support::{
    account, add, at, changes, damage_table, id, let_time_pass, numbered, open, raw, reading, secret,
    store_history, stream, temp_dir,
};

fn look(dir: &Path) -> Store {
    Store::open_read_only(dir).expect("readable").expect("there")
}

/// The files of a folder and what is in them.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(dir).expect("listed");
    files
        .map(|file| {
            let file = file.expect("a file");
            let name = file.file_name().to_string_lossy().into_owned();
            (name, fs::read(file.path()).unwrap_or_default())
        })
        .collect()
}

/// A folder with an account and some history in it, closed.
fn filled() -> tempfile::TempDir {
    let dir = temp_dir();
    let store = open(dir.path()).store;
    let a = add(&store, "a");
    let rows: Vec<_> = (0..300).rev().map(numbered).collect();
    store_history(&store, &a, &rows);
    store
        .record_reading(&a, &reading(5, "7"), &[], None)
        .expect("stored");
    drop(store);
    let_time_pass(dir.path());
    dir
}

fn check(store: &Store) {
    assert_eq!(store.accounts().expect("read"), [account("a")]);
    assert_eq!(stream(store, &Filter::default()).len(), 300);
    let last = store.last_readings(&id("a")).expect("read");
    assert_eq!(last.latest, Some(reading(5, "7")));
    let glances = store.glances(at(0), &|_, _| (at(0), at(9))).expect("read");
    assert_eq!(glances.len(), 1);
}

#[test]
fn finds_nothing_where_nothing_is() {
    let dir = temp_dir();
    let missing = dir.path().join("missing");
    assert!(Store::open_read_only(&missing).expect("no error").is_none());
    assert!(Store::open_read_only(dir.path()).expect("no error").is_none());
    assert!(!missing.exists() && files(dir.path()).is_empty());
    fs::write(dir.path().join("history.db"), "").expect("written");
    assert!(Store::open_read_only(dir.path()).expect("no error").is_none());
    assert_eq!(files(dir.path()).len(), 1);
    // A start that was killed before it stored anything.
    raw(dir.path())
        .pragma_update(None, "user_version", 0)
        .expect("set");
    assert!(Store::open_read_only(dir.path()).expect("no error").is_none());
}

#[test]
fn leaves_a_closed_database_as_it_is() {
    let dir = filled();
    let before = files(dir.path());
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        ["history.db", "last-start", "refill.lock"]
    );
    let store = look(dir.path());
    check(&store);
    assert_eq!(files(dir.path()), before);
    drop(store);
    assert_eq!(files(dir.path()), before);
    assert!(open(dir.path()).continuous);
}

#[test]
fn several_look_at_once_and_hold_nobody_up() {
    let dir = filled();
    let (one, two) = (look(dir.path()), look(dir.path()));
    let opened = open(dir.path());
    check(&one);
    check(&two);
    assert_eq!(one.installation(), opened.store.installation());
    drop(opened);
    check(&one);
    assert!(open(dir.path()).set_aside.is_none());
}

#[test]
fn a_path_may_hold_anything() {
    let dir = temp_dir();
    let odd = dir.path().join("a b?immutable=0&c#d%41é");
    drop(open(&odd));
    let store = look(&odd);
    assert!(store.accounts().expect("read").is_empty());
    assert_eq!(files(&odd).len(), 3);
}

#[test]
fn sees_what_a_running_refill_writes() {
    let dir = filled();
    let running = open(dir.path()).store;
    add(&running, "b");
    let store = look(dir.path());
    assert_eq!(
        store.accounts().expect("read").len(),
        2,
        "though it is in the log alone"
    );
    add(&running, "c");
    assert_eq!(store.accounts().expect("read").len(), 3);
    store_history(&running, &id("b"), &[numbered(7)]);
    assert_eq!(changes(&store, &id("b")).len(), 1);
    drop(store);
    add(&running, "d");
    drop(running);
    assert_eq!(look(dir.path()).accounts().expect("read").len(), 4);
    assert_eq!(files(dir.path()).len(), 3, "nothing of it is left behind");
}

#[test]
fn sees_a_refill_that_is_started_later() {
    let dir = filled();
    let store = look(dir.path());
    check(&store);
    let running = open(dir.path()).store;
    add(&running, "b");
    assert_eq!(store.accounts().expect("read").len(), 2);
    assert_eq!(stream(&store, &Filter::default()).len(), 300);
    drop(running);
    assert_eq!(store.accounts().expect("read").len(), 2);
    drop(store);
    let again = open(dir.path());
    assert!(again.continuous && again.set_aside.is_none());
    assert_eq!(again.store.accounts().expect("read").len(), 2);
}

#[test]
fn a_refill_that_starts_during_a_read_makes_it_fail() {
    let dir = filled();
    let store = look(dir.path());
    let mut running = None;
    let seen = store.for_each_entry(&Filter::default(), &mut |_| {
        running.get_or_insert_with(|| open(dir.path()));
        ControlFlow::Continue(())
    });
    assert!(matches!(seen, Err(StoreError::InUse)), "{seen:?}");
    check(&store);
    // And one that came and went, and left the file with other pages.
    drop(running.take());
    drop(store);
    drop(open(dir.path()));
    let_time_pass(dir.path());
    let store = look(dir.path());
    let mut came = false;
    let seen = store.for_each_entry(&Filter::default(), &mut |_| {
        if !came {
            add(&open(dir.path()).store, "b");
            came = true;
        }
        ControlFlow::Continue(())
    });
    assert!(matches!(seen, Err(StoreError::InUse)), "{seen:?}");
    assert_eq!(store.accounts().expect("read").len(), 2);
}

#[test]
fn reads_the_log_of_a_killed_refill() {
    let dir = filled();
    let running = open(dir.path()).store;
    add(&running, "b");
    // A copy of files in use is what a killed process leaves.
    for left in [
        &["history.db", "history.db-wal", "history.db-shm"][..],
        &["history.db", "history.db-wal"],
    ] {
        let copy = temp_dir();
        for name in left {
            fs::copy(dir.path().join(name), copy.path().join(name)).expect("copied");
        }
        let before = files(copy.path());
        let store = look(copy.path());
        assert_eq!(store.accounts().expect("read").len(), 2);
        drop(store);
        for (name, bytes) in files(copy.path()) {
            let is_index = name == "history.db-shm";
            assert!(is_index || before[&name] == bytes, "{name}");
        }
    }
}

#[test]
fn changes_nothing() {
    let dir = filled();
    let before = files(dir.path());
    let store = look(dir.path());
    let (a, state) = (id("a"), AlertState::default());
    let refused = [
        store.insert_account(&account("b"), None).err(),
        store.record_reading(&a, &reading(9, "1"), &[], None).err(),
        store.begin_history_run(&a).err(),
        store.set_failure(&a, "x", at(1), "").err(),
        store.set_alert_state(&a, &state).err(),
        store.set_setting("k", "v").err(),
        store.secret_planned(&secret("s")).err(),
        store.mark_removed(&a, at(1)).err(),
        store.finish_removal(&a).err(),
    ];
    for error in refused {
        assert!(
            matches!(&error, Some(StoreError::ReadOnly { file }) if file == "history.db"),
            "{error:?}"
        );
    }
    drop(store);
    assert_eq!(files(dir.path()), before);
}

#[test]
fn only_the_version_it_knows_is_read() {
    for (version, running) in [(99, false), (1, false), (99, true), (1, true)] {
        let dir = filled();
        let tool = raw(dir.path());
        tool.pragma_update(None, "user_version", version).expect("set");
        if !running {
            drop(tool);
        }
        let before = files(dir.path());
        let refused = Store::open_read_only(dir.path()).expect_err("another version");
        let is_named = match refused {
            StoreError::NewerVersion { found, known } => found == 99 && version == 99 && known < 99,
            StoreError::OlderVersion { found, needed } => found == 1 && version == 1 && needed > 1,
            _ => false,
        };
        assert!(is_named, "{refused:?} at {version}");
        let index = "history.db-shm";
        for (name, bytes) in files(dir.path()) {
            assert!(name == index || before[&name] == bytes, "{name}");
        }
    }
}

#[test]
fn a_damaged_database_is_named_and_left_where_it_is() {
    let texts = ["hello".to_owned(), "not a database ".repeat(1000)];
    for text in texts {
        let dir = temp_dir();
        fs::write(dir.path().join("history.db"), &text).expect("written");
        let refused = Store::open_read_only(dir.path()).expect_err("no database");
        assert!(matches!(refused, StoreError::Damaged), "{refused:?}");
        assert_eq!(files(dir.path()).len(), 1);
    }
    let dir = filled();
    damage_table(dir.path(), "entry");
    let before = files(dir.path());
    let store = look(dir.path());
    let seen = store.for_each_entry(&Filter::default(), &mut |_| ControlFlow::Continue(()));
    assert!(matches!(seen, Err(StoreError::Damaged)), "{seen:?}");
    drop(store);
    assert_eq!(files(dir.path()), before);
}

#[test]
fn a_folder_in_its_place_is_named() {
    let dir = temp_dir();
    fs::create_dir(dir.path().join("history.db")).expect("made");
    let refused = Store::open_read_only(dir.path()).expect_err("no file");
    assert!(
        matches!(&refused, StoreError::Io { file, .. } if file == "history.db"),
        "{refused:?}"
    );
}

const READ_ONLY: &str = r#"mount --bind "$DIR" "$DIR"; mount -o remount,ro,bind "$DIR""#;

#[test]
fn a_read_only_disk_is_read() {
    let dir = filled();
    let before = files(dir.path());
    run_mounted("view::child_on_a_read_only_disk", dir.path(), READ_ONLY);
    assert_eq!(files(dir.path()), before);
}

#[test]
fn a_log_on_a_read_only_disk_is_read() {
    let dir = filled();
    let running = open(dir.path()).store;
    running.set_setting("k", "v").expect("set");
    let copy = temp_dir();
    for name in ["history.db", "history.db-wal", "history.db-shm"] {
        fs::copy(dir.path().join(name), copy.path().join(name)).expect("copied");
    }
    drop(running);
    let before = files(copy.path());
    run_mounted("view::child_on_a_read_only_disk", copy.path(), READ_ONLY);
    assert_eq!(files(copy.path()), before);
    // Without its index it cannot be read there, and that is said: what it holds is not left out.
    fs::remove_file(copy.path().join("history.db-shm")).expect("removed");
    run_mounted("view::child_without_an_index", copy.path(), READ_ONLY);
}

#[test]
#[ignore = "the child of a_read_only_disk_is_read and a_log_on_a_read_only_disk_is_read"]
fn child_on_a_read_only_disk() {
    let Some(dir) = child_folder() else { return };
    assert!(DataFolder::open(&dir).is_err());
    let store = look(&dir);
    check(&store);
    let in_log = dir.join("history.db-wal").exists();
    assert_eq!(store.setting("k").expect("read").is_some(), in_log);
}

#[test]
#[ignore = "the child of a_log_on_a_read_only_disk_is_read"]
fn child_without_an_index() {
    let Some(dir) = child_folder() else { return };
    let refused = Store::open_read_only(&dir).expect_err("no index");
    assert!(
        matches!(&refused, StoreError::Io { file, .. } if file == "history.db"),
        "{refused:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_file_without_the_right_to_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let dir = filled();
    let file = dir.path().join("history.db");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).expect("set");
    if fs::read(&file).is_ok() {
        eprintln!("skipped: rights do not bind this user (root)");
        return;
    }
    let refused = Store::open_read_only(dir.path()).expect_err("no right");
    assert!(matches!(refused, StoreError::Io { .. }), "{refused:?}");
}
