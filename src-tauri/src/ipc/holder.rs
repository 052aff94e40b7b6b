//! What an account holder has at a provider, as the window shows it and asks for it.

use refill_app as app;
use refill_core::holder;
use refill_core::ids::{AccountId, ProviderId};
use refill_core::key::Secret;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::KeyCheck;

/// What the person typed and nobody may keep: a password, or a code from an e-mail.
#[derive(Clone, Deserialize, TS)]
pub struct Typed(#[ts(type = "string")] secrecy::SecretString);

impl Typed {
    /// The secret, as it was typed: a password may begin or end with a space.
    pub fn read(&self) -> Secret {
        use secrecy::ExposeSecret;
        // Becomes a `Secret`, the type that guards it from here on.
        Secret::new(self.0.expose_secret())
    }
}

/// The account holder's profile.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    email: Option<String>,
    name: Option<String>,
    /// The provider has seen that the address is theirs; null where it does not say.
    verified: Option<bool>,
    created_at: Option<String>,
}

impl From<holder::Profile> for Profile {
    fn from(profile: holder::Profile) -> Profile {
        Profile {
            email: profile.email,
            name: profile.name,
            verified: profile.is_verified,
            created_at: profile.created_at.map(|at| at.to_string()),
        }
    }
}

/// An API key as it is listed: without the key itself.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListedKey {
    id: String,
    name: Option<String>,
    network: Option<String>,
    /// Its first characters.
    prefix: Option<String>,
    created_at: Option<String>,
    last_used_at: Option<String>,
}

impl From<holder::ListedKey> for ListedKey {
    fn from(key: holder::ListedKey) -> ListedKey {
        ListedKey {
            id: key.id,
            name: key.name,
            network: key.network,
            prefix: key.prefix,
            created_at: key.created_at.map(|at| at.to_string()),
            last_used_at: key.last_used_at.map(|at| at.to_string()),
        }
    }
}

/// A wallet that the provider keeps.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Wallet {
    id: String,
    address: Option<String>,
    name: Option<String>,
    network: Option<String>,
    created_at: Option<String>,
}

impl From<holder::ManagedWallet> for Wallet {
    fn from(wallet: holder::ManagedWallet) -> Wallet {
        Wallet {
            id: wallet.id,
            address: wallet.address,
            name: wallet.name,
            network: wallet.network,
            created_at: wallet.created_at.map(|at| at.to_string()),
        }
    }
}

/// A webhook.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Webhook {
    id: String,
    url: Option<String>,
    events: Vec<String>,
    active: Option<bool>,
}

impl From<holder::Webhook> for Webhook {
    fn from(hook: holder::Webhook) -> Webhook {
        Webhook {
            id: hook.id,
            url: hook.url,
            events: hook.events,
            active: hook.is_active,
        }
    }
}

/// A network that the provider serves.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Network {
    name: String,
    title: Option<String>,
    /// As text: it may be larger than JavaScript counts exactly.
    chain_id: Option<String>,
    currency: Option<String>,
    test: Option<bool>,
}

impl From<holder::Network> for Network {
    fn from(network: holder::Network) -> Network {
        Network {
            name: network.name,
            title: network.title,
            chain_id: network.chain_id.map(|id| id.to_string()),
            currency: network.currency,
            test: network.is_test,
        }
    }
}

/// A sign-in for a new account, and what its new key shows.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// Names the sign-in, for `add_account`.
    sign_in: String,
    check: KeyCheck,
}

impl From<app::SignedIn> for SignedIn {
    fn from(signed_in: app::SignedIn) -> SignedIn {
        SignedIn {
            sign_in: signed_in.name,
            check: signed_in.check.into(),
        }
    }
}

/// "account": the new key becomes this account's; "clipboard": it is copied once.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "KeyUse")]
pub enum KeyUseView {
    /// This account's key from now on.
    Account,
    /// Copied once.
    Clipboard,
}

impl From<KeyUseView> for app::KeyUse {
    fn from(key_use: KeyUseView) -> app::KeyUse {
        match key_use {
            KeyUseView::Account => app::KeyUse::Account,
            KeyUseView::Clipboard => app::KeyUse::Clipboard,
        }
    }
}

args! {
    /// Arguments of `holder_register`.
    HolderRegister {
        /// At which provider.
        provider: String,
        /// The server as typed.
        server: Option<String>,
        /// The e-mail address.
        email: String,
        /// The password.
        password: Typed,
        /// What the person wants to be called.
        name: Option<String>,
    }
    /// Arguments of `holder_verify`.
    HolderVerify {
        /// At which provider.
        provider: String,
        /// The server as typed.
        server: Option<String>,
        /// The account whose server it is, or null before there is one.
        account: Option<String>,
        /// The code from the e-mail.
        code: Typed,
    }
    /// Arguments of `holder_forgot`.
    HolderForgot {
        /// At which provider.
        provider: String,
        /// The server as typed.
        server: Option<String>,
        /// The account whose server it is, or null before there is one.
        account: Option<String>,
        /// The e-mail address.
        email: String,
    }
    /// Arguments of `holder_reset`.
    HolderReset {
        /// At which provider.
        provider: String,
        /// The server as typed.
        server: Option<String>,
        /// The account whose server it is, or null before there is one.
        account: Option<String>,
        /// The code from the e-mail.
        code: Typed,
        /// The new password.
        password: Typed,
    }
    /// Arguments of `holder_sign_in_new`.
    HolderSignInNew {
        /// At which provider.
        provider: String,
        /// The server as typed.
        server: Option<String>,
        /// The e-mail address.
        email: String,
        /// The password.
        password: Typed,
    }
    /// Arguments of `holder_sign_in`.
    HolderSignIn {
        /// The account.
        account: String,
        /// The e-mail address.
        email: String,
        /// The password.
        password: Typed,
    }
    /// Arguments of `holder_rename`.
    HolderRename {
        /// The account.
        account: String,
        /// The name as typed.
        name: String,
    }
    /// Arguments of `holder_change_password`.
    HolderChangePassword {
        /// The account.
        account: String,
        /// The present password.
        present: Typed,
        /// The new one.
        new: Typed,
    }
    /// Arguments of `holder_delete`.
    HolderDelete {
        /// The account.
        account: String,
        /// What was typed to confirm: the account's name.
        typed: String,
    }
    /// Arguments of `create_api_key`.
    CreateApiKey {
        /// The account.
        account: String,
        /// Its name at the provider.
        name: String,
        /// The network that it is bound to.
        network: Option<String>,
        /// What becomes of it.
        r#use: KeyUseView,
    }
    /// Arguments of commands about one thing of an account.
    ItemArgs {
        /// The account.
        account: String,
        /// The provider's id of the thing.
        id: String,
    }
    /// Arguments of `create_wallet`.
    CreateWallet {
        /// The account.
        account: String,
        /// On which network.
        network: Option<String>,
    }
    /// Arguments of `create_webhook`.
    CreateWebhook {
        /// The account.
        account: String,
        /// Where it sends to.
        url: String,
        /// What it sends.
        events: Vec<String>,
    }
    /// Arguments of `network`.
    NetworkArgs {
        /// The account.
        account: String,
        /// The network's name.
        name: String,
    }
}

/// Where somebody signs in: at an account's server, or at one that was typed.
pub fn place(provider: String, server: Option<String>, account: Option<String>) -> app::Place {
    let provider = ProviderId::new(provider);
    match account {
        Some(account) => app::Place::Of(AccountId::new(account)),
        None => app::Place::New { provider, server },
    }
}

impl HolderRegister {
    /// Where, and who.
    pub fn read(self) -> (app::Place, holder::NewHolder) {
        let who = holder::NewHolder {
            email: self.email,
            password: self.password.read(),
            name: self.name,
        };
        (place(self.provider, self.server, None), who)
    }
}
