//! A journal that is damaged, newer, foreign, or on a disk that takes no more: an error, and the file as it was.

use std::fs;
use std::path::{Path, PathBuf};

use refill_core::purchase::Event;
use refill_store::{DataFolder, Journal, JournalError, StoreError};

use super::usdc::{attempt, pay, payment, sending, unlimited};
use super::{open, p, package, page, purchase, raw, walk};
use crate::sandbox::{child_folder, run_mounted};
use crate::support::{at, temp_dir};

fn file(dir: &Path) -> PathBuf {
    dir.join("payments.db")
}

/// A folder with some purchases in its journal, closed.
fn filled() -> tempfile::TempDir {
    let dir = temp_dir();
    let journal = open(dir.path());
    for number in 0..200 {
        let bought = package(&number.to_string(), &number.to_string());
        walk(
            &journal,
            &bought,
            &[Event::Asked, Event::Ready(page()), Event::Opened],
        );
    }
    for number in 0..50 {
        let id = format!("paid {number}");
        pay(&journal, &payment(&id, &id), &sending(&id));
    }
    journal.close().expect("closed");
    dir
}

fn try_open(dir: &Path) -> Result<Journal, StoreError> {
    Journal::open(&DataFolder::open(dir).expect("the folder"))
}

/// All files of a folder with what is in them, but the index of a log, which is made anew for every reader.
fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(dir)
        .expect("listed")
        .map(|entry| entry.expect("read").path());
    let mut files: Vec<_> = entries
        .map(|path| {
            (
                path.file_name().expect("a name").to_string_lossy().into_owned(),
                path,
            )
        })
        .filter(|(name, _)| !name.ends_with("-shm") && name != "refill.lock")
        .map(|(name, path)| (name, fs::read(path).expect("read")))
        .filter(|(name, bytes)| !(name.ends_with("-wal") && bytes.is_empty()))
        .collect();
    files.sort();
    files
}

/// Opens twice what cannot be opened, and checks that all stays as it is.
fn expect_refused(dir: &Path, is_right: fn(&StoreError) -> bool) {
    let before = files(dir);
    for _ in 0..2 {
        let refused = try_open(dir).expect_err("refused");
        assert!(is_right(&refused), "{refused:?}");
        assert!(files(dir) == before, "the files are as they were");
    }
}

fn expect_damaged(dir: &Path) {
    expect_refused(dir, |error| matches!(error, StoreError::Damaged));
}

#[test]
fn overwritten_anywhere() {
    let dir = filled();
    let sound = fs::read(file(dir.path())).expect("read");
    assert!(sound.len() > 10 * 4096, "{}", sound.len());
    let mut refused = 0;
    for page in 0..sound.len() / 4096 {
        let mut bytes = sound.clone();
        bytes[page * 4096..][..4096].fill(0xa5);
        fs::write(file(dir.path()), bytes).expect("written");
        expect_damaged(dir.path());
        refused += 1;
    }
    fs::write(file(dir.path()), &sound).expect("written");
    assert_eq!(open(dir.path()).page(None, 1000).expect("read").len(), 250);
    println!("{refused} damaged pages, {refused} refused");
}

#[test]
fn an_index_that_says_something_else() {
    let dir = filled();
    let mut bytes = fs::read(file(dir.path())).expect("read");
    let number: u32 = raw(dir.path())
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'head_open'",
            [],
            |row| row.get(0),
        )
        .expect("a page");
    // The last byte of the page belongs to its first entry, the number of a row.
    let last = usize::try_from(number).expect("small") * 4096 - 1;
    bytes[last] ^= 1;
    fs::write(file(dir.path()), bytes).expect("written");
    expect_damaged(dir.path());
}

#[test]
fn truncated_or_emptied() {
    let dir = filled();
    let bytes = fs::read(file(dir.path())).expect("read");
    for keep in [0, 50, 512, 4096, 20_000, bytes.len() - 4096, bytes.len() - 1] {
        fs::write(file(dir.path()), &bytes[..keep]).expect("written");
        expect_damaged(dir.path());
    }
}

#[test]
fn no_journal_at_all() {
    for text in ["hello", &"not a database, but long enough\n".repeat(200)] {
        let dir = temp_dir();
        fs::write(file(dir.path()), text).expect("written");
        expect_damaged(dir.path());
    }
    let dir = temp_dir();
    raw(dir.path())
        .execute_batch("CREATE TABLE other (a)")
        .expect("made");
    expect_damaged(dir.path());
}

#[test]
fn a_log_whose_journal_is_gone() {
    let dir = temp_dir();
    fs::write(
        dir.path().join("payments.db-wal"),
        "what was not brought over yet",
    )
    .expect("written");
    expect_damaged(dir.path());
}

#[test]
fn of_a_newer_version() {
    let dir = filled();
    let db = raw(dir.path());
    db.pragma_update(None, "user_version", 1_000).expect("set");
    db.close().expect("closed");
    expect_refused(dir.path(), |error| {
        matches!(
            error,
            StoreError::NewerVersion {
                found: 1_000,
                known: 2
            }
        )
    });
}

#[test]
fn of_a_newer_version_with_a_log() {
    let dir = filled();
    let db = raw(dir.path());
    db.pragma_update(None, "user_version", 1_000).expect("set");
    // As after a kill: the files are copied while they are open.
    let copy = temp_dir();
    for name in ["payments.db", "payments.db-wal"] {
        fs::copy(dir.path().join(name), copy.path().join(name)).expect("copied");
    }
    expect_refused(copy.path(), |error| {
        matches!(error, StoreError::NewerVersion { .. })
    });
}

#[test]
fn a_making_that_broke_off_is_begun_anew() {
    let dir = temp_dir();
    for ending in ["", "-wal", "-shm", "-journal"] {
        fs::write(dir.path().join(format!("payments.db.new{ending}")), "half").expect("written");
    }
    drop(open(dir.path()));
    let names: Vec<_> = files(dir.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["payments.db"]);
}

#[test]
fn damage_that_shows_later_is_an_error() {
    let dir = filled();
    let journal = open(dir.path());
    let number: u32 = raw(dir.path())
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'head'",
            [],
            |row| row.get(0),
        )
        .expect("a page");
    let mut bytes = fs::read(file(dir.path())).expect("read");
    let start = usize::try_from(number - 1).expect("small") * 4096;
    bytes[start..][..4096].fill(0xa5);
    fs::write(file(dir.path()), bytes).expect("written");
    // Another writer makes the connection forget what it had read.
    let sql = "INSERT INTO purchase (id, account, account_name, provider, way, begun_at)
               VALUES ('x', 'x', 'X', 'acme', 'page', 1)";
    raw(dir.path()).execute(sql, []).expect("written");
    let refused = journal.append(&p("0"), &Event::Returned, at(1));
    assert!(
        matches!(refused, Err(JournalError::Store(StoreError::Damaged))),
        "{refused:?}"
    );
    drop(journal);
    assert!(matches!(try_open(dir.path()), Err(StoreError::Damaged)));
}

#[test]
fn a_read_only_journal_is_named() {
    let dir = filled();
    let mounts = r#"f="$DIR/payments.db"; mount --bind "$f" "$f"; mount -o remount,ro,bind "$f""#;
    run_mounted(
        "journal::faults::child_with_a_read_only_journal",
        dir.path(),
        mounts,
    );
    assert_eq!(open(dir.path()).page(None, 1000).expect("read").len(), 250);
}

#[test]
#[ignore = "the child of a_read_only_journal_is_named"]
fn child_with_a_read_only_journal() {
    let Some(dir) = child_folder() else { return };
    expect_refused(
        &dir,
        |error| matches!(error, StoreError::ReadOnly { file } if file == "payments.db"),
    );
}

#[cfg(unix)]
#[test]
fn one_that_cannot_be_read_is_named() {
    let dir = temp_dir();
    fs::create_dir(file(dir.path())).expect("made");
    let refused = try_open(dir.path()).expect_err("a folder");
    assert!(
        matches!(&refused, StoreError::Io { file, .. } if file == "payments.db"),
        "{refused:?}"
    );
}

#[test]
fn a_full_disk_loses_nothing() {
    let dir = temp_dir();
    let mounts = r#"mount -t tmpfs -o size=1m tmpfs "$DIR""#;
    run_mounted("journal::faults::child_on_a_small_disk", dir.path(), mounts);
}

#[test]
#[ignore = "the child of a_full_disk_loses_nothing"]
fn child_on_a_small_disk() {
    let Some(dir) = child_folder() else { return };
    fill(&dir);
    let refused = try_open(&dir).expect_err("no room to make one");
    assert!(matches!(refused, StoreError::Full), "{refused:?}");
    assert!(!file(&dir).exists(), "nothing half-made has its name");
    fs::remove_file(dir.join("ballast")).expect("room again");

    let journal = open(&dir);
    walk(&journal, &purchase("p", "a"), &[Event::Ready(page())]);
    pay(&journal, &payment("q", "a"), &sending("q")[..1]);
    let planned = journal.purchase(&p("q")).expect("read").expect("there");
    fill(&dir);
    let mut opened = 0;
    let error = loop {
        match journal.append(&p("p"), &Event::Opened, at(2)) {
            Ok(_) => opened += 1,
            Err(error) => break error,
        }
        assert!(opened < 10_000, "the disk never filled up");
    };
    assert!(
        matches!(error, JournalError::Store(StoreError::Full)),
        "{error:?}"
    );
    let begun = journal.begin(&purchase("r", "b"));
    let reserved = journal.reserve(&p("q"), &attempt("q"), &unlimited(), at(2));
    for refused in [begun, reserved.map(|_| ())] {
        assert!(
            matches!(refused, Err(JournalError::Store(StoreError::Full))),
            "{refused:?}"
        );
    }
    assert_eq!(
        journal.spent(at(0)).expect("read"),
        [],
        "nothing is half set aside"
    );
    let kept = journal.purchase(&p("p")).expect("read").expect("there");
    assert_eq!(kept.events.len(), opened + 1, "whole events only");
    fs::remove_file(dir.join("ballast")).expect("room again");
    assert_eq!(journal.purchase(&p("p")).expect("read"), Some(kept.clone()));
    drop(journal);
    let journal = open(&dir);
    assert_eq!(journal.page(None, 10).expect("read"), [planned, kept]);
    journal.begin(&purchase("r", "b")).expect("goes on");
    journal
        .reserve(&p("q"), &attempt("q"), &unlimited(), at(2))
        .expect("goes on");
}

/// Takes all the room that is left.
fn fill(dir: &Path) {
    let mut file = fs::File::create(dir.join("ballast")).expect("made");
    let mut size = 1_000_000;
    while size > 0 {
        if std::io::Write::write_all(&mut file, &vec![0; size]).is_err() {
            size /= 2;
        }
    }
}
