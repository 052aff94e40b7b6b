//! The desktop as tests want it: clock, keychain, notifications, browser, and pages that it returns to.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use refill_core::error::VaultError;
use refill_core::key::ApiKey;
use refill_core::ports::{
    Asking, Browser, CheckoutPage, CheckoutReturn, CheckoutWords, Clipboard, Clock, Confirmer, Item,
    Loopback, NeverReturned, NotCopied, NotListening, NotNotified, NotOpened, Notice, Notifier, Question,
    ReturnPage, ReturnWords, Returned, Vault,
};
use url::Url;

use super::Eye;

/// Pages that the test returns to.
#[derive(Default)]
pub struct FakeLoopback {
    /// Nobody can listen.
    pub refuses: AtomicBool,
    back: Mutex<Option<tokio::sync::oneshot::Sender<Returned>>>,
    checkout: Mutex<Option<tokio::sync::oneshot::Sender<CheckoutReturn>>>,
}

impl FakeLoopback {
    /// The browser comes back to the page that was opened last.
    pub fn come_back(&self, returned: Returned) {
        let back = self.back.lock().unwrap().take().expect("a page waits");
        let _ = back.send(returned);
    }

    /// The browser comes back to the checkout page that was opened last; false where nobody waits any more.
    pub fn return_from_checkout(&self, returned: CheckoutReturn) -> bool {
        let back = self.checkout.lock().unwrap().take();
        back.is_some_and(|back| back.send(returned).is_ok())
    }

    /// Nobody will come back any more.
    pub fn give_up(&self) {
        drop(self.back.lock().unwrap().take());
    }
}

#[async_trait]
impl Loopback for FakeLoopback {
    async fn open(&self, _: &ReturnWords) -> Result<Box<dyn ReturnPage>, NotListening> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(NotListening);
        }
        let (back, waiting) = tokio::sync::oneshot::channel();
        *self.back.lock().unwrap() = Some(back);
        Ok(Box::new(FakePage(waiting)))
    }

    async fn open_for_checkout(
        &self,
        _: &CheckoutWords,
        _: Duration,
    ) -> Result<Box<dyn CheckoutPage>, NotListening> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(NotListening);
        }
        let (back, waiting) = tokio::sync::oneshot::channel();
        *self.checkout.lock().unwrap() = Some(back);
        Ok(Box::new(FakeCheckoutPage(waiting)))
    }
}

struct FakeCheckoutPage(tokio::sync::oneshot::Receiver<CheckoutReturn>);

#[async_trait]
impl CheckoutPage for FakeCheckoutPage {
    fn success(&self) -> Url {
        "http://127.0.0.1:1/token?paid=1".parse().unwrap()
    }

    fn cancel(&self) -> Url {
        "http://127.0.0.1:1/token?cancelled=1".parse().unwrap()
    }

    async fn returned(self: Box<Self>) -> Result<CheckoutReturn, NeverReturned> {
        self.0.await.map_err(|_| NeverReturned)
    }
}

#[async_trait]
impl Confirmer for FakeDesktop {
    async fn confirm(&self, question: &Question) -> bool {
        self.eye.look("ask").await;
        self.asked.lock().unwrap().push(question.clone());
        let answered = self.answers.notified();
        if self.is_away.load(Ordering::Relaxed) {
            answered.await;
        }
        self.says_yes.load(Ordering::Relaxed)
    }
}

impl Clipboard for FakeDesktop {
    fn copy(&self, text: &str) -> Result<(), NotCopied> {
        self.copied.lock().unwrap().push(text.to_owned());
        Ok(())
    }

    fn copy_key(&self, key: &ApiKey) -> Result<(), NotCopied> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(NotCopied);
        }
        // The test looks at what would be in the clipboard.
        self.copied.lock().unwrap().push(key.expose_secret().to_owned());
        Ok(())
    }
}

struct FakePage(tokio::sync::oneshot::Receiver<Returned>);

#[async_trait]
impl ReturnPage for FakePage {
    fn address(&self) -> Url {
        "http://127.0.0.1:1/token".parse().unwrap()
    }

    async fn returned(self: Box<Self>) -> Result<Returned, NeverReturned> {
        self.0.await.map_err(|_| NeverReturned)
    }
}

pub struct FakeClock(pub Mutex<Timestamp>);

impl FakeClock {
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now += by;
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

#[derive(Default)]
pub struct FakeVault {
    pub items: Mutex<HashMap<Item, ApiKey>>,
    pub fault: Mutex<Option<VaultError>>,
    /// Writing fails so.
    pub write_fault: Mutex<Option<VaultError>>,
    /// Reading what belongs to the installation fails so, and what belongs to wallets' addresses does not.
    pub read_fault_of_keys: Mutex<Option<VaultError>>,
    /// Calls block until this is taken away.
    pub hang: AtomicBool,
    pub asked_to_unlock: AtomicUsize,
}

impl FakeVault {
    fn enter(&self, asking: Asking) -> Result<(), VaultError> {
        while self.hang.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        let fault = *self.fault.lock().unwrap();
        if fault == Some(VaultError::Locked) && asking == Asking::Allowed {
            self.asked_to_unlock.fetch_add(1, Ordering::Relaxed);
        }
        fault.map_or(Ok(()), Err)
    }
}

impl Vault for FakeVault {
    fn probe(&self) -> Result<(), VaultError> {
        self.enter(Asking::Never)
    }

    fn read(&self, item: &Item, asking: Asking) -> Result<ApiKey, VaultError> {
        self.enter(asking)?;
        let is_ledger = item.installation.as_str() == "wallets";
        if let Some(fault) = self.read_fault_of_keys.lock().unwrap().filter(|_| !is_ledger) {
            return Err(fault);
        }
        self.items
            .lock()
            .unwrap()
            .get(item)
            .cloned()
            .ok_or(VaultError::Missing)
    }

    fn write(&self, item: &Item, _: &str, secret: &ApiKey, asking: Asking) -> Result<(), VaultError> {
        self.enter(asking)?;
        self.write_fault.lock().unwrap().map_or(Ok(()), Err)?;
        self.items.lock().unwrap().insert(item.clone(), secret.clone());
        Ok(())
    }

    fn delete(&self, item: &Item, asking: Asking) -> Result<(), VaultError> {
        self.enter(asking)?;
        self.items.lock().unwrap().remove(item);
        Ok(())
    }
}

#[derive(Default)]
pub struct FakeDesktop {
    pub notices: Mutex<Vec<Notice>>,
    pub in_front: AtomicBool,
    pub refuses: AtomicBool,
    pub opened: Mutex<Vec<String>>,
    /// No browser opens.
    pub no_browser: AtomicBool,
    /// What was asked in the system's dialog.
    pub asked: Mutex<Vec<Question>>,
    /// What the person answers there.
    pub says_yes: AtomicBool,
    /// The person answers only when `answers` is told, while this is set.
    pub is_away: AtomicBool,
    pub answers: tokio::sync::Notify,
    eye: Arc<Eye>,
    /// What was copied.
    pub copied: Mutex<Vec<String>>,
}

impl FakeDesktop {
    pub fn seen_by(eye: Arc<Eye>) -> FakeDesktop {
        FakeDesktop {
            eye,
            ..FakeDesktop::default()
        }
    }

    /// How many questions were asked so far.
    pub fn questions(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    pub fn titles(&self) -> Vec<String> {
        self.notices
            .lock()
            .unwrap()
            .iter()
            .map(|notice| notice.title.clone())
            .collect()
    }
}

impl Notifier for FakeDesktop {
    fn notify(&self, notice: &Notice) -> Result<(), NotNotified> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(NotNotified);
        }
        self.notices.lock().unwrap().push(notice.clone());
        Ok(())
    }

    fn window_in_front(&self) -> bool {
        self.in_front.load(Ordering::Relaxed)
    }
}

impl Browser for FakeDesktop {
    fn open_page(&self, page: &Url) -> Result<(), NotOpened> {
        if self.no_browser.load(Ordering::Relaxed) {
            return Err(NotOpened);
        }
        self.opened.lock().unwrap().push(page.to_string());
        Ok(())
    }

    fn open_path(&self, path: &Path) -> Result<(), NotOpened> {
        self.opened.lock().unwrap().push(path.display().to_string());
        Ok(())
    }

    fn show_in_folder(&self, path: &Path) -> Result<(), NotOpened> {
        self.open_path(path)
    }
}
