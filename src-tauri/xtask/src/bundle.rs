//! `cargo xtask bundle`: a .deb and an .rpm, a look at what is inside them, and the proof that they install.

mod clean_root;
mod contents;
mod deb;
mod files;
mod inside;
mod install_test;
mod notices;
mod person;
mod rpm;
mod sizes;
mod validation;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::Stop;
use crate::machine::Machine;
use crate::packages;
use crate::project;
use crate::steps::Steps;

const HELP: &str = "\
Make a .deb and an .rpm, and look at what is inside them

Usage: cargo xtask bundle [--test] [--no-build]

Options:
  --test      Also install the .deb in a clean root of this distribution, open the app there on a virtual display,
              and remove it again (wants root, some minutes and 1.2 GB under `target/`)
  --no-build  Pack the optimised program that was built before

The packages lie in `target/release/bundle/`.
";

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Debug, Default, PartialEq)]
struct Options {
    test: bool,
    no_build: bool,
}

/// What is packed, and where the packages go.
struct Bundle {
    program: PathBuf,
    folder: PathBuf,
}

pub fn command(arguments: &[String]) -> Result<(), Stop> {
    if let [first, root] = arguments
        && first == install_test::INSIDE
    {
        return install_test::inside(root);
    }
    let Some(options) = parse(arguments)? else {
        print!("{HELP}");
        return Ok(());
    };
    let machine = Machine::here();
    if machine == Machine::NotLinux {
        return Err(Stop::Usage("A .deb and an .rpm are made on Linux.".into()));
    }
    if options.test {
        clean_root::possible(machine)?;
    }
    let mut steps = Steps::new(if options.test { 9 } else { 6 });
    let (deb, rpm) = packed(&mut steps, machine, &options)?;
    if options.test {
        tests(&mut steps, &deb, &rpm)?;
    }
    steps.summary();
    for package in [deb, rpm] {
        println!("  {:>8}  {}", sizes::of(&package)?, package.display());
    }
    Ok(())
}

/// Makes both packages and looks into them.
fn packed(steps: &mut Steps, machine: Machine, options: &Options) -> Result<(PathBuf, PathBuf), Stop> {
    steps.step("System packages", || {
        packages::install(machine, &wanted(options.test))
    })?;
    let program = release_folder()?.join("refill");
    if options.no_build {
        steps.skip(
            "Build the program",
            "--no-build: nobody looked whether it is built for tests",
        );
    } else {
        steps.step("Build the program (some minutes)", || build(&program))?;
    }
    let folder = release_folder()?.join("bundle");
    let bundle = Bundle { program, folder };
    let (deb, rpm) = (bundle.deb(), bundle.rpm());
    steps.step("The program's version and size", || bundle.look_at_program())?;
    let notices = bundle.folder.join("third-party.txt");
    steps.step("The .deb", || {
        notices::write(&notices)?;
        deb::make(&bundle, &notices, &deb)
    })?;
    steps.step("The .rpm", || rpm::make(&bundle, &notices, &rpm))?;
    steps.step("What is inside the packages", || {
        validation::look_into(&bundle, &deb, &rpm)?;
        sizes::at_most(".deb", &deb, sizes::DEB)
    })?;
    Ok((deb, rpm))
}

fn tests(steps: &mut Steps, deb: &Path, rpm: &Path) -> Result<(), Stop> {
    let root = clean_root::CleanRoot::in_folder(&project::target_folder()?.join("install-test"))?;
    steps.step("The .rpm in an empty root, and out of it", || {
        install_test::rpm(&root, rpm)
    })?;
    steps.step("A clean root", || root.fill())?;
    steps.step("The .deb in the clean root: install, open, remove", || {
        install_test::deb(&root, deb)
    })
}

impl Bundle {
    fn deb(&self) -> PathBuf {
        let name = format!("refill_{VERSION}-1_{}.deb", deb::architecture());
        self.folder.join("deb").join(name)
    }

    fn rpm(&self) -> PathBuf {
        let name = format!("refill-{VERSION}-1.{}.rpm", std::env::consts::ARCH);
        self.folder.join("rpm").join(name)
    }

    fn look_at_program(&self) -> Result<(), Stop> {
        let said = files::answer(project::command(&self.program.to_string_lossy(), &["--version"]))?;
        if said.trim() != format!("refill {VERSION}") {
            return Err(Stop::Failed(format!(
                "The program is not the one of this version ({VERSION}): it calls itself `{}`.",
                said.trim()
            )));
        }
        self.require_no_door()?;
        sizes::at_most("program", &self.program, sizes::PROGRAM)
    }

    /// Whatever it was built from and with: a program that knows the variables of the tests is none for people.
    fn require_no_door(&self) -> Result<(), Stop> {
        let program = std::fs::read(&self.program)
            .map_err(|error| Stop::Failed(format!("{} cannot be read: {error}.", self.program.display())))?;
        match door(&program) {
            None => Ok(()),
            Some(door) => Err(Stop::Failed(format!(
                "The program is built for tests and must not be shipped: it knows {door}."
            ))),
        }
    }
}

/// What only builds for tests listen to.
const DOORS: [&str; 3] = ["REFILL_KILL_AT", "REFILL_WITHOUT", "REFILL_TEST_"];

fn door(program: &[u8]) -> Option<&'static str> {
    let knows = |door: &str| program.windows(door.len()).any(|part| part == door.as_bytes());
    DOORS.into_iter().find(|door| knows(door))
}

fn wanted(test: bool) -> Vec<&'static str> {
    let test: &[&str] = if test { packages::INSTALL_TEST } else { &[] };
    [packages::BUILD, packages::BUNDLE, test].concat()
}

fn release_folder() -> Result<PathBuf, Stop> {
    Ok(project::target_folder()?.join("release"))
}

/// Builds the program as it is shipped. The features are asked of cargo: one that is built for tests can be scripted
/// by every other program of the same user.
fn build(program: &Path) -> Result<(), Stop> {
    let arguments = [
        "build",
        "--release",
        "--locked",
        "--package=refill",
        "--bin=refill",
        "--message-format=json-render-diagnostics",
    ];
    let build = project::cargo(&arguments).stderr(Stdio::inherit()).output();
    let build = build.map_err(|error| Stop::Failed(format!("cargo does not start: {error}.")))?;
    if !build.status.success() {
        return Err(Stop::Failed("The program could not be built (see above).".into()));
    }
    match features(&String::from_utf8_lossy(&build.stdout)) {
        Some("") if program.is_file() => Ok(()),
        Some("") => Err(Stop::Failed(format!("{} was not built.", program.display()))),
        Some(features) => Err(Stop::Failed(format!(
            "The program is built for tests and must not be shipped: its features are {features}."
        ))),
        None => Err(Stop::Failed(
            "cargo does not tell of the program `refill`.".into(),
        )),
    }
}

/// With which features the program was built, as cargo's messages tell.
fn features(messages: &str) -> Option<&str> {
    let is_program = |line: &&str| {
        line.contains(r#""reason":"compiler-artifact""#)
            && line.contains(r#""kind":["bin"]"#)
            && line.contains(r#""name":"refill""#)
    };
    let line = messages.lines().find(is_program)?;
    let (_, after) = line.split_once(r#""features":["#)?;
    after.split(']').next()
}

/// `None` if help is asked for.
fn parse(arguments: &[String]) -> Result<Option<Options>, Stop> {
    let mut options = Options::default();
    for argument in arguments {
        match argument.as_str() {
            "--test" => options.test = true,
            "--no-build" => options.no_build = true,
            "-h" | "--help" => return Ok(None),
            other => {
                return Err(Stop::Usage(format!(
                    "`bundle` does not know `{other}`.\n\n{HELP}"
                )));
            }
        }
    }
    Ok(Some(options))
}

#[cfg(test)]
mod tests {
    use super::{Options, door, features, parse};
    use crate::Stop;

    fn parsed(line: &str) -> Result<Option<Options>, Stop> {
        parse(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read() {
        let expected = Options {
            test: true,
            no_build: true,
        };
        assert_eq!(parsed("--no-build --test"), Ok(Some(expected)));
        assert_eq!(parsed(""), Ok(Some(Options::default())));
        assert_eq!(parsed("--help"), Ok(None));
        assert!(matches!(parsed("--tset"), Err(Stop::Usage(_))));
    }

    #[test]
    fn doors_for_tests_are_found() {
        assert_eq!(door(b"\0abc REFILL_WITHOUT=\0"), Some("REFILL_WITHOUT"));
        assert_eq!(door(b"\0REFILL_TEST_CHAIN"), Some("REFILL_TEST_"));
        assert_eq!(door(b"REFILL_LOG REFILL_DATA_DIR"), None);
    }

    #[test]
    fn features_of_the_program_are_found() {
        let line = |kind: &str, features: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","target":{{"kind":["{kind}"],"name":"refill"}},"features":[{features}],"fresh":true}}"#
            )
        };
        assert_eq!(features(&line("bin", "")), Some(""));
        let messages = [line("lib", ""), line("bin", r#""automation""#)].join("\n");
        assert_eq!(features(&messages), Some(r#""automation""#));
        assert_eq!(features(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
