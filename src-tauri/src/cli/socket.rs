//! What a command and the running Refill say to each other, and where they meet: a socket in the data folder, which
//! is its owner's alone. The command sends one line and no more, `refresh`; the app answers lines of JSON. A window
//! that finds the folder held asks `who` holds it. Nothing else can be asked, and no key, account name or balance
//! crosses: the command reads those in the database.

use std::io;
use std::path::Path;
#[cfg(not(windows))]
use std::path::PathBuf;

use interprocess::local_socket::Name;
use interprocess::local_socket::tokio::Stream;
use refill_app::Refreshed;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};

/// What a command asks for.
pub(super) const REQUEST: &str = "refresh";
/// What a window asks that finds the folder held.
pub(super) const WHO: &str = "who";

/// Longest line that is read, its end included.
const LONGEST_LINE: u64 = 1024;

/// One line of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// The request is understood.
    Begun,
    /// It goes on.
    Progress { done: usize, total: usize },
    /// The last line: it is done.
    Ended(Counts),
    /// The last line: it is not.
    Refused(Reason),
    /// The only line: who holds the folder.
    Holder(Holder),
}

/// Who holds a data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Holder {
    /// A window, for as long as the person likes.
    Window,
    /// A command, until it is done.
    Command,
}

/// How many accounts a refresh was about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    /// Accounts in all.
    pub(super) total: usize,
    /// Accounts that could not be read.
    pub(super) failed: usize,
    /// Accounts that were not asked: somebody was asking already, their server wants to be left alone, or their
    /// key was refused before.
    pub(super) skipped: usize,
}

/// Why a request is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reason {
    /// As many are asking as may.
    Busy,
    /// Not a request that this version knows.
    NotUnderstood,
    /// The database is full.
    Full,
    /// The accounts could not be refreshed.
    Failed,
}

impl From<Refreshed> for Counts {
    fn from(refreshed: Refreshed) -> Counts {
        Counts {
            total: refreshed.total,
            failed: refreshed.failed,
            skipped: refreshed.skipped,
        }
    }
}

/// The file of the socket.
#[cfg(not(windows))]
pub(super) fn file(folder: &Path) -> PathBuf {
    folder.join("refill.sock")
}

/// The name under which the holder of `folder` is asked.
///
/// # Errors
/// When the system takes no such name.
#[cfg(not(windows))]
pub(super) fn name(folder: &Path) -> io::Result<Name<'static>> {
    use interprocess::local_socket::{GenericFilePath, ToFsName};

    file(folder).to_fs_name::<GenericFilePath>()
}

/// Pipes of Windows are in no folder: the folder's own path makes the name.
///
/// # Errors
/// When there is no such folder.
#[cfg(windows)]
pub(super) fn name(folder: &Path) -> io::Result<Name<'static>> {
    use std::hash::{DefaultHasher, Hash, Hasher};

    use interprocess::local_socket::{GenericNamespaced, ToNsName};

    let mut hasher = DefaultHasher::new();
    folder.canonicalize()?.hash(&mut hasher);
    format!("app.refill.desktop-{:016x}", hasher.finish()).to_ns_name::<GenericNamespaced>()
}

/// Reads a line, without its end. `None` when the other side has closed.
///
/// # Errors
/// What the system says; `InvalidData` for a line that is too long, cut off or no text.
pub(super) async fn receive(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let count = from.take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
    if count == 0 {
        return Ok(None);
    }
    if line.pop() != Some(b'\n') {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let line = String::from_utf8(line).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    Ok(Some(line))
}

/// Sends a line.
///
/// # Errors
/// What the system says, most often that the other side has gone.
pub(super) async fn send(mut to: &Stream, line: &str) -> io::Result<()> {
    to.write_all(format!("{line}\n").as_bytes()).await?;
    to.flush().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_whole_short_lines_are_lines() {
        let received = async |bytes: &[u8]| receive(&mut &bytes[..]).await;
        assert_eq!(
            received(b"refresh\n").await.expect("a line"),
            Some("refresh".to_owned())
        );
        assert_eq!(received(b"").await.expect("an end"), None);
        assert!(received(b"refresh").await.is_err(), "cut off");
        assert!(received(&[b'x'; 5000]).await.is_err(), "too long");
        assert!(received(b"\xff\n").await.is_err(), "no text");
    }

    #[test]
    fn an_answer_is_what_it_says() {
        let text = |line| serde_json::to_string(&line).expect("JSON");
        assert_eq!(text(Line::Begun), r#""begun""#);
        assert_eq!(
            text(Line::Progress { done: 1, total: 4 }),
            r#"{"progress":{"done":1,"total":4}}"#
        );
        assert_eq!(text(Line::Refused(Reason::Busy)), r#"{"refused":"busy"}"#);
    }
}
