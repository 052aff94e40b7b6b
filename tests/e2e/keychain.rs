//! The keychain in each of its states.

use refill_tests::{Desktop, Keychain, LOGIN_PASSWORD, LONG, Window, wait_for, wait_until};

use crate::stage::{DRIA_KEY, Stage, at, card_says, go, refresh};

#[test]
fn without_a_keychain_the_key_is_kept_for_this_session_only() {
    for keychain in [Keychain::Absent, Keychain::NoBus] {
        let stage = Stage::with(Desktop::with_keychain(keychain), 0);
        let window = stage.open();
        paste_and_add(&window);
        window.find("[data-testid=add-dialog] [data-testid=vault][data-state=absent]");
        assert_eq!(window.axe(), [""; 0]);
        window.click("[data-testid=add-dialog] [data-testid=vault-session]");
        card_says(&window, "Dria", "1,000");
        window.close();
        let window = stage.open();
        card_says(&window, "Dria", "1,000");
        card_says(&window, "Dria", "Last known");
        window.close();
    }
}

#[test]
fn a_locked_keychain_is_opened_by_the_person_and_never_from_the_background() {
    let stage = with_a_key_behind_a_lock();
    let window = stage.open();
    window.find("[data-testid=vault][data-state=locked]");
    card_says(&window, "Dria", "1,000");
    wait_until("the refresh to have failed", LONG, || {
        window.exists(&at("chip-failing"))
    });
    assert!(
        stage.desktop.unlock_dialog().is_none(),
        "no dialog from the background"
    );

    window.click(&at("vault-retry"));
    stage.desktop.answer_unlock_dialog(LOGIN_PASSWORD);
    window.wait_until_gone("[data-testid=vault][data-state=locked]");
    wait_until("the balance to be fresh", LONG, || {
        !window.exists(&at("chip-failing"))
    });
    window.close();
}

#[test]
fn a_refused_unlock_is_another_state_than_a_locked_keychain() {
    let stage = with_a_key_behind_a_lock();
    let window = stage.open();
    window.find("[data-testid=vault][data-state=locked]");
    window.click(&at("vault-retry"));
    let dialog = wait_for("the unlock dialog", LONG, || stage.desktop.unlock_dialog());
    stage.desktop.answer_dialog(&dialog, "Escape");
    window.find("[data-testid=vault][data-state=refused]");
    assert_eq!(window.axe(), [""; 0]);
    card_says(&window, "Dria", "1,000");
    window.close();
}

#[test]
fn a_keychain_that_comes_late_is_found_without_a_restart() {
    let stage = Stage::with(Desktop::with_keychain(Keychain::Absent), 0);
    let window = stage.open();
    go(&window, "settings");
    window.find("[data-testid=vault][data-state=absent]");
    stage.desktop.summon_keychain();
    window.click(&at("vault-retry"));
    window.wait_until_gone("[data-testid=vault][data-state=absent]");
    go(&window, "overview");
    stage.add_dria(&window);
    let found = stage.desktop.search_secrets(&[("service", "app.refill.desktop")]);
    assert!(found.contains(&format!("secret = {DRIA_KEY}\n")), "{found}");
    refresh(&window);
    window.close();
}

/// An account whose key lies in a keychain that is locked now.
fn with_a_key_behind_a_lock() -> Stage {
    let stage = Stage::with(Desktop::with_keychain(Keychain::Unlocked), 0);
    let window = stage.open();
    stage.add_dria(&window);
    window.close();
    stage.desktop.lock_keychain();
    stage
}

fn paste_and_add(window: &Window<'_>) {
    window.click(&at("add-account-first"));
    window.type_keys(&at("key-input"), DRIA_KEY);
    window.wait_until_text(&at("preview-balance"), "1,000");
    window.click(&at("add-submit"));
}
