//! `refill refresh`: every balance anew, by the Refill that is running or, where none is, from here.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use refill_app::{App, AppError, Card, Event, Problem};
use refill_core::ports::Asking;
use refill_store::{Store, StoreError};

use super::ask::{self, Answer};
use super::failed::Failed;
use super::listener::Listener;
use super::output::{self, Progress};
use super::socket::{Counts, Holder, Reason};
use super::status;
use super::words::PHRASES;
use super::{Exit, interrupted};
use crate::compose;

/// How long histories are waited for after the balances are there.
const LONGEST_REST: Duration = Duration::from_secs(60);
/// A Refill that is starting holds the folder a moment before it listens, and one that ends a moment longer.
const LONGEST_CHANGE: Duration = Duration::from_secs(3);
/// A pause between two looks meanwhile.
const LOOK: Duration = Duration::from_millis(50);

/// A refresh that was done.
struct Done {
    counts: Counts,
    by_app: bool,
}

pub(super) async fn run(folder: &Path, demo: bool, json: bool) -> Result<Exit, Failed> {
    // Heard from here on, before anybody is asked.
    let interrupted = interrupted();
    tokio::select! {
        ended = to_its_end(folder, demo, json) => ended,
        () = interrupted => Ok(Exit::Interrupted),
    }
}

async fn to_its_end(folder: &Path, demo: bool, json: bool) -> Result<Exit, Failed> {
    let done = somewhere(folder, demo).await?;
    let folder = folder.to_owned();
    // A task of its own: it stands still where nobody reads on, and a signal is heard all the same.
    let showing = tokio::spawn(async move { show(&folder, &done, json).await });
    showing.await.map_err(|error| Failed::other(&error))?
}

/// Says what is left now.
async fn show(folder: &Path, done: &Done, json: bool) -> Result<Exit, Failed> {
    let known = status::known(folder).await?;
    match json {
        true => known.document().after(done.counts, done.by_app).print()?,
        false => known.print_table()?,
    }
    let cards = &known.overview.cards;
    if let Some(note) = note_on_keychain(cards) {
        output::complain(&note);
    }
    // What could not even be kept is not in the database.
    let is_unread = done.counts.failed > 0 || cards.iter().any(|card| card.failure.is_some());
    Ok(if is_unread { Exit::Unread } else { Exit::Done })
}

/// Reads every balance without asking the person for anything, and waits for the histories that follow.
pub(super) async fn all(app: &Arc<App>) -> Result<Counts, AppError> {
    let refreshed = app.refresh_all(Asking::Never).await?;
    if !app.idle(LONGEST_REST).await {
        tracing::info!("a history takes longer; it is read on with the next refresh");
    }
    Ok(refreshed.into())
}

/// By the holder of the folder, and from here where nobody holds it.
async fn somewhere(folder: &Path, demo: bool) -> Result<Done, Failed> {
    let began = Instant::now();
    loop {
        match asked(folder).await? {
            Some(counts) => return Ok(Done { counts, by_app: true }),
            // The providers of a demo end with its window.
            None if demo => return Err(Failed::no_demo()),
            None => {}
        }
        match here(folder).await {
            Ok(counts) => {
                return Ok(Done {
                    counts,
                    by_app: false,
                });
            }
            Err(failed) if failed.exit == Exit::Unasked && began.elapsed() < LONGEST_CHANGE => {
                tokio::time::sleep(LOOK).await;
            }
            Err(failed) => return Err(failed),
        }
    }
}

/// Asks the holder of the folder; `None` when nobody listens there.
async fn asked(folder: &Path) -> Result<Option<Counts>, Failed> {
    let mut seen = Progress::new();
    let answer = ask::to_refresh(folder, |done, total| seen.show(|| progress(done, total))).await;
    drop(seen);
    match answer {
        Answer::Nobody => Ok(None),
        Answer::Ended(counts) => Ok(Some(counts)),
        Answer::Silent => Err(Failed::in_use()),
        Answer::BrokenOff => Err(Failed::broken_off()),
        Answer::Refused(Reason::Busy) => Err(Failed::unasked("failed-busy")),
        Answer::Refused(Reason::NotUnderstood) => Err(Failed::unasked("failed-other-version")),
        Answer::Refused(Reason::Full) => Err(Failed::on(folder)(StoreError::Full.into())),
        Answer::Refused(Reason::Failed) => Err(Failed::refresh()),
    }
}

/// Takes the place of a running Refill for as long as the refresh takes. Others that want one meanwhile find it
/// listening.
async fn here(folder: &Path) -> Result<Counts, Failed> {
    let failed = Failed::on(folder);
    match Store::open_read_only(folder) {
        Ok(None) => return Err(Failed::no_data(folder)),
        // An older one is brought up to date by opening it, as the window does.
        Ok(Some(_)) | Err(StoreError::OlderVersion { .. } | StoreError::InUse) => {}
        Err(error) => return Err(failed(error.into())),
    }
    let house = compose::without_window(folder).map_err(|error| match error {
        AppError::Store(StoreError::InUse) => Failed::in_use(),
        error => failed(error),
    })?;
    if let Some(file) = &house.set_aside {
        return Err(Failed::set_aside(file));
    }
    let listener = Listener::start(&house.app, folder, Holder::Command);
    let counts = tokio::select! {
        counts = all(&house.app) => counts.map_err(failed)?,
        never = watch(&house.app) => match never {},
    };
    if let Some(listener) = listener {
        listener.finish(LONGEST_REST).await;
    }
    Ok(counts)
}

/// Shows how far the refresh is, for as long as this is waited for.
async fn watch(app: &App) -> Infallible {
    let (mut news, mut seen) = (app.events(), Progress::new());
    loop {
        if let Ok(Event::RefreshProgress { done, total, .. }) = news.recv().await {
            seen.show(|| progress(done, total));
        }
    }
}

fn progress(done: usize, total: usize) -> String {
    let phrase = PHRASES.phrase("progress-refresh").with("done", done.to_string());
    phrase.with("total", total.to_string()).say()
}

/// What the person should know of the keychain: that nothing was asked of any provider because of it.
fn note_on_keychain(cards: &[Card]) -> Option<String> {
    let mut problems = cards
        .iter()
        .filter_map(|card| Some(card.failure.as_ref()?.problem));
    let note = problems.find_map(|problem| match problem {
        Problem::VaultAbsent => Some("vault-absent"),
        Problem::VaultLocked => Some("vault-locked"),
        Problem::VaultRefused | Problem::VaultTimedOut => Some("vault-refused"),
        _ => None,
    })?;
    Some(PHRASES.say(note))
}
