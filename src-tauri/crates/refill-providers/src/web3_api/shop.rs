//! Packages of credits and the checkout page of one (contract D, D-a6, D-a7 and G).
//!
//! | endpoint | with | body | answer |
//! |---|---|---|---|
//! | `GET packages` | API key | | rows of `{"id":"uuid","name":"Starter","credits":10000,"price":9.99,"currency":"USD"}` |
//! | `GET packages/{id}` | API key | | such a row |
//! | `POST packages/{id}/checkout` | tokens | `{"success_url","cancel_url"}` | `{"checkout_url":"https://…","session_id":"cs_…"}` |
//! | `POST packages/checkout` | tokens | `{"package_id","success_url","cancel_url"}` | the same |
//!
//! Where a checkout is made is not in the document's table of endpoints: the two addresses are guesses (D-a7), and the
//! second is asked only where the first does not exist. What a package costs and brings is money: a package that cannot
//! be understood makes the whole list an error that names the field.

use std::collections::HashSet;

use async_trait::async_trait;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::holder::Tokens;
use refill_core::ids::PackageId;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{Access, Shop};
use refill_core::server::ServerAddress;
use refill_core::shop::{Checkout, Order, Package};
use serde::{Deserialize, Serialize};

use super::call::{Call, Row, read_one};
use super::{Web3Api, envelope, refusals, tokens};
use crate::wire::{self, Field, Unclear};

#[derive(Serialize)]
struct NewCheckout<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    package_id: Option<&'a str>,
    // Texts, not addresses: `{CHECKOUT_SESSION_ID}` in them has to arrive as it is.
    success_url: &'a str,
    cancel_url: &'a str,
}

#[async_trait]
impl Shop for Web3Api {
    async fn packages(&self, access: &Access) -> Result<Vec<Package>, ProviderError> {
        let packages: Vec<Package> = Call::with_key(self, access).list("packages").await?;
        let mut seen = HashSet::new();
        if packages.iter().all(|package| seen.insert(&package.id)) {
            return Ok(packages);
        }
        // Nobody can say which of the two would be bought.
        let kind = ProviderErrorKind::NotUnderstood { what: "id" };
        Err(self.0.error(kind, None))
    }

    async fn package(&self, access: &Access, id: &PackageId) -> Result<Package, ProviderError> {
        let path = format!("packages/{}", self.segment(id.as_str())?);
        let answer = Call::with_key(self, access).get(&path, &[]).await?;
        let package: Package = read_one(&answer)?;
        if package.id != *id {
            return Err(answer.unclear(Unclear("id")));
        }
        Ok(package)
    }

    async fn checkout(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        order: &Order,
    ) -> Result<Checkout, ProviderError> {
        let own_path = format!("packages/{}/checkout", self.segment(order.package.as_str())?);
        let body = |package_id| NewCheckout {
            package_id,
            success_url: &order.success,
            cancel_url: &order.cancel,
        };
        let call = || Call::with_tokens(self, server, tokens).judged(refusals::of_checkout);
        let first = call().post(&own_path, &body(None)).await;
        let answer = match first {
            Err(first) if is_not_there(&first) => {
                let body = body(Some(order.package.as_str()));
                let second = call().post("packages/checkout", &body).await;
                second.map_err(|second| of_both(first, second))?
            }
            first => first?,
        };
        read_one(&answer)
    }
}

/// Nothing was made: nobody answers at this address, or nobody this call.
fn is_not_there(error: &ProviderError) -> bool {
    matches!(error.facts.status, Some(404 | 405))
}

/// What it means that there is no checkout at either address. A server that knows the first says by its 404 that the
/// package is gone, and does not know the second.
fn of_both(first: ProviderError, second: ProviderError) -> ProviderError {
    let package_is_gone = first.kind == ProviderErrorKind::NotFound && is_not_there(&second);
    if package_is_gone { first } else { second }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PackageRow {
    id: Field,
    name: Field,
    credits: Field,
    price: Field,
    currency: Field,
}

impl Row for Package {
    const CALLED: &'static str = "a package";

    fn read(row: &Field, harmless: &dyn Fn(&str) -> String) -> Result<Package, Unclear> {
        let row: PackageRow = row.object(Self::CALLED)?;
        let credits = row.credits.required_number("credits")?;
        if !credits.fract().is_zero() || credits <= Decimal::ZERO {
            return Err(Unclear("credits"));
        }
        let price = row.price.required_number("price")?;
        if price < Decimal::ZERO {
            return Err(Unclear("price"));
        }
        // US dollars where nothing is said (D-a6).
        let unit = wire::currency(&row.currency)?.unwrap_or(Unit::USD);
        Ok(Package {
            id: PackageId::new(envelope::id(&row.id).ok_or(Unclear("id"))?),
            name: row.name.words(harmless).ok_or(Unclear("name"))?,
            credits: Money::new(credits.normalize(), Unit::CREDITS),
            price: Money::new(price, unit),
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CheckoutAnswer {
    checkout_url: Field,
    url: Field,
    session_id: Field,
    id: Field,
    expires_at: Field,
}

impl Row for Checkout {
    const CALLED: &'static str = "the checkout";

    fn read(row: &Field, _: &dyn Fn(&str) -> String) -> Result<Checkout, Unclear> {
        let row: CheckoutAnswer = row.object(Self::CALLED)?;
        let session = envelope::id(&row.session_id).or_else(|| envelope::id(&row.id));
        let page = row.checkout_url.address().or_else(|| row.url.address());
        let ends = &row.expires_at;
        Ok(Checkout {
            session: session.ok_or(Unclear("session_id"))?,
            page: page.ok_or(Unclear("checkout_url"))?,
            // In this API's own form, or handed through from the payment service in its.
            expires_at: ends.time().or_else(|| tokens::moment(ends)),
        })
    }
}
