use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::x402::examples::{at, steps};

/// Every edge, by hand from payments.md: the state, the step, the state after it.
const EDGES: [(&str, &str, &str); 42] = [
    ("quoted", "refused", "refused"),
    ("quoted", "planned", "planned"),
    ("quoted", "declined", "declined"),
    ("planned", "refused", "refused"),
    ("planned", "declined", "declined"),
    ("planned", "reserved", "reserved"),
    ("reserved", "signed", "signed"),
    ("reserved", "unsigned", "dead_unsigned"),
    ("reserved", "signature_unclear", "sign_unknown"),
    ("reserved", "used", "confirming"),
    ("reserved", "expired_unused", "dead_expired"),
    ("reserved", "cancelled_on_chain", "dead_cancelled"),
    ("sign_unknown", "signed", "signed"),
    ("sign_unknown", "signature_unclear", "sign_unknown"),
    ("sign_unknown", "used", "confirming"),
    ("sign_unknown", "expired_unused", "dead_expired"),
    ("sign_unknown", "cancelled_on_chain", "dead_cancelled"),
    ("signed", "sending", "sending"),
    ("signed", "used", "confirming"),
    ("signed", "expired_unused", "dead_expired"),
    ("signed", "cancelled_on_chain", "dead_cancelled"),
    ("sending", "resending", "sending"),
    ("sending", "accepted", "reported"),
    ("sending", "unclear", "unknown"),
    ("sending", "used", "confirming"),
    ("sending", "expired_unused", "dead_expired"),
    ("sending", "cancelled_on_chain", "dead_cancelled"),
    ("reported", "resending", "reported"),
    ("reported", "accepted", "reported"),
    ("reported", "unclear", "reported"),
    ("reported", "used", "confirming"),
    ("reported", "expired_unused", "dead_expired"),
    ("reported", "cancelled_on_chain", "dead_cancelled"),
    ("unknown", "resending", "unknown"),
    ("unknown", "accepted", "reported"),
    ("unknown", "unclear", "unknown"),
    ("unknown", "used", "confirming"),
    ("unknown", "expired_unused", "dead_expired"),
    ("unknown", "cancelled_on_chain", "dead_cancelled"),
    ("confirming", "used", "confirming"),
    ("confirming", "block_gone", "unknown"),
    ("confirming", "final", "paid"),
];

/// The states without a way out, with what became of the money.
const ENDS: [(State, MoneyAxis); 6] = [
    (State::Refused, MoneyAxis::None),
    (State::Cancelled, MoneyAxis::None),
    (State::Paid, MoneyAxis::Moved),
    (State::DeadExpired, MoneyAxis::Dead),
    (State::DeadCancelled, MoneyAxis::Dead),
    (State::DeadUnsigned, MoneyAxis::Dead),
];

#[test]
fn the_machine_has_these_edges_and_no_others() {
    let expected: HashSet<_> = EDGES.into_iter().collect();
    assert_eq!(expected.len(), EDGES.len(), "no edge stands there twice");
    let mut found = HashSet::new();
    for state in State::ALL {
        for step in steps() {
            if let Some(next) = state.after(&step) {
                found.insert((state.word(), step.word(), next.word()));
            }
        }
    }
    let missing: Vec<_> = expected.difference(&found).collect();
    let surplus: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    assert!(surplus.is_empty(), "surplus: {surplus:?}");
}

#[test]
fn every_step_and_state_has_a_word_of_its_own() {
    let words: HashSet<_> = steps().iter().map(Step::word).collect();
    assert_eq!(words.len(), 16);
    for state in State::ALL {
        assert_eq!(State::from_word(state.word()), Some(state));
    }
}

/// What a payment has been through. The order in which it happened does not matter any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Past {
    reserved: bool,
    signed: bool,
    sent: bool,
    /// The signer was asked, and may have signed.
    doubted: bool,
    /// The chain showed it, in a block that is not gone.
    shown: bool,
    /// The chain showed it once, whoever brought it there.
    brought: bool,
}

/// Takes a step, and checks what must hold of it.
fn take(state: State, past: Past, step: &Step) -> Option<(State, Past)> {
    let next = state.after(step)?;
    check_axis(state, step, next);
    let mut now = past;
    match step {
        Step::Reserved(_) => {
            assert!(!past.reserved, "one nonce a payment");
            now.reserved = true;
        }
        Step::Signed(_) => {
            assert!(past.reserved && !past.signed);
            now.signed = true;
        }
        Step::SignatureUnclear(_) => now.doubted = true,
        Step::Unsigned(_) => assert!(past.reserved && !past.signed && !past.doubted && !past.sent),
        Step::Sending => {
            assert!(
                past.signed && !past.sent,
                "sent before it was signed, or first twice"
            );
            now.sent = true;
        }
        Step::Resending | Step::Accepted(_) | Step::Unclear(_) => assert!(past.sent || past.brought),
        Step::Used { .. } => (now.shown, now.brought) = (true, true),
        Step::BlockGone => now.shown = false,
        Step::Final => assert!(past.shown),
        _ => {}
    }
    Some((next, now))
}

/// The rules of the money, whichever way a payment came here.
fn check_axis(state: State, step: &Step, next: State) {
    let (before, after) = (state.money(), next.money());
    let edge = (state, step.word(), next);
    let ended = [MoneyAxis::Moved, MoneyAxis::Dead];
    assert!(!ended.contains(&before), "an end was left: {edge:?}");
    assert!(state.is_live(), "a state that is over was left: {edge:?}");
    if before != MoneyAxis::None {
        assert_ne!(after, MoneyAxis::None, "what was reserved is forgotten: {edge:?}");
    }
    if before == MoneyAxis::Unknown {
        assert_ne!(
            after,
            MoneyAxis::Reserved,
            "what was sent is called unsent: {edge:?}"
        );
    }
    if next == State::Paid {
        assert!(state == State::Confirming && *step == Step::Final, "{edge:?}");
    }
    if after == MoneyAxis::Dead {
        let is_proved = match step {
            Step::Expired(_) | Step::Cancelled(_) => state.is_watched(),
            Step::Unsigned(_) => state == State::Reserved,
            _ => false,
        };
        assert!(is_proved, "dead without a proof: {edge:?}");
    }
    if !next.is_live() {
        assert!(!next.is_watched() && !next.is_resent(), "{edge:?}");
    }
}

#[test]
fn every_way_from_the_begin_keeps_the_rules_of_the_money() {
    let mut known = HashSet::from([(State::Quoted, Past::default())]);
    let mut open: Vec<_> = known.iter().copied().collect();
    while let Some((state, past)) = open.pop() {
        for step in steps() {
            if let Some(next) = take(state, past, &step)
                && known.insert(next)
            {
                open.push(next);
            }
        }
    }
    let reached: HashSet<_> = known.iter().map(|(state, _)| *state).collect();
    assert_eq!(reached.len(), State::ALL.len(), "every state can be reached");
}

#[test]
fn an_end_has_no_way_out_and_everything_else_has_one() {
    for state in State::ALL {
        let ways = steps().iter().filter(|step| state.after(step).is_some()).count();
        let end = ENDS.iter().find(|(end, _)| *end == state);
        assert_eq!(ways == 0, end.is_some(), "{state:?}");
        assert_eq!(state.is_live(), end.is_none(), "{state:?}");
        if let Some((_, money)) = end {
            assert_eq!(state.money(), *money, "{state:?}");
        }
    }
}

#[test]
fn whatever_has_a_nonce_and_no_end_is_watched() {
    for state in State::ALL {
        let has_nonce = matches!(state.money(), MoneyAxis::Reserved | MoneyAxis::Unknown);
        assert_eq!(state.is_watched(), has_nonce, "{state:?}");
        assert!(!state.is_resent() || has_nonce, "{state:?}");
    }
}

proptest! {
    #[test]
    fn long_walks_keep_the_rules_too(choices in proptest::collection::vec(0_usize..16, 0..300)) {
        let steps = steps();
        let (mut state, mut past) = (State::Quoted, Past::default());
        for choice in choices {
            // Of the steps that can happen here one, so that a walk gets somewhere; an end is rare enough.
            let possible: Vec<_> = steps.iter().filter(|step| state.after(step).is_some()).collect();
            let Some(step) = possible.get(choice % possible.len().max(1)) else {
                break;
            };
            (state, past) = take(state, past, step).expect("possible");
            prop_assert_eq!(past.reserved, state.money() != MoneyAxis::None);
        }
    }
}

#[test]
fn the_same_bytes_are_sent_at_these_moments_until_ten_seconds_before_the_end() {
    let end = at(1_300);
    let due = |sent| next_sending(at(1_000), sent, end).map(|due| due.as_second() - 1_000);
    let moments: Vec<_> = (1..).map_while(due).collect();
    assert_eq!(moments, [5, 15, 45, 105, 165, 225, 285]);
    assert_eq!(due(0), None, "the first sending is no sending again");
    assert_eq!(due(8), None);
    assert_eq!(due(usize::MAX), None);
}

#[test]
fn the_last_sending_is_ten_seconds_before_the_end_at_the_latest() {
    let due = |end| next_sending(at(1_000), 1, at(end)).map(Timestamp::as_second);
    assert_eq!(due(1_015), Some(1_005));
    assert_eq!(due(1_014), None);
    assert_eq!(due(900), None, "the window is over");
}
