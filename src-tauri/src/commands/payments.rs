//! Commands about buying credits.

use refill_core::ids::{AccountId, PurchaseId};
use tauri::AppHandle;

use crate::backend::app;
use crate::ipc::{
    AccountArgs, BuyByCharge, BuyPackage, IpcError, Package, PaymentArgs, PaymentView, PaymentsArgs,
    TopUpView,
};

/// How an account can be topped up now.
#[tauri::command]
pub async fn top_up(handle: AppHandle, args: AccountArgs) -> Result<TopUpView, IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.top_up(&id).await?.into())
}

/// The packages on sale.
#[tauri::command]
pub async fn packages(handle: AppHandle, args: AccountArgs) -> Result<Vec<Package>, IpcError> {
    let id = AccountId::new(args.account);
    let packages = app(&handle).await?.packages(&id).await?;
    Ok(packages.iter().map(Package::from).collect())
}

/// Opens the checkout page of a package in the browser.
#[tauri::command]
pub async fn buy_package(handle: AppHandle, args: BuyPackage) -> Result<PaymentView, IpcError> {
    let (id, seen) = args.read()?;
    Ok(app(&handle).await?.buy_package(&id, &seen).await?.into())
}

/// Opens the payment page of a charge in the browser.
#[tauri::command]
pub async fn buy_by_charge(handle: AppHandle, args: BuyByCharge) -> Result<PaymentView, IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.buy_by_charge(&id, &args.amount).await?.into())
}

/// Opens the provider's own page and watches the balance.
#[tauri::command]
pub async fn buy_on_page(handle: AppHandle, args: AccountArgs) -> Result<PaymentView, IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.buy_on_page(&id).await?.into())
}

/// Opens the page of a purchase again.
#[tauri::command]
pub async fn open_payment(handle: AppHandle, args: PaymentArgs) -> Result<PaymentView, IpcError> {
    let id = PurchaseId::new(args.payment);
    Ok(app(&handle).await?.open_payment(&id).await?.into())
}

/// Stops waiting for a purchase.
#[tauri::command]
pub async fn stop_waiting(handle: AppHandle, args: PaymentArgs) -> Result<PaymentView, IpcError> {
    let id = PurchaseId::new(args.payment);
    Ok(app(&handle).await?.stop_waiting(&id).await?.into())
}

/// One page of all purchases, newest first.
#[tauri::command]
pub async fn payments(handle: AppHandle, args: PaymentsArgs) -> Result<Vec<PaymentView>, IpcError> {
    let (app, after) = (app(&handle).await?, args.after.map(PurchaseId::new));
    let all = app.payments(after.as_ref(), args.limit as usize).await?;
    Ok(all.into_iter().map(PaymentView::from).collect())
}

/// One purchase.
#[tauri::command]
pub async fn payment(handle: AppHandle, args: PaymentArgs) -> Result<PaymentView, IpcError> {
    let id = PurchaseId::new(args.payment);
    Ok(app(&handle).await?.payment(&id).await?.into())
}

/// Copies the receipt of a purchase as text.
#[tauri::command]
pub async fn copy_receipt(handle: AppHandle, args: PaymentArgs) -> Result<(), IpcError> {
    let id = PurchaseId::new(args.payment);
    Ok(app(&handle).await?.copy_receipt(&id).await?)
}

/// Copies what helps with support, without anything secret.
#[tauri::command]
pub async fn copy_diagnostics(handle: AppHandle) -> Result<(), IpcError> {
    let version = env!("CARGO_PKG_VERSION");
    Ok(app(&handle).await?.copy_diagnostics(version).await?)
}
