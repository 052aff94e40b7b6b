//! Amounts of USDC as the chain counts them.

use std::fmt;

use crate::money::{Decimal, Money, Unit};

/// Millionths of a USDC, the token's own unit (contract F3: 6 decimals).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Atomic(u64);

/// Decimal places of USDC.
const PLACES: u32 = 6;

impl Atomic {
    /// None.
    pub const ZERO: Atomic = Atomic(0);

    /// So many millionths.
    pub const fn new(millionths: u64) -> Atomic {
        Atomic(millionths)
    }

    /// So many whole USDC.
    pub const fn whole(coins: u32) -> Atomic {
        Atomic(coins as u64 * 1_000_000)
    }

    /// The number of millionths.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// An amount of USDC, where it can be held exactly; `None` for a negative one or one with more than six places.
    pub fn from_usdc(amount: Decimal) -> Option<Atomic> {
        let scaled = amount.normalize();
        let missing = PLACES.checked_sub(scaled.scale())?;
        let millionths = scaled.mantissa().checked_mul(10_i128.checked_pow(missing)?)?;
        u64::try_from(millionths).ok().map(Atomic)
    }

    /// The amount in whole USDC, without zeros behind it.
    pub fn usdc(self) -> Decimal {
        Decimal::from_i128_with_scale(self.0.into(), PLACES).normalize()
    }

    /// The amount with its unit.
    pub fn money(self) -> Money {
        Money::new(self.usdc(), Unit::USDC)
    }

    /// The sum; at the most what can be held, which is more than there is.
    #[must_use]
    pub fn plus(self, other: Atomic) -> Atomic {
        Atomic(self.0.saturating_add(other.0))
    }

    /// What is left; nothing where `other` is more.
    #[must_use]
    pub fn minus(self, other: Atomic) -> Atomic {
        Atomic(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Atomic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_or_none() {
        let of = |text: &str| Atomic::from_usdc(text.parse().expect("a number")).map(Atomic::get);
        assert_eq!(of("10"), Some(10_000_000));
        assert_eq!(of("10.000000"), Some(10_000_000));
        assert_eq!(of("0.000001"), Some(1));
        assert_eq!(of("0.0000001"), None);
        assert_eq!(of("-1"), None);
        assert_eq!(of("18446744073709.551615"), Some(u64::MAX));
        assert_eq!(of("18446744073709.551616"), None);
        assert_eq!(Atomic::whole(10).usdc(), Decimal::TEN);
    }
}
