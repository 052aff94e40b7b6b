//! A numbered list of steps: each says what it does, how long it took, and at the end all are summed up.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::Stop;

const HEARTBEAT: Duration = Duration::from_secs(10);

/// How a command's output is shown.
#[derive(Clone, Copy)]
pub enum Show {
    /// As it comes: for commands that show their own progress.
    Live,
    /// Only if the command fails, with a sign of life every ten seconds until then.
    OnFailure,
}

enum Outcome {
    Done,
    Skipped(String),
    Failed,
}

/// The steps of one run, in order.
pub struct Steps {
    total: usize,
    finished: Vec<(String, Outcome, Duration)>,
    began: Instant,
}

impl Steps {
    pub fn new(total: usize) -> Self {
        Self {
            total,
            finished: Vec::new(),
            began: Instant::now(),
        }
    }

    /// Runs `work` as the next step. A failure ends the run after the summary.
    pub fn step(&mut self, title: &str, work: impl FnOnce() -> Result<(), Stop>) -> Result<(), Stop> {
        let label = self.announce(title);
        let began = Instant::now();
        let result = work();
        let took = began.elapsed();
        let (outcome, word) = match &result {
            Ok(()) => (Outcome::Done, "done"),
            Err(_) => (Outcome::Failed, "FAILED"),
        };
        println!("{label} {word} after {}", duration(took));
        self.finished.push((title.into(), outcome, took));
        if result.is_err() {
            self.summary();
        }
        result
    }

    /// Counts a step that cannot be done here, and says why.
    pub fn skip(&mut self, title: &str, why: &str) {
        let label = self.announce(title);
        println!("{label} SKIPPED: {why}");
        self.finished
            .push((title.into(), Outcome::Skipped(why.into()), Duration::ZERO));
    }

    /// One line per step.
    pub fn summary(&self) {
        println!(
            "\n──── {} of {} steps, {} ────",
            self.finished.len(),
            self.total,
            duration(self.began.elapsed())
        );
        for (title, outcome, took) in &self.finished {
            match outcome {
                Outcome::Done => println!("  ok      {:>8}  {title}", duration(*took)),
                Outcome::Failed => println!("  FAILED  {:>8}  {title}", duration(*took)),
                Outcome::Skipped(why) => println!("  skipped {:>8}  {title}: {why}", ""),
            }
        }
    }

    fn announce(&self, title: &str) -> String {
        let label = format!("[{}/{}]", self.finished.len() + 1, self.total);
        println!("\n{label} {title} …");
        label
    }
}

/// Runs one command of a step; its failure is the step's failure.
pub fn run(mut command: Command, show: Show) -> Result<(), Stop> {
    let line = describe(&command);
    let status = match show {
        Show::Live => {
            println!("$ {line}");
            command.status()
        }
        Show::OnFailure => return run_quietly(command, &line),
    };
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Stop::Failed(format!(
            "`{line}` failed ({status}).{}",
            hint(&line)
        ))),
        Err(error) => Err(Stop::Failed(format!("`{line}` does not start: {error}."))),
    }
}

fn run_quietly(mut command: Command, line: &str) -> Result<(), Stop> {
    let path = std::env::temp_dir().join(format!("refill-xtask-{}.log", std::process::id()));
    let broken = |error: std::io::Error| Stop::Failed(format!("`{line}` does not start: {error}."));
    let log = fs::File::create(&path).map_err(broken)?;
    command
        .stdin(Stdio::null())
        .stderr(log.try_clone().map_err(broken)?)
        .stdout(log);
    let mut child = command.spawn().map_err(broken)?;
    let (began, mut next) = (Instant::now(), HEARTBEAT);
    let status = loop {
        if let Some(status) = child.try_wait().map_err(broken)? {
            break status;
        }
        if began.elapsed() >= next {
            println!("      … {line}: {} so far", duration(began.elapsed()));
            next += HEARTBEAT;
        }
        #[expect(clippy::disallowed_methods, reason = "nothing wakes us when a child ends")]
        thread::sleep(Duration::from_millis(20));
    };
    let output = fs::read(&path).unwrap_or_default();
    let _ = fs::remove_file(&path);
    if status.success() {
        return Ok(());
    }
    println!("{}", String::from_utf8_lossy(&output).trim_end());
    Err(Stop::Failed(format!("`{line}` failed ({status}).{}", hint(line))))
}

fn hint(line: &str) -> &'static str {
    if line.contains("fmt") {
        " `cargo fmt --all` puts it right."
    } else {
        ""
    }
}

fn describe(command: &Command) -> String {
    let mut words = vec![program_name(command)];
    words.extend(command.get_args().map(|word| quoted(&word.to_string_lossy())));
    words.join(" ")
}

fn quoted(word: &str) -> String {
    if word.contains(' ') {
        format!("'{word}'")
    } else {
        word.into()
    }
}

fn program_name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program
        .file_stem()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f32()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Show, Steps, describe, duration, run};
    use crate::Stop;
    use crate::project::command;

    #[test]
    fn times_read_well() {
        assert_eq!(duration(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(duration(Duration::from_secs(42)), "42 s");
        assert_eq!(duration(Duration::from_secs(187)), "3 min 07 s");
    }

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let command = command("/usr/bin/cargo", &["nextest", "run", "-E", "not test(a)"]);
        assert_eq!(describe(&command), "cargo nextest run -E 'not test(a)'");
    }

    #[test]
    fn a_failing_step_fails_the_run() {
        let mut steps = Steps::new(2);
        assert_eq!(
            steps.step("fine", || run(command("cargo", &["--version"]), Show::OnFailure)),
            Ok(())
        );
        let failed = steps.step("not fine", || {
            run(command("cargo", &["no-such-command"]), Show::OnFailure)
        });
        assert!(matches!(failed, Err(Stop::Failed(message)) if message.contains("no-such-command")));
    }
}
