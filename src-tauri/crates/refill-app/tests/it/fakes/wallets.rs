//! Wallets whose answers are set by the test. Their signatures are none: what is signed stands in them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{Browser, KeyedWallet, NotAWallet, NotSigned, Wallet, WalletMaker, WalletPageWords};
use refill_core::x402::{Address, ApprovedAttempt, Attempt, Chain, Nonce, Signature};
use url::Url;

use super::key;
use super::paying::Eye;

/// The phrase of the n-th wallet that is made; in the keychain its words stand with dashes.
fn phrase(number: usize) -> String {
    format!("made phrase number {number}")
}

/// The address of a wallet with this kept secret.
pub fn address_of(secret: &str) -> Address {
    let mut bytes = [0x11_u8; 20];
    for (index, byte) in secret.bytes().enumerate() {
        bytes[index % 20] = bytes[index % 20].wrapping_mul(31).wrapping_add(byte);
    }
    Address::new(bytes)
}

/// Makes wallets, and all the wallets that it made.
pub struct FakeWallets {
    pub pens: Arc<Pens>,
    made: AtomicUsize,
    nonces: AtomicUsize,
    /// The address that a wallet in the browser tells.
    pub browser: Mutex<Result<Address, NotSigned>>,
    /// The addresses that a wallet program tells.
    pub programs: Mutex<Result<Vec<Address>, NotSigned>>,
    /// Where wallet programs were looked for.
    pub servers: Mutex<Vec<String>>,
}

/// What all wallets have in common.
pub struct Pens {
    eye: Arc<Eye>,
    /// What the next signings come to, in this order; afterwards they succeed.
    pub faults: Mutex<VecDeque<NotSigned>>,
    /// They answer only when `release` is told, while this is set.
    pub hang: AtomicBool,
    pub release: tokio::sync::Notify,
    /// Everything that they were asked to sign, failures included.
    pub asked: Mutex<Vec<Attempt>>,
}

impl FakeWallets {
    pub fn new(eye: Arc<Eye>) -> FakeWallets {
        FakeWallets {
            pens: Arc::new(Pens {
                eye,
                faults: Mutex::default(),
                hang: AtomicBool::new(false),
                release: tokio::sync::Notify::new(),
                asked: Mutex::default(),
            }),
            made: AtomicUsize::new(0),
            nonces: AtomicUsize::new(0),
            browser: Mutex::new(Ok(address_of("browser"))),
            programs: Mutex::new(Ok(vec![address_of("program")])),
            servers: Mutex::default(),
        }
    }

    /// The next signing comes to this.
    pub fn fail_next(&self, fault: NotSigned) {
        self.pens.faults.lock().unwrap().push_back(fault);
    }

    /// What was asked to be signed so far.
    pub fn asked(&self) -> Vec<Attempt> {
        self.pens.asked.lock().unwrap().clone()
    }

    fn wallet(&self, address: Address, is_ours: bool) -> Arc<dyn Wallet> {
        Arc::new(FakeWallet {
            pens: self.pens.clone(),
            address,
            is_ours,
        })
    }
}

struct FakeWallet {
    pens: Arc<Pens>,
    address: Address,
    is_ours: bool,
}

#[async_trait]
impl Wallet for FakeWallet {
    async fn sign(&self, approved: ApprovedAttempt, now: Timestamp) -> Result<Signature, NotSigned> {
        self.pens.eye.look("sign").await;
        let attempt = approved.to_sign(now).ok_or(NotSigned::TooLate)?.clone();
        assert_eq!(attempt.authorization.from, self.address, "it is its own money");
        self.pens.asked.lock().unwrap().push(attempt.clone());
        let released = self.pens.release.notified();
        if self.pens.hang.load(Ordering::Relaxed) {
            released.await;
        }
        if let Some(fault) = self.pens.faults.lock().unwrap().pop_front() {
            return Err(fault);
        }
        let mut signature = [27; 65];
        signature[..32].copy_from_slice(attempt.authorization.nonce.bytes());
        signature[32..52].copy_from_slice(attempt.authorization.to.bytes());
        Ok(Signature::new(signature))
    }

    fn is_ours(&self) -> bool {
        self.is_ours
    }
}

#[async_trait]
impl WalletMaker for FakeWallets {
    fn create(&self) -> Result<KeyedWallet, NotAWallet> {
        let number = self.made.fetch_add(1, Ordering::Relaxed) + 1;
        let kept = phrase(number).replace(' ', "-");
        Ok(KeyedWallet {
            address: address_of(&kept),
            secret: key(&kept),
            has_phrase: true,
        })
    }

    fn import(&self, text: &Secret, password: Option<&Secret>) -> Result<KeyedWallet, NotAWallet> {
        let text = text.expose_secret(); // the fake reads what was typed
        let password = password.map(Secret::expose_secret); // and the password
        let has_phrase = text.contains(' ');
        let kept = match (text, password) {
            ("{keystore}", Some("open sesame")) => "0xkeystore".to_owned(),
            ("{keystore}", _) => return Err(NotAWallet::Password),
            (text, _) if text.starts_with("0x") || has_phrase => text.replace(' ', "-"),
            _ => return Err(NotAWallet::Form),
        };
        Ok(KeyedWallet {
            address: address_of(&kept),
            secret: key(&kept),
            has_phrase,
        })
    }

    fn is_keystore(&self, text: &Secret) -> bool {
        text.expose_secret().starts_with('{') // only looked at
    }

    fn phrase(&self, secret: &ApiKey) -> Option<Secret> {
        let kept = secret.expose_secret(); // the fake's phrases stand in it
        (!kept.starts_with("0x")).then(|| Secret::new(kept.replace('-', " ")))
    }

    fn own(&self, secret: &ApiKey) -> Result<Arc<dyn Wallet>, NotSigned> {
        let address = address_of(secret.expose_secret()); // the fake's address follows from it
        Ok(self.wallet(address, true))
    }

    fn in_browser(&self, address: Address, _: Arc<dyn Browser>, _: WalletPageWords) -> Arc<dyn Wallet> {
        self.wallet(address, false)
    }

    async fn connect_browser(
        &self,
        _: &'static Chain,
        _: Arc<dyn Browser>,
        _: WalletPageWords,
    ) -> Result<Address, NotSigned> {
        *self.browser.lock().unwrap()
    }

    fn program(&self, address: Address, server: &Url) -> Arc<dyn Wallet> {
        self.servers.lock().unwrap().push(server.to_string());
        self.wallet(address, false)
    }

    async fn connect_program(&self, server: &Url) -> Result<Vec<Address>, NotSigned> {
        self.servers.lock().unwrap().push(server.to_string());
        self.programs.lock().unwrap().clone()
    }

    fn nonce(&self) -> Result<Nonce, NotAWallet> {
        let number = self.nonces.fetch_add(1, Ordering::Relaxed) + 1;
        let mut nonce = [0xab; 32];
        nonce[24..].copy_from_slice(&u64::try_from(number).unwrap().to_be_bytes());
        Ok(Nonce::new(nonce))
    }
}
