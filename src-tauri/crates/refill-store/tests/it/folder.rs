use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use refill_store::{DataFolder, Store, StoreError};

use crate::sandbox::{child, child_folder};
use crate::support::temp_dir;

#[test]
fn is_made_where_there_is_none() {
    let dir = temp_dir();
    let path = dir.path().join("deep/inside");
    let folder = DataFolder::open(&path).expect("made");
    assert!(folder.path().is_absolute() && folder.path().is_dir());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = path.metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

#[test]
fn is_held_by_one_at_a_time() {
    let dir = temp_dir();
    let first = DataFolder::open(dir.path()).expect("free");
    let refused = DataFolder::open(dir.path()).expect_err("held");
    assert!(matches!(refused, StoreError::InUse), "{refused:?}");
    drop(first);
    DataFolder::open(dir.path()).expect("free again");
}

#[test]
fn an_open_store_keeps_holding_it() {
    let dir = temp_dir();
    let folder = DataFolder::open(dir.path()).expect("free");
    let opened = Store::open(&folder).expect("a store");
    drop(folder);
    assert!(matches!(DataFolder::open(dir.path()), Err(StoreError::InUse)));
    drop(opened);
    DataFolder::open(dir.path()).expect("free again");
}

#[test]
fn another_process_is_kept_out_until_this_one_ends() {
    let dir = temp_dir();
    let mut holder = child("folder::child_holds_the_folder", dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child");
    let output = BufReader::new(holder.stdout.take().expect("piped"));
    let held = output
        .lines()
        .any(|line| line.is_ok_and(|line| line.ends_with("held")));
    assert!(held);
    assert!(matches!(DataFolder::open(dir.path()), Err(StoreError::InUse)));
    holder.kill().expect("killed");
    holder.wait().expect("ended");
    DataFolder::open(dir.path()).expect("a killed process holds nothing");
}

#[test]
#[ignore = "the child of another_process_is_kept_out_until_this_one_ends"]
fn child_holds_the_folder() {
    let Some(dir) = child_folder() else { return };
    let _folder = DataFolder::open(&dir).expect("free");
    println!("held");
    let _ = std::io::stdin().read(&mut [0]);
}

#[test]
fn a_file_in_its_place_is_named() {
    let dir = temp_dir();
    let path = dir.path().join("data");
    std::fs::write(&path, "not a folder").expect("written");
    let refused = DataFolder::open(&path).expect_err("no folder");
    assert!(
        matches!(&refused, StoreError::Io { file, .. } if file == "data"),
        "{refused:?}"
    );
}
