//! What the account's holder does with an e-mail address and a password: signing in, and everything that only the
//! holder may do (contract D). The tokens of a sign-in are used after a click or for a checkout, never by the
//! background; passwords are used once and kept nowhere.

mod api_keys;
mod networks;
mod place;
mod profile;
mod session;
mod sign_up;
mod tokens;
mod wallets;
mod webhooks;
mod whose;
mod words;

use std::sync::Arc;

use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::holder::Tokens;
use refill_core::ids::AccountId;
use refill_core::ports::{Holder, Provider, Question};
use refill_core::server::ServerAddress;

use crate::app::App;
use crate::error::AppError;

pub use self::api_keys::KeyUse;
pub use self::place::Place;
pub(crate) use self::sign_up::Made;
pub use self::sign_up::SignedIn;
pub(crate) use self::tokens::Sessions;

/// Where a holder's call goes, and with what.
struct Signed {
    provider: Arc<dyn Provider>,
    server: Option<ServerAddress>,
    tokens: Tokens,
}

impl Signed {
    fn holder(&self) -> Result<&dyn Holder, AppError> {
        holder_of(self.provider.as_ref())
    }

    fn server(&self) -> Option<&ServerAddress> {
        self.server.as_ref()
    }
}

impl App {
    /// Calls the account's provider as its holder; see [`App::with_tokens`].
    async fn as_holder<T, F, Fut>(&self, id: &AccountId, call: F) -> Result<T, AppError>
    where
        F: Fn(Signed) -> Fut,
        Fut: Future<Output = Result<T, AppError>>,
    {
        let account = self.account(id).await?;
        let provider = self.provider(&account.provider)?;
        self.with_tokens(id, |server, tokens| {
            call(Signed {
                provider: provider.clone(),
                server,
                tokens,
            })
        })
        .await
    }

    /// Asks in the system's own dialog, which no script in the window can answer.
    async fn confirmed(&self, question: &Question) -> Result<(), AppError> {
        match self.confirmer.confirm(question).await {
            true => Ok(()),
            false => Err(AppError::NotConfirmed),
        }
    }
}

/// The provider's part for account holders.
fn holder_of(provider: &dyn Provider) -> Result<&dyn Holder, AppError> {
    let unsupported = || ProviderError {
        provider: provider.descriptor().id.clone(),
        kind: ProviderErrorKind::Unsupported,
        facts: ErrorFacts::default(),
    };
    Ok(provider.holder().ok_or_else(unsupported)?)
}

/// True where the provider does not accept the tokens (or the key): then nothing was done there.
fn is_refusal(error: &AppError) -> bool {
    matches!(error, AppError::Provider(error) if error.kind == ProviderErrorKind::KeyRefused)
}
