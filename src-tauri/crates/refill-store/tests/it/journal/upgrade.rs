//! An upgraded journal equals a fresh one, as for `history.db`.
//!
//! `tests/fixtures/payments/NNNN.sql` is the dump of a journal of version NNNN. A new version comes with the dump of
//! the one before it.

use std::fs;
use std::path::Path;

use refill_core::purchase::{Event, Evidence, State};
use refill_core::x402::{Atomic, Limits, WalletKind};
use refill_store::Journal;

use super::usdc::{address, credited, payment, sending};
use super::wallet::wallet;
use super::{arrival, open, p, package, page, purchase, raw};
use crate::support::{at, temp_dir};
use crate::upgrade::{schema, version};

#[test]
fn every_older_version_becomes_a_fresh_one() {
    let fresh_dir = temp_dir();
    drop(open(fresh_dir.path()));
    let fresh = raw(fresh_dir.path());
    let known = version(&fresh);
    assert!(known >= 1);
    for number in 1..=known {
        let fixture =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/payments/{number:04}.sql"));
        let sql = fs::read_to_string(&fixture).expect("a fixture for every version");
        let dir = temp_dir();
        let old = raw(dir.path());
        old.execute_batch(&sql).expect("the dump");
        assert_eq!(version(&old), number);
        drop(old);
        check_rows(dir.path(), number);
        let upgraded = raw(dir.path());
        assert_eq!(version(&upgraded), known);
        assert_eq!(schema(&upgraded), schema(&fresh), "from version {number}");
    }
}

/// The purchases of the fixtures are all still there, and mean what they meant.
fn check_rows(dir: &Path, version: i64) {
    let journal = open(dir);
    let credited = journal.purchase(&p("credited")).expect("read").expect("there");
    assert_eq!(credited.purchase, package("credited", "a"));
    assert_eq!(credited.state, State::Credited);
    let events = [
        Event::Asked,
        Event::Ready(page()),
        Event::Opened,
        Event::Credited(arrival(Evidence::Row)),
    ];
    assert_eq!(credited.events, (101..).map(at).zip(events).collect::<Vec<_>>());
    let failed = journal.purchase(&p("failed")).expect("read").expect("there");
    assert_eq!(failed.purchase, purchase("failed", "a"));
    assert_eq!(failed.events, [(at(101), Event::Failed("no_answer".to_owned()))]);
    let still_open = journal.open_purchase(&failed.purchase.account).expect("read");
    assert_eq!(
        still_open.map(|open| (open.purchase.id, open.state)),
        Some((p("open"), State::Begun))
    );
    // Until version 2 nothing was paid from a wallet.
    match version {
        1 => check_no_payments(&journal),
        _ => check_payments(&journal),
    }
}

fn check_no_payments(journal: &Journal) {
    assert_eq!(
        journal.unfinished_payments(jiff::Timestamp::now()).expect("read"),
        []
    );
    assert_eq!(journal.spent(at(0)).expect("read"), []);
    assert_eq!(journal.wallets().expect("read"), []);
    assert_eq!(journal.limits().expect("read"), Limits::default());
    // The account may pay beside its open page, but not twice.
    journal.begin(&payment("p", "a")).expect("begun");
    assert!(journal.begin(&payment("q", "a")).is_err());
    assert!(journal.begin(&package("r", "a")).is_err());
}

fn check_payments(journal: &Journal) {
    for (id, events, state) in [
        ("paid", credited("paid"), "paid"),
        ("sent", sending("sent"), "sending"),
    ] {
        let record = journal.purchase(&p(id)).expect("read").expect("there");
        assert_eq!(record.purchase, payment(id, id));
        assert_eq!(record.state.word(), state);
        assert_eq!(record.events, (101..).map(at).zip(events).collect::<Vec<_>>());
    }
    assert_eq!(journal.spent(at(160)).expect("read").len(), 2);
    let kept = [wallet("w", WalletKind::Own), wallet("x", WalletKind::Program)];
    assert_eq!(journal.wallets().expect("read"), kept);
    assert_eq!(journal.default_wallet().expect("read"), Some(kept[1].id.clone()));
    let pins = journal.all_pins().expect("read");
    assert_eq!(
        pins.iter()
            .map(|pin| (pin.payee, pin.offered))
            .collect::<Vec<_>>(),
        [(address(1), Some(address(2)))]
    );
    assert_eq!(journal.limits().expect("read").payment, Atomic::whole(5));
    let endpoints = journal.endpoints(8453).expect("read");
    assert_eq!(
        (endpoints.own, endpoints.with_shipped),
        (vec!["https://a.example".to_owned()], false)
    );
}
