//! Paying by x402: an authorization that its owner signs (EIP-3009) and that somebody else brings to the chain.
//!
//! A "failed" answer proves nothing: the one who brings it may fail to tell that it succeeded. So one purchase has one
//! nonce, which the token's contract accepts once; and only the chain says whether it did (payments.md, I1 and I3).
//! Everything here is pure: states and what may follow ([`State`], [`Step`]), what is signed ([`Plan`], [`Attempt`]),
//! what the chain proves ([`judge`]), and how much may be spent ([`Limits`]).

mod amount;
mod approval;
mod chain;
mod evidence;
#[cfg(test)]
pub(crate) mod examples;
mod limits;
mod machine;
mod plan;
mod refusal;
mod text;
mod wallet;

pub use self::amount::Atomic;
pub use self::approval::{APPROVED_FOR, ApprovedAttempt, ApprovedPlan, approve, approve_again};
pub use self::chain::{BASE, CHAINS, Chain, Token, chain};
pub use self::evidence::{Block, BlockId, Mark, MarkKind, Sight, judge};
pub use self::limits::{Left, Limit, Limits, OverLimit, Spent, left, within};
pub use self::machine::{State, Step, next_sending};
pub use self::plan::{Attempt, Authorization, Plan, Protocol, SignedRequest, WINDOW_BACK, window};
pub use self::refusal::Refusal;
pub use self::text::{Address, Hash, Nonce, NotHex, Signature};
pub use self::wallet::{WalletId, WalletKind, WalletRecord};
