//! Payments are written down and read back as they are, and take no step that their machine does not have.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use refill_core::purchase::{CreditAxis, Event, Evidence, State};
use refill_core::x402::{self, Atomic, Plan, Protocol, Step};
use refill_store::{Journal, JournalError, PurchaseRecord, StoreError};

use super::usdc::{
    attempt, attempt_at, block, credited, every_step, everything, for_id, hash, pay, payment, plan, sending,
    signed, take, unlimited, ways,
};
use super::{account, arrival, open, p, package, raw};
use crate::support::{at, temp_dir};

fn read(journal: &Journal, id: &str) -> PurchaseRecord {
    journal.purchase(&p(id)).expect("read").expect("there")
}

fn ids(records: &[PurchaseRecord]) -> Vec<&str> {
    records.iter().map(|record| record.purchase.id.as_str()).collect()
}

#[test]
fn every_step_survives_writing_and_reading() {
    let dir = temp_dir();
    let mut kinds = HashSet::new();
    let mut walks: Vec<_> = ways().into_values().collect();
    let unclear = Step::Unclear("hung".to_owned());
    walks.push(
        [
            sending("?"),
            vec![Event::Paying(unclear), Event::Paying(Step::Resending)],
        ]
        .concat(),
    );
    walks.push([sending("?"), vec![Event::Paying(Step::Accepted(None))]].concat());
    walks.push(
        [
            credited("?"),
            vec![Event::CreditedAgain(arrival(Evidence::Balance))],
        ]
        .concat(),
    );
    let gone = [
        sending("?"),
        vec![credited("?")[5].clone(), Event::Paying(Step::BlockGone)],
    ];
    walks.push(gone.concat());
    {
        let journal = open(dir.path());
        for (number, way) in walks.iter().enumerate() {
            let id = number.to_string();
            pay(&journal, &payment(&id, &id), &for_id(way, &id));
        }
    }
    let journal = open(dir.path());
    for (number, way) in walks.iter().enumerate() {
        let record = read(&journal, &number.to_string());
        let way = for_id(way, &number.to_string());
        let led = way
            .iter()
            .try_fold(State::QUOTED, |state, event| state.after(event));
        assert_eq!(Some(record.state), led);
        assert_eq!(
            record.events,
            (101..).map(at).zip(way.iter().cloned()).collect::<Vec<_>>()
        );
        kinds.extend(way.iter().filter_map(|event| match event {
            Event::Paying(step) => Some(std::mem::discriminant(step)),
            _ => None,
        }));
    }
    let missing = every_step("?")
        .into_iter()
        .find(|step| !kinds.contains(&std::mem::discriminant(step)));
    assert_eq!(missing, None, "every kind was written");
}

#[test]
fn a_plan_of_version_1_has_less() {
    let journal = Journal::open_in_memory().expect("a journal");
    let plain = Plan {
        protocol: Protocol::V1,
        network: "base".to_owned(),
        value: Atomic::new(u64::MAX),
        accepted: None,
        resource: None,
        ..plan()
    };
    let attempt = attempt_at("p", plain.clone());
    let steps = [
        Step::Planned(Box::new(plain.clone())),
        Step::Reserved(Box::new(attempt.clone())),
    ];
    pay(&journal, &payment("p", "a"), &steps.map(Event::Paying));
    let record = read(&journal, "p");
    assert_eq!((record.plan(), record.attempt()), (Some(&plain), Some(&attempt)));
}

#[test]
fn what_cannot_happen_is_refused_and_not_written() {
    let journal = Journal::open_in_memory().expect("a journal");
    let ways = ways();
    let monies: HashSet<_> = ways.keys().filter_map(|state| state.paying()).collect();
    assert_eq!(monies.len(), x402::State::ALL.len(), "every state was reached");
    let (mut taken, mut refused, mut number) = (0, 0, 0);
    for (state, way) in &ways {
        for kind in 0..everything("?").len() {
            number += 1;
            let id = number.to_string();
            let event = &everything(&id)[kind];
            assert_eq!(pay(&journal, &payment(&id, &id), &for_id(way, &id)), *state);
            let before = read(&journal, &id);
            let answer = take(&journal, &p(&id), event, 200);
            let after = read(&journal, &id);
            match (state.after(event), answer) {
                (Some(next), Ok(told)) => {
                    assert_eq!((told, after.state), (next, next));
                    assert_eq!(after.events.last(), Some(&(at(200), event.clone())));
                    taken += 1;
                }
                (None, Err(JournalError::NotAllowed(told))) => {
                    assert_eq!((told, &after), (*state, &before), "{event:?}");
                    refused += 1;
                }
                (expected, answer) => panic!("{state:?} {event:?}: {answer:?}, not {expected:?}"),
            }
        }
    }
    assert!(taken > 60 && refused > taken, "{taken} taken, {refused} refused");
}

#[test]
fn what_is_to_be_signed_is_written_down_by_reserving_alone() {
    let journal = Journal::open_in_memory().expect("a journal");
    pay(&journal, &payment("p", "a"), &sending("p")[..1]);
    let before = read(&journal, "p");
    let refused = journal.append(&p("p"), &sending("p")[1], at(200));
    assert!(
        matches!(refused, Err(JournalError::NotAllowed(state)) if state == before.state),
        "{refused:?}"
    );
    assert_eq!(read(&journal, "p"), before);
    assert_eq!(journal.spent(Timestamp::MIN).expect("read"), []);
}

#[test]
fn one_payment_and_one_page_at_a_time() {
    let journal = Journal::open_in_memory().expect("a journal");
    for (number, (state, way)) in ways().into_iter().enumerate() {
        let (id, name) = (format!("{number}"), format!("{state:?}"));
        pay(&journal, &payment(&id, &name), &for_id(&way, &id));
        // On a page, whatever the payment does; and the other way round.
        journal
            .begin(&package(&format!("{number} page"), &name))
            .expect("another kind");
        let page = journal.begin(&package(&format!("{number} page 2"), &name));
        assert!(matches!(page, Err(JournalError::AlreadyOpen(_))), "{page:?}");
        let open = journal.open_purchase(&account(&name)).expect("read");
        assert_eq!(open.expect("the page").purchase.id, p(&format!("{number} page")));

        let live = journal.live_payment(&account(&name)).expect("read");
        let second = journal.begin(&payment(&format!("{number} second"), &name));
        match (state.is_open(), second) {
            (true, Err(JournalError::AlreadyOpen(open))) => {
                assert_eq!(open, p(&id));
                assert_eq!(live.map(|live| live.purchase.id), Some(open));
            }
            (false, Ok(())) => assert_eq!(live, None),
            (_, second) => panic!("{state:?}: {second:?}"),
        }
    }
}

#[test]
fn a_record_tells_of_its_steps() {
    let journal = Journal::open_in_memory().expect("a journal");
    pay(&journal, &payment("none", "a"), &[]);
    let none = read(&journal, "none");
    assert_eq!((none.plan(), none.attempt(), none.signed()), (None, None, None));
    assert_eq!((none.first_sent_at(), none.sendings()), (None, 0));
    assert_eq!((none.transaction(), none.refused()), (None, None));

    let used = |number: u8| {
        Event::Paying(Step::Used {
            transaction: hash(number),
            block: block(number),
        })
    };
    let mut events = sending("p");
    events.extend(
        [
            Step::Resending,
            Step::Unclear("hung".to_owned()),
            Step::Resending,
            Step::Accepted(Some(hash(9))),
            Step::Accepted(None),
        ]
        .map(Event::Paying),
    );
    pay(&journal, &payment("p", "b"), &events);
    let sent = read(&journal, "p");
    assert_eq!(sent.plan(), Some(&plan()));
    assert_eq!(sent.attempt(), Some(&attempt("p")));
    assert_eq!(sent.signed(), Some(&signed()));
    assert_eq!((sent.first_sent_at(), sent.sendings()), (Some(at(104)), 3));
    assert_eq!(sent.transaction(), Some((hash(9), None)));
    for event in [used(1), Event::Paying(Step::BlockGone), used(2)] {
        take(&journal, &p("p"), &event, 200).expect("written down");
    }
    let shown = read(&journal, "p");
    assert_eq!(shown.transaction(), Some((hash(2), Some(block(2)))));

    let refused = Event::Paying(Step::Refused("payee_zero".to_owned()));
    pay(&journal, &payment("r", "c"), &[refused]);
    assert_eq!(read(&journal, "r").refused(), Some("payee_zero"));
}

#[test]
fn unfinished_ones_are_undecided_or_lack_their_credits() {
    let journal = Journal::open_in_memory().expect("a journal");
    let now = Timestamp::now();
    let ago = |hours: i64| now - SignedDuration::from_hours(hours);
    let step = |id: &str, event: &Event, at| journal.append(&p(id), event, at).expect("written down");
    let paid = |id: &str| pay(&journal, &payment(id, id), &credited(id)[..7]);
    paid("awaited");
    paid("credited");
    step("credited", &credited("credited")[7], now);
    paid("missing");
    step("missing", &Event::Overdue, ago(6 * 24));
    paid("given up");
    step("given up", &Event::Overdue, ago(8 * 24));
    pay(&journal, &payment("quoted", "quoted"), &[]);
    pay(&journal, &payment("sent", "sent"), &sending("sent"));
    pay(&journal, &payment("dead", "dead"), &sending("dead"));
    step("dead", &Event::Paying(Step::Expired(block(1))), now);
    journal.begin(&package("page", "page")).expect("begun");
    let unfinished = journal.unfinished_payments(jiff::Timestamp::now()).expect("read");
    assert_eq!(ids(&unfinished), ["sent", "quoted", "missing", "awaited"]);
    let recent = journal.recent(now).expect("read");
    assert_eq!(ids(&recent), ["page", "dead", "sent", "quoted", "credited"]);
}

/// Of both axes, as other tools and later versions read them.
#[test]
fn a_head_says_what_is_known_of_money_and_credits() {
    let dir = temp_dir();
    let journal = open(dir.path());
    let expected = [
        ("quoted", "none none usdc"),
        ("reserved", "reserved none usdc"),
        ("sending", "unknown awaited usdc"),
        ("paid", "moved awaited usdc"),
        ("dead_expired", "dead none usdc"),
    ];
    let ways = ways();
    for (word, expected) in expected {
        let is_meant = |state: &&State| {
            let is_plain = matches!(state.credit(), CreditAxis::None | CreditAxis::Awaited);
            state.word() == word && is_plain
        };
        let state = ways.keys().find(is_meant).expect("reached");
        pay(&journal, &payment(word, word), &for_id(&ways[state], word));
        let sql = "SELECT money || ' ' || credit || ' ' || family FROM head WHERE account = ?1";
        let words: String = raw(dir.path())
            .query_row(sql, [word], |row| row.get(0))
            .expect("a head");
        assert_eq!(words, expected, "{word}");
    }
}

#[test]
fn words_of_a_newer_version_count_as_undecided_and_as_spent() {
    let dir = temp_dir();
    let journal = open(dir.path());
    pay(&journal, &payment("x", "a"), &sending("x"));
    let db = raw(dir.path());
    for set in [
        "state = 'being_bridged', money = 'on_its_way'",
        "state = 'sending', money = 'on_its_way', credit = 'halved'",
        "state = 'being_bridged', money = 'unknown', credit = 'awaited'",
    ] {
        db.execute_batch(&format!("UPDATE head SET {set}"))
            .expect("written");
        let unreadable = journal.purchase(&p("x"));
        assert!(
            matches!(unreadable, Err(StoreError::Other(_))),
            "{set}: {unreadable:?}"
        );
        assert!(journal.live_payment(&account("a")).is_err(), "{set}");
        let second = journal.begin(&payment("second", "a"));
        assert!(
            matches!(&second, Err(JournalError::AlreadyOpen(open)) if *open == p("x")),
            "{set}: {second:?}"
        );
        let spent = journal.spent(Timestamp::MIN).expect("read");
        assert_eq!(spent.len(), 1, "{set}");
        let refused = journal.append(&p("x"), &Event::Paying(Step::Resending), at(2));
        assert!(matches!(refused, Err(JournalError::Store(_))), "{refused:?}");
        let reserved = journal.reserve(&p("x"), &attempt("x"), &unlimited(), at(2));
        assert!(matches!(reserved, Err(JournalError::Store(_))), "{reserved:?}");
        assert_eq!(
            journal.unfinished_payments(jiff::Timestamp::now()).expect("read"),
            [],
            "{set}"
        );
    }
    // The page beside it is none of its business.
    journal.begin(&package("page", "a")).expect("another kind");
}

#[test]
fn a_row_that_is_not_there_is_no_purchase_that_is_not_there() {
    let dir = temp_dir();
    let journal = open(dir.path());
    journal.begin(&payment("x", "a")).expect("begun");
    for word in [
        "planned",
        "reserved",
        "signed",
        "used",
        "expired_unused",
        "refused",
    ] {
        let db = raw(dir.path());
        db.execute("INSERT INTO event (purchase, at, word) VALUES (1, 1, ?1)", [word])
            .expect("written");
        let unreadable = journal.purchase(&p("x"));
        assert!(
            matches!(unreadable, Err(StoreError::Other(_))),
            "{word}: {unreadable:?}"
        );
        db.execute_batch("DROP TRIGGER event_not_deleted; DELETE FROM event")
            .expect("taken back");
        let trigger = "CREATE TRIGGER event_not_deleted BEFORE DELETE ON event
                       BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END";
        db.execute_batch(trigger).expect("as before");
        assert!(journal.purchase(&p("x")).expect("read").is_some());
    }
}
