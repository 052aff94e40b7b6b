//! Commands that end by themselves: how long they take.

use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::numbers::millis;

/// No command that is measured takes longer.
const LIMIT: Duration = Duration::from_secs(120);

/// Runs a command to its end and tells how many milliseconds it took, from before its process was made.
pub(crate) fn time(command: Command) -> Result<f64, String> {
    time_within(LIMIT, command)
}

fn time_within(limit: Duration, mut command: Command) -> Result<f64, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null());
    let began = Instant::now();
    let mut child = command
        .spawn()
        .map_err(|error| format!("{program} does not start: {error}"))?;
    let (ended, waiting) = mpsc::channel::<()>();
    let number = child.id();
    // Waiting itself must not be by looking again and again: that would be coarser than what is measured.
    let watchdog = thread::spawn(move || {
        let overdue = waiting.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
        if overdue {
            let line = format!("kill -KILL {number}");
            let _ = Command::new("sh").args(["-c", &line]).status();
        }
        overdue
    });
    let status = child.wait();
    let took = millis(began.elapsed());
    drop(ended);
    if watchdog.join().unwrap_or(true) {
        return Err(format!("{program} did not end within {} s", limit.as_secs()));
    }
    match status {
        Ok(status) if status.success() => Ok(took),
        Ok(status) => Err(format!("{program}: {status}")),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::{time, time_within};

    fn shell(line: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        command
    }

    #[test]
    fn the_time_of_a_command_is_told() {
        let took = time(shell("sleep 0.1")).expect("it ends");
        assert!((100.0..5_000.0).contains(&took), "{took}");
    }

    #[test]
    fn what_fails_or_never_ends_has_no_time() {
        assert!(time(shell("exit 3")).is_err_and(|why| why.contains('3')));
        let endless = time_within(Duration::from_millis(50), shell("exec sleep 60"));
        assert!(endless.is_err_and(|why| why.contains("did not end")));
    }
}
