//! Calls to a provider: where its server is, and what it means when no answer comes.

use std::time::Instant;

use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::key::ApiKey;
use refill_core::ports::Access;
use refill_core::provider::{Descriptor, Server};
use refill_core::server::ServerAddress;
use refill_net::{Get, Http, NetError, NetErrorKind};

use crate::answers::Answer;
use crate::registry::Endpoints;

/// One provider's way out.
pub(crate) struct Client {
    /// Whose it is.
    pub(crate) descriptor: Descriptor,
    http: Http,
    stand_in: Option<ServerAddress>,
}

impl Client {
    pub(crate) fn new(http: &Http, endpoints: &Endpoints, descriptor: Descriptor) -> Client {
        let stand_in = endpoints.get(&descriptor.id).cloned();
        Client {
            descriptor,
            http: http.clone(),
            stand_in,
        }
    }

    /// Where the call goes. An account's own server counts only where the provider has no fixed one: a row
    /// that names another server must not lead a key astray.
    pub(crate) fn server(&self, access: &Access) -> Result<ServerAddress, ProviderError> {
        match self.descriptor.server {
            Server::Entered { .. } => access.server.clone(),
            Server::Fixed(address) => self
                .stand_in
                .clone()
                .or_else(|| ServerAddress::parse(address).ok()),
        }
        .ok_or_else(|| self.error(ProviderErrorKind::Unreachable, None))
    }

    /// Sends a request that shows `key`. The answer may be of any status.
    pub(crate) async fn ask<'a>(
        &'a self,
        request: Result<Get, NetError>,
        key: &'a ApiKey,
    ) -> Result<Answer<'a>, ProviderError> {
        let provider = &self.descriptor.id;
        let started = Instant::now();
        let outcome = match request {
            Ok(request) => self.http.get(&request).await,
            Err(error) => Err(error),
        };
        let elapsed_ms = started.elapsed().as_millis();
        match outcome {
            Ok(response) => {
                tracing::debug!(%provider, status = response.status, elapsed_ms, "provider answered");
                Ok(Answer {
                    provider,
                    key,
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
