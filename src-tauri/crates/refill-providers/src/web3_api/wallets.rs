//! Managed wallets (contract D).
//!
//! | endpoint | body | answer | how sure |
//! |---|---|---|---|
//! | `GET wallets` | | rows of `{"id","address","name","network","created_at"}`, a bare array | document; fields guess |
//! | `POST wallets/create` | `{"network"?}` | such a row; costs 5 credits, 402 without them | document; body guess |
//! | `DELETE wallets/{id}` | | any 2xx; 404 is done too | document |
//!
//! `GET wallets/{addr}/private-key` is never called, and a private key in any of these answers is not looked at.

use async_trait::async_trait;
use refill_core::error::ProviderError;
use refill_core::holder::{ManagedWallet, Tokens};
use refill_core::ports::Wallets;
use refill_core::server::ServerAddress;
use serde::{Deserialize, Serialize};

use super::call::{Call, Row, read_one};
use super::{Web3Api, envelope};
use crate::wire::{Field, Unclear};

const PATH: &str = "wallets";

#[derive(Serialize)]
struct NewWallet<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<&'a str>,
}

#[async_trait]
impl Wallets for Web3Api {
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<ManagedWallet>, ProviderError> {
        Call::with_tokens(self, server, tokens).list(PATH).await
    }

    async fn create(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        network: Option<&str>,
    ) -> Result<ManagedWallet, ProviderError> {
        let call = Call::with_tokens(self, server, tokens);
        read_one(&call.post("wallets/create", &NewWallet { network }).await?)
    }

    async fn delete(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        id: &str,
    ) -> Result<(), ProviderError> {
        Call::with_tokens(self, server, tokens).delete_one(PATH, id).await
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WalletRow {
    id: Field,
    address: Field,
    name: Field,
    network: Field,
    created_at: Field,
}

impl Row for ManagedWallet {
    const CALLED: &'static str = "a wallet";

    fn read(row: &Field, harmless: &dyn Fn(&str) -> String) -> Result<ManagedWallet, Unclear> {
        let row: WalletRow = row.object(Self::CALLED)?;
        Ok(ManagedWallet {
            id: envelope::id(&row.id).ok_or(Unclear("id"))?,
            address: row.address.words(harmless),
            name: row.name.words(harmless),
            network: row.network.words(harmless),
            created_at: row.created_at.time(),
        })
    }
}
