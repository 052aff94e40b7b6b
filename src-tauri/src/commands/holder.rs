//! Commands about an account's holder: signing in, and everything that takes a sign-in.

use refill_core::ids::AccountId;
use tauri::AppHandle;

use crate::backend::app;
use crate::ipc::holder::place;
use crate::ipc::{
    AccountArgs, HolderChangePassword, HolderDelete, HolderForgot, HolderRegister, HolderRename, HolderReset,
    HolderSignIn, HolderSignInNew, HolderVerify, IpcError, Profile, SignedIn,
};

/// Registers somebody at a provider.
#[tauri::command]
pub async fn holder_register(handle: AppHandle, args: HolderRegister) -> Result<(), IpcError> {
    let (place, who) = args.read();
    Ok(app(&handle).await?.register(&place, who).await?)
}

/// Proves by a code that an e-mail address is theirs.
#[tauri::command]
pub async fn holder_verify(handle: AppHandle, args: HolderVerify) -> Result<(), IpcError> {
    let (place, code) = (place(args.provider, args.server, args.account), args.code.read());
    Ok(app(&handle).await?.verify_email(&place, &code).await?)
}

/// Has a code sent by which the password can be set anew.
#[tauri::command]
pub async fn holder_forgot(handle: AppHandle, args: HolderForgot) -> Result<(), IpcError> {
    let place = place(args.provider, args.server, args.account);
    Ok(app(&handle).await?.forgot_password(&place, &args.email).await?)
}

/// Sets the password anew.
#[tauri::command]
pub async fn holder_reset(handle: AppHandle, args: HolderReset) -> Result<(), IpcError> {
    let place = place(args.provider, args.server, args.account);
    let (app, code, password) = (app(&handle).await?, args.code.read(), args.password.read());
    Ok(app.reset_password(&place, &code, &password).await?)
}

/// Signs in for a new account, and looks at what its new key shows.
#[tauri::command]
pub async fn holder_sign_in_new(handle: AppHandle, args: HolderSignInNew) -> Result<SignedIn, IpcError> {
    let place = place(args.provider, args.server, None);
    let (app, password) = (app(&handle).await?, args.password.read());
    Ok(app.sign_in_new(&place, &args.email, &password).await?.into())
}

/// Signs in to an account.
#[tauri::command]
pub async fn holder_sign_in(handle: AppHandle, args: HolderSignIn) -> Result<(), IpcError> {
    let (app, id) = (app(&handle).await?, AccountId::new(args.account));
    Ok(app
        .sign_in_holder(&id, &args.email, &args.password.read())
        .await?)
}

/// Signs out of an account.
#[tauri::command]
pub async fn holder_sign_out(handle: AppHandle, args: AccountArgs) -> Result<(), IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.sign_out(&id).await?)
}

/// The holder's profile.
#[tauri::command]
pub async fn holder_profile(handle: AppHandle, args: AccountArgs) -> Result<Profile, IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.profile(&id).await?.into())
}

/// Changes the name in the profile.
#[tauri::command]
pub async fn holder_rename(handle: AppHandle, args: HolderRename) -> Result<Profile, IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.rename_holder(&id, &args.name).await?.into())
}

/// Changes the password.
#[tauri::command]
pub async fn holder_change_password(handle: AppHandle, args: HolderChangePassword) -> Result<(), IpcError> {
    let (app, id) = (app(&handle).await?, AccountId::new(args.account));
    let (present, new) = (args.present.read(), args.new.read());
    Ok(app.change_password(&id, &present, &new).await?)
}

/// Deletes the account at the provider.
#[tauri::command]
pub async fn holder_delete(handle: AppHandle, args: HolderDelete) -> Result<(), IpcError> {
    let id = AccountId::new(args.account);
    Ok(app(&handle).await?.delete_holder(&id, &args.typed).await?)
}
