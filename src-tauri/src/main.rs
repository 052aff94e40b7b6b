//! The `refill` program. Everything is in the library beside it.

// No console window on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    refill_desktop::main()
}
