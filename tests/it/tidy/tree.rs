//! The project's own files, as git sees them, and how a fault in them is shown.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One file. A binary file has no text.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

pub(super) struct Tree {
    pub(super) files: Vec<File>,
}

impl Tree {
    /// Everything that is in git or would be: neither what is ignored nor what was deleted.
    pub(super) fn read() -> Self {
        let output = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root())
            .output()
            .expect("git starts");
        assert!(
            output.status.success(),
            "git: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let listing = String::from_utf8(output.stdout).expect("file names are text");
        let paths = listing.split('\0').filter(|path| !path.is_empty());
        let read = |path: &str| {
            let bytes = fs::read(root().join(path)).ok()?;
            Some(File {
                path: path.into(),
                text: String::from_utf8(bytes).unwrap_or_default(),
            })
        };
        Self {
            files: paths.filter_map(read).collect(),
        }
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fault {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) what: String,
    pub(super) why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, form: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(form, "{}:{}: {} – {}", self.path, self.line, self.what, self.why)
    }
}
