//! A cold start: what a program reads comes from the disk, as after switching the machine on.

use std::fs;
use std::process::Command;

const DROP: &str = "/proc/sys/vm/drop_caches";

/// How files are put out of the page cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cold {
    /// The kernel forgets every file (root only).
    Everything,
    /// Each of these files by itself, with `posix_fadvise(DONTNEED)` through `dd`. What another process has mapped
    /// stays.
    Files(Vec<String>),
}

impl Cold {
    /// The thorough way where it is allowed, and otherwise the one by `files`.
    pub(crate) fn with(files: Vec<String>) -> Self {
        sync();
        match fs::write(DROP, "3") {
            Ok(()) => Self::Everything,
            Err(_) => Self::Files(files),
        }
    }

    pub(crate) fn words(&self) -> String {
        match self {
            Self::Everything => "`sync`, then 3 into `/proc/sys/vm/drop_caches`".into(),
            Self::Files(files) => format!(
                "`posix_fadvise(DONTNEED)` on {} files (programs, libraries, data); what runs besides keeps its pages",
                files.len()
            ),
        }
    }

    pub(crate) fn take_effect(&self) -> Result<(), String> {
        sync();
        match self {
            Self::Everything => fs::write(DROP, "3").map_err(|error| format!("{DROP}: {error}")),
            Self::Files(files) => {
                for file in files {
                    let input = format!("if={file}");
                    let done = Command::new("dd")
                        .args([&input, "iflag=nocache", "count=0", "status=none"])
                        .status();
                    if !done.is_ok_and(|status| status.success()) {
                        return Err(format!("dd cannot put {file} out of the cache"));
                    }
                }
                Ok(())
            }
        }
    }
}

/// Waits until everything that was written is on the disk, so that no writing disturbs what is measured next.
pub(crate) fn sync() {
    let _ = Command::new("sync").status();
}
