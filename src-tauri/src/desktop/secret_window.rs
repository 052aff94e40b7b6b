//! Windows of the system for what no page may see: recovery phrases, private keys, passwords of keystore files. No script
//! in the window can show, read or answer them. Elsewhere than on Linux there are none, and Refill holds no wallet.
//!
//! | what could give a secret away | what keeps it in |
//! |---|---|
//! | another program that reads the clipboard | words are shown and not selectable; nothing is copied from here |
//! | an input method that learns what is typed | every field says that it takes a password |
//! | a window that is closed and kept | what it shows and what was typed is emptied first, and the window taken apart |
//! | a question that nobody waits for any more | it goes with the one who asked |
//! | pictures of the screen | nothing: who sees the words has the money, and the window says so |
//!
//! GTK zeroes what was typed into a line. What it and the display keep of shown words and of a text of several lines is
//! freed and not zeroed; that is out of reach.

#[cfg(target_os = "linux")]
mod check;
#[cfg(target_os = "linux")]
mod phrase;
#[cfg(target_os = "linux")]
mod question;
#[cfg(target_os = "linux")]
mod sheet;
#[cfg(target_os = "linux")]
mod test_door;

use async_trait::async_trait;
use refill_core::key::Secret;
use refill_core::ports::{PhraseWords, SecretQuestion, SecretWindow};
use tauri::AppHandle;
use tokio::sync::Mutex;

/// Shows one window at a time; others wait in line.
pub struct SystemSecretWindow {
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "there is no window to show")
    )]
    handle: AppHandle,
    turn: Mutex<()>,
}

impl SystemSecretWindow {
    /// Shows them in front of the main window of `handle`.
    pub fn new(handle: AppHandle) -> SystemSecretWindow {
        SystemSecretWindow {
            handle,
            turn: Mutex::new(()),
        }
    }
}

#[async_trait]
impl SecretWindow for SystemSecretWindow {
    fn is_there(&self) -> bool {
        cfg!(target_os = "linux")
    }

    async fn show_phrase(&self, phrase: &Secret, words: &PhraseWords, check: bool) -> bool {
        let _turn = self.turn.lock().await;
        self.phrase(phrase.clone(), words.clone(), check).await
    }

    async fn ask(&self, question: &SecretQuestion) -> Option<Secret> {
        let _turn = self.turn.lock().await;
        self.question(question.clone()).await
    }
}

#[cfg(target_os = "linux")]
impl SystemSecretWindow {
    async fn phrase(&self, phrase: Secret, words: PhraseWords, check: bool) -> bool {
        let shown = self.in_front(move |window| phrase::show(phrase, words, check, window));
        shown.await.unwrap_or(false)
    }

    async fn question(&self, question: SecretQuestion) -> Option<Secret> {
        let asked = self.in_front(move |window| question::ask(question, window));
        asked.await.flatten()
    }

    /// Runs `show` on the main thread, which is not held up by it, and waits for what it comes to. It is dropped, and its
    /// window goes, when nobody waits any more.
    async fn in_front<T, F>(
        &self,
        show: impl FnOnce(Option<gtk::ApplicationWindow>) -> F + Send + 'static,
    ) -> Option<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + 'static,
    {
        let (mut answer, answered) = tokio::sync::oneshot::channel();
        let owner = self.handle.clone();
        let shown = self.handle.run_on_main_thread(move || {
            let window = super::window::main(&owner).and_then(|window| window.gtk_window().ok());
            let showing = show(window);
            gtk::glib::MainContext::default().spawn_local(async move {
                let said = tokio::select! {
                    biased;
                    () = answer.closed() => return,
                    said = showing => said,
                };
                // Who asked may have gone in this moment.
                let _ = answer.send(said);
            });
        });
        match shown {
            Ok(()) => answered.await.ok(),
            Err(error) => {
                tracing::error!(%error, "the window for a secret could not be shown");
                None
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl SystemSecretWindow {
    async fn phrase(&self, _: Secret, _: PhraseWords, _: bool) -> bool {
        false
    }

    async fn question(&self, _: SecretQuestion) -> Option<Secret> {
        None
    }
}
