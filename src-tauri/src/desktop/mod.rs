//! The ports that need a desktop: notifications, browser and file manager, dialogs, the window, the clock.

mod browser;
mod clock;
mod notifier;
pub mod save_dialog;
pub mod window;

pub use browser::SystemBrowser;
pub use clock::SystemClock;
pub use notifier::SystemNotifier;
