//! What the commands talk to: the app, or the reason why there is none.

use std::path::PathBuf;
use std::sync::Arc;

use refill_app::{App, AppError};
use refill_store::{DataFolder, StoreError};
use tauri::{AppHandle, Manager, State};
use tokio::sync::RwLock;

use crate::cli::{self, Holder, Listener};
use crate::compose::{self, House};
use crate::desktop::network;
use crate::events;
use crate::ipc::{IpcError, ProviderView, Settings, Startup, UnitView};

/// The opened data, or why they could not be opened.
pub(crate) struct Backend {
    folder: PathBuf,
    demo: bool,
    /// Held by whoever is opening the data: commands wait for that. `None` only if the opening itself was lost.
    house: Arc<RwLock<Option<Result<House, IpcError>>>>,
}

/// The app of this window.
///
/// # Errors
/// Why the data could not be opened.
pub(crate) async fn app(handle: &AppHandle) -> Result<Arc<App>, IpcError> {
    let house = backend(handle).house.clone();
    let house = house.read().await;
    match house.as_ref() {
        Some(Ok(house)) => Ok(house.app.clone()),
        Some(Err(error)) => Err(error.clone()),
        None => Err(AppError::TaskLost.into()),
    }
}

/// The backend of this window.
pub(crate) fn backend(handle: &AppHandle) -> State<'_, Backend> {
    handle.state()
}

impl Backend {
    /// Begins to open the data, beside the window. That they cannot be opened is a state, and the window explains it.
    pub(crate) fn open(
        handle: &AppHandle,
        folder: PathBuf,
        held: Result<DataFolder, StoreError>,
        demo: bool,
    ) -> Backend {
        let house = Arc::new(RwLock::new(None));
        // Nobody else has it yet, so this waits for nothing; every command waits for what follows.
        let mut opening = tauri::async_runtime::block_on(house.clone().write_owned());
        let (handle, place) = (handle.clone(), folder.clone());
        tauri::async_runtime::spawn(async move {
            let held = cli::wait_for_command(&place, held).await;
            *opening = Some(build(&handle, held, demo).await);
        });
        Backend { folder, demo, house }
    }

    /// Opens the data once more, where they could not be opened.
    pub(crate) async fn retry(&self, handle: &AppHandle) -> Startup {
        // One at a time: the second would find the folder held by the first and call that the end.
        let mut house = self.house.write().await;
        if !matches!(&*house, Some(Ok(_))) {
            *house = Some(build(handle, DataFolder::open(&self.folder), self.demo).await);
        }
        drop(house);
        self.startup().await
    }

    /// What the window needs before it shows anything.
    pub(crate) async fn startup(&self) -> Startup {
        let house = self.house.read().await;
        let opened = house.as_ref().and_then(|house| house.as_ref().ok());
        let providers = |house: &House| {
            let all = house.app.providers();
            all.map(|p| ProviderView::from(p.descriptor())).collect()
        };
        Startup {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            demo: self.demo,
            data_folder: self.folder.display().to_string(),
            providers: opened.map(providers).unwrap_or_default(),
            units: UnitView::all(),
            settings: opened.map_or_else(Settings::usual, |house| house.app.settings().into()),
            blocked: match &*house {
                Some(Ok(_)) => None,
                Some(Err(error)) => Some(error.clone()),
                None => Some(AppError::TaskLost.into()),
            },
            set_aside: opened
                .and_then(|house| house.set_aside.as_ref())
                .map(|path| path.display().to_string()),
        }
    }

    /// Opens the data folder in the file manager, most useful when its data could not be opened.
    pub(crate) fn open_data_folder(&self) -> Result<(), IpcError> {
        let opened = tauri_plugin_opener::open_path(&self.folder, None::<&str>);
        opened.map_err(|_| IpcError::from(refill_app::AppError::Link))
    }

    /// Lets no command ask any more, and closes the data in order: the program ends, and nothing else says so to what
    /// is left of it. Data that are still being opened are not waited for.
    pub(crate) fn close(&self) {
        if let Ok(mut house) = self.house.try_write()
            && let Some(Ok(house)) = house.as_mut()
        {
            house.listener = None;
            house.app.close();
        }
    }
}

async fn build(
    handle: &AppHandle,
    held: Result<DataFolder, StoreError>,
    demo: bool,
) -> Result<House, IpcError> {
    let folder = held?;
    let path = folder.path().to_owned();
    let mut house = compose::build(handle, folder, demo).await?;
    events::forward(handle, &house.app);
    house.app.start();
    house.listener = Listener::start(&house.app, &path, Holder::Window);
    // On the main thread, whose loop brings the news.
    let app = house.app.clone();
    if let Err(error) = handle.run_on_main_thread(move || network::watch(&app)) {
        tracing::warn!(%error, "news of the network will not be heard");
    }
    Ok(house)
}
