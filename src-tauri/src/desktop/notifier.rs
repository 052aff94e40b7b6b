//! Notifications of the system.

use refill_core::ports::{NotNotified, Notice, Notifier};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;

use super::window;

/// Notifications through the plugin. It hands them over in the background, so success means "prepared".
pub struct SystemNotifier(pub AppHandle);

impl Notifier for SystemNotifier {
    fn notify(&self, notice: &Notice) -> Result<(), NotNotified> {
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
