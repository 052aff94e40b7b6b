//! A program with a window: started, watched until it is painted, and ended with everything that it started.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use refill_tests::{Desktop, SHORT, is_alive, patiently};

use super::picture::Picture;
use super::processes;
use super::screen::{Appeared, Screen};

/// No start takes longer.
const START: Duration = Duration::from_secs(60);

/// What is started.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) path: PathBuf,
    pub(crate) environment: Vec<(String, String)>,
}

/// A program that runs. It ends when this is dropped.
pub(crate) struct Running {
    child: Child,
    began: Instant,
    appeared: Appeared,
}

/// How long a start took, counted from the moment before the process was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// The window was mapped.
    pub(crate) mapped: Duration,
    /// The window showed more than one colour.
    pub(crate) drawn: Duration,
    /// The window's content was painted.
    pub(crate) painted: Duration,
}

impl Program {
    /// Starts it and waits until its window is there.
    pub(crate) fn start(&self, desktop: &Desktop, screen: &Screen) -> Result<Running, String> {
        let log = |suffix: &str| {
            let path = desktop.scratch().join(format!("{}-{suffix}.log", self.name));
            File::create(&path).map_err(|error| format!("{}: {error}", path.display()))
        };
        let mut command = desktop.command(&self.path);
        command
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env_remove("REFILL_LOG")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(log("out")?)
            .stderr(log("err")?)
            .process_group(0);
        screen.forget()?;
        let began = Instant::now();
        let child = command
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", self.path.display()))?;
        match screen.wait_mapped(began + START) {
            Ok(appeared) => Ok(Running {
                child,
                began,
                appeared,
            }),
            Err(why) => {
                end(child);
                Err(format!("{}: {why}", self.name))
            }
        }
    }

    /// Starts it and tells how long it took until `is_painted` held.
    pub(crate) fn time(
        &self,
        desktop: &Desktop,
        screen: &Screen,
        is_painted: impl Fn(&Picture) -> bool,
    ) -> Result<(Running, Times), String> {
        let running = self.start(desktop, screen)?;
        let mut drawn = None;
        let painted = screen.wait_painted(&running.appeared, running.began + START, |picture| {
            if drawn.is_none() && !picture.is_uniform() {
                drawn = Some(Instant::now());
            }
            is_painted(picture)
        });
        let painted = painted.map_err(|why| format!("{}: {why}", self.name))?;
        let since = |moment: Instant| moment.duration_since(running.began);
        let times = Times {
            mapped: since(running.appeared.mapped),
            drawn: since(drawn.map_or(painted, |drawn| drawn.min(painted))),
            painted: since(painted),
        };
        Ok((running, times))
    }
}

impl Running {
    pub(crate) fn began(&self) -> Instant {
        self.began
    }

    pub(crate) fn window(&self) -> &Appeared {
        &self.appeared
    }

    /// The process and all that it started.
    pub(crate) fn processes(&self) -> Vec<u32> {
        processes::tree(self.child.id())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        kill(&mut self.child);
    }
}

fn end(mut child: Child) {
    kill(&mut child);
}

/// Kills a program and waits until the last of what it started has gone: the next one starts on a quiet desktop.
fn kill(child: &mut Child) {
    let tree = processes::tree(child.id());
    let _ = child.kill();
    let _ = child.wait();
    let living = || tree.iter().copied().filter(|process| is_alive(*process));
    // Web processes end by themselves when their program does.
    if patiently(SHORT, || (living().count() == 0).then_some(())).is_none() {
        let numbers: Vec<String> = living().map(|process| process.to_string()).collect();
        let line = format!("kill -KILL {}", numbers.join(" "));
        let _ = std::process::Command::new("sh").args(["-c", &line]).status();
    }
}
