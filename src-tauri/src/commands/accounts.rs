//! Commands about accounts.

use refill_core::ids::{AccountId, ProviderId};
use tauri::AppHandle;

use crate::backend::app;
use crate::ipc::{
    AccountArgs, AccountCard, AccountPage, AddAccount, CheckKey, IpcError, KeyCheck, Removed, RenameAccount,
    ReplaceKey, SetDivisor, SetThreshold, UndoRemove,
};

/// Asks the provider whether it accepts a key.
#[tauri::command]
pub async fn check_key(handle: AppHandle, args: CheckKey) -> Result<KeyCheck, IpcError> {
    let (app, provider) = (app(&handle).await?, ProviderId::new(args.provider));
    let (server, key) = (args.server.as_deref(), args.key.read()?);
    Ok(app.check_key(&provider, server, &key).await?.into())
}

/// Adds an account.
#[tauri::command]
pub async fn add_account(handle: AppHandle, args: AddAccount) -> Result<AccountCard, IpcError> {
    let id = app(&handle).await?.add_account(args.read()?).await?;
    Ok((&app(&handle).await?.card(&id).await?).into())
}

/// One account in full.
#[tauri::command]
pub async fn account(handle: AppHandle, args: AccountArgs) -> Result<AccountPage, IpcError> {
    Ok(app(&handle)
        .await?
        .account_page(&AccountId::new(args.account))
        .await?
        .into())
}

/// Gives an account another name.
#[tauri::command]
pub async fn rename_account(handle: AppHandle, args: RenameAccount) -> Result<AccountCard, IpcError> {
    let id = AccountId::new(args.account);
    app(&handle).await?.rename_account(&id, &args.name).await?;
    Ok((&app(&handle).await?.card(&id).await?).into())
}

/// Sets or clears the alert amount of an account.
#[tauri::command]
pub async fn set_threshold(handle: AppHandle, args: SetThreshold) -> Result<AccountCard, IpcError> {
    let (app, id) = (app(&handle).await?, AccountId::new(args.account));
    app.set_threshold(&id, args.threshold.as_deref()).await?;
    Ok((&app.card(&id).await?).into())
}

/// Sets what an account's reported number is divided by.
#[tauri::command]
pub async fn set_divisor(handle: AppHandle, args: SetDivisor) -> Result<AccountCard, IpcError> {
    let id = AccountId::new(args.account);
    app(&handle).await?.set_divisor(&id, args.divisor).await?;
    Ok((&app(&handle).await?.card(&id).await?).into())
}

/// Gives an account another key.
#[tauri::command]
pub async fn replace_key(handle: AppHandle, args: ReplaceKey) -> Result<AccountCard, IpcError> {
    let (app, id) = (app(&handle).await?, AccountId::new(args.account.clone()));
    let (server, key, keep) = (args.server.as_deref(), args.key()?, args.keep.into());
    app.replace_key(&id, server, key, keep).await?;
    Ok((&app.card(&id).await?).into())
}

/// Takes an account away; for a while it can be brought back.
#[tauri::command]
pub async fn remove_account(handle: AppHandle, args: AccountArgs) -> Result<Removed, IpcError> {
    Ok(app(&handle)
        .await?
        .remove_account(&AccountId::new(args.account))
        .await?
        .into())
}

/// Brings a removed account back.
#[tauri::command]
pub async fn undo_remove(handle: AppHandle, args: UndoRemove) -> Result<AccountCard, IpcError> {
    let id = app(&handle).await?.undo_remove(&args.undo_token).await?;
    Ok((&app(&handle).await?.card(&id).await?).into())
}
