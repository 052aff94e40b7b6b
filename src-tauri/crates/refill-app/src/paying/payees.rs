//! Who is paid at a provider: remembered at the first payment, and the only one from then on. Another one is accepted
//! here alone, with the person's own yes (payments.md, "What is accepted from a 402").

use jiff::Timestamp;
use refill_core::ids::ProviderId;
use refill_core::x402::{Address, Chain, chain};
use refill_store::Pin;

use super::words;
use crate::app::App;
use crate::error::AppError;

/// Who is paid at a provider.
#[derive(Clone, Debug)]
pub struct Payee {
    /// The provider.
    pub provider: ProviderId,
    /// Its name, or its id where this version does not know it.
    pub provider_name: String,
    /// The origin of its server.
    pub origin: String,
    /// The chain.
    pub chain: &'static Chain,
    /// Who.
    pub payee: Address,
    /// Since when.
    pub since: Timestamp,
    /// Another one that the provider named since.
    pub offered: Option<Address>,
}

impl App {
    /// Accepts the payee that a provider named last, after the person saw both in the system's own dialog.
    ///
    /// # Errors
    /// [`AppError::PayeeGone`], [`AppError::NotConfirmed`], [`AppError::JournalUnusable`].
    pub async fn accept_payee(
        &self,
        provider: &ProviderId,
        origin: &str,
        chain: u64,
    ) -> Result<(), AppError> {
        let known = self.payees().await?.into_iter();
        let mut known =
            known.filter(|pin| pin.provider == *provider && pin.origin == origin && pin.chain.id == chain);
        let payee = known.next().ok_or(AppError::PayeeGone)?;
        let offered = payee.offered.ok_or(AppError::PayeeGone)?;
        if !self.confirmer.confirm(&words::other_payee(&payee, offered)).await {
            return Err(AppError::NotConfirmed);
        }
        let (provider, origin, now) = (provider.clone(), origin.to_owned(), self.clock.now());
        let accepted = self
            .in_journal(move |journal| Ok(journal.accept_payee(&provider, &origin, chain, offered, now)?))
            .await?;
        accepted.then_some(()).ok_or(AppError::PayeeGone)
    }

    /// Who is paid at a provider, wherever it answers: a server of one's own names nobody else (payments.md, "What is
    /// accepted from a 402").
    pub(super) async fn payee_of(&self, provider: &ProviderId, chain: u64) -> Result<Option<Pin>, AppError> {
        let pins = self.in_journal(|journal| Ok(journal.all_pins()?)).await?;
        let mut its = pins
            .into_iter()
            .filter(|pin| pin.provider == *provider && pin.chain == chain);
        Ok(its.next())
    }

    /// Everybody who was paid.
    pub(super) async fn payees(&self) -> Result<Vec<Payee>, AppError> {
        let pins = self.in_journal(|journal| Ok(journal.all_pins()?)).await?;
        Ok(pins.into_iter().filter_map(|pin| self.payee(pin)).collect())
    }

    /// `None` on a chain that this version does not know.
    fn payee(&self, pin: Pin) -> Option<Payee> {
        let known = self.provider(&pin.provider).ok();
        let name = known.map_or(pin.provider.as_str(), |provider| provider.descriptor().name);
        Some(Payee {
            provider_name: name.to_owned(),
            chain: chain(pin.chain)?,
            provider: pin.provider,
            origin: pin.origin,
            payee: pin.payee,
            since: pin.since,
            offered: pin.offered,
        })
    }
}
