use super::*;
use crate::money::{Decimal, Unit};

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
    for way in Way::ALL {
        assert_eq!(Way::from_word(way.word()), Some(way));
    }
    assert_eq!(Evidence::from_word("partly"), Some(Evidence::Partly));
}
