//! The system's clipboard.

use refill_core::key::ApiKey;
use refill_core::ports::{Clipboard, NotCopied};
use tauri::AppHandle;

/// The clipboard that other programs paste from. The main thread does the work and is waited for, so it must not be
/// waiting for the caller.
pub struct SystemClipboard(pub AppHandle);

#[cfg(target_os = "linux")]
impl Clipboard for SystemClipboard {
    fn copy(&self, text: &str) -> Result<(), NotCopied> {
        let text = text.to_owned();
        gtk_clipboard::on_main_thread(&self.0, move |answer| gtk_clipboard::offer_text(&text, answer))
    }

    fn copy_key(&self, key: &ApiKey) -> Result<(), NotCopied> {
        let key = key.clone();
        gtk_clipboard::on_main_thread(&self.0, move |answer| gtk_clipboard::offer_key(key, answer))
    }
}

/// Elsewhere nothing is copied, and the window says so: GTK's clipboard is the only one that Refill speaks to, and none
/// other has been tried with keys.
#[cfg(not(target_os = "linux"))]
impl Clipboard for SystemClipboard {
    fn copy(&self, _: &str) -> Result<(), NotCopied> {
        Err(NotCopied)
    }

    fn copy_key(&self, _: &ApiKey) -> Result<(), NotCopied> {
        Err(NotCopied)
    }
}

/// GTK's clipboard.
///
/// How a key is kept while other programs can paste it: in its [`ApiKey`], which GTK holds with the callback that hands
/// it out. It is dropped, and so zeroed, when something else is copied or a minute has passed; it is not left to the
/// desktop's clipboard manager (`store`), so it ends with the program. What GTK and the display copy into buffers of
/// their own while somebody pastes is out of reach, and so is a clipboard history that does not know the hint.
#[cfg(target_os = "linux")]
mod gtk_clipboard {
    use std::rc::Rc;
    use std::sync::mpsc::{self, Sender};
    use std::time::Duration;

    use gtk::{Clipboard, SelectionData, TargetEntry, TargetFlags, gdk, glib};
    use refill_core::key::ApiKey;
    use refill_core::ports::NotCopied;
    use tauri::AppHandle;

    /// How long the main thread may take.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// How long a key stays.
    const KEY_STAYS: Duration = Duration::from_secs(60);

    /// The names under which programs ask for text. A key is ASCII, so it is the same bytes in all of them.
    const TEXT: [&str; 4] = ["UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "STRING"];

    /// By this, clipboard histories know what they should leave out: Klipper, and others after it.
    const HINT: (&str, &[u8]) = ("x-kde-passwordManagerHint", b"secret");

    const IS_TEXT: u32 = 0;
    const IS_HINT: u32 = 1;

    /// Runs `offer` on the main thread and waits until it says whether the clipboard took it.
    pub(super) fn on_main_thread(
        handle: &AppHandle,
        offer: impl FnOnce(&Sender<bool>) + Send + 'static,
    ) -> Result<(), NotCopied> {
        let (answer, answered) = mpsc::channel();
        let asked = handle.run_on_main_thread(move || offer(&answer));
        match asked.map(|()| answered.recv_timeout(PATIENCE)) {
            Ok(Ok(true)) => Ok(()),
            _ => {
                tracing::warn!("the clipboard took nothing");
                Err(NotCopied)
            }
        }
    }

    pub(super) fn offer_text(text: &str, answer: &Sender<bool>) {
        let clipboard = Clipboard::get(&gdk::SELECTION_CLIPBOARD);
        clipboard.set_text(text);
        // Nobody may wait any more.
        let _ = answer.send(true);
        // May take a while; afterwards the text outlives the program where the desktop keeps such things.
        clipboard.store();
    }

    pub(super) fn offer_key(key: ApiKey, answer: &Sender<bool>) {
        let clipboard = Clipboard::get(&gdk::SELECTION_CLIPBOARD);
        let key = Rc::new(key);
        let held = Rc::downgrade(&key);
        let hand_out = move |_: &Clipboard, into: &SelectionData, what: u32| match what {
            IS_HINT => into.set(&into.target(), 8, HINT.1),
            // The person asked for the key in the clipboard, to paste it elsewhere.
            _ => into.set(&into.target(), 8, key.expose_secret().as_bytes()),
        };
        let taken = clipboard.set_with_data(&targets(), hand_out);
        let _ = answer.send(taken);
        glib::timeout_add_local_once(KEY_STAYS, move || {
            // GTK has let go of it where something else was copied since, and that stays.
            if held.upgrade().is_some() {
                clipboard.clear();
            }
        });
    }

    fn targets() -> Vec<TargetEntry> {
        let entry = |name: &str, what| TargetEntry::new(name, TargetFlags::empty(), what);
        let texts = TEXT.iter().map(|name| entry(name, IS_TEXT));
        texts.chain([entry(HINT.0, IS_HINT)]).collect()
    }
}
