//! The tools that check the window's code: Node, npm's packages under `tests/ui`, a browser.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::Stop;
use crate::machine::Machine;
use crate::packages;
use crate::project;
use crate::steps::{Show, run};

/// Where Node lies if the system's own is too old; the number is npm's version of the package `node`.
const OWN_NODE: (&str, &str) = ("node", "node@22");

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

/// npm within `tests/ui`, with a Node that is new enough.
pub fn npm(arguments: &[&str]) -> Result<Command, Stop> {
    let mut command = project::command("npm", &["--prefix", "tests/ui"]);
    command.args(arguments);
    let own = own_node_folder()?;
    if own.is_dir() {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(own).chain(env::split_paths(&path));
        let joined = env::join_paths(folders).map_err(|error| Stop::Failed(error.to_string()))?;
        command.env("PATH", joined);
    }
    Ok(command)
}

/// Sees to it that Node and the packages are there, as the lock file wants them.
pub fn install(machine: Machine) -> Result<(), Stop> {
    if machine.has_apt() && !(project::on_path("node") && project::on_path("npm")) {
        packages::install(machine, &["nodejs", "npm"])?;
    }
    let wanted = wanted_node();
    match system_node() {
        None => {
            return Err(Stop::Failed(format!(
                "Node {wanted} or newer and npm are needed for the window's code."
            )));
        }
        Some(found) if found < wanted => own_node(found, wanted)?,
        Some(_) => {}
    }
    let folder = project::root().join("tests/ui");
    let lock = fs::read(folder.join("package-lock.json")).unwrap_or_default();
    let stamp = folder.join("node_modules/.installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(npm(&["ci", "--no-audit", "--no-fund"])?, Show::OnFailure)?;
    fs::write(&stamp, &lock).map_err(|error| Stop::Failed(format!("{}: {error}", stamp.display())))
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

/// The major version that `tests/ui/package.json` asks for.
fn wanted_node() -> u32 {
    let manifest = fs::read_to_string(project::root().join("tests/ui/package.json")).unwrap_or_default();
    project::json_text(&manifest, "node")
        .and_then(|range| first_number(&range))
        .unwrap_or(18)
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
    use super::first_number;

    #[test]
    fn major_versions() {
        assert_eq!(first_number("v18.19.0\n"), Some(18));
        assert_eq!(first_number(">=20"), Some(20));
        assert_eq!(first_number(""), None);
    }
}
