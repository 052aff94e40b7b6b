//! Numbers that nobody can guess.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use thiserror::Error;
use zeroize::Zeroizing;

/// The operating system gave no random numbers, so nothing that must not be guessed can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the system gives no random numbers")]
pub struct NoRandomness;

/// 256 bits from the operating system, as 43 letters, digits, `-` and `_` (base64url without padding).
pub(crate) fn unguessable() -> Result<Zeroizing<String>, NoRandomness> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *bytes).map_err(|_| NoRandomness)?;
    Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn fits_into_an_address_and_never_comes_twice() {
        let made: HashSet<String> = (0..100)
            .map(|_| unguessable().expect("a system").to_string())
            .collect();
        assert_eq!(made.len(), 100);
        for text in &made {
            assert_eq!(text.len(), 43);
            let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
            assert!(text.bytes().all(fits), "{text}");
        }
    }
}
