//! Commands of the export sheet.

use tauri::AppHandle;

use crate::backend::app;
use crate::desktop::save_dialog;
use crate::ipc::{ExportArgs, ExportPreset, ExportResult, IpcError};

/// The range that the sheet starts with, and its row count.
#[tauri::command]
pub async fn export_preset(handle: AppHandle) -> Result<ExportPreset, IpcError> {
    let range = app(&handle).await?.export_preset();
    let rows = app(&handle).await?.count_export(&range).await?;
    Ok(ExportPreset::new(range, rows))
}

/// Rows of a range.
#[tauri::command]
pub async fn count_export(handle: AppHandle, args: ExportArgs) -> Result<u64, IpcError> {
    Ok(app(&handle).await?.count_export(&args.range.into()).await?)
}

/// Asks for a file with the system's own dialog and writes the range into it.
#[tauri::command]
pub async fn export_csv(handle: AppHandle, args: ExportArgs) -> Result<ExportResult, IpcError> {
    let (app, range) = (app(&handle).await?, args.range.into());
    let chosen = save_dialog::ask(&handle, &app.export_name(&range)).await;
    let done = app.export_if_chosen(&range, chosen).await?;
    Ok(ExportResult::new(done))
}

/// Stops the running export.
#[tauri::command]
pub async fn cancel_export(handle: AppHandle) -> Result<(), IpcError> {
    app(&handle).await?.cancel_export();
    Ok(())
}

/// Opens the last exported file.
#[tauri::command]
pub async fn open_export(handle: AppHandle) -> Result<(), IpcError> {
    Ok(app(&handle).await?.open_export()?)
}

/// Shows the last exported file in its folder.
#[tauri::command]
pub async fn show_export(handle: AppHandle) -> Result<(), IpcError> {
    Ok(app(&handle).await?.show_export()?)
}
