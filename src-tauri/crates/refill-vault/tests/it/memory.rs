//! The in-memory twin.

use refill_core::error::VaultError;
use refill_core::ports::{Asking, Vault};
use refill_vault::{MemoryState, MemoryVault};

use crate::desktop::{item, key};

#[test]
fn keeps_reads_and_removes() {
    let vault: &dyn Vault = &MemoryVault::new();
    let here = item("home", "1");
    assert_eq!(vault.probe(), Ok(()));
    assert_eq!(
        vault.write(&here, "Refill", &key("some_key"), Asking::Never),
        Ok(())
    );
    assert!(
        vault
            .read(&here, Asking::Never)
            .expect("the key")
            .same_as(&key("some_key"))
    );
    assert_eq!(
        vault.read(&item("work", "1"), Asking::Never).map(|_| ()),
        Err(VaultError::Missing)
    );
    assert_eq!(vault.delete(&here, Asking::Never), Ok(()));
    assert_eq!(vault.delete(&here, Asking::Never), Ok(()));
    assert_eq!(
        vault.read(&here, Asking::Never).map(|_| ()),
        Err(VaultError::Missing)
    );
}

#[test]
fn pretends_to_be_in_every_state() {
    use MemoryState::{Absent, Dismissed, Locked, Refusing, Silent};
    let cases = [
        (Absent, VaultError::Absent, VaultError::Absent),
        (Locked, VaultError::Locked, VaultError::Missing),
        (Dismissed, VaultError::Locked, VaultError::Refused),
        (Refusing, VaultError::Refused, VaultError::Refused),
        (Silent, VaultError::TimedOut, VaultError::TimedOut),
    ];
    for (state, never, allowed) in cases {
        let vault = MemoryVault::new();
        vault.set_state(state);
        let here = item("home", "1");
        assert_eq!(vault.probe(), Err(never), "{state:?}");
        assert_eq!(
            vault.read(&here, Asking::Never).map(|_| ()),
            Err(never),
            "{state:?}"
        );
        assert_eq!(vault.delete(&here, Asking::Never), Err(never), "{state:?}");
        assert_eq!(
            vault.read(&here, Asking::Allowed).map(|_| ()),
            Err(allowed),
            "{state:?}"
        );
    }
}

#[test]
fn stays_open_once_it_was_unlocked_and_keeps_what_it_had() {
    let vault = MemoryVault::new();
    let here = item("home", "1");
    vault
        .write(&here, "Refill", &key("some_key"), Asking::Never)
        .expect("kept");
    vault.set_state(MemoryState::Locked);
    assert!(vault.read(&here, Asking::Allowed).is_ok());
    assert!(vault.read(&here, Asking::Never).is_ok());
    assert_eq!(vault.probe(), Ok(()));
}

#[test]
fn forgets_when_it_is_told_to() {
    let vault = MemoryVault::new();
    vault.set_state(MemoryState::Forgetful);
    let written = vault.write(&item("home", "1"), "Refill", &key("some_key"), Asking::Allowed);
    assert_eq!((written, vault.count()), (Err(VaultError::NotKept), 0));
}
