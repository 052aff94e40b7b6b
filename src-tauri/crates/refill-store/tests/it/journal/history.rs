//! What is written down is read back, and nothing is written that cannot have happened.

use refill_core::ids::PurchaseId;
use refill_core::money::{Money, Unit};
use refill_core::purchase::{Arrival, Event, Evidence, Page, State};
use refill_store::{Journal, JournalError, PurchaseRecord, StoreError};

use super::{account, arrival, every_event, open, p, package, page, purchase, raw, walk, way_to};
use crate::support::{at, dec, temp_dir};

fn read(journal: &Journal, id: &str) -> PurchaseRecord {
    journal.purchase(&p(id)).expect("read").expect("there")
}

fn ids(records: &[PurchaseRecord]) -> Vec<&str> {
    records.iter().map(|record| record.purchase.id.as_str()).collect()
}

#[test]
fn a_purchase_survives_writing_and_reading() {
    let dir = temp_dir();
    let bought = [package("full", "a"), purchase("bare", "b")];
    {
        let journal = open(dir.path());
        for purchase in &bought {
            journal.begin(purchase).expect("begun");
        }
    }
    let journal = open(dir.path());
    for purchase in &bought {
        let record = read(&journal, purchase.id.as_str());
        assert_eq!(record.purchase, *purchase);
        assert_eq!((record.state, record.events.len()), (State::Begun, 0));
        assert_eq!(record.updated_at(), purchase.begun_at);
    }
    let price = read(&journal, "full").purchase.price.expect("known");
    assert_eq!(price.amount.to_string(), "9.90", "with its places");
    assert_eq!(journal.purchase(&p("nobody's")).expect("read"), None);
}

#[test]
fn every_event_survives_writing_and_reading() {
    let dir = temp_dir();
    let nameless = Page {
        session: None,
        ..page()
    };
    let tiny = Arrival {
        amount: Money::new(
            dec("0.0000000000000000000000000010"),
            Unit::new("galactic-credits"),
        ),
        ..arrival(Evidence::Partly)
    };
    let walks = [
        vec![
            Event::Asked,
            Event::Ready(page()),
            Event::Opened,
            Event::Cancelled,
            Event::Opened,
            Event::Returned,
            Event::Overdue,
            Event::Credited(arrival(Evidence::Balance)),
            Event::CreditedAgain(arrival(Evidence::Row)),
        ],
        vec![Event::Ready(nameless), Event::Expired, Event::Credited(tiny)],
        vec![Event::Failed("no_answer".to_owned())],
        vec![Event::Ready(page()), Event::Dropped],
    ];
    {
        let journal = open(dir.path());
        for (number, events) in walks.iter().enumerate() {
            walk(&journal, &package(&number.to_string(), "a"), events);
        }
    }
    let journal = open(dir.path());
    let mut kinds = Vec::new();
    for (number, events) in walks.iter().enumerate() {
        let record = read(&journal, &number.to_string());
        let expected: Vec<_> = (101..).map(at).zip(events.iter().cloned()).collect();
        assert_eq!(record.events, expected);
        let led = events
            .iter()
            .try_fold(State::Begun, |state, event| state.after(event));
        assert_eq!(Some(record.state), led);
        kinds.extend(events.iter().map(std::mem::discriminant));
    }
    let missing = every_event()
        .into_iter()
        .find(|event| !kinds.contains(&std::mem::discriminant(event)));
    assert_eq!(missing, None, "every kind was written");
    let first = read(&journal, "0");
    assert_eq!(first.page(), Some(&page()));
    assert_eq!(
        first.arrivals(),
        [arrival(Evidence::Balance), arrival(Evidence::Row)]
    );
    assert_eq!(first.updated_at(), at(109));
}

#[test]
fn what_cannot_happen_is_refused_and_not_written() {
    let journal = Journal::open_in_memory().expect("a journal");
    let mut refused = 0;
    for state in State::ALL {
        for (number, event) in every_event().iter().enumerate() {
            let name = format!("{} {number}", state.word());
            let bought = package(&name, &name);
            assert_eq!(walk(&journal, &bought, &way_to(state)), state);
            let before = read(&journal, &name);
            let answer = journal.append(&bought.id, event, at(200));
            let after = read(&journal, &name);
            match (state.after(event), answer) {
                (Some(next), Ok(told)) => {
                    assert_eq!((told, after.state), (next, next));
                    assert_eq!(after.events.last(), Some(&(at(200), event.clone())));
                }
                (None, Err(JournalError::NotAllowed(told))) => {
                    assert_eq!((told, &after), (state, &before), "{event:?}");
                    refused += 1;
                }
                (expected, answer) => panic!("{state:?} {event:?}: {answer:?}, not {expected:?}"),
            }
        }
    }
    assert_eq!(refused, 11 * 11 - 30, "all but the edges of the machine");
    let unknown = journal.append(&p("nobody's"), &Event::Asked, at(1));
    assert!(
        matches!(unknown, Err(JournalError::NoSuchPurchase)),
        "{unknown:?}"
    );
}

#[test]
fn recent_ones_are_open_or_something_happened_to_them() {
    let journal = Journal::open_in_memory().expect("a journal");
    let over = |id: &str| {
        let events = [Event::Ready(page()), Event::Dropped];
        walk(&journal, &package(id, "a"), &events);
    };
    over("old");
    over("late");
    let late = Event::Credited(arrival(Evidence::Row));
    journal.append(&p("late"), &late, at(500)).expect("credited");
    walk(&journal, &package("open", "a"), &[Event::Ready(page())]);
    walk(&journal, &package("other", "b"), &[]);
    assert_eq!(ids(&journal.recent(at(501)).expect("read")), ["other", "open"]);
    assert_eq!(
        ids(&journal.recent(at(500)).expect("read")),
        ["other", "open", "late"]
    );
    assert_eq!(ids(&journal.recent(at(102)).expect("read")).len(), 4);
    // The clock was set back: what happened at the later moment is not forgotten.
    let again = Event::CreditedAgain(arrival(Evidence::Row));
    journal.append(&p("late"), &again, at(3)).expect("credited");
    assert_eq!(
        ids(&journal.recent(at(500)).expect("read")),
        ["other", "open", "late"]
    );
    let open = journal.open_purchase(&account("a")).expect("read");
    assert_eq!(open.expect("one is open").purchase.id, p("open"));
    assert_eq!(journal.open_purchase(&account("nobody")).expect("read"), None);
}

#[test]
fn pages_go_from_the_newest_to_the_oldest() {
    let journal = Journal::open_in_memory().expect("a journal");
    for number in 0..7 {
        let name = number.to_string();
        journal.begin(&package(&name, &name)).expect("begun");
    }
    let page = |after: Option<&PurchaseId>| {
        let page = journal.page(after, 3).expect("read");
        page.into_iter()
            .map(|record| record.purchase.id)
            .collect::<Vec<_>>()
    };
    let first = page(None);
    assert_eq!(first, [p("6"), p("5"), p("4")]);
    // One that begins meanwhile moves nothing.
    journal.begin(&package("new", "new")).expect("begun");
    let second = page(first.last());
    assert_eq!(second, [p("3"), p("2"), p("1")]);
    assert_eq!(page(second.last()), [p("0")]);
    assert_eq!(page(Some(&p("0"))), []);
    assert_eq!(page(Some(&p("nobody's"))), []);
    assert_eq!(ids(&journal.page(None, 0).expect("read")), [""; 0]);
}

#[test]
fn words_of_a_newer_version_cost_one_row_and_no_more() {
    let columns = "(id, account, account_name, provider, way, begun_at)";
    let of_tomorrow = [
        (
            "state",
            format!("INSERT INTO purchase {columns} VALUES ('x', 'a', 'A', 'acme', 'page', 1)"),
            "pending",
            "asked",
        ),
        (
            "way",
            format!("INSERT INTO purchase {columns} VALUES ('x', 'a', 'A', 'acme', 'barter', 1)"),
            "begun",
            "asked",
        ),
        (
            "event",
            format!("INSERT INTO purchase {columns} VALUES ('x', 'a', 'A', 'acme', 'page', 1)"),
            "begun",
            "bartered",
        ),
    ];
    for (what, insert, state, event) in of_tomorrow {
        let dir = temp_dir();
        let journal = open(dir.path());
        journal.begin(&package("before", "b")).expect("begun");
        let db = raw(dir.path());
        db.execute_batch(&format!(
            "{insert};
             INSERT INTO head VALUES (2, 'a', '{state}', 'reserved', 'none', 1, 'page');
             INSERT INTO event (purchase, at, word) VALUES (2, 1, '{event}')"
        ))
        .expect("written");
        journal.begin(&package("after", "c")).expect("begun");
        let unreadable = journal.purchase(&p("x"));
        assert!(
            matches!(unreadable, Err(StoreError::Other(_))),
            "{what}: {unreadable:?}"
        );
        assert!(journal.open_purchase(&account("a")).is_err(), "{what}");
        assert_eq!(
            ids(&journal.recent(at(0)).expect("read")),
            ["after", "before"],
            "{what}"
        );
        assert_eq!(
            ids(&journal.page(None, 2).expect("read")),
            ["after", "before"],
            "{what}"
        );
        let second = journal.begin(&package("second", "a"));
        assert!(
            matches!(&second, Err(JournalError::AlreadyOpen(open)) if *open == p("x")),
            "{what}: {second:?}"
        );
        if what == "state" {
            let refused = journal.append(&p("x"), &Event::Asked, at(2));
            assert!(matches!(refused, Err(JournalError::Store(_))), "{refused:?}");
        }
    }
}

#[test]
fn a_closed_journal_is_closed() {
    let dir = temp_dir();
    let journal = open(dir.path());
    journal.begin(&package("p", "a")).expect("begun");
    journal.close().expect("closed");
    journal.close().expect("closed already");
    assert!(
        !dir.path().join("payments.db-wal").exists(),
        "all is in the one file"
    );
    let refused = journal.append(&p("p"), &Event::Asked, at(1));
    assert!(
        matches!(&refused, Err(JournalError::Store(StoreError::ReadOnly { file })) if file == "payments.db"),
        "{refused:?}"
    );
    drop(journal);
    assert_eq!(read(&open(dir.path()), "p").state, State::Begun);
}

/// Of both axes, as other tools and later versions read them.
#[test]
fn a_head_says_what_is_known_of_money_and_credits() {
    let dir = temp_dir();
    let journal = open(dir.path());
    let expected = [
        "begun none none",
        "asking none none",
        "ready none awaited",
        "away unknown awaited",
        "returned unknown awaited",
        "cancelled unknown awaited",
        "expired unknown none",
        "failed dead none",
        "dropped unknown none",
        "missing unknown missing",
        "credited moved credited",
    ];
    for (state, expected) in State::ALL.into_iter().zip(expected) {
        walk(&journal, &package(state.word(), state.word()), &way_to(state));
        let sql = "SELECT state || ' ' || money || ' ' || credit FROM head WHERE account = ?1";
        let words: String = raw(dir.path())
            .query_row(sql, [state.word()], |row| row.get(0))
            .expect("a head");
        assert_eq!(words, expected);
    }
}
