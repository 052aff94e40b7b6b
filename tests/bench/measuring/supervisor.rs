//! Runs the parts one after the other, each in a process of its own and for a limited time, and puts their lines
//! together.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use refill_tests::patiently;

use super::options::Options;
use super::part::{self, Part};
use super::report::Line;
use super::{machine, report};

/// All parts together take no longer than this.
const LIMIT: Duration = Duration::from_secs(25 * 60);

pub(crate) fn run(options: &Options) -> Result<(), String> {
    let chosen: Vec<&Part> = part::ALL
        .iter()
        .filter(|part| options.only.as_deref().is_none_or(|only| only == part.name))
        .collect();
    if chosen.is_empty() {
        let names: Vec<&str> = part::ALL.iter().map(|part| part.name).collect();
        return Err(format!("There is no such part; there are: {}.", names.join(", ")));
    }
    fs::create_dir_all(&options.folder).map_err(|error| format!("{}: {error}", options.folder.display()))?;
    let load_before = machine::load();
    let (lines, failed) = one_by_one(&chosen, options);
    let about = machine::about(options, &load_before);
    let path = options.folder.join("results.md");
    fs::write(&path, report::markdown(&about, &lines))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    match failed.as_slice() {
        [] => Ok(()),
        names => Err(format!("Not measured: {}. Why stands above.", names.join(", "))),
    }
}

/// The lines of all parts, and the names of those that failed.
fn one_by_one(parts: &[&Part], options: &Options) -> (Vec<Line>, Vec<&'static str>) {
    let (began, total) = (Instant::now(), parts.len());
    let (mut lines, mut failed) = (Vec::new(), Vec::new());
    for (part, number) in parts.iter().zip(1..) {
        println!("\n[{number}/{total}] {} …", part.title);
        let part_began = Instant::now();
        match measured(part, options, LIMIT.saturating_sub(began.elapsed())) {
            Ok(found) => lines.extend(found),
            Err(why) => {
                println!("  FAILED: {why}");
                failed.push(part.name);
                let goals = part.goals.iter();
                lines.extend(goals.map(|(what, goal)| Line::missing(what, goal, &why)));
            }
        }
        println!("[{number}/{total}] after {} s", part_began.elapsed().as_secs());
    }
    (lines, failed)
}

fn measured(part: &Part, options: &Options, limit: Duration) -> Result<Vec<Line>, String> {
    let (path, reason) = (options.lines_of(part.name), options.reason_of(part.name));
    for old in [&path, &reason] {
        let _ = fs::remove_file(old);
    }
    let own = std::env::current_exe().map_err(|error| format!("this program is not found: {error}"))?;
    let mut process = Command::new(own)
        .args(options.arguments())
        .args(["--part", part.name])
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| format!("the part does not start: {error}"))?;
    let ended = patiently(limit, || process.try_wait().ok().flatten());
    let status = match ended {
        Some(status) => status,
        None => return Err(stop(&mut process)),
    };
    if !status.success() {
        return Err(fs::read_to_string(&reason).unwrap_or_else(|_| "it broke off".into()));
    }
    report::load(&path)
}

/// Ends a part that takes too long. What it started ends with it: its desktop notices.
fn stop(process: &mut Child) -> String {
    let _ = process.kill();
    let _ = process.wait();
    format!(
        "the limit of {} minutes for all parts was reached",
        LIMIT.as_secs() / 60
    )
}
