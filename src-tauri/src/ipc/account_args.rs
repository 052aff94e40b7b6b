//! What the window sends about accounts.

use refill_app::{self as app, Keep};
use serde::Deserialize;
use ts_rs::TS;

use super::IpcError;

/// "keychain", or "session": keep it in memory until Refill is closed.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "Keep")]
pub enum KeepView {
    /// In the system's keychain.
    Keychain,
    /// In memory.
    Session,
}

impl From<KeepView> for Keep {
    fn from(keep: KeepView) -> Keep {
        match keep {
            KeepView::Keychain => Keep::Keychain,
            KeepView::Session => Keep::Session,
        }
    }
}

args! {
    /// Arguments of `refresh`: one account, or null for all.
    RefreshArgs {
        /// The account.
        account: Option<String>,
    }
    /// Arguments of commands about one account.
    AccountArgs {
        /// The account.
        account: String,
    }
    /// Arguments of `check_key`.
    CheckKey {
        /// Whose key it is meant to be.
        provider: String,
        /// The server as typed.
        server: Option<String>,
        /// The key as pasted.
        key: PastedKey,
    }
    /// Arguments of `sign_in_begin`.
    SignInBegin {
        /// Whose key is wanted.
        provider: String,
        /// The account that gets another key, at its own server; null for a new account at the usual one.
        account: Option<String>,
        /// The page shows a code to copy instead of returning to this computer by itself.
        by_code: bool,
    }
    /// Arguments of `sign_in_finish`.
    SignInFinish {
        /// Names the sign-in.
        sign_in: String,
        /// The code as pasted, or null to wait for the browser's return.
        code: Option<PastedCode>,
    }
    /// Arguments of `sign_in_cancel`.
    SignInArgs {
        /// Names the sign-in.
        sign_in: String,
    }
    /// Arguments of `add_account`.
    AddAccount {
        /// Whose account it is.
        provider: String,
        /// The server as typed.
        server: Option<String>,
        /// The key as pasted, or null with `signIn`.
        key: Option<PastedKey>,
        /// The sign-in whose key it is, or null with `key`.
        sign_in: Option<String>,
        /// The name as typed.
        name: String,
        /// The alert amount as typed.
        threshold: Option<String>,
        /// Where the key is kept.
        keep: KeepView,
    }
    /// Arguments of `rename_account`.
    RenameAccount {
        /// The account.
        account: String,
        /// The name as typed.
        name: String,
    }
    /// Arguments of `set_threshold`.
    SetThreshold {
        /// The account.
        account: String,
        /// The alert amount as typed, or null for none.
        threshold: Option<String>,
    }
    /// Arguments of `set_divisor`.
    SetDivisor {
        /// The account.
        account: String,
        /// One of the provider's divisors.
        divisor: u32,
    }
    /// Arguments of `replace_key`.
    ReplaceKey {
        /// The account.
        account: String,
        /// Another server as typed, or null to keep the account's.
        server: Option<String>,
        /// The key as pasted, or null with `signIn`.
        key: Option<PastedKey>,
        /// The sign-in whose key it is, or null with `key`.
        sign_in: Option<String>,
        /// Where the key is kept.
        keep: KeepView,
    }
    /// Arguments of `undo_remove`.
    UndoRemove {
        /// Names the removal.
        undo_token: String,
    }
}

impl AddAccount {
    /// The account to add, its key checked for its form.
    ///
    /// # Errors
    /// `key_empty`, `key_malformed`.
    pub fn read(self) -> Result<app::NewAccount, IpcError> {
        Ok(app::NewAccount {
            key: new_key(self.key.as_ref(), self.sign_in)?,
            provider: refill_core::ids::ProviderId::new(self.provider),
            server: self.server,
            name: self.name,
            threshold: self.threshold,
            keep: self.keep.into(),
        })
    }
}

impl ReplaceKey {
    /// Where the new key comes from.
    ///
    /// # Errors
    /// `key_empty`, `key_malformed`.
    pub fn key(&self) -> Result<app::NewKey, IpcError> {
        new_key(self.key.as_ref(), self.sign_in.clone())
    }
}

/// Where a new key comes from: pasted, or signed in for.
fn new_key(pasted: Option<&PastedKey>, sign_in: Option<String>) -> Result<app::NewKey, IpcError> {
    match (pasted, sign_in) {
        (Some(key), _) => Ok(app::NewKey::Pasted(key.read()?)),
        (None, Some(name)) => Ok(app::NewKey::SignedIn(name)),
        (None, None) => Err(app::AppError::from(refill_core::key::NotAKey::Empty).into()),
    }
}

/// A one-time code on its way in.
#[derive(Clone, Deserialize, TS)]
pub struct PastedCode(#[ts(type = "string")] secrecy::SecretString);

impl PastedCode {
    /// Checks its form.
    ///
    /// # Errors
    /// `key_empty`, `key_malformed`.
    pub fn read(&self) -> Result<refill_core::key::Secret, IpcError> {
        use secrecy::ExposeSecret;
        // Becomes a `Secret`, the type that guards it from here on.
        let code = refill_core::key::Secret::from_pasted(self.0.expose_secret());
        code.map_err(|error| app::AppError::from(error).into())
    }
}

/// A key on its way in. It never goes the other way: there is no `Serialize`.
#[derive(Clone, Deserialize, TS)]
pub struct PastedKey(#[ts(type = "string")] secrecy::SecretString);

impl PastedKey {
    /// Checks its form.
    ///
    /// # Errors
    /// `key_empty`, `key_malformed`.
    pub fn read(&self) -> Result<refill_core::key::ApiKey, IpcError> {
        use secrecy::ExposeSecret;
        // Becomes an `ApiKey`, the type that guards it from here on.
        let key = refill_core::key::ApiKey::from_pasted(self.0.expose_secret());
        key.map_err(|error| app::AppError::from(error).into())
    }
}
