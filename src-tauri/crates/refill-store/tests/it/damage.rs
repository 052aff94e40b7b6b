//! Damaged, foreign and newer files: set aside or refused, never deleted.

use std::fs;
use std::path::{Path, PathBuf};

use refill_store::{DataFolder, Store, StoreError};

use crate::support::{
    add, changes, damage_page, damage_table, id, let_time_pass, numbered, open, raw, reading, store_history,
    temp_dir,
};

/// A folder with some history in it, closed.
fn filled() -> tempfile::TempDir {
    let dir = temp_dir();
    let opened = open(dir.path());
    let account = add(&opened.store, "a");
    let rows: Vec<_> = (0..2000).rev().map(numbered).collect();
    store_history(&opened.store, &account, &rows);
    drop(opened);
    let_time_pass(dir.path());
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

/// Does something to the database so that its length and the time of its last change stay as they are, as a
/// failing disk would.
fn unnoticed(dir: &Path, work: impl FnOnce()) {
    let time = || fs::metadata(database(dir)).and_then(|found| found.modified());
    let before = time().expect("a time");
    work();
    let file = fs::File::options().write(true).open(database(dir));
    file.and_then(|file| file.set_modified(before)).expect("set");
    assert_eq!(time().expect("a time"), before);
}

fn overwrite(dir: &Path, from: usize, to: usize) {
    let mut bytes = fs::read(database(dir)).expect("read");
    bytes[from..to].fill(0);
    fs::write(database(dir), bytes).expect("written");
}

/// What the last session left to be read at the next start: two lines, the second only after a good end.
fn last_start(dir: &Path) -> Vec<String> {
    let text = fs::read_to_string(dir.join("last-start")).expect("read");
    text.lines().map(str::to_owned).collect()
}

#[test]
fn damage_that_leaves_no_trace_shows_when_it_is_met_and_is_found_at_the_next_start() {
    let dir = filled();
    unnoticed(dir.path(), || damage_table(dir.path(), "entry"));
    let opened = open(dir.path());
    assert!(opened.set_aside.is_none(), "not looked through: all was in order");
    let store = opened.store;
    assert_eq!(store.accounts().expect("read").len(), 1);
    let seen = store.for_each_entry(&refill_store::Filter::default(), &mut |_| {
        std::ops::ControlFlow::Continue(())
    });
    assert!(matches!(seen, Err(StoreError::Damaged)), "{seen:?}");
    drop(store);
    assert_eq!(last_start(dir.path()).len(), 1, "not left in order");
    expect_set_aside(dir.path());
}

#[test]
fn damage_met_by_a_read_or_a_change_is_remembered_as_well() {
    let dir = filled();
    let a = id("a");
    unnoticed(dir.path(), || damage_table(dir.path(), "entry_by_account"));
    let store = open(dir.path()).store;
    let run = store.begin_history_run(&a).expect("begun");
    let rows: Vec<_> = (0..2000).map(numbered).collect();
    let seen = store.store_history_page(&run, &rows, false);
    assert!(matches!(seen, Err(StoreError::Damaged)), "{seen:?}");
    drop(store);
    assert_eq!(last_start(dir.path()).len(), 1);
    let dir = filled();
    unnoticed(dir.path(), || damage_table(dir.path(), "entry_by_time"));
    let store = open(dir.path()).store;
    let seen = store.history(&refill_store::Filter::default(), None, 5000);
    assert!(matches!(seen, Err(StoreError::Damaged)), "{seen:?}");
    drop(store);
    assert_eq!(last_start(dir.path()).len(), 1);
}

#[test]
fn beginnings_are_always_looked_at() {
    let header = |dir: &Path| overwrite(dir, 0, 100);
    let schema = |dir: &Path| overwrite(dir, 100, 4096);
    let first_rows = ["account", "reading", "entry", "setting", "installation"].map(|table| {
        move |dir: &Path| {
            damage_page(dir, "SELECT rootpage FROM sqlite_schema WHERE name = ?1", table);
        }
    });
    let mut works: Vec<&dyn Fn(&Path)> = vec![&header, &schema];
    works.extend(first_rows.iter().map(|work| work as &dyn Fn(&Path)));
    for work in works {
        let dir = filled();
        let store = open(dir.path()).store;
        store.set_setting("k", "v").expect("set");
        store
            .record_reading(&id("a"), &reading(1, "1"), &[], None)
            .expect("stored");
        drop(store);
        unnoticed(dir.path(), || work(dir.path()));
        expect_set_aside(dir.path());
    }
}

#[test]
fn a_length_that_does_not_fit_is_noticed_whatever_the_time() {
    let dir = filled();
    unnoticed(dir.path(), || {
        let bytes = fs::read(database(dir.path())).expect("read");
        fs::write(database(dir.path()), &bytes[..bytes.len() - 4096]).expect("written");
    });
    expect_set_aside(dir.path());
}

#[test]
fn all_is_looked_through_unless_the_end_was_good_and_the_last_look_is_not_long_ago() {
    let day = 86_400_000_000_i64;
    // By how much the time of the last look is moved, or else no good end; and whether damage is found.
    let cases = [
        (Some(0), false),
        (Some(-6 * day), false),
        (Some(-8 * day), true),
        (Some(day), true),
        (None, true),
    ];
    for (moved, found) in cases {
        let dir = filled();
        let [start, left] = last_start(dir.path()).try_into().expect("two lines");
        let mut text = format!("{start}\n");
        if let Some(moved) = moved {
            let (rest, time) = left.rsplit_once(' ').expect("words");
            let time: i64 = time.parse().expect("a moment");
            text += &format!("{rest} {}\n", time + moved);
        }
        fs::write(dir.path().join("last-start"), text).expect("written");
        unnoticed(dir.path(), || damage_table(dir.path(), "entry"));
        let opened = open(dir.path());
        assert_eq!(opened.set_aside.is_some(), found, "{moved:?}");
        assert_eq!(opened.continuous, !found);
    }
}

#[test]
fn the_time_of_the_last_look_is_handed_on() {
    let dir = filled();
    let looked = || {
        last_start(dir.path())[1]
            .rsplit_once(' ')
            .expect("words")
            .1
            .to_owned()
    };
    let first = looked();
    for _ in 0..3 {
        let store = open(dir.path()).store;
        assert_eq!(last_start(dir.path()).len(), 1, "while it runs");
        add_setting(&store);
    }
    assert_eq!(looked(), first);
    // Touched: looked through, and from then on.
    let file = fs::File::options().write(true).open(database(dir.path()));
    file.and_then(|file| file.set_modified(std::time::UNIX_EPOCH))
        .expect("set");
    drop(open(dir.path()));
    assert_ne!(looked(), first);
}

fn add_setting(store: &Store) {
    store.set_setting("k", "v").expect("set");
}

#[test]
fn a_log_that_was_left_is_a_reason_to_look() {
    let dir = filled();
    let running = open(dir.path()).store;
    add_setting(&running);
    let kept = temp_dir();
    let (log, copy) = (dir.path().join("history.db-wal"), kept.path().join("log"));
    fs::copy(&log, &copy).expect("copied");
    drop(running);
    unnoticed(dir.path(), || damage_table(dir.path(), "entry"));
    fs::copy(&copy, &log).expect("left");
    assert!(open(dir.path()).set_aside.is_some());
}

#[test]
fn an_end_that_was_cut_or_written_by_something_else_is_no_good_end() {
    for line in ["left", "left 1 2 3 4", "left x y z", "left 1 2", "\u{0}"] {
        let dir = filled();
        let start = last_start(dir.path()).remove(0);
        fs::write(dir.path().join("last-start"), format!("{start}\n{line}\n")).expect("written");
        let opened = open(dir.path());
        assert!(opened.continuous && opened.set_aside.is_none());
        assert_eq!(changes(&opened.store, &id("a")).len(), 2000);
    }
}
