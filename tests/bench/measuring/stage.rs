//! A private desktop with the two programs on it, a local provider, and accounts in data folder and keychain.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use refill_core::ids::InstallationId;
use refill_sandbox::{DRIA, SandboxThread};
use refill_tests::{Desktop, DesktopOptions, LONG, Notifications, patiently};

use super::data::{self, Known};
use super::options::Options;
use super::picture::{Picture, Settled};
use super::program::{Program, Running, Times};
use super::screen::Screen;
use super::{cache, say};

/// Nothing drawn for so long is at rest …
const REST: Duration = Duration::from_secs(2);
/// … and a window that does not come to rest by then never does.
const RESTLESS: Duration = Duration::from_secs(40);
/// Of the balances, at least so many tiles have to be found.
const FEWEST_BALANCE_TILES: usize = 4;

pub(crate) struct Stage {
    // Ended in this order: first what looks at the desktop, then the desktop.
    pub(crate) screen: Screen,
    pub(crate) sandbox: SandboxThread,
    pub(crate) desktop: Desktop,
    pub(crate) app: Program,
    pub(crate) floor: Program,
    accounts: Vec<Known>,
}

/// Both programs' windows at rest: what a start is finished by.
pub(crate) struct AtRest {
    pub(crate) app: Settled,
    pub(crate) floor: Settled,
}

impl Stage {
    /// A desktop on which Refill has these accounts with so many readings each.
    pub(crate) fn set(
        options: &Options,
        accounts: &[Known],
        readings: i64,
        delay: Duration,
    ) -> Result<Self, String> {
        let desktop = desktop();
        let sandbox = SandboxThread::start(refill_sandbox::Options {
            accounts: accounts.iter().map(|known| known.seed()).collect(),
            delay,
            ..refill_sandbox::Options::default()
        });
        let sandbox = sandbox.map_err(|error| format!("the local provider does not start: {error}"))?;
        let data = desktop.scratch().join("data");
        let stage = Self {
            screen: Screen::watch(&variable(&desktop, "DISPLAY")?)?,
            app: Program {
                name: "refill",
                path: options.app.clone(),
                environment: environment(&data),
            },
            floor: Program {
                name: "floor",
                path: options.floor.clone(),
                environment: environment(&data),
            },
            sandbox,
            desktop,
            accounts: accounts.to_vec(),
        };
        let installation = stage.fill(readings)?;
        let bus = variable(&stage.desktop, "DBUS_SESSION_BUS_ADDRESS")?;
        data::fill_keychain(&bus, &installation, accounts)?;
        stage.restore()?;
        Ok(stage)
    }

    fn fill(&self, readings: i64) -> Result<InstallationId, String> {
        let server = self.sandbox.base(DRIA.as_str());
        data::fill_readings(&self.seed(), &self.accounts, readings, &server)
    }

    fn seed(&self) -> PathBuf {
        self.desktop.scratch().join("seed")
    }

    /// Refill's data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.desktop.scratch().join("data")
    }

    /// Puts Refill's database back as it was made, so that every start finds the same. What its web view keeps beside
    /// it stays, as the floor's does.
    pub(crate) fn restore(&self) -> Result<(), String> {
        let (seed, data) = (self.seed(), self.data());
        let put_back = || {
            fs::create_dir_all(&data)?;
            for entry in fs::read_dir(&data)? {
                let path = entry?.path();
                if path.is_file() {
                    fs::remove_file(path)?;
                }
            }
            for entry in fs::read_dir(&seed)? {
                let entry = entry?;
                fs::copy(entry.path(), data.join(entry.file_name()))?;
            }
            Ok(())
        };
        put_back().map_err(|error: std::io::Error| format!("the data folder: {error}"))?;
        cache::sync();
        Ok(())
    }

    /// Starts both programs until they are at rest, to learn what that looks like; this is also their warm-up.
    pub(crate) fn learn(&self, keep: &Path) -> Result<AtRest, String> {
        let floor = self.floor_at_rest()?;
        let usual = self.app_at_rest()?;
        self.set_balances(Known::other_balance)?;
        let other = self.app_at_rest()?;
        self.set_balances(Known::balance)?;
        self.restore()?;
        for (name, picture) in [("floor", &floor), ("refill", &usual), ("refill-other", &other)] {
            picture.save(&keep.join(format!("{name}.ppm")))?;
        }
        let at_rest = AtRest {
            app: Settled::with_balances(&usual, &other),
            floor: Settled::of(&floor),
        };
        let ((text, balances), (line, _)) = (at_rest.app.counts(), at_rest.floor.counts());
        say!(
            "at rest: Refill has {text} text-like tiles, {balances} of them with balances; the floor has {line}"
        );
        if balances < FEWEST_BALANCE_TILES || line == 0 {
            say!("the pictures lie in {}", keep.display());
            return Err("the windows at rest show too little to recognise".into());
        }
        Ok(at_rest)
    }

    /// A start of Refill on restored data, until its balances are painted.
    pub(crate) fn time_app(&self, at_rest: &AtRest) -> Result<(Running, Times), String> {
        self.app.time(&self.desktop, &self.screen, |picture| {
            at_rest.app.is_painted_in(picture)
        })
    }

    /// A start of the floor, until its line is painted.
    pub(crate) fn time_floor(&self, at_rest: &AtRest) -> Result<(Running, Times), String> {
        self.floor.time(&self.desktop, &self.screen, |picture| {
            at_rest.floor.is_painted_in(picture)
        })
    }

    /// Waits until Refill has asked for every balance, and then until its window draws nothing any more.
    pub(crate) fn wait_for_rest(&self, app: &Running) -> Result<Picture, String> {
        let everyone = self.accounts.len();
        patiently(LONG, || (self.asked() >= everyone).then_some(()))
            .ok_or_else(|| format!("Refill asked for {} of {everyone} accounts", self.asked()))?;
        self.picture_at_rest(app)
    }

    /// How many requests with a known key reached the provider since the last `forget_requests`.
    pub(crate) fn asked(&self) -> usize {
        let requests = self.sandbox.control().requests();
        requests.iter().filter(|request| request.is_known_key).count()
    }

    /// What a window shows when nothing is drawn any more, and something was.
    fn picture_at_rest(&self, program: &Running) -> Result<Picture, String> {
        let until = Instant::now() + RESTLESS;
        while self.screen.rests_for(REST, until)? {
            match self.screen.picture(program.window())? {
                Some(picture) if !picture.is_uniform() => return Ok(picture),
                Some(_) if Instant::now() < until => {}
                Some(_) => return Err("a window stayed empty".into()),
                None => return Err("a window went away".into()),
            }
        }
        Err("a window did not come to rest".into())
    }

    /// Refill's window at rest, with the balances that the provider tells now.
    fn app_at_rest(&self) -> Result<Picture, String> {
        self.restore()?;
        self.sandbox.control().forget_requests();
        let running = self.app.start(&self.desktop, &self.screen)?;
        self.wait_for_rest(&running)
    }

    fn floor_at_rest(&self) -> Result<Picture, String> {
        let running = self.floor.start(&self.desktop, &self.screen)?;
        self.picture_at_rest(&running)
    }

    fn set_balances(&self, balance: impl Fn(Known) -> i64) -> Result<(), String> {
        let control = self.sandbox.control();
        for known in &self.accounts {
            let set = control.set_balance(&DRIA, &known.key(), balance(*known));
            set.map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

/// A desktop without anything that measures along.
pub(crate) fn desktop() -> Desktop {
    Desktop::with(DesktopOptions {
        notifications: Notifications::Absent,
        ..DesktopOptions::default()
    })
}

fn environment(data: &Path) -> Vec<(String, String)> {
    let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
    vec![
        pair("REFILL_DATA_DIR", &data.to_string_lossy()),
        pair("GTK_THEME", "Adwaita"),
    ]
}

/// A variable of the desktop's environment.
fn variable(desktop: &Desktop, wanted: &str) -> Result<String, String> {
    let command = desktop.command("true");
    let mut variables = command.get_envs();
    let value = variables.find_map(|(name, value)| value.filter(|_| name == wanted));
    let value = value.ok_or_else(|| format!("the desktop has no {wanted}"))?;
    Ok(value.to_string_lossy().into_owned())
}
