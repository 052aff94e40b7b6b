//! The half that is killed: the use-cases without a window, and what the person clicks.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use jiff::SignedDuration;
use refill_app::{App, AppError, Options, Parts, PayingParts};
use refill_core::ids::AccountId;
use refill_core::key::ApiKey;
use refill_core::ports::{Provider, Timer};
use refill_core::purchase::{CreditAxis, State};
use refill_core::server::ServerAddress;
use refill_core::x402::{BASE, State as Money};
use refill_net::{Http, HttpOptions};
use refill_payments::{AlloyWallets, RpcReader, X402Seller};
use refill_providers::{Endpoints, registry};
use refill_sandbox::DRIA;
use refill_store::{DataFolder, Journal, Store, StoreError};
use serde_json::{Value, json};

use super::person::Person;
use super::ports::{Counted, FolderVault, Makers};
use super::scenario::Signer;
use super::sim::{Sim, say};

/// What a child is to do, in its environment.
pub const ORDERS: &str = "REFILL_FAULTS_OF_PAYMENTS";
/// How a child ends whose folder is held by another.
pub const REFUSED: i32 = 42;
/// What is paid, each time.
pub const AMOUNT: &str = "10";

/// What a child is to do.
#[derive(Clone, Debug)]
pub struct Orders {
    pub folder: PathBuf,
    pub server: String,
    pub chain: Vec<String>,
    /// Only whether the folder is free.
    pub only_opens: bool,
    /// This machine's clock is so many seconds ahead.
    pub offset: i64,
    pub signer: Signer,
    /// The accounts for which is clicked at once.
    pub clicks: Vec<String>,
    /// Questions are answered when so many are there.
    pub together: usize,
    /// Seconds after which is clicked again.
    pub again: Option<i64>,
    /// Seconds after which the child ends in any case.
    pub until: i64,
    /// Some answers never come.
    pub hangs: bool,
    /// The disk fills up: then much may fail.
    pub fails: bool,
}

impl Orders {
    pub fn written(&self) -> String {
        json!({
            "folder": self.folder, "server": self.server, "chain": self.chain, "only_opens": self.only_opens,
            "offset": self.offset, "signer": self.signer.word(), "clicks": self.clicks,
            "together": self.together, "again": self.again, "until": self.until, "hangs": self.hangs,
            "fails": self.fails,
        })
        .to_string()
    }

    fn given() -> Option<Orders> {
        let text = std::env::var(ORDERS).ok()?;
        let orders: Value = serde_json::from_str(&text).expect("orders");
        let texts = |name: &str| -> Vec<String> {
            let all = orders[name].as_array().expect("a list").iter();
            all.map(|text| text.as_str().expect("a text").to_owned())
                .collect()
        };
        let text = |name: &str| orders[name].as_str().expect("a text");
        let number = |name: &str| orders[name].as_i64().expect("a number");
        let is = |name: &str| orders[name].as_bool().expect("yes or no");
        Some(Orders {
            folder: PathBuf::from(text("folder")),
            server: text("server").to_owned(),
            chain: texts("chain"),
            only_opens: is("only_opens"),
            offset: number("offset"),
            signer: *Signer::ALL
                .iter()
                .find(|it| it.word() == text("signer"))
                .expect("a signer"),
            clicks: texts("clicks"),
            together: usize::try_from(number("together")).expect("a number"),
            again: orders["again"].as_i64(),
            until: number("until"),
            hangs: is("hangs"),
            fails: is("fails"),
        })
    }
}

#[tokio::test]
#[ignore = "the child of the faults of payments"]
async fn works() {
    let Some(orders) = Orders::given() else { return };
    let data = match DataFolder::open(&orders.folder.join("data")) {
        Err(StoreError::InUse) => std::process::exit(REFUSED),
        data => data.expect("the folder"),
    };
    if orders.only_opens {
        return;
    }
    let patience = match orders.hangs {
        true => Duration::from_millis(250),
        false => Duration::from_secs(30),
    };
    let sim = Sim::begin(SignedDuration::from_secs(orders.offset), patience);
    let app = app(&orders, &data, &sim);
    // The process holds the folder until it ends.
    std::mem::forget(data);
    app.start();
    app.recover_payments().await;
    let end = sim.sleep(seconds(orders.until));
    tokio::select! {
        () = live(&app, &orders, &sim) => {}
        () = end => say("said over"),
    }
    app.close();
}

fn seconds(seconds: i64) -> Duration {
    Duration::from_secs(u64::try_from(seconds).expect("time goes on"))
}

fn app(orders: &Orders, data: &DataFolder, sim: &Arc<Sim>) -> Arc<App> {
    let opened = Store::open(data).expect("the database opens");
    let journal = Journal::open(data).expect("the journal opens");
    if std::env::var("REFILL_WITHOUT").is_ok_and(|without| without == "I1") {
        journal.without_one_live_guard().expect("unguarded");
    }
    let (person, http) = (Arc::new(Person::new(sim, orders.together)), http());
    let parts = Parts {
        store: opened.store,
        continuous: opened.continuous,
        providers: vec![provider(orders, &http, sim)],
        vault: Arc::new(FolderVault(orders.folder.join("keychain"))),
        clock: sim.clone(),
        notifier: person.clone(),
        browser: person.clone(),
        loopback: person.clone(),
        journal: Some(journal),
        confirmer: person.clone(),
        clipboard: person.clone(),
        paying: paying(orders, &http, sim, person),
    };
    App::new(parts, Options::default()).expect("the app")
}

fn http() -> Http {
    let options = HttpOptions {
        whole: Duration::from_secs(20),
        first_wait: Duration::from_millis(5),
        only_this_machine: true,
        ..HttpOptions::default()
    };
    Http::new(options).expect("the network part")
}

fn provider(orders: &Orders, http: &Http, sim: &Arc<Sim>) -> Arc<dyn Provider> {
    let server = ServerAddress::parse(&orders.server).expect("an address");
    let all = registry(http, &Endpoints::default().with(DRIA, server));
    let mut all = all.all().iter();
    let dria = all.find(|provider| provider.descriptor().id == DRIA);
    Arc::new(Counted {
        inner: Arc::clone(dria.expect("a known provider")),
        sim: Arc::clone(sim),
    })
}

fn paying(orders: &Orders, http: &Http, sim: &Arc<Sim>, person: Arc<Person>) -> PayingParts {
    let chain = orders.chain.iter().map(|url| url.parse().expect("an address"));
    PayingParts {
        seller: Arc::new(Counted {
            inner: X402Seller::new(http),
            sim: Arc::clone(sim),
        }),
        wallets: Arc::new(Makers {
            inner: AlloyWallets::new(http),
            signer: orders.signer,
            key: wallet_key(),
            asked: Arc::new(AtomicUsize::new(0)),
        }),
        chain: Arc::new(Counted {
            inner: RpcReader::new(http, vec![(BASE.id, chain.collect())]),
            sim: Arc::clone(sim),
        }),
        timer: sim.clone(),
        secrets: person,
        is_demo: false,
    }
}

/// The key of the wallet, as the keychain has it.
pub fn wallet_key() -> ApiKey {
    let (key, _) = refill_sandbox::demo_wallet();
    ApiKey::from_store(&format!("v1:key:{}", key.trim_start_matches("0x"))).expect("a key")
}

/// Clicks, and waits until nothing is left to wait for.
async fn live(app: &Arc<App>, orders: &Orders, sim: &Arc<Sim>) {
    let first = async {
        let clicks = orders.clicks.iter().map(|account| {
            let (app, account, fails) = (Arc::clone(app), account.clone(), orders.fails);
            tokio::spawn(async move { click(&app, &account, fails).await })
        });
        // Both are clicked before either is answered.
        for click in clicks.collect::<Vec<_>>() {
            say(&format!("said {}", click.await.expect("a click")));
        }
    };
    let later = async {
        if let Some(again) = orders.again {
            sim.sleep(seconds(again)).await;
            ask_wallets_again(app).await;
            say(&format!("said {}", click(app, "a", orders.fails).await));
        }
    };
    tokio::join!(first, later);
    until_settled(app, sim).await;
}

/// The person clicks. That nothing is begun while another payment is under way, or over a limit, is as it should be.
async fn click(app: &Arc<App>, account: &str, fails: bool) -> String {
    match app.pay_with_usdc(&AccountId::new(account), AMOUNT).await {
        Ok(payment) => format!("begun {}", payment.record.purchase.id),
        Err(AppError::PurchaseOpen) => "open".to_owned(),
        Err(AppError::OverLimit(_)) => "over the limit".to_owned(),
        Err(error) if fails => format!("failed: {error}"),
        Err(error) => panic!("a click for {account}: {error}"),
    }
}

/// The person asks the wallets again that gave no clear answer.
async fn ask_wallets_again(app: &Arc<App>) {
    for payment in app.payments(None, 100).await.unwrap_or_default() {
        if payment.record.state.paying() == Some(Money::SignUnknown) {
            let again = app.ask_wallet_again(&payment.record.purchase.id).await;
            say(&format!("said asked again: {}", again.is_ok()));
        }
    }
}

async fn until_settled(app: &Arc<App>, sim: &Arc<Sim>) {
    let mut news = app.events();
    while !is_settled(app).await {
        tokio::select! {
            _ = news.recv() => {}
            // What was missed of the news is looked at then.
            () = sim.sleep(Duration::from_secs(20)) => {}
        }
    }
    // What follows from the last step is done, too.
    sim.sleep(Duration::from_secs(1)).await;
}

/// Nothing can change any more by itself.
async fn is_settled(app: &Arc<App>) -> bool {
    let is_over = |state: State| match state {
        State::Usdc { money, credit } => !money.is_live() && credit != CreditAxis::Awaited,
        _ => true,
    };
    match app.payments(None, 100).await {
        Ok(payments) => payments.iter().all(|payment| is_over(payment.record.state)),
        // On a full disk; the end comes by the clock.
        Err(_) => false,
    }
}
