//! Calls to a provider before there is an account here: registering, and a forgotten password.

use std::sync::Arc;

use refill_core::holder::NewHolder;
use refill_core::ids::{AccountId, ProviderId};
use refill_core::key::Secret;
use refill_core::ports::Provider;
use refill_core::server::ServerAddress;

use crate::app::App;
use crate::error::AppError;
use crate::holder::holder_of;

/// Where somebody is a holder, or wants to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before there is an account here.
    New {
        /// Which provider.
        provider: ProviderId,
        /// The server as typed, where the provider's is not fixed.
        server: Option<String>,
    },
    /// At the server of an account.
    Of(AccountId),
}

/// Longest e-mail address (RFC 5321, section 4.5.3.1.3, without its brackets).
const LONGEST_EMAIL: usize = 254;

impl App {
    /// Registers at the provider.
    ///
    /// # Errors
    /// [`AppError::Email`], [`AppError::Server`], [`AppError::Provider`].
    pub async fn register(&self, place: &Place, who: NewHolder) -> Result<(), AppError> {
        let (provider, server) = self.found(place).await?;
        let who = NewHolder {
            email: email_of(&who.email)?.to_owned(),
            ..who
        };
        Ok(holder_of(provider.as_ref())?
            .register(server.as_ref(), &who)
            .await?)
    }

    /// Proves an e-mail address by the code that was sent to it.
    ///
    /// # Errors
    /// [`AppError::Server`], [`AppError::Provider`].
    pub async fn verify_email(&self, place: &Place, code: &Secret) -> Result<(), AppError> {
        let (provider, server) = self.found(place).await?;
        Ok(holder_of(provider.as_ref())?
            .verify_email(server.as_ref(), code)
            .await?)
    }

    /// Has a code sent by which the password can be set anew.
    ///
    /// # Errors
    /// [`AppError::Email`], [`AppError::Server`], [`AppError::Provider`].
    pub async fn forgot_password(&self, place: &Place, email: &str) -> Result<(), AppError> {
        let (provider, server) = self.found(place).await?;
        let email = email_of(email)?;
        Ok(holder_of(provider.as_ref())?
            .forgot_password(server.as_ref(), email)
            .await?)
    }

    /// Sets the password anew.
    ///
    /// # Errors
    /// [`AppError::Server`], [`AppError::Provider`].
    pub async fn reset_password(
        &self,
        place: &Place,
        code: &Secret,
        password: &Secret,
    ) -> Result<(), AppError> {
        let (provider, server) = self.found(place).await?;
        Ok(holder_of(provider.as_ref())?
            .reset_password(server.as_ref(), code, password)
            .await?)
    }

    /// The provider and the server of a place.
    pub(super) async fn found(
        &self,
        place: &Place,
    ) -> Result<(Arc<dyn Provider>, Option<ServerAddress>), AppError> {
        match place {
            Place::New { provider, server } => {
                let provider = self.provider(provider)?.clone();
                let server = self.server_for(provider.descriptor(), server.as_deref())?;
                Ok((provider, server))
            }
            Place::Of(id) => {
                let account = self.account(id).await?;
                Ok((self.provider(&account.provider)?.clone(), account.server))
            }
        }
    }
}

/// An e-mail address as typed, as far as it can be told from other texts; whether it exists, the provider finds out.
///
/// # Errors
/// [`AppError::Email`].
pub(super) fn email_of(typed: &str) -> Result<&str, AppError> {
    let email = typed.trim();
    let has_form = email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    let is_visible = !email.chars().any(|c| c.is_whitespace() || c.is_control());
    match has_form && is_visible && email.len() <= LONGEST_EMAIL {
        true => Ok(email),
        false => Err(AppError::Email),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_at_and_nothing_invisible() {
        assert!(matches!(email_of(" me@example.com\n"), Ok("me@example.com")));
        let long = format!("{}@example.com", "x".repeat(LONGEST_EMAIL));
        for typed in [
            "",
            "me",
            "@example.com",
            "me@",
            "me@a@b",
            "m e@example.com",
            "me@exa\u{7}mple.com",
            &long,
        ] {
            assert!(matches!(email_of(typed), Err(AppError::Email)), "{typed:?}");
        }
    }
}
