//! USDC on the chain, and who signed an authorization. Written after EIP-712 and EIP-3009 by hand, so that it shares no
//! misreading with the wallets that sign.

use alloy::primitives::{B256, Signature as Recoverable, keccak256};
use refill_core::x402::{Address, Nonce, Signature};

/// The chain's number.
pub(super) const CHAIN_ID: u64 = 8453;
/// USDC's own address on Base.
pub(crate) const TOKEN: Address = Address::new([
    0x83, 0x35, 0x89, 0xfc, 0xd6, 0xed, 0xb6, 0xe0, 0x8f, 0x4c, 0x7c, 0x32, 0xd4, 0xf7, 0x1b, 0x54, 0xbd,
    0xa0, 0x29, 0x13,
]);
/// Its name.
pub(crate) const NAME: &str = "USD Coin";
/// Its version.
pub(crate) const VERSION: &str = "2";

const DOMAIN: &str = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
const TRANSFER: &str = "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,\
    uint256 validBefore,bytes32 nonce)";

/// A transfer that its payer allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authorization {
    pub(crate) from: Address,
    pub(crate) to: Address,
    /// In millionths of a USDC.
    pub(crate) value: u64,
    pub(crate) valid_after: u64,
    pub(crate) valid_before: u64,
    pub(crate) nonce: Nonce,
}

/// It, and who signed it.
#[derive(Clone, Debug)]
pub(crate) struct SignedAuthorization {
    pub(crate) authorization: Authorization,
    pub(crate) signer: Option<Address>,
}

impl SignedAuthorization {
    pub(crate) fn new(authorization: Authorization, signature: &Signature) -> SignedAuthorization {
        SignedAuthorization {
            signer: signer(&authorization, signature),
            authorization,
        }
    }
}

/// What a contract hashes and stores is made of these.
pub(super) type Word = [u8; 32];

pub(super) fn number(number: u64) -> Word {
    let mut word = [0; 32];
    word[24..].copy_from_slice(&number.to_be_bytes());
    word
}

pub(super) fn address(address: Address) -> Word {
    let mut word = [0; 32];
    word[12..].copy_from_slice(address.bytes());
    word
}

/// What begins a call of a function, and what an event is known by.
pub(super) fn keccak(text: &str) -> Word {
    keccak256(text).0
}

/// The hash of the token's domain.
pub(super) fn separator() -> Word {
    let words = [
        keccak(DOMAIN),
        keccak(NAME),
        keccak(VERSION),
        number(CHAIN_ID),
        address(TOKEN),
    ];
    keccak256(words.concat()).0
}

/// Who signed; the contract takes `v` as 27 or 28 and the lower one of the two possible `s`.
fn signer(authorization: &Authorization, signature: &Signature) -> Option<Address> {
    let bytes = signature.bytes();
    if !matches!(bytes[64], 27 | 28) {
        return None;
    }
    let signature = Recoverable::from_raw_array(bytes).ok()?;
    if signature.normalize_s().is_some() {
        return None;
    }
    let signer = signature.recover_address_from_prehash(&B256::new(digest(authorization)));
    Some(Address::new(signer.ok()?.into_array()))
}

pub(super) fn digest(authorization: &Authorization) -> Word {
    let words = [
        keccak(TRANSFER),
        address(authorization.from),
        address(authorization.to),
        number(authorization.value),
        number(authorization.valid_after),
        number(authorization.valid_before),
        *authorization.nonce.bytes(),
    ];
    let message = keccak256(words.concat()).0;
    keccak256([&[0x19, 0x01][..], &separator(), &message].concat()).0
}
