//! Wallets: Refill's own, one in the person's browser, and programs on this machine (contract F3, F5).
//!
//! Whoever holds the key, three things hold: the person's yes is looked at last before the signer is asked, what is
//! signed is the attempt that was written down, and a signature counts only when it recovers to the payer.

mod browser;
mod keystore;
mod own;
mod phrase;
mod program;

use std::sync::Arc;

use async_trait::async_trait;
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{Browser, KeyedWallet, NotAWallet, NotSigned, Wallet, WalletMaker, WalletPageWords};
use refill_core::x402::{Address, Attempt, Chain, Nonce, Signature};
use refill_net::Http;
use url::Url;

use self::browser::BrowserWallet;
use self::own::OwnWallet;
use self::program::ProgramWallet;
use crate::eip712;

/// Makes and opens wallets.
#[derive(Clone, Debug)]
pub struct AlloyWallets {
    http: Http,
}

impl AlloyWallets {
    /// Reaches wallet programs by `http`, whose time for a call is the time that a person has to answer there.
    pub fn new(http: &Http) -> AlloyWallets {
        AlloyWallets { http: http.clone() }
    }
}

#[async_trait]
impl WalletMaker for AlloyWallets {
    fn create(&self) -> Result<KeyedWallet, NotAWallet> {
        own::create()
    }

    fn import(&self, text: &Secret, password: Option<&Secret>) -> Result<KeyedWallet, NotAWallet> {
        own::import(text, password)
    }

    fn is_keystore(&self, text: &Secret) -> bool {
        // Only the first letter is looked at.
        keystore::is_one(text.expose_secret())
    }

    fn phrase(&self, secret: &ApiKey) -> Option<Secret> {
        own::phrase(secret)
    }

    fn own(&self, secret: &ApiKey) -> Result<Arc<dyn Wallet>, NotSigned> {
        Ok(Arc::new(OwnWallet::open(secret)?))
    }

    fn in_browser(
        &self,
        address: Address,
        browser: Arc<dyn Browser>,
        words: WalletPageWords,
    ) -> Arc<dyn Wallet> {
        Arc::new(BrowserWallet {
            address,
            browser,
            words,
        })
    }

    async fn connect_browser(
        &self,
        chain: &'static Chain,
        browser: Arc<dyn Browser>,
        words: WalletPageWords,
    ) -> Result<Address, NotSigned> {
        browser::connect(chain, browser.as_ref(), words).await
    }

    fn program(&self, address: Address, server: &Url) -> Arc<dyn Wallet> {
        Arc::new(ProgramWallet::new(address, server, &self.http))
    }

    async fn connect_program(&self, server: &Url) -> Result<Vec<Address>, NotSigned> {
        program::connect(server, &self.http).await
    }

    fn nonce(&self) -> Result<Nonce, NotAWallet> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| NotAWallet::Form)?;
        Ok(Nonce::new(bytes))
    }
}

/// The signature that a wallet outside wrote, where it is one of the payer over this attempt.
fn checked(text: &str, attempt: &Attempt) -> Result<Signature, NotSigned> {
    let mut bytes = *Signature::parse(text)
        .map_err(|_| NotSigned::WrongSignature)?
        .bytes();
    // Some devices count from 0 what the chain counts from 27 (contract F5).
    if let v @ 0..=1 = &mut bytes[64] {
        *v += 27;
    }
    recovered(Signature::new(bytes), attempt)
}

/// `signature`, where it recovers to the payer of the attempt.
fn recovered(signature: Signature, attempt: &Attempt) -> Result<Signature, NotSigned> {
    let signer = eip712::recover(attempt.plan.chain, &attempt.authorization, &signature);
    match signer == Some(attempt.authorization.from) {
        true => Ok(signature),
        false => Err(NotSigned::WrongSignature),
    }
}
