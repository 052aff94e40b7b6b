//! The command line, as `cargo xtask bench` writes it.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// What is measured, and how thoroughly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// The product's program.
    pub(crate) app: PathBuf,
    /// The floor's program.
    pub(crate) floor: PathBuf,
    /// Where the table goes, and what is kept of a run beside it.
    pub(crate) folder: PathBuf,
    /// A single part, or all.
    pub(crate) only: Option<String>,
    /// Few runs and little data: to see that it works.
    pub(crate) quick: bool,
    /// The programs are debug builds: nothing that comes of it counts.
    pub(crate) debug: bool,
}

/// Whether this process leads the run, or measures one part of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    All(Options),
    Part(String, Options),
}

impl Options {
    /// How many pairs are measured where a whole run measures `full`.
    pub(crate) fn pairs(&self, full: usize) -> usize {
        if self.quick { 2 } else { full }
    }

    /// `full`, or a hundredth of it in a quick run.
    pub(crate) fn amount(&self, full: usize) -> usize {
        if self.quick { full / 100 } else { full }
    }

    /// The file in which a part leaves its lines.
    pub(crate) fn lines_of(&self, part: &str) -> PathBuf {
        self.folder.join(format!("{part}.lines"))
    }

    /// The file in which a part leaves why it failed.
    pub(crate) fn reason_of(&self, part: &str) -> PathBuf {
        self.folder.join(format!("{part}.failed"))
    }

    /// The options again, as arguments.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let path = |name: &str, path: &PathBuf| [name.to_string(), path.to_string_lossy().into_owned()];
        let mut arguments: Vec<String> = [
            path("--app", &self.app),
            path("--floor", &self.floor),
            path("--folder", &self.folder),
        ]
        .concat();
        arguments.extend(self.quick.then(|| "--quick".to_string()));
        arguments.extend(self.debug.then(|| "--debug".to_string()));
        arguments
    }
}

pub(crate) fn parse(arguments: &[String]) -> Result<Asked, String> {
    let (mut values, mut quick, mut debug) = (BTreeMap::new(), false, false);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--quick" => quick = true,
            "--debug" => debug = true,
            name @ ("--app" | "--floor" | "--folder" | "--only" | "--part") => {
                let value = rest
                    .next()
                    .ok_or_else(|| wrong(&format!("{name} needs a value")))?;
                values.insert(name, value.clone());
            }
            other => return Err(wrong(&format!("unknown argument {other:?}"))),
        }
    }
    let options = Options {
        app: path(&values, "--app")?,
        floor: path(&values, "--floor")?,
        folder: path(&values, "--folder")?,
        only: values.get("--only").cloned(),
        quick,
        debug,
    };
    Ok(match values.remove("--part") {
        Some(part) => Asked::Part(part, options),
        None => Asked::All(options),
    })
}

/// A whole path, as everything runs in the home folder of a private desktop.
fn path(values: &BTreeMap<&str, String>, name: &str) -> Result<PathBuf, String> {
    let value = values
        .get(name)
        .ok_or_else(|| wrong(&format!("{name} is missing")))?;
    std::path::absolute(value).map_err(|error| wrong(&format!("{name} {value:?}: {error}")))
}

fn wrong(what: &str) -> String {
    format!("{what}: `cargo xtask bench` starts this")
}

#[cfg(test)]
mod tests {
    use super::{Asked, parse};

    fn parsed(line: &str) -> Result<Asked, String> {
        parse(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn what_a_part_is_told_is_what_was_asked() {
        let Ok(Asked::All(options)) = parsed("--app a --floor f --folder t --quick --debug") else {
            panic!("not understood");
        };
        let mut line = options.arguments();
        line.extend(["--part".into(), "start".into()]);
        assert_eq!(parse(&line), Ok(Asked::Part("start".into(), options)));
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        assert!(parsed("--app a --floor f").is_err_and(|why| why.contains("--folder")));
        assert!(parsed("--quack").is_err_and(|why| why.contains("--quack")));
        assert!(parsed("--only").is_err_and(|why| why.contains("--only")));
    }
}
