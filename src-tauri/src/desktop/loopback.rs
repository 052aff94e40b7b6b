//! Pages of this machine that the browser returns to.

use std::time::Duration;

use async_trait::async_trait;
use refill_core::ports::{
    CheckoutPage, CheckoutReturn, CheckoutWords, Loopback, NeverReturned, NotListening, ReturnPage,
    ReturnWords, Returned,
};
use refill_core::text;
use refill_net::{LoopbackOptions, LoopbackPage, PageWords};
use url::Url;

/// What a sign-in comes back with: the one-time code, or the reason why there is none (RFC 6749, 4.1.2).
const CODE: &str = "code";
const ERROR: &str = "error";
/// Longest reason that is kept, in characters.
const LONGEST_REASON: usize = 60;

/// What a checkout comes back with.
const PAID: &str = "paid";
const CANCELLED: &str = "cancelled";

/// Pages on 127.0.0.1.
pub struct SystemLoopback;

#[async_trait]
impl Loopback for SystemLoopback {
    async fn open(&self, words: &ReturnWords) -> Result<Box<dyn ReturnPage>, NotListening> {
        let options = LoopbackOptions::new(&[CODE, ERROR], on_page(words));
        Ok(Box::new(Waiting(listening(options).await?)))
    }

    async fn open_for_checkout(
        &self,
        words: &CheckoutWords,
        whole: Duration,
    ) -> Result<Box<dyn CheckoutPage>, NotListening> {
        let options = LoopbackOptions {
            whole,
            words_for: vec![(CANCELLED.to_owned(), on_page(&words.cancelled))],
            ..LoopbackOptions::new(&[PAID, CANCELLED], on_page(&words.paid))
        };
        Ok(Box::new(Checkout(listening(options).await?)))
    }
}

async fn listening(options: LoopbackOptions) -> Result<LoopbackPage, NotListening> {
    LoopbackPage::open(options).await.map_err(|error| {
        tracing::warn!(%error, "nobody can listen for the browser's return");
        NotListening
    })
}

fn on_page(words: &ReturnWords) -> PageWords {
    PageWords {
        language: words.language.clone(),
        title: words.title.clone(),
        text: words.text.clone(),
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

struct Checkout(LoopbackPage);

impl Checkout {
    fn with(&self, parameter: &str) -> Url {
        let mut address = self.0.address();
        address.query_pairs_mut().append_pair(parameter, "1");
        address
    }
}

#[async_trait]
impl CheckoutPage for Checkout {
    fn success(&self) -> Url {
        self.with(PAID)
    }

    fn cancel(&self) -> Url {
        self.with(CANCELLED)
    }

    async fn returned(self: Box<Self>) -> Result<CheckoutReturn, NeverReturned> {
        let returned = self.0.returned().await.map_err(|_| NeverReturned)?;
        // As the page that the browser shows: `paid` counts only where nothing says otherwise.
        Ok(match returned.has_value(CANCELLED) {
            true => CheckoutReturn::Cancelled,
            false => CheckoutReturn::Paid,
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    /// As long as a checkout page is good for.
    const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

    async fn page() -> Box<dyn CheckoutPage> {
        let words = |title: &str| ReturnWords {
            language: "en".into(),
            title: title.into(),
            text: "Back to Refill.".into(),
        };
        let words = CheckoutWords {
            paid: words("Thank you"),
            cancelled: words("Nothing was paid"),
        };
        let page = SystemLoopback.open_for_checkout(&words, A_DAY).await;
        page.expect("a page")
    }

    /// Comes back as a browser does that the payment service sends here.
    async fn come_back(address: &Url) -> String {
        let host = format!("127.0.0.1:{}", address.port().expect("a port"));
        let target = &address[url::Position::BeforePath..];
        let request = format!(
            "GET {target} HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: cross-site\r\n\
            Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n\r\n"
        );
        let mut stream = TcpStream::connect(&host).await.expect("somebody listens");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        answer
    }

    /// What a return to the address that `pick` makes of the page's two is, and what the browser shows.
    async fn after(pick: impl FnOnce(Url, Url) -> String) -> (CheckoutReturn, String) {
        let page = page().await;
        let address = Url::parse(&pick(page.success(), page.cancel())).expect("an address");
        let waiting = tokio::spawn(page.returned());
        let shown = come_back(&address).await;
        (waiting.await.expect("no panic").expect("a return"), shown)
    }

    #[tokio::test]
    async fn paid_and_cancelled_come_back_with_words_of_their_own() {
        let (returned, shown) = after(|success, _| format!("{success}&session_id=cs_1")).await;
        assert_eq!(returned, CheckoutReturn::Paid);
        assert!(shown.contains("Thank you") && !shown.contains("cs_1"), "{shown}");
        let (returned, shown) = after(|_, cancel| cancel.into()).await;
        assert_eq!(returned, CheckoutReturn::Cancelled);
        assert!(shown.contains("Nothing was paid"), "{shown}");
    }

    #[tokio::test]
    async fn paid_counts_only_where_nothing_says_otherwise() {
        for more in ["&cancelled=1", "&cancelled=1&cancelled=1"] {
            let (returned, shown) = after(|success, _| format!("{success}{more}")).await;
            assert_eq!(returned, CheckoutReturn::Cancelled, "{more}");
            assert!(shown.contains("Nothing was paid"), "{shown}");
        }
    }

    #[tokio::test]
    async fn the_two_addresses_are_of_one_page_on_this_machine() {
        let page = page().await;
        let (success, cancel) = (page.success(), page.cancel());
        assert_eq!(
            (success.query(), cancel.query()),
            (Some("paid=1"), Some("cancelled=1"))
        );
        assert_eq!(success.path(), cancel.path());
        assert!(success.as_str().starts_with("http://127.0.0.1:"), "{success}");
    }
}
