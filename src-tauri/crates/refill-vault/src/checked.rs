//! Writing a secret so that it is known to be kept.

use refill_core::error::VaultError;
use refill_core::key::ApiKey;
use refill_core::ports::{Asking, Item};
use zeroize::Zeroizing;

/// A keychain with the bare moves. What they promise together is in [`write`].
pub(crate) trait Keychain {
    fn probe(&self) -> Result<(), VaultError>;
    fn read(&self, item: &Item, asking: Asking) -> Result<ApiKey, VaultError>;
    fn store(&self, item: &Item, label: &str, secret: &ApiKey, asking: Asking) -> Result<(), VaultError>;
    fn remove(&self, item: &Item, asking: Asking) -> Result<(), VaultError>;
}

/// Stores a secret, reads it back and compares. What differs is removed again.
pub(crate) fn write(
    keychain: &impl Keychain,
    item: &Item,
    label: &str,
    secret: &ApiKey,
    asking: Asking,
) -> Result<(), VaultError> {
    keychain.store(item, label, secret, asking)?;
    let kept = match keychain.read(item, asking) {
        Ok(read_back) => read_back.same_as(secret),
        Err(VaultError::Missing | VaultError::NotKept) => false,
        Err(error) => return Err(error),
    };
    if kept {
        return Ok(());
    }
    if let Err(error) = keychain.remove(item, asking) {
        tracing::warn!(%error, "an item that was not kept as written could not be removed");
    }
    Err(VaultError::NotKept)
}

/// Removes a secret. One that is not there counts as removed.
pub(crate) fn delete(keychain: &impl Keychain, item: &Item, asking: Asking) -> Result<(), VaultError> {
    match keychain.remove(item, asking) {
        Err(VaultError::Missing) => Ok(()),
        other => other,
    }
}

/// The name of an item's owner within the keychain: which installation, and which of its secrets.
pub(crate) fn user(item: &Item) -> String {
    format!("{}/{}", item.installation, item.secret)
}

/// The key in an item's bytes. They were a key when they were written: anything else was not kept.
pub(crate) fn key(bytes: Vec<u8>) -> Result<ApiKey, VaultError> {
    let bytes = Zeroizing::new(bytes);
    let text = std::str::from_utf8(&bytes).map_err(|_| VaultError::NotKept)?;
    ApiKey::from_store(text).map_err(|_| VaultError::NotKept)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use std::cell::RefCell;

    use refill_core::ids::{InstallationId, SecretId};

    use super::*;

    /// A keychain that answers reads with something of its own.
    struct Liar {
        answer: Result<ApiKey, VaultError>,
        removed: RefCell<Vec<Item>>,
    }

    impl Keychain for Liar {
        fn probe(&self) -> Result<(), VaultError> {
            Ok(())
        }

        fn read(&self, _: &Item, _: Asking) -> Result<ApiKey, VaultError> {
            self.answer.clone()
        }

        fn store(&self, _: &Item, _: &str, _: &ApiKey, _: Asking) -> Result<(), VaultError> {
            Ok(())
        }

        fn remove(&self, item: &Item, _: Asking) -> Result<(), VaultError> {
            self.removed.borrow_mut().push(item.clone());
            Err(VaultError::Missing)
        }
    }

    fn item() -> Item {
        Item {
            installation: InstallationId::new("home"),
            secret: SecretId::new("1"),
        }
    }

    fn written(answer: Result<ApiKey, VaultError>) -> (Result<(), VaultError>, usize) {
        let liar = Liar {
            answer,
            removed: RefCell::default(),
        };
        let secret = ApiKey::from_pasted("dkn_live_1").expect("a key");
        let result = write(&liar, &item(), "Refill", &secret, Asking::Allowed);
        (result, liar.removed.into_inner().len())
    }

    #[test]
    fn what_is_read_back_the_same_is_kept() {
        let same = ApiKey::from_pasted("dkn_live_1").map_err(|_| VaultError::Missing);
        assert_eq!(written(same), (Ok(()), 0));
    }

    #[test]
    fn what_is_read_back_otherwise_is_removed() {
        let other = ApiKey::from_pasted("dkn_live_2").map_err(|_| VaultError::Missing);
        for answer in [other, Err(VaultError::Missing), Err(VaultError::NotKept)] {
            assert_eq!(written(answer), (Err(VaultError::NotKept), 1));
        }
    }

    #[test]
    fn a_keychain_that_closes_in_between_says_so_itself() {
        for error in [
            VaultError::Locked,
            VaultError::Absent,
            VaultError::TimedOut,
            VaultError::Refused,
        ] {
            assert_eq!(written(Err(error)), (Err(error), 0));
        }
    }

    #[test]
    fn what_is_not_there_counts_as_removed() {
        let liar = Liar {
            answer: Err(VaultError::Missing),
            removed: RefCell::default(),
        };
        assert_eq!(delete(&liar, &item(), Asking::Never), Ok(()));
    }

    #[test]
    fn bytes_that_are_no_key_were_not_kept() {
        assert!(key(b"dkn_live_1".to_vec()).is_ok());
        for bytes in [&b""[..], b"two keys", b"\xff\xfe"] {
            assert_eq!(key(bytes.to_vec()).map(|_| ()), Err(VaultError::NotKept));
        }
    }
}
