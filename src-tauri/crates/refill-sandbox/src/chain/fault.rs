//! What can be wrong with an endpoint.

use serde::{Deserialize, Serialize};

/// One of the two endpoints of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// `/chain`.
    First,
    /// `/chain/b`.
    Second,
}

impl Endpoint {
    /// Both.
    pub const ALL: [Endpoint; 2] = [Endpoint::First, Endpoint::Second];

    /// Where it lies on the server.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Endpoint::First => "/chain",
            Endpoint::Second => "/chain/b",
        }
    }

    /// The one that lies there.
    pub(crate) fn at(path: &str) -> Option<Endpoint> {
        Endpoint::ALL.into_iter().find(|it| it.path() == path)
    }

    pub(super) fn place(self) -> usize {
        match self {
            Endpoint::First => 0,
            Endpoint::Second => 1,
        }
    }
}

/// What is wrong with an endpoint, until it is set right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChainFault {
    /// 503.
    Down,
    /// 429.
    RateLimited,
    /// No answer at all.
    Hang,
    /// The connection breaks before a byte of the answer.
    Reset,
    /// 200 with a web page.
    NotJson,
    /// Every call is an error.
    Error {
        /// Its code, for example -32603.
        code: i64,
        /// Its sentence.
        message: String,
    },
    /// It is of another chain: Ethereum.
    OtherChain,
    /// The token there signs for another domain.
    OtherToken,
    /// It does not know the tag `safe`.
    NoSafeTag,
    /// It knows neither `safe` nor `finalized`.
    NoTags,
    /// It shows no logs.
    NoLogs,
    /// It shows no `Transfer` logs.
    NoTransfers,
    /// It says that nothing was ever used or cancelled: no logs, and every authorization unused.
    Denies,
    /// It shows logs of so many blocks at a time only.
    ShortRange {
        /// How many.
        blocks: u64,
    },
}
