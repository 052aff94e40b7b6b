//! The outside of a child: real HTTP, during which the time stands still, a keychain that outlives the child, and a
//! person who says yes.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use refill_core::error::{ProviderError, VaultError};
use refill_core::ids::ProviderId;
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{
    Access, Answer, Asking, Browser, ChainError, ChainReader, EndpointState, HistoryPage, Item, KeyedWallet,
    NotAWallet, NotOffered, NotSigned, Offer, PageToken, Provider, Seller, Timer, TopUps, Vault, Wallet,
    WalletMaker, WalletPageWords, Wanted,
};
use refill_core::provider::Descriptor;
use refill_core::reading::Balance;
use refill_core::x402::{
    Address, ApprovedAttempt, Atomic, Attempt, Block, Chain, Nonce, Sight, Signature, SignedRequest,
};
use refill_payments::{AlloyWallets, RpcReader, X402Seller};
use url::Url;

use super::scenario::Signer;
use super::sim::Sim;

/// So long is waited for the answer to a payment (contract F5).
const PAYING: Duration = Duration::from_secs(130);

/// Somebody outside. While they are asked, the time stands still.
pub struct Counted<T> {
    pub inner: T,
    pub sim: Arc<Sim>,
}

#[async_trait]
impl Seller for Counted<X402Seller> {
    async fn quote(&self, wanted: &Wanted, provider: &ProviderId, key: &ApiKey) -> Result<Offer, NotOffered> {
        let _asking = self.sim.asking();
        self.inner.quote(wanted, provider, key).await
    }

    fn request(&self, attempt: &Attempt, signature: &Signature) -> SignedRequest {
        self.inner.request(attempt, signature)
    }

    async fn send(&self, attempt: &Attempt, signed: &SignedRequest, key: &ApiKey) -> Answer {
        let _asking = self.sim.asking();
        tokio::select! {
            answer = self.inner.send(attempt, signed, key) => answer,
            () = self.sim.sleep(PAYING) => Answer::Unclear("no_answer"),
        }
    }
}

#[async_trait]
impl ChainReader for Counted<RpcReader> {
    fn set_endpoints(&self, chain: &'static Chain, own: &[Url], with_shipped: bool) {
        self.inner.set_endpoints(chain, own, with_shipped);
    }

    fn shipped(&self, chain: &'static Chain) -> Vec<String> {
        self.inner.shipped(chain)
    }

    fn needed(&self, chain: &'static Chain) -> usize {
        self.inner.needed(chain)
    }

    async fn now(&self, chain: &'static Chain) -> Result<Block, ChainError> {
        let _asking = self.sim.asking();
        self.inner.now(chain).await
    }

    async fn balance(&self, chain: &'static Chain, owner: Address) -> Result<Atomic, ChainError> {
        let _asking = self.sim.asking();
        self.inner.balance(chain, owner).await
    }

    async fn look(&self, attempt: &Attempt) -> Vec<Sight> {
        let _asking = self.sim.asking();
        self.inner.look(attempt).await
    }

    async fn check(&self, chain: &'static Chain) -> Vec<EndpointState> {
        let _asking = self.sim.asking();
        self.inner.check(chain).await
    }

    async fn check_one(&self, chain: &'static Chain, endpoint: &Url) -> EndpointState {
        let _asking = self.sim.asking();
        self.inner.check_one(chain, endpoint).await
    }
}

#[async_trait]
impl Provider for Counted<Arc<dyn Provider>> {
    fn descriptor(&self) -> &Descriptor {
        self.inner.descriptor()
    }

    async fn balance(&self, access: &Access) -> Result<Balance, ProviderError> {
        let _asking = self.sim.asking();
        self.inner.balance(access).await
    }

    async fn history(&self, access: &Access, page: Option<&PageToken>) -> Result<HistoryPage, ProviderError> {
        let _asking = self.sim.asking();
        self.inner.history(access, page).await
    }

    fn top_ups(&self) -> Option<&dyn TopUps> {
        self.inner.top_ups()
    }
}

/// A keychain that is a folder.
pub struct FolderVault(pub PathBuf);

impl FolderVault {
    fn file(&self, item: &Item) -> PathBuf {
        self.0.join(format!("{}.{}", item.installation, item.secret))
    }
}

impl Vault for FolderVault {
    fn probe(&self) -> Result<(), VaultError> {
        Ok(())
    }

    fn read(&self, item: &Item, _: Asking) -> Result<ApiKey, VaultError> {
        let kept = fs::read_to_string(self.file(item)).map_err(|_| VaultError::Missing)?;
        ApiKey::from_store(&kept).map_err(|_| VaultError::NotKept)
    }

    fn write(&self, item: &Item, _: &str, secret: &ApiKey, _: Asking) -> Result<(), VaultError> {
        let file = self.file(item);
        let new = file.with_extension("new");
        // A keychain keeps what it is given: this one is made up, and so is what lies in it.
        let written = fs::write(&new, secret.expose_secret()).and_then(|()| fs::rename(&new, &file));
        written.map_err(|_| VaultError::NotKept)
    }

    fn delete(&self, item: &Item, _: Asking) -> Result<(), VaultError> {
        let _ = fs::remove_file(self.file(item));
        Ok(())
    }
}

/// Wallets, of which the programs are made up: they sign with the same key.
pub struct Makers {
    pub inner: AlloyWallets,
    pub signer: Signer,
    pub key: ApiKey,
    pub asked: Arc<AtomicUsize>,
}

#[async_trait]
impl WalletMaker for Makers {
    fn create(&self) -> Result<KeyedWallet, NotAWallet> {
        self.inner.create()
    }

    fn import(&self, text: &Secret, password: Option<&Secret>) -> Result<KeyedWallet, NotAWallet> {
        self.inner.import(text, password)
    }

    fn is_keystore(&self, text: &Secret) -> bool {
        self.inner.is_keystore(text)
    }

    fn phrase(&self, secret: &ApiKey) -> Option<Secret> {
        self.inner.phrase(secret)
    }

    fn own(&self, secret: &ApiKey) -> Result<Arc<dyn Wallet>, NotSigned> {
        self.inner.own(secret)
    }

    fn in_browser(
        &self,
        address: Address,
        browser: Arc<dyn Browser>,
        words: WalletPageWords,
    ) -> Arc<dyn Wallet> {
        self.inner.in_browser(address, browser, words)
    }

    async fn connect_browser(
        &self,
        chain: &'static Chain,
        browser: Arc<dyn Browser>,
        words: WalletPageWords,
    ) -> Result<Address, NotSigned> {
        self.inner.connect_browser(chain, browser, words).await
    }

    fn program(&self, _: Address, _: &Url) -> Arc<dyn Wallet> {
        Arc::new(Program {
            inner: self.inner.own(&self.key).expect("a key"),
            signer: self.signer,
            asked: Arc::clone(&self.asked),
        })
    }

    async fn connect_program(&self, server: &Url) -> Result<Vec<Address>, NotSigned> {
        self.inner.connect_program(server).await
    }

    fn nonce(&self) -> Result<Nonce, NotAWallet> {
        self.inner.nonce()
    }
}

/// A wallet that somebody else holds.
struct Program {
    inner: Arc<dyn Wallet>,
    signer: Signer,
    asked: Arc<AtomicUsize>,
}

#[async_trait]
impl Wallet for Program {
    async fn sign(&self, approved: ApprovedAttempt, now: Timestamp) -> Result<Signature, NotSigned> {
        let is_first = self.asked.fetch_add(1, Ordering::SeqCst) == 0;
        match self.signer {
            Signer::Refusing => Err(NotSigned::Refused),
            Signer::Silent if is_first => Err(NotSigned::NoAnswer),
            _ => self.inner.sign(approved, now).await,
        }
    }

    fn is_ours(&self) -> bool {
        false
    }
}
