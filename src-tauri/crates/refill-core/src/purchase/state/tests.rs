use jiff::Timestamp;

use super::*;
use crate::money::{Decimal, Money, Unit};
use crate::purchase::{Arrival, Evidence, Page};
use crate::x402::State as M;
use crate::x402::examples::steps;

fn credits(amount: i64) -> Money {
    Money::new(Decimal::from(amount), Unit::CREDITS)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn arrival(amount: i64, evidence: Evidence) -> Arrival {
    Arrival {
        amount: credits(amount),
        at: at(5),
        evidence,
    }
}

fn events() -> Vec<Event> {
    vec![
        Event::Asked,
        Event::Ready(Page {
            session: None,
            address: String::new(),
            expires_at: at(9),
        }),
        Event::Failed("lost".to_owned()),
        Event::Opened,
        Event::Returned,
        Event::Cancelled,
        Event::Expired,
        Event::Credited(arrival(1, Evidence::Row)),
        Event::CreditedAgain(arrival(1, Evidence::Row)),
        Event::Overdue,
        Event::Dropped,
    ]
}

/// Every edge, one line a state, in the order of [`events`]; `-` where the event cannot happen.
const EDGES: [(&str, &str); 11] = [
    ("begun", "asking ready failed - - - - - - - -"),
    ("asking", "- ready failed - - - - - - - -"),
    (
        "ready",
        "- - - away returned cancelled expired credited - - dropped",
    ),
    (
        "away",
        "- - - away returned cancelled expired credited - - dropped",
    ),
    ("returned", "- - - returned - - - credited - missing dropped"),
    ("cancelled", "- - - away returned - expired credited - - dropped"),
    ("expired", "- - - - - - - credited - - -"),
    ("failed", "- - - - - - - - - - -"),
    ("dropped", "- - - - - - - credited - - -"),
    ("missing", "- - - - - - - credited - - -"),
    ("credited", "- - - - - - - - credited - -"),
];

#[test]
fn the_machine_has_these_edges_and_no_others() {
    for (from, expected) in EDGES {
        let state = State::from_words(from, "none").expect("a state");
        let reached = events()
            .iter()
            .map(|event| state.after(event).map_or("-", State::word))
            .collect::<Vec<_>>();
        assert_eq!(reached.join(" "), expected, "from {from}");
    }
}

#[test]
fn every_walk_ends_without_a_second_credit_or_a_lost_one() {
    // All walks of up to six events: money that may have moved is never called dead.
    let mut walks = vec![(State::Begun, Vec::<Event>::new())];
    for _ in 0..6 {
        let mut longer = Vec::new();
        for (state, path) in &walks {
            for event in events() {
                if let Some(next) = state.after(&event) {
                    let mut path = path.clone();
                    path.push(event);
                    longer.push((next, path));
                }
            }
        }
        for (state, path) in &longer {
            let credited = path.iter().any(|event| matches!(event, Event::Credited(_)));
            assert_eq!(credited, *state == State::Credited, "{path:?}");
            let was_opened = path.contains(&Event::Opened);
            if was_opened && !credited {
                assert_eq!(state.money(), MoneyAxis::Unknown, "{path:?}");
            }
        }
        walks = longer;
    }
    assert!(walks.len() > 200, "{}", walks.len());
}

#[test]
fn words_are_read_back() {
    for state in State::ALL {
        assert_eq!(
            State::from_words(state.word(), state.credit().word()),
            Some(state)
        );
    }
}

/// Every state of a payment by x402, also those that no way leads to.
fn payments() -> impl Iterator<Item = (M, CreditAxis)> {
    M::ALL
        .into_iter()
        .flat_map(|money| CreditAxis::ALL.into_iter().map(move |credit| (money, credit)))
}

#[test]
fn words_of_payments_are_read_back_and_belong_to_nothing_else() {
    let all: Vec<_> = payments().collect();
    assert_eq!(all.len(), 15 * 4);
    for (money, credit) in all {
        let state = State::Usdc { money, credit };
        assert_eq!(State::from_words(state.word(), credit.word()), Some(state));
        assert_eq!(state.credit(), credit);
        assert_eq!(state.money(), money.money());
        assert_eq!(state.paying(), Some(money));
        assert_eq!(state.is_open(), money.is_live());
        assert!(!state.can_be_opened());
        assert_eq!(State::from_words(state.word(), "later"), None);
    }
    for state in State::ALL {
        assert_eq!(M::from_word(state.word()), None, "{state:?}");
        assert_eq!(state.paying(), None);
    }
}

/// After which states of the money credits may have come: it was sent, or the chain shows it.
const CREDITED_FROM: [M; 7] = [
    M::Sending,
    M::Reported,
    M::Unknown,
    M::Confirming,
    M::Paid,
    M::DeadExpired,
    M::DeadCancelled,
];

#[test]
fn credits_come_once_something_was_sent_and_are_missed_once_it_is_paid() {
    let credited = Event::Credited(arrival(1_000, Evidence::Row));
    let again = Event::CreditedAgain(arrival(1_000, Evidence::Row));
    for (money, credit) in payments() {
        let after = |event: &Event| State::Usdc { money, credit }.after(event);
        let to = |credit| Some(State::Usdc { money, credit });
        let was_credited = credit == CreditAxis::Credited;
        let expected = (CREDITED_FROM.contains(&money) && !was_credited).then_some(CreditAxis::Credited);
        assert_eq!(after(&credited), expected.and_then(to), "{money:?} {credit:?}");
        let expected = was_credited.then_some(CreditAxis::Credited);
        assert_eq!(after(&again), expected.and_then(to), "{money:?} {credit:?}");
        let is_due = money == M::Paid && credit == CreditAxis::Awaited;
        let expected = is_due.then_some(CreditAxis::Missing);
        assert_eq!(
            after(&Event::Overdue),
            expected.and_then(to),
            "{money:?} {credit:?}"
        );
    }
}

#[test]
fn events_of_a_page_are_none_of_a_payment_and_the_other_way_round() {
    for event in events() {
        let of_credits = matches!(
            event,
            Event::Credited(_) | Event::CreditedAgain(_) | Event::Overdue
        );
        for (money, credit) in payments() {
            let after = State::Usdc { money, credit }.after(&event);
            assert!(of_credits || after.is_none(), "{money:?} {event:?}");
        }
    }
    for step in steps() {
        for state in State::ALL {
            assert_eq!(state.after(&Event::Paying(step.clone())), None, "{state:?}");
        }
    }
}

#[test]
fn a_payment_walks_like_its_money_and_never_loses_its_credits() {
    let mut events: Vec<_> = steps().into_iter().map(Event::Paying).collect();
    events.push(Event::Credited(arrival(1_000, Evidence::Row)));
    events.push(Event::CreditedAgain(arrival(1_000, Evidence::Row)));
    events.push(Event::Overdue);
    let mut known = vec![State::QUOTED];
    let mut next = 0;
    while let Some(state) = known.get(next).copied() {
        next += 1;
        for event in &events {
            let after = state.after(event);
            let money = state.paying().expect("a payment");
            if let Event::Paying(step) = event {
                assert_eq!(
                    after.and_then(State::paying),
                    money.after(step),
                    "{state:?} {step:?}"
                );
            }
            let Some(after) = after else { continue };
            check_credits(state, event, after);
            if !known.contains(&after) {
                known.push(after);
            }
        }
    }
    assert!(known.contains(&usdc(M::Paid, CreditAxis::Missing)));
    assert!(!known.contains(&usdc(M::Signed, CreditAxis::Awaited)));
    assert!(!known.contains(&usdc(M::Paid, CreditAxis::None)));
    assert!(!known.contains(&usdc(M::DeadUnsigned, CreditAxis::Credited)));
}

fn usdc(money: M, credit: CreditAxis) -> State {
    State::Usdc { money, credit }
}

fn check_credits(state: State, event: &Event, after: State) {
    if state.credit() == CreditAxis::Credited {
        assert_eq!(after.credit(), CreditAxis::Credited, "{state:?} {event:?}");
    }
    // What may have been paid waits for its credits; what was not paid waits for none.
    match after.money() {
        MoneyAxis::Unknown | MoneyAxis::Moved => {
            assert_ne!(after.credit(), CreditAxis::None, "{state:?} {event:?}");
        }
        MoneyAxis::None | MoneyAxis::Reserved => assert_eq!(after.credit(), CreditAxis::None),
        MoneyAxis::Dead => assert!(
            matches!(after.credit(), CreditAxis::None | CreditAxis::Credited),
            "{state:?} {event:?}"
        ),
    }
}
