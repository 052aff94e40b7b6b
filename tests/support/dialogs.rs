//! Answers native dialogs as a person at the keyboard would.

use std::path::Path;
use std::time::Duration;

use crate::desktop::Desktop;
use crate::screen::ScreenWindow;
use crate::wait::{SHORT, patiently, wait_for};

/// Waits for the native "save as" dialog, types the path into it and confirms; returns when the dialog has gone.
#[track_caller]
pub fn gtk_save_dialog(desktop: &Desktop, path: &Path) {
    let dialog = save_into(desktop, path);
    desktop.wait_screen_window_gone(&dialog);
}

/// The same where the file is there already: answers the question whether to replace it with yes.
#[track_caller]
pub fn gtk_save_dialog_replacing(desktop: &Desktop, path: &Path) {
    let dialog = save_into(desktop, path);
    let question = || {
        let mut windows = desktop.screen_windows().into_iter();
        windows.find(|window| window.kind.contains("DIALOG") && window.id != dialog.id)
    };
    // The first Return may only have taken the name that the dialog proposed.
    let question = patiently(Duration::from_secs(2), question).unwrap_or_else(|| {
        desktop.press_keys(&["Return"]);
        wait_for("the question whether to replace it", SHORT, question)
    });
    desktop.answer_dialog(&question, "Return");
    desktop.wait_screen_window_gone(&dialog);
}

#[track_caller]
fn save_into(desktop: &Desktop, path: &Path) -> ScreenWindow {
    let dialog = desktop.wait_screen_window("the save dialog", |window| window.role.contains("FileChooser"));
    desktop.focus(&dialog);
    desktop.press_keys(&["ctrl+a"]);
    desktop.type_text(&path.to_string_lossy());
    // Away with what the dialog may have completed by itself.
    desktop.press_keys(&["Delete", "Return"]);
    dialog
}

impl Desktop {
    /// Waits for a native dialog whose title contains `part`.
    #[track_caller]
    pub fn wait_dialog(&self, part: &str) -> ScreenWindow {
        self.wait_screen_window(&format!("a dialog with {part:?}"), |window| {
            window.kind.contains("DIALOG") && window.title.contains(part)
        })
    }

    /// Presses a key in a native dialog (`Return`, `Escape`) and waits until it has gone.
    #[track_caller]
    pub fn answer_dialog(&self, dialog: &ScreenWindow, key: &str) {
        self.focus(dialog);
        self.press_keys(&[key]);
        self.wait_screen_window_gone(dialog);
    }
}
