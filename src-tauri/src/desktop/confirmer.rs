//! Questions whose answer must be the person's own: a dialog of the system, which no script in the window can see,
//! answer or move.

#[cfg(target_os = "linux")]
mod dialog;

use async_trait::async_trait;
use refill_core::ports::{Confirmer, Question};
use tauri::AppHandle;
use tokio::sync::Mutex;

/// Asks one question at a time; others wait in line.
pub struct SystemConfirmer {
    handle: AppHandle,
    turn: Mutex<()>,
}

impl SystemConfirmer {
    /// Asks in front of the main window of `handle`.
    pub fn new(handle: AppHandle) -> SystemConfirmer {
        SystemConfirmer {
            handle,
            turn: Mutex::new(()),
        }
    }
}

#[async_trait]
impl Confirmer for SystemConfirmer {
    async fn confirm(&self, question: &Question) -> bool {
        let _turn = self.turn.lock().await;
        ask(&self.handle, question).await
    }
}

/// Shows a dialog of our own. It goes when nobody waits for its answer any more.
#[cfg(target_os = "linux")]
async fn ask(handle: &AppHandle, question: &Question) -> bool {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let (owner, question) = (handle.clone(), question.clone());
    // The main thread goes on while the question stands: nothing is waited for there.
    let shown = handle.run_on_main_thread(move || {
        let window = super::window::main(&owner).and_then(|window| window.gtk_window().ok());
        let asked = dialog::ask(question, window, answer);
        gtk::glib::MainContext::default().spawn_local(asked);
    });
    match shown {
        Ok(()) => answered.await.unwrap_or(false),
        Err(error) => {
            tracing::error!(%error, "the question could not be asked");
            false
        }
    }
}

/// Elsewhere the system's own message dialog asks. It decides itself which button is the default, and has no button
/// that wakes late.
#[cfg(not(target_os = "linux"))]
async fn ask(handle: &AppHandle, question: &Question) -> bool {
    use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};

    let buttons = MessageDialogButtons::OkCancelCustom(question.yes.clone(), question.no.clone());
    let dialog = handle.dialog().message(&question.text);
    let mut dialog = dialog
        .title(&question.title)
        .kind(MessageDialogKind::Warning)
        .buttons(buttons);
    if let Some(window) = super::window::main(handle) {
        dialog = dialog.parent(&window);
    }
    let asked = tokio::task::spawn_blocking(move || dialog.blocking_show());
    asked.await.unwrap_or(false)
}
