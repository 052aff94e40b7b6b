//! Whose sign-in it is: what is bought with the tokens of another account is credited there, and what is deleted is
//! that one's.

use refill_core::account::Account;
use refill_core::holder::Tokens;
use refill_core::ids::AccountId;
use refill_core::ports::{Access, Asking};

use crate::app::App;
use crate::error::AppError;
use crate::holder::holder_of;

impl App {
    /// Tokens of somebody else's account would buy for that one. Where it cannot be told, the person is believed.
    pub(super) async fn require_same_account(
        &self,
        account: &Account,
        tokens: &Tokens,
    ) -> Result<(), AppError> {
        let Ok(key) = self.keys.of(account, Asking::Allowed).await else {
            return Ok(());
        };
        let provider = self.provider(&account.provider)?.clone();
        let access = Access {
            key,
            server: account.server.clone(),
            divisor: account.divisor,
        };
        match holder_of(provider.as_ref())?
            .is_same_account(&access, tokens)
            .await
        {
            Ok(Some(false)) => Err(AppError::OtherHolder),
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::info!(%error, "whose account the sign-in is cannot be told");
                Ok(())
            }
        }
    }

    /// The account may be another one by now: nobody is signed in to it.
    pub(crate) async fn leave_sign_in(&self, id: &AccountId) {
        // An exchange that is under way comes to nothing: it finds another key.
        if let Err(error) = self.end_session(id).await {
            tracing::warn!(%error, "a sign-in that may be of another account could not be ended");
        }
    }
}
