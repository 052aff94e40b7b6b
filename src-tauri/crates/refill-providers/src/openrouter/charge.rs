//! Charges: `POST credits/coinbase` (contract A6, source S1). OpenRouter has removed it, and its answer is 410 since then;
//! it is spoken for a server of one's own and for the day it comes back.
//!
//! `{"amount":10}`, in US dollars. `sender` and `chain_id` of the former document are left out: they name the one wallet
//! that may pay the charge on the chain (contract A7), and a hosted page is paid by whoever opens it. An address made up
//! for it could make a charge that nobody here can pay. A server that insists on one says so with 400.
//!
//! | status | answer |
//! |---|---|
//! | 200, 201 | `{"id","hosted_url","pricing":{"local":{"amount":"10.00","currency":"USD"}},"expires_at"}`, bare or in `data` |
//! | 200 | with `web3_data` and without a page: for a wallet on the chain, which is not offered here |
//! | 400, 401, 429, 500 | an error |
//! | 410 | gone for good |

use async_trait::async_trait;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::money::{Decimal, Money};
use refill_core::ports::{Access, Charges};
use refill_core::shop::Charge;
use refill_core::text;
use refill_net::{NotJson, Post};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use url::Url;

use super::OpenRouter;
use crate::answers::{Answer, Hidden};
use crate::wire::{self, Field, Unclear};

/// Longest id of a charge, in characters.
const LONGEST_ID: usize = 200;

#[derive(Serialize)]
struct NewCharge {
    /// Its own digits, so that nothing is rounded on the way.
    amount: Box<RawValue>,
}

#[async_trait]
impl Charges for OpenRouter {
    async fn charge(&self, access: &Access, amount: Decimal) -> Result<Charge, ProviderError> {
        let address = self.0.server(access.server.as_ref())?.join("credits/coinbase");
        let digits = RawValue::from_string(amount.normalize().to_string());
        let amount = digits.map_err(|_| self.0.not_made("amount"))?;
        let request = Post::json(address, &NewCharge { amount });
        let request = request.map_err(|NotJson| self.0.not_made("amount"))?;
        let hidden = Hidden::nothing().and_key(&access.key);
        let answer = self.0.tell(request.bearer(&access.key), hidden).await?;
        if answer.response.status == 410 {
            return Err(answer.error(ProviderErrorKind::Gone));
        }
        understand(&answer.accepted()?)
    }
}

/// What came back: a charge with a page, or one that only a wallet can pay.
enum Made {
    Hosted(Charge),
    OnChain,
}

fn understand(answer: &Answer<'_>) -> Result<Charge, ProviderError> {
    match answer.read(read)? {
        Made::Hosted(charge) => Ok(charge),
        Made::OnChain => Err(answer.error(ProviderErrorKind::Unsupported)),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ChargeAnswer {
    data: Field,
    id: Field,
    hosted_url: Field,
    pricing: Field,
    amount: Field,
    currency: Field,
    expires_at: Field,
    web3_data: Field,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pricing {
    local: Field,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Price {
    amount: Field,
    currency: Field,
}

fn read(text: &str) -> Result<Made, Unclear> {
    let bare: ChargeAnswer = wire::object(text)?;
    let charge = match bare.data.json() {
        Some(json) if json.starts_with('{') => bare.data.object("data")?,
        _ => bare,
    };
    if charge.hosted_url.json().is_none() && charge.web3_data.json().is_some() {
        return Ok(Made::OnChain);
    }
    let page = charge.hosted_url.address().ok_or(Unclear("hosted_url"))?;
    hosted(&charge, page).map(Made::Hosted)
}

fn hosted(charge: &ChargeAnswer, page: Url) -> Result<Charge, Unclear> {
    let id = charge
        .id
        .words(|id| text::clean(id, LONGEST_ID))
        .ok_or(Unclear("id"))?;
    Ok(Charge {
        id,
        page,
        amount: amount(charge)?,
        expires_at: charge.expires_at.time(),
    })
}

/// What the page asks for: `pricing.local`, or beside the id; `None` where it does not say, or not in which currency.
fn amount(charge: &ChargeAnswer) -> Result<Option<Money>, Unclear> {
    let local = match charge.pricing.json() {
        Some(_) => charge.pricing.object::<Pricing>("pricing")?.local,
        None => Field::default(),
    };
    let price = match local.json() {
        Some(_) => local.object::<Price>("pricing")?,
        None => Price::default(),
    };
    let (amount, currency) = match price.amount.json() {
        Some(_) => (&price.amount, &price.currency),
        None => (&charge.amount, &charge.currency),
    };
    let Some(number) = amount.number("amount")? else {
        return Ok(None);
    };
    if number <= Decimal::ZERO {
        return Err(Unclear("amount"));
    }
    Ok(wire::currency(currency)?.map(|unit| Money::new(number, unit)))
}
