//! A desktop for one test: a home, a session bus, and a keychain daemon when the test wants one.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use refill_core::ids::{InstallationId, SecretId};
use refill_core::key::ApiKey;
use refill_core::ports::Item;
use refill_vault::KeychainVault;
use tempfile::TempDir;

use crate::outside::Outside;
use crate::running::Running;
use crate::wait::until;

/// Password of the keychain on every test's desktop.
pub const PASSWORD: &str = "correct-horse";

/// A private desktop. Everything on it ends when it is dropped.
pub struct Desktop {
    // Dropped in this order: the daemon before its bus, the bus before its home.
    keyring: Option<Running>,
    _bus: Running,
    address: String,
    home: TempDir,
    display: Option<String>,
}

impl Desktop {
    /// A desktop without a keychain.
    pub fn without_keychain() -> Desktop {
        Desktop::new(None)
    }

    /// A desktop whose keychain is open.
    pub fn with_open_keychain() -> Desktop {
        let mut desktop = Desktop::without_keychain();
        desktop.start_keychain();
        desktop
    }

    /// A desktop with dialogs on `display`.
    pub fn on_display(display: &str) -> Desktop {
        Desktop::new(Some(display.to_owned()))
    }

    fn new(display: Option<String>) -> Desktop {
        let home = tempfile::Builder::new()
            .prefix("vault")
            .tempdir()
            .expect("a folder");
        for folder in ["run", "data", "config", "cache", "services"] {
            fs::create_dir(home.path().join(folder)).expect("a folder");
        }
        let run = home.path().join("run");
        fs::set_permissions(&run, fs::Permissions::from_mode(0o700)).expect("a private folder");
        let config = home.path().join("bus.conf");
        fs::write(&config, bus_config(home.path())).expect("a file");
        let mut command = in_home("dbus-daemon", home.path(), display.as_deref());
        command
            .arg("--config-file")
            .arg(&config)
            .args(["--nofork", "--print-address=1"]);
        let (bus, address) = Running::start_and_read_line(command);
        assert!(address.starts_with("unix:"), "the bus did not start: {address:?}");
        Desktop {
            keyring: None,
            _bus: bus,
            address,
            home,
            display,
        }
    }

    /// Starts the keychain daemon and opens its keychain, which it makes the first time.
    pub fn start_keychain(&mut self) {
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        self.keyring = Some(Running::start(command, PASSWORD));
        let outside = self.outside();
        until("the keychain is open", || outside.is_open());
    }

    /// Starts the keychain daemon for a person who has no keychain yet.
    pub fn start_without_any_keychain(&mut self) {
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        self.keyring = Some(Running::start(command, ""));
        let outside = self.outside();
        until("the daemon is there", || outside.is_there());
    }

    /// Lets the bus start the keychain daemon by itself, as most desktops do.
    pub fn let_the_bus_start_it(&self) {
        let service = "[D-BUS Service]\nName=org.freedesktop.secrets\n\
            Exec=/usr/bin/gnome-keyring-daemon --foreground --components=secrets\n";
        let file = self.home.path().join("services/org.freedesktop.secrets.service");
        fs::write(file, service).expect("a file");
        self.outside().reload_bus();
    }

    pub fn keyring(&self) -> &Running {
        self.keyring.as_ref().expect("a keychain daemon")
    }

    /// Ends the keychain daemon and waits until the bus has noticed.
    pub fn kill_keychain(&mut self) {
        self.keyring = None;
        let outside = self.outside();
        until("the daemon is gone", || !outside.is_there());
    }

    pub fn vault(&self) -> KeychainVault {
        KeychainVault::on_bus(&self.address)
    }

    pub fn outside(&self) -> Outside {
        Outside::new(&self.address)
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Folder of the keychain's own files.
    pub fn keychain_files(&self) -> PathBuf {
        self.home.path().join("data/keyrings")
    }

    /// A program on this desktop.
    pub fn command(&self, program: &str) -> Command {
        let mut command = in_home(program, self.home.path(), self.display.as_deref());
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command
    }
}

/// A program that knows nothing of the desktop on which the tests themselves run.
fn in_home(program: &str, home: &Path, display: Option<&str>) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .envs(display.map(|display| ("DISPLAY", display)));
    command
}

fn bus_config(home: &Path) -> String {
    let home = home.display();
    format!(
        "<busconfig>\n\
         <type>session</type>\n\
         <listen>unix:dir={home}/run</listen>\n\
         <auth>EXTERNAL</auth>\n\
         <servicedir>{home}/services</servicedir>\n\
         <policy context=\"default\">\n\
         <allow send_destination=\"*\" eavesdrop=\"true\"/>\n\
         <allow eavesdrop=\"true\"/>\n\
         <allow own=\"*\"/>\n\
         </policy>\n\
         </busconfig>\n"
    )
}

pub fn item(installation: &str, secret: &str) -> Item {
    Item {
        installation: InstallationId::new(installation),
        secret: SecretId::new(secret),
    }
}

pub fn key(text: &str) -> ApiKey {
    ApiKey::from_pasted(text).expect("a key")
}
