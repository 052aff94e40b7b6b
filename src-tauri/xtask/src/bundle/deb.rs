//! The Debian package.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::contents::{data, items, lay_out};
use super::files::{self, answer, failed, fresh_folder, gzip, listing, packaging, read, template};
use super::{Bundle, VERSION};
use crate::Stop;
use crate::project;

/// What only this package holds.
pub const DOCUMENTS: &[&str] = &[
    "usr/share/doc/refill/changelog.Debian.gz",
    "usr/share/doc/refill/changelog.gz",
    "usr/share/doc/refill/copyright",
    "usr/share/doc/refill/third-party.txt.gz",
];

/// Libraries that the program certainly needs: a list without them is wrong.
const SURE: &[&str] = &["libc6", "libgtk-3-0", "libwebkit2gtk-4.1-0"];

/// `dpkg-shlibdeps` wants the description of a source package, and uses nothing of it.
const SOURCE: &str = "Source: refill\n\nPackage: refill\nArchitecture: any\n";

/// Debian's name for this kind of processor.
pub fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// Makes the package.
pub fn make(bundle: &Bundle, notices: &Path, package: &Path) -> Result<(), Stop> {
    let work = bundle.folder.join("deb");
    fresh_folder(&work)?;
    // Where `dpkg-shlibdeps` looks for the programs of a package.
    let tree = work.join("debian/refill");
    lay_out(&items(&bundle.program), &tree)?;
    document(&work, &tree, notices)?;
    let depends = depends(&work)?;
    println!("      it depends on {depends}");
    describe(&tree, &depends)?;
    let mut build = Command::new("dpkg-deb");
    build
        .args(["--root-owner-group", "-Zxz", "--build"])
        .args([&tree, package]);
    answer(build).map(drop)
}

fn document(work: &Path, tree: &Path, notices: &Path) -> Result<(), Stop> {
    let own = |name: &str| work.join("documents").join(name);
    files::write(&own("copyright"), &copyright()?)?;
    files::write(&own("changelog.Debian"), &changelog()?)?;
    let sources = [
        own("changelog.Debian"),
        project::root().join("src-tauri/docs/CHANGELOG.md"),
        own("copyright"),
        notices.to_path_buf(),
    ];
    for (source, place) in sources.into_iter().zip(DOCUMENTS) {
        let plain = place.trim_end_matches(".gz");
        lay_out(&[data(source, plain)], tree)?;
        if plain != *place {
            gzip(&tree.join(plain))?;
        }
    }
    Ok(())
}

/// The licence in the form that Debian wants: every line indented, empty ones marked.
fn copyright() -> Result<String, Stop> {
    let licence = read(&project::root().join("LICENSE"))?;
    let lines = licence.lines().skip_while(|line| !line.starts_with("Permission"));
    let indented: Vec<String> = lines
        .map(|line| {
            if line.is_empty() {
                " .".into()
            } else {
                format!(" {line}")
            }
        })
        .collect();
    template("deb/copyright", &[("LICENSE", &indented.join("\n"))])
}

fn changelog() -> Result<String, Stop> {
    let day = release_day(&read(&packaging(super::contents::METAINFO))?)?;
    let mut date = Command::new("date");
    date.args(["--utc", "--rfc-email", "--date", &day]);
    let date = answer(date)?;
    template("deb/changelog", &[("VERSION", VERSION), ("DATE", date.trim())])
}

/// The day that the metadata give for this version.
fn release_day(metainfo: &str) -> Result<String, Stop> {
    let start = format!("<release version=\"{VERSION}\" date=\"");
    let day = metainfo
        .split_once(&start)
        .and_then(|(_, after)| after.split('"').next());
    day.map(String::from).ok_or_else(|| {
        Stop::Failed(format!(
            "The metadata in src-tauri/packaging tell of no release {VERSION}."
        ))
    })
}

/// The packages that hold the program's libraries, with the versions that it needs at least.
fn depends(work: &Path) -> Result<String, Stop> {
    files::write(&work.join("debian/control"), SOURCE)?;
    let mut command = Command::new("dpkg-shlibdeps");
    command
        .args(["-O", "-edebian/refill/usr/bin/refill"])
        .current_dir(work);
    let said = answer(command)?;
    let depends = said.trim().strip_prefix("shlibs:Depends=").unwrap_or_default();
    let named = |name: &&&str| {
        // Ubuntu has renamed some libraries: `libgtk-3-0t64`.
        depends.split(", ").any(|one| one.starts_with(**name))
    };
    match SURE.iter().find(|name| !named(name)) {
        None => Ok(depends.into()),
        Some(name) => Err(Stop::Failed(format!(
            "`dpkg-shlibdeps` does not find that the program needs {name}: {said}"
        ))),
    }
}

/// The package's description and the sums of its files.
fn describe(tree: &Path, depends: &str) -> Result<(), Stop> {
    let files = listing(tree)?;
    let mut sums = Command::new("md5sum");
    sums.args(&files).current_dir(tree);
    let sums = answer(sums)?;
    let mut bytes = 0;
    for file in &files {
        let file = tree.join(file);
        bytes += fs::metadata(&file).map_err(failed(&file))?.len();
    }
    let control = template(
        "deb/control",
        &[
            ("VERSION", VERSION),
            ("ARCHITECTURE", architecture()),
            ("SIZE", &bytes.div_ceil(1024).to_string()),
            ("DEPENDS", depends),
        ],
    )?;
    files::write(&tree.join("DEBIAN/control"), &control)?;
    files::write(&tree.join("DEBIAN/md5sums"), &sums)
}

#[cfg(test)]
mod tests {
    use super::{VERSION, release_day};

    #[test]
    fn the_day_of_this_release_is_found() {
        let text = format!("<release version=\"{VERSION}\" date=\"2031-05-07\"/>");
        assert_eq!(release_day(&text), Ok("2031-05-07".into()));
        assert!(release_day("<release version=\"0.0.0\" date=\"2031-05-07\"/>").is_err());
    }
}
