//! `cargo xtask test`: everything that must hold, from a fresh checkout.

use std::fs;
use std::path::Path;

use crate::Stop;
use crate::machine::Machine;
use crate::packages;
use crate::project::{self, cargo};
use crate::steps::{Show, Steps, run};
use crate::web;

const HELP: &str = "\
Install what the tests need and run all of them

Usage: cargo xtask test [--filter WORD] [--no-ui]

Options:
  --filter WORD   Run only the Rust tests whose name contains WORD; no other checks
  --no-ui         Leave out what opens a window or a browser

The tests in the real window bring their own virtual display, D-Bus session, keychain and notification daemon:
they neither need a desktop nor touch yours.
";

/// One set of features for everything, so that nothing is compiled twice: the tests in the real window start the
/// same binary that is built here.
const FEATURES: &str = "--features=refill/automation";

/// How a line begins that opens an example in the documentation.
const DOC_EXAMPLE: &[&str] = &["/// ```", "//! ```"];

/// Names of tests that need a private desktop.
const WITHOUT_WINDOW: &str = "not (binary(e2e) or test(/^harness::/))";

#[derive(Debug, Default, PartialEq)]
struct Options {
    filter: Option<String>,
    no_ui: bool,
}

pub fn command(arguments: &[String]) -> Result<(), Stop> {
    let Some(options) = parse(arguments)? else {
        print!("{HELP}");
        return Ok(());
    };
    match &options.filter {
        Some(word) => only_matching(&options, word),
        None => everything(&options),
    }
}

fn everything(options: &Options) -> Result<(), Stop> {
    let machine = Machine::here();
    let mut steps = Steps::new(12);
    steps.step("System packages", || {
        packages::install(machine, &wanted(machine, options))
    })?;
    steps.step("Test runner (cargo-nextest)", nextest)?;
    steps.step("Format", || {
        run(cargo(&["fmt", "--all", "--check"]), Show::OnFailure)
    })?;
    web_steps(&mut steps, machine, options)?;
    steps.step("Lints", || {
        let arguments = [
            "clippy",
            "--keep-going",
            "--workspace",
            "--all-targets",
            "--locked",
            FEATURES,
            "--",
            "-D",
            "warnings",
        ];
        run(cargo(&arguments), Show::Live)
    })?;
    steps.step("Build the app and its tests", build)?;
    documentation(&mut steps)?;
    steps.step("Tests", || run(tests(options, None)?, Show::Live))?;
    steps.summary();
    Ok(())
}

fn web_steps(steps: &mut Steps, machine: Machine, options: &Options) -> Result<(), Stop> {
    steps.step("Packages of npm's, for the window and the judges", || {
        web::install(machine, &[web::WINDOW, web::JUDGES])
    })?;
    steps.step("Types of the window's code", || {
        run(web::npm(web::WINDOW, &["run", "check"])?, Show::OnFailure)
    })?;
    steps.step("Tests of the window's code", || {
        run(web::npm(web::WINDOW, &["test"])?, Show::OnFailure)
    })?;
    // What judges payments is judged first.
    steps.step("Tests of the judges of payments", || {
        run(web::npm(web::JUDGES, &["test"])?, Show::OnFailure)
    })?;
    let journeys = "Journeys in a browser";
    if options.no_ui {
        steps.skip(journeys, "--no-ui");
        return Ok(());
    }
    match web::no_browser(machine) {
        None => steps.step(journeys, || {
            run(web::npm(web::WINDOW, &["run", "journeys"])?, Show::OnFailure)
        }),
        Some(why) => {
            steps.skip(journeys, why);
            Ok(())
        }
    }
}

fn documentation(steps: &mut Steps) -> Result<(), Stop> {
    let title = "Examples in the documentation";
    if !has_doc_examples(&project::root().join("src-tauri")) {
        steps.skip(title, "there are none");
        return Ok(());
    }
    steps.step(title, || {
        run(
            cargo(&["test", "--doc", "--workspace", "--locked", FEATURES, "--quiet"]),
            Show::OnFailure,
        )
    })
}

fn has_doc_examples(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries
        .flatten()
        .map(|entry| entry.path())
        .any(|path| match path.extension() {
            _ if path.is_dir() => has_doc_examples(&path),
            Some(extension) if extension == "rs" => fs::read_to_string(&path).is_ok_and(|text| {
                text.lines()
                    .map(str::trim_start)
                    .any(|line| DOC_EXAMPLE.iter().any(|start| line.starts_with(start)))
            }),
            _ => false,
        })
}

fn only_matching(options: &Options, word: &str) -> Result<(), Stop> {
    let machine = Machine::here();
    packages::install(machine, &wanted(machine, options))?;
    nextest()?;
    // Any word may be one of theirs.
    web::install(machine, &[web::JUDGES])?;
    build()?;
    run(tests(options, Some(word))?, Show::Live)
}

fn wanted(machine: Machine, options: &Options) -> Vec<&'static str> {
    let window: &[&str] = if options.no_ui {
        packages::QUICK_TESTS
    } else {
        packages::WINDOW_TESTS
    };
    let browser: &[&str] = if options.no_ui || options.filter.is_some() {
        &[]
    } else {
        web::browser_packages(machine)
    };
    [packages::BUILD, window, browser].concat()
}

/// `--all-targets` builds the app's binary and every test with the features of both, in one go.
fn build() -> Result<(), Stop> {
    run(
        cargo(&["build", "--workspace", "--all-targets", "--locked", FEATURES]),
        Show::Live,
    )
}

/// The judges of payments run on Node.
fn tests(options: &Options, word: Option<&str>) -> Result<std::process::Command, Stop> {
    let mut command = cargo(&["nextest", "run", "--workspace", "--locked", FEATURES]);
    if options.no_ui {
        command.args(["-E", WITHOUT_WINDOW]);
    }
    command.args(word);
    web::with_node(command)
}

fn nextest() -> Result<(), Stop> {
    if project::on_path("cargo-nextest") {
        return Ok(());
    }
    println!("cargo-nextest is not here: building it, once (about five minutes) …");
    run(cargo(&["install", "--locked", "cargo-nextest"]), Show::Live)
}

/// `None` if help is asked for.
fn parse(arguments: &[String]) -> Result<Option<Options>, Stop> {
    let mut options = Options::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--filter" => match rest.next() {
                Some(word) => options.filter = Some(word.clone()),
                None => return Err(Stop::Usage("`--filter` needs a word to look for.".into())),
            },
            "--no-ui" => options.no_ui = true,
            "-h" | "--help" => return Ok(None),
            other => return Err(Stop::Usage(format!("`test` does not know `{other}`.\n\n{HELP}"))),
        }
    }
    Ok(Some(options))
}

#[cfg(test)]
mod tests {
    use super::{Options, parse};
    use crate::Stop;

    fn parsed(line: &str) -> Result<Option<Options>, Stop> {
        parse(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read() {
        let expected = Options {
            filter: Some("csv".into()),
            no_ui: true,
        };
        assert_eq!(parsed("--filter csv --no-ui"), Ok(Some(expected)));
        assert_eq!(parsed(""), Ok(Some(Options::default())));
        assert_eq!(parsed("-h"), Ok(None));
        assert!(matches!(parsed("--filter"), Err(Stop::Usage(_))));
        assert!(matches!(parsed("--filtr x"), Err(Stop::Usage(_))));
    }
}
