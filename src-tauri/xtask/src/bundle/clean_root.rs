//! A folder with a fresh, minimal system in it, to install into.
//!
//! Whatever is mounted in it is mounted in a namespace that ends with the process that made it (see `install_test`), so
//! that no crash and no Ctrl-C leaves a mount behind. Before the folder is removed, the mounts are looked at all the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::files::{self, answer, failed, read};
use crate::Stop;
use crate::machine::Machine;
use crate::steps::{Show, run};

/// The machine's settings for fetching packages that a root on the same machine needs too.
const FETCHING: &[&str] = &[
    "Acquire::Check-Date ",
    "Acquire::Check-Valid-Until ",
    "Acquire::Retries ",
    "Acquire::http::Proxy ",
    "Acquire::https::Proxy ",
];

/// Removed when it is dropped, unless something is still mounted in it.
pub struct CleanRoot {
    folder: PathBuf,
}

/// Whether this machine can make a root at all.
pub fn possible(machine: Machine) -> Result<(), Stop> {
    if !machine.has_apt() {
        return Err(Stop::Usage(
            "`--test` makes a clean Debian or Ubuntu root out of this machine's own package sources; this is neither."
                .into(),
        ));
    }
    if !is_root() {
        return Err(Stop::Usage(
            "`--test` installs into a clean root, which only root can make: `sudo` it, or leave `--test` away.".into(),
        ));
    }
    let mut try_out = Command::new("unshare");
    try_out.args(["--mount", "--pid", "--fork", "true"]);
    answer(try_out).map(drop).map_err(|_| {
        Stop::Usage(
            "`--test` wants to mount things, and this container does not let even root do that.".into(),
        )
    })
}

fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = |line: &str| {
        line.strip_prefix("Uid:")?
            .split_whitespace()
            .nth(1)
            .map(|id| id == "0")
    };
    status.lines().find_map(effective).unwrap_or(false)
}

impl CleanRoot {
    /// Nothing yet, except that what an earlier run left in the folder is gone.
    pub fn in_folder(folder: &Path) -> Result<Self, Stop> {
        remove(folder)?;
        fs::create_dir_all(folder).map_err(failed(folder))?;
        Ok(Self {
            folder: folder.to_path_buf(),
        })
    }

    /// Where the system lies.
    pub fn path(&self) -> PathBuf {
        self.folder.join("root")
    }

    /// A place of its own for another root.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Fills the root with the packages that every system has, from where this machine gets its own.
    pub fn fill(&self) -> Result<(), Stop> {
        let codename = codename(&read(Path::new("/etc/os-release"))?)?;
        let sources = of_distribution(&codename, &package_sources()?)?;
        files::write(&self.folder.join("sources.list"), &sources)?;
        files::write(&self.folder.join("fetching.conf"), &fetching()?)?;
        let mut command = Command::new("mmdebstrap");
        command
            .current_dir(&self.folder)
            .args(["--mode=root", "--format=directory", "--variant=minbase"])
            .args(["--dpkgopt=force-unsafe-io", "--aptopt=fetching.conf"])
            .args([&codename, "root", "sources.list"]);
        run(command, Show::OnFailure)
    }
}

impl Drop for CleanRoot {
    fn drop(&mut self) {
        if let Err(Stop::Failed(why) | Stop::Usage(why)) = remove(&self.folder) {
            eprintln!("{why}");
        }
    }
}

fn remove(folder: &Path) -> Result<(), Stop> {
    let mounts = read(Path::new("/proc/self/mounts"))?;
    if let Some(mount) = mounted_in(folder, &mounts) {
        return Err(Stop::Failed(format!(
            "{mount} is still mounted: unmount it, then remove {}.",
            folder.display()
        )));
    }
    if !folder.exists() {
        return Ok(());
    }
    let mut command = Command::new("rm");
    command
        .args(["--recursive", "--force", "--one-file-system"])
        .arg(folder);
    answer(command).map(drop)
}

fn mounted_in<'a>(folder: &Path, mounts: &'a str) -> Option<&'a str> {
    let places = mounts.lines().filter_map(|line| line.split(' ').nth(1));
    places
        .into_iter()
        .find(|place| Path::new(place).starts_with(folder))
}

fn codename(os_release: &str) -> Result<String, Stop> {
    let name = os_release
        .lines()
        .find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    name.map(|name| name.trim_matches('"').into())
        .ok_or_else(|| Stop::Failed("/etc/os-release names no VERSION_CODENAME.".into()))
}

/// One `deb` line for each place that this machine has packages from, as apt itself reads its settings.
fn package_sources() -> Result<String, Stop> {
    let mut command = Command::new("apt-get");
    command.args([
        "indextargets",
        "--format",
        "deb $(REPO_URI) $(RELEASE) $(COMPONENT)",
        "Created-By: Packages",
    ]);
    answer(command)
}

/// Those of the sources that are the distribution's own, security updates included.
fn of_distribution(codename: &str, sources: &str) -> Result<String, Stop> {
    let releases = ["", "-updates", "-security"].map(|part| format!("{codename}{part}"));
    let components = ["main", "universe"];
    let is_own = |line: &&str| {
        let mut words = line.split(' ').skip(2);
        let release = words.next().unwrap_or_default();
        let component = words.next().unwrap_or_default();
        releases.iter().any(|own| own == release) && components.contains(&component)
    };
    let own: String = sources
        .lines()
        .filter(is_own)
        .map(|line| format!("{line}\n"))
        .collect();
    if own.is_empty() {
        return Err(Stop::Failed(format!(
            "apt knows no source of the packages of {codename}."
        )));
    }
    Ok(own)
}

fn fetching() -> Result<String, Stop> {
    let mut command = Command::new("apt-config");
    command.arg("dump");
    let all = answer(command)?;
    let wanted = |line: &&str| FETCHING.iter().any(|name| line.starts_with(name));
    Ok(all
        .lines()
        .filter(wanted)
        .map(|line| format!("{line}\n"))
        .collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{codename, mounted_in, of_distribution};

    #[test]
    fn only_the_distribution_itself_is_asked() {
        let own = "deb http://a/debian bookworm main\ndeb http://a/debian-security bookworm-security main\n";
        let others = "deb http://b/db bookworm-pgdg main\ndeb http://c/linux bookworm stable\ndeb http://a/debian bookworm-backports main\n";
        let found = of_distribution("bookworm", &format!("{others}{own}"));
        assert_eq!(found.as_deref(), Ok(own));
        assert!(of_distribution("noble", own).is_err());
        assert_eq!(
            codename("ID=debian\nVERSION_CODENAME=bookworm\n").as_deref(),
            Ok("bookworm")
        );
    }

    #[test]
    fn a_mount_below_the_folder_is_seen() {
        let mounts = "proc /proc proc rw 0 0\nproc /a/b/proc proc rw 0 0\n";
        assert_eq!(mounted_in(Path::new("/a"), mounts), Some("/a/b/proc"));
        assert_eq!(mounted_in(Path::new("/a/bb"), mounts), None);
    }
}
