//! Clado (contract E).
//!
//! | endpoint | answer |
//! |---|---|
//! | `GET /api/credits` | 200 `{"credits":247,"last_topup_at":"2024-01-15T10:30:00Z"}` |
//!
//! Authorization is `Bearer lk_…`. Errors are 401, 404 (the credits cannot be read now; the address is right) and
//! 500, with undocumented bodies, and 429 `{"error":"Rate limit exceeded","retry_after":60}`. `last_topup_at` may
//! be null or missing. There is no endpoint for a history. 1 credit is 0.01 USD.

use async_trait::async_trait;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::ids::ProviderId;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{Access, HistoryPage, PageToken, Provider};
use refill_core::provider::{BuyWay, Descriptor, Listing, Server, Worth};
use refill_core::reading::Balance;
use refill_net::Http;
use serde::Deserialize;

use crate::client::Client;
use crate::registry::Endpoints;
use crate::wire::{self, Field, Unclear};

pub(crate) struct Clado(Client);

impl Clado {
    pub(crate) fn new(http: &Http, endpoints: &Endpoints) -> Clado {
        Clado(Client::new(http, endpoints, descriptor()))
    }
}

fn descriptor() -> Descriptor {
    Descriptor {
        id: ProviderId::from_static("clado"),
        name: "Clado",
        unit: Unit::CREDITS,
        worth: Some(Worth {
            each: Decimal::new(1, 2),
            unit: Unit::USD,
        }),
        hue: 145,
        key_hint: "lk_…",
        key_prefixes: &["lk_"],
        server: Server::Fixed("https://search.clado.ai"),
        // Keys and purchases are both below the dashboard; no address of either is public (contract E).
        key_page: Some("https://clado.ai/dashboard"),
        buy_page: Some("https://clado.ai/dashboard"),
        history: Listing::Nothing,
        key_kinds: &[],
        divisors: &[],
        limits_calls: true,
        signs_in: false,
        buys: &[BuyWay::Page],
        holder: false,
        prices: &[],
        balance_age: 0,
    }
}

#[async_trait]
impl Provider for Clado {
    fn descriptor(&self) -> &Descriptor {
        &self.0.descriptor
    }

    async fn balance(&self, access: &Access) -> Result<Balance, ProviderError> {
        let answer = self.0.get(access, "api/credits").await?;
        match answer.refusal() {
            None => answer.read(read_credits),
            Some(ProviderErrorKind::NotFound) => Err(answer.error(ProviderErrorKind::BalanceUnavailable)),
            Some(kind) => Err(answer.error(kind)),
        }
    }

    async fn history(&self, _: &Access, _: Option<&PageToken>) -> Result<HistoryPage, ProviderError> {
        Err(self.0.unsupported())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CreditsAnswer {
    credits: Field,
    last_topup_at: Field,
}

fn read_credits(text: &str) -> Result<Balance, Unclear> {
    let answer: CreditsAnswer = wire::object(text)?;
    let credits = answer.credits.required_number("credits")?;
    Ok(Balance {
        // Beside the balance it is a courtesy: one that cannot be read is no reason to show nothing.
        last_top_up: answer.last_topup_at.time(),
        ..Balance::of_account(Money::new(credits, Unit::CREDITS))
    })
}
