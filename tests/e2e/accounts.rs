//! Accounts, from the first key to the removed one.

use std::fs;
use std::path::Path;

use refill_sandbox::{AccountSeed, DRIA, Fault, FaultRule};
use refill_tests::{LONG, wait_until};

use crate::stage::{DRIA_KEY, Stage, WEB3_KEY, at, card_says, go, refresh};

#[test]
fn the_first_account_takes_two_clicks_and_a_paste_and_a_restart_keeps_everything() {
    let stage = Stage::new();
    let window = stage.open();
    window.wait_until_text(&at("welcome"), "Refill");
    window.reset_clicks();
    stage.add_dria(&window);
    assert_eq!(window.clicks(), 2);
    card_says(&window, "Dria", "= 10.00 USDC");
    stage.add_web3(&window);
    let page = window
        .execute("return document.documentElement.outerHTML", &[])
        .to_string();
    assert!(
        !page.contains(DRIA_KEY) && !page.contains(WEB3_KEY),
        "no key stays in the page"
    );
    let log = window.app_log();
    assert!(
        !log.contains(DRIA_KEY) && !log.contains(WEB3_KEY),
        "no key is in the log"
    );
    window.close();

    let window = stage.open();
    card_says(&window, "Dria", "1,000");
    card_says(&window, "Web3 API", "950");
    window.close();
}

#[test]
fn keys_lie_in_the_keychain_and_nowhere_else() {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_dria(&window);
    stage.add_web3(&window);
    let found = stage.desktop.search_secrets(&[("service", "app.refill.desktop")]);
    for key in [DRIA_KEY, WEB3_KEY] {
        assert_eq!(
            found.matches(&format!("secret = {key}\n")).count(),
            1,
            "one item for each key:\n{found}"
        );
    }
    let arguments = fs::read(format!("/proc/{}/cmdline", window.app_process())).expect("the command line");
    let environment = fs::read(format!("/proc/{}/environ", window.app_process())).expect("the environment");
    window.close();
    for key in [DRIA_KEY, WEB3_KEY] {
        assert!(!contains(&arguments, key) && !contains(&environment, key));
        assert_eq!(
            files_with(stage.desktop.root(), key),
            [""; 0],
            "the key stands in no file"
        );
    }
}

#[test]
fn rename_replace_remove_and_undo() {
    let stage = Stage::new();
    stage
        .control()
        .add_account(AccountSeed::new(DRIA, "dkn_live_second", 77));
    let window = stage.open();
    stage.add_dria(&window);
    window.click("[data-testid=card-open]");
    window.find(&at("rename-input")).clear();
    window.type_keys(&at("rename-input"), "Work");
    window.click(&at("rename-save"));
    window.wait_until_text("h1", "Work");

    window.click(&at("replace-key"));
    window.type_keys(&at("key-input"), "dkn_live_second");
    window.click(&at("replace-submit"));
    window.wait_until_text(&at("balance"), "77");
    let found = stage.desktop.search_secrets(&[("service", "app.refill.desktop")]);
    assert!(found.contains("secret = dkn_live_second\n"), "{found}");
    wait_until("the old key to be gone", LONG, || {
        !stage
            .desktop
            .search_secrets(&[("service", "app.refill.desktop")])
            .contains(DRIA_KEY)
    });
    window.wait_until_text("main", "Observed");

    window.click(&at("remove-account"));
    window.wait_until_text(&at("toast"), "Work");
    window.find(&at("welcome"));
    window.click(&at("toast-action"));
    card_says(&window, "Work", "77");

    window.click("[data-testid=card-open]");
    window.click(&at("remove-account"));
    window.find(&at("welcome"));
    wait_until("the key to be removed after the undo time", LONG, || {
        !stage
            .desktop
            .search_secrets(&[("service", "app.refill.desktop")])
            .contains("secret = ")
    });
    window.close();
}

#[test]
fn wrong_keys_are_explained_and_nothing_is_added() {
    let stage = Stage::new();
    let window = stage.open();
    window.click(&at("add-account-first"));
    let cases = [
        ("dkn_live_wrong", "key_refused"),
        ("dkn_live_two words", "key_malformed"),
        ("dkn_live_schlüssel", "key_malformed"),
    ];
    for (key, code) in cases {
        window.find(&at("key-input")).clear();
        window.type_keys(&at("key-input"), key);
        window.find(&format!("[data-testid=error][data-code={code}]"));
    }
    stage.control().set_fault(FaultRule::new(&DRIA, Fault::Html));
    window.find(&at("key-input")).clear();
    window.type_keys(&at("key-input"), DRIA_KEY);
    window.find("[data-testid=error][data-code=not_understood]");
    assert_eq!(window.axe(), [""; 0]);
    window.press("Escape");
    window.find(&at("welcome"));
    window.close();
}

#[test]
fn a_failure_keeps_the_last_value_with_its_age_and_reason() {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_dria(&window);
    for (fault, says) in [(Fault::status(503), "problem"), (Fault::CutBody, "Last known")] {
        stage.control().set_fault(FaultRule::new(&DRIA, fault));
        refresh(&window);
        card_says(&window, "Dria", "1,000");
        card_says(&window, "Dria", "No new balance since");
        card_says(&window, "Dria", says);
        stage.control().clear_faults();
    }
    refresh(&window);
    wait_until("the failure to be over", LONG, || {
        !window.exists(&at("chip-failing"))
    });
    go(&window, "settings");
    window.close();
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Files below `folder` that hold `text` in plain, the keychain's own left out.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && fs::read(&path).is_ok_and(|bytes| contains(&bytes, text)) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
