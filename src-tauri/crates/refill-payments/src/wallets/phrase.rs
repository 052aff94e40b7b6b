//! Recovery phrases (BIP-39, English words) and the first address of them (BIP-44, `m/44'/60'/0'/0/0`).

use alloy::signers::local::coins_bip39::{English, Entropy, Mnemonic, Wordlist};
use alloy::signers::local::{MnemonicBuilder, PrivateKeySigner};
use refill_core::ports::NotAWallet;
use zeroize::Zeroizing;

/// How many words a phrase can have.
const COUNTS: [usize; 5] = [12, 15, 18, 21, 24];

/// Each word stands for so many bits.
const BITS: usize = 11;

/// The random bits that a phrase was made of, and from which it can be written again.
pub(super) type Bits = Zeroizing<Vec<u8>>;

/// Reads a phrase, however its words are spaced and capitalised.
pub(super) fn read(text: &str) -> Result<Bits, NotAWallet> {
    let words = Zeroizing::new(text.to_lowercase());
    let words: Vec<&str> = words.split_whitespace().collect();
    if !COUNTS.contains(&words.len()) {
        return Err(NotAWallet::Phrase);
    }
    let bits = bits_of(&words).ok_or(NotAWallet::Phrase)?;
    // The last word carries the checksum: only the phrase that these bits make is right.
    let written = write(&bits).ok_or(NotAWallet::Phrase)?;
    match written.split(' ').eq(words) {
        true => Ok(bits),
        false => Err(NotAWallet::Phrase),
    }
}

/// The bits of the words without the checksum, which is one bit of 33.
fn bits_of(words: &[&str]) -> Option<Bits> {
    let length = words.len() * BITS * 32 / 33 / 8;
    let mut bytes = Zeroizing::new(vec![0_u8; length]);
    for (place, word) in words.iter().enumerate() {
        let number = English::get_index(word).ok()?;
        for bit in 0..BITS {
            let at = place * BITS + bit;
            let is_set = (number >> (BITS - 1 - bit)) & 1 == 1;
            if let (true, Some(byte)) = (is_set, bytes.get_mut(at / 8)) {
                *byte |= 0x80 >> (at % 8);
            }
        }
    }
    Some(bytes)
}

/// The phrase of these bits; `None` where they are none of a phrase.
pub(super) fn write(bits: &[u8]) -> Option<Zeroizing<String>> {
    if !COUNTS.iter().any(|count| count * 4 / 3 == bits.len()) {
        return None;
    }
    let mnemonic = Mnemonic::<English>::new_from_entropy(Entropy::from_slice(bits).ok()?);
    Some(Zeroizing::new(mnemonic.to_phrase()))
}

/// The key of the first address.
pub(super) fn signer(bits: &[u8]) -> Option<PrivateKeySigner> {
    let phrase = write(bits)?;
    // The builder wipes its own copy, too.
    MnemonicBuilder::from_phrase(phrase.as_str()).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entropy and phrase, from the vectors of BIP-39's reference implementation.
    const VECTORS: [(&str, &str); 4] = [
        (
            "00000000000000000000000000000000",
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
        ),
        (
            "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
            "legal winner thank year wave sausage worth useful legal winner thank yellow",
        ),
        (
            "808080808080808080808080808080808080808080808080",
            "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter always",
        ),
        (
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo vote",
        ),
    ];

    #[test]
    fn the_vectors_of_bip_39() {
        for (hex, phrase) in VECTORS {
            let bits = read(phrase).expect("a phrase");
            assert_eq!(alloy::hex::encode(&*bits), hex);
            assert_eq!(write(&bits).expect("a phrase").as_str(), phrase);
        }
    }

    #[test]
    fn every_length_comes_back() {
        for length in [16, 20, 24, 28, 32] {
            let bits: Vec<u8> = (0..length).map(|byte| byte * 7 + 3).collect();
            let phrase = write(&bits).expect("a phrase");
            assert_eq!(*read(&phrase).expect("the same"), bits, "{length}");
        }
        for length in [0, 15, 17, 19, 21, 31, 33, 64] {
            assert!(write(&vec![1; length]).is_none(), "{length}");
        }
    }

    #[test]
    fn one_wrong_word_is_found() {
        let words: Vec<&str> = VECTORS[1].1.split(' ').collect();
        for place in 0..words.len() {
            let mut other = words.clone();
            other[place] = "refillable";
            assert_eq!(read(&other.join(" ")), Err(NotAWallet::Phrase), "{place}");
            other.remove(place);
            assert_eq!(read(&other.join(" ")), Err(NotAWallet::Phrase), "{place}");
        }
        let swapped = VECTORS[1].1.replace("yellow", "wave");
        assert_eq!(read(&swapped), Err(NotAWallet::Phrase));
    }
}
