//! Processes and their memory, as /proc tells it.

use std::fs;

/// A process and everything that it started, directly or not.
pub(crate) fn tree(root: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = all()
        .filter_map(|process| Some((process, parent(process)?)))
        .collect();
    let mut tree = vec![root];
    let mut next = 0;
    while let Some(&process) = tree.get(next) {
        tree.extend(
            parents
                .iter()
                .filter(|(_, parent)| *parent == process)
                .map(|(child, _)| child),
        );
        next += 1;
    }
    tree
}

fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    parent_in(&stat)
}

/// The name in parentheses may hold anything, even parentheses; the parent stands second after it.
fn parent_in(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// The name of a process's program.
pub(crate) fn name(process: u32) -> String {
    let program = fs::read_link(format!("/proc/{process}/exe")).unwrap_or_default();
    let name = program.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// How many processes of web views there are outside of this tree. They share memory with those inside, whose own
/// share is smaller then.
pub(crate) fn foreign_web_views(tree: &[u32]) -> usize {
    all()
        .filter(|process| !tree.contains(process) && name(*process).starts_with("WebKit"))
        .count()
}

fn all() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// The proportional set size of a process in KiB: its own memory, and its share of what it shares. `None` when it has
/// ended.
pub(crate) fn pss_kib(process: u32) -> Option<u32> {
    pss_in(&fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?)
}

fn pss_in(rollup: &str) -> Option<u32> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// The files that are mapped into a process: its program and its libraries.
pub(crate) fn mapped_files(process: u32) -> Vec<String> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default();
    let mut files: Vec<String> = maps
        .lines()
        .filter_map(|line| line.find('/').map(|start| line[start..].to_string()))
        .filter(|file| fs::metadata(file).is_ok_and(|found| found.is_file()))
        .collect();
    files.sort();
    files.dedup();
    files
}

#[cfg(test)]
mod tests {
    use super::{mapped_files, name, parent_in, pss_in, pss_kib, tree};

    #[test]
    fn a_name_with_parentheses_hides_no_parent() {
        assert_eq!(parent_in("12 (a) S (b) S 7 1 1 0"), Some(7));
        assert_eq!(parent_in("12"), None);
    }

    #[test]
    fn memory_is_read_in_kib() {
        let rollup =
            "55d0-7ffd ---p 00000000 00:00 0 [rollup]\nRss:  900 kB\nPss:  812 kB\nPss_Dirty: 5 kB\n";
        assert_eq!(pss_in(rollup), Some(812));
        assert_eq!(pss_in("Rss: 9 kB\n"), None);
    }

    #[test]
    fn this_process_has_memory_a_child_and_a_program() {
        let own = std::process::id();
        let mut child = std::process::Command::new("cat")
            .stdin(std::process::Stdio::piped())
            .spawn()
            .expect("cat starts");
        assert!(tree(own).contains(&child.id()));
        assert!(pss_kib(own).is_some_and(|kib| kib > 100));
        child.kill().expect("killed");
        child.wait().expect("ended");
        assert_eq!(pss_kib(child.id()), None);
        let program = std::env::current_exe().expect("known");
        assert_eq!(
            program.file_name().unwrap_or_default().to_string_lossy(),
            name(own)
        );
        assert!(mapped_files(own).contains(&program.to_string_lossy().into_owned()));
    }
}
