//! The use-cases' common ground: the parts they work with, and the news they send to the window.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use refill_core::account::Account;
use refill_core::ids::{AccountId, ProviderId};
use refill_core::ports::{
    Browser, ChainReader, Clipboard, Clock, Confirmer, Loopback, Notifier, Provider, SecretWindow, Seller,
    Timer, Vault, WalletMaker,
};
use refill_store::{Journal, Store};
use tokio::sync::{Notify, Semaphore, broadcast};

use crate::error::AppError;
use crate::holder::Sessions;
use crate::keys::{Keys, Limits};
use crate::live::Live;
use crate::paying::{Paying, PayingParts};
use crate::purchases::Purchases;
use crate::refresh::Subject;
use crate::settings::Settings;
use crate::sign_in::SignIns;

/// What the composition root hands over.
pub struct Parts {
    /// The database of the data folder.
    pub store: Store,
    /// False when the database is not the one that this folder used last.
    pub continuous: bool,
    /// Every provider that this version knows.
    pub providers: Vec<Arc<dyn Provider>>,
    /// The keychain.
    pub vault: Arc<dyn Vault>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// The desktop's notifications.
    pub notifier: Arc<dyn Notifier>,
    /// The person's browser and file manager.
    pub browser: Arc<dyn Browser>,
    /// Pages of this machine that the browser returns to.
    pub loopback: Arc<dyn Loopback>,
    /// The payment journal; `None` where it could not be opened, and then nothing is bought.
    pub journal: Option<Journal>,
    /// The system's own dialog.
    pub confirmer: Arc<dyn Confirmer>,
    /// The system's clipboard.
    pub clipboard: Arc<dyn Clipboard>,
    /// What paying with USDC works with.
    pub paying: PayingParts,
}

/// Times that tests shorten.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// A sudden zero is read again after this long.
    pub confirm_after: Duration,
    /// A removed account can be brought back for this long.
    pub undo_for: Duration,
    /// An export that takes longer than this reports its progress.
    pub quiet_export: Duration,
    /// After the computer woke up or came back to the network, so long is waited for more news of that kind.
    pub settle: Duration,
    /// How often the wall clock is looked at between two refreshes: it goes on while the computer sleeps.
    pub clock_look: Duration,
    /// The shortest pause between two looks at a purchase; the longer ones are multiples of it.
    pub purchase_look: Duration,
    /// Limit of a background keychain call.
    pub vault_background: Duration,
    /// Limit of a keychain call that may wait for the person.
    pub vault_with_person: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            confirm_after: Duration::from_secs(15),
            undo_for: Duration::from_secs(10),
            quiet_export: Duration::from_secs(1),
            settle: Duration::from_secs(3),
            clock_look: Duration::from_secs(20),
            purchase_look: Duration::from_secs(3),
            vault_background: Limits::default().background,
            vault_with_person: Limits::default().with_person,
        }
    }
}

/// News for the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Something about one account, or about all, is not as it was.
    Changed {
        /// The account, or `None` for all.
        account: Option<AccountId>,
    },
    /// Something about a purchase is not as it was.
    PaymentChanged {
        /// The account.
        account: AccountId,
    },
    /// A refresh of several accounts goes on.
    RefreshProgress {
        /// Accounts that are done, failed ones included.
        done: usize,
        /// Accounts in all.
        total: usize,
        /// Accounts that failed.
        failed: usize,
    },
    /// An export goes on; the last one has `done == total`.
    ExportProgress {
        /// Rows that are written.
        done: u64,
        /// Rows in all.
        total: u64,
    },
}

/// Most accounts that are asked at the same time.
const REFRESHES_AT_ONCE: usize = 8;
/// Most histories that are read at the same time.
const SYNCS_AT_ONCE: usize = 4;
/// News that a slow listener may lag behind before it misses some.
const EVENT_BACKLOG: usize = 256;

/// Every use-case of Refill. Shared by the commands, the background refresh and the tests.
pub struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) keys: Keys,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) notifier: Arc<dyn Notifier>,
    pub(crate) browser: Arc<dyn Browser>,
    pub(crate) loopback: Arc<dyn Loopback>,
    pub(crate) journal: Option<Arc<Journal>>,
    pub(crate) confirmer: Arc<dyn Confirmer>,
    pub(crate) clipboard: Arc<dyn Clipboard>,
    pub(crate) seller: Arc<dyn Seller>,
    pub(crate) wallets: Arc<dyn WalletMaker>,
    pub(crate) chain: Arc<dyn ChainReader>,
    pub(crate) timer: Arc<dyn Timer>,
    pub(crate) secrets: Arc<dyn SecretWindow>,
    pub(crate) is_demo: bool,
    pub(crate) paying: Paying,
    pub(crate) sign_ins: Mutex<SignIns>,
    pub(crate) sessions: Sessions,
    pub(crate) purchases: Purchases,
    pub(crate) options: Options,
    pub(crate) continuous: bool,
    pub(crate) refreshes: Semaphore,
    pub(crate) syncs: Semaphore,
    pub(crate) wake: Notify,
    /// The computer woke up, or came back to the network.
    pub(crate) returned: Notify,
    pub(crate) telling: tokio::sync::Mutex<()>,
    /// Held while a provider is told an alert amount.
    pub(crate) telling_providers: tokio::sync::Mutex<()>,
    /// Held while the database is changed by what was read from it, and while a key is exchanged.
    pub(crate) in_turn: tokio::sync::Mutex<()>,
    pub(crate) live: Mutex<Live>,
    pub(crate) export_running: AtomicBool,
    pub(crate) export_cancelled: AtomicBool,
    providers: Vec<Arc<dyn Provider>>,
    events: broadcast::Sender<Event>,
}

impl App {
    /// Puts the parts together. Nothing is asked of the network or the keychain yet; see [`App::start`].
    ///
    /// # Errors
    /// [`AppError::Store`] when the settings cannot be read.
    pub fn new(parts: Parts, options: Options) -> Result<Arc<App>, AppError> {
        let limits = Limits {
            background: options.vault_background,
            with_person: options.vault_with_person,
        };
        let live = Live::new(Settings::load(&parts.store)?);
        Ok(Arc::new(App {
            keys: Keys::new(parts.vault, parts.store.installation().clone(), limits),
            store: Arc::new(parts.store),
            clock: parts.clock,
            notifier: parts.notifier,
            browser: parts.browser,
            loopback: parts.loopback,
            journal: parts.journal.map(Arc::new),
            confirmer: parts.confirmer,
            clipboard: parts.clipboard,
            seller: parts.paying.seller,
            wallets: parts.paying.wallets,
            chain: parts.paying.chain,
            timer: parts.paying.timer,
            secrets: parts.paying.secrets,
            is_demo: parts.paying.is_demo,
            paying: Paying::default(),
            sign_ins: Mutex::default(),
            sessions: Sessions::default(),
            purchases: Purchases::default(),
            options,
            continuous: parts.continuous,
            refreshes: Semaphore::new(REFRESHES_AT_ONCE),
            syncs: Semaphore::new(SYNCS_AT_ONCE),
            wake: Notify::new(),
            returned: Notify::new(),
            telling: tokio::sync::Mutex::new(()),
            telling_providers: tokio::sync::Mutex::new(()),
            in_turn: tokio::sync::Mutex::new(()),
            live: Mutex::new(live),
            export_running: AtomicBool::new(false),
            export_cancelled: AtomicBool::new(false),
            providers: parts.providers,
            events: broadcast::channel(EVENT_BACKLOG).0,
        }))
    }

    /// Closes the database in order; everything that comes after fails harmlessly. For the end of the program, at which
    /// nothing is dropped. Blocks.
    pub fn close(&self) {
        if let Err(error) = self.store.close() {
            // Nothing is lost: the next start looks through all of it.
            tracing::warn!(%error, "the database was not closed in order");
        }
        if let Some(Err(error)) = self.journal.as_ref().map(|journal| journal.close()) {
            tracing::warn!(%error, "the payment journal was not closed in order");
        }
    }

    /// News from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Every provider that this version knows.
    pub fn providers(&self) -> impl Iterator<Item = &Arc<dyn Provider>> {
        self.providers.iter()
    }

    /// Runs database work on a thread where it may block.
    pub(crate) async fn db<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, refill_store::StoreError> + Send + 'static,
    {
        let store = self.store.clone();
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        Ok(done.map_err(|_| AppError::TaskLost)??)
    }

    /// Runs database work that writes what follows from what it read: one at a time, so that none of it is lost.
    pub(crate) async fn db_in_turn<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, refill_store::StoreError> + Send + 'static,
    {
        let _turn = self.in_turn.lock().await;
        self.db(work).await
    }

    /// Runs database work with what was read for an account, unless its key or server was replaced meanwhile:
    /// then nothing is done and `None` comes back.
    pub(crate) async fn db_for<T, F>(&self, subject: &Subject, work: F) -> Result<Option<T>, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, refill_store::StoreError> + Send + 'static,
    {
        let _turn = self.in_turn.lock().await;
        if !self.live().is_current(subject) {
            return Ok(None);
        }
        Ok(Some(self.db(work).await?))
    }

    pub(crate) fn emit(&self, event: Event) {
        // No listener is fine: the window may not be there.
        let _ = self.events.send(event);
    }

    pub(crate) fn changed(&self, account: &AccountId) {
        self.emit(Event::Changed {
            account: Some(account.clone()),
        });
    }

    /// What is true only while Refill runs. Hold it shortly, and never across an await.
    pub(crate) fn live(&self) -> MutexGuard<'_, Live> {
        // Nothing panics between two steps of a change, so a poisoned lock guards whole data.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn provider(&self, id: &ProviderId) -> Result<&Arc<dyn Provider>, AppError> {
        let known = self
            .providers
            .iter()
            .find(|provider| provider.descriptor().id == *id);
        known.ok_or(AppError::ProviderUnknown)
    }

    pub(crate) async fn account(&self, id: &AccountId) -> Result<Account, AppError> {
        let id = id.clone();
        self.db(move |store| store.account(&id))
            .await?
            .ok_or(AppError::AccountGone)
    }
}
