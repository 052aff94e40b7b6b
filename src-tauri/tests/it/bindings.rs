use std::path::Path;

/// The window is type-checked against this file, so it says what the commands really take and give.
#[test]
fn the_generated_contract_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/js/bindings/ipc.d.ts");
    let generated = refill_desktop::commands::bindings();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(&path, &generated).expect("the bindings are written");
    }
    let committed = std::fs::read_to_string(&path).expect("the bindings are there");
    assert!(
        committed == generated,
        "ui/js/bindings/ipc.d.ts is not what the commands say; UPDATE_BINDINGS=1 writes it anew"
    );
}

#[test]
fn every_command_is_in_the_contract_once() {
    let generated = refill_desktop::commands::bindings();
    let commands = generated
        .split("export type Commands = {")
        .nth(1)
        .expect("a table of commands");
    for name in ["startup", "add_account", "export_csv", "test_notification"] {
        assert_eq!(commands.matches(&format!("\n  {name}: ")).count(), 1, "{name}");
    }
}
