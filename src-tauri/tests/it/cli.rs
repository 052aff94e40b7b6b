//! The commands, as a terminal without a desktop runs them: no display, no bus, no language.

mod export;
mod folder;
#[cfg(unix)]
mod refresh;
mod status;

use folder::Folder;

#[test]
fn help_and_version_need_nothing() {
    let folder = Folder::missing();
    for (words, says) in [
        (&["--help"][..], "Usage: refill [--demo]"),
        (&["status", "--help"], "ageSeconds"),
        (&["refresh", "-h"], "never makes the system ask for a password"),
        (&["export", "--help"], "--from DAY"),
        (&["--version"], concat!("refill ", env!("CARGO_PKG_VERSION"))),
    ] {
        let ended = folder.refill(words);
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{words:?}");
        assert!(ended.out.contains(says), "{words:?}: {}", ended.out);
    }
    assert!(!folder.path().exists(), "nothing was made");
}

#[test]
fn a_wrong_command_line_is_explained_and_ends_with_its_code() {
    let folder = Folder::missing();
    for words in [
        &["--dmeo"][..],
        &["statsu"],
        &["status", "--csv"],
        &["export"],
        &["export", "--from", "2026-10-31", "--to", "2026-10-01"],
    ] {
        let ended = folder.refill(words);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{words:?}");
        assert!(ended.err.contains("--help"), "{words:?}: {}", ended.err);
    }
}

#[test]
fn without_data_every_command_says_so_and_makes_nothing() {
    let folder = Folder::missing();
    for words in [
        &["status"][..],
        &["status", "--json"],
        &["refresh"],
        &["export", "--from", "2026-10-01", "--to", "2026-10-31"],
    ] {
        let ended = folder.refill(words);
        assert_eq!((ended.code, ended.out.as_str()), (5, ""), "{words:?}");
        assert!(ended.err.contains("REFILL_DATA_DIR"), "{words:?}: {}", ended.err);
    }
    assert!(!folder.path().exists(), "nothing was made");
}

#[test]
fn the_demo_has_a_folder_of_its_own_and_no_refresh_without_its_window() {
    let folder = Folder::new();
    let ended = folder.refill(&["--demo", "status"]);
    assert_eq!(ended.code, 5, "{ended:?}");
    let demo = Folder::at(folder.path().join("demo"));
    demo.with(|store| folder::add(store, "demo-1", "Made up", 12));
    let ended = folder.refill(&["status", "--demo"]);
    assert!(ended.code == 0 && ended.out.contains("Made up"), "{ended:?}");
    let ended = folder.refill(&["--demo", "refresh"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.err.contains("refill --demo"), "{ended:?}");
}

#[test]
fn data_of_another_version_are_left_as_they_are() {
    let folder = Folder::new();
    folder.with(|store| folder::add(store, "a", "Work", 12));
    let file = folder.path().join("history.db");
    let sound = std::fs::read(&file).expect("the database");
    for (version, says) in [(999_u32, "newer"), (1, "Start Refill once")] {
        let mut bytes = sound.clone();
        // SQLite keeps the user version at byte 60 of the header.
        bytes[60..64].copy_from_slice(&version.to_be_bytes());
        std::fs::write(&file, &bytes).expect("made another");
        let ended = folder.refill(&["status"]);
        assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{ended:?}");
        assert!(ended.err.contains(says), "{ended:?}");
        assert_eq!(std::fs::read(&file).expect("the database"), bytes);
    }
    std::fs::write(&file, "this is no database").expect("damaged");
    for command in ["status", "refresh"] {
        let ended = folder.refill(&[command]);
        assert_eq!(ended.code, 1, "{command}: {ended:?}");
        assert!(ended.err.contains("damaged"), "{command}: {ended:?}");
        let left = std::fs::read(&file).expect("the file");
        assert_eq!(
            left, b"this is no database",
            "{command}: only the window sets it aside"
        );
    }
}
