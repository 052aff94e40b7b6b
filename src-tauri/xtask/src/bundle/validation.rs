//! What is inside the packages, as the tools of the desktops see it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::contents::{DESKTOP_ENTRY, METAINFO, items};
use super::files::{answer, failed, fresh_folder, listing};
use super::{Bundle, deb, rpm};
use crate::Stop;

/// AppStream before 1.0 does not know the element that later versions want.
const OLD_NEWS: &str = "unknown-tag developer";

/// Unpacks both packages and looks at every file.
pub fn look_into(bundle: &Bundle, deb: &Path, rpm: &Path) -> Result<(), Stop> {
    let folder = bundle.folder.join("inside");
    let (of_deb, of_rpm) = (folder.join("deb"), folder.join("rpm"));
    fresh_folder(&of_deb)?;
    fresh_folder(&of_rpm)?;
    let mut unpack = Command::new("dpkg-deb");
    unpack.arg("--extract").args([deb, &of_deb]);
    answer(unpack)?;
    unpack_rpm(rpm, &of_rpm)?;
    for (name, tree, documents) in [
        (".deb", &of_deb, deb::DOCUMENTS),
        (".rpm", &of_rpm, rpm::DOCUMENTS),
    ] {
        complete(name, tree, &bundle.program, documents)?;
        accepted(tree)?;
        println!("      {name}: desktop-file-validate and appstreamcli have nothing to say against it");
    }
    fs::remove_dir_all(&folder).map_err(failed(&folder))
}

fn unpack_rpm(package: &Path, folder: &Path) -> Result<(), Stop> {
    let broken = |error| Stop::Failed(format!("`rpm2cpio` does not start: {error}."));
    let mut archive = Command::new("rpm2cpio")
        .arg(package)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(broken)?;
    let mut unpack = Command::new("cpio");
    unpack
        .args(["--extract", "--make-directories", "--quiet"])
        .current_dir(folder);
    if let Some(archive) = archive.stdout.take() {
        unpack.stdin(archive);
    }
    answer(unpack)?;
    archive.wait().map(drop).map_err(broken)
}

/// Nothing is missing, nothing is there by accident, and each shared file is the one that was meant.
fn complete(name: &str, tree: &Path, program: &Path, documents: &[&str]) -> Result<(), Stop> {
    let items = items(program);
    let wanted: BTreeSet<String> = items
        .iter()
        .map(|item| item.place.clone())
        .chain(documents.iter().map(|place| (*place).into()))
        .collect();
    let found = BTreeSet::from_iter(listing(tree)?);
    if wanted != found {
        let missing: Vec<_> = wanted.difference(&found).collect();
        let strange: Vec<_> = found.difference(&wanted).collect();
        return Err(Stop::Failed(format!(
            "The {name} lacks {missing:?} and holds {strange:?}."
        )));
    }
    let differs = |item: &&super::contents::Item| {
        let inside = fs::read(tree.join(&item.place)).ok();
        inside.is_none() || inside != fs::read(&item.source).ok()
    };
    match items.iter().find(differs) {
        Some(item) => Err(Stop::Failed(format!(
            "In the {name}, {} is not {}.",
            item.place,
            item.source.display()
        ))),
        None => Ok(()),
    }
}

fn accepted(tree: &Path) -> Result<(), Stop> {
    let mut entry = Command::new("desktop-file-validate");
    entry.arg(tree.join("usr/share/applications").join(DESKTOP_ENTRY));
    let said = answer(entry)?;
    if !said.trim().is_empty() {
        return Err(Stop::Failed(format!("desktop-file-validate says:\n{said}")));
    }
    let metainfo = tree.join("usr/share/metainfo").join(METAINFO);
    for (kind, path) in [("validate", metainfo.as_path()), ("validate-tree", tree)] {
        let mut validate = Command::new("appstreamcli");
        validate.args([kind, "--no-net", "--no-color"]).arg(path);
        let said = answer(validate)?;
        let complaints = complaints(&said);
        if !complaints.is_empty() {
            return Err(Stop::Failed(format!(
                "appstreamcli {kind} says:\n{}",
                complaints.join("\n")
            )));
        }
    }
    Ok(())
}

/// The lines in which `appstreamcli` finds fault, hints included.
fn complaints(said: &str) -> Vec<&str> {
    let is_finding = |line: &&str| {
        ["E:", "W:", "I:"].iter().any(|kind| line.starts_with(kind)) && !line.ends_with(OLD_NEWS)
    };
    said.lines().map(str::trim).filter(is_finding).collect()
}

#[cfg(test)]
mod tests {
    use super::complaints;

    #[test]
    fn only_the_old_news_are_passed_over() {
        let said =
            "I: app.refill.desktop:9: unknown-tag developer\n  W: app.refill.desktop:~: no-metainfo\n\nok: 1";
        assert_eq!(complaints(said), ["W: app.refill.desktop:~: no-metainfo"]);
    }
}
