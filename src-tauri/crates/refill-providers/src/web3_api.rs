//! "Web3 API" (contract D), on a server that the person enters.
//!
//! | endpoint | answer |
//! |---|---|
//! | `GET credits/balance` | 200 `{"balance":950,"user_id":"uuid"}` |
//! | `GET credits/history?page=&limit=` | 200 rows, see [`history`] |
//!
//! The key goes into `X-API-Key` (D-a2). Every answer, errors too, has `X-Credits-Balance` and
//! `X-Request-Id`. Errors are `{"detail": …}` with 400, 401, 402, 403, 404, 409, 422 or 500 (D-a12); 429 with
//! `Retry-After` (D-a14); for 402 see [`shortfall`].

mod history;
mod shortfall;

use async_trait::async_trait;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::ids::ProviderId;
use refill_core::money::{Money, Unit, parse_decimal};
use refill_core::ports::{Access, HistoryPage, PageToken, Provider};
use refill_core::provider::{BuyWay, Descriptor, Listing, Server};
use refill_core::reading::Balance;
use refill_net::{Get, Http};
use serde::Deserialize;

use crate::answers::Answer;
use crate::client::Client;
use crate::registry::Endpoints;
use crate::wire::{self, Field, Unclear};
use history::Position;

/// Rows that are asked for at once. The server may give fewer.
const ROWS_PER_PAGE: u32 = 100;

pub(crate) struct Web3Api(Client);

impl Web3Api {
    pub(crate) fn new(http: &Http, endpoints: &Endpoints) -> Web3Api {
        Web3Api(Client::new(http, endpoints, descriptor()).with_prefix("api/v1"))
    }

    /// Asks for `path`; an answer of success or an error.
    async fn get<'a>(
        &'a self,
        access: &'a Access,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<Answer<'a>, ProviderError> {
        let mut address = self.0.server(access.server.as_ref())?.join(path);
        if !query.is_empty() {
            address.query_pairs_mut().extend_pairs(query);
        }
        let request = Get::new(address).key_header("x-api-key", &access.key);
        let mut answer = self.0.ask(request, &access.key).await?;
        answer.balance = answer
            .response
            .header("x-credits-balance")
            .and_then(|text| credits(&text));
        match answer.refusal() {
            None => Ok(answer),
            Some(ProviderErrorKind::PaymentRequired { .. }) => Err(payment_required(answer)),
            Some(kind) => Err(answer.error(kind)),
        }
    }
}

fn descriptor() -> Descriptor {
    Descriptor {
        id: ProviderId::from_static("web3api"),
        name: "Web3 API",
        unit: Unit::CREDITS,
        worth: None,
        hue: 190,
        key_hint: "API key",
        key_prefixes: &[],
        server: Server::Entered {
            hint: "https://api.example.com/api/v1",
        },
        // Everybody's server has its own pages, and no address of one is public (contract D).
        key_page: None,
        buy_page: None,
        history: Listing::Everything,
        key_kinds: &[],
        divisors: &[],
        limits_calls: false,
        signs_in: false,
        buys: &[BuyWay::Checkout],
        holder: true,
        prices: &[],
        balance_age: 0,
    }
}

#[async_trait]
impl Provider for Web3Api {
    fn descriptor(&self) -> &Descriptor {
        &self.0.descriptor
    }

    async fn balance(&self, access: &Access) -> Result<Balance, ProviderError> {
        self.get(access, "credits/balance", &[]).await?.read(read_balance)
    }

    async fn history(&self, access: &Access, page: Option<&PageToken>) -> Result<HistoryPage, ProviderError> {
        let position = page.map_or_else(Position::default, Position::from_token);
        let query = [
            ("page", position.page.to_string()),
            ("limit", ROWS_PER_PAGE.to_string()),
        ];
        match self.get(access, "credits/history", &query).await {
            Ok(answer) => {
                let page =
                    answer.read(|text| history::read(text, &position, |text| answer.harmless(text)))?;
                Ok(HistoryPage {
                    balance: answer.balance.clone(),
                    ..page
                })
            }
            // Some servers have no empty page behind the last one, but none at all.
            Err(error) if error.kind == ProviderErrorKind::NotFound && position.page > 1 => Ok(HistoryPage {
                balance: error.facts.balance,
                ..HistoryPage::default()
            }),
            Err(error) => Err(error),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BalanceAnswer {
    balance: Field,
}

fn read_balance(text: &str) -> Result<Balance, Unclear> {
    let answer: BalanceAnswer = wire::object(text)?;
    let credits = answer.balance.required_number("balance")?;
    Ok(Balance::of_account(Money::new(credits, Unit::CREDITS)))
}

fn credits(text: &str) -> Option<Money> {
    let amount = parse_decimal(text).ok()?;
    Some(Money::new(amount, Unit::CREDITS))
}

fn payment_required(mut answer: Answer<'_>) -> ProviderError {
    let shortfall = shortfall::read(&answer.response.body);
    let told = shortfall.balance.map(|amount| Money::new(amount, Unit::CREDITS));
    // The header is documented, the place in the body is not.
    answer.balance = answer.balance.take().or(told);
    answer.error(ProviderErrorKind::PaymentRequired { cost: shortfall.cost })
}
