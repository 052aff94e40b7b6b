//! News of the app, passed on to the window.

use std::sync::Arc;

use refill_app::{App, Event};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

use crate::ipc::{Changed, ExportProgress, RefreshProgress};

/// Passes on the app's news for as long as the app lives.
pub(crate) fn forward(handle: &AppHandle, app: &Arc<App>) {
    let (handle, mut news) = (handle.clone(), app.events());
    tauri::async_runtime::spawn(async move {
        loop {
            match news.recv().await {
                Ok(event) => pass_on(&handle, event),
                // Some were missed: everything may have changed.
                Err(RecvError::Lagged(_)) => pass_on(&handle, Event::Changed { account: None }),
                Err(RecvError::Closed) => return,
            }
        }
    });
}

fn pass_on(handle: &AppHandle, event: Event) {
    let sent = match event {
        Event::Changed { account } => {
            let account = account.map(|id| id.to_string());
            handle.emit("changed", Changed { account })
        }
        Event::PaymentChanged { account } => {
            let account = Some(account.to_string());
            handle.emit("payments", Changed { account })
        }
        Event::RefreshProgress { done, total, failed } => {
            handle.emit("refresh_progress", RefreshProgress { done, total, failed })
        }
        Event::ExportProgress { done, total } => {
            handle.emit("export_progress", ExportProgress { done, total })
        }
    };
    if let Err(error) = sent {
        tracing::debug!(%error, "the window did not take an event");
    }
}
