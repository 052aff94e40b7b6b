//! Hyper3D Rodin (contract C).
//!
//! | endpoint | answer |
//! |---|---|
//! | `GET /api/v2/check_balance` | 200 or 201 `{"balance":1}` |
//!
//! Authorization is `Bearer …`; a key has no documented form. Errors are undocumented but for one habit: a
//! success with `{"error":"API_INSUFFICIENT_FUNDS","message":"…"}` in it. There is no endpoint for a history.
//! Whether `balance` counts credits or tenths of them is not documented, so the account's divisor says it.

use async_trait::async_trait;
use refill_core::account::Divisor;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::ids::ProviderId;
use refill_core::money::{Money, Unit};
use refill_core::ports::{Access, HistoryPage, PageToken, Provider};
use refill_core::provider::{BuyWay, Descriptor, Listing, Server};
use refill_core::reading::Balance;
use refill_net::Http;
use serde::Deserialize;

use crate::client::Client;
use crate::registry::Endpoints;
use crate::wire::{self, Field, Unclear};

/// The words for too few credits, the older one last (contract C, "errors").
const NO_FUNDS: [&str; 2] = ["API_INSUFFICIENT_FUNDS", "INSUFFICIENT_FUND"];

pub(crate) struct Hyper3d(Client);

impl Hyper3d {
    pub(crate) fn new(http: &Http, endpoints: &Endpoints) -> Hyper3d {
        Hyper3d(Client::new(http, endpoints, descriptor()))
    }
}

fn descriptor() -> Descriptor {
    Descriptor {
        id: ProviderId::from_static("hyper3d"),
        name: "Hyper3D Rodin",
        unit: Unit::CREDITS,
        worth: None,
        hue: 330,
        key_hint: "API key",
        key_prefixes: &[],
        server: Server::Fixed("https://api.hyper3d.com"),
        key_page: Some("https://hyper3d.ai/api-dashboard"),
        buy_page: Some("https://hyper3d.ai/subscribe"),
        history: Listing::Nothing,
        key_kinds: &[],
        divisors: &[1, 10],
        limits_calls: false,
        signs_in: false,
        buys: &[BuyWay::Page],
        holder: false,
        prices: &[],
        balance_age: 0,
    }
}

#[async_trait]
impl Provider for Hyper3d {
    fn descriptor(&self) -> &Descriptor {
        &self.0.descriptor
    }

    async fn balance(&self, access: &Access) -> Result<Balance, ProviderError> {
        let answer = self.0.get(access, "api/v2/check_balance").await?;
        if lacks_funds(&answer.response.body) {
            return Err(answer.error(ProviderErrorKind::PaymentRequired { cost: None }));
        }
        answer.accepted()?.read(|text| read_balance(text, access.divisor))
    }

    async fn history(&self, _: &Access, _: Option<&PageToken>) -> Result<HistoryPage, ProviderError> {
        Err(self.0.unsupported())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BalanceAnswer {
    balance: Field,
    error: Field,
}

/// True where a body says that the account has too few credits, whatever its status.
fn lacks_funds(body: &[u8]) -> bool {
    let answer: BalanceAnswer = wire::document(body).and_then(wire::object).unwrap_or_default();
    answer
        .error
        .text()
        .is_some_and(|word| NO_FUNDS.contains(&word.trim()))
}

fn read_balance(text: &str, divisor: Divisor) -> Result<Balance, Unclear> {
    let answer: BalanceAnswer = wire::object(text)?;
    let reported = answer.balance.required_number("balance")?;
    let credits = divisor.apply(reported).ok_or(Unclear("balance"))?;
    Ok(Balance::of_account(Money::new(credits, Unit::CREDITS)))
}
