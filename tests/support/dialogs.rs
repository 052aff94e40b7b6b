//! Answers native dialogs as a person at the keyboard would.

use std::path::Path;

use crate::desktop::Desktop;
use crate::screen::ScreenWindow;

/// Waits for the native "save as" dialog, types the path into it and confirms; returns when the dialog has gone.
#[track_caller]
pub fn gtk_save_dialog(desktop: &Desktop, path: &Path) {
    let dialog = desktop.wait_screen_window("the save dialog", |window| window.role.contains("FileChooser"));
    desktop.focus(&dialog);
    desktop.press_keys(&["ctrl+a"]);
    desktop.type_text(&path.to_string_lossy());
    // Away with what the dialog may have completed by itself.
    desktop.press_keys(&["Delete", "Return"]);
    desktop.wait_screen_window_gone(&dialog);
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
