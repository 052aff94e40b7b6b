//! The harness itself: a desktop is what it says, and leaves nothing behind.

use std::panic;
use std::process::Stdio;

use refill_tests::{
    Desktop, DesktopOptions, Keychain, LOGIN_PASSWORD, Notifications, SHORT, marked_processes, wait_for,
    wait_until,
};

const ATTRIBUTES: &[(&str, &str)] = &[("service", "probe"), ("account", "1")];

#[test]
fn an_unlocked_keychain_keeps_and_gives_secrets() {
    let desktop = Desktop::start();
    desktop.store_secret("probe", ATTRIBUTES, "s3cret");
    assert_eq!(desktop.lookup_secret(ATTRIBUTES).as_deref(), Some("s3cret"));
    assert!(desktop.search_secrets(ATTRIBUTES).contains("label = probe"));
    assert_eq!(desktop.secret_labels(), ["probe"]);
    assert_eq!(desktop.lookup_secret(&[("service", "other")]), None);
}

#[test]
fn a_keychain_can_be_locked_and_unlocked() {
    let desktop = Desktop::with_keychain(Keychain::Locked);
    let before = [("refill-tests", "before")];
    assert!(desktop.keychain_is_locked());
    assert_eq!(desktop.lookup_secret(&before), None);
    assert!(desktop.search_secrets(&before).contains("locked object"));
    desktop.unlock_keychain();
    assert_eq!(desktop.lookup_secret(&before).as_deref(), Some("before"));
    desktop.lock_keychain();
    assert_eq!(desktop.lookup_secret(&before), None);
}

#[test]
fn whoever_wants_a_locked_secret_raises_the_unlock_dialog() {
    let desktop = Desktop::with_keychain(Keychain::Locked);
    assert_eq!(desktop.unlock_dialog(), None);
    let mut reader = desktop.command("secret-tool");
    let reader = reader
        .args(["lookup", "refill-tests", "before"])
        .stdout(Stdio::piped())
        .spawn();
    desktop.answer_unlock_dialog(LOGIN_PASSWORD);
    let output = reader
        .and_then(|reader| reader.wait_with_output())
        .expect("secret-tool's output");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "before");
    assert!(!desktop.keychain_is_locked());
}

#[test]
fn an_absent_keychain_is_absent_until_summoned() {
    let desktop = Desktop::with_keychain(Keychain::Absent);
    assert!(
        desktop
            .search_secrets(ATTRIBUTES)
            .contains("org.freedesktop.secrets was not provided")
    );
    desktop.summon_keychain();
    desktop.store_secret("probe", ATTRIBUTES, "later");
    assert_eq!(desktop.lookup_secret(ATTRIBUTES).as_deref(), Some("later"));
}

#[test]
fn without_a_bus_nothing_answers() {
    let desktop = Desktop::with_keychain(Keychain::NoBus);
    assert!(desktop.search_secrets(ATTRIBUTES).contains("Could not connect"));
}

#[test]
fn notifications_are_written_down_and_answered() {
    let desktop = Desktop::start();
    let mut sender = desktop.command("notify-send");
    let mut sender = sender
        .args([
            "--app-name=Probe",
            "--urgency=critical",
            "--action=top-up=Top up",
            "--wait",
        ])
        .args(["Low balance", "Dria: $ 4"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("notify-send starts");
    let arrived = desktop.wait_notification("Low balance");
    assert_eq!(
        (arrived.app.as_str(), arrived.body.as_str()),
        ("Probe", "Dria: $ 4")
    );
    assert_eq!(arrived.actions, [("top-up".to_string(), "Top up".to_string())]);
    assert!(
        arrived.hints.contains(&("urgency".into(), "2".into())),
        "{:?}",
        arrived.hints
    );
    desktop.press_notification(arrived.id, "top-up");
    wait_until("the sender to be told", SHORT, || {
        sender.try_wait().expect("a state").is_some()
    });
    let output = sender.wait_with_output().expect("its output");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "top-up");
    assert_eq!(desktop.notifications().len(), 1);
}

#[test]
fn the_real_notification_daemon_shows_what_it_gets() {
    let options = DesktopOptions {
        notifications: Notifications::Dunst,
        ..DesktopOptions::default()
    };
    let desktop = Desktop::with(options);
    desktop.read(
        "notify-send",
        &["--expire-time=60000", "Low balance", "Dria: $ 4"],
    );
    wait_for("dunst's window", SHORT, || {
        let found = desktop.run("xdotool", &["search", "--onlyvisible", "--class", "Dunst"]);
        (!found.stdout.is_empty()).then_some(())
    });
    let picture = desktop.scratch().join("dunst.png");
    desktop.screenshot(&picture);
    assert!(picture.metadata().is_ok_and(|file| file.len() > 1000));
}

#[test]
fn addresses_are_written_down_instead_of_opened() {
    let desktop = Desktop::start();
    desktop.read("xdg-open", &["https://example.org/top-up"]);
    assert_eq!(desktop.wait_opened("example.org"), "https://example.org/top-up");
}

#[test]
fn another_window_takes_the_keyboard() {
    let desktop = Desktop::start();
    desktop.distract();
    let windows = desktop.screen_windows();
    assert_eq!(
        desktop.active_window(),
        windows.last().map(|window| window.id.clone()),
        "{windows:?}"
    );
}

#[test]
fn the_desktop_speaks_the_language_that_is_asked_for() {
    for (locale, number) in [("en_US", "1,234.5"), ("de_DE", "1.234,5"), ("C", "1234.5")] {
        let desktop = Desktop::with(DesktopOptions {
            locale: locale.into(),
            ..DesktopOptions::default()
        });
        let script = "import locale; locale.setlocale(locale.LC_ALL, ''); print(locale.format_string('%.1f', 1234.5, grouping=True))";
        assert_eq!(
            desktop.read("/usr/bin/python3", &["-c", script]).trim(),
            number,
            "{locale}"
        );
    }
}

#[test]
fn nothing_is_left_when_a_desktop_goes() {
    let desktop = Desktop::start();
    let (mark, root) = (desktop.mark(), desktop.root().to_path_buf());
    let count = marked_processes(&mark).len();
    assert!(
        count >= 4,
        "a display, a window manager, a bus and a recorder at least, not {count}"
    );
    drop(desktop);
    assert_eq!(marked_processes(&mark), [0; 0]);
    assert!(!root.exists());
}

#[test]
fn nothing_is_left_when_a_test_panics() {
    let mut mark = String::new();
    let result = panic::catch_unwind(panic::AssertUnwindSafe(|| {
        let desktop = Desktop::with_keychain(Keychain::Locked);
        mark = desktop.mark();
        // A program that leaves its parent, its session and its terminal behind.
        desktop.read("sh", &["-c", "setsid sleep 600 >/dev/null 2>&1 &"]);
        assert!(marked_processes(&mark).len() > 4);
        panic!("as a failing test does");
    }));
    assert!(result.is_err());
    assert_eq!(marked_processes(&mark), [0; 0]);
}

/// Run by the test below in a process of its own, to be killed.
#[test]
#[ignore = "only as a part of another test"]
fn a_desktop_that_is_killed() {
    let desktop = Desktop::start();
    println!("{} {}", desktop.mark(), desktop.root().display());
    std::io::Write::flush(&mut std::io::stdout()).expect("stdout");
    wait_until("the end", refill_tests::LONG, || false);
}

#[test]
fn nothing_is_left_when_a_test_is_killed() {
    use std::io::BufRead as _;
    let mut child = std::process::Command::new(std::env::current_exe().expect("this test"))
        .args([
            "--ignored",
            "--exact",
            "harness::a_desktop_that_is_killed",
            "--nocapture",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test starts again");
    let output = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
    let line = output
        .lines()
        .map_while(Result::ok)
        .find(|line| line.contains("REFILL_TEST_DESKTOP="));
    let line = line.expect("the desktop's mark");
    let (mark, root) = line[line.find("REFILL_TEST_DESKTOP=").unwrap_or(0)..]
        .split_once(' ')
        .expect("two words");
    assert!(marked_processes(mark).len() > 3);
    child.kill().expect("killed");
    child.wait().expect("buried");
    wait_until("the sweeper to finish", SHORT, || {
        marked_processes(mark).is_empty()
    });
    wait_until("the folder to go", SHORT, || !std::path::Path::new(root).exists());
}
