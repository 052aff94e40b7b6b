//! What the bus and the service say, in the vault's own words.

use std::io::ErrorKind;

use refill_core::error::VaultError;
use secret_service::Error;

/// The vault's error for one of the service's.
pub(super) fn vault_error(error: &Error) -> VaultError {
    // None of these texts carries a secret: they name D-Bus errors and objects.
    tracing::debug!(%error, "a keychain call failed");
    match error {
        Error::Locked => VaultError::Locked,
        Error::NoResult => VaultError::Missing,
        Error::Prompt => VaultError::Refused,
        Error::Unavailable | Error::PromptDisconnected => VaultError::Absent,
        Error::Zbus(error) => bus_error(error),
        Error::ZbusFdo(error) => standard_error(error),
        _ => VaultError::NotKept,
    }
}

/// The vault's error for one of the bus.
pub(super) fn bus_error(error: &zbus::Error) -> VaultError {
    match error {
        zbus::Error::InputOutput(error) if error.kind() == ErrorKind::TimedOut => VaultError::TimedOut,
        zbus::Error::InputOutput(_) | zbus::Error::Address(_) | zbus::Error::Handshake(_) => {
            VaultError::Absent
        }
        zbus::Error::FDO(error) => standard_error(error),
        zbus::Error::MethodError(name, ..) => named_error(name.as_str()),
        _ => VaultError::Refused,
    }
}

fn standard_error(error: &zbus::fdo::Error) -> VaultError {
    use zbus::fdo::Error as Standard;
    match error {
        Standard::ZBus(error) => bus_error(error),
        Standard::NoReply(_) | Standard::Timeout(_) | Standard::TimedOut(_) => VaultError::TimedOut,
        Standard::UnknownObject(_) => VaultError::Missing,
        Standard::ServiceUnknown(_)
        | Standard::NameHasNoOwner(_)
        | Standard::Disconnected(_)
        | Standard::NoServer(_)
        | Standard::SpawnExecFailed(_)
        | Standard::SpawnFailed(_)
        | Standard::SpawnChildExited(_)
        | Standard::SpawnChildSignaled(_)
        | Standard::SpawnServiceNotFound(_) => VaultError::Absent,
        _ => VaultError::Refused,
    }
}

fn named_error(name: &str) -> VaultError {
    const STANDARD: &str = "org.freedesktop.DBus.Error.";
    const SECRET: &str = "org.freedesktop.Secret.Error.";
    if let Some(name) = name.strip_prefix(SECRET) {
        return match name {
            "IsLocked" => VaultError::Locked,
            "NoSuchObject" => VaultError::Missing,
            _ => VaultError::Refused,
        };
    }
    match name.strip_prefix(STANDARD) {
        Some("NoReply" | "Timeout" | "TimedOut") => VaultError::TimedOut,
        Some("UnknownObject" | "UnknownMethod") => VaultError::Missing,
        Some("ServiceUnknown" | "NameHasNoOwner" | "Disconnected" | "NoServer") => VaultError::Absent,
        Some(name) if name.starts_with("Spawn.") => VaultError::Absent,
        _ => VaultError::Refused,
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn names_of_the_bus_become_states() {
        let cases = [
            ("org.freedesktop.Secret.Error.IsLocked", VaultError::Locked),
            ("org.freedesktop.Secret.Error.NoSuchObject", VaultError::Missing),
            ("org.freedesktop.Secret.Error.NoSession", VaultError::Refused),
            ("org.freedesktop.DBus.Error.NoReply", VaultError::TimedOut),
            ("org.freedesktop.DBus.Error.ServiceUnknown", VaultError::Absent),
            ("org.freedesktop.DBus.Error.Spawn.ChildExited", VaultError::Absent),
            ("org.freedesktop.DBus.Error.UnknownObject", VaultError::Missing),
            ("org.freedesktop.DBus.Error.AccessDenied", VaultError::Refused),
            ("org.kde.kwallet.Error.Whatever", VaultError::Refused),
        ];
        for (name, expected) in cases {
            assert_eq!(named_error(name), expected, "{name}");
        }
    }

    #[test]
    fn a_dialog_that_was_closed_is_a_refusal_and_a_silent_bus_is_not() {
        assert_eq!(vault_error(&Error::Prompt), VaultError::Refused);
        assert_eq!(vault_error(&Error::PromptDisconnected), VaultError::Absent);
        assert_eq!(vault_error(&Error::Crypto("test")), VaultError::NotKept);
        let of_bus = |kind: ErrorKind| vault_error(&Error::Zbus(io::Error::from(kind).into()));
        assert_eq!(of_bus(ErrorKind::TimedOut), VaultError::TimedOut);
        assert_eq!(of_bus(ErrorKind::BrokenPipe), VaultError::Absent);
    }
}
