//! One JSON-RPC call to one endpoint.

use refill_core::ports::ChainError;
use refill_net::{Http, NetErrorKind, Post};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use url::Url;

/// The longest answer that is read, in bytes: a block with the hashes of some thousand transactions.
const LONGEST: usize = 1024 * 1024;

/// The number of every call: each has a request of its own.
const CALL: u64 = 1;

/// Where calls go.
#[derive(Clone, Debug)]
pub(super) struct Rpc {
    http: Http,
    url: Url,
}

/// What comes back. An `error` counts whatever stands beside it.
#[derive(Deserialize)]
struct Answer<T> {
    id: Option<u64>,
    result: Option<T>,
    error: Option<IgnoredAny>,
}

impl Rpc {
    pub(super) fn new(http: &Http, url: &Url) -> Rpc {
        Rpc {
            http: http.clone(),
            url: url.clone(),
        }
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// Host and, where it is not the scheme's own, port. The rest of an address may hold a key.
    pub(super) fn host(&self) -> String {
        let name = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        }
    }

    /// What the endpoint says; `None` where it has nothing of the kind or refuses to say.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        method: &'static str,
        params: Value,
    ) -> Result<Option<T>, ChainError> {
        let call = json!({ "jsonrpc": "2.0", "id": CALL, "method": method, "params": params });
        let post = Post::json(self.url.clone(), &call).map_err(|_| ChainError::NotUnderstood)?;
        let answer = self.http.post(&post).await.map_err(|error| match error.kind {
            NetErrorKind::TooLarge | NetErrorKind::Garbled => ChainError::NotUnderstood,
            _ => ChainError::Unreachable,
        })?;
        if answer.body.len() > LONGEST {
            return Err(ChainError::NotUnderstood);
        }
        match serde_json::from_slice::<Answer<T>>(&answer.body) {
            Ok(Answer { error: Some(_), .. } | Answer { result: None, .. }) => Ok(None),
            Ok(answer) if answer.id != Some(CALL) => Err(ChainError::NotUnderstood),
            Ok(answer) => Ok(answer.result),
            // A page that says "too many requests", for example.
            Err(_) if !(200..300).contains(&answer.status) => Err(ChainError::Unreachable),
            Err(_) => Err(ChainError::NotUnderstood),
        }
    }

    /// The same where an endpoint that does not say is of no use.
    pub(super) async fn need<T: DeserializeOwned>(
        &self,
        method: &'static str,
        params: Value,
    ) -> Result<T, ChainError> {
        self.ask(method, params).await?.ok_or(ChainError::Unreachable)
    }
}
