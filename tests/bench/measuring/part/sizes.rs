//! How large the program and its package are. A megabyte has a million bytes here.

use std::fs;
use std::path::Path;

use super::Part;
use crate::measuring::options::Options;
use crate::measuring::report::Line;
use crate::measuring::say;

const BINARY: &str = "size of the program";
const PACKAGE: &str = "size of the .deb package";
const LARGEST_BINARY: u64 = 20;
const LARGEST_PACKAGE: u64 = 8;

pub(super) const PART: Part = Part {
    name: "sizes",
    title: "Sizes",
    goals: &[(BINARY, "≤ 20 MB"), (PACKAGE, "≤ 8 MB")],
    measure,
};

fn measure(options: &Options) -> Result<Vec<Line>, String> {
    let mut lines = vec![line(BINARY, &options.app, LARGEST_BINARY)?];
    let profile = options.app.parent().unwrap_or(Path::new("."));
    lines.push(match package(&profile.join("bundle/deb")) {
        Some(package) => line(PACKAGE, &package, LARGEST_PACKAGE)?,
        None => {
            let goal = format!("≤ {LARGEST_PACKAGE} MB");
            Line::missing(PACKAGE, &goal, "not built (`cargo xtask bundle` does)")
        }
    });
    Ok(lines)
}

fn line(what: &str, path: &Path, most: u64) -> Result<Line, String> {
    let size = fs::metadata(path)
        .map_err(|error| format!("{}: {error}", path.display()))?
        .len();
    let tenths = size.div_ceil(100_000);
    let text = format!("{}.{} MB", tenths / 10, tenths % 10);
    say!("{what}: {text}");
    Ok(Line::most(
        what,
        text,
        format!("≤ {most} MB"),
        size <= most * 1_000_000,
    ))
}

/// The newest package in a folder.
fn package(folder: &Path) -> Option<std::path::PathBuf> {
    let files = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let packages = files.filter(|path| path.extension().is_some_and(|extension| extension == "deb"));
    packages.max_by_key(|path| fs::metadata(path).and_then(|found| found.modified()).ok())
}
