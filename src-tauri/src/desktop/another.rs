//! Another Refill beside this one.

use std::process::{Command, Stdio};

use refill_app::AppError;

/// Starts the demo as a program of its own: nothing of it can touch the data of this one.
///
/// # Errors
/// [`AppError::Link`] when the system does not start it.
pub fn open_demo() -> Result<(), AppError> {
    let program = std::env::current_exe().map_err(|_| AppError::Link)?;
    let started = Command::new(program).arg("--demo").stdin(Stdio::null()).spawn();
    let mut demo = started.map_err(|error| {
        tracing::warn!(%error, "the demo did not start");
        AppError::Link
    })?;
    // Somebody has to wait for it, or its entry in the process table would stay.
    std::thread::spawn(move || demo.wait());
    Ok(())
}
