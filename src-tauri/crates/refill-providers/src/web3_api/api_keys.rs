//! API keys (contract D-a9).
//!
//! | endpoint | body | answer | how sure |
//! |---|---|---|---|
//! | `GET api-keys` | | rows of `{"id","name","network","prefix","created_at","last_used_at"}` | guess |
//! | `POST api-keys` | `{"name","network"?}` | such a row, and once the key: `key`, `api_key`, `secret` or `token` | D-a9 |
//! | `DELETE api-keys/{id}` | | any 2xx; 404 is done too | document |
//!
//! A key itself is taken from the answer to its making alone. Should a list show whole keys, they are not looked at.

use async_trait::async_trait;
use refill_core::error::ProviderError;
use refill_core::holder::{CreatedKey, ListedKey, Tokens};
use refill_core::key::ApiKey;
use refill_core::ports::ApiKeys;
use refill_core::server::ServerAddress;
use refill_core::text;
use serde::{Deserialize, Serialize};

use super::call::{Call, Row};
use super::{Web3Api, envelope};
use crate::wire::{Field, Unclear};

/// Longest beginning of a key that is kept, in characters: should a server give the whole key for it, it is cut.
const LONGEST_PREFIX: usize = 12;

const PATH: &str = "api-keys";

#[derive(Serialize)]
struct NewKey<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<&'a str>,
}

#[async_trait]
impl ApiKeys for Web3Api {
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<ListedKey>, ProviderError> {
        Call::with_tokens(self, server, tokens).list(PATH).await
    }

    async fn create(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        name: &str,
        network: Option<&str>,
    ) -> Result<CreatedKey, ProviderError> {
        let call = Call::with_tokens(self, server, tokens);
        let answer = call.post(PATH, &NewKey { name, network }).await?;
        answer.read_secret(|text| {
            let row = envelope::object(text)?;
            let key = new_key(&row)?;
            // Nothing that is shown of it may hold it.
            let harmless = |text: &str| key.redact(&answer.harmless(text));
            let listed = ListedKey::read(&row, &harmless)?;
            if key.redact(&listed.id) != listed.id {
                return Err(Unclear("id"));
            }
            Ok(CreatedKey { listed, key })
        })
    }

    async fn revoke(
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
struct CreatedAnswer {
    key: Field,
    api_key: Field,
    secret: Field,
    token: Field,
}

fn new_key(row: &Field) -> Result<ApiKey, Unclear> {
    let row: CreatedAnswer = row.object(ListedKey::CALLED)?;
    let text = [&row.key, &row.api_key, &row.secret, &row.token]
        .into_iter()
        .find_map(Field::text)
        .ok_or(Unclear("key"))?;
    ApiKey::from_pasted(&text).map_err(|_| Unclear("key"))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct KeyRow {
    id: Field,
    name: Field,
    network: Field,
    prefix: Field,
    key_prefix: Field,
    created_at: Field,
    last_used_at: Field,
}

impl Row for ListedKey {
    const CALLED: &'static str = "an API key";

    fn read(row: &Field, harmless: &dyn Fn(&str) -> String) -> Result<ListedKey, Unclear> {
        let row: KeyRow = row.object(Self::CALLED)?;
        let prefix = row
            .prefix
            .words(harmless)
            .or_else(|| row.key_prefix.words(harmless));
        Ok(ListedKey {
            id: envelope::id(&row.id).ok_or(Unclear("id"))?,
            name: row.name.words(harmless),
            network: row.network.words(harmless),
            prefix: prefix.map(|prefix| text::clean(&prefix, LONGEST_PREFIX)),
            created_at: row.created_at.time(),
            last_used_at: row.last_used_at.time(),
        })
    }
}
