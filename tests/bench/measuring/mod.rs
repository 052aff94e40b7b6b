//! - `part/`: what is measured, one file each. Each part runs in a process of its own (`supervisor`), so that one
//!   that fails or hangs costs its own rows only.
//! - `screen`, `picture`: when a window is painted, seen from outside and the same way for every program.
//! - `program`, `stopwatch`, `processes`, `cache`: starting and ending programs, their memory, a cold start.
//! - `stage`, `data`: a private desktop with providers, accounts and keys.
//! - `numbers`, `report`, `machine`: medians and ratios, the table, and where it was measured.

mod cache;
mod data;
mod machine;
mod numbers;
mod options;
mod part;
mod picture;
mod processes;
mod program;
mod report;
mod screen;
mod stage;
mod stopwatch;
mod supervisor;

use std::fs;
use std::io::{self, Read};
use std::process::ExitCode;
use std::thread;

use options::{Asked, Options};

pub(crate) fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match options::parse(&arguments) {
        Ok(Asked::All(options)) => supervisor::run(&options),
        Ok(Asked::Part(name, options)) => return run_part(&name, &options),
        Err(why) => Err(why),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Measures one part and leaves its lines, or why there are none, for the supervisor.
fn run_part(name: &str, options: &Options) -> ExitCode {
    end_with_the_supervisor();
    let part = part::ALL.iter().find(|part| part.name == name);
    let lines = part.map_or(Err(format!("There is no part {name:?}.")), |part| {
        (part.measure)(options)
    });
    match lines.and_then(|lines| report::save(&options.lines_of(name), &lines)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Without the file the supervisor will say that the part broke off.
            let _ = fs::write(options.reason_of(name), why);
            ExitCode::FAILURE
        }
    }
}

/// Whoever started this part holds the other end of its standard input. When that end goes, so does this process, and
/// with it the pipes that keep its desktop alive.
fn end_with_the_supervisor() {
    thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(1);
    });
}

/// Says how far it is.
macro_rules! say {
    ($($words:tt)*) => { println!("  {}", format!($($words)*)) };
}
pub(crate) use say;
