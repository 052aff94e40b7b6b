//! Commands of the settings page, the keychain among them.

use tauri::AppHandle;

use crate::backend::app;
use crate::ipc::{IpcError, SaveSettings, Settings, VaultView};

/// The settings in force.
#[tauri::command]
pub async fn settings(handle: AppHandle) -> Result<Settings, IpcError> {
    Ok(app(&handle).await?.settings().into())
}

/// Keeps new settings.
#[tauri::command]
pub async fn save_settings(handle: AppHandle, args: SaveSettings) -> Result<Settings, IpcError> {
    Ok(app(&handle)
        .await?
        .save_settings(args.settings.into())
        .await?
        .into())
}

/// Sends a notification whatever the balances are.
#[tauri::command]
pub async fn test_notification(handle: AppHandle) -> Result<(), IpcError> {
    Ok(app(&handle).await?.test_notification().await?)
}

/// Tries the keychain again; the system may ask for its password.
#[tauri::command]
pub async fn vault_retry(handle: AppHandle) -> Result<VaultView, IpcError> {
    Ok(app(&handle).await?.retry_vault().await?.into())
}

/// Goes on without the keychain until Refill is closed.
#[tauri::command]
pub async fn use_session_keys(handle: AppHandle) -> Result<VaultView, IpcError> {
    Ok(app(&handle).await?.use_session_keys().into())
}
