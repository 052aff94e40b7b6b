//! `cargo xtask`: the project's chores, without dependencies so that it compiles in a second.

mod bench;
mod bundle;
mod faults;
mod machine;
mod packages;
mod project;
mod run;
mod steps;
mod test;
mod web;

use std::process::ExitCode;

const HELP: &str = "\
Refill's chores

Usage: cargo xtask <COMMAND> [OPTIONS]

Commands:
  run     Install what is missing, build the app and open it
  test    Install what the tests need and run all of them
  faults  Kill payments at every moment under every fault, and audit them
  bench   Measure Refill against an almost empty window, curl and the sqlite3 shell
  bundle  Make a .deb and an .rpm, and look at what is inside them

`cargo xtask <COMMAND> --help` tells more.
";

/// Why a command ended early.
#[derive(Debug, PartialEq)]
enum Stop {
    /// The command line or the surroundings are not right: exit code 2.
    Usage(String),
    /// Something that was tried did not work: exit code 1.
    Failed(String),
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("--help", &[][..]),
    };
    let outcome = match command {
        "run" => run::command(rest),
        "test" => test::command(rest),
        "faults" => faults::command(rest),
        "bench" => bench::command(rest),
        "bundle" => bundle::command(rest),
        "-h" | "--help" | "help" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(Stop::Usage(format!("There is no command `{other}`.\n\n{HELP}"))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Usage(message)) => {
            eprintln!("{}", message.trim_end());
            ExitCode::from(2)
        }
        Err(Stop::Failed(message)) => {
            eprintln!("\n{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}
