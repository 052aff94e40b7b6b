//! From the click to a page to pay on: what is bought is looked at once more and written down before anybody is asked
//! for a page.

use std::sync::Arc;

use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::ids::{AccountId, PurchaseId};
use refill_core::money::{Decimal, Money, Unit, parse_decimal};
use refill_core::ports::{Access, Asking};
use refill_core::provider::{BuyWay, Listing};
use refill_core::purchase::{Purchase, Way};
use refill_core::reading::{Basis, Belief};
use refill_core::shop::Package;
use url::Url;
use uuid::Uuid;

use super::Payment;
use super::ask::charge;
use super::open::Made;
use crate::app::{App, Event};
use crate::error::AppError;
use crate::fault;
use crate::refresh::Subject;

/// A balance that was read within this time may still tell a rise where it cannot be read now.
const FRESH: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

/// What somebody chose.
struct Choice {
    way: Way,
    package: Option<Package>,
    price: Option<Money>,
}

impl App {
    /// Buys a package by a checkout page, which is opened in the browser. `seen` is what the person saw: where that is
    /// no longer what is sold, nothing is begun.
    ///
    /// # Errors
    /// [`AppError::PurchaseOpen`], [`AppError::OfferChanged`], [`AppError::NotSignedIn`],
    /// [`AppError::JournalUnusable`] before anything is begun; [`AppError::Provider`] and [`AppError::PaymentPage`]
    /// where no page came to be; [`AppError::Link`] where the browser did not open, and the page can be opened again.
    pub async fn buy_package(self: &Arc<App>, id: &AccountId, seen: &Package) -> Result<Payment, AppError> {
        let turn = self.purchases.buying.lock().await;
        let subject = self.buyer(id, BuyWay::Checkout).await?;
        if !self.is_signed_in(&subject.account) {
            return Err(AppError::NotSignedIn);
        }
        let access = self.access_to_buy(&subject, Asking::Allowed).await?;
        let package = same_offer(&subject, &access, seen).await?;
        let choice = Choice {
            way: Way::Checkout,
            price: Some(package.price.clone()),
            package: Some(package),
        };
        let purchase = self.begin(&subject, &access, choice).await?;
        drop(turn);
        self.ask(&purchase).await?;
        let asked = self.checkout(&subject, &access, &seen.id).await;
        if matches!(asked, Err(AppError::OtherHolder)) {
            self.leave_sign_in(id).await;
        }
        let (checkout, back) = self.asked_for(&purchase, asked).await?;
        self.go_on(&subject, purchase, Made::from(checkout), back).await
    }

    /// Buys for a free amount, as typed, by a charge whose page is opened in the browser.
    ///
    /// # Errors
    /// As [`App::buy_package`]; [`AppError::Amount`]; [`AppError::Provider`] of kind `Gone` where the provider has
    /// given charges up.
    pub async fn buy_by_charge(self: &Arc<App>, id: &AccountId, amount: &str) -> Result<Payment, AppError> {
        let amount = payable(amount).ok_or(AppError::Amount)?;
        let turn = self.purchases.buying.lock().await;
        let subject = self.buyer(id, BuyWay::Charge).await?;
        let access = self.access_to_buy(&subject, Asking::Allowed).await?;
        let choice = Choice {
            way: Way::Charge,
            package: None,
            price: Some(Money::new(amount, Unit::USD)),
        };
        let purchase = self.begin(&subject, &access, choice).await?;
        drop(turn);
        self.ask(&purchase).await?;
        let asked = charge(&subject, &access, amount).await;
        let charge = self.asked_for(&purchase, asked).await?;
        self.go_on(&subject, purchase, Made::from(charge), None).await
    }

    /// Opens the provider's own page and watches the balance meanwhile.
    ///
    /// # Errors
    /// As [`App::buy_package`]; [`AppError::Link`] where the provider has no such page.
    pub async fn buy_on_page(self: &Arc<App>, id: &AccountId) -> Result<Payment, AppError> {
        let turn = self.purchases.buying.lock().await;
        let subject = self.buyer(id, BuyWay::Page).await?;
        let page = subject.provider()?.descriptor().buy_page;
        let page = page
            .and_then(|page| Url::parse(page).ok())
            .ok_or(AppError::Link)?;
        let access = self.access_to_buy(&subject, Asking::Allowed).await?;
        let choice = Choice {
            way: Way::Page,
            package: None,
            price: None,
        };
        let purchase = self.begin(&subject, &access, choice).await?;
        drop(turn);
        self.go_on(&subject, purchase, Made::of_provider(page), None)
            .await
    }

    /// The account, where something can be bought for it in this way now.
    async fn buyer(self: &Arc<App>, id: &AccountId, way: BuyWay) -> Result<Subject, AppError> {
        // What an earlier run left open comes first: it may be open still.
        self.purchases_recovered().await?;
        let subject = self.subject(id).await?;
        if !subject.provider()?.descriptor().buys.contains(&way) {
            return Err(not_sold(&subject));
        }
        let of = id.clone();
        match self
            .in_journal(move |journal| Ok(journal.open_purchase(&of)?))
            .await?
        {
            Some(_) => Err(AppError::PurchaseOpen),
            None => Ok(subject),
        }
    }

    pub(crate) async fn access_to_buy(&self, subject: &Subject, asking: Asking) -> Result<Access, AppError> {
        let key = self.keys.of(&subject.account, asking).await;
        self.note_vault(key.as_ref().err().copied());
        Ok(subject.access(key?))
    }

    /// Writes down what is to be bought. From here on it is the account's open purchase.
    async fn begin(
        self: &Arc<App>,
        subject: &Subject,
        access: &Access,
        choice: Choice,
    ) -> Result<Purchase, AppError> {
        let before = self.balance_before(subject, access).await?;
        let account = &subject.account;
        let purchase = Purchase {
            id: PurchaseId::new(Uuid::new_v4().to_string()),
            account: account.id.clone(),
            account_name: account.name.as_str().to_owned(),
            provider: account.provider.clone(),
            way: choice.way,
            credits: choice.package.as_ref().map(|package| package.credits.clone()),
            package: choice.package,
            price: choice.price,
            before,
            begun_at: self.clock.now(),
        };
        fault::point("purchase.before_begin");
        let begun = purchase.clone();
        self.in_journal(move |journal| journal.begin(&begun)).await?;
        fault::point("purchase.after_begin");
        self.emit(Event::PaymentChanged {
            account: account.id.clone(),
        });
        Ok(purchase)
    }

    /// The balance that a rise is told by. Where the provider lists its credits, that is proof enough without one.
    pub(crate) async fn balance_before(
        self: &Arc<App>,
        subject: &Subject,
        access: &Access,
    ) -> Result<Option<Money>, AppError> {
        let lists = subject.provider()?.descriptor().history == Listing::Everything;
        // Read now, even if it was a minute ago: what arrived since then belongs to somebody else.
        let read = self.read_before(subject, access).await;
        match (read, self.known_balance(subject).await?) {
            (Err(error), _) if !lists => Err(error),
            (Err(error), known) => {
                tracing::info!(%error, "the balance before a purchase is not known");
                Ok(known)
            }
            // A key's budget says nothing of what arrives at the account.
            (Ok(()), None) if !lists => Err(provider_error(
                subject,
                ProviderErrorKind::BalanceHidden { spent: None },
            )),
            (Ok(()), known) => Ok(known),
        }
    }

    async fn read_before(self: &Arc<App>, subject: &Subject, access: &Access) -> Result<(), AppError> {
        let balance = subject.provider()?.balance(access).await?;
        self.keep_reading(subject, balance).await
    }

    /// The account's balance as it was confirmed a short while ago.
    async fn known_balance(&self, subject: &Subject) -> Result<Option<Money>, AppError> {
        let (id, now) = (subject.account.id.clone(), self.clock.now());
        let last = self.db(move |store| store.last_readings(&id)).await?.confirmed;
        let fresh = last.filter(|last| {
            last.belief == Belief::Confirmed
                && last.balance.basis == Basis::Account
                && now.duration_since(last.taken_at).abs() <= FRESH
        });
        Ok(fresh.map(|last| last.balance.money))
    }
}

/// The package as it is sold now, where that is what the person saw.
async fn same_offer(subject: &Subject, access: &Access, seen: &Package) -> Result<Package, AppError> {
    let shop = subject.provider()?.shop().ok_or_else(|| not_sold(subject))?;
    match shop.package(access, &seen.id).await {
        Ok(package) if package.is_same_offer(seen) => Ok(package),
        Ok(_) => Err(AppError::OfferChanged),
        Err(error) if error.kind == ProviderErrorKind::NotFound => Err(AppError::OfferChanged),
        Err(error) => Err(error.into()),
    }
}

/// An amount of US dollars as typed: above zero, in whole cents.
fn payable(text: &str) -> Option<Decimal> {
    let amount = parse_decimal(text.trim()).ok()?.normalize();
    (amount > Decimal::ZERO && amount.scale() <= 2).then_some(amount)
}

/// Not in this way, at this provider.
pub(crate) fn not_sold(subject: &Subject) -> AppError {
    provider_error(subject, ProviderErrorKind::Unsupported)
}

fn provider_error(subject: &Subject, kind: ProviderErrorKind) -> AppError {
    AppError::from(ProviderError {
        provider: subject.account.provider.clone(),
        kind,
        facts: ErrorFacts::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_cents_above_zero() {
        assert_eq!(payable(" 10 "), Some(Decimal::TEN));
        assert_eq!(payable("10.50"), Some(Decimal::new(105, 1)));
        assert_eq!(payable("0.010"), Some(Decimal::new(1, 2)));
        for text in ["", "0", "-1", "0.001", "ten", "1e30", "$5"] {
            assert_eq!(payable(text), None, "{text:?}");
        }
    }
}
