//! The root as it is from inside: mounted, with commands that run in it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::files::answer;
use crate::Stop;

/// Where a system finds its programs.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// How this machine reaches the network, if not directly.
const PROXIES: &[&str] = &["http_proxy", "https_proxy", "no_proxy"];

/// The person in the root who is not root.
pub const PERSON: &str = "person";

/// What every Linux mounts: kind, options, place.
const MOUNTS: &[[&str; 3]] = &[
    ["proc", "rw", "proc"],
    ["sysfs", "ro", "sys"],
    ["devpts", "newinstance,ptmxmode=0666,mode=0620,gid=5", "dev/pts"],
    ["tmpfs", "mode=1777", "dev/shm"],
];

pub struct Root {
    path: PathBuf,
}

impl Root {
    /// Mounts what programs expect, in this process's own namespace.
    pub fn mount(path: &Path) -> Result<Self, Stop> {
        if process_id() != Some("1".into()) {
            return Err(Stop::Usage(
                "This belongs into namespaces of its own; `cargo xtask bundle --test` makes them.".into(),
            ));
        }
        for [kind, options, place] in MOUNTS {
            let mut mount = Command::new("mount");
            mount
                .args(["-t", kind, "-o", options, kind])
                .arg(path.join(place));
            answer(mount)?;
        }
        Ok(Self { path: path.into() })
    }

    /// A path in the root, as it is seen from outside.
    pub fn path(&self, place: &str) -> PathBuf {
        self.path.join(place.trim_start_matches('/'))
    }

    pub fn as_root(&self, words: &[&str]) -> Command {
        let mut command = self.bare(&[], words);
        command
            .env("HOME", "/root")
            .env("DEBIAN_FRONTEND", "noninteractive");
        for name in PROXIES {
            if let Some(value) = env::var_os(name) {
                command.env(name, value);
            }
        }
        command
    }

    pub fn as_person(&self, words: &[&str]) -> Command {
        let mut command = self.bare(&[&format!("--userspec={PERSON}:{PERSON}")], words);
        command
            .env("HOME", format!("/home/{PERSON}"))
            .env("USER", PERSON)
            .env("XDG_RUNTIME_DIR", format!("/tmp/{PERSON}"));
        command
    }

    fn bare(&self, options: &[&str], words: &[&str]) -> Command {
        let mut command = Command::new("chroot");
        command
            .env_clear()
            .env("PATH", PATH)
            .env("LANG", "C.UTF-8")
            .current_dir(&self.path)
            .args(options)
            .arg(".")
            .args(words);
        command
    }

    /// The environments of the running programs whose name begins like this.
    pub fn environments(&self, program: &str) -> Vec<String> {
        let processes = fs::read_dir(self.path("proc")).into_iter().flatten().flatten();
        let environment = |process: fs::DirEntry| {
            let name = fs::read_to_string(process.path().join("comm")).ok()?;
            let environment = fs::read(process.path().join("environ")).ok()?;
            name.starts_with(program)
                .then(|| String::from_utf8_lossy(&environment).into_owned())
        };
        processes.filter_map(environment).collect()
    }
}

/// Who this process is in the namespace that it lives in.
fn process_id() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("NSpid:"))?;
    line.split_whitespace().last().map(String::from)
}
