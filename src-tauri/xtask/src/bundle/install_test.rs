//! Installs the packages where nothing else is, opens the app there as a person would, and removes it again.
//!
//! The .deb's part runs as a process of its own in namespaces of its own, for mounts and for processes: when it ends,
//! however it ends, the kernel takes away what it had mounted and whatever still runs.

use std::fs;
use std::path::Path;
use std::process::{self, Command};

use super::VERSION;
use super::clean_root::CleanRoot;
use super::contents::{DESKTOP_ENTRY, items, value};
use super::files::{answer, failed, read};
use super::inside::{PERSON, Root};
use super::person::Person;
use crate::Stop;
use crate::packages;
use crate::steps::{Show, run};

/// The argument with which this program starts itself inside.
pub const INSIDE: &str = "--inside-namespaces";

/// The package in the root.
const PACKAGE: &str = "/tmp/refill.deb";

/// Installs the .rpm into a root that holds nothing, and removes it. Nothing is resolved or run: this machine's
/// packages are not rpm's.
pub fn rpm(root: &CleanRoot, package: &Path) -> Result<(), Stop> {
    let empty = root.beside("rpm-root");
    let database = empty.join("var/lib/rpm");
    fs::create_dir_all(&database).map_err(failed(&database))?;
    let rpm = |arguments: &[&str]| {
        let mut command = Command::new("rpm");
        command.arg("--root").arg(&empty).args(arguments);
        answer(command)
    };
    rpm(&["--install", "--nodeps", &package.to_string_lossy()])?;
    let files = rpm(&["--query", "--list", "refill"])?;
    all_there(&empty, &files)?;
    rpm(&["--erase", "--nodeps", "refill"])?;
    nothing_left(&empty, &files)
}

/// Runs the .deb's part inside.
pub fn deb(root: &CleanRoot, package: &Path) -> Result<(), Stop> {
    let copy = root.path().join(PACKAGE.trim_start_matches('/'));
    fs::copy(package, &copy).map_err(failed(&copy))?;
    // What runs inside ends when we do, also by Ctrl-C.
    let status = Command::new("setpriv")
        .args(["--pdeathsig=KILL", "unshare"])
        .args(["--mount", "--propagation=private"])
        .args(["--pid", "--fork", "--kill-child"])
        // Not the path of this program, where cargo may have put another by now.
        .arg(format!("/proc/{}/exe", process::id()))
        .args(["bundle", INSIDE])
        .arg(root.path())
        .status()
        .map_err(|error| Stop::Failed(format!("`setpriv` does not start: {error}.")))?;
    if status.success() {
        return Ok(());
    }
    Err(Stop::Failed(
        "The .deb does not pass its test in the clean root.".into(),
    ))
}

/// The .deb's part.
pub fn inside(root: &str) -> Result<(), Stop> {
    let root = Root::mount(Path::new(root))?;
    install(&root)?;
    say("a person, a display and a bus");
    tools(&root)?;
    let person = Person::arrive(&root)?;
    look_at_demo(&root, &person)?;
    say("the app without the demo, so that there is a person's own data");
    person.open(&["refill"], "Refill")?.close()?;
    remove(&root)
}

fn say(what: &str) {
    println!("      · {what} …");
}

/// Installs nothing but the package and what it says it needs.
fn install(root: &Root) -> Result<(), Stop> {
    say("apt installs the package and what it depends on");
    run(root.as_root(&["apt-get", "update", "-q"]), Show::OnFailure)?;
    run(
        root.as_root(&[
            "apt-get",
            "install",
            "-y",
            "-q",
            "--no-install-recommends",
            PACKAGE,
        ]),
        Show::OnFailure,
    )?;
    say("its files are in place, and the program finds its libraries");
    all_there(
        &root.path("/"),
        &answer(root.as_root(&["dpkg", "--listfiles", "refill"]))?,
    )?;
    let said = answer(root.as_root(&["refill", "--version"]))?;
    if said.trim() == format!("refill {VERSION}") {
        return Ok(());
    }
    Err(Stop::Failed(format!(
        "`refill --version` says `{}`.",
        said.trim()
    )))
}

/// Only now, so that they bring nothing along that the package forgot to ask for.
fn tools(root: &Root) -> Result<(), Stop> {
    let mut install = root.as_root(&["apt-get", "install", "-y", "-q", "--no-install-recommends"]);
    install.args(packages::IN_CLEAN_ROOT);
    run(install, Show::OnFailure)
}

fn look_at_demo(root: &Root, person: &Person) -> Result<(), Stop> {
    say("`refill --demo` opens its window");
    let window = person.open(&["refill", "--demo"], "Refill – Demo")?;
    let entry = read(&root.path("usr/share/applications").join(DESKTOP_ENTRY))?;
    let (said, class) = (value(&entry, "StartupWMClass"), window.class()?);
    if !class.contains(&format!("\"{said}\"")) {
        return Err(Stop::Failed(format!(
            "The desktop entry belongs to windows of {said}, but the window says {class}"
        )));
    }
    if window.can_be_scripted()? {
        return Err(Stop::Failed(
            "The installed app is built for tests: whoever starts it can script its window.".into(),
        ));
    }
    window.close()
}

/// Removes the package. The data of the person are not the package's to remove.
fn remove(root: &Root) -> Result<(), Stop> {
    say("apt removes it: no file of it stays, and all of the person's do");
    let files = answer(root.as_root(&["dpkg", "--listfiles", "refill"]))?;
    let data = root.path(&format!(
        "home/{PERSON}/.local/share/app.refill.desktop/history.db"
    ));
    let before = fs::read(&data).map_err(failed(&data))?;
    run(
        root.as_root(&["apt-get", "purge", "-y", "-q", "refill"]),
        Show::OnFailure,
    )?;
    nothing_left(&root.path("/"), &files)?;
    let mut search = root.as_root(&[
        "find", "/", "-xdev", "(", "-path", "/home", "-o", "-path", "/tmp", ")",
    ]);
    search.args(["-prune", "-o", "-iname", "*refill*", "-print"]);
    let found = answer(search)?;
    if !found.is_empty() {
        return Err(Stop::Failed(format!("After the removal there is still\n{found}")));
    }
    match fs::read(&data) {
        Ok(after) if after == before => Ok(()),
        _ => Err(Stop::Failed(
            "Removing the package touched the person's data.".into(),
        )),
    }
}

/// Every file that the package lists is there, and it lists every file that both packages hold.
fn all_there(root: &Path, listed: &str) -> Result<(), Stop> {
    let absent = |path: &&str| {
        root.join(path.trim_start_matches('/'))
            .symlink_metadata()
            .is_err()
    };
    if let Some(path) = listed.lines().find(absent) {
        return Err(Stop::Failed(format!("{path} was not installed.")));
    }
    let items = items(Path::new("refill"));
    let unlisted = items.iter().find(|item| {
        let path = format!("/{}", item.place);
        !listed.lines().any(|line| line == path)
    });
    match unlisted {
        None => Ok(()),
        Some(item) => Err(Stop::Failed(format!("/{} is not in the package.", item.place))),
    }
}

/// Folders that the package shares with others may stay.
fn nothing_left(root: &Path, listed: &str) -> Result<(), Stop> {
    let is_left = |path: &&str| {
        let there = root.join(path.trim_start_matches('/'));
        there.symlink_metadata().is_ok() && (!there.is_dir() || path.contains("refill"))
    };
    match listed.lines().find(is_left) {
        None => Ok(()),
        Some(path) => Err(Stop::Failed(format!("{path} is left after the removal."))),
    }
}
