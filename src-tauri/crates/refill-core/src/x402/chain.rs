//! The chains on which Refill pays, as data. Others are added here, and nothing else changes.

use super::{Address, Hash};

/// A chain with its native USDC (contract F3 and F6).
#[derive(Debug, PartialEq, Eq)]
pub struct Chain {
    /// Its number (EIP-155).
    pub id: u64,
    /// Its name, for people.
    pub name: &'static str,
    /// Its name in x402 version 1; version 2 writes `eip155:` and the number.
    pub v1_name: &'static str,
    /// The native USDC there.
    pub token: Token,
    /// Where a transaction can be looked at: its hash follows.
    pub explorer: &'static str,
    /// Where the chain can be read. None of them is trusted alone for a proof.
    pub endpoints: &'static [&'static str],
}

/// A token as its contract signs for (EIP-712). Never taken from a server.
#[derive(Debug, PartialEq, Eq)]
pub struct Token {
    /// Its contract.
    pub address: Address,
    /// Its name in the domain.
    pub name: &'static str,
    /// Its version in the domain.
    pub version: &'static str,
    /// Its decimal places.
    pub decimals: u8,
    /// The hash of its domain on this chain.
    pub separator: Hash,
}

/// Base.
pub static BASE: Chain = Chain {
    id: 8453,
    name: "Base",
    v1_name: "base",
    token: Token {
        // 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913
        address: Address::new([
            0x83, 0x35, 0x89, 0xfc, 0xd6, 0xed, 0xb6, 0xe0, 0x8f, 0x4c, 0x7c, 0x32, 0xd4, 0xf7, 0x1b, 0x54,
            0xbd, 0xa0, 0x29, 0x13,
        ]),
        name: "USD Coin",
        version: "2",
        decimals: 6,
        // 0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f
        separator: Hash::new([
            0x02, 0xfa, 0x72, 0x65, 0xe7, 0xc5, 0xd8, 0x11, 0x18, 0x67, 0x37, 0x27, 0x95, 0x76, 0x99, 0xe4,
            0xd6, 0x8f, 0x74, 0xcd, 0x74, 0xb7, 0xdb, 0x77, 0xda, 0x71, 0x0f, 0xe8, 0xa2, 0xc7, 0x83, 0x4f,
        ]),
    },
    explorer: "https://basescan.org/tx/",
    endpoints: &[
        "https://mainnet.base.org",
        "https://base-rpc.publicnode.com",
        "https://base.drpc.org",
        "https://1rpc.io/base",
    ],
};

/// All of them.
pub static CHAINS: [&Chain; 1] = [&BASE];

/// The chain with this number, where Refill pays there.
pub fn chain(id: u64) -> Option<&'static Chain> {
    CHAINS.into_iter().find(|chain| chain.id == id)
}

impl Chain {
    /// Its name in x402 version 2.
    pub fn caip2(&self) -> String {
        format!("eip155:{}", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_those_of_the_contract_file() {
        assert_eq!(
            BASE.token.address.to_string(),
            "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
        );
        assert_eq!(
            BASE.token.separator.to_string(),
            "0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f"
        );
        assert_eq!(chain(8453), Some(&BASE));
        assert_eq!(chain(84532), None);
        assert_eq!(BASE.caip2(), "eip155:8453");
    }
}
