//! What desktops read of an installed Refill. What is in the packages is looked at by `cargo xtask bundle`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

const ENTRY: &str = "app.refill.desktop.desktop";
const METAINFO: &str = "app.refill.desktop.metainfo.xml";

/// AppStream before 1.0 does not know the element that later versions want.
const OLD_NEWS: &str = "unknown-tag developer";

#[test]
fn desktops_accept_the_entry() {
    assert_eq!(said_by("desktop-file-validate", &[&packaging(ENTRY)]), [""; 0]);
}

#[test]
fn software_centres_accept_the_metadata() {
    let said = said_by(
        "appstreamcli",
        &["validate", "--no-net", "--no-color", &packaging(METAINFO)],
    );
    let finds_fault = |line: &&String| ["E:", "W:", "I:"].iter().any(|kind| line.starts_with(kind));
    let faults: Vec<_> = said
        .iter()
        .filter(finds_fault)
        .filter(|line| !line.ends_with(OLD_NEWS))
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    assert!(
        said.iter().any(|line| line.contains("successful")),
        "appstreamcli reached no verdict: {said:?}"
    );
}

#[test]
fn the_entry_starts_the_app_and_declares_notifications() {
    let entry = read(packaging(ENTRY));
    for line in [
        "Name=Refill",
        "Exec=refill",
        "Exec=refill --demo",
        "Icon=refill",
        "StartupWMClass=refill",
        "X-GNOME-UsesNotifications=true",
    ] {
        assert!(entry.lines().any(|one| one == line), "no {line}");
    }
}

#[test]
fn the_metadata_are_of_this_app_and_version() {
    let metainfo = read(packaging(METAINFO));
    let configuration: serde_json::Value =
        serde_json::from_str(&read(root("src-tauri/tauri.conf.json"))).expect("tauri.conf.json is JSON");
    let id = configuration["identifier"].as_str().expect("the app has an id");
    assert_eq!(between(&metainfo, "<id>", "</id>"), [id]);
    let versions = between(&metainfo, "<release version=\"", "\"");
    assert_eq!(
        versions.first(),
        Some(&env!("CARGO_PKG_VERSION")),
        "the newest release comes first, and is this one"
    );
    assert_eq!(
        between(&metainfo, "<launchable type=\"desktop-id\">", "</launchable>"),
        [ENTRY]
    );
    assert_eq!(ENTRY, format!("{id}.desktop"));
    assert_eq!(METAINFO, format!("{id}.metainfo.xml"));
}

#[test]
fn icons_have_the_size_of_their_name() {
    let names: Vec<String> = fs::read_dir(root("icons"))
        .expect("icons")
        .map(|entry| entry.expect("an icon").file_name().to_string_lossy().into_owned())
        .collect();
    for size in [16, 32, 48, 64, 128, 256, 512] {
        let wanted = format!("{size}x{size}.png");
        assert!(names.contains(&wanted), "no {wanted}");
    }
    for name in names.iter().filter(|name| name.ends_with(".png")) {
        let (width, height) = pixels(name);
        assert_eq!(*name, format!("{width}x{height}.png"));
    }
}

/// The size that stands in the head of a PNG.
fn pixels(name: &str) -> (u32, u32) {
    let bytes = fs::read(root("icons").join(name)).expect("an icon can be read");
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{name} is no PNG");
    let number = |place: usize| u32::from_be_bytes(bytes[place..place + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

/// What stands between the two, wherever it does.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let after = text.split(start).skip(1);
    after
        .map(|rest| rest.split(end).next().unwrap_or_default())
        .collect()
}

fn said_by(program: &str, arguments: &[&str]) -> Vec<String> {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; `cargo xtask test` installs it"));
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{program}: {said}");
    let lines = said.lines().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

fn packaging(name: &str) -> String {
    let path = root("src-tauri/packaging").join(name);
    path.to_string_lossy().into_owned()
}

fn read(path: impl AsRef<std::path::Path>) -> String {
    fs::read_to_string(path).expect("a file of the project")
}

fn root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
