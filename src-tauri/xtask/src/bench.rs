//! `cargo xtask bench`: every figure as a ratio against a floor or a peer that is measured in the same run.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Stop;
use crate::machine::Machine;
use crate::packages;
use crate::project::{self, cargo};
use crate::steps::{Show, Steps, run};
use crate::web;

const HELP: &str = "\
Measure Refill against an almost empty window, curl, the sqlite3 shell and the reference client of x402

Usage: cargo xtask bench [--only PART] [--quick] [--debug] [--write]

Options:
  --only PART  Measure only this: sizes, start, memory, refresh, export or payments
  --quick      Few runs and little data, to see that it works; the numbers do not count
  --debug      With debug builds, to see that it works; the numbers do not count
  --write      Put the table into src-tauri/docs/BENCHMARKS.md (only of a whole run)

Builds the app as it is shipped. A run takes up to 25 minutes after that; do nothing else on the machine meanwhile.
It brings its own virtual display, D-Bus session and keychain, and touches neither your desktop nor your accounts.
As root it starts cold by dropping the page cache of the whole machine.
";

const PARTS: &[&str] = &["sizes", "start", "memory", "refresh", "export", PAYMENTS];
/// The one that needs the judges of payments.
const PAYMENTS: &str = "payments";
const DOCUMENT: &str = "src-tauri/docs/BENCHMARKS.md";
const MARKER: &str = "<!-- results -->";

#[derive(Debug, Default, PartialEq)]
struct Options {
    only: Option<String>,
    quick: bool,
    debug: bool,
    write: bool,
}

pub fn command(arguments: &[String]) -> Result<(), Stop> {
    let Some(options) = parse(arguments)? else {
        print!("{HELP}");
        return Ok(());
    };
    let machine = Machine::here();
    if machine == Machine::NotLinux {
        return Err(Stop::Usage(
            "The benchmarks look at windows through X11 and at memory through /proc: they need Linux.".into(),
        ));
    }
    let mut steps = Steps::new(5);
    steps.step("System packages", || {
        let wanted = [packages::BUILD, packages::WINDOW_TESTS, packages::BENCHMARKS].concat();
        packages::install(machine, &wanted)
    })?;
    steps.step("Build the app and the floor", || {
        run(products(&options), Show::Live)
    })?;
    steps.step("Build the harness", || {
        run(build(&options, &["refill-bench", "refill-tests"]), Show::Live)
    })?;
    judges(&mut steps, machine, &options)?;
    let results = folder()?.join("results.md");
    let _ = fs::remove_file(&results);
    let measured = steps.step("Measure", || measure(&options));
    let Ok(table) = fs::read_to_string(&results) else {
        return measured;
    };
    println!("\n{table}");
    measured?;
    steps.summary();
    if options.write {
        write(&project::root().join(DOCUMENT), &table)?;
        println!("\nThe table stands in {DOCUMENT}.");
    }
    Ok(())
}

fn judges(steps: &mut Steps, machine: Machine, options: &Options) -> Result<(), Stop> {
    let title = "Packages of npm's, for the judges of payments";
    if options.only.as_deref().is_some_and(|only| only != PAYMENTS) {
        steps.skip(title, "only another part is measured");
        return Ok(());
    }
    steps.step(title, || web::install(machine, &[web::JUDGES]))
}

/// Together, so that both stand on the same build of everything below them. Nothing else is built along: it could
/// bring features into the app with which it is not shipped.
fn products(options: &Options) -> std::process::Command {
    let mut command = build(options, &["refill", "refill-floor"]);
    if options.debug {
        // As the tests build it, so that they need not build it again.
        command.arg("--features=refill/automation");
    }
    command
}

fn build(options: &Options, members: &[&str]) -> std::process::Command {
    let mut command = cargo(&["build", "--locked"]);
    if !options.debug {
        command.arg("--release");
    }
    for member in members {
        command.args(["-p", member]);
    }
    command
}

fn measure(options: &Options) -> Result<(), Stop> {
    let profile = if options.debug { "debug" } else { "release" };
    let programs = project::target_folder()?.join(profile);
    let program = |name: &str| programs.join(name).to_string_lossy().into_owned();
    let mut command = project::command(&program("refill-bench"), &[]);
    command.args(["--app", &program("refill"), "--floor", &program("refill-floor")]);
    command.arg("--folder").arg(folder()?);
    if let Some(part) = &options.only {
        command.args(["--only", part]);
    }
    command.args(options.quick.then_some("--quick"));
    command.args(options.debug.then_some("--debug"));
    run(web::with_node(command)?, Show::Live)
}

/// Where a run leaves its table, and pictures of what it looked at.
fn folder() -> Result<PathBuf, Stop> {
    Ok(project::target_folder()?.join("bench"))
}

fn write(document: &Path, table: &str) -> Result<(), Stop> {
    let broken = |error: std::io::Error| Stop::Failed(format!("{}: {error}", document.display()));
    let text = fs::read_to_string(document).map_err(broken)?;
    let text = between_markers(&text, table).ok_or_else(|| {
        Stop::Failed(format!(
            "{} wants two lines `{MARKER}`: the table goes between them.",
            document.display()
        ))
    })?;
    fs::write(document, text).map_err(broken)
}

/// The text with `table` in the place of what stands between its two markers.
fn between_markers(text: &str, table: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(MARKER).collect();
    let [before, _, after] = parts[..] else {
        return None;
    };
    Some(format!("{before}{MARKER}\n\n{}\n\n{MARKER}{after}", table.trim()))
}

/// `None` if help is asked for.
fn parse(arguments: &[String]) -> Result<Option<Options>, Stop> {
    let mut options = Options::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--only" => match rest.next() {
                Some(part) if PARTS.contains(&part.as_str()) => options.only = Some(part.clone()),
                _ => {
                    return Err(Stop::Usage(format!(
                        "`--only` wants one of: {}.",
                        PARTS.join(", ")
                    )));
                }
            },
            "--quick" => options.quick = true,
            "--debug" => options.debug = true,
            "--write" => options.write = true,
            "-h" | "--help" => return Ok(None),
            other => return Err(Stop::Usage(format!("`bench` does not know `{other}`.\n\n{HELP}"))),
        }
    }
    if options.write && (options.only.is_some() || options.quick || options.debug) {
        return Err(Stop::Usage(
            "`--write` goes with a whole run only: no `--only`, `--quick` or `--debug`.".into(),
        ));
    }
    Ok(Some(options))
}

#[cfg(test)]
mod tests {
    use super::{MARKER, Options, between_markers, parse};
    use crate::Stop;

    fn parsed(line: &str) -> Result<Option<Options>, Stop> {
        parse(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read() {
        let expected = Options {
            only: Some("start".into()),
            quick: true,
            debug: true,
            write: false,
        };
        assert_eq!(parsed("--only start --quick --debug"), Ok(Some(expected)));
        assert_eq!(parsed(""), Ok(Some(Options::default())));
        assert_eq!(parsed("--help"), Ok(None));
        assert!(matches!(parsed("--only"), Err(Stop::Usage(_))));
        assert!(matches!(parsed("--only stat"), Err(Stop::Usage(why)) if why.contains("start")));
        assert!(matches!(parsed("--fast"), Err(Stop::Usage(_))));
    }

    #[test]
    fn only_a_whole_run_is_written_down() {
        assert!(matches!(parsed("--write"), Ok(Some(options)) if options.write));
        for other in ["--quick", "--debug", "--only sizes"] {
            let line = format!("--write {other}");
            assert!(matches!(parsed(&line), Err(Stop::Usage(_))), "{line}");
        }
    }

    #[test]
    fn the_table_takes_the_place_of_the_last_one() {
        let text = format!("# Title\n\n{MARKER}\nold\n{MARKER}\n\nEnd.\n");
        let new = between_markers(&text, "| a |\n").expect("two markers");
        assert_eq!(new, format!("# Title\n\n{MARKER}\n\n| a |\n\n{MARKER}\n\nEnd.\n"));
        assert_eq!(between_markers(&new, "| a |\n"), Some(new.clone()));
        assert_eq!(between_markers("# Title", "| a |"), None);
    }
}
