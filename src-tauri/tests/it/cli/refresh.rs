//! `refill refresh`, without a keychain and with somebody in the place of the running app. The real ones are met in
//! the journeys of `tests/e2e/cli.rs`.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Child, Stdio};
use std::thread::JoinHandle;

use refill_store::DataFolder;
use serde_json::Value;

use super::folder::{Ended, Folder, add};

fn one_account() -> Folder {
    let folder = Folder::new();
    folder.with(|store| add(store, "a", "Work", 12));
    folder
}

/// Somebody who holds the folder and answers the first request with these lines, and then closes.
fn answering(folder: &Folder, lines: &'static [&'static str]) -> (DataFolder, JoinHandle<String>) {
    let held = DataFolder::open(folder.path()).expect("the folder is free");
    let socket = UnixListener::bind(folder.path().join("refill.sock")).expect("a socket");
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = socket.accept().expect("somebody asks");
        let request = first_line(&stream);
        for line in lines {
            writeln!(stream, "{line}").expect("heard");
        }
        request
    });
    (held, thread)
}

fn first_line(stream: &UnixStream) -> String {
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).expect("a line");
    line
}

#[test]
fn the_running_refill_is_asked_and_nothing_else_is_said_to_it() {
    let folder = one_account();
    let lines = &[
        r#""begun""#,
        r#"{"progress":{"done":1,"total":1}}"#,
        r#"{"ended":{"total":1,"failed":0,"skipped":0}}"#,
    ];
    let (held, asked) = answering(&folder, lines);
    let ended = folder.refill(&["refresh", "--json"]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert_eq!(asked.join().expect("answered"), "refresh\n");
    let document: Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(
        document["refreshed"],
        serde_json::json!({ "by": "app", "total": 1, "failed": 0, "skipped": 0 })
    );
    assert_eq!(document["accounts"][0]["balance"]["value"], "12");
    drop(held);
}

#[test]
fn an_account_that_failed_has_a_code_of_its_own() {
    let folder = one_account();
    let (_held, _) = answering(
        &folder,
        &[r#""begun""#, r#"{"ended":{"total":1,"failed":1,"skipped":0}}"#],
    );
    let ended = folder.refill(&["refresh"]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.out.contains("12 credits"), "{ended:?}");
}

#[test]
fn every_other_answer_is_explained() {
    for (lines, code, says) in [
        (&[r#"{"refused":"busy"}"#][..], 4, "asked by several others"),
        (&[r#"{"refused":"not_understood"}"#], 4, "different versions"),
        (&[r#"{"of":"tomorrow"}"#], 4, "different versions"),
        (&[r#""begun""#, r#"{"refused":"full"}"#], 1, "The disk is full"),
        (&[r#""begun""#, r#"{"refused":"failed"}"#], 1, "could not refresh"),
        (&[r#""begun""#], 1, "ended before it had asked"),
    ] {
        let folder = one_account();
        let (_held, asked) = answering(&folder, lines);
        let ended = folder.refill(&["refresh"]);
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (code, ""),
            "{lines:?}: {ended:?}"
        );
        assert!(ended.err.contains(says), "{lines:?}: {}", ended.err);
        asked.join().expect("answered");
    }
}

#[test]
fn a_folder_in_use_where_nobody_listens_cannot_be_asked() {
    let folder = one_account();
    let held = DataFolder::open(folder.path()).expect("the folder is free");
    let ended = folder.refill(&["refresh"]);
    assert_eq!((ended.code, ended.out.as_str()), (4, ""), "{ended:?}");
    assert!(ended.err.contains("does not answer"), "{}", ended.err);
    drop(held);
}

#[test]
fn without_a_keychain_balances_stay_as_they_were() {
    let folder = one_account();
    // What a Refill leaves that was killed.
    let stale = folder.path().join("refill.sock");
    drop(UnixListener::bind(&stale).expect("a socket"));
    let ended = folder.refill(&["refresh"]);
    assert_no_keychain(&ended);
    assert!(!stale.exists(), "the command cleans up behind itself");
    DataFolder::open(folder.path()).expect("and lets the folder go");
    let ended = folder.refill(&["status"]);
    assert!(
        ended.out.contains("there is no keychain"),
        "the reason stays: {ended:?}"
    );
}

#[track_caller]
fn assert_no_keychain(ended: &Ended) {
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.out.contains("12 credits"), "{}", ended.out);
    assert!(
        ended
            .out
            .contains("failing for less than a minute: there is no keychain"),
        "{}",
        ended.out
    );
    assert!(ended.err.contains("There is no keychain here"), "{}", ended.err);
}

#[test]
fn a_folder_too_deep_for_a_socket_is_refreshed_all_the_same() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = Folder::at(scratch.path().join("x".repeat(120)));
    folder.with(|store| add(store, "a", "Work", 12));
    assert_no_keychain(&folder.refill(&["refresh"]));
}

#[test]
fn something_else_in_the_place_of_the_socket_stops_nobody() {
    let folder = one_account();
    fs::create_dir(folder.path().join("refill.sock")).expect("a folder");
    assert_no_keychain(&folder.refill(&["refresh"]));
}

#[test]
fn a_signal_ends_it_and_its_request() {
    for signal in ["INT", "TERM"] {
        let folder = one_account();
        let _held = DataFolder::open(folder.path()).expect("the folder is free");
        let socket = UnixListener::bind(folder.path().join("refill.sock")).expect("a socket");
        let mut command = folder.command(&["refresh"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.expect("the program starts");
        let (stream, _) = socket.accept().expect("it asks");
        assert_eq!(first_line(&stream), "refresh\n");
        send(&child, signal);
        let ended = Ended::from(child.wait_with_output().expect("its end"));
        assert_eq!(
            (ended.code, ended.out.as_str(), ended.err.as_str()),
            (130, "", ""),
            "{signal}"
        );
        assert_eq!(first_line(&stream), "", "the request was closed");
    }
}

#[test]
fn a_signal_ends_it_also_where_nobody_reads_on() {
    for signal in ["INT", "TERM"] {
        let folder = Folder::new();
        // More than a pipe takes.
        folder.with(|store| (0..300).for_each(|n| add(store, format!("a{n}").leak(), "Work", 12)));
        let (_held, _) = answering(
            &folder,
            &[r#""begun""#, r#"{"ended":{"total":300,"failed":0,"skipped":0}}"#],
        );
        let mut command = folder.command(&["refresh", "--json"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.expect("the program starts");
        let mut first = [0];
        let mut out = child.stdout.take().expect("a pipe");
        out.read_exact(&mut first).expect("it is said what is left");
        send(&child, signal);
        let status = child.wait().expect("its end");
        assert_eq!(status.code(), Some(130), "{signal}: {status}");
        drop(out);
    }
}

fn send(child: &Child, signal: &str) {
    let number = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-s", signal, &number])
        .status();
    assert!(sent.expect("kill").success());
}
