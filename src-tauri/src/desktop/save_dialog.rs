//! The system's own dialog for choosing where to save.

use std::path::PathBuf;

use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

/// Asks where to save `name`. `None` when the person cancels.
pub async fn ask(handle: &AppHandle, name: &str) -> Option<PathBuf> {
    let (answer, answered) = oneshot::channel();
    let mut dialog = handle
        .dialog()
        .file()
        .set_file_name(name)
        .add_filter("CSV", &["csv"]);
    if let Ok(documents) = handle.path().document_dir() {
        dialog = dialog.set_directory(documents);
    }
    if let Some(window) = super::window::main(handle) {
        dialog = dialog.set_parent(&window);
    }
    dialog.save_file(move |path| {
        // The window may be gone by the time the dialog is answered.
        let _ = answer.send(path);
    });
    let path = answered.await.ok()??.into_path().ok()?;
    Some(with_extension(path))
}

/// `report` is saved as `report.csv`, so that a click on it opens a spreadsheet. But never over a `report.csv` that is
/// there: the dialog asked about `report` only.
fn with_extension(path: PathBuf) -> PathBuf {
    let named = path.with_extension("csv");
    match path.extension() {
        None if !named.exists() => named,
        _ => path,
    }
}
