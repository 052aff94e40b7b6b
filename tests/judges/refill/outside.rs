//! The world around Refill where there is no desktop: a person who says yes and types the key of their wallet, and the
//! ways to server and chain.

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{
    Browser, CheckoutPage, CheckoutWords, Clipboard, Clock, Confirmer, Loopback, NotCopied, NotListening,
    NotNotified, NotOpened, Notice, Notifier, PhraseWords, Question, ReturnPage, ReturnWords, SecretQuestion,
    SecretWindow, Timer,
};
use refill_core::x402::BASE;
use refill_net::{Http, HttpOptions};
use refill_payments::RpcReader;
use url::Url;

use super::court::Judges;

/// A payment's answer is waited for so long, as in the program that is shipped.
pub const SETTLING: Duration = Duration::from_secs(130);
/// Waits are so much shorter than a person's: what is decided by the clock is decided by the real one all the same.
const SHORTER: u32 = 20;

/// Everything outside.
pub struct Outside {
    /// The private key that the person types.
    pub wallet_key: String,
}

impl Clock for Outside {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}

#[async_trait]
impl Timer for Outside {
    async fn sleep(&self, time: Duration) {
        // Nothing comes but the end of the time.
        let _ = tokio::time::timeout(time / SHORTER, std::future::pending::<()>()).await;
    }
}

#[async_trait]
impl Confirmer for Outside {
    async fn confirm(&self, _: &Question) -> bool {
        true
    }
}

#[async_trait]
impl SecretWindow for Outside {
    fn is_there(&self) -> bool {
        true
    }

    async fn show_phrase(&self, _: &Secret, _: &PhraseWords, _: bool) -> bool {
        false
    }

    async fn ask(&self, _: &SecretQuestion) -> Option<Secret> {
        Some(Secret::new(self.wallet_key.as_str()))
    }
}

impl Notifier for Outside {
    fn notify(&self, _: &Notice) -> Result<(), NotNotified> {
        Ok(())
    }

    fn window_in_front(&self) -> bool {
        false
    }
}

impl Browser for Outside {
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

impl Clipboard for Outside {
    fn copy(&self, _: &str) -> Result<(), NotCopied> {
        Err(NotCopied)
    }

    fn copy_key(&self, _: &ApiKey) -> Result<(), NotCopied> {
        Err(NotCopied)
    }
}

#[async_trait]
impl Loopback for Outside {
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

/// A door for calls of this length.
pub fn door(whole: Duration) -> Http {
    Http::new(HttpOptions {
        whole,
        ..HttpOptions::default()
    })
    .expect("the network part")
}

/// Reads the judges' chain under two names of it, so that a proof wants two that agree.
pub fn reader(http: &Http, judges: &Judges) -> RpcReader {
    let one = judges.said("rpc");
    let other = one.replace("127.0.0.1", "localhost");
    assert_ne!(one, other);
    let endpoints = [one, &other].map(|address| address.parse().expect("an address"));
    RpcReader::new(http, vec![(BASE.id, endpoints.to_vec())])
}
