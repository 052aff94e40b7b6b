//! Requests, as callers describe them.

use std::fmt;

use refill_core::key::ApiKey;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use crate::error::{NetError, NetErrorKind};

/// A request that only reads, so it may be sent again. Its `Debug` shows neither query nor header values.
#[derive(Clone)]
pub struct Get {
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
}

impl Get {
    /// Reads `url`.
    pub fn new(url: Url) -> Get {
        Get {
            url,
            headers: HeaderMap::new(),
        }
    }

    /// Shows `key` as `Authorization: Bearer …`.
    ///
    /// # Errors
    /// `InvalidHeader` when no header can carry the key.
    pub fn bearer(self, key: &ApiKey) -> Result<Get, NetError> {
        // The request header is where the key belongs.
        let value = format!("Bearer {}", key.expose_secret());
        self.secret(AUTHORIZATION, &value)
    }

    /// Shows `key` as the header `name`.
    ///
    /// # Errors
    /// `InvalidHeader` when `name` is no name of a header, or no header can carry the key.
    pub fn key_header(self, name: &'static str, key: &ApiKey) -> Result<Get, NetError> {
        let invalid = |_| NetError::new(NetErrorKind::InvalidHeader, &self.url);
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(invalid)?;
        // The request header is where the key belongs.
        self.secret(name, key.expose_secret())
    }

    fn secret(mut self, name: HeaderName, value: &str) -> Result<Get, NetError> {
        let invalid = |_| NetError::new(NetErrorKind::InvalidHeader, &self.url);
        let mut value = HeaderValue::from_str(value).map_err(invalid)?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(self)
    }
}

impl fmt::Debug for Get {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Get")
            .field("host", &self.url.host_str())
            .field("path", &self.url.path())
            .field("headers", &self.headers.keys())
            .finish_non_exhaustive()
    }
}
