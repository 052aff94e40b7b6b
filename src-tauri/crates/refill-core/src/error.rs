//! What can go wrong with a provider or the keychain, as far as anybody acts on it.

use std::time::Duration;

use thiserror::Error;

use crate::ids::ProviderId;
use crate::money::{Decimal, Money};

/// A call to a provider that brought no answer to rely on. Carries the provider, the status and the request
/// id; never a body, a header or a query (architecture, invariant 6).
#[derive(Clone, Debug, Error)]
#[error("{provider}: {kind}")]
pub struct ProviderError {
    /// Whose call it was.
    pub provider: ProviderId,
    /// What went wrong.
    pub kind: ProviderErrorKind,
    /// Facts for the person's "Details".
    pub facts: ErrorFacts,
}

/// Facts beside an error. None of them is secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorFacts {
    /// HTTP status, where an answer came.
    pub status: Option<u16>,
    /// The server's id for the request, cleaned.
    pub request_id: Option<String>,
    /// The provider's own sentence, cleaned, at most 200 characters, the key blanked out.
    pub said: Option<String>,
    /// The host that was asked.
    pub host: Option<String>,
    /// A balance that came along with the error (contract D: `X-Credits-Balance`, 402 bodies).
    pub balance: Option<Money>,
}

/// What went wrong with a call to a provider.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProviderErrorKind {
    /// 401 or 403: the provider does not accept the key.
    #[error("the key was refused")]
    KeyRefused,
    /// 402: there are too few credits for the call.
    #[error("payment required")]
    PaymentRequired {
        /// What the call would have cost, in credits.
        cost: Option<Decimal>,
    },
    /// The key is good, but it may not see what is left (contract A1 and A2: an ordinary key without a budget).
    #[error("this key may not see the balance")]
    BalanceHidden {
        /// What was spent with this key so far.
        spent: Option<Money>,
    },
    /// The provider cannot read its own credits now (contract E: 404 at the documented address).
    #[error("the provider cannot read its credits now")]
    BalanceUnavailable,
    /// 404: no such address there.
    #[error("not found")]
    NotFound,
    /// 429.
    #[error("too many requests")]
    RateLimited {
        /// The server asked to wait this long.
        retry_after: Option<Duration>,
    },
    /// 5xx.
    #[error("the server failed")]
    Server {
        /// The server asked to wait this long (503 with Retry-After).
        retry_after: Option<Duration>,
    },
    /// An answer that is not of the documented form; `what` names the field or the content that was off.
    #[error("the answer was not understood: {what}")]
    NotUnderstood {
        /// The field or content, for example `balance` or `not JSON`.
        what: &'static str,
    },
    /// No connection: no network, no such host, nobody listening.
    #[error("the server could not be reached")]
    Unreachable,
    /// The server's certificate was not accepted.
    #[error("the connection is not secure")]
    Tls,
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The server sent the request elsewhere; the key did not follow.
    #[error("redirected to another server")]
    Redirected,
    /// An answer larger than any real one.
    #[error("the answer is too large")]
    TooLarge,
    /// The connection broke in the middle of the answer.
    #[error("the answer was cut off")]
    CutOff,
    /// The address is neither https nor on this machine.
    #[error("the address is not secure")]
    Insecure,
    /// The provider has no such thing, for example no history.
    #[error("not offered by this provider")]
    Unsupported,
    /// 410: the provider has given this up for good (contract A6).
    #[error("no longer offered by this provider")]
    Gone,
    /// The account's e-mail address has to be verified first.
    #[error("the e-mail address is not verified")]
    EmailUnverified,
    /// The server does not take the addresses that the browser is to return to (contract G).
    #[error("the server refused the address to return to")]
    AddressRefused,
    /// The answer was another 4xx.
    #[error("the server refused the request")]
    Rejected,
}

/// Why a keychain call did not do what it should (three different, explained states: absent, locked, refused).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum VaultError {
    /// There is no keychain service.
    #[error("this system offers no keychain")]
    Absent,
    /// The keychain is locked, and asking for its password was not allowed now.
    #[error("the keychain is locked")]
    Locked,
    /// The person or the system said no.
    #[error("the keychain refused")]
    Refused,
    /// No answer in time; often an unlock dialog that nobody answered.
    #[error("the keychain did not answer in time")]
    TimedOut,
    /// There is no such item.
    #[error("the key is not in the keychain")]
    Missing,
    /// What was read back is not what was written.
    #[error("the keychain did not keep the key")]
    NotKept,
}
