//! The commands that open no window: `status`, `refresh` and `export`. They need no display, so they work in a
//! terminal of another machine and from a schedule.
//!
//! `status` and `export` read the database beside whoever holds the data folder. `refresh` asks the Refill that
//! holds it through a local socket (`socket.rs`), and takes its place for a moment where none runs. Nothing here
//! prints a key: only a refresh opens the keychain at all, and what it reads there goes to the providers.

mod ask;
mod closed;
mod export;
mod failed;
mod folder;
mod json;
mod listener;
mod output;
mod refresh;
mod socket;
mod status;
mod table;
mod wait;
mod width;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use jiff::civil::Date;

use crate::arguments::Arguments;

pub(crate) use closed::{
    NoBrowser, NoClipboard, NoConfirmer, NoLoopback, NoNotifier, NoSecretWindow, NoVault,
};
pub(crate) use listener::Listener;
pub(crate) use output::complain;
pub(crate) use socket::Holder;
pub(crate) use wait::for_command as wait_for_command;
pub(crate) use words::{PHRASES, problem_codes, quoted};

use failed::Failed;

/// What a command line asks for instead of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// What is left, as last read.
    Status { json: bool },
    /// Every balance anew, then what is left.
    Refresh { json: bool },
    /// The history as CSV.
    Export(Export),
}

/// What to export, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Export {
    /// First day.
    pub from: Date,
    /// Last day, included.
    pub to: Date,
    /// Names or ids of accounts; empty for all.
    pub accounts: Vec<String>,
    /// Standard output without one.
    pub file: Option<PathBuf>,
    /// The file may be there already.
    pub force: bool,
}

/// How a command ended, as its exit code says it. The codes are a promise to scripts: they keep their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Done = 0,
    Failed = 1,
    /// The command line is wrong.
    Wrong = 2,
    /// Done, but at least one account could not be read.
    Unread = 3,
    /// Refill is running but cannot be asked.
    Unasked = 4,
    /// There are no data yet.
    NoData = 5,
    /// Stopped from outside; what shells say of Ctrl-C.
    Interrupted = 130,
}

/// How long the end waits for calls that block, such as one to the keychain.
const LONGEST_END: Duration = Duration::from_secs(2);

/// Runs a command to its end.
pub(crate) fn run(arguments: &Arguments, command: Command) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return ended(Err(Failed::other(&error))),
    };
    let done = runtime.block_on(done(arguments, command));
    // The database is closed in order, also when a task still has it.
    runtime.shutdown_timeout(LONGEST_END);
    ended(done)
}

/// Says what the command line asked to be told.
pub(crate) fn told(text: &str) -> ExitCode {
    let said = output::say(text).map_err(|error| Failed::output(&error));
    ended(said.map(|()| Exit::Done))
}

/// Says what is wrong with the command line.
pub(crate) fn refused(text: &str) -> ExitCode {
    ended(Err(Failed::wrong(text.to_owned())))
}

async fn done(arguments: &Arguments, command: Command) -> Result<Exit, Failed> {
    let folder = folder::of(arguments).ok_or_else(Failed::no_folder)?;
    match command {
        Command::Status { json } => status::run(&folder, json).await,
        Command::Refresh { json } => refresh::run(&folder, arguments.demo, json).await,
        Command::Export(export) => export::run(&folder, &export).await,
    }
}

fn ended(done: Result<Exit, Failed>) -> ExitCode {
    let exit = done.unwrap_or_else(|failed| {
        complain(&failed.words);
        failed.exit
    });
    ExitCode::from(exit as u8)
}

/// Waits until the person, or the system, wants this to stop.
fn interrupted() -> impl Future<Output = ()> {
    let (ctrl_c, terminated) = (ctrl_c(), terminated());
    async move {
        tokio::select! {
            () = ctrl_c => {}
            () = terminated => {}
        }
    }
}

#[cfg(unix)]
fn ctrl_c() -> impl Future<Output = ()> {
    heard(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(unix)]
fn terminated() -> impl Future<Output = ()> {
    heard(tokio::signal::unix::SignalKind::terminate())
}

/// Listens from now on, and not only from when somebody waits.
#[cfg(unix)]
fn heard(kind: tokio::signal::unix::SignalKind) -> impl Future<Output = ()> {
    let signal = tokio::signal::unix::signal(kind);
    async move {
        match signal {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Elsewhere Ctrl-C is all there is.
#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
