//! Answers Refill's windows for secrets (`desktop/secret_window`) as a person does, with the real pointer and keyboard.
//!
//! A phrase cannot be read off the screen. The app tells it, where it was started with what [`Desktop::phrase_file`]
//! says; only a build for tests does.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::desktop::Desktop;
use crate::screen::ScreenWindow;
use crate::wait::{patiently, wait_for};

/// What the windows say they are.
const ROLE: &str = "refill-secret";

/// How far the middle of the last button is from the right and the lower edge of the window, in pixels.
const LAST_BUTTON: (i32, i32) = (50, 36);

/// A button wakes after less than a second; the rest is patience with a slow machine.
const UNTIL_IT_IS_GONE: Duration = Duration::from_secs(20);

impl Desktop {
    /// For the app's environment: its name, and where it then tells the phrase that it shows.
    #[must_use]
    pub fn phrase_file(&self) -> (&'static str, String) {
        let path = self.phrase_path().to_string_lossy().into_owned();
        ("REFILL_TEST_PHRASE_FILE", path)
    }

    /// Waits for the window for a secret with exactly this title, and leaves it open.
    #[track_caller]
    pub fn wait_secret_window(&self, title: &str) -> ScreenWindow {
        self.wait_screen_window(&format!("the window for a secret {title:?}"), |window| {
            window.role == ROLE && window.title == title
        })
    }

    /// The titles of the windows for secrets on the screen; never more than one is expected.
    #[must_use]
    pub fn secret_windows(&self) -> Vec<String> {
        let windows = self.screen_windows().into_iter();
        let secret = windows.filter(|window| window.role == ROLE);
        secret.map(|window| window.title).collect()
    }

    /// Waits for the question with this title, types the secret and clicks on the button that goes on.
    #[track_caller]
    pub fn answer_secret(&self, title: &str, secret: &str) {
        let window = self.wait_secret_window(title);
        self.focus(&window);
        self.type_text(secret);
        self.click_until_gone(&window);
    }

    /// Waits for the question with this title and answers it with a file.
    #[track_caller]
    pub fn answer_secret_with_file(&self, title: &str, path: &Path) {
        let window = self.wait_secret_window(title);
        self.focus(&window);
        // The button is the next after the text.
        self.press_keys(&["Tab", "space"]);
        let chooser = self.wait_screen_window("the window for a file", |window| {
            window.role.contains("FileChooser")
        });
        self.focus(&chooser);
        self.press_keys(&["ctrl+a"]);
        self.type_text(&path.to_string_lossy());
        // Away with what the chooser may have completed by itself.
        self.press_keys(&["Delete", "Return"]);
        self.wait_screen_window_gone(&window);
    }

    /// Waits for the window for a secret with this title and closes it without an answer.
    #[track_caller]
    pub fn refuse_secret(&self, title: &str) {
        let window = self.wait_secret_window(title);
        self.answer_dialog(&window, "Escape");
    }

    /// Waits for the window with this title that shows a phrase, "writes it down" and goes on. The app must have been
    /// started with [`Desktop::phrase_file`].
    #[track_caller]
    pub fn write_down_phrase(&self, title: &str) -> Vec<String> {
        let window = self.wait_secret_window(title);
        let (words, _) = self.told();
        self.click_until_gone(&window);
        words
    }

    /// Waits for the check with this title and types the words that it asks for.
    #[track_caller]
    pub fn confirm_phrase(&self, title: &str, words: &[String]) {
        let window = self.wait_secret_window(title);
        self.type_asked(&window, words);
        self.wait_screen_window_gone(&window);
    }

    /// The same with words that may be wrong: the window may stay. After a wrong word the first field that is wrong has
    /// the keyboard, and its text is selected.
    #[track_caller]
    pub fn type_asked(&self, window: &ScreenWindow, words: &[String]) {
        self.focus(window);
        let (_, asked) = self.told();
        assert!(!asked.is_empty(), "the check asks for no word");
        for (place, number) in asked.iter().enumerate() {
            if place > 0 {
                self.press_keys(&["Tab"]);
            }
            self.type_text(&words[number - 1]);
        }
        self.press_keys(&["Return"]);
    }

    /// The words of the phrase and the numbers of those that are asked for, as the app told them before it showed the
    /// window.
    #[track_caller]
    fn told(&self) -> (Vec<String>, Vec<usize>) {
        let path = self.phrase_path();
        let text = fs::read_to_string(&path).unwrap_or_else(|error| {
            panic!(
                "{}: {error}; was the app started with phrase_file()?",
                path.display()
            )
        });
        let mut lines = text.lines().map(str::split_whitespace);
        let words = lines.next().into_iter().flatten().map(String::from).collect();
        let numbers = lines.next().into_iter().flatten();
        let asked = numbers.map(|number| {
            let number = number.parse();
            number.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        });
        (words, asked.collect())
    }

    fn phrase_path(&self) -> PathBuf {
        self.scratch().join("phrase")
    }

    /// Clicks on the last button until it is awake and the window has gone. A click on a sleeping button does nothing.
    #[track_caller]
    fn click_until_gone(&self, window: &ScreenWindow) {
        self.focus(window);
        let is_gone = || self.screen_windows().iter().all(|other| other.id != window.id);
        wait_for(
            &format!("{:?} to take a click", window.title),
            UNTIL_IT_IS_GONE,
            || {
                self.click_last_button(window);
                // Not again before the click could have had its effect.
                patiently(Duration::from_millis(250), || is_gone().then_some(()))
            },
        );
    }

    /// A click in the lower right corner of the window, where it is now.
    fn click_last_button(&self, window: &ScreenWindow) {
        let shown = self.run("xdotool", &["getwindowgeometry", "--shell", &window.id]);
        let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
        let number = |name: &str| -> Option<i32> {
            let mut lines = shown.lines();
            let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
            value.parse().ok()
        };
        let place = || {
            let x = number("X")? + number("WIDTH")? - LAST_BUTTON.0;
            let y = number("Y")? + number("HEIGHT")? - LAST_BUTTON.1;
            Some((x.to_string(), y.to_string()))
        };
        // It may just have gone.
        if let Some((x, y)) = place() {
            self.run("xdotool", &["mousemove", &x, &y, "click", "1"]);
        }
    }
}
