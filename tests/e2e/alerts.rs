//! Low balances, told by the desktop.

use refill_sandbox::{DRIA, Fault, FaultRule};
use refill_tests::{Desktop, DesktopOptions, LONG, Notifications, wait_until};

use crate::stage::{Stage, at, card_says, go, refresh};

#[test]
fn a_falling_balance_is_told_once_while_the_window_is_behind_another() {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_dria(&window);
    set_alert(&window, "500");
    stage.desktop.distract();
    stage.set_dria(420);
    refresh(&window);
    let told = stage.desktop.wait_notification("420 credits left");
    assert_eq!(told.summary, "Dria: 420 credits left");
    assert!(
        told.body.starts_with("Below your 500 credits alert."),
        "{}",
        told.body
    );
    assert!(told.actions.is_empty(), "no button of a notification pays");
    for balance in [400, 510, 499] {
        stage.set_dria(balance);
        refresh(&window);
    }
    window.close();
    let window = stage.open();
    card_says(&window, "Dria", "499");
    wait_until("the restarted app to have checked", LONG, || {
        window.text(&at("checked")).starts_with("Checked")
    });
    assert_eq!(
        stage.desktop.notifications().len(),
        1,
        "{:?}",
        stage.desktop.notifications()
    );
    window.close();
}

#[test]
fn errors_are_no_alerts() {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_dria(&window);
    set_alert(&window, "500");
    stage.desktop.distract();
    let faults = [
        Fault::status(401),
        Fault::status(500),
        Fault::CutBody,
        Fault::Html,
    ];
    for fault in faults {
        stage.control().set_fault(FaultRule::new(&DRIA, fault));
        refresh(&window);
        window.find(&at("chip-failing"));
        stage.control().clear_faults();
    }
    assert_eq!(stage.desktop.notifications(), []);
    window.close();
}

#[test]
fn with_the_window_in_front_a_banner_says_it_and_top_up_opens_the_providers_page() {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_dria(&window);
    set_alert(&window, "500");
    let front = window.screen_window();
    stage.desktop.focus(&front);
    stage.set_dria(420);
    refresh(&window);
    window.wait_until_text(&at("banner"), "420 credits");
    assert_eq!(stage.desktop.notifications(), []);
    window.click(&at("banner-top-up"));
    window.click(&at("top-up-page"));
    stage.desktop.wait_opened("dria.co");
    window.wait_until_text("payment-progress", "Waiting for credits");
    window.click(&at("dialog-close"));
    window.click(&at("banner-dismiss"));
    window.wait_until_gone(&at("banner"));
    window.close();
}

#[test]
fn the_test_notification_reaches_the_real_daemon() {
    let desktop = Desktop::with(DesktopOptions {
        notifications: Notifications::Dunst,
        ..DesktopOptions::default()
    });
    let stage = Stage::with(desktop, 0);
    let window = stage.open();
    go(&window, "settings");
    window.click(&at("test-notification"));
    // dunst draws it past the window manager.
    let seen = || {
        stage
            .desktop
            .run("xdotool", &["search", "--onlyvisible", "--class", "Dunst"])
    };
    wait_until("dunst to show it", LONG, || seen().status.success());
    window.close();
}

/// Sets the alert amount of the only account and returns to the overview.
fn set_alert(window: &refill_tests::Window<'_>, amount: &str) {
    window.click(&at("card-open"));
    window.find(&at("alert-input")).clear();
    window.type_keys(&at("alert-input"), amount);
    window.click(&at("alert-save"));
    go(window, "overview");
    card_says(window, "Dria", &format!("Alert at {amount}"));
}
