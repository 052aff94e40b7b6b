//! Proof that the one who exchanges a code is the one who asked for it (RFC 7636).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use refill_core::key::Secret;
use sha2::{Digest, Sha256};

use crate::random::{NoRandomness, unguessable};

/// The `code_verifier`: stays on this machine until the exchange of the code. Zeroed on drop, no `Display`,
/// no `Serialize`, no `Deref`; `Debug` hides it.
#[derive(Debug)]
pub struct Verifier(Secret);

impl Verifier {
    /// A new one: 32 random bytes as 43 characters (section 4.1).
    ///
    /// # Errors
    /// [`NoRandomness`]. A verifier that can be guessed proves nothing.
    pub fn new() -> Result<Verifier, NoRandomness> {
        Ok(Verifier(Secret::new(unguessable()?.as_str())))
    }

    /// What is shown beforehand (section 4.2, method `S256`). It does not give the verifier away.
    pub fn challenge(&self) -> String {
        // Hashed here; only the hash leaves.
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.expose_secret()))
    }

    /// The verifier itself. Every call says beside it why it needs the plain text (architecture, invariant 5).
    pub fn expose_secret(&self) -> &str {
        // The door to the plain text; callers carry the reason.
        self.0.expose_secret()
    }

    /// The verifier for whoever keeps it until the exchange.
    pub fn into_secret(self) -> Secret {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_appendix_b() {
        let verifier = Verifier(Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert_eq!(
            verifier.challenge(),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn a_new_one_has_the_form_that_the_standard_asks_for() {
        let verifier = Verifier::new().expect("a system");
        let text = verifier.expose_secret(); // test: look at what was made
        let is_unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        assert!((43..=128).contains(&text.len()) && text.bytes().all(is_unreserved));
        assert_ne!(verifier.challenge(), text);
        assert_eq!(verifier.challenge().len(), 43);
    }

    #[test]
    fn no_two_are_the_same() {
        let (one, other) = (
            Verifier::new().expect("a system"),
            Verifier::new().expect("a system"),
        );
        assert_ne!(one.challenge(), other.challenge());
    }

    #[test]
    fn shows_itself_to_nobody() {
        let verifier = Verifier::new().expect("a system");
        assert_eq!(format!("{verifier:?}"), "Verifier(Secret([hidden]))");
        let challenge = verifier.challenge();
        assert_eq!(Verifier(verifier.into_secret()).challenge(), challenge);
    }
}
