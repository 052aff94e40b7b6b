//! No keychain, no bus, and a keychain that comes and goes.

use std::os::unix::net::UnixListener;
use std::time::Duration;

use refill_core::error::VaultError;
use refill_core::ports::{Asking, Vault as _};
use refill_vault::KeychainVault;

use crate::desktop::{Desktop, item, key};
use crate::wait::at_most;

/// The time in which nothing is known to be there.
const SOON: Duration = Duration::from_secs(2);
/// The same for something that is there and says nothing: a look's limit, a call's limit, and a little more.
const LOOKED: Duration = Duration::from_secs(6);
const CALLED: Duration = Duration::from_secs(11);

fn assert_absent_soon(vault: &KeychainVault) {
    let item = item("home", "1");
    for asking in [Asking::Never, Asking::Allowed] {
        assert_eq!(at_most(SOON, || vault.probe()), Err(VaultError::Absent));
        let read = at_most(SOON, || vault.read(&item, asking));
        assert_eq!(read.map(|_| ()), Err(VaultError::Absent));
        let written = at_most(SOON, || vault.write(&item, "Refill", &key("some_key"), asking));
        assert_eq!(written, Err(VaultError::Absent));
        assert_eq!(
            at_most(SOON, || vault.delete(&item, asking)),
            Err(VaultError::Absent)
        );
    }
}

#[test]
fn without_a_daemon_there_is_no_keychain() {
    assert_absent_soon(&Desktop::without_keychain().vault());
}

#[test]
fn without_a_bus_there_is_no_keychain() {
    for address in ["unix:path=/nonexistent/bus", "unix:path=", "nonsense", ""] {
        assert_absent_soon(&KeychainVault::on_bus(address));
    }
}

#[test]
fn a_bus_that_is_gone_is_no_keychain() {
    let desktop = Desktop::with_open_keychain();
    let vault = desktop.vault();
    assert_eq!(vault.probe(), Ok(()));
    drop(desktop);
    assert_absent_soon(&vault);
}

#[test]
fn a_bus_that_says_nothing_is_given_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bus");
    let _listener = UnixListener::bind(&path).expect("a socket");
    let vault = KeychainVault::on_bus(&format!("unix:path={}", path.display()));
    assert_eq!(at_most(LOOKED, || vault.probe()), Err(VaultError::TimedOut));
    let read = at_most(CALLED, || vault.read(&item("home", "1"), Asking::Allowed));
    assert_eq!(read.map(|_| ()), Err(VaultError::TimedOut));
}

#[test]
fn a_keychain_that_says_nothing_is_given_up() {
    let desktop = Desktop::with_open_keychain();
    let vault = desktop.vault();
    desktop.keyring().signal("STOP");
    assert_eq!(at_most(LOOKED, || vault.probe()), Err(VaultError::TimedOut));
    desktop.keyring().signal("CONT");
    assert_eq!(vault.probe(), Ok(()), "nothing of it sticks");
}

#[test]
fn a_keychain_that_starts_late_is_used_at_the_next_call() {
    let mut desktop = Desktop::without_keychain();
    let (vault, item) = (desktop.vault(), item("home", "1"));
    assert_absent_soon(&vault);
    desktop.start_keychain();
    assert_eq!(vault.probe(), Ok(()));
    assert_eq!(
        vault.write(&item, "Refill", &key("late_key"), Asking::Never),
        Ok(())
    );
    assert!(
        vault
            .read(&item, Asking::Never)
            .expect("the key")
            .same_as(&key("late_key"))
    );
}

#[test]
fn a_keychain_that_died_is_absent_until_it_is_back() {
    let mut desktop = Desktop::with_open_keychain();
    let (vault, item) = (desktop.vault(), item("home", "1"));
    assert_eq!(
        vault.write(&item, "Refill", &key("some_key"), Asking::Allowed),
        Ok(())
    );
    desktop.kill_keychain();
    assert_absent_soon(&vault);
    desktop.start_keychain();
    assert!(
        vault
            .read(&item, Asking::Never)
            .expect("the key")
            .same_as(&key("some_key"))
    );
}

#[test]
fn a_keychain_that_the_bus_can_start_is_started() {
    let desktop = Desktop::without_keychain();
    let vault = desktop.vault();
    desktop.let_the_bus_start_it();
    assert_eq!(
        vault.probe(),
        Err(VaultError::Locked),
        "there, and without a keychain yet"
    );
    desktop.outside().end_daemon_of_bus();
}
