//! The world around the app, as tests want it.

mod desktop;
mod holder;
mod paying;
mod provider;
mod shop;
mod wallets;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use refill_app::{App, Event, Keep, NewAccount, NewKey, Options, Parts, PayingParts};
use refill_core::history::{Change, Kind, Origin};
use refill_core::ids::{AccountId, ProviderId};
use refill_core::key::ApiKey;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::Clock;
use refill_store::{DataFolder, Store};

pub use desktop::{FakeClock, FakeDesktop, FakeLoopback, FakeVault};
pub use holder::FakeHolder;
pub use paying::{Eye, FakeChain, FakeSecretWindow, FakeSeller, FakeTimer, PAYEE, Reply, Sent, words};
pub use provider::{COIN, FakeProvider, LISTED, PLAIN, RICH};
pub use shop::{FakeShop, package};
pub use wallets::{FakeWallets, address_of};

/// A row of a provider's history, `minutes` ago.
pub fn row(minutes: i64, amount: i64, after: i64) -> Change {
    Change {
        at: start() - SignedDuration::from_mins(minutes),
        kind: if amount < 0 { Kind::Debit } else { Kind::Credit },
        amount: Money::new(Decimal::from(amount), Unit::CREDITS),
        balance_after: Some(Decimal::from(after)),
        balance_before: Some(Decimal::from(after - amount)),
        text: Some("/api/v1/gas/price".to_owned()),
        origin: Origin::Provider,
    }
}

/// When every test begins.
pub fn start() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

/// The app, from when its world stands.
pub struct Running(Option<Arc<App>>);

impl std::ops::Deref for Running {
    type Target = Arc<App>;

    fn deref(&self) -> &Arc<App> {
        self.0.as_ref().expect("the world stands")
    }
}

/// A whole installation in a folder of its own.
pub struct World {
    pub app: Running,
    pub plain: Arc<FakeProvider>,
    pub listed: Arc<FakeProvider>,
    pub rich: Arc<FakeProvider>,
    pub coin: Arc<FakeProvider>,
    pub seller: Arc<FakeSeller>,
    pub wallets: Arc<FakeWallets>,
    pub chain: Arc<FakeChain>,
    pub timer: Arc<FakeTimer>,
    pub secrets: Arc<FakeSecretWindow>,
    pub eye: Arc<Eye>,
    pub loopback: Arc<FakeLoopback>,
    pub vault: Arc<FakeVault>,
    pub clock: Arc<FakeClock>,
    pub desktop: Arc<FakeDesktop>,
    pub options: Options,
    /// The payment journal cannot be opened.
    pub no_journal: bool,
    pub folder: Arc<tempfile::TempDir>,
}

impl World {
    /// A world in which nothing is read but what the test asks for: a second look by itself would race with it.
    pub fn new() -> World {
        World::looking_again_after(Duration::from_secs(3600))
    }

    /// A world in which a sudden zero is read again by itself.
    pub fn looking_again_after(confirm_after: Duration) -> World {
        let options = Options {
            confirm_after,
            undo_for: Duration::from_secs(600),
            purchase_look: Duration::from_secs(3600),
            vault_background: Duration::from_millis(200),
            vault_with_person: Duration::from_millis(400),
            ..Options::default()
        };
        World::with(options)
    }

    pub fn with(options: Options) -> World {
        World::with_journal(options, true)
    }

    /// A world whose payment journal cannot be opened.
    pub fn without_journal() -> World {
        World::with_journal(Options::default(), false)
    }

    fn with_journal(options: Options, journal: bool) -> World {
        let clock = Arc::new(FakeClock(Mutex::new(start())));
        let eye = Arc::<Eye>::default();
        let mut world = World {
            no_journal: !journal,
            app: Running(None),
            plain: FakeProvider::new(FakeProvider::plain()),
            listed: FakeProvider::new(FakeProvider::listed()),
            rich: FakeProvider::new(FakeProvider::rich()),
            coin: FakeProvider::new(FakeProvider::coin()),
            seller: Arc::new(FakeSeller::new(clock.clone(), eye.clone())),
            wallets: Arc::new(FakeWallets::new(eye.clone())),
            chain: Arc::new(FakeChain::new(clock.clone())),
            timer: Arc::new(FakeTimer::new(clock.clone())),
            secrets: Arc::default(),
            loopback: Arc::default(),
            vault: Arc::default(),
            clock,
            desktop: Arc::new(FakeDesktop::seen_by(eye.clone())),
            eye,
            options,
            folder: Arc::new(tempfile::tempdir().unwrap()),
        };
        world.app = Running(Some(world.open()));
        world.eye.watch(&world.app);
        world
    }

    /// Starts the app on a copy of its data as they are on the disk now: what a kill would leave behind. (Timers of
    /// the first app still run, so its own folder is not free.)
    pub fn restart(self) -> World {
        self.restart_after(|_| ())
    }

    /// The same, where something more was written into the payment journal before the end.
    pub fn restart_after(mut self, write: impl FnOnce(&refill_store::Journal)) -> World {
        let copy = Arc::new(tempfile::tempdir().unwrap());
        let to = copy.path().join("data");
        std::fs::create_dir(&to).unwrap();
        for file in std::fs::read_dir(self.folder.path().join("data")).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
        let data = DataFolder::open(&to).expect("the copy is free");
        write(&refill_store::Journal::open(&data).unwrap());
        drop(data);
        self.folder = copy;
        // What waits in the first app waits for ever.
        self.timer = Arc::new(FakeTimer::new(self.clock.clone()));
        self.app = Running(Some(self.open()));
        self.eye.watch(&self.app);
        self
    }

    pub async fn add(&self, provider: &ProviderId, key: &str, threshold: Option<&str>) -> AccountId {
        self.app
            .add_account(new(provider, key, threshold))
            .await
            .expect("the account is added")
    }

    pub async fn refresh(&self) {
        self.clock.advance(SignedDuration::from_mins(5));
        self.app.refresh(None).await.expect("refreshed");
    }

    /// Refreshes and waits until the history of `id` was read after that.
    pub async fn refresh_with_history(&self, id: &AccountId) {
        self.refresh().await;
        until(&self.app, "the history is read", || async {
            let checked = self.app.account_page(id).await.unwrap().history_checked_at;
            checked == Some(self.clock.now())
        })
        .await;
    }

    /// The amount on the account's card.
    pub async fn shown(&self, id: &AccountId) -> Option<i64> {
        let card = self.app.card(id).await.expect("a card");
        let amount = card.reading?.balance.money.amount;
        Some(amount.to_string().parse().unwrap())
    }
}

pub fn key(text: &str) -> ApiKey {
    ApiKey::from_pasted(text).expect("a key")
}

pub fn new(provider: &ProviderId, text: &str, threshold: Option<&str>) -> NewAccount {
    NewAccount {
        provider: provider.clone(),
        server: (*provider == LISTED).then(|| "https://own.example.com".to_owned()),
        key: NewKey::Pasted(key(text)),
        name: format!("Account of {}", &text[..2]),
        threshold: threshold.map(str::to_owned),
        keep: Keep::Keychain,
    }
}

/// Waits until `holds`, prompted by the app's news.
pub async fn until<F>(app: &Arc<App>, what: &str, mut holds: impl FnMut() -> F)
where
    F: Future<Output = bool>,
{
    let mut news = app.events();
    let waiting = async {
        while !holds().await {
            // Whatever the news is, look again; and look again soon where none comes.
            let _ = tokio::time::timeout(Duration::from_millis(20), news.recv()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting)
        .await
        .unwrap_or_else(|_| panic!("never: {what}"));
}

pub fn events_so_far(news: &mut tokio::sync::broadcast::Receiver<Event>) -> Vec<Event> {
    std::iter::from_fn(|| news.try_recv().ok()).collect()
}

impl World {
    /// Starts the app on the data in its folder.
    fn open(&self) -> Arc<App> {
        let data = DataFolder::open(&self.folder.path().join("data")).expect("the folder is free");
        let opened = Store::open(&data).expect("the database opens");
        let journal = refill_store::Journal::open(&data).unwrap();
        let parts = Parts {
            store: opened.store,
            continuous: opened.continuous,
            providers: vec![
                self.plain.clone(),
                self.listed.clone(),
                self.rich.clone(),
                self.coin.clone(),
            ],
            vault: self.vault.clone(),
            clock: self.clock.clone(),
            notifier: self.desktop.clone(),
            browser: self.desktop.clone(),
            loopback: self.loopback.clone(),
            journal: Some(journal).filter(|_| !self.no_journal),
            confirmer: self.desktop.clone(),
            clipboard: self.desktop.clone(),
            paying: PayingParts {
                seller: self.seller.clone(),
                wallets: self.wallets.clone(),
                chain: self.chain.clone(),
                timer: self.timer.clone(),
                secrets: self.secrets.clone(),
                is_demo: false,
            },
        };
        App::new(parts, self.options).expect("the app")
    }
}
