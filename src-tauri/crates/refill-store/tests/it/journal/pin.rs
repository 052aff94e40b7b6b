//! Who is paid is remembered from the first time on, and changes only to somebody who was offered.

use refill_core::ids::ProviderId;
use refill_store::{Journal, Pin};

use super::open;
use super::usdc::address;
use crate::support::{at, temp_dir};

const ACME: ProviderId = ProviderId::from_static("acme");
const ORIGIN: &str = "https://api.acme.example";

fn pin(chain: u64, payee: u8, since: i64, offered: Option<u8>) -> Pin {
    Pin {
        provider: ACME,
        origin: ORIGIN.to_owned(),
        chain,
        payee: address(payee),
        since: at(since),
        offered: offered.map(address),
    }
}

#[test]
fn the_first_one_stays() {
    let dir = temp_dir();
    {
        let journal = open(dir.path());
        assert_eq!(journal.pins(&ACME, ORIGIN).expect("read"), []);
        let pin = |chain, payee, second| journal.pin(&ACME, ORIGIN, chain, address(payee), at(second));
        pin(8453, 1, 100).expect("remembered");
        pin(8453, 2, 200).expect("nothing happens");
        pin(u64::MAX, 3, 300).expect("another chain");
        let other = ProviderId::from_static("other");
        journal
            .pin(&other, ORIGIN, 8453, address(4), at(1))
            .expect("another provider");
        journal
            .pin(&ACME, "https://elsewhere.example", 8453, address(5), at(1))
            .expect("another server");
    }
    let journal = open(dir.path());
    let pins = journal.pins(&ACME, ORIGIN).expect("read");
    assert_eq!(pins, [(u64::MAX, address(3)), (8453, address(1))]);
    let all = journal.all_pins().expect("read");
    assert_eq!(all.len(), 4);
    for expected in [pin(8453, 1, 100, None), pin(u64::MAX, 3, 300, None)] {
        assert!(all.contains(&expected), "{expected:?}");
    }
}

#[test]
fn another_one_is_accepted_only_where_it_was_offered() {
    let journal = Journal::open_in_memory().expect("a journal");
    let offer = |payee, second| {
        journal
            .offer_payee(&ACME, ORIGIN, 8453, address(payee), at(second))
            .expect("told");
    };
    let accept = |payee| {
        journal
            .accept_payee(&ACME, ORIGIN, 8453, address(payee), at(900))
            .expect("asked")
    };
    let only = || journal.all_pins().expect("read");
    offer(2, 100);
    assert_eq!(only(), [], "nobody was paid before");
    assert!(!accept(2));
    journal
        .pin(&ACME, ORIGIN, 8453, address(1), at(100))
        .expect("remembered");
    assert!(!accept(2), "nobody was offered");
    offer(1, 200);
    assert_eq!(only(), [pin(8453, 1, 100, None)], "it is the same one");
    offer(2, 300);
    offer(3, 400);
    assert_eq!(only(), [pin(8453, 1, 100, Some(3))]);
    assert!(!accept(2), "that was not the last offer");
    assert!(!accept(1));
    assert_eq!(only(), [pin(8453, 1, 100, Some(3))]);
    assert!(accept(3));
    assert_eq!(only(), [pin(8453, 3, 900, None)]);
    assert!(!accept(3), "once");
}
