//! Commands of the window itself.

use refill_core::ids::ProviderId;
use tauri::AppHandle;

use crate::backend::{app, backend};
use crate::desktop::{another, window};
use crate::ipc::{IpcError, OpenLink, Startup};

/// All that the window needs before it shows anything.
#[tauri::command]
pub async fn startup(handle: AppHandle) -> Result<Startup, IpcError> {
    Ok(backend(&handle).startup().await)
}

/// Tries again to open the data.
#[tauri::command]
pub async fn retry_startup(handle: AppHandle) -> Result<Startup, IpcError> {
    Ok(backend(&handle).retry(&handle).await)
}

/// Opens a page of a provider in the system's browser.
#[tauri::command]
pub async fn open_link(handle: AppHandle, args: OpenLink) -> Result<(), IpcError> {
    Ok(app(&handle)
        .await?
        .open_link(&ProviderId::new(args.provider), args.link.into())?)
}

/// Opens the demo in a window of its own, beside this one.
#[tauri::command]
pub async fn open_demo(_: AppHandle) -> Result<(), IpcError> {
    Ok(another::open_demo()?)
}

/// Shows the window, once its first content stands in the page.
#[tauri::command]
pub async fn show_window(handle: AppHandle) -> Result<(), IpcError> {
    window::show_main(&handle);
    Ok(())
}

/// Opens the data folder in the file manager.
#[tauri::command]
pub async fn open_data_folder(handle: AppHandle) -> Result<(), IpcError> {
    backend(&handle).open_data_folder()
}
