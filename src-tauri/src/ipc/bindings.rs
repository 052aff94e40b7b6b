//! The TypeScript side of the contract, written from the very functions that answer the window.

use std::collections::BTreeMap;
use std::future::Future;

use tauri::AppHandle;
use ts_rs::{Config, TS, TypeVisitor};

use super::{Changed, ExportProgress, IpcError, Navigate, RefreshProgress};

/// Arguments and result of a command, read off its function. `M` only tells the two impls apart.
pub trait Signature<M> {
    /// Adds the types that the command mentions, and gives back `(arguments, result)` in TypeScript.
    fn describe(&self, types: &mut Types) -> (String, String);
}

impl<F, Fut, R> Signature<()> for F
where
    F: Fn(AppHandle) -> Fut,
    Fut: Future<Output = Result<R, IpcError>>,
    R: TS + 'static,
{
    fn describe(&self, types: &mut Types) -> (String, String) {
        ("null".to_owned(), types.add::<R>())
    }
}

impl<F, Fut, A, R> Signature<(A,)> for F
where
    F: Fn(AppHandle, A) -> Fut,
    Fut: Future<Output = Result<R, IpcError>>,
    A: TS + 'static,
    R: TS + 'static,
{
    fn describe(&self, types: &mut Types) -> (String, String) {
        (types.add::<A>(), types.add::<R>())
    }
}

/// Declarations of every type that the contract mentions, by name.
pub struct Types {
    config: Config,
    declared: BTreeMap<String, String>,
}

impl Types {
    fn new() -> Types {
        Types {
            // Counts of rows are far below 2^53; money never crosses as a number.
            config: Config::new().with_large_int("number"),
            declared: BTreeMap::new(),
        }
    }

    /// Declares a type and all that it mentions; gives back how it is referred to.
    fn add<T: TS + 'static + ?Sized>(&mut self) -> String {
        self.visit::<T>();
        T::name(&self.config)
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            if self.declared.contains_key(&name) {
                return;
            }
            let docs = T::docs().unwrap_or_default();
            let declaration = format!("{docs}export {}", T::decl(&self.config));
            self.declared.insert(name, declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The whole contract as TypeScript: types, commands (name → arguments → result) and events.
pub fn typescript(describe: impl FnOnce(&mut Types) -> Vec<(&'static str, (String, String))>) -> String {
    let mut types = Types::new();
    let commands = describe(&mut types);
    let error = types.add::<IpcError>();
    let events = [
        ("changed", types.add::<Changed>()),
        ("payments", types.add::<Changed>()),
        ("refresh_progress", types.add::<RefreshProgress>()),
        ("export_progress", types.add::<ExportProgress>()),
        ("navigate", types.add::<Navigate>()),
    ];
    let mut text = String::from(
        "// The contract between the window and the backend. Generated from the Rust functions by\n\
         // `UPDATE_BINDINGS=1 cargo nextest run -p refill bindings`; do not edit by hand.\n\n",
    );
    for declaration in types.declared.values() {
        text.push_str(declaration);
        text.push_str("\n\n");
    }
    text.push_str(&format!(
        "/** Every command rejects with this. */\nexport type CommandError = {error};\n\n"
    ));
    text.push_str(
        "/** Every command with its one argument object (null where it takes none) and its result. */\n",
    );
    text.push_str("export type Commands = {\n");
    for (name, (args, result)) in &commands {
        text.push_str(&format!("  {name}: {{ args: {args}; result: {result} }};\n"));
    }
    text.push_str("};\n\n/** Events from the backend. The window fetches again what they name. */\n");
    text.push_str("export type Events = {\n");
    for (name, payload) in &events {
        text.push_str(&format!("  {name}: {payload};\n"));
    }
    text.push_str("};\n");
    text
}
