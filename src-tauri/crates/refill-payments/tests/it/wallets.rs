//! Wallets: what they are made of, and what they sign.
#![allow(clippy::expect_used, clippy::panic)]

use std::sync::LazyLock;
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use refill_core::key::Secret;
use refill_core::ports::{Clock, Confirmer, KeyedWallet, NotAWallet, Question, WalletMaker};
use refill_core::x402::{Address, ApprovedAttempt, Atomic, BASE, Nonce, Plan, Protocol, WalletId, approve};
use refill_net::{Http, HttpOptions};
use refill_payments::AlloyWallets;
use url::Url;

mod browser;
mod keystore;
mod own;
mod program;

/// The key of the contract's golden vector (F3), and its address.
const KEY: &str = "1111111111111111111111111111111111111111111111111111111111111111";
const ADDRESS: &str = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";

/// The chain's time when it is signed.
const CHAIN_TIME: u64 = 1_740_672_689;

/// One for all tests: the system's certificates take long to read.
static HTTP: LazyLock<Http> = LazyLock::new(|| {
    let options = HttpOptions {
        whole: Duration::from_secs(20),
        ..HttpOptions::default()
    };
    Http::new(options).expect("the door opens")
});

fn wallets() -> AlloyWallets {
    AlloyWallets::new(&HTTP)
}

fn import(text: &str) -> Result<KeyedWallet, NotAWallet> {
    wallets().import(&Secret::new(text), None)
}

/// What is kept of a wallet.
fn kept(wallet: &KeyedWallet) -> &str {
    // test: look at what goes into the keychain
    wallet.secret.expose_secret()
}

fn address(text: &str) -> Address {
    Address::parse(text).expect("an address")
}

/// When the person says yes.
fn now() -> Timestamp {
    Timestamp::from_second(1_740_672_689).expect("a time")
}

struct Yes;

#[async_trait]
impl Confirmer for Yes {
    async fn confirm(&self, _question: &Question) -> bool {
        true
    }
}

impl Clock for Yes {
    fn now(&self) -> Timestamp {
        now()
    }
}

/// What the person said yes to.
async fn approved(payer: &str) -> ApprovedAttempt {
    let plan = Plan {
        protocol: Protocol::V1,
        chain: &BASE,
        wallet: WalletId::new("w"),
        payer: address(payer),
        payee: address("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"),
        value: Atomic::whole(10),
        timeout: 300,
        url: Url::parse("https://provider.example/top-up").expect("an address"),
        body: "{}".into(),
        network: "base".into(),
        accepted: None,
        resource: None,
    };
    let question = Question {
        title: String::new(),
        text: String::new(),
        yes: String::new(),
        no: String::new(),
    };
    let plan = approve(&Yes, &Yes, &question, plan).await.expect("a yes");
    let nonce = Nonce::new([0xab; 32]);
    plan.attempt(nonce, CHAIN_TIME, 1, now()).expect("in time")
}

fn late() -> Timestamp {
    now() + SignedDuration::from_secs(121)
}

/// A signature of the payer over [`approved`], as another program would write it.
async fn signature() -> String {
    let key = import(KEY).expect("a key").secret;
    let wallet = wallets().own(&key).expect("a wallet");
    let signed = wallet.sign(approved(ADDRESS).await, now()).await;
    signed.expect("a signature").to_string()
}
