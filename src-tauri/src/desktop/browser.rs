//! The person's browser and file manager.

use std::io;
use std::path::Path;

use refill_core::ports::{Browser, NotOpened};
use tauri_plugin_opener::{open_path, open_url, reveal_item_in_dir};
use url::Url;

/// What the system has for pages, files and folders.
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open_page(&self, page: &Url) -> Result<(), NotOpened> {
        opened(open_url(page.as_str(), None::<&str>))
    }

    fn open_path(&self, path: &Path) -> Result<(), NotOpened> {
        opened(open_path(path, None::<&str>))
    }

    fn show_in_folder(&self, path: &Path) -> Result<(), NotOpened> {
        let folder = || path.parent().map(|folder| open_path(folder, None::<&str>));
        match reveal_item_in_dir(path) {
            Ok(()) => Ok(()),
            // No file manager that can point at one file: show the folder.
            Err(_) => folder().map_or(Err(NotOpened), opened),
        }
    }
}

fn opened(result: Result<(), tauri_plugin_opener::Error>) -> Result<(), NotOpened> {
    result.map_err(|error| {
        // Its words can hold the address, and that of a sign-in is a secret.
        let kind = match &error {
            tauri_plugin_opener::Error::Io(error) => error.kind(),
            _ => io::ErrorKind::Other,
        };
        tracing::warn!(%kind, "the system did not open it");
        NotOpened
    })
}
