//! How JSON-RPC writes numbers and bytes.

use refill_core::x402::{Address, Hash};
use serde_json::Value;

use super::super::token::Word;

pub(super) fn quantity(number: u64) -> Value {
    Value::from(format!("0x{number:x}"))
}

pub(super) fn data(bytes: &[u8]) -> Value {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Value::from(format!("0x{digits}"))
}

/// A quantity: `0x` and no leading zeros.
pub(super) fn number(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x")?;
    let is_plain = digits == "0" || !digits.starts_with('0');
    let has_sign = digits.starts_with('+');
    u64::from_str_radix(digits, 16)
        .ok()
        .filter(|_| is_plain && !has_sign)
}

pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x")?;
    if digits.len() % 2 != 0 || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = (0..digits.len())
        .step_by(2)
        .map(|place| &digits[place..place + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

pub(super) fn word(value: &Value) -> Option<Word> {
    bytes(value.as_str()?)?.try_into().ok()
}

pub(super) fn hash(value: &Value) -> Option<Hash> {
    word(value).map(Hash::new)
}

/// An address, with any letters.
pub(super) fn address(value: &Value) -> Option<Address> {
    let bytes = bytes(value.as_str()?)?;
    bytes.try_into().ok().map(Address::new)
}
