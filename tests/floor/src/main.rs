//! The floor: the least that a window of this kind can do, to measure Refill's window against.
//!
//! It opens a window as Refill does: created hidden, as large, and shown when its page says that its content stands
//! there. The content is one line of text, which the page asks for over IPC. Everything that it needs in time and
//! memory belongs to the system, WebKitGTK and Tauri; everything that Refill needs beyond it is Refill's own.

// No console window on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use tauri::{WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The one line of the page.
#[tauri::command]
fn line() -> &'static str {
    "You have 1,000 credits left"
}

/// The line stands in the page: nobody saw the window empty.
#[tauri::command]
fn show_window(window: WebviewWindow) -> tauri::Result<()> {
    window.show()
}

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![line, show_window])
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Refill's floor")
                .inner_size(1100.0, 800.0)
                .min_inner_size(360.0, 480.0)
                .visible(false)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
