//! The offer, in both versions of x402 (contract F1 and F2).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use refill_core::x402::{Address, Hash};
use serde_json::{Value, json};

use super::PATH;
use crate::answer::{Answer, Content};
use crate::chain::{NAME, TOKEN, VERSION};
use crate::json::Json;
use crate::world::World;

/// How long a payment may be valid, in seconds.
const TIMEOUT: u32 = 300;

/// Which version of x402 is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V1,
    V2,
}

impl Version {
    pub(super) fn number(self) -> u64 {
        match self {
            Version::V1 => 1,
            Version::V2 => 2,
        }
    }

    pub(super) fn network(self) -> &'static str {
        match self {
            Version::V1 => "base",
            Version::V2 => "eip155:8453",
        }
    }

    pub(super) fn has_header(self, name: &str) -> bool {
        let own = match self {
            Version::V1 => "x-payment",
            Version::V2 => "payment-signature",
        };
        name.eq_ignore_ascii_case(own)
    }

    pub(super) fn response_header(self) -> &'static str {
        match self {
            Version::V1 => "x-payment-response",
            Version::V2 => "payment-response",
        }
    }
}

/// What the seller wants.
pub(super) struct Offer {
    pub(super) version: Version,
    pub(super) payee: Address,
    /// In millionths of a USDC.
    pub(super) value: u64,
    resource: String,
}

impl Offer {
    pub(super) fn new(world: &World, amount: u32) -> Offer {
        Offer {
            version: world.top_ups.version,
            payee: world.top_ups.payee,
            value: u64::from(amount) * 1_000_000,
            resource: format!("{}/dria{PATH}", world.origin),
        }
    }

    /// What is to be paid.
    pub(super) fn requirement(&self) -> Value {
        let (payee, value) = (self.payee.to_string(), self.value.to_string());
        let (network, asset) = (self.version.network(), TOKEN.to_string());
        let extra = json!({"name": NAME, "version": VERSION});
        match self.version {
            // As documented: the resource is a path, and there is neither a description nor a type.
            Version::V1 => json!({
                "scheme": "exact", "network": network, "maxAmountRequired": value, "resource": PATH,
                "payTo": payee, "maxTimeoutSeconds": TIMEOUT, "asset": asset, "extra": extra,
            }),
            Version::V2 => json!({
                "scheme": "exact", "network": network, "amount": value, "payTo": payee,
                "maxTimeoutSeconds": TIMEOUT, "asset": asset, "extra": extra,
            }),
        }
    }

    /// 402 with the offer, and why it is made again.
    pub(super) fn answer(&self, reason: Option<&str>) -> Answer {
        let mut offer = json!({"x402Version": self.version.number(), "accepts": [self.requirement()]});
        if let Some(reason) = reason {
            offer["error"] = Value::from(reason);
        }
        match self.version {
            Version::V1 => Answer::json(402, Json::Literal(offer.to_string())),
            Version::V2 => {
                offer["resource"] = json!({"url": self.resource});
                in_header(&offer.to_string())
            }
        }
    }

    /// 402 with an offer that somebody else wrote.
    pub(super) fn verbatim(&self, offer: String) -> Answer {
        let body = Content::Raw {
            content_type: "application/json".to_owned(),
            body: offer,
        };
        match (self.version, body) {
            (Version::V2, Content::Raw { body, .. }) => in_header(&body),
            (_, body) => Answer::new(402, body),
        }
    }

    /// 402 because the facilitator says so; with the transaction where there is one.
    pub(super) fn refusal(&self, reason: &str, transaction: Option<Hash>) -> Answer {
        let response = json!({
            "success": false,
            "errorReason": reason,
            "transaction": transaction.map(|hash| hash.to_string()).unwrap_or_default(),
            "network": self.version.network(),
        });
        self.answer(Some(reason))
            .with_header(self.version.response_header(), packed(&response))
    }
}

fn in_header(offer: &str) -> Answer {
    Answer::json(402, Json::object([])).with_header("payment-required", BASE64_STANDARD.encode(offer))
}

/// A value as it stands in a header.
pub(super) fn packed(value: &Value) -> String {
    BASE64_STANDARD.encode(value.to_string())
}
