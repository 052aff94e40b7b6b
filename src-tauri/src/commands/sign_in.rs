//! Commands about signing in with the browser.

use refill_core::ids::{AccountId, ProviderId};
use tauri::AppHandle;

use crate::backend::app;
use crate::ipc::{IpcError, KeyCheck, SignInArgs, SignInBegin, SignInBegun, SignInFinish};

/// Opens a provider's sign-in page in the system's browser.
#[tauri::command]
pub async fn sign_in_begin(handle: AppHandle, args: SignInBegin) -> Result<SignInBegun, IpcError> {
    let (provider, account) = (ProviderId::new(args.provider), args.account.map(AccountId::new));
    let app = app(&handle).await?;
    let begun = app.begin_sign_in(&provider, account.as_ref(), args.by_code);
    Ok(begun.await?.into())
}

/// Waits for the browser's return, or takes a pasted code, and looks at what the new key shows.
#[tauri::command]
pub async fn sign_in_finish(handle: AppHandle, args: SignInFinish) -> Result<KeyCheck, IpcError> {
    let code = args.code.map(|code| code.read()).transpose()?;
    let app = app(&handle).await?;
    Ok(app.finish_sign_in(&args.sign_in, code).await?.into())
}

/// Ends a sign-in.
#[tauri::command]
pub async fn sign_in_cancel(handle: AppHandle, args: SignInArgs) -> Result<(), IpcError> {
    app(&handle).await?.cancel_sign_in(&args.sign_in);
    Ok(())
}
