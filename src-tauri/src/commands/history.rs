//! Commands of the history page.

use tauri::AppHandle;

use crate::backend::app;
use crate::ipc::{HistoryArgs, HistoryPage, IpcError};

/// A part of the history, newest first.
#[tauri::command]
pub async fn history(handle: AppHandle, args: HistoryArgs) -> Result<HistoryPage, IpcError> {
    Ok(app(&handle)
        .await?
        .history(args.filter.into(), args.cursor, args.limit)
        .await?
        .into())
}
