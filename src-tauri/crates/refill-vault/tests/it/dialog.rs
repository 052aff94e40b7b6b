//! The desktop's real unlock dialog, answered by keyboard.

use std::process::Command;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use refill_core::error::VaultError;
use refill_core::key::ApiKey;
use refill_core::ports::{Asking, Vault as _};

use crate::desktop::{Desktop, PASSWORD, item, key};
use crate::running::{Running, output_of};
use crate::wait::{until, within};

/// Draws the dialogs of gnome-keyring (package gcr).
const PROMPTER: &str = "/usr/libexec/gcr-prompter";

/// A desktop that one can look at. Its parts end in this order.
struct Seen {
    _prompter: Running,
    desktop: Desktop,
    display: String,
    _screen: Running,
}

impl Seen {
    fn new(prepare: impl FnOnce(&mut Desktop)) -> Seen {
        let mut command = Command::new("Xvfb");
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "800x600x24",
            "-nolisten",
            "tcp",
        ]);
        let (screen, number) = Running::start_and_read_line(command);
        let display = format!(":{number}");
        let mut desktop = Desktop::on_display(&display);
        prepare(&mut desktop);
        let prompter = Running::start(desktop.command(PROMPTER), "");
        let outside = desktop.outside();
        until("dialogs can be drawn", || {
            outside.has("org.gnome.keyring.SystemPrompter")
        });
        Seen {
            _prompter: prompter,
            desktop,
            display,
            _screen: screen,
        }
    }

    fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        let mut command = Command::new("xdotool");
        command.env("DISPLAY", &self.display).args(arguments);
        output_of(command, "")
    }

    /// Answers the dialog that `call` raises, and returns what the call came to.
    ///
    /// The keys are sent again when the dialog was not ready for them, so each round begins by clearing what
    /// the one before may have left.
    fn answer<T>(&self, call: JoinHandle<T>, rounds: &[&[&str]]) -> T {
        until("the dialog is seen", || {
            self.xdotool(&["search", "--onlyvisible", "--class", "gcr-prompter"])
                .is_some()
        });
        for keys in rounds
            .iter()
            .chain(std::iter::repeat(rounds.last().expect("keys")))
            .take(5)
        {
            for keys in *keys {
                let (how, keys) = keys.split_once(' ').expect("how, and what");
                self.xdotool(&[how, keys]).expect("keys that are sent");
            }
            if within(PATIENCE, || call.is_finished()) {
                break;
            }
        }
        assert!(call.is_finished(), "the dialog took no answer");
        call.join().expect("no panic")
    }

    fn read(&self) -> JoinHandle<Result<ApiKey, VaultError>> {
        let vault = self.desktop.vault();
        thread::spawn(move || vault.read(&item("home", "1"), Asking::Allowed))
    }
}

/// How long a dialog may take over an answer before the keys are sent again.
const PATIENCE: Duration = Duration::from_secs(4);

fn locked_with_a_key() -> Seen {
    Seen::new(|desktop| {
        desktop.start_keychain();
        let written = desktop
            .vault()
            .write(&item("home", "1"), "Refill", &key("some_key"), Asking::Allowed);
        assert_eq!(written, Ok(()));
        desktop.outside().lock();
    })
}

#[test]
fn a_person_who_types_the_password_opens_the_keychain() {
    let seen = locked_with_a_key();
    let typed = format!("type {PASSWORD}");
    let read = seen.answer(seen.read(), &[&["key ctrl+a", &typed, "key Return"]]);
    assert!(read.expect("the key").same_as(&key("some_key")));
    assert_eq!(seen.desktop.vault().probe(), Ok(()));
}

#[test]
fn a_person_who_closes_the_dialog_says_no() {
    let seen = locked_with_a_key();
    let read = seen.answer(seen.read(), &[&["key Escape"]]);
    assert_eq!(read.map(|_| ()), Err(VaultError::Refused));
    assert_eq!(seen.desktop.vault().probe(), Err(VaultError::Locked));
}

#[test]
fn a_person_without_any_keychain_makes_one() {
    let seen = Seen::new(Desktop::start_without_any_keychain);
    let (vault, first) = (seen.desktop.vault(), item("home", "1"));
    let writing = thread::spawn(move || vault.write(&first, "Refill", &key("first_key"), Asking::Allowed));
    let typed = format!("type {PASSWORD}");
    let both = [
        "key ctrl+a",
        &typed,
        "key Tab",
        "key ctrl+a",
        &typed,
        "key Return",
    ];
    let again = [
        "key shift+Tab",
        "key ctrl+a",
        &typed,
        "key Tab",
        "key ctrl+a",
        &typed,
        "key Return",
    ];
    assert_eq!(seen.answer(writing, &[&both, &again]), Ok(()));
    let vault = seen.desktop.vault();
    assert_eq!(vault.probe(), Ok(()));
    let read = vault.read(&item("home", "1"), Asking::Never).expect("the key");
    assert!(read.same_as(&key("first_key")));
}
