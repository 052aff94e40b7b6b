//! A command that did not do what it was asked for: what happened, what it means for one's money, what to do.

use std::fmt::Display;
use std::io;
use std::path::Path;

use refill_app::{AppError, Phrase};
use refill_core::text;
use refill_store::StoreError;

use super::Exit;
use super::words::PHRASES;

/// Longest reason of the system that is repeated, in characters.
const LONGEST_REASON: usize = 300;

/// Why a command was not done.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) exit: Exit,
    pub(super) words: String,
}

impl Failed {
    /// What an error means for a command on this folder.
    pub(super) fn on(folder: &Path) -> impl Fn(AppError) -> Failed + Copy {
        move |error| match error {
            AppError::Store(error) => of_store(&error, folder),
            error => Failed::other(&error),
        }
    }

    /// There is no database yet.
    pub(super) fn no_data(folder: &Path) -> Failed {
        let words = PHRASES
            .phrase("failed-no-data")
            .with("folder", shown(folder))
            .say();
        Failed::with(Exit::NoData, words)
    }

    /// The system names no folder for data.
    pub(super) fn no_folder() -> Failed {
        Failed::with(Exit::Failed, PHRASES.say("failed-no-folder"))
    }

    /// A refresh of demo accounts, whose providers live in the demo's own window.
    pub(super) fn no_demo() -> Failed {
        Failed::with(Exit::Failed, PHRASES.say("failed-no-demo"))
    }

    /// Refill is running, but nobody answers, or not so that it can be understood.
    pub(super) fn unasked(phrase: &str) -> Failed {
        Failed::with(Exit::Unasked, PHRASES.say(phrase))
    }

    /// Another Refill holds the folder, and nobody answers.
    pub(super) fn in_use() -> Failed {
        Failed::unasked("failed-in-use")
    }

    /// Refill went away while it refreshed.
    pub(super) fn broken_off() -> Failed {
        Failed::with(Exit::Failed, PHRASES.say("failed-broken-off"))
    }

    /// Refill was asked and could not.
    pub(super) fn refresh() -> Failed {
        Failed::with(Exit::Failed, PHRASES.say("failed-refresh"))
    }

    /// A damaged database had to be replaced.
    pub(super) fn set_aside(file: &Path) -> Failed {
        let words = PHRASES.phrase("failed-set-aside").with("file", shown(file)).say();
        Failed::with(Exit::Failed, words)
    }

    /// The file of an export is there.
    pub(super) fn exists(file: &Path) -> Failed {
        let words = PHRASES.phrase("failed-exists").with("file", shown(file)).say();
        Failed::with(Exit::Failed, words)
    }

    /// In the place of an export's file is something else, for example a device.
    pub(super) fn no_file(file: &Path) -> Failed {
        let words = PHRASES.phrase("failed-no-file").with("file", shown(file)).say();
        Failed::with(Exit::Failed, words)
    }

    /// The file of an export could not be written.
    pub(super) fn target(file: &Path, error: &io::Error) -> Failed {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => full(),
            _ => Failed::reasoned(PHRASES.phrase("failed-target").with("file", shown(file)), error),
        }
    }

    /// Standard output could not be written.
    pub(super) fn output(error: &io::Error) -> Failed {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => full(),
            _ => Failed::reasoned(PHRASES.phrase("failed-output"), error),
        }
    }

    /// What the command line asks for is not there.
    pub(super) fn wrong(words: String) -> Failed {
        Failed::with(Exit::Wrong, words)
    }

    /// Anything else.
    pub(super) fn other(reason: &dyn Display) -> Failed {
        Failed::reasoned(PHRASES.phrase("failed-other"), reason)
    }

    fn with(exit: Exit, words: String) -> Failed {
        Failed { exit, words }
    }

    fn reasoned(phrase: Phrase<'_>, reason: &dyn Display) -> Failed {
        let reason = text::clean(&reason.to_string(), LONGEST_REASON);
        Failed::with(Exit::Failed, phrase.with("text", reason).say())
    }
}

fn of_store(error: &StoreError, folder: &Path) -> Failed {
    let say = |id: &str| Failed::with(Exit::Failed, PHRASES.say(id));
    match error {
        // Only readers come here: whoever wants to hold the folder has words of its own.
        StoreError::InUse => say("failed-started"),
        StoreError::OlderVersion { .. } => say("failed-older"),
        StoreError::NewerVersion { .. } => say("failed-newer"),
        StoreError::Damaged => say("failed-damaged"),
        StoreError::Full => full(),
        StoreError::ReadOnly { file } => {
            let phrase = PHRASES.phrase("failed-read-only").with("file", file.as_str());
            Failed::with(Exit::Failed, phrase.with("folder", shown(folder)).say())
        }
        error => Failed::other(error),
    }
}

fn full() -> Failed {
    Failed::with(Exit::Failed, PHRASES.say("failed-full"))
}

/// A path as it may stand on a terminal: a file can have any name.
pub(super) fn shown(path: &Path) -> String {
    text::clean(&path.display().to_string(), usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(error: StoreError) -> Failed {
        Failed::on(Path::new("/data"))(AppError::Store(error))
    }

    #[test]
    fn errors_say_what_to_do_and_end_with_their_code() {
        let newer = failed(StoreError::NewerVersion { found: 9, known: 2 });
        assert_eq!(newer.exit, Exit::Failed);
        assert!(newer.words.contains("Start the newer Refill"), "{}", newer.words);
        assert_eq!(failed(StoreError::InUse).exit, Exit::Failed);
        assert_eq!(Failed::in_use().exit, Exit::Unasked);
        let file = "history.db".to_owned();
        let locked = failed(StoreError::ReadOnly { file });
        assert!(
            locked.words.contains("history.db") && locked.words.contains("/data"),
            "{}",
            locked.words
        );
        assert_eq!(Failed::no_data(Path::new("/data")).exit, Exit::NoData);
    }

    #[test]
    fn nothing_in_a_reason_reaches_the_terminal_as_a_command() {
        let failed = Failed::other(&"bad\u{1b}[2J\nthing");
        assert!(failed.words.contains("bad[2J thing"), "{}", failed.words);
        assert_eq!(shown(Path::new("a\u{1b}[2Jb")), "a[2Jb");
    }
}
