//! Ports for what an account holder signs in for (contract D). Nothing here is ever sent twice by itself, but reads.
//!
//! A refused token is `KeyRefused`: the app exchanges the tokens once and asks again.

use async_trait::async_trait;

use super::Access;
use crate::error::ProviderError;
use crate::holder::{CreatedKey, ListedKey, ManagedWallet, Network, NewHolder, Profile, Tokens, Webhook};
use crate::key::Secret;
use crate::server::ServerAddress;

/// Signing in, and everything about the account itself.
#[async_trait]
pub trait Holder: Send + Sync {
    /// Registers.
    ///
    /// # Errors
    /// [`ProviderError`]; `Rejected` with the server's own sentence where it wants another address or password.
    async fn register(&self, server: Option<&ServerAddress>, who: &NewHolder) -> Result<(), ProviderError>;

    /// Proves that the e-mail address is theirs, by the code that was sent to it.
    ///
    /// # Errors
    /// [`ProviderError`]; `KeyRefused` or `Rejected` for a wrong or old code.
    async fn verify_email(&self, server: Option<&ServerAddress>, code: &Secret) -> Result<(), ProviderError>;

    /// Signs in.
    ///
    /// # Errors
    /// [`ProviderError`]; `KeyRefused` for a wrong address or password, `EmailUnverified` where the address has to be
    /// verified first.
    async fn sign_in(
        &self,
        server: Option<&ServerAddress>,
        email: &str,
        password: &Secret,
    ) -> Result<Tokens, ProviderError>;

    /// Exchanges the tokens for new ones. The refresh token of before is kept where no new one is given.
    ///
    /// # Errors
    /// [`ProviderError`]; `KeyRefused` when the sign-in has ended for good, also without a refresh token.
    async fn refresh(&self, server: Option<&ServerAddress>, tokens: &Tokens)
    -> Result<Tokens, ProviderError>;

    /// Ends the sign-in at the provider.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn sign_out(&self, server: Option<&ServerAddress>, tokens: &Tokens) -> Result<(), ProviderError>;

    /// Has a code sent by which the password can be set anew.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn forgot_password(&self, server: Option<&ServerAddress>, email: &str)
    -> Result<(), ProviderError>;

    /// Sets the password anew.
    ///
    /// # Errors
    /// [`ProviderError`]; `KeyRefused` or `Rejected` for a wrong or old code.
    async fn reset_password(
        &self,
        server: Option<&ServerAddress>,
        code: &Secret,
        password: &Secret,
    ) -> Result<(), ProviderError>;

    /// Changes the password.
    ///
    /// # Errors
    /// [`ProviderError`]; `Rejected` for a wrong present password.
    async fn change_password(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        present: &Secret,
        new: &Secret,
    ) -> Result<(), ProviderError>;

    /// Reads the profile.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn profile(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Profile, ProviderError>;

    /// Changes the name in the profile.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn rename(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        name: &str,
    ) -> Result<Profile, ProviderError>;

    /// Deletes the account at the provider, with everything in it.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn delete_account(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<(), ProviderError>;

    /// Whether the account's key and these tokens are of one and the same account there; `None` where the provider does
    /// not tell. What is bought with the tokens of another account is credited there.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn is_same_account(&self, access: &Access, tokens: &Tokens) -> Result<Option<bool>, ProviderError>;

    /// The account's API keys.
    fn api_keys(&self) -> &dyn ApiKeys;

    /// The account's managed wallets.
    fn wallets(&self) -> &dyn Wallets;

    /// The account's webhooks.
    fn webhooks(&self) -> &dyn Webhooks;

    /// The networks that the provider serves.
    fn networks(&self) -> &dyn Networks;
}

/// The API keys of an account.
#[async_trait]
pub trait ApiKeys: Send + Sync {
    /// Lists them.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<ListedKey>, ProviderError>;

    /// Makes one.
    ///
    /// # Errors
    /// [`ProviderError`]. An answer that got lost may have made one all the same: it shows in the list.
    async fn create(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        name: &str,
        network: Option<&str>,
    ) -> Result<CreatedKey, ProviderError>;

    /// Revokes one, for ever. One that is gone already counts as revoked.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn revoke(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        id: &str,
    ) -> Result<(), ProviderError>;
}

/// The wallets that the provider keeps. Their private keys are never asked for.
#[async_trait]
pub trait Wallets: Send + Sync {
    /// Lists them.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<ManagedWallet>, ProviderError>;

    /// Makes one, for the credits that the price list says. Sent once.
    ///
    /// # Errors
    /// [`ProviderError`]; `PaymentRequired` where there are too few.
    async fn create(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        network: Option<&str>,
    ) -> Result<ManagedWallet, ProviderError>;

    /// Deletes one, with whatever it holds. One that is gone already counts as deleted.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn delete(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        id: &str,
    ) -> Result<(), ProviderError>;
}

/// The webhooks of an account.
#[async_trait]
pub trait Webhooks: Send + Sync {
    /// Lists them.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<Webhook>, ProviderError>;

    /// Makes one.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn create(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        url: &str,
        events: &[String],
    ) -> Result<Webhook, ProviderError>;

    /// Deletes one. One that is gone already counts as deleted.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn delete(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        id: &str,
    ) -> Result<(), ProviderError>;
}

/// The networks that a provider serves.
#[async_trait]
pub trait Networks: Send + Sync {
    /// Lists them.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<Network>, ProviderError>;

    /// One of them.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn one(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        name: &str,
    ) -> Result<Network, ProviderError>;
}
