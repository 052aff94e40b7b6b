//! The two numbers of a requirement. Every way of writing one that another reader could read otherwise is refused.

use refill_core::x402::{Atomic, Refusal};

use crate::json::Value;

/// Decimal digits of 2^256, the longest amount that a contract can be asked for.
const LONGEST_AMOUNT: usize = 78;

/// The longest time, in seconds, that is no sign of ill will.
const A_DAY: u64 = 24 * 60 * 60;

/// The shortest and the longest time that an authorization is valid, in seconds (payments.md).
const TIMEOUTS: (u32, u32) = (60, 300);

/// The amount in the token's unit: decimal ASCII digits in a text.
pub(super) fn amount(value: &Value<'_>) -> Result<Atomic, Refusal> {
    let text = match value {
        Value::Missing => return Err(Refusal::AmountMissing),
        // A JSON number is not what the contract says, and readers differ in how exactly they read one.
        Value::Other(_) => return Err(Refusal::AmountForm),
        Value::Text(text) => text,
    };
    if text.len() > LONGEST_AMOUNT {
        return Err(Refusal::AmountTooLong);
    }
    if let Some(digits) = text.strip_prefix('-') {
        return Err(match is_digits(digits) {
            true => Refusal::AmountNegative,
            false => Refusal::AmountForm,
        });
    }
    if text == "0" {
        return Err(Refusal::AmountZero);
    }
    if !is_digits(text) || text.starts_with('0') {
        return Err(Refusal::AmountForm);
    }
    text.parse().map(Atomic::new).map_err(|_| Refusal::AmountTooLarge)
}

/// For how long the server lets an authorization be valid: a plain integer, brought between one and five minutes.
pub(super) fn timeout(value: &Value<'_>) -> Result<u32, Refusal> {
    let Value::Other(number) = value else {
        return Err(Refusal::TimeoutForm);
    };
    if let Some(digits) = number.strip_prefix('-') {
        return Err(match is_digits(digits) {
            true => Refusal::TimeoutNegative,
            false => Refusal::TimeoutForm,
        });
    }
    if !is_digits(number) {
        return Err(Refusal::TimeoutForm);
    }
    match number.parse::<u64>() {
        Ok(0) => Err(Refusal::TimeoutZero),
        Ok(seconds) if seconds <= A_DAY => {
            let seconds = u32::try_from(seconds).unwrap_or(TIMEOUTS.1);
            Ok(seconds.clamp(TIMEOUTS.0, TIMEOUTS.1))
        }
        Ok(_) | Err(_) => Err(Refusal::TimeoutTooLong),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
