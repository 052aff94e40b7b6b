//! Notifications of the system.

use refill_core::ports::{NotNotified, Notice, Notifier};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;

use super::window;

/// Notifications through the plugin. On Linux the plugin hands them over in the background and hears of no failure, so
/// the bus is first asked whether anybody shows notifications at all. Call it off the async threads.
pub struct SystemNotifier(pub AppHandle);

impl Notifier for SystemNotifier {
    fn notify(&self, notice: &Notice) -> Result<(), NotNotified> {
        if !somebody_shows_notifications() {
            tracing::warn!("nobody on this desktop shows notifications");
            return Err(NotNotified);
        }
        let builder = self.0.notification().builder();
        let shown = builder.title(&notice.title).body(&notice.body).show();
        shown.map_err(|error| {
            tracing::warn!(%error, "the notification could not be prepared");
            NotNotified
        })
    }

    fn window_in_front(&self) -> bool {
        window::is_in_front(&self.0)
    }
}

/// True when a notification daemon runs or can be started by the bus.
#[cfg(target_os = "linux")]
fn somebody_shows_notifications() -> bool {
    const DAEMON: &str = "org.freedesktop.Notifications";
    let asked = || -> zbus::Result<bool> {
        let bus = zbus::blocking::Connection::session()?;
        let bus = zbus::blocking::fdo::DBusProxy::new(&bus)?;
        let name = zbus::names::BusName::try_from(DAEMON)?;
        let startable = || {
            bus.list_activatable_names()
                .map(|names| names.iter().any(|name| name.as_str() == DAEMON))
        };
        Ok(bus.name_has_owner(name)? || startable()?)
    };
    asked().unwrap_or(false)
}

/// Elsewhere the system itself shows them.
#[cfg(not(target_os = "linux"))]
fn somebody_shows_notifications() -> bool {
    true
}
