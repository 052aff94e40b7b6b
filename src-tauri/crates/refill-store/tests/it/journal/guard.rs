//! What is written stays, whoever asks for something else.

use refill_core::ids::ProviderId;
use refill_core::purchase::Event;
use refill_core::x402::{Limits, WalletKind};

use super::usdc::{address, pay, payment, sending};
use super::wallet::wallet;
use super::{open, package, page, raw, walk};
use crate::support::{at, temp_dir};

#[test]
fn the_triggers_refuse_every_change() {
    let dir = temp_dir();
    let journal = open(dir.path());
    walk(
        &journal,
        &package("p", "a"),
        &[Event::Asked, Event::Ready(page())],
    );
    let before = journal.page(None, 10).expect("read");
    let db = raw(dir.path());
    let row = "(no, id, account, account_name, provider, way, begun_at)";
    let refused = [
        (
            "UPDATE purchase SET price = '0.01'",
            "a purchase is never changed",
        ),
        (
            "UPDATE OR REPLACE purchase SET no = 1",
            "a purchase is never changed",
        ),
        ("DELETE FROM purchase", "a purchase is never deleted"),
        (
            "DELETE FROM purchase WHERE id = 'p'",
            "a purchase is never deleted",
        ),
        (
            &format!("INSERT OR REPLACE INTO purchase {row} VALUES (1, 'q', 'a', 'A', 'acme', 'page', 1)"),
            "a purchase is never replaced",
        ),
        (
            &format!("REPLACE INTO purchase {row} VALUES (9, 'p', 'a', 'A', 'acme', 'page', 1)"),
            "a purchase is never replaced",
        ),
        ("UPDATE event SET at = 0", "an event is never changed"),
        (
            "UPDATE event SET word = 'credited' WHERE no = 2",
            "an event is never changed",
        ),
        ("DELETE FROM event", "an event is never deleted"),
        ("DELETE FROM event WHERE no = 2", "an event is never deleted"),
        (
            "INSERT OR REPLACE INTO event (no, purchase, at, word) VALUES (2, 1, 1, 'opened')",
            "an event is never replaced",
        ),
        ("UPDATE head SET account = 'b'", "a head stays with its purchase"),
        ("UPDATE head SET purchase = 2", "a head stays with its purchase"),
        (
            "UPDATE head SET family = 'usdc'",
            "a head stays with its purchase",
        ),
        ("DELETE FROM head", "a head is never deleted"),
        (
            "REPLACE INTO head VALUES (1, 'a', 'failed', 'dead', 'none', 1, 'page')",
            "a head is never replaced",
        ),
    ];
    for (sql, expected) in refused {
        let error = db.execute_batch(sql).expect_err(sql).to_string();
        assert_eq!(error, expected, "{sql}");
    }
    assert_eq!(journal.page(None, 10).expect("read"), before);
}

#[test]
fn what_belongs_to_a_payment_stays_too() {
    let dir = temp_dir();
    let journal = open(dir.path());
    pay(&journal, &payment("p", "a"), &sending("p"));
    journal.set_limits(&Limits::default(), at(1)).expect("set");
    journal.add_wallet(&wallet("w", WalletKind::Own)).expect("added");
    let acme = ProviderId::from_static("acme");
    journal
        .pin(&acme, "https://acme.example", 1, address(1), at(1))
        .expect("remembered");
    let before = journal.page(None, 10).expect("read");
    let db = raw(dir.path());
    let reserved = "an attempt is never replaced, and its nonce never used again";
    for (table, column, what, replaced) in [
        (
            "plan",
            "payee = x''",
            "a plan is never",
            "a plan is never replaced",
        ),
        ("attempt", "value = '0'", "an attempt is never", reserved),
        (
            "signed",
            "signature = x''",
            "what was signed is never",
            "what was signed is never replaced",
        ),
        (
            "spending_limit",
            "day = '1'",
            "a limit that was set is never",
            "a limit that was set is never replaced",
        ),
    ] {
        for (sql, expected) in [
            (format!("UPDATE {table} SET {column}"), format!("{what} changed")),
            (format!("DELETE FROM {table}"), format!("{what} deleted")),
            (
                format!("REPLACE INTO {table} SELECT * FROM {table}"),
                replaced.to_owned(),
            ),
        ] {
            let error = db.execute_batch(&sql).expect_err(&sql).to_string();
            assert_eq!(error, expected, "{sql}");
        }
    }
    for (table, expected) in [
        ("wallet", "a wallet is never deleted"),
        ("pin", "a pin is never deleted"),
    ] {
        let sql = format!("DELETE FROM {table}");
        let error = db.execute_batch(&sql).expect_err(&sql).to_string();
        assert_eq!(error, expected);
    }
    assert_eq!(journal.page(None, 10).expect("read"), before);
}

#[test]
fn events_and_heads_belong_to_a_purchase() {
    let dir = temp_dir();
    drop(open(dir.path()));
    let db = raw(dir.path());
    db.pragma_update(None, "foreign_keys", true).expect("set");
    for sql in [
        "INSERT INTO event (purchase, at, word) VALUES (1, 1, 'asked')",
        "INSERT INTO head VALUES (1, 'a', 'begun', 'none', 'none', 1, 'page')",
    ] {
        assert!(db.execute_batch(sql).is_err(), "{sql}");
    }
}
