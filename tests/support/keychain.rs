//! The desktop's keychain in each of its states, and a look into it from outside.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use crate::desktop::Desktop;
use crate::screen::ScreenWindow;
use crate::wait::{SHORT, wait_for};

/// The password of the desktop's login keychain.
pub const LOGIN_PASSWORD: &str = "correct horse";

/// The state of the keychain when the desktop starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keychain {
    /// There and open.
    Unlocked,
    /// There, holds something, and is locked: whoever wants a secret makes the unlock dialog appear.
    Locked,
    /// No Secret Service on the bus, and nothing that could start one.
    Absent,
    /// Not even a bus.
    NoBus,
}

impl Desktop {
    pub(crate) fn start_keychain(&self) {
        match self.keychain {
            Keychain::Absent | Keychain::NoBus => {}
            Keychain::Unlocked => self.summon_keychain(),
            Keychain::Locked => {
                self.summon_keychain();
                self.store_secret(
                    "something that was there before",
                    &[("refill-tests", "before")],
                    "before",
                );
                self.lock_keychain();
            }
        }
    }

    /// Starts the keychain daemon with its login keychain open; for a desktop that began without one.
    pub fn summon_keychain(&self) {
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        command.stdin(Stdio::piped());
        let log = self.log("keychain");
        let file = std::fs::File::create(&log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        let copy = file
            .try_clone()
            .unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        command.stdout(file).stderr(copy);
        let (_, pipes) = self.broom.spawn_with_output(command);
        if let Some(mut input) = pipes.input {
            input
                .write_all(LOGIN_PASSWORD.as_bytes())
                .unwrap_or_else(|error| panic!("keychain: {error}"));
        }
        self.wait_for_name("org.freedesktop.secrets");
        assert!(
            !self.keychain_is_locked(),
            "the new keychain is locked:\n{}",
            self.logs()
        );
    }

    /// Locks the login keychain, as the desktop does when its owner leaves.
    pub fn lock_keychain(&self) {
        self.ask_keychain("lock");
        assert!(self.keychain_is_locked(), "the keychain could not be locked");
    }

    /// Unlocks the login keychain without a dialog, as logging in does.
    pub fn unlock_keychain(&self) {
        self.ask_keychain("unlock");
        assert!(!self.keychain_is_locked(), "the keychain could not be unlocked");
    }

    /// What the login keychain says about itself.
    #[must_use]
    pub fn keychain_is_locked(&self) -> bool {
        self.ask_keychain("state").contains("locked=1")
    }

    /// Puts an item into the keychain through `secret-tool`.
    #[track_caller]
    pub fn store_secret(&self, label: &str, attributes: &[(&str, &str)], secret: &str) {
        let mut command = self.command("secret-tool");
        command
            .arg("store")
            .arg(format!("--label={label}"))
            .args(words(attributes))
            .stdin(Stdio::piped());
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("secret-tool does not start: {error}"));
        if let Some(mut input) = child.stdin.take() {
            input
                .write_all(secret.as_bytes())
                .unwrap_or_else(|error| panic!("secret-tool: {error}"));
        }
        let status = child
            .wait()
            .unwrap_or_else(|error| panic!("secret-tool: {error}"));
        assert!(status.success(), "secret-tool store: {status}");
    }

    /// The secret of the first item with these attributes. A locked keychain gives nothing, and nobody is asked.
    #[must_use]
    pub fn lookup_secret(&self, attributes: &[(&str, &str)]) -> Option<String> {
        if self.keychain_is_locked() {
            return None;
        }
        let mut command = self.command("secret-tool");
        let output = command.arg("lookup").args(words(attributes)).output();
        let output = output.unwrap_or_else(|error| panic!("secret-tool does not start: {error}"));
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// All items with these attributes, as `secret-tool search --all` describes them, errors included.
    #[must_use]
    pub fn search_secrets(&self, attributes: &[(&str, &str)]) -> String {
        let mut command = self.command("secret-tool");
        let output = command.args(["search", "--all"]).args(words(attributes)).output();
        let output = output.unwrap_or_else(|error| panic!("secret-tool does not start: {error}"));
        let [out, err] =
            [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        out + &err
    }

    /// The labels of all items in the login keychain, locked or not.
    #[must_use]
    pub fn secret_labels(&self) -> Vec<String> {
        let labels = self.ask_keychain("labels");
        labels.lines().map(String::from).collect()
    }

    /// The dialog in which the keychain asks for its password, if it is up.
    #[must_use]
    pub fn unlock_dialog(&self) -> Option<ScreenWindow> {
        self.screen_windows()
            .into_iter()
            .find(|window| window.class.to_lowercase().contains("gcr-prompter"))
    }

    /// Waits for the dialog in which the keychain asks for its password, types it and confirms.
    #[track_caller]
    pub fn answer_unlock_dialog(&self, password: &str) {
        let dialog = wait_for("the unlock dialog", SHORT, || self.unlock_dialog());
        self.focus(&dialog);
        self.type_text(password);
        self.press_keys(&["Return"]);
        self.wait_screen_window_gone(&dialog);
    }

    fn ask_keychain(&self, verb: &str) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("support/keychain.py");
        self.read(
            "/usr/bin/python3",
            &[&script.to_string_lossy(), verb, LOGIN_PASSWORD],
        )
    }
}

fn words(attributes: &[(&str, &str)]) -> Vec<String> {
    attributes
        .iter()
        .flat_map(|(name, value)| [name.to_string(), value.to_string()])
        .collect()
}
