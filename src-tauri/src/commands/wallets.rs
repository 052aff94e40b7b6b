//! Commands about paying with USDC and the wallets that do. None of them takes a payee, an asset, a nonce, a chain or an
//! approval of a payment, and none answers with a secret (architecture, invariant 3).

use refill_core::ids::{AccountId, ProviderId, PurchaseId};
use refill_core::x402::WalletId;
use tauri::AppHandle;

use crate::backend::app;
use crate::ipc::{
    AcceptPayee, ConnectProgram, EndpointArgs, EndpointView, IpcError, PayWithUsdc, PaymentArgs, PaymentView,
    SetLimits, UseShipped, WalletArgs, WalletBalance, WalletCode, WalletsView,
};

/// Begins a top-up with USDC. The person is asked in the system's own dialog before anything is signed.
#[tauri::command]
pub async fn pay_with_usdc(handle: AppHandle, args: PayWithUsdc) -> Result<PaymentView, IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.pay_with_usdc(&id, &args.amount).await?.into())
}

/// Asks the wallet once more for the very same signature.
#[tauri::command]
pub async fn ask_wallet_again(handle: AppHandle, args: PaymentArgs) -> Result<PaymentView, IpcError> {
    let id = PurchaseId::new(args.payment);
    Ok(app(&handle).await?.ask_wallet_again(&id).await?.into())
}

/// Shows the transaction of a payment in the browser.
#[tauri::command]
pub async fn open_transaction(handle: AppHandle, args: PaymentArgs) -> Result<(), IpcError> {
    let id = PurchaseId::new(args.payment);
    Ok(app(&handle).await?.open_transaction(&id).await?)
}

/// The wallet page.
#[tauri::command]
pub async fn wallet_page(handle: AppHandle) -> Result<WalletsView, IpcError> {
    Ok(app(&handle).await?.wallet_page().await?.into())
}

/// What a wallet holds now.
#[tauri::command]
pub async fn wallet_balance(handle: AppHandle, args: WalletArgs) -> Result<WalletBalance, IpcError> {
    let id = WalletId::new(args.wallet);
    let held = app(&handle).await?.wallet_balance(&id).await?;
    Ok(WalletBalance::new(&id, held))
}

/// The address of a wallet as a code to scan.
#[tauri::command]
pub async fn wallet_code(handle: AppHandle, args: WalletArgs) -> Result<WalletCode, IpcError> {
    let id = WalletId::new(args.wallet);
    Ok(app(&handle).await?.wallet_code(&id).await?.into())
}

/// Makes a wallet of Refill's own; its phrase is shown in a window of the system.
#[tauri::command]
pub async fn new_wallet(handle: AppHandle) -> Result<WalletsView, IpcError> {
    let app = app(&handle).await?;
    app.new_wallet().await?;
    Ok(app.wallet_page().await?.into())
}

/// Takes over a wallet, whose secret a window of the system asks for.
#[tauri::command]
pub async fn import_wallet(handle: AppHandle) -> Result<WalletsView, IpcError> {
    let app = app(&handle).await?;
    app.import_wallet().await?;
    Ok(app.wallet_page().await?.into())
}

/// Adds a wallet of the browser.
#[tauri::command]
pub async fn connect_browser_wallet(handle: AppHandle) -> Result<WalletsView, IpcError> {
    let app = app(&handle).await?;
    app.connect_browser_wallet().await?;
    Ok(app.wallet_page().await?.into())
}

/// Adds a wallet program on this machine.
#[tauri::command]
pub async fn connect_program_wallet(
    handle: AppHandle,
    args: ConnectProgram,
) -> Result<WalletsView, IpcError> {
    let app = app(&handle).await?;
    app.connect_program_wallet(&args.program).await?;
    Ok(app.wallet_page().await?.into())
}

/// Shows a recovery phrase in a window of the system, after the person's own yes.
#[tauri::command]
pub async fn show_phrase(handle: AppHandle, args: WalletArgs) -> Result<(), IpcError> {
    let id = WalletId::new(args.wallet);
    Ok(app(&handle).await?.show_phrase(&id).await?)
}

/// Copies the address of a wallet.
#[tauri::command]
pub async fn copy_wallet_address(handle: AppHandle, args: WalletArgs) -> Result<(), IpcError> {
    let id = WalletId::new(args.wallet);
    Ok(app(&handle).await?.copy_wallet_address(&id).await?)
}

/// Removes a wallet, after the person's own yes.
#[tauri::command]
pub async fn remove_wallet(handle: AppHandle, args: WalletArgs) -> Result<WalletsView, IpcError> {
    let app = app(&handle).await?;
    app.remove_wallet(&WalletId::new(args.wallet)).await?;
    Ok(app.wallet_page().await?.into())
}

/// Chooses the wallet that pays.
#[tauri::command]
pub async fn set_default_wallet(handle: AppHandle, args: WalletArgs) -> Result<WalletsView, IpcError> {
    let app = app(&handle).await?;
    app.set_default_wallet(&WalletId::new(args.wallet)).await?;
    Ok(app.wallet_page().await?.into())
}

/// Changes the spending limits; raising one wants the person's own yes.
#[tauri::command]
pub async fn set_limits(handle: AppHandle, args: SetLimits) -> Result<WalletsView, IpcError> {
    let app = app(&handle).await?;
    app.set_limits(&args.into()).await?;
    Ok(app.wallet_page().await?.into())
}

/// Accepts another payee, after the person's own yes.
#[tauri::command]
pub async fn accept_payee(handle: AppHandle, args: AcceptPayee) -> Result<WalletsView, IpcError> {
    let (app, provider) = (app(&handle).await?, ProviderId::new(args.provider));
    app.accept_payee(&provider, &args.server, args.chain.into())
        .await?;
    Ok(app.wallet_page().await?.into())
}

/// Asks every endpoint of the chain how it does.
#[tauri::command]
pub async fn check_endpoints(handle: AppHandle) -> Result<Vec<EndpointView>, IpcError> {
    let checked = app(&handle).await?.check_endpoints().await?;
    Ok(checked.into_iter().map(EndpointView::from).collect())
}

/// Adds an endpoint of the chain, after the person's own yes.
#[tauri::command]
pub async fn add_endpoint(handle: AppHandle, args: EndpointArgs) -> Result<WalletsView, IpcError> {
    let app = app(&handle).await?;
    app.add_endpoint(&args.address).await?;
    Ok(app.wallet_page().await?.into())
}

/// Removes an endpoint of the chain, after the person's own yes.
#[tauri::command]
pub async fn remove_endpoint(handle: AppHandle, args: EndpointArgs) -> Result<WalletsView, IpcError> {
    let app = app(&handle).await?;
    app.remove_endpoint(&args.address).await?;
    Ok(app.wallet_page().await?.into())
}

/// Uses the shipped endpoints of the chain, or only the person's own, after their yes.
#[tauri::command]
pub async fn use_shipped_endpoints(handle: AppHandle, args: UseShipped) -> Result<WalletsView, IpcError> {
    let app = app(&handle).await?;
    app.use_shipped_endpoints(args.on).await?;
    Ok(app.wallet_page().await?.into())
}
