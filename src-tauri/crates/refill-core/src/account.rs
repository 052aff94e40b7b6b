//! An account: one key at one provider, under the name that the person gave it.

use std::num::NonZeroU32;

use jiff::Timestamp;
use thiserror::Error;

use crate::alert::Watch;
use crate::ids::{AccountId, ProviderId, SecretId};
use crate::money::{Decimal, Unit};
use crate::server::ServerAddress;
use crate::text;

/// An account as it is stored. The key itself is in the keychain, under [`Account::secret`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Refill's own id for it.
    pub id: AccountId,
    /// Whose account it is.
    pub provider: ProviderId,
    /// What the person calls it.
    pub name: AccountName,
    /// The account's own server, or `None` for the provider's fixed one.
    pub server: Option<ServerAddress>,
    /// What its reported balance is divided by; 1 for most (see `Descriptor::divisors`).
    pub divisor: Divisor,
    /// Where its key lies in the keychain; `None` while the key is kept for this session only.
    pub secret: Option<SecretId>,
    /// Where the tokens of its holder's sign-in lie in the keychain; `None` while nobody is signed in.
    pub session: Option<SecretId>,
    /// Warn below this balance, in `unit`. `None`: only warn when it is used up.
    pub threshold: Option<Decimal>,
    /// Unit of the balance and of the threshold.
    pub unit: Unit,
    /// When it was added.
    pub created_at: Timestamp,
}

impl Account {
    /// What its balance is watched against.
    pub fn watch(&self) -> Watch {
        Watch {
            threshold: self.threshold,
            unit: self.unit.clone(),
        }
    }
}

/// What a reported number is divided by to get credits. Never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Divisor(NonZeroU32);

impl Divisor {
    /// The number as it is.
    pub const ONE: Divisor = Divisor(NonZeroU32::MIN);

    /// This divisor; `None` for zero.
    pub fn new(number: u32) -> Option<Divisor> {
        NonZeroU32::new(number).map(Divisor)
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0.get()
    }

    /// `reported` divided by this; `None` where that could only be held rounded.
    pub fn apply(self, reported: Decimal) -> Option<Decimal> {
        let divisor = Decimal::from(self.get());
        let quotient = reported.checked_div(divisor)?;
        (quotient.checked_mul(divisor)? == reported).then_some(quotient)
    }
}

impl Default for Divisor {
    fn default() -> Divisor {
        Divisor::ONE
    }
}

/// A name that can be shown on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountName(String);

/// Most characters in an account's name.
pub const LONGEST_NAME: usize = 60;

/// The name was empty or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an account's name has 1 to {LONGEST_NAME} characters")]
pub struct NotAName;

impl AccountName {
    /// Reads a name as typed; white space around it and invisible characters are dropped.
    ///
    /// # Errors
    /// [`NotAName`] when nothing is left, or too much.
    pub fn parse(text: &str) -> Result<AccountName, NotAName> {
        let name = text::clean(text, LONGEST_NAME + 1);
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(NotAName);
        }
        Ok(AccountName(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The alert amount was no positive number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an alert amount is a number above zero")]
pub struct NotAThreshold;

/// Reads an alert amount as typed.
///
/// # Errors
/// [`NotAThreshold`] unless it is a plain decimal above zero.
pub fn parse_threshold(text: &str) -> Result<Decimal, NotAThreshold> {
    match crate::money::parse_decimal(text.trim()) {
        Ok(amount) if amount > Decimal::ZERO => Ok(amount),
        _ => Err(NotAThreshold),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_visible_line() {
        let name = |text: &str| AccountName::parse(text).map(|n| n.as_str().to_owned());
        assert_eq!(name("  Work\nkey "), Ok("Work key".into()));
        assert_eq!(name("\u{202e}"), Err(NotAName));
        assert_eq!(name(&"x".repeat(LONGEST_NAME)), Ok("x".repeat(LONGEST_NAME)));
        assert_eq!(name(&"x".repeat(LONGEST_NAME + 1)), Err(NotAName));
    }

    #[test]
    fn a_divisor_divides_exactly_or_not_at_all() {
        let by = |divisor, reported| Divisor::new(divisor).and_then(|d| d.apply(reported));
        assert_eq!(by(10, Decimal::from(125)), Some(Decimal::new(125, 1)));
        assert_eq!(by(1, Decimal::from(-7)), Some(Decimal::from(-7)));
        assert_eq!(by(3, Decimal::ONE), None);
        assert_eq!(Divisor::new(0), None);
    }

    #[test]
    fn thresholds_are_above_zero() {
        assert_eq!(parse_threshold(" 5.50 "), Ok(Decimal::new(550, 2)));
        for text in ["", "0", "-1", "five", "1e99"] {
            assert_eq!(parse_threshold(text), Err(NotAThreshold), "{text:?}");
        }
    }
}
