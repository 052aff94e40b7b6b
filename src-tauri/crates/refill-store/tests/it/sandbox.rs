//! Running one test of this binary again in a process of its own: to be killed, measured, or put on a disk
//! that is full or read-only.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = "REFILL_STORE_CHILD";

/// The folder to work on, in a child process; `None` in an ordinary test run.
pub fn child_folder() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

/// The command that runs the ignored test `name` on `dir`.
pub fn child(name: &str, dir: &Path) -> Command {
    let mut command = Command::new(env::current_exe().expect("this binary"));
    command
        .args(["--exact", name, "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, dir);
    command
}

/// Runs the ignored test `name` on `dir` after `mounts`, shell commands with `$DIR`, in a mount namespace of
/// its own: it ends with the process. Returns false, and says so, where the system allows no such namespace.
pub fn run_mounted(name: &str, dir: &Path, mounts: &str) -> bool {
    let unshare = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", script, "sh"]);
        command.env("DIR", dir);
        command
    };
    let allowed = unshare("mount -t tmpfs tmpfs \"$DIR\"").output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped {name}: no mount namespace can be made here");
        return false;
    }
    let inner = child(name, dir);
    let status = unshare(&format!("set -e; {mounts}; exec \"$@\""))
        .arg(inner.get_program())
        .args(inner.get_args())
        .env(FOLDER, dir)
        .status()
        .expect("the child");
    assert!(status.success(), "{name} failed in its namespace");
    true
}
