//! What an answer means, as far as it is the same for every provider: its status, its words, its errors.

use std::time::SystemTime;

use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::ids::ProviderId;
use refill_core::key::ApiKey;
use refill_core::money::Money;
use refill_core::text;
use refill_net::Response;
use serde::Deserialize;
use serde_json::Value;

use crate::wire::{self, Field, Unclear};

/// Longest sentence of a provider that is kept, in characters.
const LONGEST_SENTENCE: usize = 200;

/// An answer to a call with `key`.
pub(crate) struct Answer<'a> {
    /// Who answered.
    pub(crate) provider: &'a ProviderId,
    /// The key of the call, which no text made from the answer may show.
    pub(crate) key: &'a ApiKey,
    /// The answer itself.
    pub(crate) response: Response,
    /// A balance that came along in its headers; every error made from the answer carries it.
    pub(crate) balance: Option<Money>,
}

impl Answer<'_> {
    /// What the status means if it is not one of success. Any 2xx is success (contract 0.2).
    pub(crate) fn refusal(&self) -> Option<ProviderErrorKind> {
        let retry_after = self.response.retry_after(SystemTime::now());
        Some(match self.response.status {
            200..=299 => return None,
            401 | 403 => ProviderErrorKind::KeyRefused,
            402 => ProviderErrorKind::PaymentRequired { cost: None },
            404 => ProviderErrorKind::NotFound,
            429 => ProviderErrorKind::RateLimited { retry_after },
            400..=499 => ProviderErrorKind::Rejected,
            500..=599 => ProviderErrorKind::Server { retry_after },
            _ => ProviderErrorKind::NotUnderstood { what: "the status" },
        })
    }

    /// Reads the body of a successful answer.
    pub(crate) fn read<T>(
        &self,
        understand: impl FnOnce(&str) -> Result<T, Unclear>,
    ) -> Result<T, ProviderError> {
        let unclear = |Unclear(what)| self.error(ProviderErrorKind::NotUnderstood { what });
        let text = wire::document(&self.response.body).map_err(unclear)?;
        if tells_an_error(text) {
            return Err(self.error(ProviderErrorKind::Rejected));
        }
        understand(text).map_err(unclear)
    }

    /// An error of this kind, with the facts of this answer.
    pub(crate) fn error(&self, kind: ProviderErrorKind) -> ProviderError {
        let said = match kind {
            // What was not understood is no sentence to show.
            ProviderErrorKind::NotUnderstood { .. } => None,
            _ => sentence(&self.response.body),
        };
        let facts = ErrorFacts {
            status: Some(self.response.status),
            // One that was cut is no id, and might end with a piece of the key.
            request_id: self
                .response
                .header("x-request-id")
                .filter(|id| !id.ends_with('…'))
                .map(|id| self.harmless(&id)),
            said: said
                .map(|said| self.harmless(&said))
                .filter(|said| !said.is_empty()),
            host: Some(self.response.host()),
            balance: self.balance.clone(),
        };
        ProviderError {
            provider: self.provider.clone(),
            kind,
            facts,
        }
    }

    /// Text of the provider's as one harmless line without the key.
    pub(crate) fn harmless(&self, text: &str) -> String {
        // Made visible first, or invisible characters would hide the key; blanked out before the cut, or
        // a piece of it would be left over.
        let visible = text::clean(text, usize::MAX);
        text::clean(&self.key.redact(&visible), LONGEST_SENTENCE)
    }
}

/// What a provider says in words: plain text, or `detail`, `error` or `message` of a JSON body (contract D,
/// D-a12; contract B for plain text). Nothing of a web page.
pub(crate) fn sentence(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.as_bytes().first()? {
        b'<' => None,
        b'{' | b'[' | b'"' => serde_json::from_str(text).ok().as_ref().and_then(words),
        _ => Some(text.to_owned()),
    }
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(words).collect();
            (!items.is_empty()).then(|| items.join("; "))
        }
        Value::Object(fields) => ["detail", "error", "message", "msg"]
            .iter()
            .find_map(|name| fields.get(*name).and_then(words)),
        _ => None,
    }
}

/// True for an object with an `error` in it, whatever the status said (contract 0.2).
fn tells_an_error(text: &str) -> bool {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Fault {
        error: Field,
    }
    let fault: Fault = wire::object(text).unwrap_or_default();
    !matches!(
        fault.error.json(),
        None | Some("false" | "0" | "\"\"" | "{}" | "[]")
    )
}
