//! The desktop program: builds the parts, hands them to [`refill_app::App`], and lets the window talk to it.
//!
//! No decision is made here. What a command does lives in `refill-app`; what the desktop offers lives in `desktop/`.

mod arguments;
mod backend;
mod cli;
pub mod commands;
mod compose;
mod demo;
pub mod desktop;
mod events;
pub mod ipc;
mod logging;

use std::process::ExitCode;

use refill_store::DataFolder;
use tauri::{App, Manager, RunEvent};

use crate::arguments::{Arguments, Parsed};
use crate::backend::Backend;
use crate::desktop::window;

/// Runs the program.
pub fn main() -> ExitCode {
    match arguments::parse(std::env::args_os().skip(1)) {
        Parsed::Run(arguments) => {
            logging::start();
            run(arguments)
        }
        Parsed::Command(arguments, command) => {
            // A command says itself what the person should know.
            if std::env::var_os("REFILL_LOG").is_some() {
                logging::start();
            }
            cli::run(&arguments, command)
        }
        Parsed::Say(text) => cli::told(&text),
        Parsed::Wrong(text) => cli::refused(&text),
    }
}

fn run(arguments: Arguments) -> ExitCode {
    let mut context = tauri::generate_context!();
    if arguments.demo {
        // A demo runs beside the real one, with its own data folder.
        context.config_mut().identifier.push_str(".demo");
    }
    let built = tauri::Builder::default()
        .plugin(single_instance(&arguments, &context.config().identifier))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .invoke_handler(commands::handler())
        .setup(move |app| Ok(open(app, arguments)?))
        .build(context);
    match built {
        Ok(app) => {
            app.run(|handle, event: RunEvent| {
                if let (RunEvent::Exit, Some(backend)) = (&event, handle.try_state::<Backend>()) {
                    backend.close();
                }
                tracing::trace!(?event, "the desktop says");
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            cli::complain(&format!("Refill could not open its window: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Opens the window, and the data beside it. Where the data cannot be opened the window says so.
fn open(app: &App, arguments: Arguments) -> tauri::Result<()> {
    let handle = app.handle();
    let title = if arguments.demo {
        "Refill – Demo"
    } else {
        "Refill"
    };
    let folder = compose::data_folder(handle, &arguments)?;
    let held = DataFolder::open(&folder);
    let usable = held.is_ok().then(|| folder.clone());
    app.manage(Backend::open(handle, folder, held, arguments.demo));
    window::open(handle, title, usable.as_deref())
}

/// A second start brings the first one's window to the front and ends. Each data folder is an instance of its own.
fn single_instance(arguments: &Arguments, identifier: &str) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_single_instance::Builder::new()
        .callback(|handle, _, _| window::bring_to_front(handle))
        .dbus_id(compose::instance_name(arguments, identifier))
        .build()
}
