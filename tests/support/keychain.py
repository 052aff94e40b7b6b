"""Locks, unlocks and looks at the login keychain of a test's desktop: keychain.py lock|unlock|state|labels PASSWORD."""

import sys

import dbus

NAME = "org.freedesktop.secrets"
PROPERTIES = "org.freedesktop.DBus.Properties"

verb, password = sys.argv[1], sys.argv[2]
bus = dbus.SessionBus()
login = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
keychain = bus.get_object(NAME, "/org/freedesktop/secrets")
service = dbus.Interface(keychain, "org.freedesktop.Secret.Service")


def ask(path, interface, name):
    return bus.get_object(NAME, path).Get(interface, name, dbus_interface=PROPERTIES)


if verb == "lock":
    service.Lock([login])
elif verb == "unlock":
    # The way of the login itself: the public call would raise a dialog.
    _, session = service.OpenSession("plain", dbus.String("", variant_level=1))
    secret = (session, dbus.ByteArray(b""), dbus.ByteArray(password.encode()), "text/plain")
    internal = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
    dbus.Interface(keychain, internal).UnlockWithMasterPassword(login, secret)
elif verb == "labels":
    for item in ask(login, "org.freedesktop.Secret.Collection", "Items"):
        print(ask(item, "org.freedesktop.Secret.Item", "Label"))
else:
    print(f"locked={int(ask(login, 'org.freedesktop.Secret.Collection', 'Locked'))}")
