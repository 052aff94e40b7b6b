//! The history as a file for a spreadsheet.

use std::fs;

use refill_tests::{LONG, gtk_save_dialog, wait_until};

use crate::stage::{Stage, at, everything, go};

#[test]
fn last_month_is_saved_and_opened_in_four_clicks() {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_web3(&window);
    window.reset_clicks();
    go(&window, "history");
    window.click(&at("export"));
    window.find(&at("export-save"));
    window.click(&at("export-save"));
    let file = stage.desktop.scratch().join("saved.csv");
    gtk_save_dialog(&stage.desktop, &file);
    window.click(&at("export-open"));
    assert_eq!(window.clicks(), 4);
    stage.desktop.wait_opened("saved.csv");
    let text = fs::read_to_string(&file).expect("the file is there");
    assert!(
        text.starts_with(
            "\u{feff}date,account,provider,kind,amount,unit,balance_after,description,source\r\n"
        )
    );
    window.click(&at("export-show"));
    wait_until("the file to be shown in its folder", LONG, || {
        stage
            .desktop
            .shown_in_folder()
            .iter()
            .any(|uri| uri.ends_with("saved.csv"))
    });
    window.close();
}

#[test]
fn the_file_holds_every_row_of_the_range() {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_web3(&window);
    go(&window, "history");
    wait_until("the history to be listed", LONG, || {
        window.text(&at("total")).contains("30")
    });
    window.click(&at("export"));
    everything(&window);
    window.wait_until_text(&at("export-count"), "30");
    window.click(&at("export-save"));
    let file = stage.desktop.scratch().join("all.csv");
    gtk_save_dialog(&stage.desktop, &file);
    window.find(&at("export-open"));
    let text = fs::read_to_string(&file).expect("the file is there");
    let rows: Vec<&str> = text.trim_end_matches("\r\n").split("\r\n").skip(1).collect();
    assert_eq!(rows.len(), 30, "{text}");
    for row in &rows {
        assert!(
            row.contains(",Web3 API,Web3 API,debit,-") && row.ends_with(",provider"),
            "{row}"
        );
    }
    assert!(
        rows.last().is_some_and(|row| row.contains(",credits,950,")),
        "{text}"
    );
    window.close();
}
