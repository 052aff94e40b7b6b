//! How the app is started in a test.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::desktop::Desktop;

/// Which of the two designs the system asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

/// How to start the app. Without anything else it keeps its state where the desktop's XDG folders say.
#[derive(Debug, Clone, Default)]
pub struct App {
    binary: Option<PathBuf>,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    theme: Theme,
}

impl App {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// On embedded demo providers.
    #[must_use]
    pub fn demo(self) -> Self {
        self.arg("--demo")
    }

    /// All state in this folder.
    #[must_use]
    pub fn data_dir(self, folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        self.env("REFILL_DATA_DIR", &folder.to_string_lossy())
    }

    #[must_use]
    pub fn arg(mut self, argument: &str) -> Self {
        self.arguments.push(argument.into());
        self
    }

    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    #[must_use]
    pub fn theme(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    /// Another program instead of the app.
    #[must_use]
    pub fn binary(mut self, path: impl Into<PathBuf>) -> Self {
        self.binary = Some(path.into());
        self
    }

    /// The app as a plain process, without a driver: for a second start, or for its output.
    #[must_use]
    pub fn command(&self, desktop: &Desktop) -> Command {
        let mut command = desktop.command(self.program());
        command.args(&self.arguments).envs(self.environment());
        command
    }

    pub(crate) fn program(&self) -> PathBuf {
        self.binary.clone().unwrap_or_else(app_binary)
    }

    pub(crate) fn arguments(&self) -> &[String] {
        &self.arguments
    }

    /// WebKitGTK makes `prefers-color-scheme` from the theme that GTK uses; of the ways to choose one for a single
    /// program, this variable is the one that no program overrides.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let theme = match self.theme {
            Theme::Light => "Adwaita",
            Theme::Dark => "Adwaita:dark",
        };
        let theme = [("GTK_THEME".to_string(), theme.to_string())];
        theme
            .into_iter()
            .chain(self.environment.iter().cloned())
            .collect()
    }
}

/// The app's program that was built beside the tests.
#[must_use]
pub fn app_binary() -> PathBuf {
    if let Some(path) = env::var_os("REFILL_TEST_APP") {
        return path.into();
    }
    let test = env::current_exe().unwrap_or_else(|error| panic!("where this test lies is unknown: {error}"));
    // …/debug/deps/<test> beside …/debug/refill
    let folder = test.ancestors().nth(2).unwrap_or(&test);
    let path = folder.join(format!("refill{}", env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "{} is missing: `cargo xtask test` builds it, or `cargo build -p refill --features automation`",
        path.display()
    );
    path
}
