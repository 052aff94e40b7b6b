//! Commands of the overview.

use refill_core::ids::AccountId;
use tauri::AppHandle;

use crate::backend::app;
use crate::ipc::{AccountArgs, IpcError, Overview, RefreshArgs};

/// Every account at a glance.
#[tauri::command]
pub async fn overview(handle: AppHandle) -> Result<Overview, IpcError> {
    Ok(app(&handle).await?.overview().await?.into())
}

/// Refreshes one account, or all.
#[tauri::command]
pub async fn refresh(handle: AppHandle, args: RefreshArgs) -> Result<(), IpcError> {
    Ok(app(&handle)
        .await?
        .refresh(args.account.map(AccountId::new))
        .await?)
}

/// Closes the banner of an account until its next alert.
#[tauri::command]
pub async fn dismiss_banner(handle: AppHandle, args: AccountArgs) -> Result<(), IpcError> {
    Ok(app(&handle)
        .await?
        .dismiss_banner(&AccountId::new(args.account))
        .await?)
}
