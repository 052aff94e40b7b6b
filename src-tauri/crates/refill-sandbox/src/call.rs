//! A request as the demo providers look at it.

use std::fmt;

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use url::form_urlencoded;

use crate::dria::PaymentHeaderSeen;

/// What a provider needs to know of a request.
pub(crate) struct Call {
    pub(crate) method: String,
    /// Path below the provider's own prefix.
    pub(crate) path: String,
    pub(crate) query: String,
    /// Path and query as they arrived.
    pub(crate) target: String,
    /// The key after `Bearer `.
    pub(crate) bearer: Option<String>,
    /// The key in `X-API-Key`.
    pub(crate) api_key: Option<String>,
    /// The payments that came along, by x402.
    pub(crate) payment: Vec<PaymentHeaderSeen>,
    pub(crate) body: Vec<u8>,
}

impl Call {
    pub(crate) fn new(parts: &Parts, prefix: &str, body: Vec<u8>) -> Call {
        let path = parts.uri.path();
        Call {
            method: parts.method.as_str().to_owned(),
            path: path.strip_prefix(prefix).unwrap_or(path).to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            target: parts.uri.to_string(),
            bearer: text(&parts.headers, header::AUTHORIZATION.as_str())
                .and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned)),
            api_key: text(&parts.headers, "x-api-key"),
            payment: payments(&parts.headers),
            body,
        }
    }

    /// The key that came along, in whichever header.
    pub(crate) fn key(&self) -> Option<&str> {
        self.bearer.as_deref().or(self.api_key.as_deref())
    }

    /// The query parameter `name`, as it stands there.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// The field `name` of a form, decoded: from the body of a POST, else from the query. Empty is not there.
    pub(crate) fn form_field(&self, name: &str) -> Option<String> {
        let fields = match self.method.as_str() {
            "POST" => form_urlencoded::parse(&self.body),
            _ => form_urlencoded::parse(self.query.as_bytes()),
        };
        let mut fields = fields.filter(|(key, value)| key == name && !value.is_empty());
        fields.next().map(|(_, value)| value.into_owned())
    }
}

fn payments(headers: &HeaderMap) -> Vec<PaymentHeaderSeen> {
    let names = ["x-payment", "payment-signature"].into_iter();
    let payments = names.filter_map(|name| {
        Some(PaymentHeaderSeen {
            name: name.to_owned(),
            value: text(headers, name)?,
        })
    });
    payments.collect()
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without keys and body: a test that prints its calls prints no secret.
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
