//! Languages for desktops, whether or not the machine has them installed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The value of `LANG` for a locale like `de_DE`, and the folder in which the C library finds it.
pub(crate) fn prepared(locale: &str) -> (String, PathBuf) {
    let folder = folder();
    if locale == "C" {
        return ("C.UTF-8".into(), folder);
    }
    let name = format!("{locale}.UTF-8");
    let target = folder.join(&name);
    if !target.is_dir() {
        compile(locale, &target);
    }
    (name, folder)
}

/// Beside the tests' programs, so that a locale is compiled once per checkout.
fn folder() -> PathBuf {
    let test = env::current_exe().unwrap_or_else(|error| panic!("where this test lies is unknown: {error}"));
    let folder = test.parent().unwrap_or(Path::new(".")).join("test-locales");
    fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    folder
}

fn compile(locale: &str, target: &Path) {
    let draft = target.with_extension(format!("draft-{}", std::process::id()));
    let output = Command::new("localedef")
        .args(["--no-archive", "-i", locale, "-f", "UTF-8"])
        .arg(&draft)
        .output()
        .unwrap_or_else(|error| panic!("localedef does not start: {error}"));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        draft.is_dir(),
        "localedef {locale}: {words} (`cargo xtask test` installs the package `locales`)"
    );
    // Another test may have been faster.
    if fs::rename(&draft, target).is_err() {
        let _ = fs::remove_dir_all(&draft);
    }
}
