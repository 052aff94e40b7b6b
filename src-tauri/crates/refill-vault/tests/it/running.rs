//! Programs that tests start, and that end with them.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

/// A program that is killed when this is dropped, also when a test panics.
pub struct Running(Child);

impl Running {
    /// Starts `command`, hands it `input` and closes its input. Its output goes nowhere.
    pub fn start(command: Command, input: &str) -> Running {
        Running::spawn(command, input, Stdio::null())
    }

    /// Starts `command` and waits for the first line that it prints.
    pub fn start_and_read_line(command: Command) -> (Running, String) {
        let mut running = Running::spawn(command, "", Stdio::piped());
        let output = running.0.stdout.take().expect("a pipe");
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("a line");
        (running, line.trim_end().to_owned())
    }

    fn spawn(mut command: Command, input: &str, output: Stdio) -> Running {
        let command = command.stdin(Stdio::piped()).stdout(output).stderr(Stdio::null());
        let child = command.spawn().unwrap_or_else(|error| missing(command, &error));
        let mut running = Running(child);
        let mut pipe = running.0.stdin.take().expect("a pipe");
        pipe.write_all(input.as_bytes()).expect("a program that reads");
        running
    }

    /// Sends a signal by its name, for example `STOP`.
    pub fn signal(&self, name: &str) {
        let script = format!("kill -{name} {}", self.0.id());
        let status = Command::new("sh")
            .args(["-c", &script])
            .status()
            .expect("a shell");
        assert!(status.success(), "{script}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may be over already; then there is nothing to kill, and still something to wait for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What `command` prints, when it ends well.
pub fn output_of(mut command: Command, input: &str) -> Option<String> {
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap_or_else(|error| missing(command, &error));
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(input.as_bytes()).expect("a program that reads");
    drop(pipe);
    let output = child.wait_with_output().expect("a child");
    output
        .status
        .success()
        .then(|| String::from_utf8(output.stdout).expect("text"))
}

fn missing(command: &Command, error: &std::io::Error) -> ! {
    panic!(
        "{:?} cannot be started ({error}). These tests want the Debian packages dbus, gnome-keyring, gcr, \
         libsecret-tools, xvfb and xdotool; `cargo xtask test` installs what is missing.",
        command.get_program()
    )
}
