//! x402 version 1, as Dria speaks it (contract F1 and B): the offer in the body of the 402, the payment in
//! `X-PAYMENT`.
//!
//! `error`, `description` and `mimeType` may be missing, and `resource` may be a path: none of them is used.

use refill_core::x402::{Attempt, Protocol, Refusal, Signature};
use serde_json::Value;

use crate::accept::{Offered, requirements};
use crate::json::{NoObject, Object};

/// The header of a payment.
pub(crate) const PAYMENT: &str = "X-PAYMENT";

/// The header of the reply to one.
pub(crate) const REPLY: &str = "X-PAYMENT-RESPONSE";

/// Reads the offer in a body.
pub(crate) fn offered(body: &[u8]) -> Result<Offered<'_>, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::NotJson)?;
    let offer = Object::read(text).map_err(|not| match not {
        NoObject::NotJson => Refusal::NotJson,
        NoObject::OtherKind => Refusal::NoOffer,
        NoObject::Duplicate => Refusal::DuplicateField,
    })?;
    match offer.raw("x402Version") {
        Some("1") => Ok(Offered {
            protocol: Protocol::V1,
            resource: None,
            requirements: requirements(&offer)?,
        }),
        Some(_) => Err(Refusal::VersionUnknown),
        None => Err(Refusal::NoOffer),
    }
}

/// The JSON of a payment, its fields in the order of the contract's golden vector.
pub(crate) fn payment(attempt: &Attempt, signature: &Signature) -> String {
    let network = Value::from(attempt.plan.network.as_str());
    let payload = payload(attempt, signature);
    format!(r#"{{"x402Version":1,"scheme":"exact","network":{network},"payload":{payload}}}"#)
}

/// What both versions send: nothing in it but digits and hexadecimal digits, so that nothing is to be escaped.
pub(crate) fn payload(attempt: &Attempt, signature: &Signature) -> String {
    let signed = &attempt.authorization;
    let authorization = format!(
        r#"{{"from":"{}","to":"{}","value":"{}","validAfter":"{}","validBefore":"{}","nonce":"{}"}}"#,
        signed.from, signed.to, signed.value, signed.valid_after, signed.valid_before, signed.nonce
    );
    format!(r#"{{"signature":"{signature}","authorization":{authorization}}}"#)
}
