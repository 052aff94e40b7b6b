//! Money is set aside within the limits, once for each nonce, and counts until it is provably not gone.

use std::sync::Barrier;
use std::thread;

use jiff::Timestamp;
use refill_core::ids::AccountId;
use refill_core::purchase::{Event, State};
use refill_core::x402::{Atomic, Attempt, Authorization, Limit, Limits, OverLimit, Plan, Spent, Step};
use refill_store::{Allowed, DataFolder, Journal, JournalError};

use super::usdc::{
    address, attempt, attempt_at, block, credited, for_id, pay, payment, plan, sending, unlimited, ways,
};
use super::{account, open, p, raw};
use crate::support::{at, temp_dir};

const HOUR: i64 = 3600;

fn usual() -> Allowed {
    Allowed {
        limits: Limits::default(),
        elsewhere: None,
    }
}

fn coins(coins: u32) -> Plan {
    Plan {
        value: Atomic::whole(coins),
        ..plan()
    }
}

/// Plans a payment of so many coins, and sets them aside at an hour by either clock.
fn reserve(
    journal: &Journal,
    (id, account): (&str, &str),
    amount: u32,
    [chain_hour, hour]: [i64; 2],
    allowed: &Allowed,
) -> Result<State, JournalError> {
    let planned = Event::Paying(Step::Planned(Box::new(coins(amount))));
    pay(journal, &payment(id, account), &[planned]);
    let attempt = Attempt {
        reserved_at: at(chain_hour * HOUR),
        ..attempt_at(id, coins(amount))
    };
    journal.reserve(&p(id), &attempt, allowed, at(hour * HOUR))
}

fn over(answer: Result<State, JournalError>) -> OverLimit {
    match answer {
        Err(JournalError::OverLimit(over)) => over,
        other => panic!("{other:?}"),
    }
}

fn limit(limit: Limit, coins: u32) -> OverLimit {
    OverLimit {
        limit,
        left: Atomic::whole(coins),
    }
}

fn spent_at(hour: i64, account: &str, coins: u32) -> Spent {
    Spent {
        at: at(hour * HOUR),
        account: AccountId::new(account),
        value: Atomic::whole(coins),
    }
}

#[test]
fn limits_hold_in_the_transaction_that_reserves() {
    let journal = Journal::open_in_memory().expect("a journal");
    let usual = usual();
    let try_to = |id, account, amount, hour| reserve(&journal, (id, account), amount, [hour, hour], &usual);
    assert_eq!(over(try_to("1", "big", 26, 1000)), limit(Limit::Payment, 25));
    let refused = journal.purchase(&p("1")).expect("read").expect("there");
    assert_eq!(refused.events.len(), 1, "nothing was written");
    assert_eq!(refused.attempt(), None);
    try_to("2", "a", 25, 1000).expect("within");
    journal
        .append(
            &p("2"),
            &Event::Paying(Step::Unsigned("bad_key".to_owned())),
            at(1),
        )
        .expect("dead");
    try_to("3", "a", 25, 1000).expect("what is dead does not count");
    finish(&journal, "3");
    try_to("4", "a", 20, 1001).expect("within");
    finish(&journal, "4");
    assert_eq!(over(try_to("5", "a", 6, 1002)), limit(Limit::AccountDay, 5));
    try_to("6", "b", 25, 1002).expect("another account");
    try_to("7", "c", 25, 1002).expect("another account");
    assert_eq!(over(try_to("8", "d", 6, 1003)), limit(Limit::Day, 5));
    try_to("9", "e", 5, 1003).expect("the last of the day");
    assert_eq!(journal.spent(at(0)).expect("read").len(), 5);
    assert_eq!(
        journal.spent(at(1003 * HOUR)).expect("read"),
        [spent_at(1003, "e", 5)]
    );
    assert_eq!(journal.spent(at(1003 * HOUR + 1)).expect("read"), []);
}

/// Lets a reserved payment be paid.
fn finish(journal: &Journal, id: &str) {
    for event in &credited(id)[2..7] {
        journal.append(&p(id), event, at(300)).expect("written down");
    }
}

#[test]
fn of_two_ledgers_the_stricter_one_counts() {
    let journal = Journal::open_in_memory().expect("a journal");
    let elsewhere = |limits: Limits, spent: &[Spent]| Allowed {
        limits: Limits::default(),
        elsewhere: Some((limits, spent.to_vec())),
    };
    // A journal that was deleted does not make what was spent undone.
    let told = elsewhere(Limits::default(), &[spent_at(990, "a", 45)]);
    let answer = reserve(&journal, ("1", "a"), 6, [1000, 1000], &told);
    assert_eq!(over(answer), limit(Limit::AccountDay, 5));
    reserve(&journal, ("2", "b"), 25, [1000, 1000], &told).expect("another account");
    let lower = Limits {
        payment: Atomic::whole(3),
        ..Limits::default()
    };
    let answer = reserve(&journal, ("3", "c"), 4, [1000, 1000], &elsewhere(lower, &[]));
    assert_eq!(over(answer), limit(Limit::Payment, 3));
    // And the other way round: what stands there and allows more, does not.
    let answer = reserve(
        &journal,
        ("4", "d"),
        26,
        [1000, 1000],
        &elsewhere(unlimited().limits, &[]),
    );
    assert_eq!(over(answer), limit(Limit::Payment, 25));
}

#[test]
fn a_clock_that_is_wrong_reopens_nothing() {
    let journal = Journal::open_in_memory().expect("a journal");
    let usual = usual();
    let try_at = |id, clocks| reserve(&journal, (id, id), 25, clocks, &usual);
    for id in ["1", "2", "3", "4"] {
        try_at(id, [1000, 1000]).expect("within");
    }
    // Both set back; one of them ahead by months.
    for (id, clocks) in [
        ("back", [10, 10]),
        ("ahead", [9000, 1001]),
        ("ahead too", [1001, 9000]),
    ] {
        assert_eq!(over(try_at(id, clocks)), limit(Limit::Day, 0), "{id}");
    }
    try_at("next day", [1025, 1025]).expect("a day later");
}

#[test]
fn what_is_provably_not_gone_is_free_again_and_nothing_else() {
    let journal = Journal::open_in_memory().expect("a journal");
    for (number, (state, way)) in ways().into_iter().enumerate() {
        let id = number.to_string();
        pay(&journal, &payment(&id, &id), &for_id(&way, &id));
        let spent = journal.spent(Timestamp::MIN).expect("read");
        let counts = spent.iter().any(|spent| spent.account == account(&id));
        let was_reserved = journal.purchase(&p(&id)).expect("read");
        let was_reserved = was_reserved.expect("there").attempt().is_some();
        let is_dead = state.word().starts_with("dead_");
        assert_eq!(counts, was_reserved && !is_dead, "{state:?}");
    }
}

#[test]
fn a_nonce_is_used_once() {
    let journal = Journal::open_in_memory().expect("a journal");
    pay(&journal, &payment("p", "a"), &sending("p"));
    let dead = Event::Paying(Step::Expired(block(1)));
    journal.append(&p("p"), &dead, at(300)).expect("dead");
    let planned = &sending("p")[..1];
    pay(&journal, &payment("q", "a"), planned);
    let before = journal.purchase(&p("q")).expect("read");
    // The one of the dead payment.
    let refused = journal.reserve(&p("q"), &attempt("p"), &unlimited(), at(301));
    assert!(matches!(refused, Err(JournalError::Store(_))), "{refused:?}");
    assert_eq!(journal.purchase(&p("q")).expect("read"), before);
    assert_eq!(journal.spent(Timestamp::MIN).expect("read"), []);
    journal
        .reserve(&p("q"), &attempt("q"), &unlimited(), at(301))
        .expect("another nonce");
    let again = journal.reserve(&p("q"), &attempt("r"), &unlimited(), at(302));
    assert!(matches!(again, Err(JournalError::NotAllowed(_))), "{again:?}");
    // Another wallet may have the same one.
    let other = Plan {
        payer: address(8),
        ..plan()
    };
    let planned = Event::Paying(Step::Planned(Box::new(other.clone())));
    pay(&journal, &payment("s", "b"), &[planned]);
    journal
        .reserve(&p("s"), &attempt_at("p", other), &unlimited(), at(303))
        .expect("another payer");
}

#[test]
fn only_what_the_person_was_asked_about_is_reserved() {
    let journal = Journal::open_in_memory().expect("a journal");
    pay(&journal, &payment("p", "a"), &sending("p")[..1]);
    let right = attempt("p");
    let signs = |change: fn(&mut Authorization)| {
        let mut attempt = right.clone();
        change(&mut attempt.authorization);
        attempt
    };
    let others = [
        attempt_at("p", coins(11)),
        attempt_at(
            "p",
            Plan {
                url: "https://elsewhere.example/".parse().expect("an address"),
                ..plan()
            },
        ),
        signs(|signed| signed.value = Atomic::whole(11)),
        signs(|signed| signed.to = address(9)),
        signs(|signed| signed.from = address(9)),
    ];
    for other in others {
        let refused = journal.reserve(&p("p"), &other, &unlimited(), at(200));
        assert!(matches!(refused, Err(JournalError::OtherPlan)), "{refused:?}");
    }
    let nobody = journal.reserve(&p("nobody's"), &right, &unlimited(), at(200));
    assert!(matches!(nobody, Err(JournalError::NoSuchPurchase)), "{nobody:?}");
    assert_eq!(journal.spent(Timestamp::MIN).expect("read"), []);
    journal
        .reserve(&p("p"), &right, &unlimited(), at(200))
        .expect("as planned");
}

/// Lets one payment per thread reserve 25 of the 50 that two accounts may spend together, all at once.
#[test]
fn of_threads_and_connections_as_many_reserve_as_the_limit_lets_through() {
    let dir = temp_dir();
    let folder = DataFolder::open(dir.path()).expect("the folder");
    let journals = [(); 2].map(|()| Journal::open(&folder).expect("the journal"));
    let allowed = Allowed {
        limits: Limits {
            day: Atomic::whole(50),
            ..Limits::default()
        },
        elsewhere: None,
    };
    for round in 1..=5 {
        let start = Barrier::new(6);
        let reserved: usize = thread::scope(|scope| {
            let threads = [0, 1, 2, 3, 4, 5].map(|number| {
                let (journals, start, allowed) = (&journals, &start, &allowed);
                scope.spawn(move || {
                    let id = format!("{round}.{number}");
                    let hours = [round * 100; 2];
                    start.wait();
                    match reserve(&journals[number % 2], (&id, &id), 25, hours, allowed) {
                        Ok(_) => 1,
                        Err(JournalError::OverLimit(_)) => 0,
                        Err(error) => panic!("{error:?}"),
                    }
                })
            });
            threads.map(|thread| thread.join().expect("ended")).iter().sum()
        });
        assert_eq!(reserved, 2);
    }
}

/// Not only the calls: the database itself knows one live payment, one attempt and one use of a nonce.
#[test]
fn the_database_lets_no_second_one_through() {
    let dir = temp_dir();
    let journal = open(dir.path());
    pay(&journal, &payment("p", "a"), &sending("p"));
    let planned = &sending("q")[..1];
    pay(&journal, &payment("q", "b"), planned);
    let db = raw(dir.path());
    db.execute_batch(
        "INSERT INTO purchase (id, account, account_name, provider, way, begun_at)
         VALUES ('r', 'a', 'A', 'acme', 'usdc', 1)",
    )
    .expect("written");
    let copied = |purchase: i64, nonce: &str| {
        format!(
            "INSERT INTO attempt SELECT {purchase}, chain, asset, payer, payee, value, valid_after, valid_before,
                 {nonce}, first_block, confirmed_at, reserved_at FROM attempt WHERE purchase = 1"
        )
    };
    let never = "an attempt is never replaced, and its nonce never used again";
    let refused = [
        (
            "INSERT INTO head VALUES (3, 'a', 'quoted', 'none', 'none', 1, 'usdc')".to_owned(),
            "UNIQUE constraint failed: head.account",
        ),
        (
            "INSERT INTO head VALUES (3, 'a', 'being_bridged', 'none', 'none', 1, 'usdc')".to_owned(),
            "UNIQUE constraint failed: head.account",
        ),
        (
            "INSERT INTO head VALUES (3, 'a', 'begun', 'none', 'none', 1, 'of_tomorrow')".to_owned(),
            "UNIQUE constraint failed: head.account",
        ),
        (copied(2, "nonce"), never),
        (copied(1, "zeroblob(32)"), never),
    ];
    for (sql, expected) in refused {
        let error = db.execute_batch(&sql).expect_err(&sql).to_string();
        assert!(error.contains(expected), "{error}");
    }
    db.execute_batch("DROP TRIGGER attempt_not_replaced")
        .expect("gone");
    for (sql, expected) in [
        (copied(2, "nonce"), "UNIQUE constraint failed: attempt.nonce"),
        (
            copied(1, "zeroblob(32)"),
            "UNIQUE constraint failed: attempt.purchase",
        ),
    ] {
        let error = db.execute_batch(&sql).expect_err(&sql).to_string();
        assert!(error.contains(expected), "{error}");
    }
    db.execute_batch("INSERT INTO head VALUES (3, 'a', 'begun', 'none', 'none', 1, 'page')")
        .expect("a page beside it");
    let words = refill_core::x402::State::ALL.map(|state| (state.word(), state.is_live()));
    for (word, is_live) in words.into_iter().chain([("being_bridged", true)]) {
        let set =
            |id: i64, word: &str| db.execute("UPDATE head SET state = ?2 WHERE purchase = ?1", (id, word));
        db.execute_batch(
            "DROP TRIGGER head_not_moved;
             UPDATE head SET account = 'a', state = 'paid' WHERE purchase < 3;
             CREATE TRIGGER head_not_moved BEFORE UPDATE OF purchase, account, family ON head
             BEGIN SELECT RAISE(ABORT, 'a head stays with its purchase'); END",
        )
        .expect("two of one account");
        set(1, word).expect("the only live one");
        let second = set(2, "quoted");
        assert_eq!(second.is_err(), is_live, "beside {word}: {second:?}");
    }
}
