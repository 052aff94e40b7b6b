//! What the commands talk to: the app, or the reason why there is none.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use refill_app::App;
use tauri::{AppHandle, Manager, State};

use crate::cli::Listener;
use crate::compose::{self, House};
use crate::desktop::network;
use crate::events;
use crate::ipc::{IpcError, ProviderView, Settings, Startup, UnitView};

/// The opened data, or why they could not be opened.
pub(crate) struct Backend {
    folder: PathBuf,
    demo: bool,
    house: RwLock<Result<House, IpcError>>,
    retrying: tokio::sync::Mutex<()>,
}

/// The app of this window.
///
/// # Errors
/// Why the data could not be opened.
pub(crate) fn app(handle: &AppHandle) -> Result<Arc<App>, IpcError> {
    backend(handle).app()
}

/// The backend of this window.
pub(crate) fn backend(handle: &AppHandle) -> State<'_, Backend> {
    handle.state()
}

impl Backend {
    /// Opens the data. That they cannot be opened is a state, and the window explains it.
    pub(crate) async fn open(handle: &AppHandle, folder: PathBuf, demo: bool) -> Backend {
        let house = build(handle, &folder, demo).await;
        Backend {
            folder,
            demo,
            house: RwLock::new(house),
            retrying: tokio::sync::Mutex::new(()),
        }
    }

    /// Opens the data once more, where they could not be opened.
    pub(crate) async fn retry(&self, handle: &AppHandle) -> Startup {
        // One at a time: the second would find the folder held by the first and call that the end.
        let _retrying = self.retrying.lock().await;
        if self.app().is_err() {
            let house = build(handle, &self.folder, self.demo).await;
            *self.house.write().unwrap_or_else(PoisonError::into_inner) = house;
        }
        self.startup()
    }

    /// What the window needs before it shows anything.
    pub(crate) fn startup(&self) -> Startup {
        let house = self.house.read().unwrap_or_else(PoisonError::into_inner);
        let app = house.as_ref().ok().map(|house| &house.app);
        let providers = |app: &Arc<App>| {
            app.providers()
                .map(|p| ProviderView::from(p.descriptor()))
                .collect()
        };
        Startup {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            demo: self.demo,
            data_folder: self.folder.display().to_string(),
            providers: app.map(providers).unwrap_or_default(),
            units: UnitView::all(),
            settings: app.map_or_else(Settings::usual, |app| app.settings().into()),
            blocked: house.as_ref().err().cloned(),
            set_aside: house
                .as_ref()
                .ok()
                .and_then(|house| house.set_aside.as_ref())
                .map(|p| p.display().to_string()),
        }
    }

    /// Opens the data folder in the file manager, most useful when its data could not be opened.
    pub(crate) fn open_data_folder(&self) -> Result<(), IpcError> {
        let opened = tauri_plugin_opener::open_path(&self.folder, None::<&str>);
        opened.map_err(|_| IpcError::from(refill_app::AppError::Link))
    }

    /// Lets no command ask any more: the program ends, and nothing else says so to what is left of it.
    pub(crate) fn stop_listening(&self) {
        let mut house = self.house.write().unwrap_or_else(PoisonError::into_inner);
        if let Ok(house) = house.as_mut() {
            house.listener = None;
        }
    }

    /// True when the data could be opened.
    pub(crate) fn is_open(&self) -> bool {
        self.app().is_ok()
    }

    fn app(&self) -> Result<Arc<App>, IpcError> {
        let house = self.house.read().unwrap_or_else(PoisonError::into_inner);
        house
            .as_ref()
            .map(|house| house.app.clone())
            .map_err(Clone::clone)
    }
}

async fn build(handle: &AppHandle, folder: &std::path::Path, demo: bool) -> Result<House, IpcError> {
    let mut house = compose::build(handle, folder, demo).await?;
    events::forward(handle, &house.app);
    house.app.start();
    house.listener = Listener::start(&house.app, folder);
    // On the main thread, whose loop brings the news.
    let app = house.app.clone();
    if let Err(error) = handle.run_on_main_thread(move || network::watch(&app)) {
        tracing::warn!(%error, "news of the network will not be heard");
    }
    Ok(house)
}
