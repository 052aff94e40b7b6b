//! `refill export`: the history as CSV, into a file or a pipe.

use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::Arc;

use refill_app::{App, AppError, Card, Event, ExportRange, Exported};
use refill_core::ids::AccountId;
use refill_core::text;

use super::failed::{Failed, shown};
use super::output::{self, Progress};
use super::status::name_of;
use super::words::{PHRASES, quoted};
use super::{Exit, Export, interrupted};
use crate::compose;

pub(super) async fn run(folder: &Path, export: &Export) -> Result<Exit, Failed> {
    let failed = Failed::on(folder);
    let app = compose::read_only(folder)
        .map_err(failed)?
        .ok_or_else(|| Failed::no_data(folder))?;
    let overview = app.overview().await.map_err(failed)?;
    let range = ExportRange {
        from: export.from.to_string(),
        to: export.to.to_string(),
        accounts: chosen(&app, &overview.cards, &export.accounts)?,
    };
    let written = tokio::select! {
        written = write(&app, folder, &range, export) => written?,
        never = watch(&app) => match never {},
        // What is there of a file is removed before this program ends.
        () = interrupted() => {
            app.cancel_export();
            Exported::Cancelled
        }
    };
    match (written, &export.file) {
        (Exported::Cancelled, _) => return Ok(Exit::Interrupted),
        (Exported::Saved { rows }, Some(file)) => say_saved(rows, file)?,
        (Exported::Saved { .. }, None) => {}
    }
    Ok(Exit::Done)
}

async fn write(
    app: &Arc<App>,
    folder: &Path,
    range: &ExportRange,
    export: &Export,
) -> Result<Exported, Failed> {
    let Some(file) = &export.file else {
        return match app.export_to(range, io::stdout()).await {
            // `refill export | head` has all that it wanted.
            Err(AppError::ExportTarget(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                Ok(Exported::Saved { rows: 0 })
            }
            Err(AppError::ExportTarget(error)) => Err(Failed::output(&error)),
            written => written.map_err(Failed::on(folder)),
        };
    };
    refuse_what_is_there(file, export.force)?;
    let written = match export.force {
        true => app.export(range, file.clone()).await,
        false => app.export_new(range, file.clone()).await,
    };
    match written {
        // Somebody else put it there meanwhile.
        Err(AppError::ExportTarget(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Failed::exists(file))
        }
        Err(AppError::ExportTarget(error)) => Err(Failed::target(file, &error)),
        written => written.map_err(Failed::on(folder)),
    }
}

/// Looks before anything is written: devices and pipes are never replaced, files only by force.
fn refuse_what_is_there(file: &Path, force: bool) -> Result<(), Failed> {
    if file.metadata().is_ok_and(|about| !about.is_file()) {
        return Err(Failed::no_file(file));
    }
    // A link that leads nowhere is there, too.
    if !force && file.symlink_metadata().is_ok() {
        return Err(Failed::exists(file));
    }
    Ok(())
}

/// The accounts with these names or ids; `None`, which stands for all, where none are named.
fn chosen(app: &App, cards: &[Card], words: &[String]) -> Result<Option<Vec<AccountId>>, Failed> {
    if words.is_empty() {
        return Ok(None);
    }
    let chosen = words.iter().map(|word| one(app, cards, word));
    Ok(Some(chosen.collect::<Result<_, _>>()?))
}

/// The account with this id, or else the one with this name.
fn one(app: &App, cards: &[Card], word: &str) -> Result<AccountId, Failed> {
    if let Some(card) = cards.iter().find(|card| card.account.id.as_str() == word) {
        return Ok(card.account.id.clone());
    }
    let is_called = |card: &&Card| card.account.name.as_str() == word;
    let named: Vec<&Card> = cards.iter().filter(is_called).collect();
    let (phrase, candidates) = match named.as_slice() {
        [card] => return Ok(card.account.id.clone()),
        [] if cards.is_empty() => ("wrong-no-accounts", Vec::new()),
        [] => ("wrong-account", cards.iter().collect()),
        _ => ("wrong-accounts", named),
    };
    let mut words = PHRASES.phrase(phrase).with("value", quoted(word)).say();
    for Card { account, .. } in candidates {
        let [id, name, provider] = [
            account.id.as_str(),
            account.name.as_str(),
            &name_of(app, &account.provider),
        ]
        .map(|text| text::clean(text, usize::MAX));
        words.push_str(&format!("\n  {id}  {name} ({provider})"));
    }
    Err(Failed::wrong(words))
}

/// Shows how far the export is, where it takes long.
async fn watch(app: &App) -> Infallible {
    let (mut news, mut seen) = (app.events(), Progress::new());
    loop {
        if let Ok(Event::ExportProgress { done, total }) = news.recv().await {
            seen.show(|| {
                let phrase = PHRASES.phrase("progress-export").with("done", done.to_string());
                phrase.with("total", total.to_string()).say()
            });
        }
    }
}

fn say_saved(rows: u64, file: &Path) -> Result<(), Failed> {
    let rows = usize::try_from(rows).unwrap_or(usize::MAX);
    let words = PHRASES
        .phrase("exported")
        .count("rows", rows)
        .with("file", shown(file));
    output::say(&words.say()).map_err(|error| Failed::output(&error))
}
