//! The one window.

use std::path::Path;
use std::time::Duration;

use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

const LABEL: &str = "main";

/// How long a window stays hidden at the most: a page that never says that it is ready is shown as it is.
const LONGEST_HIDDEN: Duration = Duration::from_secs(5);

/// Opens the window. It is shown when its page says that its first content stands ([`show_main`]), so that nobody
/// sees it empty; or after a while in any case, so that nobody has a program without a window.
///
/// The web view's own files (the text size, its cache) lie in `data_folder` beside ours, so that one folder holds it
/// all; where that folder could not be opened they are temporary.
///
/// # Errors
/// What the system says.
pub fn open(handle: &AppHandle, title: &str, data_folder: Option<&Path>) -> tauri::Result<()> {
    let nowhere = || std::env::temp_dir().join(format!("refill-window-{}", std::process::id()));
    let files = data_folder.map_or_else(nowhere, |folder| folder.join("window"));
    WebviewWindowBuilder::new(handle, LABEL, WebviewUrl::default())
        .title(title)
        .inner_size(1100.0, 800.0)
        .min_inner_size(360.0, 480.0)
        .visible(false)
        .data_directory(files)
        .on_navigation(is_our_page)
        .build()?;
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(LONGEST_HIDDEN).await;
        show_main(&handle);
    });
    Ok(())
}

/// Shows the window where it is still hidden.
pub fn show_main(handle: &AppHandle) {
    if let Some(window) = main(handle)
        && !window.is_visible().unwrap_or(false)
    {
        show(&window);
    }
}

/// The window, unless it is closed.
pub fn main(handle: &AppHandle) -> Option<WebviewWindow> {
    handle.get_webview_window(LABEL)
}

/// Brings the window to the front.
pub fn bring_to_front(handle: &AppHandle) {
    if let Some(window) = main(handle) {
        let _ = window.unminimize();
        show(&window);
        // Not every desktop lets a program take the focus; the window is visible then all the same.
        let _ = window.set_focus();
    }
}

/// True while the window has the focus.
pub fn is_in_front(handle: &AppHandle) -> bool {
    main(handle).is_some_and(|window| window.is_focused().unwrap_or(false))
}

fn show(window: &WebviewWindow) {
    if let Err(error) = window.show() {
        tracing::error!(%error, "the window could not be shown");
    }
}

/// Only our own pages load in the window; everything else belongs into the browser.
fn is_our_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        // Windows serves the same pages under this name.
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}
