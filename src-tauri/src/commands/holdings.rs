//! Commands about what an account has at its provider: API keys, wallets, webhooks, networks.

use refill_core::ids::AccountId;
use tauri::AppHandle;

use crate::backend::app;
use crate::ipc::{
    AccountArgs, CreateApiKey, CreateWallet, CreateWebhook, IpcError, ItemArgs, ListedKey, Network,
    NetworkArgs, Wallet, Webhook,
};

/// The API keys of an account.
#[tauri::command]
pub async fn api_keys(handle: AppHandle, args: AccountArgs) -> Result<Vec<ListedKey>, IpcError> {
    let keys = app(&handle)
        .await?
        .api_keys(&AccountId::new(args.account))
        .await?;
    Ok(keys.into_iter().map(ListedKey::from).collect())
}

/// Makes an API key; it goes to the keychain or the clipboard, and never into the page.
#[tauri::command]
pub async fn create_api_key(handle: AppHandle, args: CreateApiKey) -> Result<ListedKey, IpcError> {
    let (app, id) = (app(&handle).await?, AccountId::new(args.account));
    let made = app.create_api_key(&id, &args.name, args.network.as_deref(), args.r#use.into());
    Ok(made.await?.into())
}

/// Revokes an API key.
#[tauri::command]
pub async fn revoke_api_key(handle: AppHandle, args: ItemArgs) -> Result<(), IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.revoke_api_key(&id, &args.id).await?)
}

/// The managed wallets of an account.
#[tauri::command]
pub async fn wallets(handle: AppHandle, args: AccountArgs) -> Result<Vec<Wallet>, IpcError> {
    let wallets = app(&handle).await?.wallets(&AccountId::new(args.account)).await?;
    Ok(wallets.into_iter().map(Wallet::from).collect())
}

/// Makes a managed wallet.
#[tauri::command]
pub async fn create_wallet(handle: AppHandle, args: CreateWallet) -> Result<Wallet, IpcError> {
    let (app, id) = (app(&handle).await?, AccountId::new(args.account));
    Ok(app.create_wallet(&id, args.network.as_deref()).await?.into())
}

/// Deletes a managed wallet.
#[tauri::command]
pub async fn delete_wallet(handle: AppHandle, args: ItemArgs) -> Result<(), IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.delete_wallet(&id, &args.id).await?)
}

/// The webhooks of an account.
#[tauri::command]
pub async fn webhooks(handle: AppHandle, args: AccountArgs) -> Result<Vec<Webhook>, IpcError> {
    let hooks = app(&handle)
        .await?
        .webhooks(&AccountId::new(args.account))
        .await?;
    Ok(hooks.into_iter().map(Webhook::from).collect())
}

/// Makes a webhook.
#[tauri::command]
pub async fn create_webhook(handle: AppHandle, args: CreateWebhook) -> Result<Webhook, IpcError> {
    let (app, id) = (app(&handle).await?, AccountId::new(args.account));
    Ok(app.create_webhook(&id, &args.url, &args.events).await?.into())
}

/// Deletes a webhook.
#[tauri::command]
pub async fn delete_webhook(handle: AppHandle, args: ItemArgs) -> Result<(), IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.delete_webhook(&id, &args.id).await?)
}

/// The networks that the provider serves.
#[tauri::command]
pub async fn networks(handle: AppHandle, args: AccountArgs) -> Result<Vec<Network>, IpcError> {
    let networks = app(&handle)
        .await?
        .networks(&AccountId::new(args.account))
        .await?;
    Ok(networks.into_iter().map(Network::from).collect())
}

/// One network.
#[tauri::command]
pub async fn network(handle: AppHandle, args: NetworkArgs) -> Result<Network, IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.network(&id, &args.name).await?.into())
}
