//! What an account holder has at a provider beyond the balance: the sign-in, the profile, keys, wallets, webhooks
//! and networks (contract D).

use jiff::Timestamp;

use crate::key::{ApiKey, Secret};

/// The tokens of a sign-in. One keychain item holds both, so that neither is ever kept without the other.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// Shown with every call.
    pub access: ApiKey,
    /// Exchanged for new tokens once the access token is refused; `None` where the provider gave none.
    pub refresh: Option<ApiKey>,
    /// When the access token ends, as it says itself (contract D-a3); `None` where it does not say so.
    pub expires_at: Option<Timestamp>,
}

/// Somebody who registers. The password is used once and never stored.
#[derive(Clone, Debug)]
pub struct NewHolder {
    /// The e-mail address, trimmed.
    pub email: String,
    /// The password as typed.
    pub password: Secret,
    /// What the person wants to be called, if anything.
    pub name: Option<String>,
}

/// The account holder's profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The e-mail address, cleaned.
    pub email: Option<String>,
    /// The name, cleaned.
    pub name: Option<String>,
    /// Whether the provider has seen that the address is theirs; `None` where it does not say.
    pub is_verified: Option<bool>,
    /// Since when there is the account.
    pub created_at: Option<Timestamp>,
}

/// An API key, as the provider lists it: without the key itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    /// The provider's id for it.
    pub id: String,
    /// Its name, cleaned.
    pub name: Option<String>,
    /// The network that it is bound to, cleaned.
    pub network: Option<String>,
    /// Its first characters, as far as the provider lists them, cleaned.
    pub prefix: Option<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was used last.
    pub last_used_at: Option<Timestamp>,
}

/// A new API key: listed from now on, and shown this once.
#[derive(Clone, Debug)]
pub struct CreatedKey {
    /// As it is listed.
    pub listed: ListedKey,
    /// The key itself.
    pub key: ApiKey,
}

/// A wallet that the provider keeps for the person. Its private key is never asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedWallet {
    /// The provider's id for it.
    pub id: String,
    /// Its address on the chain, cleaned.
    pub address: Option<String>,
    /// Its name, cleaned.
    pub name: Option<String>,
    /// Its network, cleaned.
    pub network: Option<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
}

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The provider's id for it.
    pub id: String,
    /// Where it sends to, cleaned.
    pub url: Option<String>,
    /// What it sends, cleaned.
    pub events: Vec<String>,
    /// Whether it sends at all; `None` where the provider does not say.
    pub is_active: Option<bool>,
}

/// A network that the provider serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// Its name, by which it is asked for, cleaned.
    pub name: String,
    /// What people call it, cleaned.
    pub title: Option<String>,
    /// Its chain id.
    pub chain_id: Option<u64>,
    /// Its own currency, cleaned.
    pub currency: Option<String>,
    /// Whether it is a test network; `None` where the provider does not say.
    pub is_test: Option<bool>,
}
