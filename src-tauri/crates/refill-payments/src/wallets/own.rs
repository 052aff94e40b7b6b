//! Refill's own wallet: its key lies in the keychain and comes from there for a signature.
//!
//! What is kept is one word: `v1:entropy:` and the bits of the recovery phrase, or `v1:key:` and the private key, in
//! hexadecimal digits.

use alloy::hex;
use alloy::primitives::B256;
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use async_trait::async_trait;
use jiff::Timestamp;
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{KeyedWallet, NotAWallet, NotSigned, Wallet};
use refill_core::x402::{Address, ApprovedAttempt, Authorization, Chain, Signature};
use zeroize::Zeroizing;

use super::{keystore, phrase, recovered};
use crate::eip712;

const ENTROPY: &str = "v1:entropy:";
const KEY: &str = "v1:key:";

/// Longest text that is read, in bytes; keystore files have under 1,000.
const LONGEST_TEXT: usize = 64 * 1024;

/// Twelve words.
const NEW_BITS: usize = 16;

/// Bytes of a private key.
const KEY_LENGTH: usize = 32;

/// What a wallet is made of.
enum Seed {
    Bits(phrase::Bits),
    Key(Zeroizing<Vec<u8>>),
}

/// A wallet whose key is in this memory as long as it lives.
pub(super) struct OwnWallet {
    signer: PrivateKeySigner,
}

pub(super) fn create() -> Result<KeyedWallet, NotAWallet> {
    let mut bits = Zeroizing::new(vec![0; NEW_BITS]);
    getrandom::fill(&mut bits).map_err(|_| NotAWallet::Form)?;
    Seed::Bits(bits).keyed()
}

pub(super) fn import(text: &Secret, password: Option<&Secret>) -> Result<KeyedWallet, NotAWallet> {
    // Read here once; what is kept of it is hidden again.
    let text = text.expose_secret();
    if text.len() > LONGEST_TEXT {
        return Err(NotAWallet::TooLarge);
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}');
    let seed = if keystore::is_one(text) {
        Seed::Key(keystore::open(text, password)?)
    } else if let Some(key) = key_of(text) {
        Seed::Key(key)
    } else if looks_like_words(text) {
        Seed::Bits(phrase::read(text)?)
    } else {
        return Err(NotAWallet::Form);
    };
    seed.keyed()
}

/// The words of the recovery phrase of a kept secret.
pub(super) fn phrase(secret: &ApiKey) -> Option<Secret> {
    match Seed::kept(secret)? {
        Seed::Bits(bits) => phrase::write(&bits).map(|words| Secret::new(words.as_str())),
        Seed::Key(_) => None,
    }
}

/// A private key: 64 hexadecimal digits, with or without `0x`.
fn key_of(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))
        .unwrap_or(text);
    let key = bytes_of(digits)?;
    (key.len() == KEY_LENGTH).then_some(key)
}

/// Other prefixes than ours are none of `hex`'s business: it would drop a second `0x`.
fn bytes_of(digits: &str) -> Option<Zeroizing<Vec<u8>>> {
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    hex::decode(digits).ok().map(Zeroizing::new)
}

fn looks_like_words(text: &str) -> bool {
    let is_word = |word: &str| word.chars().all(char::is_alphabetic);
    text.split_whitespace().count() > 1 && text.split_whitespace().all(is_word)
}

impl Seed {
    /// Reads what the keychain has.
    fn kept(secret: &ApiKey) -> Option<Seed> {
        // Taken apart here, to sign or to show the phrase.
        let text = secret.expose_secret();
        if let Some(digits) = text.strip_prefix(ENTROPY) {
            return bytes_of(digits).map(Seed::Bits);
        }
        text.strip_prefix(KEY).and_then(key_of).map(Seed::Key)
    }

    fn signer(&self) -> Option<PrivateKeySigner> {
        match self {
            Seed::Bits(bits) => phrase::signer(bits),
            // Shorter ones would be filled up.
            Seed::Key(key) if key.len() == KEY_LENGTH => PrivateKeySigner::from_slice(key).ok(),
            Seed::Key(_) => None,
        }
    }

    /// What is kept of it, and its address.
    fn keyed(self) -> Result<KeyedWallet, NotAWallet> {
        let signer = self.signer().ok_or(NotAWallet::Form)?;
        let (prefix, bytes, has_phrase) = match &self {
            Seed::Bits(bits) => (ENTROPY, bits, true),
            Seed::Key(key) => (KEY, key, false),
        };
        let digits = Zeroizing::new(hex::encode(bytes.as_slice()));
        let text = Zeroizing::new([prefix, digits.as_str()].concat());
        Ok(KeyedWallet {
            secret: ApiKey::from_store(&text).map_err(|_| NotAWallet::Form)?,
            address: address_of(&signer),
            has_phrase,
        })
    }
}

fn address_of(signer: &PrivateKeySigner) -> Address {
    Address::new(signer.address().into_array())
}

impl OwnWallet {
    pub(super) fn open(secret: &ApiKey) -> Result<OwnWallet, NotSigned> {
        let signer = Seed::kept(secret).and_then(|seed| seed.signer());
        Ok(OwnWallet {
            signer: signer.ok_or(NotSigned::BadKey)?,
        })
    }

    fn signature(&self, chain: &Chain, authorization: &Authorization) -> Result<Signature, NotSigned> {
        let digest = B256::from(eip712::digest(chain, authorization));
        let signature = self.signer.sign_hash_sync(&digest);
        let signature = signature.map_err(|_| NotSigned::WrongSignature)?;
        Ok(Signature::new(signature.as_bytes()))
    }
}

#[async_trait]
impl Wallet for OwnWallet {
    async fn sign(&self, approved: ApprovedAttempt, now: Timestamp) -> Result<Signature, NotSigned> {
        if approved.payer() != address_of(&self.signer) {
            return Err(NotSigned::OtherAddress);
        }
        let attempt = approved.to_sign(now).ok_or(NotSigned::TooLate)?;
        recovered(
            self.signature(attempt.plan.chain, &attempt.authorization)?,
            attempt,
        )
    }

    fn is_ours(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use refill_core::x402::{Atomic, BASE, Nonce};

    use super::*;

    /// The golden vector of the contract (F3).
    #[test]
    fn signs_to_the_byte_what_the_reference_signs() {
        let secret = ApiKey::from_store(&format!("{KEY}{}", "11".repeat(32))).expect("a text");
        let wallet = OwnWallet::open(&secret).expect("a wallet");
        let address = |text| Address::parse(text).expect("an address");
        let authorization = Authorization {
            from: address("0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A"),
            to: address("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"),
            value: Atomic::whole(10),
            valid_after: 1_740_672_089,
            valid_before: 1_740_672_389,
            nonce: Nonce::new([0xab; 32]),
        };
        let signature = wallet.signature(&BASE, &authorization).expect("a signature");
        assert_eq!(
            signature.to_string(),
            "0xcdfc529385fce8b37cba1de6ab9b40fe4ce76cff854ac0002d347750eb61157253eecddb965b21d34e0411e4431b19fc34e3468845a3c6d48e37281dc5c5245d1b"
        );
    }
}
