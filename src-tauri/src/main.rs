//! The `refill` program. Everything is in the library beside it.

// No console window on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    #[cfg(target_os = "linux")]
    prepare_web_view();
    refill_desktop::main()
}

/// What WebKitGTK reads from the environment, put right before anything reads it.
#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "the environment is changed while this is the only thread"
)]
#[expect(clippy::disallowed_methods, reason = "the same")]
fn prepare_web_view() {
    // SAFETY: `main` calls this first, so no other thread exists that could read the environment.
    unsafe {
        if !cfg!(feature = "automation") {
            // With it, any program of the same user that starts Refill could script its window.
            std::env::remove_var("TAURI_WEBVIEW_AUTOMATION");
        }
        if std::env::var_os("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
            // Some graphics drivers show a blank window otherwise.
            std::env::set_var("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        }
    }
}
