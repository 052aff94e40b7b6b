//! Is this database the one that was last used in the folder?

use std::fs;
use std::path::Path;

use refill_store::Opened;

use crate::support::{account, open, raw, secret, temp_dir};

/// The pending removals after a start.
fn pending(opened: &Opened) -> usize {
    opened.store.secrets_to_remove().expect("listed").len()
}

/// A start that leaves one removal behind.
fn leave_a_removal(dir: &Path) {
    let opened = open(dir);
    opened.store.secret_planned(&secret("s")).expect("planned");
}

#[test]
fn the_first_start_and_every_next_one_are_continuous() {
    let dir = temp_dir();
    let first = open(dir.path());
    assert!(first.continuous && first.set_aside.is_none());
    let installation = first.store.installation().clone();
    drop(first);
    for _ in 0..3 {
        let next = open(dir.path());
        assert!(next.continuous);
        assert_eq!(next.store.installation(), &installation);
    }
}

#[test]
fn an_older_copy_put_back_is_noticed_and_forgets_removals() {
    let dir = temp_dir();
    leave_a_removal(dir.path());
    let copy = dir.path().join("copy.db");
    fs::copy(dir.path().join("history.db"), &copy).expect("copied");
    assert_eq!(pending(&open(dir.path())), 1, "continuous: the removal is due");
    fs::copy(&copy, dir.path().join("history.db")).expect("put back");
    let restored = open(dir.path());
    assert!(!restored.continuous && restored.set_aside.is_none());
    assert_eq!(pending(&restored), 0);
    drop(restored);
    assert!(open(dir.path()).continuous, "noticed once");
}

#[test]
fn a_database_of_another_folder_is_noticed() {
    let (here, there) = (temp_dir(), temp_dir());
    leave_a_removal(there.path());
    drop(open(here.path()));
    fs::copy(there.path().join("history.db"), here.path().join("history.db")).expect("copied");
    let opened = open(here.path());
    assert!(!opened.continuous);
    assert_eq!(pending(&opened), 0);
}

#[test]
fn a_database_without_its_file_or_the_file_without_it_is_noticed() {
    let dir = temp_dir();
    drop(open(dir.path()));
    fs::remove_file(dir.path().join("last-start")).expect("removed");
    assert!(!open(dir.path()).continuous);
    fs::remove_file(dir.path().join("history.db")).expect("removed");
    let fresh = open(dir.path());
    assert!(!fresh.continuous && fresh.set_aside.is_none());
    drop(fresh);
    fs::write(dir.path().join("last-start"), [0xff, 0, 7]).expect("written");
    assert!(!open(dir.path()).continuous);
}

#[test]
fn a_start_that_broke_off_between_the_two_counts_is_no_discontinuity() {
    let dir = temp_dir();
    leave_a_removal(dir.path());
    let before = fs::read(dir.path().join("last-start")).expect("read");
    drop(open(dir.path()));
    fs::write(dir.path().join("last-start"), before).expect("written");
    let opened = open(dir.path());
    assert!(opened.continuous);
    assert_eq!(pending(&opened), 1);
}

#[test]
fn the_files_of_the_store_and_no_more_lie_in_the_folder() {
    let dir = temp_dir();
    let opened = open(dir.path());
    opened.store.insert_account(&account("a"), None).expect("added");
    drop(opened);
    let mut names: Vec<String> = fs::read_dir(dir.path())
        .expect("listed")
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["history.db", "last-start", "refill.lock"]);
}

#[test]
fn the_connection_is_set_up_as_promised() {
    let dir = temp_dir();
    let _opened = open(dir.path());
    let mode: String = raw(dir.path())
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .expect("asked");
    assert_eq!(mode, "wal");
}

#[test]
fn a_store_that_lives_on_can_be_closed_in_order() {
    let dir = temp_dir();
    let opened = open(dir.path());
    opened.store.insert_account(&account("a"), None).expect("added");
    opened.store.close().expect("closed");
    opened.store.close().expect("closed already");
    assert!(
        !dir.path().join("history.db-wal").exists(),
        "the log is folded in"
    );
    let start = fs::read_to_string(dir.path().join("last-start")).expect("recorded");
    assert!(start.lines().count() == 2, "{start}");
    assert!(matches!(
        opened.store.accounts(),
        Err(refill_store::StoreError::ReadOnly { .. })
    ));
    assert!(opened.store.set_setting("k", "v").is_err());
    // Dropping it changes nothing any more.
    drop(opened);
    assert_eq!(
        fs::read_to_string(dir.path().join("last-start")).expect("recorded"),
        start
    );
    assert_eq!(open(dir.path()).store.accounts().expect("read").len(), 1);
}
