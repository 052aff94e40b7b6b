//! The libraries that are compiled into the program, and their licences: these ask to be named wherever it goes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::files::{self, answer, failed};
use crate::Stop;
use crate::project::{self, cargo};

const HEAD: &str = "\
Refill contains these libraries of others, each under its own licence. The texts of the licences follow below the list.

";

/// How the names of files begin that hold a licence or a notice.
const NAMES: &[&str] = &[
    "license",
    "licence",
    "copying",
    "notice",
    "unlicense",
    "copyright",
];

/// Writes the list and the texts. The same text stands there once, under the names of all who use it.
pub fn write(path: &Path) -> Result<(), Stop> {
    let libraries = libraries()?;
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |name: &str, folder: &Path| -> Result<(), Stop> {
        for text in licences(folder)? {
            texts.entry(text).or_default().insert(name.into());
        }
        Ok(())
    };
    let folders = folders()?;
    for library in libraries.keys() {
        if let Some(folder) = folders.get(library) {
            add(library, folder)?;
        }
    }
    for name in ["fluent", "tauri", "tauri/external/tslib"] {
        let folder = project::root().join("ui/vendor").join(name);
        add(&format!("{name} (in the window)"), &folder)?;
    }
    let mut all = String::from(HEAD);
    for (name, terms) in &libraries {
        all += &format!("{name}: {terms}\n");
    }
    for (text, names) in texts {
        let names: Vec<String> = names.into_iter().collect();
        all += &format!("\n\n──── {} ────\n\n{text}\n", names.join(", "));
    }
    println!("      {} libraries of others are named", libraries.len());
    files::write(path, &all)
}

/// What is compiled in, by `name-version`, with its licence and where its sources are.
fn libraries() -> Result<BTreeMap<String, String>, Stop> {
    let tree = answer(cargo(&[
        "tree",
        "--package=refill",
        "--edges=normal,no-proc-macro",
        "--prefix=none",
        "--format={p}|{l}|{r}",
        "--locked",
    ]))?;
    Ok(tree.lines().filter_map(library).collect())
}

/// One line of `cargo tree`. Our own crates have a path behind their version.
fn library(line: &str) -> Option<(String, String)> {
    let mut parts = line.trim_end_matches(" (*)").split('|');
    let (name, version) = parts.next()?.split_once(" v")?;
    let (licence, sources) = (parts.next()?, parts.next()?);
    let terms = match sources {
        "" => licence.to_owned(),
        sources => format!("{licence} <{sources}>"),
    };
    (!version.contains(' ')).then(|| (format!("{name}-{version}"), terms))
}

/// Where cargo keeps the sources of each `name-version`.
fn folders() -> Result<BTreeMap<String, PathBuf>, Stop> {
    let metadata = answer(cargo(&["metadata", "--format-version=1", "--locked"]))?;
    let manifests = metadata.split("\"manifest_path\":\"").skip(1);
    let folder = |after: &str| {
        let folder = Path::new(after.split('"').next()?).parent()?.to_path_buf();
        let name = folder.file_name()?.to_string_lossy().into_owned();
        Some((name, folder))
    };
    Ok(manifests.filter_map(folder).collect())
}

/// The texts of a folder's licences and notices, each without the spaces at the ends of its lines.
fn licences(folder: &Path) -> Result<Vec<String>, Stop> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        if path.is_file() && NAMES.iter().any(|start| name.starts_with(start)) {
            let bytes = fs::read(&path).map_err(failed(&path))?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
            texts.push(lines.join("\n"));
        }
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::library;

    #[test]
    fn libraries_of_others_are_told_from_our_own() {
        let (name, terms) = library("aes v0.9.4|MIT OR Apache-2.0|https://example.org/aes (*)").unwrap();
        assert_eq!(name, "aes-0.9.4");
        assert_eq!(terms, "MIT OR Apache-2.0 <https://example.org/aes>");
        assert_eq!(library("refill v0.1.0 (/somewhere/src-tauri)|MIT|"), None);
    }
}
