//! Numbers and bytes as endpoints write them. Strict: what is written in another way is not understood.

use refill_core::x402::{Address, Hash, NotHex};
use serde::Deserialize;

/// Most hexadecimal digits of a number that is held.
const MOST_DIGITS: usize = 16;

/// A number: `0x` and hexadecimal digits, without zeros in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Quantity(pub(super) u64);

impl TryFrom<String> for Quantity {
    type Error = NotHex;

    fn try_from(text: String) -> Result<Quantity, NotHex> {
        let digits = text.strip_prefix("0x").ok_or(NotHex::Form)?;
        let is_short = (1..=MOST_DIGITS).contains(&digits.len());
        let is_plain = digits == "0" || !digits.starts_with('0');
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if !(is_short && is_plain && is_hex) {
            return Err(NotHex::Form);
        }
        u64::from_str_radix(digits, 16)
            .map(Quantity)
            .map_err(|_| NotHex::Form)
    }
}

/// `number` as it is asked for.
pub(super) fn quantity(number: u64) -> String {
    format!("{number:#x}")
}

/// 32 bytes: a hash, a topic of a log, or one value that a contract gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Word(pub(super) [u8; 32]);

impl TryFrom<String> for Word {
    type Error = NotHex;

    fn try_from(text: String) -> Result<Word, NotHex> {
        Hash::parse(&text).map(|hash| Word(*hash.bytes()))
    }
}

impl Word {
    /// An address, as contracts pad it.
    pub(super) fn of_address(address: Address) -> Word {
        let mut word = [0; 32];
        word[12..].copy_from_slice(address.bytes());
        Word(word)
    }

    /// A number, as contracts write it.
    pub(super) fn of_number(number: u64) -> Word {
        let mut word = [0; 32];
        word[24..].copy_from_slice(&number.to_be_bytes());
        Word(word)
    }

    /// The number in it, where that can be held.
    pub(super) fn number(self) -> Option<u64> {
        let mut low = [0; 8];
        low.copy_from_slice(&self.0[24..]);
        let number = u64::from_be_bytes(low);
        (self == Word::of_number(number)).then_some(number)
    }

    /// Yes or no.
    pub(super) fn flag(self) -> Option<bool> {
        match self.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// The hash in it.
    pub(super) fn hash(self) -> Hash {
        Hash::new(self.0)
    }
}

impl std::fmt::Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.hash().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<u64> {
        Quantity::try_from(text.to_owned()).ok().map(|it| it.0)
    }

    #[test]
    fn numbers_are_strict() {
        assert_eq!(read("0x0"), Some(0));
        assert_eq!(read("0x2105"), Some(8453));
        assert_eq!(read("0xFFffffffffffffff"), Some(u64::MAX));
        for text in [
            "",
            "0x",
            "2105",
            "0X2105",
            "0x02105",
            "0x00",
            "0x+1",
            "0x-1",
            "0x 1",
            "0x1g",
            "0x10000000000000000",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(quantity(8453), "0x2105");
        assert_eq!(quantity(0), "0x0");
    }

    #[test]
    fn words_have_32_bytes_and_numbers_that_can_be_held() {
        let read = |digits: &str| Word::try_from(format!("0x{digits}"));
        assert!(read(&"0".repeat(63)).is_err());
        assert!(read(&"0".repeat(65)).is_err());
        assert!(read("").is_err());
        let most = read(&format!("{:0>64}", "f".repeat(16))).expect("a word");
        assert_eq!(most.number(), Some(u64::MAX));
        let more = read(&format!("{:0>64x}", 1_u128 << 64)).expect("a word");
        assert_eq!(more.number(), None);
        assert_eq!(Word::of_number(1).flag(), Some(true));
        assert_eq!(Word::of_number(0).flag(), Some(false));
        assert_eq!(Word::of_number(2).flag(), None);
        assert_eq!(Word([1; 32]).flag(), None);
    }

    #[test]
    fn addresses_are_padded() {
        let padded = Word::of_address(Address::new([0xab; 20])).to_string();
        assert_eq!(padded, format!("0x{}{}", "0".repeat(24), "ab".repeat(20)));
    }
}
