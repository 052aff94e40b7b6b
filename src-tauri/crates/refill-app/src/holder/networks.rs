//! The networks that the account's provider serves.

use refill_core::holder::Network;
use refill_core::ids::AccountId;

use crate::app::App;
use crate::error::AppError;

impl App {
    /// The networks.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn networks(&self, id: &AccountId) -> Result<Vec<Network>, AppError> {
        self.as_holder(id, |at| async move {
            let networks = at.holder()?.networks();
            Ok(networks.list(at.server(), &at.tokens).await?)
        })
        .await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn network(&self, id: &AccountId, name: &str) -> Result<Network, AppError> {
        self.as_holder(id, move |at| async move {
            let networks = at.holder()?.networks();
            Ok(networks.one(at.server(), &at.tokens, name).await?)
        })
        .await
    }
}
