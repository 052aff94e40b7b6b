//! A person in the clean root, with a display and a bus, who opens the app and looks at its window.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::files::{answer, failed};
use super::inside::{PERSON, Root};
use crate::Stop;

/// Far more than a slow machine takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// A window of one colour, or of a few, is empty.
const COLOURS: usize = 100;

/// Lets WebKit be scripted by others. The shipped app must not hand it on.
const SCRIPTING: &str = "TAURI_WEBVIEW_AUTOMATION";

/// The display and the bus end with the namespace.
pub struct Person<'a> {
    root: &'a Root,
    display: String,
    bus: String,
}

impl<'a> Person<'a> {
    pub fn arrive(root: &'a Root) -> Result<Self, Stop> {
        answer(root.as_root(&["useradd", "--create-home", "--shell=/bin/sh", PERSON]))?;
        answer(root.as_root(&["mkdir", "--parents", "--mode=1777", "/tmp/.X11-unix"]))?;
        let runtime = format!("/tmp/{PERSON}");
        answer(root.as_person(&["mkdir", "--mode=0700", &runtime, "/tmp/screen"]))?;
        let display = first_line(root.as_person(&[
            "Xvfb",
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x900x24",
            "-fbdir",
            "/tmp/screen",
            "-nolisten",
            "tcp",
            "-noreset",
        ]))?;
        let bus = first_line(root.as_person(&["dbus-daemon", "--session", "--nofork", "--print-address=1"]))?;
        Ok(Self {
            root,
            display: format!(":{display}"),
            bus,
        })
    }

    /// Starts the app and waits until its window is there, with something in it.
    pub fn open(&self, words: &[&str], title: &str) -> Result<Window<'_>, Stop> {
        let log = self.root.path("tmp/refill.log");
        let file = File::create(&log).map_err(failed(&log))?;
        let mut command = self.at_display(words);
        command.env(SCRIPTING, "true").stdout(Stdio::null()).stderr(file);
        let process = command
            .spawn()
            .map_err(|error| Stop::Failed(format!("`{}` does not start: {error}.", words.join(" "))))?;
        let mut window = Window {
            person: self,
            id: String::new(),
            process,
            log,
        };
        window.id = until(&format!("the window “{title}”"), || {
            window.still_runs()?;
            Ok(self.windows(title).lines().next().map(String::from))
        })?;
        until("something in the window", || {
            window.still_runs()?;
            Ok((self.colours()? > COLOURS).then_some(()))
        })?;
        Ok(window)
    }

    fn windows(&self, title: &str) -> String {
        let name = format!("^{title}$");
        let search = ["xdotool", "search", "--onlyvisible", "--name", &name];
        // It fails as long as there is none.
        answer(self.at_display(&search)).unwrap_or_default()
    }

    fn at_display(&self, words: &[&str]) -> Command {
        let mut command = self.root.as_person(words);
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
        command
    }

    /// How many colours the screen shows.
    fn colours(&self) -> Result<usize, Stop> {
        let path = self.root.path("tmp/screen/Xvfb_screen0");
        let dump = fs::read(&path).map_err(failed(&path))?;
        Ok(colours(&dump))
    }
}

pub struct Window<'a> {
    person: &'a Person<'a>,
    id: String,
    process: Child,
    log: PathBuf,
}

impl Window<'_> {
    /// The names by which desktops find the entry that a window belongs to.
    pub fn class(&self) -> Result<String, Stop> {
        answer(self.person.at_display(&["xprop", "-id", &self.id, "WM_CLASS"]))
    }

    /// Whether the page's process is told to let itself be scripted, as the one who started the app wished.
    pub fn can_be_scripted(&self) -> Result<bool, Stop> {
        let environments = self.person.root.environments("WebKitWebProces");
        if environments.is_empty() {
            return Err(Stop::Failed("The window has no process for its page.".into()));
        }
        Ok(environments
            .iter()
            .any(|environment| environment.split('\0').any(|one| one.starts_with(SCRIPTING))))
    }

    /// Ends the app, and waits for that.
    pub fn close(mut self) -> Result<(), Stop> {
        let mut kill = Command::new("kill");
        kill.arg(self.process.id().to_string());
        answer(kill)?;
        until("the end of the app", || {
            let ended = self.process.try_wait().map_err(failed(&self.log))?;
            Ok(ended.map(drop))
        })
    }

    fn still_runs(&mut self) -> Result<(), Stop> {
        let Some(status) = self.process.try_wait().map_err(failed(&self.log))? else {
            return Ok(());
        };
        let said = fs::read_to_string(&self.log).unwrap_or_default();
        Err(Stop::Failed(format!(
            "The app ended by itself ({status}).\n{said}"
        )))
    }
}

/// Starts a server and reads what it says first: where it can be reached.
fn first_line(mut command: Command) -> Result<String, Stop> {
    let broken = |error| Stop::Failed(format!("A server in the root does not start: {error}."));
    let server = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(broken)?;
    let mut line = String::new();
    if let Some(said) = server.stdout {
        BufReader::new(said).read_line(&mut line).map_err(broken)?;
    }
    if line.trim().is_empty() {
        return Err(Stop::Failed("A server in the root ended without a word.".into()));
    }
    Ok(line.trim().into())
}

/// Looks again and again until there is something to see.
fn until<T>(what: &str, mut look: impl FnMut() -> Result<Option<T>, Stop>) -> Result<T, Stop> {
    let began = Instant::now();
    loop {
        if let Some(seen) = look()? {
            return Ok(seen);
        }
        if began.elapsed() > PATIENCE {
            return Err(Stop::Failed(format!(
                "Waited {} s in vain for {what}.",
                PATIENCE.as_secs()
            )));
        }
        #[expect(clippy::disallowed_methods, reason = "nothing wakes us when a screen changes")]
        thread::sleep(Duration::from_millis(100));
    }
}

/// Counts the colours in an X window dump of four bytes a pixel: a header, a table of colours and the pixels.
fn colours(dump: &[u8]) -> usize {
    let number = |place: usize| {
        let bytes = dump.get(place..place + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_be_bytes) as usize
    };
    let (header, table) = (number(0), number(76) * 12);
    let mut pixels: Vec<&[u8]> = dump.get(header + table..).unwrap_or_default().chunks(4).collect();
    pixels.sort_unstable();
    pixels.dedup();
    pixels.len()
}

#[cfg(test)]
mod tests {
    use super::colours;

    #[test]
    fn colours_of_a_dump_are_counted() {
        let mut dump = vec![0_u8; 100];
        dump[3] = 100;
        dump[79] = 2;
        dump.extend([7; 24]);
        assert_eq!(colours(&dump), 0);
        for pixel in [1_u8, 2, 1, 3] {
            dump.extend([pixel; 4]);
        }
        assert_eq!(colours(&dump), 3);
        assert_eq!(colours(&[]), 0);
    }
}
