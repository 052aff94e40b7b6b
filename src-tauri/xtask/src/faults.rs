//! `cargo xtask faults`: the harness of payments alone, for as many runs as one likes.

use crate::Stop;
use crate::machine::Machine;
use crate::packages;
use crate::project::cargo;
use crate::steps::{Show, run};

const HELP: &str = "\
Kill payments at every named moment while their answers are lost, late or wrong, and audit what comes of it

Usage: cargo xtask faults [--runs N] [--seed S] [--without I1|I2|I3|I4|I5]

Options:
  --runs N      So many runs; without it 480, or with a seed that one
  --seed S      Begin at this seed; a single run tells its story where something is wrong
  --without I   Switch this invariant of payments off: then the audit must find something

No money moves: the provider and the chain are part of the harness. It needs Linux, and no window.
";

/// As `cargo xtask test` builds it, so that nothing is compiled twice.
const HARNESS: &[&str] = &[
    "test",
    "--workspace",
    "--locked",
    "--features=refill/automation",
    "--test",
    "e2e",
    "--",
    "--exact",
    "faults_of_payments::payments_survive_every_fault",
    "--nocapture",
];

const INVARIANTS: &[&str] = &["I1", "I2", "I3", "I4", "I5"];

#[derive(Debug, Default, PartialEq)]
struct Options {
    runs: Option<u64>,
    seed: Option<u64>,
    without: Option<String>,
}

pub fn command(arguments: &[String]) -> Result<(), Stop> {
    let Some(options) = parse(arguments)? else {
        print!("{HELP}");
        return Ok(());
    };
    let machine = Machine::here();
    if machine == Machine::NotLinux {
        return Err(Stop::Usage(
            "The harness looks at its processes through /proc: it needs Linux.".into(),
        ));
    }
    packages::install(machine, packages::BUILD)?;
    // A plain test: its progress shows at once, and it may take as long as it likes.
    let mut command = cargo(HARNESS);
    let variables = [
        ("REFILL_FAULT_RUNS", options.runs.map(|runs| runs.to_string())),
        ("REFILL_FAULT_SEED", options.seed.map(|seed| seed.to_string())),
        ("REFILL_FAULT_WITHOUT", options.without),
    ];
    for (name, value) in variables {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    run(command, Show::Live)
}

/// `None` if help is asked for.
fn parse(arguments: &[String]) -> Result<Option<Options>, Stop> {
    let mut options = Options::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--runs" => options.runs = Some(number(argument, rest.next())?),
            "--seed" => options.seed = Some(number(argument, rest.next())?),
            "--without" => match rest.next() {
                Some(invariant) if INVARIANTS.contains(&invariant.as_str()) => {
                    options.without = Some(invariant.clone());
                }
                _ => {
                    return Err(Stop::Usage(format!(
                        "`--without` wants one of: {}.",
                        INVARIANTS.join(", ")
                    )));
                }
            },
            "-h" | "--help" => return Ok(None),
            other => {
                return Err(Stop::Usage(format!(
                    "`faults` does not know `{other}`.\n\n{HELP}"
                )));
            }
        }
    }
    Ok(Some(options))
}

fn number(option: &str, given: Option<&String>) -> Result<u64, Stop> {
    let number = given.and_then(|given| given.parse().ok());
    number.ok_or_else(|| Stop::Usage(format!("`{option}` wants a whole number.")))
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
            runs: Some(5000),
            seed: Some(17),
            without: Some("I3".into()),
        };
        assert_eq!(parsed("--runs 5000 --seed 17 --without I3"), Ok(Some(expected)));
        assert_eq!(parsed(""), Ok(Some(Options::default())));
        assert_eq!(parsed("--help"), Ok(None));
        assert!(matches!(parsed("--runs many"), Err(Stop::Usage(_))));
        assert!(matches!(parsed("--seed"), Err(Stop::Usage(_))));
        assert!(matches!(parsed("--without I6"), Err(Stop::Usage(_))));
    }
}
