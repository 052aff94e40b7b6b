//! Putting the parts together.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use refill_app::{App, AppError, Options, Parts, PayingParts};
use refill_core::ports::{Provider, SecretWindow, Vault};
use refill_core::x402::BASE;
use refill_net::{Http, HttpOptions};
use refill_payments::{AlloyWallets, RpcReader, X402Seller};
use refill_providers::{Endpoints, registry};
use refill_store::{DataFolder, Journal, Opened, Store};
use refill_vault::KeychainVault;
use tauri::{AppHandle, Manager};
use url::Url;

use crate::arguments::Arguments;
use crate::cli::{
    Listener, NoBrowser, NoClipboard, NoConfirmer, NoLoopback, NoNotifier, NoSecretWindow, NoVault,
};
use crate::demo::Demo;
use crate::desktop::{
    SystemBrowser, SystemClipboard, SystemClock, SystemConfirmer, SystemLoopback, SystemNotifier,
    SystemSecretWindow,
};

/// Everything that lives as long as the window.
pub(crate) struct House {
    pub app: Arc<App>,
    /// Where a damaged database was set aside.
    pub set_aside: Option<PathBuf>,
    /// For commands that ask for a refresh. Gone before the folder is free for another Refill.
    pub listener: Option<Listener>,
    _folder: DataFolder,
    _demo: Option<Demo>,
}

/// Where everything is kept.
///
/// # Errors
/// When the system names no place for it.
pub(crate) fn data_folder(handle: &AppHandle, arguments: &Arguments) -> tauri::Result<PathBuf> {
    match &arguments.data_dir {
        Some(folder) if arguments.demo => Ok(folder.join("demo")),
        Some(folder) => Ok(folder.clone()),
        None => handle.path().app_data_dir(),
    }
}

/// The name under which a second start finds the first: one for each data folder.
pub(crate) fn instance_name(arguments: &Arguments, identifier: &str) -> String {
    let Some(folder) = &arguments.data_dir else {
        return identifier.to_owned();
    };
    let mut hasher = DefaultHasher::new();
    // The same folder is the same instance, however its path was typed.
    std::path::absolute(folder)
        .unwrap_or_else(|_| folder.clone())
        .hash(&mut hasher);
    format!("{identifier}.at{:016x}", hasher.finish())
}

/// Opens the data in their folder and builds the app on them. Nothing is asked of the network or the keychain yet.
///
/// # Errors
/// [`AppError`], most often of the store; nothing is held then, so that it can be tried again.
pub(crate) async fn build(handle: &AppHandle, folder: DataFolder, demo: bool) -> Result<House, AppError> {
    if demo {
        Demo::forget(&folder)?;
    }
    let Opened {
        store,
        set_aside,
        continuous,
    } = Store::open(&folder)?;
    let demo = match demo {
        true => Some(Demo::start().await?),
        false => None,
    };
    let vault: Arc<dyn Vault> = match &demo {
        Some(demo) => demo.vault(),
        None => Arc::new(KeychainVault::new()),
    };
    let endpoints = demo.as_ref().map_or_else(test_endpoints, Demo::endpoints);
    let providers = providers(endpoints, demo.is_some())?;
    let journal = journal(&folder);
    if let Some(demo) = &demo {
        demo.fill(&store, &providers)?;
        demo.fill_wallet(&store, journal.as_ref())?;
    }
    let secrets = Arc::new(SystemSecretWindow::new(handle.clone()));
    let parts = Parts {
        paying: paying(secrets, demo.as_ref())?,
        store,
        continuous,
        providers,
        vault,
        clock: Arc::new(SystemClock),
        notifier: Arc::new(SystemNotifier(handle.clone())),
        browser: Arc::new(SystemBrowser),
        loopback: Arc::new(SystemLoopback),
        journal,
        confirmer: Arc::new(SystemConfirmer::new(handle.clone())),
        clipboard: Arc::new(SystemClipboard(handle.clone())),
    };
    Ok(House {
        app: App::new(parts, Options::default())?,
        set_aside,
        listener: None,
        _folder: folder,
        _demo: demo,
    })
}

/// The payment journal. One that cannot be opened is left as it is: nothing can be bought then, and the window says
/// so; everything else works.
fn journal(folder: &DataFolder) -> Option<Journal> {
    Journal::open(folder)
        .inspect_err(|error| tracing::error!(%error, "the payment journal could not be opened"))
        .ok()
}

/// Opens the data folder for a command that asks the providers while no window does.
///
/// # Errors
/// As [`build`].
pub(crate) fn without_window(folder: &Path) -> Result<House, AppError> {
    let folder = DataFolder::open(folder)?;
    let Opened {
        store,
        set_aside,
        continuous,
    } = Store::open(&folder)?;
    let vault = Arc::new(KeychainVault::new());
    let app = silent(store, continuous, providers(test_endpoints(), false)?, vault)?;
    Ok(House {
        app,
        set_aside,
        listener: None,
        _folder: folder,
        _demo: None,
    })
}

/// The app on a folder that is only looked at, whoever holds it: it asks nobody and changes nothing. `None` where
/// there are no data yet.
///
/// # Errors
/// As [`build`].
pub(crate) fn read_only(folder: &Path) -> Result<Option<Arc<App>>, AppError> {
    let Some(store) = Store::open_read_only(folder)? else {
        return Ok(None);
    };
    let providers = providers(test_endpoints(), true)?;
    silent(store, true, providers, Arc::new(NoVault)).map(Some)
}

/// An app that shows nothing and opens nothing.
fn silent(
    store: Store,
    continuous: bool,
    providers: Vec<Arc<dyn Provider>>,
    vault: Arc<dyn Vault>,
) -> Result<Arc<App>, AppError> {
    let parts = Parts {
        store,
        continuous,
        providers,
        vault,
        clock: Arc::new(SystemClock),
        notifier: Arc::new(NoNotifier),
        browser: Arc::new(NoBrowser),
        loopback: Arc::new(NoLoopback),
        journal: None,
        confirmer: Arc::new(NoConfirmer),
        clipboard: Arc::new(NoClipboard),
        paying: paying(Arc::new(NoSecretWindow), None)?,
    };
    App::new(parts, Options::default())
}

/// A payment's answer may take as long as its settlement (contract F5), and a wallet's as long as its owner.
const PAYING: Duration = Duration::from_secs(130);
const ASKING: Duration = Duration::from_secs(300);

fn paying(secrets: Arc<dyn SecretWindow>, demo: Option<&Demo>) -> Result<PayingParts, AppError> {
    let door = |whole: Option<Duration>| {
        let usual = HttpOptions::default();
        let options = HttpOptions {
            whole: whole.unwrap_or(usual.whole),
            only_this_machine: demo.is_some(),
            ..usual
        };
        Http::new(options).map_err(|error| AppError::Http(error.to_string()))
    };
    let endpoints = demo.map_or_else(test_chain, Demo::chain_endpoints);
    let endpoints = match endpoints[..] {
        [] => Vec::new(),
        _ => vec![(BASE.id, endpoints)],
    };
    Ok(PayingParts {
        seller: Arc::new(X402Seller::new(&door(Some(PAYING))?)),
        wallets: Arc::new(AlloyWallets::new(&door(Some(ASKING))?)),
        chain: Arc::new(RpcReader::new(&door(None)?, endpoints)),
        timer: Arc::new(SystemClock),
        secrets,
        is_demo: demo.is_some(),
    })
}

/// A build for tests may read the chain at local servers instead: `REFILL_TEST_CHAIN=<address>,…`. A product build has no
/// such door.
fn test_chain() -> Vec<Url> {
    if !cfg!(feature = "automation") {
        return Vec::new();
    }
    let given = std::env::var("REFILL_TEST_CHAIN").unwrap_or_default();
    given
        .split(',')
        .filter_map(|address| address.parse().ok())
        .collect()
}

fn providers(endpoints: Endpoints, only_this_machine: bool) -> Result<Vec<Arc<dyn Provider>>, AppError> {
    let options = HttpOptions {
        only_this_machine,
        ..HttpOptions::default()
    };
    let http = Http::new(options).map_err(|error| AppError::Http(error.to_string()))?;
    Ok(registry(&http, &endpoints).all().to_vec())
}

/// A build for tests may send the providers with a fixed address to a local server instead:
/// `REFILL_TEST_ENDPOINTS=<provider>=<address>,…`. A product build has no such door.
fn test_endpoints() -> Endpoints {
    let mut endpoints = Endpoints::default();
    if cfg!(feature = "automation") {
        let given = std::env::var("REFILL_TEST_ENDPOINTS").unwrap_or_default();
        for (provider, address) in given.split(',').filter_map(|pair| pair.split_once('=')) {
            if let Ok(address) = refill_core::server::ServerAddress::parse(address) {
                endpoints = endpoints.with(refill_core::ids::ProviderId::new(provider), address);
            }
        }
    }
    endpoints
}
