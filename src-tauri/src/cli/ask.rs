//! The side that asks: a command asks the running Refill to refresh, and a window who holds its folder.

use std::io;
use std::path::Path;
use std::time::Duration;

use interprocess::local_socket::tokio::Stream;
use interprocess::local_socket::tokio::prelude::*;
use tokio::io::BufReader;
use tokio::time::timeout;

use super::socket::{self, Counts, Holder, Line, Reason};

/// Refill answers at once that it heard.
const UNTIL_BEGUN: Duration = Duration::from_secs(10);
/// Who holds a folder says so at once, too.
const UNTIL_TOLD: Duration = Duration::from_secs(2);
/// Longest silence between two lines: longer than a provider may take and than histories are waited for.
const LONGEST_SILENCE: Duration = Duration::from_secs(180);

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nobody listens.
    Nobody,
    /// It is done.
    Ended(Counts),
    /// It was heard and not done.
    Refused(Reason),
    /// Somebody is there who says nothing, or nothing that can be understood.
    Silent,
    /// The other side closed before it had done it.
    BrokenOff,
}

/// Asks the holder of `folder` to refresh, and tells `progress` how far it is.
pub(super) async fn to_refresh(folder: &Path, mut progress: impl FnMut(usize, usize)) -> Answer {
    let Ok(stream) = connect(folder).await else {
        return Answer::Nobody;
    };
    let mut reader = BufReader::new(&stream);
    let mut limit = UNTIL_BEGUN;
    // Who lets nobody else in may have closed already; why is still there to be read.
    let _ = socket::send(&stream, socket::REQUEST).await;
    loop {
        let line = match timeout(limit, socket::receive(&mut reader)).await {
            Ok(Ok(Some(line))) => serde_json::from_str(&line),
            Ok(Ok(None)) if limit == UNTIL_BEGUN => return Answer::Nobody,
            Ok(Ok(None)) => return Answer::BrokenOff,
            Ok(Err(error)) if is_end(&error) && limit == UNTIL_BEGUN => return Answer::Nobody,
            Ok(Err(error)) if is_end(&error) => return Answer::BrokenOff,
            Ok(Err(_)) | Err(_) => return Answer::Silent,
        };
        match line {
            Ok(Line::Begun) => limit = LONGEST_SILENCE,
            Ok(Line::Progress { done, total }) => progress(done, total),
            Ok(Line::Ended(counts)) => return Answer::Ended(counts),
            Ok(Line::Refused(reason)) => return Answer::Refused(reason),
            // Of a later version, perhaps.
            Ok(Line::Holder(_)) | Err(_) => return Answer::Refused(Reason::NotUnderstood),
        }
    }
}

/// Who holds `folder`; `None` where nobody says so.
pub(super) async fn for_holder(folder: &Path) -> Option<Holder> {
    let asked = async {
        let stream = connect(folder).await.ok()?;
        socket::send(&stream, socket::WHO).await.ok()?;
        let line = socket::receive(&mut BufReader::new(&stream)).await.ok()??;
        match serde_json::from_str(&line) {
            Ok(Line::Holder(holder)) => Some(holder),
            _ => None,
        }
    };
    timeout(UNTIL_TOLD, asked).await.ok()?
}

async fn connect(folder: &Path) -> io::Result<Stream> {
    timeout(UNTIL_BEGUN, Stream::connect(socket::name(folder)?)).await?
}

/// The program at the other end has ended, in whatever way.
fn is_end(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof
    )
}
