//! The wallets, their default, and what stands in the way of removing one.

use refill_core::ids::SecretId;
use refill_core::purchase::{Event, State};
use refill_core::x402::{Step, WalletId, WalletKind, WalletRecord};
use refill_store::{Journal, JournalError};

use super::usdc::{address, credited, pay, payment, ways};
use super::{open, p, raw};
use crate::support::{at, temp_dir};

pub fn wallet(id: &str, kind: WalletKind) -> WalletRecord {
    let is_own = kind == WalletKind::Own;
    WalletRecord {
        id: WalletId::new(id),
        kind,
        address: address(1),
        secret: is_own.then(|| SecretId::new(format!("{id} key"))),
        ledger: is_own.then(|| SecretId::new(format!("{id} ledger"))),
        has_phrase: is_own,
        program: (kind == WalletKind::Program).then(|| "http://127.0.0.1:1248".to_owned()),
        created_at: at(100),
    }
}

fn ids(journal: &Journal) -> Vec<String> {
    let wallets = journal.wallets().expect("read");
    wallets
        .into_iter()
        .map(|wallet| wallet.id.as_str().to_owned())
        .collect()
}

fn default(journal: &Journal) -> Option<String> {
    let default = journal.default_wallet().expect("read");
    default.map(|wallet| wallet.as_str().to_owned())
}

#[test]
fn wallets_survive_writing_and_reading() {
    let dir = temp_dir();
    let written = WalletKind::ALL.map(|kind| wallet(kind.word(), kind));
    {
        let journal = open(dir.path());
        assert_eq!(journal.wallets().expect("read"), []);
        for wallet in &written {
            journal.add_wallet(wallet).expect("added");
        }
        let twin = journal.add_wallet(&written[0]);
        assert!(matches!(twin, Err(JournalError::Store(_))), "{twin:?}");
    }
    let journal = open(dir.path());
    assert_eq!(journal.wallets().expect("read"), written);
    let ledger = SecretId::new("another ledger");
    journal.set_wallet_ledger(&written[1].id, &ledger).expect("named");
    assert_eq!(journal.wallets().expect("read")[1].ledger, Some(ledger));
    raw(dir.path())
        .execute_batch("UPDATE wallet SET kind = 'glasses' WHERE id = 'browser'")
        .expect("written");
    assert_eq!(ids(&journal), ["own", "program"], "one of tomorrow is left out");
}

#[test]
fn there_is_a_default_as_long_as_there_is_a_wallet() {
    let journal = Journal::open_in_memory().expect("a journal");
    let remove = |id: &str| journal.remove_wallet(&WalletId::new(id), at(200));
    assert_eq!(default(&journal), None);
    for id in ["1", "2", "3", "4"] {
        journal.add_wallet(&wallet(id, WalletKind::Own)).expect("added");
        assert_eq!(default(&journal).as_deref(), Some("1"));
    }
    journal.set_default_wallet(&WalletId::new("3")).expect("set");
    assert_eq!(default(&journal).as_deref(), Some("3"));
    remove("2").expect("removed");
    assert_eq!(default(&journal).as_deref(), Some("3"));
    remove("3").expect("removed");
    assert_eq!(default(&journal).as_deref(), Some("1"), "the oldest");
    for gone in ["2", "nobody's"] {
        let gone = WalletId::new(gone);
        let ledger = SecretId::new("ledger");
        for refused in [
            journal.remove_wallet(&gone, at(300)),
            journal.set_default_wallet(&gone),
            journal.set_wallet_ledger(&gone, &ledger),
        ] {
            assert!(matches!(refused, Err(JournalError::NoSuchWallet)), "{refused:?}");
        }
    }
    assert_eq!(default(&journal).as_deref(), Some("1"), "as it was");
    remove("1").expect("removed");
    assert_eq!(default(&journal).as_deref(), Some("4"));
    remove("4").expect("removed");
    assert_eq!((default(&journal), ids(&journal)), (None, vec![]));
    journal
        .add_wallet(&wallet("5", WalletKind::Browser))
        .expect("added");
    assert_eq!(default(&journal).as_deref(), Some("5"));
}

#[test]
fn a_wallet_stays_until_its_payment_is_decided() {
    let journal = Journal::open_in_memory().expect("a journal");
    for id in ["w", "other"] {
        journal.add_wallet(&wallet(id, WalletKind::Own)).expect("added");
    }
    pay(&journal, &payment("p", "a"), &[]);
    for (number, event) in credited("p")[..7].iter().enumerate() {
        super::usdc::take(&journal, &p("p"), event, 200).expect("written down");
        let refused = journal.remove_wallet(&WalletId::new("w"), at(200));
        match number {
            6 => refused.expect("it is paid"),
            _ => assert!(matches!(refused, Err(JournalError::WalletInUse)), "{refused:?}"),
        }
    }
    assert_eq!(ids(&journal), ["other"]);
    let record = journal.purchase(&p("p")).expect("read").expect("there");
    assert_eq!(record.plan().expect("planned").wallet, WalletId::new("w"));
}

#[test]
fn a_wallet_of_a_payment_in_words_of_tomorrow_stays() {
    let dir = temp_dir();
    let journal = open(dir.path());
    journal.add_wallet(&wallet("w", WalletKind::Own)).expect("added");
    let paid = ways();
    let (_, way) = paid
        .iter()
        .find(|(state, _)| state.word() == "paid")
        .expect("reached");
    let is_planned = |event: &Event| matches!(event, Event::Paying(Step::Planned(_)));
    assert!(way.iter().any(is_planned));
    let state = pay(&journal, &payment("?", "a"), way);
    assert!(matches!(state, State::Usdc { .. }));
    raw(dir.path())
        .execute_batch("UPDATE head SET state = 'being_bridged'")
        .expect("written");
    let refused = journal.remove_wallet(&WalletId::new("w"), at(200));
    assert!(matches!(refused, Err(JournalError::WalletInUse)), "{refused:?}");
}
