//! What was asked, for assertions.

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};

/// Requests that are remembered; older ones are forgotten, so that demo mode does not grow.
pub(crate) const LONGEST_LOG: usize = 10_000;

/// A request that arrived. Which credential came along is told, the credential itself never.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestSeen {
    /// Id of the provider whose address was asked; empty for any other address.
    pub provider: String,
    /// The method, for example `GET`.
    pub method: String,
    /// The whole path, without the query.
    pub path: String,
    /// The query, without the question mark.
    pub query: String,
    /// An `Authorization` header was there.
    pub has_authorization: bool,
    /// An `X-API-Key` header was there.
    pub has_api_key: bool,
    /// A `Cookie` header was there.
    pub has_cookie: bool,
    /// The key that came along belongs to an account.
    pub is_known_key: bool,
    /// The client's name for itself.
    pub user_agent: Option<String>,
}

pub(crate) fn has(headers: &HeaderMap, name: &str) -> bool {
    headers.contains_key(name)
}

/// An account as the control shows it: without its key.
#[derive(Serialize)]
pub(crate) struct AccountSeen {
    pub(crate) provider: String,
    pub(crate) balance: i64,
    pub(crate) rows: usize,
    pub(crate) is_revoked: bool,
}
