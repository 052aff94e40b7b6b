//! The world around the app, as tests want it.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use refill_app::{App, Event, Keep, NewAccount, Options, Parts};
use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind, VaultError};
use refill_core::history::{Change, Kind, Origin};
use refill_core::ids::{AccountId, ProviderId};
use refill_core::key::ApiKey;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{
    Access, Asking, Browser, Clock, HistoryPage, Item, NotNotified, NotOpened, Notice, Notifier, PageToken,
    Provider, Vault,
};
use refill_core::provider::{Descriptor, Server};
use refill_core::reading::Balance;
use refill_store::{DataFolder, Store};
use url::Url;

pub const PLAIN: ProviderId = ProviderId::from_static("plain");
pub const LISTED: ProviderId = ProviderId::from_static("listed");

/// A provider whose answers are set by the test. Keys of `plain` start with `pk_`, those of `listed` with `lk_`.
pub struct FakeProvider {
    descriptor: Descriptor,
    balances: Mutex<HashMap<String, i64>>,
    faults: Mutex<VecDeque<ProviderErrorKind>>,
    pub balance_of_errors: Mutex<Option<i64>>,
    pub rows: Mutex<Vec<Change>>,
    pub page_size: AtomicUsize,
    pub pages_read: AtomicUsize,
    /// This page of the history breaks off.
    pub fail_page: AtomicUsize,
    pub asked: AtomicUsize,
    /// Calls wait until `release` while this is set; `held` counts them.
    pub hold: AtomicBool,
    pub held: AtomicUsize,
    pub release: tokio::sync::Notify,
}

impl FakeProvider {
    fn new(id: ProviderId, prefixes: &'static [&'static str], has_history: bool) -> Arc<FakeProvider> {
        Arc::new(FakeProvider {
            descriptor: Descriptor {
                id: id.clone(),
                name: if has_history { "Listed" } else { "Plain" },
                unit: Unit::CREDITS,
                worth: None,
                hue: 0,
                key_hint: "…",
                key_prefixes: prefixes,
                server: match has_history {
                    true => Server::Entered {
                        hint: "https://api.example.com",
                    },
                    false => Server::Fixed("https://example.com"),
                },
                key_page: None,
                buy_page: Some("https://example.com/buy"),
                has_history,
            },
            balances: Mutex::default(),
            faults: Mutex::default(),
            balance_of_errors: Mutex::default(),
            rows: Mutex::default(),
            page_size: AtomicUsize::new(3),
            pages_read: AtomicUsize::new(0),
            fail_page: AtomicUsize::new(usize::MAX),
            asked: AtomicUsize::new(0),
            hold: AtomicBool::new(false),
            held: AtomicUsize::new(0),
            release: tokio::sync::Notify::new(),
        })
    }

    pub fn set(&self, key: &str, balance: i64) {
        self.balances.lock().unwrap().insert(key.to_owned(), balance);
    }

    /// The provider knows this key no more.
    pub fn forget(&self, key: &str) {
        self.balances.lock().unwrap().remove(key);
    }

    /// The next calls fail so, in this order.
    pub fn fail_next(&self, kinds: impl IntoIterator<Item = ProviderErrorKind>) {
        self.faults.lock().unwrap().extend(kinds);
    }

    fn error(&self, kind: ProviderErrorKind) -> ProviderError {
        ProviderError {
            provider: self.descriptor.id.clone(),
            kind,
            facts: ErrorFacts {
                status: Some(503),
                balance: self
                    .balance_of_errors
                    .lock()
                    .unwrap()
                    .map(|n| Money::new(n.into(), Unit::CREDITS)),
                ..ErrorFacts::default()
            },
        }
    }
}

#[async_trait]
impl Provider for FakeProvider {
    fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    async fn balance(&self, access: &Access) -> Result<Balance, ProviderError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if let Some(kind) = self.faults.lock().unwrap().pop_front() {
            return Err(self.error(kind));
        }
        let released = self.release.notified();
        if self.hold.load(Ordering::Relaxed) {
            self.held.fetch_add(1, Ordering::Relaxed);
            released.await;
        }
        let key = access.key.expose_secret(); // the fake looks accounts up by key
        let balance = self.balances.lock().unwrap().get(key).copied();
        let amount = balance.ok_or_else(|| self.error(ProviderErrorKind::KeyRefused))?;
        Ok(Balance {
            money: Money::new(Decimal::from(amount), Unit::CREDITS),
            worth: None,
        })
    }

    async fn history(&self, _: &Access, page: Option<&PageToken>) -> Result<HistoryPage, ProviderError> {
        self.pages_read.fetch_add(1, Ordering::Relaxed);
        let number: usize = page.map_or(0, |token| token.0.parse().unwrap());
        if number == self.fail_page.load(Ordering::Relaxed) {
            return Err(self.error(ProviderErrorKind::CutOff));
        }
        let size = self.page_size.load(Ordering::Relaxed);
        let rows = self.rows.lock().unwrap();
        let start = (number * size).min(rows.len());
        let end = (start + size).min(rows.len());
        Ok(HistoryPage {
            rows: rows[start..end].to_vec(),
            next: (end < rows.len()).then(|| PageToken((number + 1).to_string())),
            balance: None,
        })
    }
}

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

pub struct FakeClock(Mutex<Timestamp>);

impl FakeClock {
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now += by;
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

#[derive(Default)]
pub struct FakeVault {
    pub items: Mutex<HashMap<Item, ApiKey>>,
    pub fault: Mutex<Option<VaultError>>,
    /// Calls block until this is taken away.
    pub hang: AtomicBool,
    pub asked_to_unlock: AtomicUsize,
}

impl FakeVault {
    fn enter(&self, asking: Asking) -> Result<(), VaultError> {
        while self.hang.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        let fault = *self.fault.lock().unwrap();
        if fault == Some(VaultError::Locked) && asking == Asking::Allowed {
            self.asked_to_unlock.fetch_add(1, Ordering::Relaxed);
        }
        fault.map_or(Ok(()), Err)
    }
}

impl Vault for FakeVault {
    fn probe(&self) -> Result<(), VaultError> {
        self.enter(Asking::Never)
    }

    fn read(&self, item: &Item, asking: Asking) -> Result<ApiKey, VaultError> {
        self.enter(asking)?;
        self.items
            .lock()
            .unwrap()
            .get(item)
            .cloned()
            .ok_or(VaultError::Missing)
    }

    fn write(&self, item: &Item, _: &str, secret: &ApiKey, asking: Asking) -> Result<(), VaultError> {
        self.enter(asking)?;
        self.items.lock().unwrap().insert(item.clone(), secret.clone());
        Ok(())
    }

    fn delete(&self, item: &Item, asking: Asking) -> Result<(), VaultError> {
        self.enter(asking)?;
        self.items.lock().unwrap().remove(item);
        Ok(())
    }
}

#[derive(Default)]
pub struct FakeDesktop {
    pub notices: Mutex<Vec<Notice>>,
    pub in_front: AtomicBool,
    pub refuses: AtomicBool,
    pub opened: Mutex<Vec<String>>,
}

impl FakeDesktop {
    pub fn titles(&self) -> Vec<String> {
        self.notices
            .lock()
            .unwrap()
            .iter()
            .map(|notice| notice.title.clone())
            .collect()
    }
}

impl Notifier for FakeDesktop {
    fn notify(&self, notice: &Notice) -> Result<(), NotNotified> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(NotNotified);
        }
        self.notices.lock().unwrap().push(notice.clone());
        Ok(())
    }

    fn window_in_front(&self) -> bool {
        self.in_front.load(Ordering::Relaxed)
    }
}

impl Browser for FakeDesktop {
    fn open_page(&self, page: &Url) -> Result<(), NotOpened> {
        self.opened.lock().unwrap().push(page.to_string());
        Ok(())
    }

    fn open_path(&self, path: &Path) -> Result<(), NotOpened> {
        self.opened.lock().unwrap().push(path.display().to_string());
        Ok(())
    }

    fn show_in_folder(&self, path: &Path) -> Result<(), NotOpened> {
        self.open_path(path)
    }
}

/// A whole installation in a folder of its own.
pub struct World {
    pub app: Arc<App>,
    pub plain: Arc<FakeProvider>,
    pub listed: Arc<FakeProvider>,
    pub vault: Arc<FakeVault>,
    pub clock: Arc<FakeClock>,
    pub desktop: Arc<FakeDesktop>,
    pub options: Options,
    pub folder: Arc<tempfile::TempDir>,
}

impl World {
    pub fn new() -> World {
        let options = Options {
            confirm_after: Duration::from_millis(10),
            undo_for: Duration::from_secs(600),
            vault_background: Duration::from_millis(200),
            vault_with_person: Duration::from_millis(400),
            ..Options::default()
        };
        World::with(options)
    }

    pub fn with(options: Options) -> World {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let plain = FakeProvider::new(PLAIN, &["pk_"], false);
        let listed = FakeProvider::new(LISTED, &["lk_"], true);
        let vault = Arc::new(FakeVault::default());
        let clock = Arc::new(FakeClock(Mutex::new(start())));
        let desktop = Arc::new(FakeDesktop::default());
        let app = open(&folder, &plain, &listed, &vault, &clock, &desktop, options);
        World {
            app,
            plain,
            listed,
            vault,
            clock,
            desktop,
            options,
            folder,
        }
    }

    /// Starts the app on a copy of its data as they are on the disk now: what a kill would leave behind. (Timers of
    /// the first app still run, so its own folder is not free.)
    pub fn restart(mut self) -> World {
        let copy = Arc::new(tempfile::tempdir().unwrap());
        let to = copy.path().join("data");
        std::fs::create_dir(&to).unwrap();
        for file in std::fs::read_dir(self.folder.path().join("data")).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
        self.app = open(
            &copy,
            &self.plain,
            &self.listed,
            &self.vault,
            &self.clock,
            &self.desktop,
            self.options,
        );
        self.folder = copy;
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
        key: key(text),
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

fn open(
    folder: &Arc<tempfile::TempDir>,
    plain: &Arc<FakeProvider>,
    listed: &Arc<FakeProvider>,
    vault: &Arc<FakeVault>,
    clock: &Arc<FakeClock>,
    desktop: &Arc<FakeDesktop>,
    options: Options,
) -> Arc<App> {
    let data = DataFolder::open(&folder.path().join("data")).expect("the folder is free");
    let opened = Store::open(&data).expect("the database opens");
    let parts = Parts {
        store: opened.store,
        continuous: opened.continuous,
        providers: vec![plain.clone(), listed.clone()],
        vault: vault.clone(),
        clock: clock.clone(),
        notifier: desktop.clone(),
        browser: desktop.clone(),
    };
    App::new(parts, options).expect("the app")
}
