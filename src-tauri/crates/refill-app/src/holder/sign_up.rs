//! A new account by signing in with an e-mail address and a password: an API key is made for it, and waits with the
//! tokens of the sign-in until the account is added. Neither goes through the window.

use std::sync::Arc;

use refill_core::holder::Tokens;
use refill_core::ids::AccountId;
use refill_core::key::Secret;
use refill_core::ports::Provider;
use refill_core::server::ServerAddress;
use tokio::runtime::Handle;

use crate::app::App;
use crate::error::AppError;
use crate::holder::holder_of;
use crate::holder::place::{Place, email_of};
use crate::holder::session::sign_out_quietly;
use crate::new_key::{KeyCheck, NewKey};

/// Name of the API key that is made for a new account.
const KEY_NAME: &str = "Refill";

/// A sign-in whose key waits for its account.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Names the sign-in, for [`NewKey::SignedIn`].
    pub name: String,
    /// What its key shows.
    pub check: KeyCheck,
}

/// What a sign-in made at the provider, and what is needed to undo it.
pub(crate) struct Made {
    provider: Arc<dyn Provider>,
    server: Option<ServerAddress>,
    pub(crate) tokens: Tokens,
    /// The provider's id of the API key.
    key: String,
    /// Giving it up may come from a thread that has no runtime.
    runtime: Handle,
}

impl Made {
    /// Revokes the key and ends the sign-in in the background, as far as the provider answers.
    pub(crate) fn give_up(self) {
        let runtime = self.runtime.clone();
        runtime.spawn(async move { self.undo().await });
    }

    async fn undo(self) {
        let server = self.server.as_ref();
        if let Some(holder) = self.provider.holder()
            && let Err(error) = holder.api_keys().revoke(server, &self.tokens, &self.key).await
        {
            tracing::warn!(%error, "a key that was made and not used could not be revoked");
        }
        sign_out_quietly(self.provider.as_ref(), server, &self.tokens).await;
    }
}

impl App {
    /// Signs in where there is no account yet, and makes an API key for it. The account is then added with
    /// [`NewKey::SignedIn`], or the sign-in is ended with [`App::cancel_sign_in`], which revokes the key.
    ///
    /// # Errors
    /// [`AppError::Email`], [`AppError::Server`]; [`AppError::Provider`], of kind `KeyRefused` for a wrong address or
    /// password and `EmailUnverified` where the address has to be verified first. Nothing stays at the provider then, as
    /// far as it answers.
    pub async fn sign_in_new(
        &self,
        place: &Place,
        email: &str,
        password: &Secret,
    ) -> Result<SignedIn, AppError> {
        let email = email_of(email)?;
        let (provider, server) = self.found(place).await?;
        let own = provider.descriptor().id.clone();
        let holder = holder_of(provider.as_ref())?;
        let tokens = holder.sign_in(server.as_ref(), email, password).await?;
        let keys = holder.api_keys();
        let created = match keys.create(server.as_ref(), &tokens, KEY_NAME, None).await {
            Ok(created) => created,
            Err(error) => {
                sign_out_quietly(provider.as_ref(), server.as_ref(), &tokens).await;
                return Err(error.into());
            }
        };
        let made = Made {
            provider: provider.clone(),
            server: server.clone(),
            tokens,
            key: created.listed.id,
            runtime: Handle::current(),
        };
        match self.check_at(&own, server.clone(), &created.key).await {
            Ok(check) => {
                let name = self.wait_for_account(&own, server, created.key, made);
                Ok(SignedIn { name, check })
            }
            Err(error) => {
                made.undo().await;
                Err(error)
            }
        }
    }

    /// Signs the holder in to the account whose key came from such a sign-in.
    pub(crate) async fn adopt_sign_in(&self, key: &NewKey, id: &AccountId) {
        let NewKey::SignedIn(name) = key else { return };
        if let Some((server, tokens)) = self.tokens_that_wait(name) {
            self.adopt_tokens(id, server.as_ref(), &tokens).await;
        }
    }
}
