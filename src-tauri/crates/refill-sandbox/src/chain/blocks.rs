//! Blocks, which are a matter of time.

use jiff::Timestamp;
use refill_core::x402::Hash;
use sha2::{Digest, Sha256};

/// Second (UTC since 1970) of block 0: Base's own, so that the numbers look like Base's.
pub(super) const GENESIS: u64 = 1_686_789_347;
/// Seconds from a block to the next.
pub(super) const BLOCK_TIME: u64 = 2;

/// The newest block at `at`; block 0 before there was any.
pub(super) fn number_at(at: Timestamp) -> u64 {
    let second = u64::try_from(at.as_second()).unwrap_or(0);
    second.saturating_sub(GENESIS) / BLOCK_TIME
}

/// The second of a block.
pub(super) fn time_of(block: u64) -> u64 {
    GENESIS.saturating_add(block.saturating_mul(BLOCK_TIME))
}

/// A hash that is the same whenever the same is hashed. Not the one that a real chain would have: nobody checks it.
pub(super) fn digest(of: String) -> Hash {
    Hash::new(Sha256::digest(of).into())
}
