//! The harness for tests on real parts: a private desktop per test, with the app's real window in it.
//!
//! ```text
//! let desktop = Desktop::start();
//! let window = Window::open(&desktop, &App::new());
//! window.click("button.add");
//! ```
//!
//! Everything waits for a condition with a deadline; everything that was started ends with its owner, also when
//! the test panics or is killed. What goes wrong in the harness panics with a sentence: in a test that is what one
//! wants to read.

#![cfg(target_os = "linux")]

mod app;
mod axe;
mod broom;
mod confirm;
mod desktop;
mod dialogs;
mod driver;
mod keychain;
mod keys;
mod locale;
mod recorder;
mod screen;
mod secret_window;
mod wait;
mod window;

pub use app::{App, Theme, app_binary};
pub use broom::{is_alive, marked_processes};
pub use desktop::{Desktop, DesktopOptions, Notifications};
pub use dialogs::{gtk_save_dialog, gtk_save_dialog_replacing};
pub use keychain::{Keychain, LOGIN_PASSWORD};
pub use recorder::Notification;
pub use screen::ScreenWindow;
pub use wait::{LONG, SHORT, patiently, wait_for, wait_until};
pub use window::{Element, Window};
