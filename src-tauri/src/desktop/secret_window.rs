//! Windows of the system for what no page may see.

use async_trait::async_trait;
use refill_core::key::Secret;
use refill_core::ports::{PhraseWords, SecretQuestion, SecretWindow};
use tauri::AppHandle;

/// Windows of the system for secrets.
pub struct SystemSecretWindow {
    _handle: AppHandle,
}

impl SystemSecretWindow {
    /// Shows them in front of the main window of `handle`.
    pub fn new(handle: AppHandle) -> SystemSecretWindow {
        SystemSecretWindow { _handle: handle }
    }
}

#[async_trait]
impl SecretWindow for SystemSecretWindow {
    fn is_there(&self) -> bool {
        false
    }

    async fn show_phrase(&self, _: &Secret, _: &PhraseWords, _: bool) -> bool {
        false
    }

    async fn ask(&self, _: &SecretQuestion) -> Option<Secret> {
        None
    }
}
