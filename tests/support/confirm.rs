//! Answers Refill's own questions (`desktop/confirmer`) as a person does, with the real pointer and keyboard.

use std::time::Duration;

use crate::desktop::Desktop;
use crate::screen::ScreenWindow;
use crate::wait::{patiently, wait_for};

/// What the dialog says it is.
const ROLE: &str = "refill-question";

/// How far the middle of the yes button is from the right and the lower edge of the dialog, in pixels.
const YES: (i32, i32) = (60, 36);

/// The yes button wakes after less than a second; the rest is patience with a slow machine.
const UNTIL_IT_IS_GONE: Duration = Duration::from_secs(20);

impl Desktop {
    /// Waits for the question with this title and clicks on its yes button until that is awake and the question has
    /// gone. A click on the sleeping button does nothing.
    #[track_caller]
    pub fn confirm_yes(&self, title: &str) {
        let question = self.wait_question(title);
        self.focus(&question);
        wait_for(&format!("{title:?} to take a yes"), UNTIL_IT_IS_GONE, || {
            self.click_yes(&question);
            // Not again before the click could have had its effect.
            patiently(Duration::from_millis(250), || {
                self.is_gone(&question).then_some(())
            })
        });
    }

    /// Waits for the question with this title and presses Return: the no button is the default and has the focus.
    #[track_caller]
    pub fn confirm_no(&self, title: &str) {
        let question = self.wait_question(title);
        self.answer_dialog(&question, "Return");
    }

    /// Waits for the question with exactly this title, and leaves it open.
    #[track_caller]
    pub fn wait_question(&self, title: &str) -> ScreenWindow {
        self.wait_screen_window(&format!("the question {title:?}"), |window| {
            window.role == ROLE && window.title == title
        })
    }

    /// The titles of the questions on the screen; never more than one is expected.
    #[must_use]
    pub fn questions(&self) -> Vec<String> {
        let windows = self.screen_windows().into_iter();
        let questions = windows.filter(|window| window.role == ROLE);
        questions.map(|window| window.title).collect()
    }

    /// A click where the yes button is: the last one, in the lower right corner.
    fn click_yes(&self, question: &ScreenWindow) {
        let shown = self.run("xdotool", &["getwindowgeometry", "--shell", &question.id]);
        let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
        let number = |name: &str| -> Option<i32> {
            let mut lines = shown.lines();
            lines
                .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?
                .parse()
                .ok()
        };
        let place = || {
            let right = number("X")? + number("WIDTH")?;
            let bottom = number("Y")? + number("HEIGHT")?;
            Some(((right - YES.0).to_string(), (bottom - YES.1).to_string()))
        };
        // It may just have gone.
        if let Some((x, y)) = place() {
            self.run("xdotool", &["mousemove", &x, &y, "click", "1"]);
        }
    }

    fn is_gone(&self, question: &ScreenWindow) -> bool {
        let windows = self.screen_windows();
        windows.iter().all(|other| other.id != question.id)
    }
}
