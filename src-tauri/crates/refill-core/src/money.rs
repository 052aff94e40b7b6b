//! Exact money: a decimal and its unit. Floating point never holds an amount, and unlike units never add
//! up (architecture, invariant 4; contract 0.3 and 0.4).

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

pub use rust_decimal::Decimal;
use thiserror::Error;

/// What an amount counts: credits of a provider, US dollars, USDC …
///
/// A newtype over text and not an enum, so that rows written by a newer version survive.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unit(Cow<'static, str>);

impl Unit {
    /// A provider's own credits. What one is worth differs between providers.
    pub const CREDITS: Unit = Unit(Cow::Borrowed("credits"));
    /// US dollars.
    pub const USD: Unit = Unit(Cow::Borrowed("usd"));
    /// The USDC stablecoin, in whole coins (not in its six-decimal atoms).
    pub const USDC: Unit = Unit(Cow::Borrowed("usdc"));

    /// The unit with this id, as stored or as sent over IPC.
    pub fn new(id: impl Into<String>) -> Unit {
        Unit(Cow::Owned(id.into()))
    }

    /// The id, for example `credits`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An exact, signed amount with its unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// The number, with the decimal places that its source gave.
    pub amount: Decimal,
    /// What the number counts.
    pub unit: Unit,
}

/// Two amounts of unlike units met where only like ones make sense.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{left} and {right} do not add up")]
pub struct UnlikeUnits {
    /// Unit of the left amount.
    pub left: Unit,
    /// Unit of the right amount.
    pub right: Unit,
}

impl Money {
    /// An amount of `unit`.
    pub fn new(amount: Decimal, unit: Unit) -> Money {
        Money { amount, unit }
    }

    /// Compares two amounts of the same unit.
    ///
    /// # Errors
    /// [`UnlikeUnits`] when the units differ.
    pub fn compare(&self, other: &Money) -> Result<Ordering, UnlikeUnits> {
        self.same_unit(other)?;
        Ok(self.amount.cmp(&other.amount))
    }

    /// `self - other`, or `None` when the difference cannot be held exactly.
    ///
    /// # Errors
    /// [`UnlikeUnits`] when the units differ.
    pub fn checked_sub(&self, other: &Money) -> Result<Option<Money>, UnlikeUnits> {
        self.same_unit(other)?;
        let difference = exact_sum(self.amount, -other.amount);
        Ok(difference.map(|amount| Money::new(amount, self.unit.clone())))
    }

    /// True at zero and below.
    pub fn is_used_up(&self) -> bool {
        self.amount <= Decimal::ZERO
    }

    fn same_unit(&self, other: &Money) -> Result<(), UnlikeUnits> {
        if self.unit == other.unit {
            return Ok(());
        }
        Err(UnlikeUnits {
            left: self.unit.clone(),
            right: other.unit.clone(),
        })
    }
}

/// `one + other`, exactly or not at all. (`Decimal` rounds a sum that has too many digits.)
pub fn exact_sum(one: Decimal, other: Decimal) -> Option<Decimal> {
    let (one, other) = (one.normalize(), other.normalize());
    let scale = one.scale().max(other.scale());
    let at_scale = |number: Decimal| {
        let factor = 10_i128.checked_pow(scale - number.scale())?;
        number.mantissa().checked_mul(factor)
    };
    let sum = at_scale(one)?.checked_add(at_scale(other)?)?;
    Some(Decimal::try_from_i128_with_scale(sum, scale).ok()?.normalize())
}

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAnAmount {
    /// Not of the form `-12.34` or `1.2e3` in ASCII digits.
    #[error("not a decimal number")]
    Form,
    /// More digits than 28 significant ones, so it could only be held rounded.
    #[error("too long to be held exactly")]
    Inexact,
}

/// Longest text that is looked at as a number. Anything longer cannot be held exactly anyway.
const LONGEST_NUMBER: usize = 64;

/// Reads a decimal number exactly, with or without an exponent (JSON's grammar, leading zeros allowed).
///
/// # Errors
/// [`NotAnAmount`]: never a rounded value, never zero in place of something unreadable.
pub fn parse_decimal(text: &str) -> Result<Decimal, NotAnAmount> {
    if text.len() > LONGEST_NUMBER {
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
        return Err(if digits {
            NotAnAmount::Inexact
        } else {
            NotAnAmount::Form
        });
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (text, 0),
    };
    if !is_plain_decimal(mantissa) {
        return Err(NotAnAmount::Form);
    }
    let mantissa = Decimal::from_str_exact(mantissa).map_err(|_| NotAnAmount::Inexact)?;
    shift(mantissa, exponent)
}

fn parse_exponent(text: &str) -> Result<i32, NotAnAmount> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotAnAmount::Form);
    }
    text.parse().map_err(|_| NotAnAmount::Inexact)
}

fn is_plain_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    }
}

/// `value × 10^exponent`, exactly or not at all.
fn shift(value: Decimal, exponent: i32) -> Result<Decimal, NotAnAmount> {
    if exponent == 0 || value.is_zero() {
        return Ok(value);
    }
    let value = value.normalize();
    let scale = i64::from(value.scale()) - i64::from(exponent);
    let mantissa = value.mantissa();
    if scale > 0 {
        let scale = u32::try_from(scale).map_err(|_| NotAnAmount::Inexact)?;
        return Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| NotAnAmount::Inexact);
    }
    let power = u32::try_from(-scale).map_err(|_| NotAnAmount::Inexact)?;
    let factor = 10_i128.checked_pow(power).ok_or(NotAnAmount::Inexact)?;
    let whole = mantissa.checked_mul(factor).ok_or(NotAnAmount::Inexact)?;
    Decimal::try_from_i128_with_scale(whole, 0).map_err(|_| NotAnAmount::Inexact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<String, NotAnAmount> {
        parse_decimal(text).map(|d| d.to_string())
    }

    #[test]
    fn a_sum_is_exact_or_none() {
        let sum = |one: &str, other: &str| {
            let number = |text| parse_decimal(text).expect("a number");
            exact_sum(number(one), number(other)).map(|sum| sum.to_string())
        };
        assert_eq!(sum("100.5", "-25.75").as_deref(), Some("74.75"));
        assert_eq!(sum("0.1", "0.2").as_deref(), Some("0.3"));
        assert_eq!(sum("1.50", "-1.5").as_deref(), Some("0"));
        assert_eq!(
            sum("5.0000000000000000000000000000", "-25").as_deref(),
            Some("-20")
        );
        // 29 digits fit, 30 do not, and the last one is never rounded away.
        assert_eq!(
            sum("1000000000000000000000", "0.0000001").as_deref(),
            Some("1000000000000000000000.0000001")
        );
        assert_eq!(sum("1000000000000000000000", "-0.000000001"), None);
        assert_eq!(sum("79228162514264337593543950335", "1"), None);
    }

    #[test]
    fn reads_what_providers_send() {
        assert_eq!(read("1000"), Ok("1000".into()));
        assert_eq!(read("10.00"), Ok("10.00".into()));
        assert_eq!(read("-3.5"), Ok("-3.5".into()));
        assert_eq!(read("29.9999982"), Ok("29.9999982".into()));
        assert_eq!(read("9223372036854775807"), Ok("9223372036854775807".into()));
        assert_eq!(read("1e3"), Ok("1000".into()));
        assert_eq!(read("1.25E-2"), Ok("0.0125".into()));
        assert_eq!(read("0e99"), Ok("0".into()));
    }

    #[test]
    fn refuses_what_is_no_number_or_would_be_rounded() {
        for text in [
            "", "-", ".5", "5.", "1_000", "0x10", "NaN", "inf", "١٢", " 1", "1 ", "1e", "1,5", "+1", "--1",
        ] {
            assert_eq!(read(text), Err(NotAnAmount::Form), "{text:?}");
        }
        for text in [
            "1e40",
            "1e-40",
            "1e999999999999",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(read(text), Err(NotAnAmount::Inexact), "{text:?}");
        }
        assert_eq!(read(&"9".repeat(1_000_000)), Err(NotAnAmount::Inexact));
    }

    #[test]
    fn unlike_units_neither_compare_nor_subtract() {
        let credits = Money::new(Decimal::ONE, Unit::CREDITS);
        let dollars = Money::new(Decimal::ONE, Unit::USD);
        assert!(credits.compare(&dollars).is_err());
        assert!(credits.checked_sub(&dollars).is_err());
    }

    proptest! {
        #[test]
        fn every_decimal_survives_its_text(mantissa in any::<i64>(), scale in 0_u32..20) {
            let value = Decimal::new(mantissa, scale);
            prop_assert_eq!(parse_decimal(&value.to_string()), Ok(value));
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = parse_decimal(&text);
        }

        #[test]
        fn an_exponent_only_moves_the_point(mantissa in -1_000_000_i64..1_000_000, exponent in -9_i32..9) {
            let shifted = parse_decimal(&format!("{mantissa}e{exponent}")).expect("in range");
            let back = parse_decimal(&format!("{}e{}", shifted, -exponent)).expect("in range");
            prop_assert_eq!(back, Decimal::from(mantissa));
        }
    }
}
