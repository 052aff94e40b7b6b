//! The server that sells: asks it for its offer, and brings it the payment.
//!
//! Nothing of what it writes goes into an error, a log or a state: a 402 is read into a plan or a reason of ours, and
//! the answer to a payment into a word of ours.

mod reply;

use std::time::SystemTime;

use async_trait::async_trait;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use jiff::Timestamp;
use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::ids::ProviderId;
use refill_core::key::ApiKey;
use refill_core::ports::{Answer, NotOffered, Offer, Seller, Wanted};
use refill_core::x402::{Attempt, Plan, Protocol, Refusal, Signature, SignedRequest};
use refill_net::{Http, NetError, NetErrorKind, Post, Response};

use crate::{accept, v1, v2};

/// Longest offer that is read, in bytes. Real ones have under 2,000.
const LONGEST_OFFER: usize = 64 * 1024;

/// The server side of x402.
pub struct X402Seller {
    http: Http,
}

impl X402Seller {
    /// Speaks through `http`, which waits for an answer as long as a settlement may take: two minutes at least
    /// (contract F5).
    pub fn new(http: &Http) -> X402Seller {
        X402Seller { http: http.clone() }
    }

    async fn ask(&self, wanted: &Wanted, key: &ApiKey) -> Result<Response, NetError> {
        let request = &wanted.request;
        let post = Post::raw_json(request.url.clone(), request.body.clone()).bearer(key)?;
        self.http.post(&post).await
    }

    async fn bring(&self, plan: &Plan, signed: &SignedRequest, key: &ApiKey) -> Result<Response, NetError> {
        let post = Post::raw_json(plan.url.clone(), plan.body.clone());
        let post = post.header(&signed.header, &signed.value)?.bearer(key)?;
        self.http.post(&post).await
    }
}

#[async_trait]
impl Seller for X402Seller {
    async fn quote(&self, wanted: &Wanted, provider: &ProviderId, key: &ApiKey) -> Result<Offer, NotOffered> {
        let response = self.ask(wanted, key).await;
        let response = response.map_err(|error| without_answer(error, provider))?;
        if response.status != 402 {
            return Err(not_asked(&response, provider));
        }
        let server_time = response.date().and_then(|it| Timestamp::try_from(it).ok());
        let plan = read(&response, wanted)?;
        Ok(Offer { plan, server_time })
    }

    fn request(&self, attempt: &Attempt, signature: &Signature) -> SignedRequest {
        let (header, json) = match attempt.plan.protocol {
            Protocol::V1 => (v1::PAYMENT, v1::payment(attempt, signature)),
            Protocol::V2 => (v2::PAYMENT, v2::payment(attempt, signature)),
        };
        SignedRequest {
            signature: *signature,
            header: header.to_owned(),
            value: BASE64_STANDARD.encode(json),
        }
    }

    async fn send(&self, attempt: &Attempt, signed: &SignedRequest, key: &ApiKey) -> Answer {
        match self.bring(&attempt.plan, signed, key).await {
            Ok(response) => reply::judge(attempt.plan.protocol, &response),
            Err(error) => Answer::Unclear(reply::word(error.kind)),
        }
    }
}

/// Which version it is, shows the header (contract F2, "Detection").
fn read(response: &Response, wanted: &Wanted) -> Result<Plan, NotOffered> {
    if response.body.len() > LONGEST_OFFER {
        return Err(Refusal::TooLarge.into());
    }
    if !response.has_header(v2::OFFER) {
        return accept::accept(&v1::offered(&response.body)?, wanted);
    }
    let header = response.long_header(v2::OFFER, LONGEST_OFFER);
    let json = v2::decoded(&header.ok_or(Refusal::HeaderForm)?)?;
    accept::accept(&v2::offered(&json)?, wanted)
}

/// An answer that asks for no payment.
fn not_asked(response: &Response, provider: &ProviderId) -> NotOffered {
    let retry_after = response.retry_after(SystemTime::now());
    let kind = match response.status {
        200..=299 => return Refusal::NotAsked.into(),
        401 | 403 => ProviderErrorKind::KeyRefused,
        404 => ProviderErrorKind::NotFound,
        410 => ProviderErrorKind::Gone,
        429 => ProviderErrorKind::RateLimited { retry_after },
        400..=499 => ProviderErrorKind::Rejected,
        500..=599 => ProviderErrorKind::Server { retry_after },
        _ => ProviderErrorKind::NotUnderstood { what: "the status" },
    };
    let facts = ErrorFacts {
        status: Some(response.status),
        host: Some(response.host()),
        ..ErrorFacts::default()
    };
    no_answer(provider, kind, facts)
}

/// What a server did to the request is a reason of ours; that it cannot be reached now is none.
fn without_answer(error: NetError, provider: &ProviderId) -> NotOffered {
    let kind = match error.kind {
        NetErrorKind::Redirected => return Refusal::Redirected.into(),
        NetErrorKind::TooLarge => return Refusal::TooLarge.into(),
        NetErrorKind::Garbled => return Refusal::Garbled.into(),
        NetErrorKind::Insecure => return Refusal::Insecure.into(),
        NetErrorKind::Unreachable => ProviderErrorKind::Unreachable,
        NetErrorKind::Tls => ProviderErrorKind::Tls,
        NetErrorKind::TimedOut => ProviderErrorKind::TimedOut,
        NetErrorKind::CutOff => ProviderErrorKind::CutOff,
        NetErrorKind::InvalidHeader => ProviderErrorKind::KeyRefused,
    };
    let facts = ErrorFacts {
        host: Some(error.host),
        ..ErrorFacts::default()
    };
    no_answer(provider, kind, facts)
}

fn no_answer(provider: &ProviderId, kind: ProviderErrorKind, facts: ErrorFacts) -> NotOffered {
    NotOffered::NoAnswer(Box::new(ProviderError {
        provider: provider.clone(),
        kind,
        facts,
    }))
}
