//! Dria inference (contract B).
//!
//! | endpoint | answer |
//! |---|---|
//! | `GET /v1/credits/balance` | 200 `{"balance":1000,"balance_usdc":"10.00"}` |
//! | `POST /v1/credits/topup` `{"amount":"10"}` | 402 with an offer of x402 version 1, which `refill-payments` checks and pays |
//!
//! Authorization is `Bearer dkn_live_…`. Errors are plain text under any content type: 400, 401, 402, 429
//! (`Retry-After`), 503 (no nodes). There is no endpoint for a history. 100 credits are 1 USDC.

use async_trait::async_trait;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::ids::ProviderId;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{Access, HistoryPage, PageToken, Provider, TopUpRequest, TopUps};
use refill_core::provider::{BuyWay, Descriptor, Listing, Server, Worth};
use refill_core::reading::Balance;
use refill_core::server::ServerAddress;
use refill_net::Http;
use serde::Deserialize;

use crate::client::Client;
use crate::registry::Endpoints;
use crate::wire::{self, Field, Unclear};

pub(crate) struct Dria(Client);

impl Dria {
    pub(crate) fn new(http: &Http, endpoints: &Endpoints) -> Dria {
        Dria(Client::new(http, endpoints, descriptor()))
    }
}

fn descriptor() -> Descriptor {
    Descriptor {
        id: ProviderId::from_static("dria"),
        name: "Dria",
        unit: Unit::CREDITS,
        worth: Some(Worth {
            each: Decimal::new(1, 2),
            unit: Unit::USDC,
        }),
        hue: 262,
        key_hint: "dkn_live_…",
        key_prefixes: &["dkn_live_"],
        server: Server::Fixed("https://inference.dria.co"),
        // No page for keys or purchases is public; these two of the documentation say how to get either
        // (contract B, sources).
        key_page: Some("https://docs.dria.co/docs/api/authentication"),
        buy_page: Some("https://docs.dria.co/docs/api/credits"),
        history: Listing::Nothing,
        key_kinds: &[],
        divisors: &[],
        limits_calls: false,
        signs_in: false,
        buys: &[BuyWay::Usdc, BuyWay::Page],
        holder: false,
        prices: &[],
        balance_age: 0,
    }
}

#[async_trait]
impl Provider for Dria {
    fn descriptor(&self) -> &Descriptor {
        &self.0.descriptor
    }

    async fn balance(&self, access: &Access) -> Result<Balance, ProviderError> {
        let answer = self.0.get(access, "v1/credits/balance").await?;
        answer.accepted()?.read(read_balance)
    }

    async fn history(&self, _: &Access, _: Option<&PageToken>) -> Result<HistoryPage, ProviderError> {
        Err(self.0.unsupported())
    }

    fn top_ups(&self) -> Option<&dyn TopUps> {
        Some(self)
    }
}

/// Credits for one USDC (contract B: 10 USDC bring 1000).
const CREDITS_EACH: i64 = 100;

/// The document's sample is of whole USDC; neither a least nor a most is public.
impl TopUps for Dria {
    fn top_up(&self, server: Option<&ServerAddress>, amount: Decimal) -> Result<TopUpRequest, ProviderError> {
        let amount = amount.normalize();
        if amount < Decimal::ONE || !amount.is_integer() {
            return Err(self.0.error(ProviderErrorKind::Rejected, None));
        }
        Ok(TopUpRequest {
            url: self.0.server(server)?.join("v1/credits/topup"),
            body: format!("{{\"amount\":\"{amount}\"}}"),
        })
    }

    fn brings(&self, amount: Decimal) -> Option<Money> {
        let credits = amount.checked_mul(Decimal::from(CREDITS_EACH))?;
        Some(Money::new(credits.normalize(), Unit::CREDITS))
    }

    fn amounts(&self) -> &'static [u32] {
        &[10, 5, 25]
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BalanceAnswer {
    balance: Field,
    balance_usdc: Field,
}

fn read_balance(text: &str) -> Result<Balance, Unclear> {
    let answer: BalanceAnswer = wire::object(text)?;
    let credits = answer.balance.required_number("balance")?;
    let worth = answer.balance_usdc.number("balance_usdc")?;
    Ok(Balance {
        worth: worth.map(|amount| Money::new(amount, Unit::USDC)),
        ..Balance::of_account(Money::new(credits, Unit::CREDITS))
    })
}
