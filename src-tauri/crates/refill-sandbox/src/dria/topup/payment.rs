//! A payment as it arrives.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use refill_core::x402::{Address, Nonce, Signature};
use serde_json::Value;

use crate::chain::{Authorization, SignedAuthorization};

/// What stands in a payment header.
pub(super) struct Payment {
    /// All of it.
    header: Value,
    signed: Result<SignedAuthorization, &'static str>,
}

impl Payment {
    /// Reads a header; `None` where it is no Base64 of a JSON object.
    pub(super) fn read(header: &str) -> Option<Payment> {
        let json = BASE64_STANDARD.decode(header).ok()?;
        let header: Value = serde_json::from_slice(&json).ok()?;
        header.as_object()?;
        let signed = signed(&header);
        Some(Payment { header, signed })
    }

    pub(super) fn field(&self, name: &str) -> &Value {
        self.header.get(name).unwrap_or(&Value::Null)
    }

    /// What was signed, or the reason for which it cannot be read.
    pub(super) fn signed(&self) -> Result<&SignedAuthorization, &'static str> {
        self.signed.as_ref().map_err(|reason| *reason)
    }

    pub(super) fn authorization(&self) -> Option<&Authorization> {
        self.signed.as_ref().ok().map(|signed| &signed.authorization)
    }

    pub(super) fn payer(&self) -> Option<Address> {
        self.authorization().map(|authorization| authorization.from)
    }
}

fn signed(header: &Value) -> Result<SignedAuthorization, &'static str> {
    let payload = header.get("payload").unwrap_or(&Value::Null);
    let authorization = payload.get("authorization").and_then(authorization);
    let authorization = authorization.ok_or("invalid_payload")?;
    let signature = payload.get("signature").and_then(Value::as_str);
    let signature = signature.ok_or("invalid_payload")?;
    // 65 bytes are an owner's; more come from a wallet that is a contract, and there is none on this chain.
    if signature.len() > 2 + 2 * 65 {
        return Err("invalid_exact_evm_payload_undeployed_smart_wallet");
    }
    let wrong = "invalid_exact_evm_payload_signature";
    let signature = Signature::parse(signature).map_err(|_| wrong)?;
    let signed = SignedAuthorization::new(authorization, &signature);
    let is_the_payers = signed.signer == Some(signed.authorization.from);
    is_the_payers.then_some(signed).ok_or(wrong)
}

fn authorization(fields: &Value) -> Option<Authorization> {
    let text = |name: &str| fields.get(name)?.as_str();
    Some(Authorization {
        from: Address::parse(text("from")?).ok()?,
        to: Address::parse(text("to")?).ok()?,
        value: number(text("value")?)?,
        valid_after: number(text("validAfter")?)?,
        valid_before: number(text("validBefore")?)?,
        nonce: Nonce::parse(text("nonce")?).ok()?,
    })
}

/// A number in decimal digits and nothing else.
fn number(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}
