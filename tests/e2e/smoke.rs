//! The least that must hold: the app opens, shows itself, can be used by everybody, and goes.

use refill_tests::{App, Desktop, DesktopOptions, SHORT, Theme, Window, is_alive, wait_until};
use serde_json::json;

use crate::stage::SIDEWAYS;

#[test]
fn the_demo_opens_in_both_designs_and_in_both_sizes() {
    let desktop = Desktop::start();
    for (theme, dark) in [(Theme::Light, false), (Theme::Dark, true)] {
        let window = Window::open(&desktop, &App::new().demo().theme(theme));
        window.wait_until_text("[data-testid=demo-ribbon]", "Demo");
        window.wait_until_text("main", "credits");
        let is_dark = window.execute("return matchMedia('(prefers-color-scheme: dark)').matches", &[]);
        assert_eq!(is_dark, dark);
        for (width, height) in [(1100, 800), (360, 800)] {
            window.set_size(width, height);
            let overflow = window.execute(SIDEWAYS, &[]);
            assert_eq!(overflow, json!(0), "scrolls sideways at {width} px");
            assert_eq!(window.axe(), [""; 0], "{theme:?} at {width} px");
        }
        window.close();
    }
}

#[test]
fn the_app_ends_when_its_window_is_closed() {
    let desktop = Desktop::start();
    let window = Window::open(&desktop, &App::new().demo());
    window.find("main");
    window.close_by_person();
    window.wait_for_end();
}

#[test]
fn a_killed_app_starts_again() {
    let desktop = Desktop::start();
    let app = App::new().data_dir(desktop.scratch().join("state"));
    let window = Window::open(&desktop, &app);
    window.find("main");
    window.kill9();
    let window = Window::open(&desktop, &app);
    window.find("main");
    window.close();
}

#[test]
fn a_second_start_ends_and_leaves_the_first_in_front() {
    let desktop = Desktop::start();
    let app = App::new();
    let window = Window::open(&desktop, &app);
    let ours = window.screen_window();
    desktop.distract();
    let status = app.command(&desktop).status().expect("the second start");
    assert!(status.success(), "{status}");
    wait_until("the first window to come to the front", SHORT, || {
        desktop.active_window() == Some(ours.id.clone())
    });
    assert!(is_alive(window.app_process()));
}

#[test]
fn without_a_language_the_app_speaks_english() {
    let desktop = Desktop::with(DesktopOptions {
        locale: "C".into(),
        ..DesktopOptions::default()
    });
    let window = Window::open(&desktop, &App::new().demo());
    window.wait_until_text("main", "What you have left");
    window.find("[data-testid=card]");
    window.close();
}

#[test]
fn one_folder_holds_everything() {
    let desktop = Desktop::start();
    let before = desktop.read(
        "find",
        &[&desktop.data_home().to_string_lossy(), "-name", "*refill*"],
    );
    let window = Window::open(&desktop, &App::new().data_dir(desktop.scratch().join("state")));
    window.find("[data-testid=welcome]");
    window.execute("localStorage.setItem('here', 'yes')", &[]);
    window.close();
    let after = desktop.read(
        "find",
        &[&desktop.data_home().to_string_lossy(), "-name", "*refill*"],
    );
    assert_eq!(after, before, "nothing of ours lies in the usual place");
}
