//! The bus of the session, which a process finds through its environment: each case in a process of its own.

use std::process::Command;

use refill_core::ports::Vault as _;
use refill_vault::KeychainVault;

use crate::desktop::Desktop;
use crate::running::output_of;

/// Not a test: what the tests below run in a process of its own.
#[test]
#[ignore = "started by the other tests of this file"]
fn child_tells_what_it_finds() {
    println!("found {:?}", KeychainVault::new().probe());
}

fn found(mut child: Command) -> String {
    let name = "session::child_tells_what_it_finds";
    child.args(["--exact", name, "--ignored", "--nocapture", "--test-threads=1"]);
    let output = output_of(child, "").expect("a child that ends well");
    let found = output
        .lines()
        .find_map(|line| line.split_once("found ").map(|(_, found)| found.to_owned()));
    found.unwrap_or_else(|| panic!("nothing was told: {output}"))
}

fn this_program() -> String {
    let program = std::env::current_exe().expect("this program");
    program.to_str().expect("a path of text").to_owned()
}

#[test]
fn the_keychain_of_the_session_is_found() {
    let desktop = Desktop::with_open_keychain();
    assert_eq!(found(desktop.command(&this_program())), "Ok(())");
    desktop.outside().lock();
    assert_eq!(found(desktop.command(&this_program())), "Err(Locked)");
}

#[test]
fn a_session_without_a_bus_has_no_keychain() {
    let desktop = Desktop::without_keychain();
    let mut elsewhere = desktop.command(&this_program());
    elsewhere.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    assert_eq!(found(elsewhere), "Err(Absent)");
    let mut nowhere = desktop.command(&this_program());
    nowhere.env_remove("DBUS_SESSION_BUS_ADDRESS");
    assert_eq!(found(nowhere), "Err(Absent)");
}
