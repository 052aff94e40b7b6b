//! Refill with an account at a seller and a wallet, and everything but a desktop: journal, limits, wallet, chain reader.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use refill_app::{App, Keep, NewAccount, NewKey, Options, Parts, PayingParts};
use refill_core::ids::{AccountId, PurchaseId};
use refill_core::key::ApiKey;
use refill_core::purchase::{CreditAxis, State as Standing};
use refill_core::server::ServerAddress;
use refill_core::x402::State;
use refill_net::HttpOptions;
use refill_payments::{AlloyWallets, X402Seller};
use refill_providers::{Endpoints, registry};
use refill_sandbox::DRIA;
use refill_store::{DataFolder, Journal, PurchaseRecord, Store};
use refill_vault::MemoryVault;

use super::court::Judges;
use super::outside::{Outside, SETTLING, door, reader};

/// Made up; the judges look at payments and not at keys.
const KEY: &str = "dkn_live_judged";
/// A purchase that takes longer has gone wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// Refill without a window.
pub struct Client {
    app: Arc<App>,
    account: AccountId,
    _data: DataFolder,
}

impl Client {
    /// Sets it up in `folder`, as a client of the server at `seller`.
    pub async fn open(folder: &Path, seller: &str, judges: &Judges) -> Client {
        let data = DataFolder::open(folder).expect("the folder is free");
        let parts = parts(&data, seller, judges);
        let options = Options {
            purchase_look: Duration::from_millis(100),
            ..Options::default()
        };
        let app = App::new(parts, options).expect("the app");
        let new = NewAccount {
            provider: DRIA,
            server: None,
            key: NewKey::Pasted(ApiKey::from_pasted(KEY).expect("a key")),
            name: "Judged".to_owned(),
            threshold: None,
            keep: Keep::Keychain,
        };
        let account = app.add_account(new).await.expect("the account is added");
        app.import_wallet().await.expect("the wallet is taken over");
        Client {
            app,
            account,
            _data: data,
        }
    }

    /// Buys for `amount` USDC, and comes back when it is paid for good and the credits are there.
    pub async fn buy(&self, amount: &str, judges: &Judges) -> PurchaseRecord {
        // The chain is as old as its newest block.
        judges.mine(1);
        let begun = self.app.pay_with_usdc(&self.account, amount).await;
        let id = begun.expect("the payment begins").record.purchase.id;
        let bought = tokio::time::timeout(PATIENCE, self.followed(&id, judges)).await;
        match bought {
            Ok(record) => record,
            Err(_) => panic!(
                "not decided after {PATIENCE:?}: {:?}",
                self.record(&id).await.events
            ),
        }
    }

    async fn followed(&self, id: &PurchaseId, judges: &Judges) -> PurchaseRecord {
        let mut news = self.app.events();
        loop {
            let record = self.record(id).await;
            let Standing::Usdc { money, credit } = record.state else {
                panic!("a payment of another kind: {:?}", record.state);
            };
            match (money, credit) {
                (State::Paid, CreditAxis::Credited) => return record,
                (State::Confirming, _) => judges.mine_until_safe(),
                (State::Paid, _) => {}
                _ if money.is_live() => {}
                _ => panic!("not paid: {:?}", record.events),
            }
            let _ = tokio::time::timeout(Duration::from_millis(50), news.recv()).await;
        }
    }

    async fn record(&self, id: &PurchaseId) -> PurchaseRecord {
        self.app.payment(id).await.expect("the payment").record
    }

    /// Ends in order.
    pub fn close(&self) {
        self.app.close();
    }
}

fn parts(data: &DataFolder, seller: &str, judges: &Judges) -> Parts {
    let opened = Store::open(data).expect("the database opens");
    let outside = Arc::new(Outside {
        wallet_key: judges.payer_key().to_owned(),
    });
    let server = ServerAddress::parse(seller).expect("the seller's address");
    let endpoints = Endpoints::default().with(DRIA, server);
    let http = door(HttpOptions::default().whole);
    Parts {
        store: opened.store,
        continuous: opened.continuous,
        providers: registry(&http, &endpoints).all().to_vec(),
        vault: Arc::new(MemoryVault::new()),
        clock: outside.clone(),
        notifier: outside.clone(),
        browser: outside.clone(),
        loopback: outside.clone(),
        journal: Some(Journal::open(data).expect("the journal opens")),
        confirmer: outside.clone(),
        clipboard: outside.clone(),
        paying: PayingParts {
            seller: Arc::new(X402Seller::new(&door(SETTLING))),
            wallets: Arc::new(AlloyWallets::new(&http)),
            chain: Arc::new(reader(&http, judges)),
            timer: outside.clone(),
            secrets: outside,
            is_demo: false,
        },
    }
}
