//! A wallet in the person's browser, asked on a one-shot page of this machine.
//!
//! What the page brings is a claim: an address is checked for its form, and a signature counts only when it recovers to
//! the payer.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use refill_core::ports::{Browser, NotSigned, ReturnWords, Wallet, WalletPageWords};
use refill_core::x402::{Address, ApprovedAttempt, Chain, Signature};
use refill_net::{
    PageWords, ToSign, WalletAnswer, WalletFailure, WalletPage, WalletPageOptions, WalletTask, WalletWords,
};

use super::checked;
use crate::eip712;

/// A wallet in the browser with the address that the person chose.
pub(super) struct BrowserWallet {
    pub(super) address: Address,
    pub(super) browser: Arc<dyn Browser>,
    pub(super) words: WalletPageWords,
}

/// Asks for the address.
pub(super) async fn connect(
    chain: &'static Chain,
    browser: &dyn Browser,
    words: WalletPageWords,
) -> Result<Address, NotSigned> {
    match asked(chain, None, browser, &words).await? {
        WalletAnswer::Address(text) => Address::parse(&text).map_err(|_| NotSigned::NoAnswer),
        WalletAnswer::Failed(failure) => Err(why(failure)),
        WalletAnswer::Signature(_) => Err(NotSigned::NoAnswer),
    }
}

#[async_trait]
impl Wallet for BrowserWallet {
    async fn sign(&self, approved: ApprovedAttempt, now: Timestamp) -> Result<Signature, NotSigned> {
        if approved.payer() != self.address {
            return Err(NotSigned::OtherAddress);
        }
        // The page asks the wallet as soon as the person has chosen one.
        let attempt = approved.to_sign(now).ok_or(NotSigned::TooLate)?;
        let chain = attempt.plan.chain;
        let task = ToSign {
            address: self.address.to_string(),
            typed_data: eip712::typed_data(chain, &attempt.authorization).to_string(),
        };
        match asked(chain, Some(task), self.browser.as_ref(), &self.words).await? {
            WalletAnswer::Signature(text) => checked(&text, attempt),
            WalletAnswer::Failed(failure) => Err(why(failure)),
            WalletAnswer::Address(_) => Err(NotSigned::WrongSignature),
        }
    }

    fn is_ours(&self) -> bool {
        false
    }
}

/// Opens the page and waits for what it brings.
async fn asked(
    chain: &Chain,
    sign: Option<ToSign>,
    browser: &dyn Browser,
    words: &WalletPageWords,
) -> Result<WalletAnswer, NotSigned> {
    let task = WalletTask {
        chain: chain.id,
        sign,
        words: on_page(words),
    };
    let page = WalletPage::open(WalletPageOptions::new(task))
        .await
        .map_err(|error| {
            tracing::warn!(%error, "no page for a wallet in the browser");
            NotSigned::Unreachable
        })?;
    browser
        .open_page(&page.address())
        .map_err(|_| NotSigned::Unreachable)?;
    page.answered().await.map_err(|_timed_out| NotSigned::NoAnswer)
}

fn why(failure: WalletFailure) -> NotSigned {
    match failure {
        WalletFailure::Refused => NotSigned::Refused,
        WalletFailure::OtherChain => NotSigned::OtherChain,
        WalletFailure::OtherAddress => NotSigned::OtherAddress,
        WalletFailure::Other => NotSigned::NoAnswer,
    }
}

fn on_page(words: &WalletPageWords) -> WalletWords {
    let page = |words: &ReturnWords| PageWords {
        language: words.language.clone(),
        title: words.title.clone(),
        text: words.text.clone(),
    };
    WalletWords {
        choose: page(&words.choose),
        nothing_found: words.nothing_found.clone(),
        waiting: words.waiting.clone(),
        done: page(&words.done),
        failed: page(&words.failed),
    }
}
