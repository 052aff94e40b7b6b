//! Whether the database in the folder is the one that was last used there, and whether it was left in order.
//!
//! Every start is counted twice: in the database and in a small file beside it. When an older copy of the
//! database is put back, or a fresh one takes the place of a damaged one, the two disagree.
//!
//! A session that ends in order adds a second line to the file: what the database looked like when it was
//! closed. The next start removes it before anything else is written, so a session that was killed leaves none.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use refill_core::ids::InstallationId;

use crate::error::StoreError;
use crate::file_state::{self, FileState};

const START_FILE: &str = "last-start";
const NEW_START_FILE: &str = "last-start.new";

/// How long it counts that the whole database was found sound.
const TRUSTED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What the file says.
pub(crate) struct Last {
    /// The line of the last start; see [`line()`].
    pub(crate) start: String,
    /// How the session after it left the database; `None` when it was killed, or met damage.
    pub(crate) left: Option<Left>,
}

/// How a session left the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) state: FileState,
    /// When the whole database was last found sound.
    pub(crate) sound_at: Timestamp,
}

impl Left {
    /// True as long as nobody has touched the file since, and it was looked through not long ago.
    pub(crate) fn holds(&self, file: &Path) -> bool {
        let age = Timestamp::now().duration_since(self.sound_at);
        (SignedDuration::ZERO..TRUSTED_FOR).contains(&age)
            && !file_state::has_log(file)
            && FileState::of(file).is_ok_and(|state| state == self.state)
    }

    fn line(&self) -> String {
        let FileState { length, modified } = self.state;
        format!("left {length} {modified} {}\n", self.sound_at.as_microsecond())
    }

    fn parse(line: &str) -> Option<Left> {
        let mut words = line.strip_suffix('\n')?.strip_prefix("left ")?.split(' ');
        let state = FileState {
            length: words.next()?.parse().ok()?,
            modified: words.next()?.parse().ok()?,
        };
        let sound_at = Timestamp::from_microsecond(words.next()?.parse().ok()?).ok()?;
        words.next().is_none().then_some(Left { state, sound_at })
    }
}

/// What the file says of start number `starts`.
pub(crate) fn line(installation: &InstallationId, starts: i64) -> String {
    format!("{installation} {starts}\n")
}

/// What the file in the folder says; `None` where no database was ever opened in it.
pub(crate) fn last(folder: &Path) -> Result<Option<Last>, StoreError> {
    match fs::read(folder.join(START_FILE)) {
        Ok(bytes) => Ok(Some(parse(&String::from_utf8_lossy(&bytes)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::from_io(START_FILE, error)),
    }
}

fn parse(text: &str) -> Last {
    let end = text.find('\n').map_or(text.len(), |place| place + 1);
    let (start, rest) = text.split_at(end);
    Last {
        start: start.to_owned(),
        left: Left::parse(rest),
    }
}

/// Replaces what the file says. At a start it is called after the database was committed: a crash between the
/// two leaves the database one ahead, which no older copy can be.
pub(crate) fn record(folder: &Path, start: &str, left: Option<&Left>) -> Result<(), StoreError> {
    let text = start.to_owned() + &left.map(Left::line).unwrap_or_default();
    write_and_rename(folder, &text).map_err(|error| StoreError::from_io(START_FILE, error))
}

fn write_and_rename(folder: &Path, text: &str) -> io::Result<()> {
    let new = folder.join(NEW_START_FILE);
    let mut file = File::create(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    drop(file);
    file_state::rename(&new, &folder.join(START_FILE))
}
