//! The ports that need a desktop: notifications, browser and file manager, dialogs, the window, the clock.

pub mod another;
mod browser;
mod clipboard;
mod clock;
mod confirmer;
mod loopback;
pub mod network;
mod notifier;
pub mod save_dialog;
mod secret_window;
pub mod window;

pub use browser::SystemBrowser;
pub use clipboard::SystemClipboard;
pub use clock::SystemClock;
pub use confirmer::SystemConfirmer;
pub use loopback::SystemLoopback;
pub use notifier::SystemNotifier;
pub use secret_window::SystemSecretWindow;
