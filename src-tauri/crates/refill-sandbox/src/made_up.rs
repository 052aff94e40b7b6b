//! Ids, codes and tokens that nobody can guess, and that mean nothing outside the sandbox that made them up.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use sha2::{Digest, Sha256};

/// Makes them up. Two sandboxes never make up the same.
pub(crate) struct MadeUp {
    /// Keyed by the operating system's random numbers.
    seed: [u64; 2],
    given: u64,
}

impl MadeUp {
    pub(crate) fn new() -> MadeUp {
        let random = || RandomState::new().hash_one("a sandbox");
        MadeUp {
            seed: [random(), random()],
            given: 0,
        }
    }

    /// 64 hexadecimal digits.
    pub(crate) fn digits(&mut self) -> String {
        self.bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        self.given += 1;
        let [first, second] = self.seed;
        Sha256::digest(format!("{first:x} {second:x} {}", self.given)).into()
    }

    /// An id in the form of a random UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let digits = self.digits();
        format!(
            "{}-{}-4{}-8{}-{}",
            &digits[..8],
            &digits[8..12],
            &digits[13..16],
            &digits[17..20],
            &digits[20..32]
        )
    }
}
