//! x402 version 2 (contract F2): the offer in `PAYMENT-REQUIRED`, the payment in `PAYMENT-SIGNATURE`, both JSON in
//! Base64.
//!
//! The chosen requirement and the resource go back as they came, to the byte.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use refill_core::x402::{Attempt, Protocol, Refusal, Signature};

use crate::accept::{Offered, requirements};
use crate::json::{NoObject, Object};
use crate::v1;

/// The header of an offer.
pub(crate) const OFFER: &str = "PAYMENT-REQUIRED";

/// The header of a payment.
pub(crate) const PAYMENT: &str = "PAYMENT-SIGNATURE";

/// The header of the reply to one.
pub(crate) const REPLY: &str = "PAYMENT-RESPONSE";

/// The JSON in a header.
pub(crate) fn decoded(header: &str) -> Result<String, Refusal> {
    let bytes = BASE64_STANDARD.decode(header).map_err(|_| Refusal::HeaderForm)?;
    String::from_utf8(bytes).map_err(|_| Refusal::HeaderForm)
}

/// Reads the offer in the JSON of a header.
pub(crate) fn offered(json: &str) -> Result<Offered<'_>, Refusal> {
    let offer = Object::read(json).map_err(|not| match not {
        NoObject::NotJson => Refusal::HeaderForm,
        NoObject::OtherKind => Refusal::NoOffer,
        NoObject::Duplicate => Refusal::DuplicateField,
    })?;
    match offer.raw("x402Version") {
        Some("2") => Ok(Offered {
            protocol: Protocol::V2,
            resource: offer.raw("resource"),
            requirements: requirements(&offer)?,
        }),
        Some(_) => Err(Refusal::VersionUnknown),
        None => Err(Refusal::NoOffer),
    }
}

/// The JSON of a payment.
pub(crate) fn payment(attempt: &Attempt, signature: &Signature) -> String {
    let plan = &attempt.plan;
    let resource = plan.resource.as_ref();
    let resource = resource.map_or_else(String::new, |json| format!(r#""resource":{json},"#));
    // A plan of this version has it; without it the server refuses, and nothing is settled.
    let accepted = plan.accepted.as_deref().unwrap_or("null");
    let payload = v1::payload(attempt, signature);
    format!(r#"{{"x402Version":2,{resource}"accepted":{accepted},"payload":{payload}}}"#)
}
