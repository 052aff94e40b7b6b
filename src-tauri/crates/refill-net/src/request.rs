//! Requests, as callers describe them.

use std::fmt;

use hyper::body::Bytes;
use refill_core::key::ApiKey;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use url::Url;

use crate::error::{NetError, NetErrorKind};
use crate::wiped::{self, NotJson};

/// A request that only reads, so it may be sent again. Its `Debug` shows neither query nor header values.
#[derive(Clone)]
pub struct Get {
    pub(crate) head: Head,
}

impl Get {
    /// Reads `url`.
    pub fn new(url: Url) -> Get {
        Get { head: Head::new(url) }
    }

    /// Shows `key` as `Authorization: Bearer …`.
    ///
    /// # Errors
    /// `InvalidHeader` when no header can carry the key.
    pub fn bearer(mut self, key: &ApiKey) -> Result<Get, NetError> {
        self.head.bearer(key)?;
        Ok(self)
    }

    /// Shows `key` as the header `name`.
    ///
    /// # Errors
    /// `InvalidHeader` when `name` is no name of a header, or no header can carry the key.
    pub fn key_header(mut self, name: &'static str, key: &ApiKey) -> Result<Get, NetError> {
        let invalid = |_| NetError::new(NetErrorKind::InvalidHeader, &self.head.url);
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(invalid)?;
        // The request header is where the key belongs.
        self.head.secret(name, key.expose_secret())?;
        Ok(self)
    }
}

/// A request that does something, so it is sent once and has no `Clone`. Its `Debug` shows neither body nor
/// query nor header values.
pub struct Post {
    pub(crate) head: Head,
    pub(crate) body: Bytes,
}

impl Post {
    /// Sends `body` as JSON to `url`. The text is zeroed when the request is dropped and sent.
    ///
    /// # Errors
    /// [`NotJson`] when `body` cannot be written so, for example a map with other names than text.
    pub fn json<T: Serialize + ?Sized>(url: Url, body: &T) -> Result<Post, NotJson> {
        let mut head = Head::new(url);
        let json = HeaderValue::from_static("application/json");
        head.headers.insert(CONTENT_TYPE, json);
        Ok(Post {
            head,
            body: wiped::json(body)?,
        })
    }

    /// Shows `key` as `Authorization: Bearer …`.
    ///
    /// # Errors
    /// `InvalidHeader` when no header can carry the key.
    pub fn bearer(mut self, key: &ApiKey) -> Result<Post, NetError> {
        self.head.bearer(key)?;
        Ok(self)
    }
}

/// Where a request goes and what it shows there.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
}

impl Head {
    fn new(url: Url) -> Head {
        Head {
            url,
            headers: HeaderMap::new(),
        }
    }

    fn bearer(&mut self, key: &ApiKey) -> Result<(), NetError> {
        // The request header is where the key belongs.
        let value = format!("Bearer {}", key.expose_secret());
        self.secret(AUTHORIZATION, &value)
    }

    fn secret(&mut self, name: HeaderName, value: &str) -> Result<(), NetError> {
        let invalid = |_| NetError::new(NetErrorKind::InvalidHeader, &self.url);
        let mut value = HeaderValue::from_str(value).map_err(invalid)?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(())
    }

    fn show(&self, method: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(method)
            .field("host", &self.url.host_str())
            .field("path", &self.url.path())
            .field("headers", &self.headers.keys())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Get {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head.show("Get", f)
    }
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head.show("Post", f)
    }
}
