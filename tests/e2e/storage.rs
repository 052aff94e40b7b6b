//! Data that cannot be opened, and processes that are killed.

use std::fs;

use refill_sandbox::{Fault, FaultRule, WEB3_API};
use refill_store::{DataFolder, Store};
use refill_tests::{LONG, gtk_save_dialog_replacing, wait_for, wait_until};

use crate::stage::{Stage, at, card_says, everything, go, refresh};

#[test]
fn a_damaged_database_is_set_aside_and_never_deleted() {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_dria(&window);
    window.close();
    // The log beside it would bring the pages back that it still holds.
    for file in ["history.db-wal", "history.db-shm"] {
        let _ = fs::remove_file(stage.data.join(file));
    }
    fs::write(stage.data.join("history.db"), "this is no database").expect("damaged");
    let window = stage.open();
    window.find(&at("set-aside"));
    window.find(&at("welcome"));
    let aside = fs::read_dir(&stage.data)
        .expect("the folder")
        .flatten()
        .find(|file| fs::read(file.path()).is_ok_and(|bytes| bytes == b"this is no database"));
    assert!(
        aside.is_some(),
        "the damaged file is still there under another name"
    );
    let kept = stage.desktop.search_secrets(&[("service", "app.refill.desktop")]);
    assert!(kept.contains("secret = "), "no keychain item was touched");
    window.close();
}

#[test]
fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let stage = Stage::new();
    let folder = DataFolder::open(&stage.data).expect("the folder");
    drop(Store::open(&folder).expect("a database"));
    drop(folder);
    let file = stage.data.join("history.db");
    let mut bytes = fs::read(&file).expect("the database");
    // SQLite keeps the user version at byte 60 of the header.
    bytes[60..64].copy_from_slice(&999_u32.to_be_bytes());
    fs::write(&file, &bytes).expect("made newer");
    let window = stage.open();
    window.wait_until_text(&at("blocked"), "newer");
    assert_eq!(window.axe(), [""; 0]);
    window.close();
    assert_eq!(
        fs::read(&file).expect("the database"),
        bytes,
        "not a byte of it changed"
    );
}

#[test]
fn a_folder_in_use_and_one_that_cannot_be_written_are_explained() {
    let stage = Stage::new();
    fs::create_dir_all(stage.desktop.scratch()).expect("the scratch folder");
    fs::write(&stage.data, "a file in the place of the folder").expect("in the way");
    let window = stage.open();
    window.find(&at("blocked"));
    assert_eq!(window.axe(), [""; 0]);
    fs::remove_file(&stage.data).expect("out of the way");
    window.click(&at("retry-startup"));
    window.find(&at("welcome"));
    window.close();
}

#[test]
fn a_kill_during_the_first_history_loses_no_row() {
    const ROWS: u32 = 950;
    let stage = Stage::with(refill_tests::Desktop::start(), ROWS);
    stage
        .control()
        .set_fault(FaultRule::new(&WEB3_API, Fault::Delay { millis: 150 }).at("/credits/history"));
    let window = stage.open();
    stage.add_web3(&window);
    go(&window, "history");
    wait_until("the first rows to be listed", LONG, || {
        window
            .text(&at("total"))
            .contains(|c: char| c.is_ascii_digit() && c != '0')
    });
    window.kill9();

    stage.control().clear_faults();
    let window = stage.open();
    card_says(&window, "Web3 API", "950");
    go(&window, "history");
    wait_until("every row to be listed", LONG, || {
        window.text(&at("total")).contains("950")
    });
    window.close();
}

#[test]
fn a_kill_during_an_export_leaves_the_file_that_was_there() {
    const ROWS: u32 = 20_000;
    let stage = Stage::with(refill_tests::Desktop::start(), ROWS);
    let window = stage.open();
    stage.add_web3(&window);
    go(&window, "history");
    wait_until("every row to be listed", LONG, || {
        window.text(&at("total")).contains("20,000")
    });
    let file = stage.desktop.scratch().join("kept.csv");
    fs::write(&file, "what was there before").expect("a file to replace");
    window.click(&at("export"));
    everything(&window);
    window.wait_until_text(&at("export-count"), "20,000");
    window.click(&at("export-save"));
    gtk_save_dialog_replacing(&stage.desktop, &file);
    let is_part = |name: &str| name.starts_with(".kept.csv.") && name.ends_with(".refill-part");
    let has_begun = || {
        let files = fs::read_dir(stage.desktop.scratch())
            .into_iter()
            .flatten()
            .flatten();
        files
            .into_iter()
            .any(|file| is_part(&file.file_name().to_string_lossy()))
    };
    wait_for("the export to have begun or ended", LONG, || {
        (has_begun() || window.exists(&at("export-open"))).then_some(())
    });
    window.kill9();
    let text = fs::read_to_string(&file).expect("the file is there");
    let whole = text.lines().count() == ROWS as usize + 1;
    assert!(
        whole || text == "what was there before",
        "whole or untouched, not {} lines",
        text.lines().count()
    );

    let window = stage.open();
    card_says(&window, "Web3 API", "950");
    refresh(&window);
    go(&window, "history");
    wait_until("every row is still there", LONG, || {
        window.text(&at("total")).contains("20,000")
    });
    window.close();
}
