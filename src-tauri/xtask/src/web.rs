//! What is tested with Node: the window's code, in a browser too, and payments by their judges.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Stop;
use crate::machine::Machine;
use crate::packages;
use crate::project;
use crate::steps::{Show, run};

/// Where Node lies if the system's own is too old; the number is npm's version of the package `node`.
const OWN_NODE: (&str, &str) = ("node", "node@22");

/// Where no folder asks for another one.
const OLDEST_NODE: u32 = 18;

/// A folder with packages of npm's.
#[derive(Clone, Copy)]
pub struct Folder {
    path: &'static str,
    /// What its packages are installed from: the lock, and local packages that the lock names only.
    sources: &'static [&'static str],
}

/// The tools that check the window's code.
pub const WINDOW: Folder = Folder {
    path: "tests/ui",
    sources: &["package-lock.json"],
};

/// The official packages of x402 and a chain, which judge payments.
pub const JUDGES: Folder = Folder {
    path: "tests/judges",
    sources: &["package-lock.json", "without-wagmi/package.json"],
};

/// Debian's package of the browser that the journeys run in. Ubuntu's is only a pointer to a snap.
pub fn browser_packages(machine: Machine) -> &'static [&'static str] {
    if machine == Machine::Debian {
        &["chromium"]
    } else {
        &[]
    }
}

/// Why the journeys in a browser cannot run here.
pub fn no_browser(machine: Machine) -> Option<&'static str> {
    if project::on_path("chromium") {
        return None;
    }
    Some(match machine {
        Machine::Ubuntu => {
            "Ubuntu has Chromium only as a snap; the same pages are tested in the real window. With a `chromium` on the PATH they run"
        }
        _ => "there is no `chromium` on the PATH; the same pages are tested in the real window",
    })
}

/// npm within `folder`, with a Node that is new enough.
pub fn npm(folder: Folder, arguments: &[&str]) -> Result<Command, Stop> {
    let mut command = project::command("npm", &["--prefix", folder.path]);
    command.args(arguments);
    with_node(command)
}

/// The same command, which finds a Node that is new enough.
pub fn with_node(mut command: Command) -> Result<Command, Stop> {
    let own = own_node_folder()?;
    if own.is_dir() {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(own).chain(env::split_paths(&path));
        let joined = env::join_paths(folders).map_err(|error| Stop::Failed(error.to_string()))?;
        command.env("PATH", joined);
    }
    Ok(command)
}

/// Sees to it that Node is there, and the packages of `folders` as their lock files want them.
pub fn install(machine: Machine, folders: &[Folder]) -> Result<(), Stop> {
    if machine.has_apt() && !(project::on_path("node") && project::on_path("npm")) {
        packages::install(machine, &["nodejs", "npm"])?;
    }
    let wanted = folders.iter().map(wanted_node).max().unwrap_or(OLDEST_NODE);
    match system_node() {
        None => {
            return Err(Stop::Failed(format!(
                "Node {wanted} or newer and npm are needed for tests."
            )));
        }
        Some(found) if found < wanted => own_node(found, wanted)?,
        Some(_) => {}
    }
    folders.iter().try_for_each(|folder| install_packages(*folder))
}

fn install_packages(folder: Folder) -> Result<(), Stop> {
    let root = project::root().join(folder.path);
    let wanted = stamp_of(&root, folder.sources);
    let stamp = root.join("node_modules/.installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run(npm(folder, &["ci", "--no-audit", "--no-fund"])?, Show::OnFailure)?;
    fs::write(&stamp, &wanted).map_err(|error| Stop::Failed(format!("{}: {error}", stamp.display())))
}

/// What is written beside the packages once they are there: everything that they were installed from.
fn stamp_of(root: &Path, sources: &[&str]) -> Vec<u8> {
    let read = |source: &&str| fs::read(root.join(source)).unwrap_or_default();
    sources.iter().flat_map(read).collect()
}

fn own_node(found: u32, wanted: u32) -> Result<(), Stop> {
    let folder = own_node_folder()?;
    if folder.join("node").is_file() {
        return Ok(());
    }
    println!(
        "The system's Node is {found}, but the tools need {wanted}: fetching one for this checkout from npm …"
    );
    let prefix = project::target_folder()?.join(OWN_NODE.0);
    fs::create_dir_all(&prefix).map_err(|error| Stop::Failed(format!("{}: {error}", prefix.display())))?;
    let prefix = prefix.to_string_lossy().into_owned();
    let arguments = [
        "install",
        "--prefix",
        &prefix,
        "--no-save",
        "--no-audit",
        "--no-fund",
        OWN_NODE.1,
    ];
    run(project::command("npm", &arguments), Show::OnFailure)
}

fn own_node_folder() -> Result<PathBuf, Stop> {
    Ok(project::target_folder()?
        .join(OWN_NODE.0)
        .join("node_modules/node/bin"))
}

fn system_node() -> Option<u32> {
    let output = Command::new("node").arg("--version").output().ok()?;
    first_number(&String::from_utf8_lossy(&output.stdout))
}

/// The major version that a folder's `package.json` asks for.
fn wanted_node(folder: &Folder) -> u32 {
    let manifest = project::root().join(folder.path).join("package.json");
    let manifest = fs::read_to_string(manifest).unwrap_or_default();
    project::json_text(&manifest, "node")
        .and_then(|range| first_number(&range))
        .unwrap_or(OLDEST_NODE)
}

fn first_number(text: &str) -> Option<u32> {
    let digits = text.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    digits
        .split(|letter: char| !letter.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::{JUDGES, WINDOW, first_number, stamp_of, wanted_node};
    use crate::project;

    #[test]
    fn major_versions() {
        assert_eq!(first_number("v18.19.0\n"), Some(18));
        assert_eq!(first_number(">=20"), Some(20));
        assert_eq!(first_number(""), None);
    }
    #[test]
    fn what_packages_are_installed_from_is_there() {
        for folder in [WINDOW, JUDGES] {
            let root = project::root().join(folder.path);
            for source in folder.sources {
                assert!(!stamp_of(&root, &[source]).is_empty(), "{}/{source}", folder.path);
            }
            assert!(wanted_node(&folder) >= 20, "{}", folder.path);
        }
    }
}
