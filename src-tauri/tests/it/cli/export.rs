//! `refill export`.

use jiff::Timestamp;
use refill_core::history::{Change, Kind, Origin};
use refill_core::money::{Decimal, Money, Unit};
use refill_store::Store;

use super::folder::{Folder, account, add};

const HEADING: &str = "\u{feff}date,account,provider,kind,amount,unit,balance_after,description,source";

fn spent(moment: &str, text: &str) -> Change {
    Change {
        at: moment.parse::<Timestamp>().expect("a moment"),
        kind: Kind::Debit,
        amount: Money::new(Decimal::NEGATIVE_ONE, Unit::CREDITS),
        balance_after: None,
        balance_before: None,
        text: Some(text.to_owned()),
        origin: Origin::Provider,
    }
}

/// Three accounts, two of one name, with rows around the ends of October.
fn fill(store: &Store) {
    add(store, "a", "Work", 10);
    add(store, "b", "Twin", 20);
    add(store, "c", "Twin", 30);
    for (id, name) in [("a", "Work"), ("b", "Twin"), ("c", "Twin")] {
        let run = store.begin_history_run(&account(id, name).id).expect("a run");
        let rows = [
            spent("2026-10-31T23:59:59Z", &format!("{id} last")),
            spent("2026-10-01T00:00:00Z", &format!("{id} first")),
            spent("2026-11-01T00:00:00Z", &format!("{id} after")),
            spent("2026-09-30T23:59:59Z", &format!("{id} before")),
        ];
        store.store_history_page(&run, &rows, false).expect("stored");
    }
}

fn filled() -> Folder {
    let folder = Folder::new();
    folder.with(fill);
    folder
}

fn october(more: &[&'static str]) -> Vec<&'static str> {
    let words = ["export", "--from", "2026-10-01", "--to", "2026-10-31"];
    words.iter().chain(more).copied().collect()
}

#[test]
fn both_days_are_included_and_accounts_are_chosen_by_name_or_id() {
    let folder = filled();
    for (more, rows) in [
        (&[][..], 6),
        (&["--account", "Work"], 2),
        (&["--account", "c"], 2),
        (&["--account", "Work", "--account=b"], 4),
    ] {
        let ended = folder.refill(&october(more));
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{more:?}");
        let lines: Vec<&str> = ended.out.split_terminator("\r\n").collect();
        assert_eq!(lines[0], HEADING);
        assert_eq!(lines.len(), rows + 1, "{more:?}: {}", ended.out);
        for outside in [" after,", " before,"] {
            assert!(!ended.out.contains(outside), "{}", ended.out);
        }
        assert!(ended.out.contains("2026-10-31T23:59:59+00:00"));
    }
}

#[test]
fn an_account_that_nobody_has_or_two_have_is_refused_with_the_choice() {
    let folder = filled();
    let file = folder.beside("out.csv");
    for (name, offers) in [
        ("work", ["a  Work (Dria)", "b  Twin (Dria)"]),
        ("Twin", ["b  Twin", "c  Twin"]),
    ] {
        let mut words = october(&["-o"]);
        words.push(file.to_str().expect("text"));
        words.extend(["--account", name]);
        let ended = folder.refill(&words);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{name}");
        for offer in offers {
            assert!(ended.err.contains(offer), "{name}: {}", ended.err);
        }
        assert!(!file.exists());
    }
}

#[test]
fn a_file_is_written_whole_and_none_is_replaced_unasked() {
    let folder = filled();
    let file = folder.beside("out.csv");
    let export = |more: &[&'static str]| {
        let mut words = october(&["-o"]);
        words.push(file.to_str().expect("text"));
        words.extend(more);
        folder.refill(&words)
    };
    let ended = export(&[]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert!(ended.out.starts_with("6 rows saved in "), "{}", ended.out);
    let written = std::fs::read_to_string(&file).expect("the file");
    assert_eq!(written, folder.refill(&october(&[])).out);

    std::fs::write(&file, "mine").expect("written");
    let ended = export(&[]);
    assert_eq!((ended.code, ended.out.as_str()), (1, ""));
    assert!(ended.err.contains("--force"), "{}", ended.err);
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), "mine");
    assert_eq!(export(&["--force"]).code, 0);
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), written);
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_folder_is_never_replaced() {
    use std::os::unix::fs::FileTypeExt;

    let folder = filled();
    let pipe = folder.beside("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let link = folder.beside("link");
    std::os::unix::fs::symlink(&pipe, &link).expect("a link");
    let directory = folder.beside("directory");
    std::fs::create_dir(&directory).expect("a folder");
    for file in [&pipe, &link, &directory] {
        for more in [&[][..], &["--force"]] {
            let mut words = october(&["-o"]);
            words.push(file.to_str().expect("text"));
            words.extend(more);
            let ended = folder.refill(&words);
            assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{file:?} {more:?}");
            assert!(ended.err.contains("no ordinary file"), "{}", ended.err);
        }
    }
    let kind = pipe.metadata().expect("the pipe").file_type();
    assert!(kind.is_fifo());
    assert!(link.is_symlink() && directory.is_dir());
}

#[test]
fn what_stands_in_the_database_is_no_command_for_the_terminal() {
    let folder = Folder::new();
    folder.with(|store| add(store, "a\u{1b}[2J\u{9b}2J\u{202e}b", "Work", 10));
    let ended = folder.refill(&october(&["--account", "nobody"]));
    assert_eq!((ended.code, ended.out.as_str()), (2, ""));
    assert!(ended.err.contains("  a[2J2Jb  Work (Dria)"), "{:?}", ended.err);
    let ended = folder.refill(&["status", "--json"]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert!(!ended.out.contains('\u{9b}'), "{:?}", ended.out);
}

#[test]
fn a_place_that_cannot_be_written_is_explained() {
    let folder = filled();
    let mut words = october(&["-o"]);
    let file = folder.beside("missing").join("out.csv");
    words.push(file.to_str().expect("text"));
    let ended = folder.refill(&words);
    assert_eq!((ended.code, ended.out.as_str()), (1, ""));
    assert!(
        ended.err.contains("out.csv could not be written"),
        "{}",
        ended.err
    );
}

#[test]
fn a_pipe_that_nobody_reads_ends_it_quietly() {
    let folder = Folder::new();
    folder.with(|store| {
        add(store, "a", "Work", 10);
        let run = store.begin_history_run(&account("a", "Work").id).expect("a run");
        let begin: Timestamp = "2026-10-01T00:00:00Z".parse().expect("a moment");
        let row = |second| Change {
            at: begin + jiff::SignedDuration::from_secs(second),
            ..spent("2026-10-01T00:00:00Z", &"x".repeat(100))
        };
        let rows: Vec<Change> = (0..5000).map(row).collect();
        store.store_history_page(&run, &rows, false).expect("stored");
    });
    let ended = folder.refill_unread(&october(&[]));
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    #[cfg(target_os = "linux")]
    {
        let ended = folder.refill_full(&october(&[]));
        assert_eq!(ended.code, 1, "{ended:?}");
        assert!(ended.err.contains("The disk is full"), "{ended:?}");
    }
}

#[test]
fn an_export_reads_beside_a_running_refill() {
    let folder = Folder::new();
    folder.with(|store| {
        fill(store);
        let ended = folder.refill(&october(&[]));
        assert_eq!((ended.code, ended.err.as_str()), (0, ""));
        assert_eq!(ended.out.lines().count(), 7);
    });
}
