//! Calls to a provider: where its server is, and what it means when no answer comes.

use std::time::Instant;

use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::ports::Access;
use refill_core::provider::{Descriptor, Server};
use refill_core::server::ServerAddress;
use refill_net::{Get, Http, NetError, NetErrorKind, Post, Response};

use crate::answers::{Answer, Hidden};
use crate::registry::Endpoints;

/// One provider's way out.
pub(crate) struct Client {
    /// Whose it is.
    pub(crate) descriptor: Descriptor,
    http: Http,
    stand_in: Option<ServerAddress>,
    prefix: Option<&'static str>,
}

impl Client {
    pub(crate) fn new(http: &Http, endpoints: &Endpoints, descriptor: Descriptor) -> Client {
        let stand_in = endpoints.get(&descriptor.id).cloned();
        Client {
            descriptor,
            http: http.clone(),
            stand_in,
            prefix: None,
        }
    }

    /// The same, with `path` added to an address that names only a host.
    pub(crate) fn with_prefix(self, path: &'static str) -> Client {
        Client {
            prefix: Some(path),
            ..self
        }
    }

    /// Where calls go: the account's own server, or what stands in for the provider's, or the provider's.
    ///
    /// An account's own server gets the account's key and no other, whatever its row says: the app binds a key
    /// to the server that it was pasted for (architecture, invariant 16).
    pub(crate) fn server(&self, own: Option<&ServerAddress>) -> Result<ServerAddress, ProviderError> {
        let fixed = match self.descriptor.server {
            Server::Entered { .. } => None,
            Server::Fixed(address) => ServerAddress::parse(address).ok(),
        };
        let server = own.or(self.stand_in.as_ref()).or(fixed.as_ref());
        match server {
            Some(server) => Ok(self.below_prefix(server)),
            None => Err(self.error(ProviderErrorKind::Unreachable, None)),
        }
    }

    fn below_prefix(&self, server: &ServerAddress) -> ServerAddress {
        let is_bare = server.join("").path() == "/";
        self.prefix
            .filter(|_| is_bare)
            .and_then(|prefix| ServerAddress::from_url(server.join(prefix)).ok())
            .unwrap_or_else(|| server.clone())
    }

    /// Reads `path` below the server, with the key as a bearer token. The answer may be of any status.
    pub(crate) async fn get<'a>(
        &'a self,
        access: &'a Access,
        path: &str,
    ) -> Result<Answer<'a>, ProviderError> {
        let address = self.server(access.server.as_ref())?.join(path);
        self.ask(
            Get::new(address).bearer(&access.key),
            Hidden::nothing().and_key(&access.key),
        )
        .await
    }

    /// Sends a request that shows `hidden`. The answer may be of any status.
    pub(crate) async fn ask<'a>(
        &'a self,
        request: Result<Get, NetError>,
        hidden: Hidden<'a>,
    ) -> Result<Answer<'a>, ProviderError> {
        let started = Instant::now();
        let outcome = match request {
            Ok(request) => self.http.get(&request).await,
            Err(error) => Err(error),
        };
        self.heard(outcome, started, hidden)
    }

    /// Sends a request that shows `hidden`, once. The answer may be of any status.
    pub(crate) async fn tell<'a>(
        &'a self,
        request: Result<Post, NetError>,
        hidden: Hidden<'a>,
    ) -> Result<Answer<'a>, ProviderError> {
        let started = Instant::now();
        let outcome = match request {
            Ok(request) => self.http.post(&request).await,
            Err(error) => Err(error),
        };
        self.heard(outcome, started, hidden)
    }

    fn heard<'a>(
        &'a self,
        outcome: Result<Response, NetError>,
        started: Instant,
        hidden: Hidden<'a>,
    ) -> Result<Answer<'a>, ProviderError> {
        let provider = &self.descriptor.id;
        let elapsed_ms = started.elapsed().as_millis();
        match outcome {
            Ok(response) => {
                tracing::debug!(%provider, status = response.status, elapsed_ms, "provider answered");
                Ok(Answer {
                    descriptor: &self.descriptor,
                    hidden,
                    response,
                    balance: None,
                })
            }
            Err(error) => {
                tracing::debug!(%provider, kind = %error.kind, elapsed_ms, "provider did not answer");
                Err(self.error(without_answer(error.kind), Some(error.host)))
            }
        }
    }

    /// An error without an answer.
    pub(crate) fn error(&self, kind: ProviderErrorKind, host: Option<String>) -> ProviderError {
        let facts = ErrorFacts {
            host,
            ..ErrorFacts::default()
        };
        ProviderError {
            provider: self.descriptor.id.clone(),
            kind,
            facts,
        }
    }

    /// The error for a request that cannot be written; `what` is what of it.
    pub(crate) fn not_made(&self, what: &'static str) -> ProviderError {
        self.error(ProviderErrorKind::NotUnderstood { what }, None)
    }

    /// The error for what the provider does not have at all.
    pub(crate) fn unsupported(&self) -> ProviderError {
        self.error(ProviderErrorKind::Unsupported, None)
    }
}

fn without_answer(kind: NetErrorKind) -> ProviderErrorKind {
    match kind {
        NetErrorKind::Unreachable => ProviderErrorKind::Unreachable,
        NetErrorKind::Tls => ProviderErrorKind::Tls,
        NetErrorKind::TimedOut => ProviderErrorKind::TimedOut,
        NetErrorKind::Redirected => ProviderErrorKind::Redirected,
        NetErrorKind::TooLarge => ProviderErrorKind::TooLarge,
        NetErrorKind::CutOff => ProviderErrorKind::CutOff,
        NetErrorKind::Insecure => ProviderErrorKind::Insecure,
        NetErrorKind::Garbled => ProviderErrorKind::NotUnderstood { what: "not HTTP" },
        // A key that no header can carry is no key.
        NetErrorKind::InvalidHeader => ProviderErrorKind::KeyRefused,
    }
}
