use refill_store::Failure;

use crate::support::{add, at, open, reading, temp_dir};

#[test]
fn since_when_survives_restarts_until_a_reading_comes() {
    let dir = temp_dir();
    let a = add(&open(dir.path()).store, "a");
    open(dir.path())
        .store
        .set_failure(&a, "unreachable", at(10), "{}")
        .expect("set");
    let store = open(dir.path()).store;
    store
        .set_failure(&a, "server", at(20), r#"{"status":503}"#)
        .expect("set");
    let failure = Failure {
        account: a.clone(),
        code: "server".to_owned(),
        since: at(10),
        facts: r#"{"status":503}"#.to_owned(),
    };
    assert_eq!(store.failures().expect("read"), [failure]);
    store
        .record_reading(&a, &reading(30, "5"), &[], None)
        .expect("stored");
    assert!(store.failures().expect("read").is_empty());
    store.set_failure(&a, "unreachable", at(40), "{}").expect("set");
    assert_eq!(store.failures().expect("read")[0].since, at(40));
}
