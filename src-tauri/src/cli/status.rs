//! `refill status`: what is left, as last read.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use refill_app::{App, AppError, Overview};
use refill_core::ids::ProviderId;
use refill_store::StoreError;

use super::failed::Failed;
use super::json::Document;
use super::{Exit, json, output, table};
use crate::compose;

/// How often a read is tried that the start of a Refill disturbs.
const MOST_TRIES: u32 = 5;

pub(super) async fn run(folder: &Path, json: bool) -> Result<Exit, Failed> {
    let known = known(folder).await?;
    match json {
        true => known.document().print()?,
        false => known.print_table()?,
    }
    Ok(Exit::Done)
}

/// What is known of every account.
pub(super) struct Known {
    app: Arc<App>,
    pub(super) overview: Overview,
    now: Timestamp,
}

/// Reads the database of `folder`, whoever holds it.
pub(super) async fn known(folder: &Path) -> Result<Known, Failed> {
    let mut tries = 1;
    loop {
        match look(folder).await {
            Err(AppError::Store(StoreError::InUse)) if tries < MOST_TRIES => tries += 1,
            Ok(None) => return Err(Failed::no_data(folder)),
            Ok(Some(known)) => return Ok(known),
            Err(error) => return Err(Failed::on(folder)(error)),
        }
    }
}

async fn look(folder: &Path) -> Result<Option<Known>, AppError> {
    let Some(app) = compose::read_only(folder)? else {
        return Ok(None);
    };
    Ok(Some(Known {
        overview: app.overview().await?,
        app,
        now: Timestamp::now(),
    }))
}

impl Known {
    pub(super) fn document(&self) -> Document {
        Document::new(&self.overview, |id| name_of(&self.app, id), self.now)
    }

    pub(super) fn print_table(&self) -> Result<(), Failed> {
        let colours = output::has_colours();
        let name_of = |id: &ProviderId| name_of(&self.app, id);
        let text = table::of(&self.overview, name_of, self.now, colours);
        output::say(&text).map_err(|error| Failed::output(&error))
    }
}

impl Document {
    pub(super) fn print(&self) -> Result<(), Failed> {
        let text = serde_json::to_string_pretty(self).map_err(|error| Failed::other(&error))?;
        output::say(&json::shown(&text)).map_err(|error| Failed::output(&error))
    }
}

/// The name of a provider; its id where only another version knows it.
pub(super) fn name_of(app: &App, id: &ProviderId) -> String {
    let known = app
        .providers()
        .map(|provider| provider.descriptor())
        .find(|descriptor| descriptor.id == *id);
    known.map_or_else(|| id.to_string(), |descriptor| descriptor.name.to_owned())
}
