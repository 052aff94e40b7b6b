//! What can go wrong on purpose.

use refill_core::ids::ProviderId;
use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::field_fault::FieldFault;

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
    /// The connection breaks before a byte of the answer.
    Reset,
    /// The right answer, a few bytes at a time.
    Trickle {
        /// How many bytes at a time.
        bytes: usize,
        /// The pause before each of them.
        millis: u64,
    },
    /// The right answer in chunks, without a length.
    Chunked {
        /// How many bytes in a chunk.
        bytes: usize,
    },
    /// The right answer, compressed with gzip, whether or not the client wants that.
    Gzip,
    /// The right answer after a byte order mark.
    ByteOrderMark,
    /// The right answer under another content type; an empty one is not sent at all.
    ContentType {
        /// The `Content-Type`.
        content_type: String,
    },
    /// The right answer under another status, for example 200 where the provider has 201.
    Under {
        /// The HTTP status.
        status: u16,
    },
    /// The right answer among headers that nobody needs.
    ManyHeaders {
        /// How many, 10,000 at the most.
        count: usize,
    },
    /// A failure inside a success: `{"error": …, "message": …}` under the status of the right answer.
    ErrorInside {
        /// The provider's code, for example `API_INSUFFICIENT_FUNDS`.
        error: String,
        /// The provider's sentence.
        message: String,
    },
    /// One field of the answer is off (of a list: in its first row). It is looked for at the top, and else inside
    /// `data`; a name that begins with a slash is meant for the top.
    Field {
        /// Name of the field.
        field: String,
        /// How it is off.
        value: FieldFault,
    },
    /// The number that matters is off, whatever the provider calls it: what is left, or what a charge cost.
    Number {
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
    /// A redirect to the very address that was asked.
    RedirectLoop,
    /// The right list, wrapped in an object (contract D-a5).
    Envelope {
        /// Name of the list inside: `items`, `data`, `results`, `history` or `transactions`.
        list: String,
    },
    /// The right answer without the headers that tell credits and the request's id.
    NoCreditHeaders,
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

    /// The number that matters is off.
    pub fn number(value: FieldFault) -> Fault {
        Fault::Number { value }
    }

    /// Nothing of the right answer is left in what goes out.
    pub(crate) fn refuses(&self) -> bool {
        matches!(
            self,
            Fault::Status { .. }
                | Fault::Insufficient { .. }
                | Fault::EchoedKey { .. }
                | Fault::ErrorInside { .. }
                | Fault::Html
                | Fault::Raw { .. }
                | Fault::Redirect { .. }
                | Fault::RedirectLoop
        )
    }
}
