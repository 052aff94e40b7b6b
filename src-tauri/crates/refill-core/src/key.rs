//! An API key between the person's clipboard and a request header.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

/// An API key in memory: zeroed on drop, no `Display`, no `Serialize`, no `Deref`; `Debug` hides it.
#[derive(Clone)]
pub struct ApiKey(SecretString);

/// Longest pasted key that is accepted, in bytes. Known keys have under 100.
pub const LONGEST_KEY: usize = 4096;
/// Longest secret that is stored, in bytes: the two tokens of a sign-in are stored as one.
pub const LONGEST_STORED: usize = 4 * LONGEST_KEY;

/// Why a pasted text cannot be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAKey {
    /// Nothing but white space.
    #[error("the key is empty")]
    Empty,
    /// White space or a line break inside: probably two things were copied at once.
    #[error("the key has white space inside")]
    Gap,
    /// A character that no HTTP header can carry.
    #[error("the key has a character that no key has")]
    Character,
    /// Longer than any key.
    #[error("the key is too long")]
    TooLong,
}

impl ApiKey {
    /// Reads a pasted key. White space around it is dropped, because copying brings it along; inside it,
    /// it is an error.
    ///
    /// # Errors
    /// [`NotAKey`], never with the text itself.
    pub fn from_pasted(text: &str) -> Result<ApiKey, NotAKey> {
        let key = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}');
        ApiKey::checked(key, LONGEST_KEY)
    }

    /// Reads a secret that came from a program and not by a person's hands: from the keychain, or from a provider's
    /// answer. It may be longer than a pasted key, and nothing around it is dropped.
    ///
    /// # Errors
    /// [`NotAKey`], never with the text itself.
    pub fn from_store(text: &str) -> Result<ApiKey, NotAKey> {
        ApiKey::checked(text, LONGEST_STORED)
    }

    fn checked(key: &str, longest: usize) -> Result<ApiKey, NotAKey> {
        if key.is_empty() {
            return Err(NotAKey::Empty);
        }
        if key.len() > longest {
            return Err(NotAKey::TooLong);
        }
        if key.chars().any(char::is_whitespace) {
            return Err(NotAKey::Gap);
        }
        if !key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(NotAKey::Character);
        }
        Ok(ApiKey(SecretString::from(key)))
    }

    /// The key itself. Every call says beside it why it needs the plain text (architecture, invariant 5).
    pub fn expose_secret(&self) -> &str {
        // The one door to the plain text; callers carry the reason.
        self.0.expose_secret()
    }

    /// True when the key starts with one of `prefixes`.
    pub fn has_prefix<S: AsRef<str>>(&self, prefixes: &[S]) -> bool {
        // Compared here, so that callers learn only yes or no.
        let key = self.expose_secret();
        prefixes.iter().any(|prefix| key.starts_with(prefix.as_ref()))
    }

    /// `text` with every occurrence of this key blanked out: a server may echo it in an error.
    pub fn redact(&self, text: &str) -> String {
        // Compared here, so that the plain text never leaves.
        text.replace(self.expose_secret(), "[key]")
    }

    /// True when both keys are the same. Compares every byte, whatever differs first.
    pub fn same_as(&self, other: &ApiKey) -> bool {
        // Read-back check of the keychain: only the answer leaves.
        let (left, right) = (self.expose_secret().as_bytes(), other.expose_secret().as_bytes());
        left.len() == right.len() && left.iter().zip(right).fold(0, |acc, (l, r)| acc | (l ^ r)) == 0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey([hidden])")
    }
}

/// Another short-lived secret, such as a one-time code: zeroed on drop, no `Display`, no `Serialize`, no `Deref`;
/// `Debug` hides it.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Guards `text` from here on.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(SecretString::from(text.into()))
    }

    /// A pasted one-time code. White space around it is dropped, because copying brings it along.
    ///
    /// # Errors
    /// [`NotAKey`], never with the text itself.
    pub fn from_pasted(text: &str) -> Result<Secret, NotAKey> {
        // A code has the form of a key: one visible word.
        let key = ApiKey::from_pasted(text)?;
        Ok(Secret(key.0))
    }

    /// The text itself. Every call says beside it why it needs the plain text (architecture, invariant 5).
    pub fn expose_secret(&self) -> &str {
        // The one door to the plain text; callers carry the reason.
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([hidden])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_what_copying_adds_around_a_key() {
        for pasted in [
            "dkn_live_1",
            " dkn_live_1\r\n",
            "\tdkn_live_1\u{a0}",
            "\u{feff}dkn_live_1\u{200b}",
        ] {
            let key = ApiKey::from_pasted(pasted).expect("a key");
            assert_eq!(key.expose_secret(), "dkn_live_1"); // test: look at what was kept
        }
    }

    #[test]
    fn refuses_what_cannot_be_a_key() {
        let reason = |text: &str| ApiKey::from_pasted(text).expect_err("no key");
        assert_eq!(reason(""), NotAKey::Empty);
        assert_eq!(reason(" \n\t"), NotAKey::Empty);
        assert_eq!(reason("two keys"), NotAKey::Gap);
        assert_eq!(reason("a\nb"), NotAKey::Gap);
        assert_eq!(reason("schlüssel"), NotAKey::Character);
        assert_eq!(reason("a\0b"), NotAKey::Character);
        assert_eq!(reason(&"x".repeat(LONGEST_KEY + 1)), NotAKey::TooLong);
    }

    #[test]
    fn stored_secrets_may_be_longer_and_are_taken_as_they_are() {
        let reason = |text: &str| ApiKey::from_store(text).expect_err("no key");
        assert!(ApiKey::from_store(&"x".repeat(LONGEST_STORED)).is_ok());
        assert_eq!(reason(&"x".repeat(LONGEST_STORED + 1)), NotAKey::TooLong);
        assert_eq!(reason(""), NotAKey::Empty);
        assert_eq!(reason(" padded"), NotAKey::Gap);
    }

    #[test]
    fn shows_itself_to_nobody() {
        let key = ApiKey::from_pasted("dkn_live_secret").expect("a key");
        assert_eq!(format!("{key:?}"), "ApiKey([hidden])");
        assert_eq!(key.redact("bad key dkn_live_secret!"), "bad key [key]!");
        assert!(key.same_as(&key.clone()));
        assert!(!key.same_as(&ApiKey::from_pasted("dkn_live_secreT").expect("a key")));
    }
}
