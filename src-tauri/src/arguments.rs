//! The command line, and what the environment says.

use std::ffi::OsString;
use std::path::PathBuf;

use jiff::civil::Date;
use lexopt::prelude::*;

use crate::cli::{Command, Export, PHRASES, problem_codes, quoted};

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
    /// The window.
    Run(Arguments),
    /// Something without a window.
    Command(Arguments, Command),
    Say(String),
    Wrong(String),
}

/// Reads the command line and the environment.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Parsed {
    let data_dir = std::env::var_os("REFILL_DATA_DIR")
        .filter(|dir| !dir.is_empty())
        .map(PathBuf::from);
    parse_with(arguments.collect(), data_dir)
}

fn parse_with(arguments: Vec<OsString>, data_dir: Option<PathBuf>) -> Parsed {
    let mut read = Read::default();
    match read.all(lexopt::Parser::from_args(arguments)) {
        Ok(Some(said)) => Parsed::Say(said),
        Ok(None) => {
            let arguments = Arguments {
                demo: read.demo,
                data_dir,
            };
            match read.command() {
                Ok(None) => Parsed::Run(arguments),
                Ok(Some(command)) => Parsed::Command(arguments, command),
                Err(wrong) => Parsed::Wrong(wrong.say(read.name)),
            }
        }
        Err(wrong) => Parsed::Wrong(wrong.say(read.name)),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Status,
    Refresh,
    Export,
}

/// What was read so far.
#[derive(Debug, Default)]
struct Read {
    demo: bool,
    name: Option<Name>,
    json: bool,
    from: Option<Date>,
    to: Option<Date>,
    accounts: Vec<String>,
    file: Option<PathBuf>,
    force: bool,
}

impl Read {
    /// Reads everything; a text comes back where the command line asks only for that.
    fn all(&mut self, mut parser: lexopt::Parser) -> Result<Option<String>, Wrong> {
        while let Some(argument) = parser.next()? {
            let shows = matches!(self.name, Some(Name::Status | Name::Refresh));
            let exports = self.name == Some(Name::Export);
            match argument {
                Short('h') | Long("help") => return Ok(Some(help(self.name))),
                Short('V') | Long("version") => return Ok(Some(version())),
                Long("demo") => self.demo = true,
                Long("json") if shows => self.json = true,
                Long("from") if exports => self.from = Some(day("--from", parser.value()?)?),
                Long("to") if exports => self.to = Some(day("--to", parser.value()?)?),
                Long("account") if exports => self.accounts.push(text(parser.value()?)?),
                Short('o') | Long("output") if exports => self.file = Some(parser.value()?.into()),
                Long("force") if exports => self.force = true,
                Value(word) if self.name.is_none() => self.name = Some(name(word)?),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(None)
    }

    /// The command, if all that it needs is there.
    fn command(&mut self) -> Result<Option<Command>, Wrong> {
        let json = self.json;
        Ok(match self.name {
            None => None,
            Some(Name::Status) => Some(Command::Status { json }),
            Some(Name::Refresh) => Some(Command::Refresh { json }),
            Some(Name::Export) => Some(Command::Export(self.export()?)),
        })
    }

    fn export(&mut self) -> Result<Export, Wrong> {
        let from = self.from.ok_or_else(|| Wrong::needed("--from"))?;
        let to = self.to.ok_or_else(|| Wrong::needed("--to"))?;
        if from > to {
            return Err(Wrong(PHRASES.say("wrong-order")));
        }
        // As many programs write it: standard output by name.
        let file = self.file.take().filter(|file| file.as_os_str() != "-");
        if self.force && file.is_none() {
            return Err(Wrong(PHRASES.say("wrong-file-needed")));
        }
        Ok(Export {
            from,
            to,
            accounts: std::mem::take(&mut self.accounts),
            file,
            force: self.force,
        })
    }
}

/// What is wrong with a command line, as a sentence.
#[derive(Debug)]
struct Wrong(String);

impl Wrong {
    fn needed(option: &str) -> Wrong {
        Wrong(PHRASES.phrase("wrong-needed").with("option", option).say())
    }

    fn value(phrase: &str, value: &str) -> Wrong {
        Wrong(PHRASES.phrase(phrase).with("value", quoted(value)).say())
    }

    fn option(phrase: &str, option: &str) -> Wrong {
        Wrong(PHRASES.phrase(phrase).with("option", quoted(option)).say())
    }

    /// The whole, with the help that tells more.
    fn say(self, name: Option<Name>) -> String {
        let help = match name {
            Some(name) => format!("refill {} --help", word(name)),
            None => "refill --help".to_owned(),
        };
        PHRASES
            .phrase("wrong")
            .with("text", self.0)
            .with("try", help)
            .say()
    }
}

impl From<lexopt::Error> for Wrong {
    fn from(error: lexopt::Error) -> Wrong {
        match error {
            lexopt::Error::MissingValue { option } => {
                Wrong::option("wrong-no-value", &option.unwrap_or_default())
            }
            lexopt::Error::UnexpectedOption(option) => Wrong::option("wrong-option", &option),
            lexopt::Error::UnexpectedArgument(word) => {
                Wrong::value("wrong-argument", &word.to_string_lossy())
            }
            lexopt::Error::UnexpectedValue { option, .. } => Wrong::option("wrong-value", &option),
            lexopt::Error::NonUnicodeValue(word) => Wrong::value("wrong-text", &word.to_string_lossy()),
            other => Wrong(other.to_string()),
        }
    }
}

fn name(word: OsString) -> Result<Name, Wrong> {
    match text(word)?.as_str() {
        "status" => Ok(Name::Status),
        "refresh" => Ok(Name::Refresh),
        "export" => Ok(Name::Export),
        other => Err(Wrong::value("wrong-command", other)),
    }
}

fn word(name: Name) -> &'static str {
    match name {
        Name::Status => "status",
        Name::Refresh => "refresh",
        Name::Export => "export",
    }
}

fn text(word: OsString) -> Result<String, Wrong> {
    Ok(word.string()?)
}

fn day(option: &'static str, word: OsString) -> Result<Date, Wrong> {
    let text = text(word)?;
    // Only `2026-10-31`: other forms of ISO 8601 are read differently elsewhere.
    let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text);
    day.ok_or_else(|| {
        let phrase = PHRASES.phrase("wrong-day").with("option", option);
        Wrong(phrase.with("value", quoted(&text)).say())
    })
}

fn help(name: Option<Name>) -> String {
    let id = match name {
        None => "help".to_owned(),
        Some(name) => format!("help-{}", word(name)),
    };
    PHRASES.phrase(&id).with("codes", problem_codes()).say()
}

fn version() -> String {
    format!("refill {}", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Parsed {
        parse_with(arguments.iter().map(OsString::from).collect(), None)
    }

    #[track_caller]
    fn wrong(arguments: &[&str]) -> String {
        match parsed(arguments) {
            Parsed::Wrong(text) => text,
            other => panic!("{arguments:?} is {other:?}"),
        }
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
        assert!(wrong(&["--dmeo"]).contains("--dmeo"));
        assert!(wrong(&["--json"]).contains("--json"), "an option of a command");
        assert!(wrong(&["statsu"]).contains("statsu"));
        assert!(wrong(&["status", "now"]).contains("refill status --help"));
    }

    #[test]
    fn commands_take_their_options() {
        let status = |demo, json| {
            let data_dir = None;
            Parsed::Command(Arguments { demo, data_dir }, Command::Status { json })
        };
        assert_eq!(parsed(&["status"]), status(false, false));
        assert_eq!(parsed(&["status", "--json"]), status(false, true));
        assert_eq!(parsed(&["--demo", "status"]), status(true, false));
        assert_eq!(parsed(&["status", "--demo"]), status(true, false));
        let refresh = Command::Refresh { json: true };
        assert_eq!(
            parsed(&["refresh", "--json"]),
            Parsed::Command(Arguments::default(), refresh)
        );
        assert!(wrong(&["status", "--from", "2026-10-01"]).contains("--from"));
        assert!(wrong(&["status", "--json=yes"]).contains("--json"));
    }

    #[test]
    fn an_export_has_days_and_perhaps_accounts_and_a_file() {
        let full = "export --from 2026-10-01 --to 2026-10-31 --account Work --account=b -o x.csv --force";
        let words: Vec<&str> = full.split(' ').collect();
        let export = Export {
            from: jiff::civil::date(2026, 10, 1),
            to: jiff::civil::date(2026, 10, 31),
            accounts: vec!["Work".into(), "b".into()],
            file: Some("x.csv".into()),
            force: true,
        };
        assert_eq!(
            parsed(&words),
            Parsed::Command(Arguments::default(), Command::Export(export))
        );
        let to_output = parsed(&["export", "--from", "2026-10-01", "--to", "2026-10-01", "-o", "-"]);
        assert!(
            matches!(&to_output, Parsed::Command(_, Command::Export(export)) if export.file.is_none()),
            "{to_output:?}"
        );
    }

    #[test]
    fn an_export_without_sense_is_refused() {
        for (words, says) in [
            (&["export", "--to", "2026-10-31"][..], "--from is needed"),
            (&["export", "--from", "2026-10-31"], "--to is needed"),
            (&["export", "--from"], "needs a value"),
            (&["export", "--from", "2026-11-01", "--to", "2026-10-31"], "later"),
            (
                &["export", "--from", "2026-02-30", "--to", "2026-10-31"],
                "2026-02-30",
            ),
            (
                &["export", "--from", "20261001", "--to", "2026-10-31"],
                "20261001",
            ),
            (
                &["export", "--from", "yesterday", "--to", "2026-10-31"],
                "yesterday",
            ),
            (
                &["export", "--from", "2026-10-01", "--to", "2026-10-31", "--force"],
                "-o",
            ),
        ] {
            let text = wrong(words);
            assert!(text.contains(says), "{words:?}: {text}");
            assert!(text.contains("refill export --help"), "{text}");
        }
    }

    #[test]
    fn help_is_there_for_all_and_for_each() {
        let said = |words: &[&str]| match parsed(words) {
            Parsed::Say(text) => text,
            other => panic!("{words:?} is {other:?}"),
        };
        let all = said(&["--help"]);
        for command in ["status", "refresh", "export"] {
            assert!(all.contains(command));
            let one = said(&[command, "-h"]);
            assert!(one.contains(&format!("refill [--demo] {command}")), "{one}");
            for code in ["  0    done", "  130  stopped"] {
                assert!(one.contains(code) && all.contains(code), "{one}");
            }
            let width = one.lines().chain(all.lines()).map(str::len).max();
            assert!(width < Some(112), "{one}");
        }
        assert!(said(&["status", "--help"]).contains("vault_locked, "));
        assert_eq!(said(&["export", "--version"]), said(&["-V"]));
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_are_refused_and_shown_harmlessly() {
        use std::os::unix::ffi::OsStringExt;

        let strange = OsString::from_vec(b"\xff\x1b[2J".to_vec());
        let Parsed::Wrong(text) = parse_with(vec![strange], None) else {
            panic!("no text is no command");
        };
        assert!(!text.contains('\u{1b}'), "{text:?}");
        let file = OsString::from_vec(b"\xff.csv".to_vec());
        let words = ["export", "--from", "2026-10-01", "--to", "2026-10-01", "-o"].map(OsString::from);
        let parsed = parse_with(words.into_iter().chain([file.clone()]).collect(), None);
        assert!(
            matches!(&parsed, Parsed::Command(_, Command::Export(export)) if export.file == Some(file.into())),
            "{parsed:?}: a file may have any name"
        );
    }
}
