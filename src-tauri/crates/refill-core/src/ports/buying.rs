//! Ports for buying credits.

use async_trait::async_trait;
use url::Url;

use super::{Access, NeverReturned, ReturnWords};
use crate::error::ProviderError;
use crate::holder::Tokens;
use crate::ids::PackageId;
use crate::money::Decimal;
use crate::server::ServerAddress;
use crate::shop::{Charge, Checkout, Order, Package};

/// Packages of credits, sold by a checkout page (contract D and G).
#[async_trait]
pub trait Shop: Send + Sync {
    /// The packages on sale, in the provider's order. Needs only the account's key.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn packages(&self, access: &Access) -> Result<Vec<Package>, ProviderError>;

    /// One package as it is now. Needs only the account's key.
    ///
    /// # Errors
    /// [`ProviderError`]; of kind `NotFound` where it is sold no more.
    async fn package(&self, access: &Access, id: &PackageId) -> Result<Package, ProviderError>;

    /// Makes a checkout page. Moves no money; sent once, and to the other documented address only where the first
    /// does not exist (404 or 405; contract D-a7).
    ///
    /// # Errors
    /// [`ProviderError`]; of kind `AddressRefused` where the server does not take the addresses to return to.
    async fn checkout(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        order: &Order,
    ) -> Result<Checkout, ProviderError>;
}

/// Charges of a free amount (contract A6).
#[async_trait]
pub trait Charges: Send + Sync {
    /// Makes a charge of `amount` US dollars. Moves no money; sent once.
    ///
    /// # Errors
    /// [`ProviderError`]; of kind `Gone` where the provider has given it up (410).
    async fn charge(&self, access: &Access, amount: Decimal) -> Result<Charge, ProviderError>;
}

/// An alert amount that the provider keeps beside ours (contract D-a8).
#[async_trait]
pub trait AlertMail: Send + Sync {
    /// Tells the provider the alert amount, in whole credits.
    ///
    /// # Errors
    /// [`ProviderError`].
    async fn set_alert(&self, access: &Access, threshold: u64) -> Result<(), ProviderError>;
}

/// A page of this machine that waits for a checkout's return. Gone when it is dropped.
#[async_trait]
pub trait CheckoutPage: Send {
    /// Where the browser is to go after paying.
    fn success(&self) -> Url;

    /// Where the browser is to go when the person gives up.
    fn cancel(&self) -> Url;

    /// Waits for one return.
    ///
    /// # Errors
    /// [`NeverReturned`] when nobody came in time.
    async fn returned(self: Box<Self>) -> Result<CheckoutReturn, NeverReturned>;
}

/// What the browser's return claims. A hint, and no evidence: anybody who knows the address may have sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckoutReturn {
    /// Paid.
    Paid,
    /// Given up.
    Cancelled,
}

/// What the page says after each of the returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckoutWords {
    /// After paying.
    pub paid: ReturnWords,
    /// After giving up.
    pub cancelled: ReturnWords,
}
