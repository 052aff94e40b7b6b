//! What arrived at the top-up, for audits: whether what is sent again is the same to the byte.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use crate::as_text;
use crate::call::Call;

/// A payment header that came along.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PaymentHeaderSeen {
    /// Its name, in small letters.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A request for a top-up, with or without a payment.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PaymentRequestSeen {
    /// When it arrived, by the sandbox's clock.
    #[serde(with = "as_text")]
    pub at: Timestamp,
    /// Path and query, as they arrived.
    pub target: String,
    /// The key that came along.
    pub key: Option<String>,
    /// Its payment, where it has one.
    pub payment: Option<PaymentHeaderSeen>,
    /// Its body.
    pub body: String,
}

impl PaymentRequestSeen {
    pub(super) fn of(call: &Call, at: Timestamp) -> PaymentRequestSeen {
        PaymentRequestSeen {
            at,
            target: call.target.clone(),
            key: call.bearer.clone(),
            payment: call.payment.first().cloned(),
            body: String::from_utf8_lossy(&call.body).into_owned(),
        }
    }
}

impl fmt::Debug for PaymentHeaderSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaymentHeaderSeen")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PaymentRequestSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without key and payment: a test that prints its requests prints no secret.
        f.debug_struct("PaymentRequestSeen")
            .field("at", &self.at)
            .field("target", &self.target)
            .field("payment", &self.payment)
            .finish_non_exhaustive()
    }
}
