//! Where the chain is read: shipped endpoints and the person's own. What they show decides what is proved, so changing
//! them wants the person's own yes.

use refill_core::ports::EndpointState;
use refill_core::server::is_allowed;
use refill_core::x402::{BASE, CHAINS};
use url::Url;

use super::words;
use crate::app::App;
use crate::error::AppError;

impl App {
    /// Asks every endpoint how it does.
    ///
    /// # Errors
    /// [`AppError::JournalUnusable`], [`AppError::Store`].
    pub async fn check_endpoints(&self) -> Result<Vec<EndpointState>, AppError> {
        self.use_endpoints().await?;
        Ok(self.chain.check(&BASE).await)
    }

    /// Adds an endpoint of the person's own, after it showed that it reads the right chain.
    ///
    /// # Errors
    /// [`AppError::Endpoint`], [`AppError::Chain`], [`AppError::NotConfirmed`].
    pub async fn add_endpoint(&self, typed: &str) -> Result<(), AppError> {
        let address = Url::parse(typed.trim()).map_err(|_| AppError::Endpoint)?;
        if !is_allowed(&address) || !address.username().is_empty() || address.password().is_some() {
            return Err(AppError::Endpoint);
        }
        if !self
            .confirmer
            .confirm(&words::add_endpoint(&address, &BASE))
            .await
        {
            return Err(AppError::NotConfirmed);
        }
        self.chain.check_one(&BASE, &address).await.state?;
        self.in_journal(move |journal| Ok(journal.add_endpoint(BASE.id, address.as_str())?))
            .await?;
        self.use_endpoints().await
    }

    /// Removes an endpoint of the person's own.
    ///
    /// # Errors
    /// [`AppError::Endpoint`] where there is no such one, or none would be left; [`AppError::NotConfirmed`],
    /// [`AppError::JournalUnusable`].
    pub async fn remove_endpoint(&self, address: &str) -> Result<(), AppError> {
        let known = self.in_journal(|journal| Ok(journal.endpoints(BASE.id)?)).await?;
        let is_last = known.own.len() == 1 && !known.with_shipped;
        if is_last || !known.own.iter().any(|own| own == address) {
            return Err(AppError::Endpoint);
        }
        if !self
            .confirmer
            .confirm(&words::remove_endpoint(address, &BASE))
            .await
        {
            return Err(AppError::NotConfirmed);
        }
        let address = address.to_owned();
        self.in_journal(move |journal| Ok(journal.remove_endpoint(BASE.id, &address)?))
            .await?;
        self.use_endpoints().await
    }

    /// Uses the shipped endpoints, or only the person's own.
    ///
    /// # Errors
    /// [`AppError::Endpoint`] where none would be left, [`AppError::NotConfirmed`].
    pub async fn use_shipped_endpoints(&self, on: bool) -> Result<(), AppError> {
        let known = self.in_journal(|journal| Ok(journal.endpoints(BASE.id)?)).await?;
        if !on && known.own.is_empty() {
            return Err(AppError::Endpoint);
        }
        if !self.confirmer.confirm(&words::shipped_endpoints(on, &BASE)).await {
            return Err(AppError::NotConfirmed);
        }
        self.in_journal(move |journal| Ok(journal.use_shipped_endpoints(BASE.id, on)?))
            .await?;
        self.use_endpoints().await
    }

    /// Tells the reader where to read.
    pub(super) async fn use_endpoints(&self) -> Result<(), AppError> {
        for chain in CHAINS {
            let known = self
                .in_journal(|journal| Ok(journal.endpoints(chain.id)?))
                .await?;
            let own: Vec<Url> = known.own.iter().filter_map(|own| own.parse().ok()).collect();
            self.chain.set_endpoints(chain, &own, known.with_shipped);
        }
        Ok(())
    }
}
