//! The world around the app, as tests want it.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use refill_app::{App, Event, Keep, NewAccount, NewKey, Options, Parts};
use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind, VaultError};
use refill_core::history::{Change, Kind, Origin};
use refill_core::ids::{AccountId, ProviderId};
use refill_core::key::{ApiKey, Secret};
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{
    Access, Asking, Browser, Clock, HistoryPage, Item, Loopback, NeverReturned, NotListening, NotNotified,
    NotOpened, Notice, Notifier, PageToken, Provider, ReturnPage, ReturnWords, Returned, SignIn, SignInPage,
    Vault,
};
use refill_core::provider::{Descriptor, KeyKind, KeyName, Listing, Server, Shown};
use refill_core::reading::Balance;
use refill_core::server::ServerAddress;
use refill_store::{DataFolder, Store};
use url::Url;

pub const PLAIN: ProviderId = ProviderId::from_static("plain");
pub const LISTED: ProviderId = ProviderId::from_static("listed");
pub const RICH: ProviderId = ProviderId::from_static("rich");

/// A provider whose answers are set by the test. Keys of `plain` start with `pk_`, those of `listed` with `lk_` and
/// those of `rich` with `rk_`.
pub struct FakeProvider {
    descriptor: Descriptor,
    balances: Mutex<HashMap<String, i64>>,
    /// What a key shows, where that is more than a plain balance.
    shown: Mutex<HashMap<String, Result<Balance, ProviderErrorKind>>>,
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
    /// Calls that were under way at the same time, at the most.
    pub most_at_once: AtomicUsize,
    at_once: AtomicUsize,
    /// Keys that one-time codes are exchanged for.
    pub codes: Mutex<HashMap<String, String>>,
}

impl FakeProvider {
    fn plain() -> Descriptor {
        Descriptor {
            id: PLAIN,
            name: "Plain",
            unit: Unit::CREDITS,
            worth: None,
            hue: 0,
            key_hint: "…",
            key_prefixes: &["pk_"],
            server: Server::Fixed("https://example.com"),
            key_page: None,
            buy_page: Some("https://example.com/buy"),
            history: Listing::Nothing,
            key_kinds: &[],
            divisors: &[],
            limits_calls: false,
            signs_in: false,
        }
    }

    fn listed() -> Descriptor {
        Descriptor {
            id: LISTED,
            name: "Listed",
            key_prefixes: &["lk_"],
            server: Server::Entered {
                hint: "https://api.example.com",
            },
            history: Listing::Everything,
            ..FakeProvider::plain()
        }
    }

    /// A provider that has everything that a provider can have.
    fn rich() -> Descriptor {
        Descriptor {
            id: RICH,
            name: "Rich",
            key_prefixes: &["rk_"],
            history: Listing::DailySpending,
            key_kinds: &[KeyKind {
                name: KeyName::Management,
                shows: &[Shown::Balance, Shown::History],
                page: Some("https://example.com/management"),
            }],
            divisors: &[1, 10],
            limits_calls: true,
            signs_in: true,
            ..FakeProvider::plain()
        }
    }

    fn new(descriptor: Descriptor) -> Arc<FakeProvider> {
        Arc::new(FakeProvider {
            descriptor,
            balances: Mutex::default(),
            shown: Mutex::default(),
            most_at_once: AtomicUsize::new(0),
            at_once: AtomicUsize::new(0),
            codes: Mutex::default(),
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

    /// What the key shows from now on.
    pub fn show(&self, key: &str, shown: Result<Balance, ProviderErrorKind>) {
        self.shown.lock().unwrap().insert(key.to_owned(), shown);
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
        let _call = Call::begin(self);
        if let Some(kind) = self.faults.lock().unwrap().pop_front() {
            return Err(self.error(kind));
        }
        let released = self.release.notified();
        if self.hold.load(Ordering::Relaxed) {
            self.held.fetch_add(1, Ordering::Relaxed);
            released.await;
        }
        let key = access.key.expose_secret(); // the fake looks accounts up by key
        tokio::task::yield_now().await;
        if let Some(shown) = self.shown.lock().unwrap().get(key) {
            return shown.clone().map_err(|kind| self.error(kind));
        }
        let balance = self.balances.lock().unwrap().get(key).copied();
        let amount = balance.ok_or_else(|| self.error(ProviderErrorKind::KeyRefused))?;
        let amount = access.divisor.apply(amount.into()).expect("a whole part");
        Ok(Balance::of_account(Money::new(amount, Unit::CREDITS)))
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
            replaces: self.descriptor.history == Listing::DailySpending,
        })
    }

    fn sign_in(&self) -> Option<&dyn SignIn> {
        self.descriptor.signs_in.then_some(self)
    }
}

#[async_trait]
impl SignIn for FakeProvider {
    fn begin(&self, back: Option<&Url>, server: Option<&ServerAddress>) -> Result<SignInPage, ProviderError> {
        let server = server.map_or("https://example.com", ServerAddress::as_str);
        let back = back.map(|back| format!("?back={back}")).unwrap_or_default();
        Ok(SignInPage {
            address: format!("{server}/auth{back}").parse().unwrap(),
            verifier: Secret::new("verifier"),
        })
    }

    async fn finish(
        &self,
        page: &SignInPage,
        code: &Secret,
        _: Option<&ServerAddress>,
    ) -> Result<ApiKey, ProviderError> {
        assert_eq!(page.verifier.expose_secret(), "verifier"); // test: look at what came along
        let code = code.expose_secret(); // the fake looks keys up by code
        let found = self.codes.lock().unwrap().remove(code);
        found
            .map(|text| key(&text))
            .ok_or_else(|| self.error(ProviderErrorKind::KeyRefused))
    }
}

/// Counts a call while it is under way.
struct Call<'a>(&'a FakeProvider);

impl Call<'_> {
    fn begin(provider: &FakeProvider) -> Call<'_> {
        let now = provider.at_once.fetch_add(1, Ordering::Relaxed) + 1;
        provider.most_at_once.fetch_max(now, Ordering::Relaxed);
        Call(provider)
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.0.at_once.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Pages that the test returns to.
#[derive(Default)]
pub struct FakeLoopback {
    /// Nobody can listen.
    pub refuses: AtomicBool,
    back: Mutex<Option<tokio::sync::oneshot::Sender<Returned>>>,
}

impl FakeLoopback {
    /// The browser comes back to the page that was opened last.
    pub fn come_back(&self, returned: Returned) {
        let back = self.back.lock().unwrap().take().expect("a page waits");
        let _ = back.send(returned);
    }

    /// Nobody will come back any more.
    pub fn give_up(&self) {
        drop(self.back.lock().unwrap().take());
    }
}

#[async_trait]
impl Loopback for FakeLoopback {
    async fn open(&self, _: &ReturnWords) -> Result<Box<dyn ReturnPage>, NotListening> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(NotListening);
        }
        let (back, waiting) = tokio::sync::oneshot::channel();
        *self.back.lock().unwrap() = Some(back);
        Ok(Box::new(FakePage(waiting)))
    }
}

struct FakePage(tokio::sync::oneshot::Receiver<Returned>);

#[async_trait]
impl ReturnPage for FakePage {
    fn address(&self) -> Url {
        "http://127.0.0.1:1/token".parse().unwrap()
    }

    async fn returned(self: Box<Self>) -> Result<Returned, NeverReturned> {
        self.0.await.map_err(|_| NeverReturned)
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
    pub loopback: Arc<FakeLoopback>,
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
        let mut world = World {
            app: Running(None),
            plain: FakeProvider::new(FakeProvider::plain()),
            listed: FakeProvider::new(FakeProvider::listed()),
            rich: FakeProvider::new(FakeProvider::rich()),
            loopback: Arc::default(),
            vault: Arc::default(),
            clock: Arc::new(FakeClock(Mutex::new(start()))),
            desktop: Arc::default(),
            options,
            folder: Arc::new(tempfile::tempdir().unwrap()),
        };
        world.app = Running(Some(world.open()));
        world
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
        self.folder = copy;
        self.app = Running(Some(self.open()));
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
        let parts = Parts {
            store: opened.store,
            continuous: opened.continuous,
            providers: vec![self.plain.clone(), self.listed.clone(), self.rich.clone()],
            vault: self.vault.clone(),
            clock: self.clock.clone(),
            notifier: self.desktop.clone(),
            browser: self.desktop.clone(),
            loopback: self.loopback.clone(),
        };
        App::new(parts, self.options).expect("the app")
    }
}
