//! A request as the demo providers look at it.

use std::fmt;

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

/// What a provider needs to know of a request.
pub(crate) struct Call {
    pub(crate) method: String,
    /// Path below the provider's own prefix.
    pub(crate) path: String,
    pub(crate) query: String,
    /// The key after `Bearer `.
    pub(crate) bearer: Option<String>,
    /// The key in `X-API-Key`.
    pub(crate) api_key: Option<String>,
}

impl Call {
    pub(crate) fn new(parts: &Parts, prefix: &str) -> Call {
        let path = parts.uri.path();
        Call {
            method: parts.method.as_str().to_owned(),
            path: path.strip_prefix(prefix).unwrap_or(path).to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            bearer: text(&parts.headers, header::AUTHORIZATION.as_str())
                .and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned)),
            api_key: text(&parts.headers, "x-api-key"),
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
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the keys: a test that prints its calls prints no key.
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
