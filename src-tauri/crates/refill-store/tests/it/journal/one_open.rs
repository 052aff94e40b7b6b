//! One open purchase per account, whoever asks.

use std::sync::Barrier;
use std::thread;

use refill_core::purchase::{Event, State};
use refill_store::{DataFolder, Journal, JournalError};
use rusqlite::TransactionBehavior;

use super::{account, open, p, package, raw, walk, way_to};
use crate::support::temp_dir;

#[test]
fn a_second_one_begins_only_once_the_first_is_over() {
    let journal = Journal::open_in_memory().expect("a journal");
    for state in State::ALL {
        let first = package(&format!("first {}", state.word()), state.word());
        walk(&journal, &first, &way_to(state));
        let second = journal.begin(&package(&format!("second {}", state.word()), state.word()));
        match (state.is_open(), second) {
            (true, Err(JournalError::AlreadyOpen(open))) => assert_eq!(open, first.id),
            (false, Ok(())) => {}
            (_, second) => panic!("{state:?}: {second:?}"),
        }
    }
    let others = journal.begin(&package("other", "another account"));
    assert!(others.is_ok(), "{others:?}");
}

#[test]
fn the_same_id_is_never_used_twice() {
    let journal = Journal::open_in_memory().expect("a journal");
    journal.begin(&package("p", "a")).expect("begun");
    let twin = journal.begin(&package("p", "b"));
    assert!(matches!(twin, Err(JournalError::Store(_))), "{twin:?}");
    assert_eq!(journal.open_purchase(&account("b")).expect("read"), None);
    let kept = journal.purchase(&p("p")).expect("read").expect("there");
    assert_eq!(kept.purchase, package("p", "a"));
}

/// Lets both begin a purchase of the same account at once, and returns how many did.
fn race(journals: [&Journal; 2], round: usize) -> usize {
    let start = Barrier::new(2);
    thread::scope(|scope| {
        let threads = [0, 1].map(|number| {
            let (journal, start) = (journals[number], &start);
            scope.spawn(move || {
                let bought = package(&format!("{round}.{number}"), &round.to_string());
                start.wait();
                match journal.begin(&bought) {
                    Ok(()) => 1,
                    Err(JournalError::AlreadyOpen(_)) => 0,
                    Err(error) => panic!("{error:?}"),
                }
            })
        });
        threads.map(|thread| thread.join().expect("ended")).iter().sum()
    })
}

#[test]
fn of_two_threads_one_begins() {
    let dir = temp_dir();
    let journal = open(dir.path());
    for round in 0..20 {
        assert_eq!(race([&journal, &journal], round), 1);
    }
}

#[test]
fn of_two_connections_one_begins() {
    let dir = temp_dir();
    let folder = DataFolder::open(dir.path()).expect("the folder");
    let [one, other] = [(); 2].map(|()| Journal::open(&folder).expect("the journal"));
    for round in 0..20 {
        assert_eq!(race([&one, &other], round), 1);
    }
    assert_eq!(
        one.page(None, 100).expect("read"),
        other.page(None, 100).expect("read")
    );
}

#[test]
fn one_that_waits_for_another_writer_sees_what_that_one_wrote() {
    let dir = temp_dir();
    let journal = open(dir.path());
    let mut other = raw(dir.path());
    let tx = other
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .expect("a transaction");
    thread::scope(|scope| {
        let waiting = scope.spawn(|| journal.begin(&package("late", "a")));
        tx.execute_batch(
            "INSERT INTO purchase (id, account, account_name, provider, way, begun_at)
             VALUES ('early', 'a', 'A', 'acme', 'page', 1);
             INSERT INTO head VALUES (1, 'a', 'begun', 'none', 'none', 1, 'page')",
        )
        .expect("written");
        tx.commit().expect("committed");
        let refused = waiting.join().expect("ended");
        assert!(
            matches!(&refused, Err(JournalError::AlreadyOpen(open)) if *open == p("early")),
            "{refused:?}"
        );
    });
}

/// Not only the check before it: the database itself allows no second one.
#[test]
fn the_index_allows_one_and_knows_the_states() {
    let dir = temp_dir();
    let journal = open(dir.path());
    for id in ["one", "other"] {
        walk(&journal, &package(id, "a"), &[Event::Failed("gone".to_owned())]);
    }
    let db = raw(dir.path());
    let set = |number: i64, state: &str| {
        db.execute("UPDATE head SET state = ?2 WHERE purchase = ?1", (number, state))
    };
    let words = State::ALL.map(|state| (state.word(), state.is_open()));
    // A state of a newer version counts as open.
    for (word, is_open) in words.into_iter().chain([("pending", true)]) {
        set(1, word).expect("the only open one");
        for second in ["begun", "returned", "reserved"] {
            let set = set(2, second);
            assert_eq!(set.is_err(), is_open, "{second} beside {word}: {set:?}");
        }
        set(2, "failed").expect("closed");
    }
}
