//! The file that an export is written into until it is whole: beside its target, under a name that nobody else has.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use uuid::Uuid;

const ENDING: &str = ".refill-part";
/// So much of the target's name is in the part's, in characters: with the rest it stays a name that systems take.
const LONGEST_NAME: usize = 40;
/// A part of this age belongs to a program that was killed.
const ABANDONED: Duration = Duration::from_hours(24);

/// A part of an export. It is removed with this, unless it became the target.
pub(super) struct Part {
    path: PathBuf,
    is_moved: bool,
}

impl Part {
    /// Makes a part for `to`, and the file to write. What stands under its name already, a link for example, is never
    /// written through.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn beside(to: &Path) -> io::Result<(Part, File)> {
        let name = to.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let start = start_of(name);
        remove_abandoned(to, &start);
        let unique = format!("{}-{}", std::process::id(), Uuid::new_v4().simple());
        let path = to.with_file_name(format!("{start}{unique}{ENDING}"));
        let file = File::create_new(&path)?;
        let part = Part {
            path,
            is_moved: false,
        };
        Ok((part, file))
    }

    /// Puts the whole file into its place, over what is there.
    ///
    /// # Errors
    /// What the system says; what was there is still there.
    pub(super) fn replace(mut self, to: &Path) -> io::Result<()> {
        fs::rename(&self.path, to)?;
        self.is_moved = true;
        Ok(())
    }

    /// Puts the whole file into its place, where nothing is yet.
    ///
    /// # Errors
    /// `AlreadyExists` when something is there, whoever put it there and however late; what else the system says.
    pub(super) fn place(self, to: &Path) -> io::Result<()> {
        match fs::hard_link(&self.path, to) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => copy_new(&self.path, to),
            linked => linked,
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_moved {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// For file systems on which a file has one name only, as on most USB sticks.
fn copy_new(part: &Path, to: &Path) -> io::Result<()> {
    let mut from = File::open(part)?;
    let mut file = File::create_new(to)?;
    let copied = io::copy(&mut from, &mut file).and_then(|_| file.sync_all());
    copied.inspect_err(|_| {
        // It was made here, a moment ago.
        let _ = fs::remove_file(to);
    })
}

/// How the names of all parts for a target of this name start.
fn start_of(name: &OsStr) -> String {
    let name: String = name.to_string_lossy().chars().take(LONGEST_NAME).collect();
    format!(".{name}.")
}

/// Removes what programs that were killed left of exports to the same target. Where that cannot be it does no harm.
fn remove_abandoned(to: &Path, start: &str) {
    let folder = match to.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = file.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(start) && name.ends_with(ENDING) && is_abandoned(&file) {
            let _ = fs::remove_file(file.path());
        }
    }
}

fn is_abandoned(file: &fs::DirEntry) -> bool {
    // Of the entry itself, not of what a link leads to.
    let changed = file.metadata().and_then(|about| about.modified());
    changed.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > ABANDONED))
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::time::SystemTime;

    use super::*;

    fn written(to: &Path, text: &str) -> Part {
        let (part, mut file) = Part::beside(to).expect("a part");
        file.write_all(text.as_bytes()).expect("written");
        part
    }

    fn names(folder: &Path) -> Vec<String> {
        let files = fs::read_dir(folder).expect("a folder").flatten();
        files
            .map(|file| file.file_name().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn two_at_once_do_not_meet() {
        let folder = tempfile::tempdir().expect("a folder");
        let to = folder.path().join("out.csv");
        let (first, second) = (written(&to, "first"), written(&to, "second"));
        second.place(&to).expect("the first to end has the place");
        let late = first.place(&to).expect_err("the other is told");
        assert_eq!(late.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&to).expect("the file"), "second");
        written(&to, "third").replace(&to).expect("replaced");
        assert_eq!(fs::read_to_string(&to).expect("the file"), "third");
        assert_eq!(names(folder.path()), ["out.csv"], "nothing else is left");
    }

    #[test]
    fn a_part_that_is_given_up_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(written(&folder.path().join("out.csv"), "half"));
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn without_links_a_copy_replaces_nothing_either() {
        let folder = tempfile::tempdir().expect("a folder");
        let (part, to) = (folder.path().join("part"), folder.path().join("out.csv"));
        fs::write(&part, "whole").expect("written");
        copy_new(&part, &to).expect("copied");
        assert_eq!(fs::read_to_string(&to).expect("the file"), "whole");
        fs::write(&to, "mine").expect("written");
        let late = copy_new(&part, &to).expect_err("it is there");
        assert_eq!(late.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&to).expect("the file"), "mine");
    }

    #[test]
    fn only_old_parts_of_the_same_target_are_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let old = SystemTime::now() - ABANDONED - Duration::from_mins(1);
        for (name, is_old) in [
            (".out.csv.1-a.refill-part", true),
            (".out.csv.2-b.refill-part", false),
            (".other.csv.3-c.refill-part", true),
            (".out.csv.4-d", true),
        ] {
            let file = File::create_new(folder.path().join(name)).expect("made");
            if is_old {
                file.set_modified(old).expect("made old");
            }
        }
        drop(written(&folder.path().join("out.csv"), ""));
        let mut left = names(folder.path());
        left.sort();
        assert_eq!(
            left,
            [
                ".other.csv.3-c.refill-part",
                ".out.csv.2-b.refill-part",
                ".out.csv.4-d"
            ]
        );
    }

    #[test]
    fn the_longest_name_of_a_target_is_no_obstacle() {
        let folder = tempfile::tempdir().expect("a folder");
        let to = folder.path().join("ä".repeat(127));
        written(&to, "whole").place(&to).expect("placed");
        assert_eq!(fs::read_to_string(&to).expect("the file"), "whole");
    }
}
