//! A private desktop for one test: home folder, display, window manager, D-Bus session, keychain, notifications.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, DirBuilder};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use crate::broom::{Broom, MARK, Pipes};
use crate::keychain::Keychain;
use crate::locale;
use crate::recorder;
use crate::wait::{LONG, SHORT, wait_for, wait_until};

/// Who receives notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Notifications {
    /// A recorder that writes every notification down (`Desktop::notifications`).
    #[default]
    Recorded,
    /// The real `dunst`, to be photographed.
    Dunst,
    /// Nobody.
    Absent,
}

/// What kind of desktop is wanted.
#[derive(Debug, Clone)]
pub struct DesktopOptions {
    pub keychain: Keychain,
    pub notifications: Notifications,
    pub size: (u32, u32),
    /// The language and country of the desktop, for example `de_DE`; `C` for none.
    pub locale: String,
    /// Added to the environment of everything on the desktop, for example `TZ`.
    pub env: Vec<(String, String)>,
}

impl Default for DesktopOptions {
    fn default() -> Self {
        Self {
            keychain: Keychain::Unlocked,
            notifications: Notifications::Recorded,
            size: (1100, 800),
            locale: "en_US".into(),
            env: Vec::new(),
        }
    }
}

/// A private desktop. All its processes end and its folder goes when it is dropped.
pub struct Desktop {
    pub(crate) broom: Broom,
    pub(crate) keychain: Keychain,
    root: PathBuf,
    mark: String,
    env: BTreeMap<String, String>,
    counter: AtomicU32,
}

impl Desktop {
    /// A desktop with an unlocked keychain and recorded notifications, 1100 × 800.
    #[must_use]
    pub fn start() -> Self {
        Self::with(DesktopOptions::default())
    }

    /// A desktop whose keychain is in this state.
    #[must_use]
    pub fn with_keychain(keychain: Keychain) -> Self {
        Self::with(DesktopOptions {
            keychain,
            ..DesktopOptions::default()
        })
    }

    /// A desktop of this kind.
    #[must_use]
    pub fn with(options: DesktopOptions) -> Self {
        let mut desktop = Self::folders(&options);
        desktop.start_display(options.size);
        if options.keychain != Keychain::NoBus {
            desktop.start_bus();
            desktop.start_keychain();
            match options.notifications {
                Notifications::Recorded => recorder::start(&desktop),
                Notifications::Dunst => desktop.start_dunst(),
                Notifications::Absent => {}
            }
        }
        desktop
    }

    /// The folder that holds all of the desktop: the home folder, the XDG folders, the logs.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The home folder.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.root.join("home")
    }

    /// `XDG_CONFIG_HOME`.
    #[must_use]
    pub fn config_home(&self) -> PathBuf {
        self.root.join("config")
    }

    /// `XDG_DATA_HOME`.
    #[must_use]
    pub fn data_home(&self) -> PathBuf {
        self.root.join("data")
    }

    /// A folder for what a test wants to keep beside the desktop; it goes with it.
    #[must_use]
    pub fn scratch(&self) -> PathBuf {
        self.root.join("scratch")
    }

    /// The `NAME=value` that every process of this desktop has in its environment.
    #[must_use]
    pub fn mark(&self) -> String {
        format!("{MARK}={}", self.mark)
    }

    /// The addresses that the desktop was asked to open in a browser or another program, in order.
    #[must_use]
    pub fn opened(&self) -> Vec<String> {
        let text = fs::read_to_string(self.root.join("opened")).unwrap_or_default();
        text.lines().map(String::from).collect()
    }

    /// Waits until the desktop was asked to open something that contains `part`, and returns it.
    #[track_caller]
    pub fn wait_opened(&self, part: &str) -> String {
        wait_for(&format!("something with {part:?} to be opened"), SHORT, || {
            self.opened().into_iter().find(|target| target.contains(part))
        })
    }

    /// A command in the desktop's environment, and in nothing else of ours.
    #[must_use]
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(&self.env)
            .current_dir(self.home())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command on the desktop and returns what came of it.
    #[track_caller]
    pub fn run(&self, program: &str, arguments: &[&str]) -> Output {
        self.command(program)
            .args(arguments)
            .output()
            .unwrap_or_else(|error| {
                panic!("{program} does not start ({error}): `cargo xtask test` installs it")
            })
    }

    /// Runs a command on the desktop and returns its output; panics if it fails.
    #[track_caller]
    pub fn read(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.run(program, arguments);
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(
            output.status.success(),
            "{program} {arguments:?}: {}\n{out}{err}",
            output.status
        );
        out.into_owned()
    }

    /// The whole screen as a PNG file.
    #[track_caller]
    pub fn screenshot(&self, path: &Path) {
        self.picture("root", path);
    }

    #[track_caller]
    pub(crate) fn picture(&self, window: &str, path: &Path) {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        }
        self.read("import", &["-window", window, &path.to_string_lossy()]);
    }

    /// The end of each log of the desktop's programs, for a failing test.
    #[must_use]
    pub fn logs(&self) -> String {
        let entries = fs::read_dir(self.root.join("logs"))
            .into_iter()
            .flatten()
            .flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        let tail = |path: PathBuf| {
            let bytes = fs::read(&path).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            let lines: Vec<&str> = text.lines().collect();
            let last = lines[lines.len().saturating_sub(40)..].join("\n");
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            (!last.is_empty()).then(|| format!("──── {name} ────\n{last}\n"))
        };
        paths.into_iter().filter_map(tail).collect()
    }

    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.root.join("logs").join(format!("{name}.log"))
    }

    /// A number that was not given out before on this desktop.
    pub(crate) fn next_number(&self) -> u32 {
        self.counter.fetch_add(1, Ordering::Relaxed)
    }

    fn folders(options: &DesktopOptions) -> Self {
        let root = tempfile::Builder::new()
            .prefix("refill-")
            .tempdir()
            .unwrap_or_else(|error| panic!("no temporary folder: {error}"))
            .keep();
        let mark = format!(
            "{}-{}",
            std::process::id(),
            root.file_name().unwrap_or_default().to_string_lossy()
        );
        let broom = Broom::new(&mark, &root);
        for folder in [
            "home",
            "config/gtk-3.0",
            "config/openbox",
            "data",
            "cache",
            "state",
            "runtime",
            "services",
            "bin",
            "logs",
            "scratch",
        ] {
            let mut builder = DirBuilder::new();
            builder.recursive(true).mode(0o700);
            builder
                .create(root.join(folder))
                .unwrap_or_else(|error| panic!("{folder}: {error}"));
        }
        let env = environment(&root, &mark, options);
        // Nothing moves: a picture shows the same every time, and a click meets what it aims at.
        write(
            &root.join("config/gtk-3.0/settings.ini"),
            "[Settings]\ngtk-enable-animations=0\n",
        );
        Self {
            broom,
            keychain: options.keychain,
            root,
            mark,
            env,
            counter: AtomicU32::new(1),
        }
    }

    fn start_display(&mut self, (width, height): (u32, u32)) {
        write(&self.config_home().join("openbox/rc.xml"), OPENBOX);
        self.record_openings();
        let mut command = self.command("Xvfb");
        let screen = format!("{width}x{height}x24");
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            &screen,
            "-nolisten",
            "tcp",
            "-noreset",
            "-dpi",
            "96",
        ]);
        command.stdout(Stdio::piped()).stderr(self.log_file("xvfb"));
        let (_, pipes) = self.broom.spawn_with_output(command);
        let number = first_line("Xvfb", pipes);
        self.env.insert("DISPLAY".into(), format!(":{number}"));
        self.broom.spawn(
            with_args(self.command("openbox"), &["--sm-disable"]),
            &self.log("openbox"),
        );
        wait_until("the window manager", LONG, || {
            self.run("xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"])
                .stdout
                .windows(3)
                .any(|part| part == b" 0x")
        });
    }

    fn start_bus(&mut self) {
        // Only what is put into `services` can be started through this bus: nothing of the machine's desktop gets in.
        let prompter = Path::new("/usr/share/dbus-1/services/org.gnome.keyring.SystemPrompter.service");
        if self.keychain != Keychain::Absent && prompter.is_file() {
            let target = self
                .root
                .join("services/org.gnome.keyring.SystemPrompter.service");
            fs::copy(prompter, &target).unwrap_or_else(|error| panic!("{}: {error}", target.display()));
        }
        let configuration = self.root.join("bus.conf");
        write(&configuration, &BUS.replace("ROOT", &self.root.to_string_lossy()));
        let mut command = self.command("dbus-daemon");
        command.arg(format!("--config-file={}", configuration.display()));
        command.args(["--nofork", "--nopidfile", "--nosyslog", "--print-address=1"]);
        command.stdout(Stdio::piped()).stderr(self.log_file("bus"));
        let (_, pipes) = self.broom.spawn_with_output(command);
        first_line("dbus-daemon", pipes);
    }

    fn start_dunst(&self) {
        self.broom.spawn(self.command("dunst"), &self.log("dunst"));
        self.wait_for_name("org.freedesktop.Notifications");
    }

    /// Waits until somebody owns a name on the bus.
    #[track_caller]
    pub(crate) fn wait_for_name(&self, name: &str) {
        let argument = format!("string:{name}");
        wait_until(&format!("{name} on the bus"), LONG, || {
            let output = self.run(
                "dbus-send",
                &[
                    "--session",
                    "--print-reply=literal",
                    "--dest=org.freedesktop.DBus",
                    "/org/freedesktop/DBus",
                    "org.freedesktop.DBus.NameHasOwner",
                    &argument,
                ],
            );
            String::from_utf8_lossy(&output.stdout).contains("true")
        });
    }

    /// Puts a program before the system's that opens addresses: it writes them down instead.
    fn record_openings(&self) {
        let script = format!(
            "#!/bin/sh\nprintf '%s\\n' \"$*\" >> '{}'\n",
            self.root.join("opened").display()
        );
        let path = self.root.join("bin/xdg-open");
        write(&path, &script);
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&path, executable).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    fn log_file(&self, name: &str) -> fs::File {
        let path = self.log(name);
        fs::File::create(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("{}", self.logs());
        }
    }
}

pub(crate) fn with_args(mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments);
    command
}

pub(crate) fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Waits for the line by which a program says that it is ready. Its further output is read and forgotten.
pub(crate) fn first_line(program: &str, pipes: Pipes) -> String {
    let Some(output) = pipes.output else {
        panic!("{program} was started without a pipe")
    };
    let mut reader = BufReader::new(output);
    let mut line = String::new();
    let read = reader.read_line(&mut line);
    assert!(
        matches!(read, Ok(count) if count > 0),
        "{program} ended before it was ready"
    );
    thread::spawn(move || {
        let _ = reader.read_to_end(&mut Vec::new());
    });
    line.trim().to_string()
}

fn environment(root: &Path, mark: &str, options: &DesktopOptions) -> BTreeMap<String, String> {
    let folder = |name: &str| root.join(name).to_string_lossy().into_owned();
    let path = format!("{}:{}", folder("bin"), env::var("PATH").unwrap_or_default());
    let bus = match options.keychain {
        Keychain::NoBus => format!("unix:path={}", folder("no-bus")),
        _ => format!("unix:path={}", folder("bus")),
    };
    let (language, locales) = locale::prepared(&options.locale);
    let fixed = [
        (MARK, mark.to_string()),
        ("PATH", path),
        ("HOME", folder("home")),
        ("XDG_CONFIG_HOME", folder("config")),
        ("XDG_DATA_HOME", folder("data")),
        ("XDG_CACHE_HOME", folder("cache")),
        ("XDG_STATE_HOME", folder("state")),
        ("XDG_RUNTIME_DIR", folder("runtime")),
        ("DBUS_SESSION_BUS_ADDRESS", bus),
        ("LANG", language),
        ("LOCPATH", locales.to_string_lossy().into_owned()),
        ("TZ", "UTC".into()),
        ("GSETTINGS_BACKEND", "memory".into()),
        ("GDK_BACKEND", "x11".into()),
        ("GTK_USE_PORTAL", "0".into()),
        ("LIBGL_ALWAYS_SOFTWARE", "1".into()),
        ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".into()),
    ];
    let passed = [
        "USER",
        "LOGNAME",
        "REFILL_LOG",
        "RUST_LOG",
        "RUST_BACKTRACE",
        "LLVM_PROFILE_FILE",
    ];
    let passed = passed
        .iter()
        .filter_map(|name| Some((name.to_string(), env::var(name).ok()?)));
    let fixed = fixed.into_iter().map(|(name, value)| (name.to_string(), value));
    passed.chain(fixed).chain(options.env.iter().cloned()).collect()
}

/// A bus of its own kind: the standard configuration would start the machine's keychain and portals on demand.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=ROOT/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>ROOT/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// No frames, so that a window is as large as its page; Alt+F4 closes, as a person would.
const OPENBOX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew></focus>
  <placement><policy>Smart</policy></placement>
  <theme><keepBorder>no</keepBorder></theme>
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <keyboard>
    <keybind key="A-F4"><action name="Close"/></keybind>
  </keyboard>
  <applications>
    <application class="*"><decor>no</decor></application>
  </applications>
</openbox_config>
"#;
