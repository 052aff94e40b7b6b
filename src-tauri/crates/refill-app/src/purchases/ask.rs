//! Asking the provider for a page to pay on: once, and writing down what came of it.

use refill_core::error::ProviderErrorKind;
use refill_core::ids::PackageId;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{Access, CheckoutPage};
use refill_core::provider::Server;
use refill_core::purchase::{Event as Step, Purchase};
use refill_core::shop::{Charge, Checkout, Order};
use url::Url;

use super::begin::not_sold;
use super::{DAY, words};
use crate::app::App;
use crate::error::AppError;
use crate::fault;
use crate::refresh::Subject;

impl App {
    /// Writes down that the provider is about to be asked.
    pub(super) async fn ask(&self, purchase: &Purchase) -> Result<(), AppError> {
        self.write_down(purchase, Step::Asked).await?;
        fault::point("purchase.after_asked");
        Ok(())
    }

    /// Writes down why there is no page, where there is none: no money moved, and another try may begin.
    pub(super) async fn asked_for<T>(
        &self,
        purchase: &Purchase,
        asked: Result<T, AppError>,
    ) -> Result<T, AppError> {
        fault::point("purchase.before_answer_stored");
        if let Err(error) = &asked {
            self.write_down(purchase, Step::Failed(word_of(error).to_owned()))
                .await?;
        }
        asked
    }

    /// Has a checkout page made whose browser comes back to this machine; where nobody can listen here, or the server
    /// does not take such an address, to the server's own origin instead. Nothing else is sent twice.
    pub(super) async fn checkout(
        &self,
        subject: &Subject,
        access: &Access,
        package: &PackageId,
    ) -> Result<(Checkout, Option<Box<dyn CheckoutPage>>), AppError> {
        let words = words::return_pages();
        let listening = self.loopback.open_for_checkout(&words, DAY.unsigned_abs());
        if let Ok(back) = listening.await {
            let order = Order {
                package: package.clone(),
                success: with_session(&back.success()),
                cancel: back.cancel().to_string(),
            };
            match self.order(subject, access, order).await {
                Err(AppError::Provider(error)) if error.kind == ProviderErrorKind::AddressRefused => {}
                made => return Ok((made?, Some(back))),
            }
        }
        let origin = own_origin(subject)?;
        let order = Order {
            package: package.clone(),
            success: format!("{origin}/?refill=paid"),
            cancel: format!("{origin}/?refill=cancelled"),
        };
        Ok((self.order(subject, access, order).await?, None))
    }

    /// What is bought with the tokens of another account would be credited there, and never be seen here.
    async fn order(&self, subject: &Subject, access: &Access, order: Order) -> Result<Checkout, AppError> {
        let provider = self.provider(&subject.account.provider)?;
        self.with_tokens(&subject.account.id, |server, tokens| {
            let (provider, order, subject) = (provider.clone(), order.clone(), subject);
            async move {
                let shop = provider.shop().ok_or_else(|| not_sold(subject))?;
                if let Some(holder) = provider.holder()
                    && holder.is_same_account(access, &tokens).await? == Some(false)
                {
                    return Err(AppError::OtherHolder);
                }
                Ok(shop.checkout(server.as_ref(), &tokens, &order).await?)
            }
        })
        .await
    }
}

/// Has a charge made, where it asks for what the person typed.
pub(super) async fn charge(subject: &Subject, access: &Access, amount: Decimal) -> Result<Charge, AppError> {
    let charges = subject.provider()?.charges().ok_or_else(|| not_sold(subject))?;
    let charge = charges.charge(access, amount).await?;
    let asks_otherwise = |asked: &Money| asked.unit != Unit::USD || asked.amount != amount;
    match charge.amount.as_ref().is_some_and(asks_otherwise) {
        true => Err(AppError::OfferChanged),
        false => Ok(charge),
    }
}

/// The payment service fills in the session where the braces stand as they are (contract G), so the text is not made
/// by an address's own functions, which would encode them.
fn with_session(success: &Url) -> String {
    let joint = if success.query().is_some() { '&' } else { '?' };
    format!("{success}{joint}session_id={{CHECKOUT_SESSION_ID}}")
}

fn own_origin(subject: &Subject) -> Result<String, AppError> {
    let server = match (&subject.account.server, subject.provider()?.descriptor().server) {
        (Some(own), _) => own.as_str(),
        (None, Server::Fixed(address)) => address,
        (None, Server::Entered { .. }) => return Err(AppError::ProviderUnknown),
    };
    let server = Url::parse(server).map_err(|_| AppError::ProviderUnknown)?;
    Ok(server.origin().ascii_serialization())
}

/// Why there is no page to pay on, as it is written down.
fn word_of(error: &AppError) -> &'static str {
    use ProviderErrorKind as Kind;
    let kind = match error {
        AppError::Provider(error) => &error.kind,
        AppError::NotSignedIn => return "signed_out",
        AppError::OfferChanged => return "amount",
        AppError::OtherHolder => return "other_holder",
        AppError::Vault(_) => return "keychain",
        _ => return "other",
    };
    match kind {
        Kind::TimedOut | Kind::CutOff => "no_answer",
        Kind::Unreachable | Kind::Tls | Kind::Insecure => "unreachable",
        Kind::Gone => "gone",
        Kind::Server { .. } => "server",
        Kind::NotUnderstood { .. } | Kind::TooLarge | Kind::Redirected => "not_understood",
        _ => "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_stands_in_braces() {
        let address = |text: &str| with_session(&text.parse().expect("an address"));
        assert_eq!(
            address("http://127.0.0.1:1/token?paid=1"),
            "http://127.0.0.1:1/token?paid=1&session_id={CHECKOUT_SESSION_ID}"
        );
        assert_eq!(
            address("http://127.0.0.1:1/token"),
            "http://127.0.0.1:1/token?session_id={CHECKOUT_SESSION_ID}"
        );
    }
}
