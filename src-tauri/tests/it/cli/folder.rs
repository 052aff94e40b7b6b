//! A data folder, and the program run on it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use jiff::{SignedDuration, Timestamp};
use refill_core::account::{Account, AccountName, Divisor};
use refill_core::ids::{AccountId, ProviderId, SecretId};
use refill_core::money::{Decimal, Money, Unit};
use refill_core::reading::{Balance, Belief, Reading};
use refill_store::{DataFolder, Store};

/// A data folder. What was made for it goes with it.
pub(super) struct Folder {
    _scratch: Option<tempfile::TempDir>,
    path: PathBuf,
}

/// How the program ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) code: i32,
    pub(super) out: String,
    pub(super) err: String,
}

impl Folder {
    /// A folder with a database without accounts.
    pub(super) fn new() -> Folder {
        let folder = Folder::missing();
        folder.with(|_| {});
        folder
    }

    /// A folder that is not there.
    pub(super) fn missing() -> Folder {
        let scratch = tempfile::tempdir().expect("a folder");
        Folder {
            path: scratch.path().join("data"),
            _scratch: Some(scratch),
        }
    }

    /// A folder at this place.
    pub(super) fn at(path: PathBuf) -> Folder {
        Folder { _scratch: None, path }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Another place beside it.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        self.path.with_file_name(name)
    }

    /// Holds the folder, as a running Refill does, and works on its database.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Store) -> T) -> T {
        let folder = DataFolder::open(&self.path).expect("the folder is free");
        let store = Store::open(&folder).expect("a database").store;
        work(&store)
    }

    /// The program with these words, as a schedule starts it: with next to nothing in its environment.
    pub(super) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_refill"));
        command
            .args(words)
            .env_clear()
            .env("REFILL_DATA_DIR", &self.path)
            .env("TZ", "UTC")
            // No keychain is there.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub(super) fn refill(&self, words: &[&str]) -> Ended {
        Ended::from(self.command(words).output().expect("the program starts"))
    }

    /// Runs the program where nobody reads what it says.
    pub(super) fn refill_unread(&self, words: &[&str]) -> Ended {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let child = self.command(words).stdout(writer).stderr(Stdio::piped()).spawn();
        let output = child.and_then(std::process::Child::wait_with_output);
        Ended::from(output.expect("the program starts"))
    }

    /// Runs the program on a full disk.
    #[cfg(target_os = "linux")]
    pub(super) fn refill_full(&self, words: &[&str]) -> Ended {
        let full = File::options()
            .write(true)
            .open("/dev/full")
            .expect("a full disk");
        let child = self.command(words).stdout(full).stderr(Stdio::piped()).spawn();
        let output = child.and_then(std::process::Child::wait_with_output);
        Ended::from(output.expect("the program starts"))
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Ended {
        Ended {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

/// An account at a provider with one address, without an alert amount.
pub(super) fn account(id: &'static str, name: &str) -> Account {
    Account {
        id: AccountId::from_static(id),
        provider: ProviderId::from_static("dria"),
        name: AccountName::parse(name).expect("a name"),
        server: None,
        divisor: Divisor::ONE,
        secret: Some(SecretId::new(format!("secret-{id}"))),
        session: None,
        threshold: None,
        unit: Unit::CREDITS,
        created_at: minutes_ago(100_000),
    }
}

/// A whole account's balance in credits, read this long ago.
pub(super) fn reading(credits: i64, minutes: i64) -> Reading {
    Reading {
        balance: Balance::of_account(Money::new(Decimal::from(credits), Unit::CREDITS)),
        taken_at: minutes_ago(minutes),
        belief: Belief::Confirmed,
    }
}

/// Adds an account that was read three minutes ago.
pub(super) fn add(store: &Store, id: &'static str, name: &str, credits: i64) {
    let first = reading(credits, 3);
    store
        .insert_account(&account(id, name), Some(&first))
        .expect("added");
}

/// A moment in the past.
pub(super) fn minutes_ago(minutes: i64) -> Timestamp {
    let ago = SignedDuration::from_mins(minutes) + SignedDuration::from_secs(10);
    Timestamp::now().checked_sub(ago).expect("in range")
}
