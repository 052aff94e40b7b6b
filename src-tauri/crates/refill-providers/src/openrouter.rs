//! OpenRouter (contract A).
//!
//! | endpoint | for which key | answer |
//! |---|---|---|
//! | `GET key` | every | 200 `{"data":{…}}`, see [`budget`] |
//! | `GET credits` | management | 200 `{"data":{"total_credits":100.5,"total_usage":25.75}}` |
//! | `GET activity` | management | 200 `{"data":[…]}`, see [`activity`] |
//! | `POST auth/keys` | none | 200 `{"key":"sk-or-v1-…"}`, see [`sign_in`] |
//! | `POST credits/coinbase` | every | 410, see [`charge`] |
//!
//! Authorization is `Bearer sk-or-v1-…` for both kinds of key. Errors are `{"error":{"code":401,"message":"…"}}`
//! with 400, 401, 403, 404, 429 or 500.
//!
//! `credits` was seen to answer an ordinary key with zeros instead of 403 (A1, "quirk"). So `key` is asked first,
//! and `credits` only where it says that the key is a management key: a zero from there is a real one.

mod activity;
mod budget;
mod charge;
mod sign_in;

use async_trait::async_trait;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::ids::ProviderId;
use refill_core::money::{Decimal, Money, Unit, exact_sum};
use refill_core::ports::{Access, Charges, HistoryPage, PageToken, Provider, SignIn};
use refill_core::provider::{BuyWay, Descriptor, KeyKind, KeyName, Listing, Server, Shown};
use refill_core::reading::Balance;
use refill_net::Http;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::client::Client;
use crate::registry::Endpoints;
use crate::wire::{self, Field, Unclear};
use budget::Key;

/// Where the API lies on a host.
const PREFIX: &str = "api/v1";

pub(crate) struct OpenRouter(Client);

impl OpenRouter {
    pub(crate) fn new(http: &Http, endpoints: &Endpoints) -> OpenRouter {
        OpenRouter(Client::new(http, endpoints, descriptor()).with_prefix(PREFIX))
    }

    /// What is left of the account behind a management key.
    async fn account(&self, access: &Access, key: &Key) -> Result<Balance, ProviderError> {
        let answer = self.0.get(access, "credits").await?;
        if answer.response.status == 403 {
            return Err(answer.error(ProviderErrorKind::BalanceHidden { spent: key.spent() }));
        }
        answer.accepted()?.read(read_credits)
    }
}

const KEY_PAGE: &str = "https://openrouter.ai/settings/keys";

fn descriptor() -> Descriptor {
    Descriptor {
        id: ProviderId::from_static("openrouter"),
        name: "OpenRouter",
        unit: Unit::USD,
        worth: None,
        hue: 25,
        key_hint: "sk-or-v1-…",
        key_prefixes: &["sk-or-v1-"],
        server: Server::Fixed("https://openrouter.ai/api/v1"),
        key_page: Some(KEY_PAGE),
        buy_page: Some("https://openrouter.ai/settings/credits"),
        history: Listing::DailySpending,
        key_kinds: &[
            KeyKind {
                name: KeyName::Ordinary,
                shows: &[Shown::Budget, Shown::Spent],
                page: Some(KEY_PAGE),
            },
            KeyKind {
                name: KeyName::Management,
                shows: &[Shown::Balance, Shown::History],
                page: Some("https://openrouter.ai/settings/management-keys"),
            },
        ],
        divisors: &[],
        limits_calls: false,
        signs_in: true,
        buys: &[BuyWay::Page, BuyWay::Charge],
        holder: false,
        prices: &[],
        balance_age: 60,
    }
}

#[async_trait]
impl Provider for OpenRouter {
    fn descriptor(&self) -> &Descriptor {
        &self.0.descriptor
    }

    async fn balance(&self, access: &Access) -> Result<Balance, ProviderError> {
        let answer = self.0.get(access, "key").await?.accepted()?;
        let key: Key = answer.read(data)?;
        if key.is_for_management() {
            return self.account(access, &key).await;
        }
        match key.left() {
            Ok(Some(balance)) => Ok(balance),
            Ok(None) => Err(answer.error(ProviderErrorKind::BalanceHidden { spent: key.spent() })),
            Err(unclear) => Err(answer.unclear(unclear)),
        }
    }

    async fn history(&self, access: &Access, _: Option<&PageToken>) -> Result<HistoryPage, ProviderError> {
        let answer = self.0.get(access, "activity").await?;
        if answer.response.status == 403 {
            return Err(answer.error(ProviderErrorKind::Unsupported));
        }
        let answer = answer.accepted()?;
        answer.read(|text| activity::read(text, |text| answer.harmless(text)))
    }

    fn sign_in(&self) -> Option<&dyn SignIn> {
        Some(self)
    }

    fn charges(&self) -> Option<&dyn Charges> {
        Some(self)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope {
    data: Field,
}

/// The object in the envelope.
fn data<T: DeserializeOwned>(text: &str) -> Result<T, Unclear> {
    let envelope: Envelope = wire::object(text)?;
    envelope.data.object("data")
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Credits {
    total_credits: Field,
    total_usage: Field,
}

fn read_credits(text: &str) -> Result<Balance, Unclear> {
    let credits: Credits = data(text)?;
    let received = credits.total_credits.required_number("total_credits")?;
    let used = credits.total_usage.required_number("total_usage")?;
    let left = exact_sum(received, -used).ok_or(Unclear("total_usage"))?;
    Ok(Balance {
        received: Some(received),
        ..Balance::of_account(dollars(left))
    })
}

fn dollars(amount: Decimal) -> Money {
    Money::new(amount, Unit::USD)
}
