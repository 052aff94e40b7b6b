"""The notification daemon and file manager of a test's desktop: writes every call down, one JSON object per line.

    notifications.py FILE

It can also act for the person: org.refill.Recorder.Invoke(id, action) presses a notification's button,
org.refill.Recorder.Dismiss(id) closes it.
"""

import json
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NOTIFICATIONS = "org.freedesktop.Notifications"
FILE_MANAGER = "org.freedesktop.FileManager1"
RECORDER = "org.refill.Recorder"


def plain(value):
    return str(int(value)) if isinstance(value, dbus.Byte) else str(value)


class Recorder(dbus.service.Object):
    def __init__(self, bus, path, file):
        super().__init__(bus, path)
        self.file = file
        self.last = 0

    def record(self, **entry):
        self.file.write(json.dumps(entry) + "\n")
        self.file.flush()

    @dbus.service.method(NOTIFICATIONS, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, summary, body, actions, hints, timeout):
        if replaces:
            number = int(replaces)
        else:
            self.last += 1
            number = self.last
        self.record(
            kind="notify",
            id=number,
            replaces=int(replaces),
            app=app,
            icon=icon,
            summary=summary,
            body=body,
            actions=[[key, label] for key, label in zip(actions[::2], actions[1::2])],
            hints={name: plain(value) for name, value in hints.items()},
            timeout=int(timeout),
        )
        return dbus.UInt32(number)

    @dbus.service.method(NOTIFICATIONS, out_signature="as")
    def GetCapabilities(self):
        return ["actions", "body", "body-markup", "icon-static", "persistence"]

    @dbus.service.method(NOTIFICATIONS, out_signature="ssss")
    def GetServerInformation(self):
        return ("Recorder", "Refill", "1", "1.2")

    @dbus.service.method(NOTIFICATIONS, in_signature="u")
    def CloseNotification(self, number):
        self.record(kind="close", id=int(number))
        self.NotificationClosed(number, 3)

    @dbus.service.signal(NOTIFICATIONS, signature="uu")
    def NotificationClosed(self, number, reason):
        pass

    @dbus.service.signal(NOTIFICATIONS, signature="us")
    def ActionInvoked(self, number, action):
        pass

    @dbus.service.method(RECORDER, in_signature="us")
    def Invoke(self, number, action):
        self.ActionInvoked(number, action)
        self.NotificationClosed(number, 2)

    @dbus.service.method(RECORDER, in_signature="u")
    def Dismiss(self, number):
        self.NotificationClosed(number, 2)

    @dbus.service.method(FILE_MANAGER, in_signature="ass")
    def ShowItems(self, uris, startup):
        self.record(kind="show", uris=[str(uri) for uri in uris])


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
file = open(sys.argv[1], "a", encoding="utf-8")
names = [dbus.service.BusName(name, bus) for name in (NOTIFICATIONS, FILE_MANAGER)]
recorders = [
    Recorder(bus, path, file)
    for path in ("/org/freedesktop/Notifications", "/org/freedesktop/FileManager1")
]
print("ready", flush=True)
GLib.MainLoop().run()
