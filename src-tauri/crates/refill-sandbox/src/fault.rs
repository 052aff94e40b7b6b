//! What can go wrong on purpose.

use refill_core::ids::ProviderId;
use serde::{Deserialize, Serialize};

use crate::call::Call;

/// Which requests go wrong, how, and how often.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FaultRule {
    /// Id of the provider.
    pub provider: String,
    /// Only requests with this key; `None` for all of them.
    #[serde(default)]
    pub key: Option<String>,
    /// Only paths that end in this, for example `credits/history`; `None` for all of them.
    #[serde(default)]
    pub path: Option<String>,
    /// For the next so many requests; `None` until the faults are cleared.
    #[serde(default)]
    pub times: Option<u32>,
    /// What goes wrong.
    pub fault: Fault,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// An error in the provider's own form.
    Status {
        /// The HTTP status.
        status: u16,
        /// The `Retry-After` header as it stands there: seconds, a date, or nonsense.
        #[serde(default)]
        retry_after: Option<String>,
        /// The provider's sentence, instead of its usual one.
        #[serde(default)]
        text: Option<String>,
    },
    /// 402 of the Web3 API, in one of the forms that its numbers may take.
    Insufficient {
        /// Where the numbers stand.
        form: InsufficientForm,
        /// What the call would have cost.
        cost: i64,
        /// What is there.
        balance: i64,
    },
    /// An error whose text repeats the key that was sent, as careless servers do.
    EchoedKey {
        /// The HTTP status.
        status: u16,
    },
    /// The right answer, late.
    Delay {
        /// How late.
        millis: u64,
    },
    /// No answer at all; the connection stays open until the client or the sandbox ends.
    Hang,
    /// The right head and length, but the connection breaks in the middle of the body.
    CutBody,
    /// A body that a client must not read to its end.
    HugeBody {
        /// How large, in bytes.
        bytes: u64,
        /// Whether `Content-Length` says so beforehand.
        declared: bool,
    },
    /// One field of the answer is off (of a list: in its first row).
    Field {
        /// Name of the field.
        field: String,
        /// How it is off.
        value: FieldFault,
    },
    /// 200 with a web page, as captive portals send.
    Html,
    /// Any body at all.
    Raw {
        /// The HTTP status.
        status: u16,
        /// The `Content-Type`.
        content_type: String,
        /// The body.
        body: String,
    },
    /// A redirect.
    Redirect {
        /// The HTTP status, for example 302 or 307.
        status: u16,
        /// The `Location`.
        to: String,
    },
    /// The right list, wrapped in an object (contract D-a5).
    Envelope {
        /// Name of the list inside: `items`, `data`, `results`, `history` or `transactions`.
        list: String,
    },
    /// The right answer without the headers that tell credits and the request's id.
    NoCreditHeaders,
}

/// How a field is off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldFault {
    /// Not there.
    Missing,
    /// `null`.
    Null,
    /// A number as text: `"950"`. A text field becomes a number.
    AsText,
    /// An object where a plain value belongs.
    WrongType,
    /// Below zero.
    Negative,
    /// A number of 19 digits, which floating point cannot hold.
    NineteenDigits,
    /// This JSON text.
    Literal(String),
}

/// Where the numbers of a 402 stand (contract D-a11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InsufficientForm {
    /// Beside `detail`.
    Beside,
    /// In an object under `detail`.
    Nested,
    /// In the words of `detail`.
    InText,
}

impl FaultRule {
    /// A rule for every request to `provider`, until the faults are cleared.
    pub fn new(provider: &ProviderId, fault: Fault) -> FaultRule {
        FaultRule {
            provider: provider.as_str().to_owned(),
            key: None,
            path: None,
            times: None,
            fault,
        }
    }

    /// Only for requests with this key.
    #[must_use]
    pub fn for_key(mut self, key: &str) -> FaultRule {
        self.key = Some(key.to_owned());
        self
    }

    /// Only for paths that end in `path`.
    #[must_use]
    pub fn at(mut self, path: &str) -> FaultRule {
        self.path = Some(path.to_owned());
        self
    }

    /// Only for the next `count` requests.
    #[must_use]
    pub fn times(mut self, count: u32) -> FaultRule {
        self.times = Some(count);
        self
    }

    pub(crate) fn fits(&self, provider: &ProviderId, call: &Call) -> bool {
        self.provider == provider.as_str()
            && self.key.as_deref().is_none_or(|key| call.key() == Some(key))
            && self.path.as_deref().is_none_or(|end| call.path.ends_with(end))
    }
}

impl Fault {
    /// An error status in the provider's own form.
    pub fn status(status: u16) -> Fault {
        Fault::Status {
            status,
            retry_after: None,
            text: None,
        }
    }

    /// One field that is off.
    pub fn field(field: &str, value: FieldFault) -> Fault {
        Fault::Field {
            field: field.to_owned(),
            value,
        }
    }
}
