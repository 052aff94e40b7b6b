//! A stand-in for the desktop's dialogs: it counts them and lets nobody answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use zbus::blocking::{Connection, connection};
use zbus::zvariant::ObjectPath;

pub struct SilentPrompter {
    _bus: Connection,
    begun: Arc<AtomicUsize>,
}

struct Dialogs {
    begun: Arc<AtomicUsize>,
}

/// What gnome-keyring asks of the program that draws its dialogs.
#[zbus::interface(name = "org.gnome.keyring.internal.Prompter")]
impl Dialogs {
    fn begin_prompting(&self, _callback: ObjectPath<'_>) {
        self.begun.fetch_add(1, Ordering::SeqCst);
    }

    fn stop_prompting(&self, _callback: ObjectPath<'_>) {}
}

impl SilentPrompter {
    /// Takes the place of the desktop's dialogs until it is dropped; then they count as dismissed.
    pub fn on_bus(address: &str) -> SilentPrompter {
        let begun = Arc::new(AtomicUsize::new(0));
        let dialogs = Dialogs {
            begun: Arc::clone(&begun),
        };
        let bus = connection::Builder::address(address)
            .and_then(|builder| builder.serve_at("/org/gnome/keyring/Prompter", dialogs))
            .and_then(|builder| builder.name("org.gnome.keyring.SystemPrompter"))
            .and_then(connection::Builder::build);
        SilentPrompter {
            _bus: bus.expect("a bus"),
            begun,
        }
    }

    /// How many dialogs were asked for.
    pub fn dialogs(&self) -> usize {
        self.begun.load(Ordering::SeqCst)
    }
}
