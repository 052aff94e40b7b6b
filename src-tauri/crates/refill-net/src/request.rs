//! Requests, as callers describe them.

use std::fmt;

use hyper::body::Bytes;
use refill_core::key::ApiKey;
use reqwest::Method;
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
        self.head.key_header(name, key)?;
        Ok(self)
    }
}

/// A request that does something, so it is sent once and has no `Clone`: a POST, a PATCH or a DELETE. Its `Debug`
/// shows neither body nor query nor header values.
pub struct Post {
    pub(crate) method: Method,
    pub(crate) head: Head,
    pub(crate) body: Bytes,
}

impl Post {
    /// POST of `body` as JSON to `url`. The text is zeroed when the request is dropped and sent.
    ///
    /// # Errors
    /// [`NotJson`] when `body` cannot be written so, for example a map with other names than text.
    pub fn json<T: Serialize + ?Sized>(url: Url, body: &T) -> Result<Post, NotJson> {
        Post::empty(url).with_json(body)
    }

    /// POST of `body`, which is JSON already and is sent to the byte, to `url`.
    pub fn raw_json(url: Url, body: String) -> Post {
        let mut post = Post::empty(url);
        post.body = Bytes::from(body);
        post.head.is_json();
        post
    }

    /// POST without a body to `url`.
    pub fn empty(url: Url) -> Post {
        Post::new(Method::POST, url)
    }

    /// PATCH of `url` with `body` as JSON.
    ///
    /// # Errors
    /// As [`Post::json`].
    pub fn patch<T: Serialize + ?Sized>(url: Url, body: &T) -> Result<Post, NotJson> {
        Post::new(Method::PATCH, url).with_json(body)
    }

    /// DELETE of `url`, without a body.
    pub fn delete(url: Url) -> Post {
        Post::new(Method::DELETE, url)
    }

    /// With `body` as JSON, for a DELETE that needs one.
    ///
    /// # Errors
    /// As [`Post::json`].
    pub fn with_json<T: Serialize + ?Sized>(mut self, body: &T) -> Result<Post, NotJson> {
        self.body = wiped::json(body)?;
        self.head.is_json();
        Ok(self)
    }

    /// With the header `name`, whose value is sent to the byte. Keys go by [`Post::bearer`] and [`Post::key_header`]; a
    /// payment is hidden as they are.
    ///
    /// # Errors
    /// `InvalidHeader` when `name` is no name of a header, or no header can carry the value.
    pub fn header(mut self, name: &str, value: &str) -> Result<Post, NetError> {
        let name = self.head.name(name)?;
        self.head.secret(name, value)?;
        Ok(self)
    }

    /// Shows `key` as `Authorization: Bearer …`.
    ///
    /// # Errors
    /// `InvalidHeader` when no header can carry the key.
    pub fn bearer(mut self, key: &ApiKey) -> Result<Post, NetError> {
        self.head.bearer(key)?;
        Ok(self)
    }

    /// Shows `key` as the header `name`.
    ///
    /// # Errors
    /// `InvalidHeader` when `name` is no name of a header, or no header can carry the key.
    pub fn key_header(mut self, name: &'static str, key: &ApiKey) -> Result<Post, NetError> {
        self.head.key_header(name, key)?;
        Ok(self)
    }

    fn new(method: Method, url: Url) -> Post {
        Post {
            method,
            head: Head::new(url),
            body: Bytes::new(),
        }
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

    fn key_header(&mut self, name: &'static str, key: &ApiKey) -> Result<(), NetError> {
        let name = self.name(name)?;
        // The request header is where the key belongs.
        self.secret(name, key.expose_secret())
    }

    fn name(&self, name: &str) -> Result<HeaderName, NetError> {
        let invalid = |_| NetError::new(NetErrorKind::InvalidHeader, &self.url);
        HeaderName::from_bytes(name.as_bytes()).map_err(invalid)
    }

    fn is_json(&mut self) {
        let json = HeaderValue::from_static("application/json");
        self.headers.insert(CONTENT_TYPE, json);
    }

    fn secret(&mut self, name: HeaderName, value: &str) -> Result<(), NetError> {
        let invalid = |_| NetError::new(NetErrorKind::InvalidHeader, &self.url);
        let mut value = HeaderValue::from_str(value).map_err(invalid)?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(())
    }

    fn show(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
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
        let name = match self.method {
            Method::PATCH => "Patch",
            Method::DELETE => "Delete",
            _ => "Post",
        };
        self.head.show(name, f)
    }
}
