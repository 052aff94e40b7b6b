//! The person, who says yes, and a desktop of which nothing is needed.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{
    Browser, CheckoutPage, CheckoutWords, Clipboard, Confirmer, Loopback, NotCopied, NotListening,
    NotNotified, NotOpened, Notice, Notifier, PhraseWords, Question, ReturnPage, ReturnWords, SecretQuestion,
    SecretWindow, Timer,
};
use tokio::sync::Notify;
use url::Url;

use super::sim::Sim;

/// Whoever clicked for several accounts answers when all questions are there, or after so long.
const TOGETHER: Duration = Duration::from_secs(30);

pub struct Person {
    pub sim: Arc<Sim>,
    /// So many questions are answered together.
    pub together: usize,
    pub asked: AtomicUsize,
    pub all_asked: Notify,
}

impl Person {
    pub fn new(sim: &Arc<Sim>, together: usize) -> Person {
        Person {
            sim: Arc::clone(sim),
            together,
            asked: AtomicUsize::new(0),
            all_asked: Notify::new(),
        }
    }
}

#[async_trait]
impl Confirmer for Person {
    async fn confirm(&self, _: &Question) -> bool {
        if self.asked.fetch_add(1, Ordering::SeqCst) + 1 >= self.together {
            self.all_asked.notify_waiters();
            return true;
        }
        tokio::select! {
            () = self.all_asked.notified() => {}
            () = self.sim.sleep(TOGETHER) => {}
        }
        true
    }
}

impl Notifier for Person {
    fn notify(&self, _: &Notice) -> Result<(), NotNotified> {
        Ok(())
    }

    fn window_in_front(&self) -> bool {
        false
    }
}

impl Browser for Person {
    fn open_page(&self, _: &Url) -> Result<(), NotOpened> {
        Err(NotOpened)
    }

    fn open_path(&self, _: &Path) -> Result<(), NotOpened> {
        Err(NotOpened)
    }

    fn show_in_folder(&self, _: &Path) -> Result<(), NotOpened> {
        Err(NotOpened)
    }
}

impl Clipboard for Person {
    fn copy(&self, _: &str) -> Result<(), NotCopied> {
        Ok(())
    }

    fn copy_key(&self, _: &ApiKey) -> Result<(), NotCopied> {
        Ok(())
    }
}

#[async_trait]
impl Loopback for Person {
    async fn open(&self, _: &ReturnWords) -> Result<Box<dyn ReturnPage>, NotListening> {
        Err(NotListening)
    }

    async fn open_for_checkout(
        &self,
        _: &CheckoutWords,
        _: Duration,
    ) -> Result<Box<dyn CheckoutPage>, NotListening> {
        Err(NotListening)
    }
}

#[async_trait]
impl SecretWindow for Person {
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
