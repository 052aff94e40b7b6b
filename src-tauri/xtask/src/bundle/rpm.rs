//! The package for Fedora, openSUSE and their kin.

use std::path::Path;
use std::process::Command;

use super::contents::{data, items, lay_out};
use super::files::{self, answer, fresh_folder, template};
use super::{Bundle, VERSION};
use crate::Stop;
use crate::project;

/// What only this package holds.
pub const DOCUMENTS: &[&str] = &[
    "usr/share/doc/refill/CHANGELOG.md",
    "usr/share/doc/refill/third-party.txt",
    "usr/share/licenses/refill/LICENSE",
];

/// A library that the program certainly needs; rpm finds the libraries itself.
const SURE: &str = "libwebkit2gtk-4.1.so.0()(64bit)";

/// Makes the package.
pub fn make(bundle: &Bundle, notices: &Path, package: &Path) -> Result<(), Stop> {
    let work = bundle.folder.join("rpm");
    fresh_folder(&work)?;
    let (tree, spec) = (work.join("tree"), work.join("refill.spec"));
    let shared = items(&bundle.program);
    lay_out(&shared, &tree)?;
    document(&tree, notices)?;
    let listed: Vec<String> = shared.iter().map(|item| format!("/{}", item.place)).collect();
    let values = [
        ("VERSION", VERSION),
        ("TREE", &tree.to_string_lossy()),
        ("FILES", &listed.join("\n")),
    ];
    files::write(&spec, &template("rpm/refill.spec", &values)?)?;
    let mut build = Command::new("rpmbuild");
    build
        .args(["--quiet", "-bb"])
        .args(["--define", &format!("_topdir {}", work.join("work").display())])
        .args(["--define", &format!("_rpmdir {}", work.display())])
        .args([
            "--define",
            "_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm",
        ])
        .arg(&spec);
    answer(build)?;
    look_at_needs(package)
}

fn document(tree: &Path, notices: &Path) -> Result<(), Stop> {
    let root = project::root();
    let sources = [
        root.join("src-tauri/docs/CHANGELOG.md"),
        notices.to_path_buf(),
        root.join("LICENSE"),
    ];
    let documents = sources.into_iter().zip(DOCUMENTS);
    let documents: Vec<_> = documents.map(|(source, place)| data(source, place)).collect();
    lay_out(&documents, tree)
}

fn look_at_needs(package: &Path) -> Result<(), Stop> {
    let mut query = Command::new("rpm");
    query.args(["-q", "--requires", "-p"]).arg(package);
    let needs = answer(query)?;
    println!("      it requires {} things", needs.lines().count());
    if needs.lines().any(|need| need == SURE) {
        return Ok(());
    }
    Err(Stop::Failed(format!(
        "rpm does not find that the program needs {SURE}:\n{needs}"
    )))
}
