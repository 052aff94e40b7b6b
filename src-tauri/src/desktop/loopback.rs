//! Pages of this machine that the browser returns to.

use std::time::Duration;

use async_trait::async_trait;
use refill_core::ports::{
    CheckoutPage, CheckoutWords, Loopback, NeverReturned, NotListening, ReturnPage, ReturnWords, Returned,
};
use refill_core::text;
use refill_net::{LoopbackOptions, LoopbackPage, PageWords};
use url::Url;

/// What a sign-in comes back with: the one-time code, or the reason why there is none (RFC 6749, 4.1.2).
const CODE: &str = "code";
const ERROR: &str = "error";
/// Longest reason that is kept, in characters.
const LONGEST_REASON: usize = 60;

/// Pages on 127.0.0.1.
pub struct SystemLoopback;

#[async_trait]
impl Loopback for SystemLoopback {
    async fn open(&self, words: &ReturnWords) -> Result<Box<dyn ReturnPage>, NotListening> {
        let words = PageWords {
            language: words.language.clone(),
            title: words.title.clone(),
            text: words.text.clone(),
        };
        match LoopbackPage::open(LoopbackOptions::new(&[CODE, ERROR], words)).await {
            Ok(page) => Ok(Box::new(Waiting(page))),
            Err(error) => {
                tracing::warn!(%error, "nobody can listen for the browser's return");
                Err(NotListening)
            }
        }
    }

    async fn open_for_checkout(
        &self,
        _words: &CheckoutWords,
        _whole: Duration,
    ) -> Result<Box<dyn CheckoutPage>, NotListening> {
        Err(NotListening)
    }
}

struct Waiting(LoopbackPage);

#[async_trait]
impl ReturnPage for Waiting {
    fn address(&self) -> Url {
        self.0.address()
    }

    async fn returned(self: Box<Self>) -> Result<Returned, NeverReturned> {
        let returned = self.0.returned().await.map_err(|_| NeverReturned)?;
        Ok(match (returned.only(CODE), returned.only(ERROR)) {
            (Some(code), None) => Returned::Code(code.clone()),
            (_, Some(reason)) => {
                // A reason is no secret: it is a word such as `access_denied`.
                Returned::Denied(text::clean(reason.expose_secret(), LONGEST_REASON))
            }
            (None, None) => Returned::Denied("no single code".to_owned()),
        })
    }
}
