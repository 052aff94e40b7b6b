//! The system packages that Refill needs, and how they get onto the machine.

use std::collections::HashSet;
use std::process::Command;

use crate::Stop;
use crate::machine::Machine;
use crate::project::on_path;

/// To build the app and to open its window.
pub const BUILD: &[&str] = &[
    "build-essential",
    "ca-certificates",
    "libayatana-appindicator3-dev",
    "libdbus-1-dev",
    "librsvg2-dev",
    "libwebkit2gtk-4.1-dev",
    "pkg-config",
];

/// To make the packages for installing, and to look into them.
pub const BUNDLE: &[&str] = &["appstream", "cpio", "desktop-file-utils", "rpm", "rpm2cpio"];

/// To install the packages in a root of their own.
pub const INSTALL_TEST: &[&str] = &["mmdebstrap"];

/// To open the installed app inside that root.
pub const IN_CLEAN_ROOT: &[&str] = &["dbus", "x11-utils", "xdotool", "xvfb"];

/// What the benchmarks measure against, and with.
pub const BENCHMARKS: &[&str] = &["curl", "sqlite3", "time"];

/// What the tests without a window need besides.
pub const QUICK_TESTS: &[&str] = &["appstream", "desktop-file-utils", "git"];

/// To drive the real window on a private desktop, and to look at that desktop from outside.
pub const WINDOW_TESTS: &[&str] = &[
    "appstream",
    "curl",
    "dbus",
    "desktop-file-utils",
    "dunst",
    "fonts-dejavu-core",
    "gcr",
    "git",
    "gnome-keyring",
    "imagemagick",
    "libnotify-bin",
    "libsecret-tools",
    "locales",
    "openbox",
    "python3-dbus",
    "python3-gi",
    "webkit2gtk-driver",
    "x11-utils",
    "xauth",
    "xclip",
    "xdotool",
    "xvfb",
];

/// Installs those of `wanted` that the machine lacks, saying which before it does.
pub fn install(machine: Machine, wanted: &[&str]) -> Result<(), Stop> {
    match machine {
        Machine::NotLinux => return Ok(()),
        Machine::OtherLinux => {
            println!(
                "This is neither Debian nor Ubuntu: please see to it that these packages (named as Debian does) are there:\n  {}",
                wanted.join(" ")
            );
            return Ok(());
        }
        Machine::Debian | Machine::Ubuntu => {}
    }
    let missing = missing(wanted);
    if missing.is_empty() {
        return Ok(());
    }
    println!(
        "Installing {} system packages: {}",
        missing.len(),
        missing.join(" ")
    );
    apt(
        &["update", "-q"],
        "The list of system packages could not be fetched (`apt-get update`): is there a network?",
    )?;
    let mut arguments = vec!["install", "-y", "-q", "--no-install-recommends"];
    arguments.extend(&missing);
    let by_hand = format!(
        "Installing failed. By hand: `apt-get install --no-install-recommends {}`.",
        missing.join(" ")
    );
    apt(&arguments, &by_hand)
}

fn missing<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let listing = Command::new("dpkg-query")
        .args(["-W", "-f=${Package} ${db:Status-Status}\\n"])
        .args(wanted)
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    not_installed(wanted, &listing)
}

fn not_installed<'a>(wanted: &[&'a str], listing: &str) -> Vec<&'a str> {
    let installed: HashSet<&str> = listing
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .collect();
    wanted
        .iter()
        .copied()
        .filter(|package| !installed.contains(package))
        .collect()
}

fn apt(arguments: &[&str], otherwise: &str) -> Result<(), Stop> {
    let mut command = if is_root() {
        Command::new("apt-get")
    } else if on_path("sudo") {
        let mut command = Command::new("sudo");
        // `env`, because sudo may refuse to pass variables on.
        command.args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    } else {
        return Err(Stop::Failed(format!(
            "Installing needs root or sudo, and neither is here. {otherwise}"
        )));
    };
    let status = command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(arguments)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Stop::Failed(otherwise.into())),
        Err(error) => Err(Stop::Failed(format!(
            "apt-get does not start ({error}). {otherwise}"
        ))),
    }
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::not_installed;

    #[test]
    fn only_what_is_really_installed_counts() {
        let listing = "dbus installed\nxvfb config-files\n";
        assert_eq!(
            not_installed(&["dbus", "xvfb", "dunst"], listing),
            ["xvfb", "dunst"]
        );
    }
}
