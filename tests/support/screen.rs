//! The windows on the desktop's screen, as its window manager sees them; keys as a keyboard sends them.

use crate::desktop::{Desktop, with_args};
use crate::wait::{LONG, SHORT, wait_for, wait_until};

/// A window that the window manager looks after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenWindow {
    pub id: String,
    pub title: String,
    pub class: String,
    /// What the program says the window is, for example `GtkFileChooserDialog`.
    pub role: String,
    /// For example `_NET_WM_WINDOW_TYPE_DIALOG`.
    pub kind: String,
    /// The number of the process that the window belongs to.
    pub process: u32,
}

impl Desktop {
    /// All windows, the newest last.
    #[must_use]
    pub fn screen_windows(&self) -> Vec<ScreenWindow> {
        let output = self.run("xprop", &["-root", "-notype", "_NET_CLIENT_LIST"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let ids = text
            .split_once('#')
            .map(|(_, ids)| ids.to_string())
            .unwrap_or_default();
        ids.split(',')
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .filter_map(|id| self.screen_window(id))
            .collect()
    }

    /// Waits for a window of which this holds.
    #[track_caller]
    pub fn wait_screen_window(&self, what: &str, holds: impl Fn(&ScreenWindow) -> bool) -> ScreenWindow {
        let mut seen = Vec::new();
        let found = crate::wait::patiently(LONG, || {
            seen = self.screen_windows();
            seen.iter().find(|window| holds(window)).cloned()
        });
        found.unwrap_or_else(|| panic!("waited {LONG:?} in vain for {what}; on the screen: {seen:#?}"))
    }

    /// Waits until a window has gone.
    #[track_caller]
    pub fn wait_screen_window_gone(&self, window: &ScreenWindow) {
        wait_until(&format!("{:?} to close", window.title), SHORT, || {
            self.screen_windows().iter().all(|other| other.id != window.id)
        });
    }

    /// Brings a window to the front and gives it the keyboard.
    #[track_caller]
    pub fn focus(&self, window: &ScreenWindow) {
        self.read("xdotool", &["windowactivate", "--sync", &window.id]);
        wait_for("the focus", SHORT, || {
            (self.active_window()? == window.id).then_some(())
        });
    }

    /// The id of the window that has the keyboard.
    #[must_use]
    pub fn active_window(&self) -> Option<String> {
        let output = self.run("xprop", &["-root", "-notype", "_NET_ACTIVE_WINDOW"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Some(text.split_once('#')?.1.trim().to_string()).filter(|id| id != "0x0")
    }

    /// Presses keys in xdotool's notation (`Return`, `ctrl+a`, `alt+F4`) on the real keyboard.
    #[track_caller]
    pub fn press_keys(&self, keys: &[&str]) {
        self.read("xdotool", &[&["key", "--clearmodifiers"], keys].concat());
    }

    /// Types on the real keyboard.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        self.read(
            "xdotool",
            &["type", "--clearmodifiers", "--delay", "4", "--", text],
        );
    }

    /// Opens another window in front and gives it the keyboard, as if the person worked on something else.
    #[track_caller]
    pub fn distract(&self) {
        self.broom.spawn(
            with_args(self.command("xev"), &["-name", "something else"]),
            &self.log("xev"),
        );
        let other = self.wait_screen_window("the other window", |window| window.title == "something else");
        self.focus(&other);
    }

    fn screen_window(&self, id: &str) -> Option<ScreenWindow> {
        let names = [
            "_NET_WM_NAME",
            "WM_NAME",
            "WM_CLASS",
            "WM_WINDOW_ROLE",
            "_NET_WM_WINDOW_TYPE",
            "_NET_WM_PID",
        ];
        let output = self.run("xprop", &[&["-id", id, "-notype"], &names[..]].concat());
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let value = |name: &str| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
            line.unwrap_or_default().trim_matches('"').to_string()
        };
        // A window may go between the two questions.
        output.status.success().then(|| ScreenWindow {
            id: id.to_string(),
            title: Some(value("_NET_WM_NAME"))
                .filter(|title| !title.is_empty())
                .unwrap_or(value("WM_NAME")),
            class: value("WM_CLASS").replace("\", \"", " "),
            role: value("WM_WINDOW_ROLE"),
            kind: value("_NET_WM_WINDOW_TYPE"),
            process: value("_NET_WM_PID").parse().unwrap_or_default(),
        })
    }
}
