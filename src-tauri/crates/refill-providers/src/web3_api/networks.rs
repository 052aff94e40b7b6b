//! Networks (contract D).
//!
//! | endpoint | answer | how sure |
//! |---|---|---|
//! | `GET networks` | rows of `{"name","display_name","chain_id","currency","is_testnet"}`, or names alone | guess |
//! | `GET networks/{name}` | such a row | guess |

use async_trait::async_trait;
use refill_core::error::ProviderError;
use refill_core::holder::{Network, Tokens};
use refill_core::ports::Networks;
use refill_core::server::ServerAddress;
use serde::Deserialize;

use super::call::{Call, Row, read_one};
use super::{Web3Api, envelope};
use crate::wire::{Field, Unclear};

const PATH: &str = "networks";

#[async_trait]
impl Networks for Web3Api {
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<Network>, ProviderError> {
        Call::with_tokens(self, server, tokens).list(PATH).await
    }

    async fn one(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        name: &str,
    ) -> Result<Network, ProviderError> {
        let path = format!("{PATH}/{}", self.segment(name)?);
        let call = Call::with_tokens(self, server, tokens);
        read_one(&call.get(&path, &[]).await?)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NetworkRow {
    name: Field,
    display_name: Field,
    title: Field,
    chain_id: Field,
    currency: Field,
    native_currency: Field,
    symbol: Field,
    is_testnet: Field,
    testnet: Field,
}

impl Row for Network {
    const CALLED: &'static str = "a network";

    fn read(row: &Field, harmless: &dyn Fn(&str) -> String) -> Result<Network, Unclear> {
        if row.text().is_some() {
            return named(row);
        }
        let row: NetworkRow = row.object(Self::CALLED)?;
        let first = |fields: &[&Field]| fields.iter().find_map(|field| field.words(harmless));
        let chain_id = row.chain_id.number("chain_id").ok().flatten();
        Ok(Network {
            title: first(&[&row.display_name, &row.title]),
            chain_id: chain_id
                .filter(|id| id.fract().is_zero())
                .and_then(|id| u64::try_from(id).ok()),
            currency: first(&[&row.currency, &row.native_currency, &row.symbol]),
            is_test: row.is_testnet.flag().or_else(|| row.testnet.flag()),
            ..named(&row.name)?
        })
    }
}

/// A network of which nothing is known but its name: by that it is asked for, so it is read like an id.
fn named(name: &Field) -> Result<Network, Unclear> {
    Ok(Network {
        name: envelope::id(name).ok_or(Unclear("name"))?,
        title: None,
        chain_id: None,
        currency: None,
        is_test: None,
    })
}
