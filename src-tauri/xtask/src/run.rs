//! `cargo xtask run`: from a fresh checkout to the open window.

use std::env;

use crate::Stop;
use crate::machine::Machine;
use crate::packages;
use crate::project;
use crate::steps::{Show, run};

const HELP: &str = "\
Install what is missing, build the app and open it

Usage: cargo xtask run [--demo] [--release] [-- ARGS]

Options:
  --demo      Open it on embedded demo providers: no keys, no money, no network
  --release   Build it optimised, as it is shipped (takes several minutes the first time)
  -- ARGS     Hand what follows to the app

On Debian and Ubuntu, missing system packages are installed through apt-get (with sudo where you are not root).
";

const NO_DISPLAY: &str = "\
There is no display to open a window on: run this in a desktop session, or on a virtual display with `xvfb-run -a cargo xtask run --demo`.";

#[derive(Debug, Default, PartialEq)]
struct Options {
    release: bool,
    app: Vec<String>,
}

pub fn command(arguments: &[String]) -> Result<(), Stop> {
    let Some(options) = parse(arguments)? else {
        print!("{HELP}");
        return Ok(());
    };
    let machine = Machine::here();
    if machine != Machine::NotLinux && !has_display() {
        return Err(Stop::Usage(NO_DISPLAY.into()));
    }
    packages::install(machine, packages::BUILD)?;
    println!("Building Refill (some minutes the first time) …");
    let mut build = project::cargo(&["build", "--locked", "-p", "refill"]);
    if options.release {
        build.arg("--release");
    }
    run(build, Show::Live)?;
    let profile = if options.release { "release" } else { "debug" };
    let app = project::target_folder()?
        .join(profile)
        .join(format!("refill{}", env::consts::EXE_SUFFIX));
    println!("Opening Refill …");
    let arguments: Vec<&str> = options.app.iter().map(String::as_str).collect();
    run(project::command(&app.to_string_lossy(), &arguments), Show::Live)
}

/// `None` if help is asked for.
fn parse(arguments: &[String]) -> Result<Option<Options>, Stop> {
    let mut options = Options::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--demo" => options.app.push("--demo".into()),
            "--release" => options.release = true,
            "--" => options.app.extend(rest.by_ref().cloned()),
            "-h" | "--help" => return Ok(None),
            other => return Err(Stop::Usage(format!("`run` does not know `{other}`.\n\n{HELP}"))),
        }
    }
    Ok(Some(options))
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::{Options, parse};
    use crate::Stop;

    fn parsed(line: &str) -> Result<Option<Options>, Stop> {
        parse(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn options_before_and_after_the_dashes() {
        let expected = Options {
            release: true,
            app: vec!["--demo".into(), "--help".into()],
        };
        assert_eq!(parsed("--demo --release -- --help"), Ok(Some(expected)));
        assert_eq!(parsed(""), Ok(Some(Options::default())));
        assert_eq!(parsed("--help"), Ok(None));
        assert!(matches!(parsed("--dmo"), Err(Stop::Usage(_))));
    }
}
