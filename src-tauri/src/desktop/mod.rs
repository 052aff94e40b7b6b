//! The ports that need a desktop: notifications, browser and file manager, dialogs, the window, the clock.

pub mod another;
mod browser;
mod clock;
mod loopback;
pub mod network;
mod notifier;
pub mod save_dialog;
pub mod window;

pub use browser::SystemBrowser;
pub use clock::SystemClock;
pub use loopback::SystemLoopback;
pub use notifier::SystemNotifier;
