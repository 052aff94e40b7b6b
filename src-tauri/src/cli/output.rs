//! Standard output and standard error. Nothing panics where nobody reads on: `refill status | head` is no fault.

use std::io::{self, IsTerminal, Write};

/// Writes a line on standard output. That nobody reads it is no fault.
///
/// # Errors
/// What the system says, for example that the disk is full.
pub(crate) fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = writeln!(out, "{text}").and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Writes a line on standard error. Where even that fails there is nobody left to tell.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether standard output may carry colours: only to a person's terminal, and not when asked not to.
pub(super) fn has_colours() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    // The old console of Windows would show the codes.
    !cfg!(windows) && !unwanted && io::stdout().is_terminal()
}

/// A line on standard error that is written over and over, where a person looks on. Gone when this is dropped.
pub(super) struct Progress {
    is_seen: bool,
    width: usize,
}

impl Progress {
    pub(super) fn new() -> Progress {
        Progress {
            is_seen: io::stderr().is_terminal(),
            width: 0,
        }
    }

    /// Says how far it is. `text` is asked for only where somebody sees it.
    pub(super) fn show(&mut self, text: impl FnOnce() -> String) {
        if self.is_seen {
            let text = text();
            let rest = self.width.saturating_sub(text.len());
            self.width = text.len();
            write_over(&format!("{text}{:rest$}", ""));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.width > 0 {
            write_over(&format!("{:width$}\r", "", width = self.width));
        }
    }
}

fn write_over(text: &str) {
    let mut out = io::stderr().lock();
    let _ = write!(out, "\r{text}").and_then(|()| out.flush());
}
