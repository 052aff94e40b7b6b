//! The commands beside the real window, with the real keychain: who refreshes, and that no key is ever said.

use std::fs;
use std::process::{Child, Command, Stdio};

use refill_sandbox::{DRIA, Fault, FaultRule};
use refill_store::{DataFolder, Store};
use refill_tests::{LONG, SHORT, Window, wait_for, wait_until};
use serde_json::Value;

use crate::stage::{DRIA_KEY, Stage, WEB3_KEY, at, card_says};

/// How a command ended.
struct Ended {
    code: i32,
    out: String,
    err: String,
}

/// The program with these words, as on a terminal of another machine: without a display. It logs all it can, so
/// that a key in the log would be seen.
fn command(stage: &Stage, words: &[&str]) -> Command {
    let app = words.iter().fold(stage.app(), |app, word| app.arg(word));
    let mut command = app.command(&stage.desktop);
    command.env_remove("DISPLAY").env_remove("LANG");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn begun(stage: &Stage, words: &[&str]) -> Child {
    command(stage, words).spawn().expect("the program starts")
}

#[track_caller]
fn end(child: Child) -> Ended {
    let output = child.wait_with_output().expect("the program ends");
    let ended = Ended {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    };
    for key in [DRIA_KEY, WEB3_KEY] {
        assert!(
            !ended.out.contains(key) && !ended.err.contains(key),
            "a key was said"
        );
    }
    ended
}

#[track_caller]
fn refill(stage: &Stage, words: &[&str]) -> Ended {
    end(begun(stage, words))
}

/// Refreshes, and returns who did it and what the one account has by then.
#[track_caller]
fn refreshed(stage: &Stage) -> (String, String) {
    let ended = refill(stage, &["refresh", "--json"]);
    assert_eq!(ended.code, 0, "{}{}", ended.out, ended.err);
    who_and_what(&ended)
}

#[track_caller]
fn who_and_what(ended: &Ended) -> (String, String) {
    let document: Value = serde_json::from_str(&ended.out).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let balance = &document["accounts"][0]["balance"]["value"];
    (text(&document["refreshed"]["by"]), text(balance))
}

fn pair(who: &str, what: &str) -> (String, String) {
    (who.to_owned(), what.to_owned())
}

/// An account whose key is in the keychain, and no window.
fn with_an_account() -> Stage {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_dria(&window);
    window.close();
    // A process is gone for others before the last of its threads has let go of its files.
    drop(free(&stage));
    stage
}

/// The data folder, as soon as nobody holds it.
fn free(stage: &Stage) -> DataFolder {
    wait_for("the folder to be free", SHORT, || {
        DataFolder::open(&stage.data).ok()
    })
}

#[test]
fn a_running_refill_is_asked_and_read_beside() {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_dria(&window);
    stage.add_web3(&window);
    stage.set_dria(640);
    let ended = refill(&stage, &["refresh"]);
    assert_eq!(ended.code, 0, "{}{}", ended.out, ended.err);
    assert!(ended.out.contains("640 credits (= 6.40 USDC)"), "{}", ended.out);
    card_says(&window, "Dria", "640");
    stage.set_dria(639);
    let ended = refill(&stage, &["status"]);
    assert!(
        ended.out.contains("640 credits"),
        "nobody was asked: {}",
        ended.out
    );
    let everything = ["export", "--from", "2000-01-01", "--to", "2099-12-31"];
    let ended = refill(&stage, &everything);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(
        ended.out.matches(",Web3 API,Web3 API,debit,").count(),
        30,
        "{}",
        ended.out
    );
    window.close_by_person();
    window.wait_for_end();
    assert!(
        !stage.data.join("refill.sock").exists(),
        "the socket goes with the window"
    );
}

#[test]
fn where_none_runs_the_command_refreshes_and_leaves_the_alert_to_the_window() {
    let stage = with_an_account();
    let folder = free(&stage);
    let store = Store::open(&folder).expect("the database").store;
    let account = store.accounts().expect("accounts").remove(0);
    let state = store.alert_state(&account.id).expect("the alert");
    store
        .set_threshold(&account.id, Some("500".parse().expect("a number")), &state)
        .expect("set");
    drop((store, folder));
    stage.set_dria(420);
    assert_eq!(refreshed(&stage), pair("command", "420"));
    let ended = refill(&stage, &["status"]);
    assert!(ended.code == 0 && ended.out.contains("low"), "{}", ended.out);
    assert_eq!(stage.desktop.notifications(), []);
    let seen = Store::open_read_only(&stage.data)
        .expect("read")
        .expect("a database");
    assert_eq!(seen.due_alerts().expect("alerts").len(), 1, "it stays due");
    let window = stage.open();
    window.wait_until_text(&at("banner"), "420 credits");
    window.close();
}

#[test]
fn a_locked_keychain_is_told_and_never_opened_by_a_command() {
    let stage = with_an_account();
    stage.desktop.lock_keychain();
    stage.set_dria(640);
    let ended = refill(&stage, &["refresh"]);
    assert_eq!(ended.code, 3, "{}{}", ended.out, ended.err);
    assert!(
        ended.out.contains("1,000 credits"),
        "the last known balance: {}",
        ended.out
    );
    assert!(ended.out.contains("the keychain is locked"), "{}", ended.out);
    assert!(ended.err.contains("The keychain is locked"), "{}", ended.err);
    assert!(
        stage.desktop.unlock_dialog().is_none(),
        "nobody was asked for a password"
    );
    stage.desktop.unlock_keychain();
    assert_eq!(refreshed(&stage), pair("command", "640"));
}

#[test]
fn two_at_once_are_one_refresh() {
    let stage = with_an_account();
    // Long enough for the second to start meanwhile, on a busy machine too.
    let late = Fault::Delay { millis: 5000 };
    stage.control().set_fault(FaultRule::new(&DRIA, late));
    stage.control().forget_requests();
    stage.set_dria(640);
    let first = begun(&stage, &["refresh", "--json"]);
    wait_until("the provider to be asked", LONG, || {
        !stage.control().requests().is_empty()
    });
    assert_no_key_in_the_process(&first);
    let second = refill(&stage, &["refresh", "--json"]);
    let first = end(first);
    for (ended, who) in [(&first, "command"), (&second, "app")] {
        assert_eq!(ended.code, 0, "{}{}", ended.out, ended.err);
        assert_eq!(who_and_what(ended), pair(who, "640"));
    }
    assert_eq!(stage.control().requests().len(), 1, "the provider was asked once");
}

#[test]
fn a_window_that_starts_during_a_refresh_waits_for_its_end() {
    let stage = with_an_account();
    // Long enough for the window to start meanwhile, on a busy machine too.
    let late = Fault::Delay { millis: 5000 };
    stage.control().set_fault(FaultRule::new(&DRIA, late));
    stage.control().forget_requests();
    stage.set_dria(640);
    let refresh = begun(&stage, &["refresh", "--json"]);
    wait_until("the provider to be asked", LONG, || {
        !stage.control().requests().is_empty()
    });
    let window = stage.open();
    card_says(&window, "Dria", "640");
    let ended = end(refresh);
    assert_eq!(ended.code, 0, "{}{}", ended.out, ended.err);
    assert_eq!(who_and_what(&ended), pair("command", "640"));
    assert_eq!(refreshed(&stage).0, "app", "the window holds the folder now");
    window.close();
}

#[test]
fn a_refill_that_was_killed_is_in_nobodys_way() {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_dria(&window);
    window.kill9();
    let socket = stage.data.join("refill.sock");
    assert!(socket.exists(), "nobody tidied up");
    stage.set_dria(640);
    assert_eq!(refreshed(&stage), pair("command", "640"));
    assert!(!socket.exists());
    let window = stage.open();
    card_says(&window, "Dria", "640");
    window.kill9();
    let window = stage.open();
    card_says(&window, "Dria", "640");
    stage.set_dria(630);
    assert_eq!(refreshed(&stage), pair("app", "630"));
    window.close();
}

#[test]
fn a_refresh_that_is_stopped_leaves_nothing_behind() {
    let stage = with_an_account();
    stage.control().set_fault(FaultRule::new(&DRIA, Fault::Hang));
    stage.control().forget_requests();
    for signal in ["INT", "TERM"] {
        let asked = stage.control().requests().len();
        let child = begun(&stage, &["refresh"]);
        wait_until("the provider to be asked", LONG, || {
            stage.control().requests().len() > asked
        });
        let number = child.id().to_string();
        stage.desktop.read("kill", &["-s", signal, &number]);
        let ended = end(child);
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (130, ""),
            "{signal}: {}",
            ended.err
        );
        assert!(!stage.data.join("refill.sock").exists());
        drop(free(&stage));
    }
    let ended = refill(&stage, &["status"]);
    assert!(
        ended.code == 0 && ended.out.contains("1,000 credits"),
        "{}",
        ended.out
    );
}

#[test]
fn a_running_demo_is_refreshed_and_no_real_account() {
    let stage = Stage::new();
    let window = Window::open(&stage.desktop, &stage.app().demo());
    window.find(&at("card"));
    let ended = refill(&stage, &["--demo", "refresh", "--json"]);
    // One of the made-up accounts cannot be read.
    assert!([0, 3].contains(&ended.code), "{}{}", ended.out, ended.err);
    let document: Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(document["refreshed"]["by"], "app");
    assert_eq!(refill(&stage, &["refresh"]).code, 5, "there are no real data");
    window.close();
}

/// What everybody on this machine can read of a program.
#[track_caller]
fn assert_no_key_in_the_process(child: &Child) {
    for name in ["cmdline", "environ"] {
        let bytes = fs::read(format!("/proc/{}/{name}", child.id())).expect("readable");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("refill"), "{name}");
        assert!(!text.contains(DRIA_KEY), "a key stands in {name}");
    }
}
