//! News that the computer is back on the network. (That it woke up shows in the wall clock; see `refill-app`.)

use std::cell::Cell;
use std::sync::Arc;

use refill_app::App;

/// Tells `app` whenever the network comes back, for as long as the program runs. Call it on the main thread, whose
/// loop brings the news.
#[cfg(target_os = "linux")]
pub fn watch(app: &Arc<App>) {
    use gio::prelude::NetworkMonitorExt;

    let app = Arc::downgrade(app);
    // GLib asks NetworkManager where it runs and the kernel where it does not.
    let monitor = gio::NetworkMonitor::default();
    let was_available = Cell::new(monitor.is_network_available());
    monitor.connect_network_changed(move |_, is_available| {
        // Every new route is a change: only the way from none to some is a return.
        let came_back = is_available && !was_available.replace(is_available);
        if let (true, Some(app)) = (came_back, app.upgrade()) {
            app.came_back();
        }
    });
}

/// Elsewhere the next refresh finds out.
#[cfg(not(target_os = "linux"))]
pub fn watch(_: &Arc<App>) {}
