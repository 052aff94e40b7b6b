//! Webhooks (contract D-a10). A desktop program receives none; they are looked after here for the person's own server.
//!
//! | endpoint | body | answer | how sure |
//! |---|---|---|---|
//! | `GET webhooks` | | rows of `{"id","url","events":["…"],"is_active"}` | guess |
//! | `POST webhooks` | `{"url","events":["…"]}` | such a row; the secret beside it is not looked at | D-a10 |
//! | `DELETE webhooks/{id}` | | any 2xx; 404 is done too | document |

use async_trait::async_trait;
use refill_core::error::ProviderError;
use refill_core::holder::{Tokens, Webhook};
use refill_core::ports::Webhooks;
use refill_core::server::ServerAddress;
use serde::{Deserialize, Serialize};

use super::call::{Call, Row, read_one};
use super::{Web3Api, envelope};
use crate::wire::{Field, Unclear};

const PATH: &str = "webhooks";

#[derive(Serialize)]
struct NewWebhook<'a> {
    url: &'a str,
    events: &'a [String],
}

#[async_trait]
impl Webhooks for Web3Api {
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<Webhook>, ProviderError> {
        Call::with_tokens(self, server, tokens).list(PATH).await
    }

    async fn create(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        url: &str,
        events: &[String],
    ) -> Result<Webhook, ProviderError> {
        let call = Call::with_tokens(self, server, tokens);
        read_one(&call.post(PATH, &NewWebhook { url, events }).await?)
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
struct WebhookRow {
    id: Field,
    url: Field,
    events: Field,
    is_active: Field,
    active: Field,
}

impl Row for Webhook {
    const CALLED: &'static str = "a webhook";

    fn read(row: &Field, harmless: &dyn Fn(&str) -> String) -> Result<Webhook, Unclear> {
        let row: WebhookRow = row.object(Self::CALLED)?;
        let events = row.events.items().unwrap_or_default();
        Ok(Webhook {
            id: envelope::id(&row.id).ok_or(Unclear("id"))?,
            url: row.url.words(harmless),
            events: events.iter().filter_map(|event| event.words(harmless)).collect(),
            is_active: row.is_active.flag().or_else(|| row.active.flag()),
        })
    }
}
