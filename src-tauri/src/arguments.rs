//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

/// How the program was started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// On embedded demo providers, with a data folder of its own that starts afresh each time.
    pub demo: bool,
    /// `REFILL_DATA_DIR`: where everything is kept instead of the usual place.
    pub data_dir: Option<PathBuf>,
}

/// What a command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Parsed {
    Run(Arguments),
    Say(String),
    Wrong(String),
}

const HELP: &str = "\
Refill keeps your prepaid API credits in order.

Usage: refill [--demo]

Options:
      --demo     Open on made-up accounts, without keys, money or network
  -h, --help     Show this text
  -V, --version  Show the version

Environment:
  REFILL_DATA_DIR  Keep all data in this folder instead of the usual place
  REFILL_LOG       What to log on standard error, for example `info`";

/// Reads the command line and the environment.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Parsed {
    let data_dir = std::env::var_os("REFILL_DATA_DIR")
        .filter(|dir| !dir.is_empty())
        .map(PathBuf::from);
    parse_with(arguments, data_dir)
}

fn parse_with(arguments: impl Iterator<Item = OsString>, data_dir: Option<PathBuf>) -> Parsed {
    let mut parsed = Arguments {
        demo: false,
        data_dir,
    };
    for argument in arguments {
        match argument.to_str() {
            Some("--demo") => parsed.demo = true,
            Some("-h" | "--help") => return Parsed::Say(HELP.to_owned()),
            Some("-V" | "--version") => return Parsed::Say(format!("refill {}", env!("CARGO_PKG_VERSION"))),
            _ => {
                return Parsed::Wrong(format!(
                    "refill: unknown argument {argument:?}. Try refill --help."
                ));
            }
        }
    }
    Parsed::Run(parsed)
}

/// Writes a line on standard output.
#[expect(clippy::print_stdout, reason = "the answer to --help and --version")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// Writes a line on standard error.
#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
pub(crate) fn complain(text: &str) {
    eprintln!("{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Parsed {
        parse_with(arguments.iter().map(OsString::from), None)
    }

    #[test]
    fn knows_its_arguments_and_refuses_others() {
        assert_eq!(parsed(&[]), Parsed::Run(Arguments::default()));
        let demo = Arguments {
            demo: true,
            data_dir: None,
        };
        assert_eq!(parsed(&["--demo"]), Parsed::Run(demo));
        assert!(matches!(parsed(&["--version"]), Parsed::Say(text) if text.starts_with("refill ")));
        assert!(matches!(parsed(&["--dmeo"]), Parsed::Wrong(text) if text.contains("--dmeo")));
    }
}
