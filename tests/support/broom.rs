//! Starts the programs of a desktop and sweeps them away at its end, whatever the end is.
//!
//! Every program carries a mark in its environment, and what it starts inherits the mark. A small shell process
//! waits on a pipe to the test: when the pipe closes (the desktop was dropped, the test panicked or was killed)
//! it kills everything with the mark and removes the desktop's folder.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;

/// The environment variable that carries the mark.
pub(crate) const MARK: &str = "REFILL_TEST_DESKTOP";

/// Besides the marked processes it kills those that were told to it by number: of a program with file
/// capabilities (the keychain) the environment cannot be read.
const SCRIPT: &str = r#"
mark=$1 folder=$2 told=
while read -r pid; do told="$told $pid"; done
rounds=0
while [ "$rounds" -lt 100 ]; do
    marked=$(grep -lzx "$mark" /proc/[0-9]*/environ 2>/dev/null | sed 's|/proc/\([0-9]*\)/.*|\1|')
    [ -z "$marked$told" ] && break
    kill -KILL $marked $told 2>/dev/null
    told=
    rounds=$((rounds + 1))
done
rm -rf "$folder"
"#;

pub(crate) struct Broom {
    pipe: Option<ChildStdin>,
    sweeper: Child,
    children: Mutex<Vec<Child>>,
}

impl Broom {
    pub(crate) fn new(mark: &str, folder: &Path) -> Self {
        let mut sweeper = Command::new("sh")
            .args(["-c", SCRIPT, "sweeper", &format!("{MARK}={mark}")])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .env_remove(MARK)
            // A group of its own, so that whoever ends the test's group leaves the sweeper to its work.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("sh does not start: {error}"));
        Self {
            pipe: sweeper.stdin.take(),
            sweeper,
            children: Mutex::default(),
        }
    }

    /// Starts a program whose output goes to `log`, and returns its number.
    pub(crate) fn spawn(&self, mut command: Command, log: &Path) -> u32 {
        let file = File::create(log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        let copy = file
            .try_clone()
            .unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        command.stdout(file).stderr(copy);
        self.spawn_with_output(command).0
    }

    /// Starts a program as it is; its pipes come back with its number.
    pub(crate) fn spawn_with_output(&self, mut command: Command) -> (u32, Pipes) {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command.process_group(0).spawn().unwrap_or_else(|error| {
            panic!("{program} does not start ({error}): `cargo xtask test` installs it")
        });
        let number = child.id();
        if let Some(mut pipe) = self.pipe.as_ref() {
            let _ = writeln!(pipe, "{number}");
        }
        let pipes = Pipes {
            input: child.stdin.take(),
            output: child.stdout.take(),
        };
        self.children
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .push(child);
        (number, pipes)
    }

    /// Kills one program that was started here, and waits for its end.
    pub(crate) fn end(&self, number: u32) {
        let mut children = self
            .children
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(position) = children.iter().position(|child| child.id() == number) {
            let mut child = children.swap_remove(position);
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Whether a program that was started here still runs.
    pub(crate) fn runs(&self, number: u32) -> bool {
        let mut children = self
            .children
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let child = children.iter_mut().find(|child| child.id() == number);
        child.is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }
}

impl Drop for Broom {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let _ = self.sweeper.wait();
        let children = self
            .children
            .get_mut()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        for child in children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The ends of a started program's pipes that were asked for.
pub(crate) struct Pipes {
    pub(crate) input: Option<ChildStdin>,
    pub(crate) output: Option<std::process::ChildStdout>,
}

/// The numbers of all living processes with `NAME=value` in their environment.
#[must_use]
pub fn marked_processes(mark: &str) -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|&number| {
            let environment = fs::read(format!("/proc/{number}/environ")).unwrap_or_default();
            environment
                .split(|&byte| byte == 0)
                .any(|entry| entry == mark.as_bytes())
                && is_alive(number)
        })
        .collect()
}

/// Whether a process exists and has not ended; one that only waits to be buried has ended.
#[must_use]
pub fn is_alive(number: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{number}/stat")) else {
        return false;
    };
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
    !matches!(state, Some('Z' | 'X') | None)
}

/// Sends a signal by its name, for example `KILL`.
pub(crate) fn signal(number: u32, name: &str) {
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -{name} {number} 2>/dev/null")])
        .status();
}
