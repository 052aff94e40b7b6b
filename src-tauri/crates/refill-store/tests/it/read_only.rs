//! Folders and files that cannot be written. Rights do not bind root, so the disk itself is made read-only.

use refill_store::{DataFolder, Store, StoreError};

use crate::sandbox::{child_folder, run_mounted};
use crate::support::{add, open, temp_dir};

#[test]
fn a_read_only_disk_is_named() {
    let dir = temp_dir();
    add(&open(dir.path()).store, "a");
    let mounts = r#"mount --bind "$DIR" "$DIR"; mount -o remount,ro,bind "$DIR""#;
    run_mounted("read_only::child_on_a_read_only_disk", dir.path(), mounts);
    assert_eq!(open(dir.path()).store.accounts().expect("read").len(), 1);
}

#[test]
#[ignore = "the child of a_read_only_disk_is_named"]
fn child_on_a_read_only_disk() {
    let Some(dir) = child_folder() else { return };
    let refused = DataFolder::open(&dir).expect_err("read-only");
    assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused:?}");
    let refused = DataFolder::open(&dir.join("new")).expect_err("read-only");
    assert!(
        matches!(&refused, StoreError::ReadOnly { file } if file == "new"),
        "{refused:?}"
    );
}

#[test]
fn a_read_only_database_is_named() {
    let dir = temp_dir();
    add(&open(dir.path()).store, "a");
    let mounts = r#"f="$DIR/history.db"; mount --bind "$f" "$f"; mount -o remount,ro,bind "$f""#;
    run_mounted("read_only::child_with_a_read_only_database", dir.path(), mounts);
}

#[test]
#[ignore = "the child of a_read_only_database_is_named"]
fn child_with_a_read_only_database() {
    let Some(dir) = child_folder() else { return };
    let folder = DataFolder::open(&dir).expect("the folder itself can be written");
    let refused = Store::open(&folder).expect_err("read-only");
    assert!(
        matches!(&refused, StoreError::ReadOnly { file } if file == "history.db"),
        "{refused:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_folder_without_the_right_to_write_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let dir = temp_dir();
    let locked = dir.path().join("locked");
    std::fs::create_dir(&locked).expect("made");
    std::fs::set_permissions(&locked, PermissionsExt::from_mode(0o500)).expect("set");
    if std::fs::write(locked.join("probe"), "").is_ok() {
        eprintln!("skipped: rights do not bind this user (root)");
        return;
    }
    let refused = DataFolder::open(&locked).expect_err("no right");
    assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused:?}");
}
