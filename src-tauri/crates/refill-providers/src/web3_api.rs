//! "Web3 API" (contract D), on a server that the person enters.
//!
//! | endpoint | answer |
//! |---|---|
//! | `GET credits/balance` | 200 `{"balance":950,"user_id":"uuid"}` |
//! | `GET credits/history?page=&limit=` | 200 rows, see [`history`] |
//!
//! | `packages…`, checkout | see [`shop`] |
//! | `PATCH credits/alert-threshold` | see [`alert_mail`] |
//! | `auth/…` | see [`holder`] |
//! | `api-keys…`, `wallets…`, `webhooks…`, `networks…` | see [`api_keys`], [`wallets`], [`webhooks`], [`networks`] |
//!
//! An API key goes into `X-API-Key`, the token of a sign-in into `Authorization: Bearer` (D-a2). Every answer, errors too, has `X-Credits-Balance` and
//! `X-Request-Id`. Errors are `{"detail": …}` with 400, 401, 402, 403, 404, 409, 422 or 500 (D-a12); 429 with
//! `Retry-After` (D-a14); for 402 see [`shortfall`].

mod alert_mail;
mod api_keys;
mod call;
mod envelope;
mod history;
mod holder;
mod networks;
mod refusals;
mod shop;
mod shortfall;
mod tokens;
mod wallets;
mod webhooks;

use async_trait::async_trait;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::ids::ProviderId;
use refill_core::money::{Money, Unit};
use refill_core::ports::{Access, AlertMail, HistoryPage, Holder, PageToken, Provider, Shop};
use refill_core::provider::{BuyWay, CallPrice, Descriptor, Listing, Server};
use refill_core::reading::Balance;
use refill_net::Http;
use serde::Deserialize;

use crate::client::Client;
use crate::registry::Endpoints;
use crate::wire::{self, Field, Unclear};
use call::Call;
use history::Position;

/// Rows that are asked for at once. The server may give fewer.
const ROWS_PER_PAGE: u32 = 100;

pub(crate) struct Web3Api(Client);

impl Web3Api {
    pub(crate) fn new(http: &Http, endpoints: &Endpoints) -> Web3Api {
        Web3Api(Client::new(http, endpoints, descriptor()).with_prefix("api/v1"))
    }
}

/// What one call of each kind costs; the document lists which call is of which. Everything that Refill itself calls is
/// free, but for making a wallet.
const PRICES: &[CallPrice] = &[
    CallPrice {
        kind: "read",
        credits: 1,
    },
    CallPrice {
        kind: "query",
        credits: 2,
    },
    CallPrice {
        kind: "wallet",
        credits: 5,
    },
    CallPrice {
        kind: "transfer",
        credits: 10,
    },
];

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
        prices: PRICES,
        balance_age: 0,
    }
}

#[async_trait]
impl Provider for Web3Api {
    fn descriptor(&self) -> &Descriptor {
        &self.0.descriptor
    }

    async fn balance(&self, access: &Access) -> Result<Balance, ProviderError> {
        let answer = Call::with_key(self, access).get("credits/balance", &[]).await?;
        answer.read(read_balance)
    }

    async fn history(&self, access: &Access, page: Option<&PageToken>) -> Result<HistoryPage, ProviderError> {
        let position = page.map_or_else(Position::default, Position::from_token);
        let query = [
            ("page", position.page.to_string()),
            ("limit", ROWS_PER_PAGE.to_string()),
        ];
        match Call::with_key(self, access).get("credits/history", &query).await {
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

    fn shop(&self) -> Option<&dyn Shop> {
        Some(self)
    }

    fn holder(&self) -> Option<&dyn Holder> {
        Some(self)
    }

    fn alert_mail(&self) -> Option<&dyn AlertMail> {
        Some(self)
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
