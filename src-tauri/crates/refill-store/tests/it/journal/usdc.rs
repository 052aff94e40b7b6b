//! Payments in USDC, and ways through their states.

use std::collections::HashMap;

use refill_core::ids::PurchaseId;
use refill_core::purchase::{Event, Evidence, Purchase, State, Way};
use refill_core::x402::{
    Address, Atomic, Attempt, Authorization, BASE, BlockId, Hash, Limits, Nonce, Plan, Protocol, Signature,
    SignedRequest, Step, WalletId,
};
use refill_store::{Allowed, Journal, JournalError};

use super::{arrival, every_event, purchase};
use crate::support::at;

pub const ENOUGH: Atomic = Atomic::new(u64::MAX);

/// Limits that stop nothing.
pub fn unlimited() -> Allowed {
    let limits = Limits {
        payment: ENOUGH,
        account_day: ENOUGH,
        day: ENOUGH,
        month: ENOUGH,
    };
    Allowed {
        limits,
        elsewhere: None,
    }
}

pub fn address(number: u8) -> Address {
    Address::new([number; 20])
}

pub fn hash(number: u8) -> Hash {
    Hash::new([number; 32])
}

pub fn block(number: u8) -> BlockId {
    BlockId {
        number: u64::MAX - u64::from(number),
        hash: hash(number),
    }
}

pub fn payment(id: &str, account: &str) -> Purchase {
    Purchase {
        way: Way::Usdc,
        ..purchase(id, account)
    }
}

/// A plan of version 2, in which everything is there.
pub fn plan() -> Plan {
    Plan {
        protocol: Protocol::V2,
        chain: &BASE,
        wallet: WalletId::new("w"),
        payer: address(1),
        payee: address(2),
        value: Atomic::whole(10),
        timeout: 300,
        url: "https://api.example/v1/credits/topup?a=%20b"
            .parse()
            .expect("an address"),
        body: r#"{"amount": 10.00}"#.to_owned(),
        network: "eip155:8453".to_owned(),
        accepted: Some(r#"{"scheme":"exact", "extra":{}}"#.to_owned()),
        resource: Some(r#"{"url":"Grüße"}"#.to_owned()),
    }
}

/// An attempt with a nonce of its own for each payment.
pub fn attempt(id: &str) -> Attempt {
    attempt_at(id, plan())
}

pub fn attempt_at(id: &str, plan: Plan) -> Attempt {
    let mut nonce = [0; 32];
    nonce[..id.len()].copy_from_slice(id.as_bytes());
    Attempt {
        authorization: Authorization {
            from: plan.payer,
            to: plan.payee,
            value: plan.value,
            valid_after: 0,
            valid_before: u64::MAX,
            nonce: Nonce::new(nonce),
        },
        first_block: 9_876_543_210_987_654_321,
        confirmed_at: at(150),
        reserved_at: at(160),
        plan,
    }
}

pub fn signed() -> SignedRequest {
    let mut signature = [7; 65];
    signature[64] = 27;
    SignedRequest {
        signature: Signature::new(signature),
        header: "PAYMENT-SIGNATURE".to_owned(),
        value: "eyJ4IjoxfQ==".to_owned(),
    }
}

/// One step of each kind, as a payment of this id takes it.
pub fn every_step(id: &str) -> Vec<Step> {
    vec![
        Step::Refused("payee_changed".to_owned()),
        Step::Planned(Box::new(plan())),
        Step::Declined,
        Step::Reserved(Box::new(attempt(id))),
        Step::Signed(Box::new(signed())),
        Step::Unsigned("bad_key".to_owned()),
        Step::SignatureUnclear("no_answer".to_owned()),
        Step::Sending,
        Step::Resending,
        Step::Accepted(None),
        Step::Accepted(Some(hash(3))),
        Step::Unclear("second_offer".to_owned()),
        Step::Used {
            transaction: hash(4),
            block: block(5),
        },
        Step::BlockGone,
        Step::Final,
        Step::Expired(block(6)),
        Step::Cancelled(block(7)),
    ]
}

/// Everything that can happen to a purchase or payment of this id.
pub fn everything(id: &str) -> Vec<Event> {
    let steps = every_step(id).into_iter().map(Event::Paying);
    every_event().into_iter().chain(steps).collect()
}

/// Writes down what happened; what is about to be signed is reserved.
pub fn take(journal: &Journal, id: &PurchaseId, event: &Event, second: i64) -> Result<State, JournalError> {
    match event {
        Event::Paying(Step::Reserved(attempt)) => journal.reserve(id, attempt, &unlimited(), at(second)),
        other => journal.append(id, other, at(second)),
    }
}

/// Begins a payment and lets one thing after the other happen to it, from second 101 on.
pub fn pay(journal: &Journal, payment: &Purchase, events: &[Event]) -> State {
    journal.begin(payment).expect("begun");
    let mut state = State::QUOTED;
    for (second, event) in (101..).zip(events) {
        state = take(journal, &payment.id, event, second).expect("written down");
    }
    state
}

/// The steps up to the first sending.
pub fn sending(id: &str) -> Vec<Event> {
    let steps = [
        Step::Planned(Box::new(plan())),
        Step::Reserved(Box::new(attempt(id))),
        Step::Signed(Box::new(signed())),
        Step::Sending,
    ];
    steps.map(Event::Paying).to_vec()
}

/// All of a payment that goes well.
pub fn credited(id: &str) -> Vec<Event> {
    let used = Step::Used {
        transaction: hash(4),
        block: block(5),
    };
    let mut events = sending(id);
    events.extend([Step::Accepted(Some(hash(4))), used, Step::Final].map(Event::Paying));
    events.push(Event::Credited(arrival(Evidence::Row)));
    events
}

/// A shortest way to each state that a payment can reach; the ids in them are `"?"`.
pub fn ways() -> HashMap<State, Vec<Event>> {
    let mut ways = HashMap::from([(State::QUOTED, vec![])]);
    let mut next = vec![State::QUOTED];
    while let Some(state) = next.pop() {
        for event in everything("?") {
            let Some(reached) = state.after(&event) else {
                continue;
            };
            let mut way = ways[&state].clone();
            way.push(event);
            if ways.get(&reached).is_none_or(|known| known.len() > way.len()) {
                ways.insert(reached, way);
                next.push(reached);
            }
        }
    }
    ways
}

/// The same way for a payment of another id.
pub fn for_id(way: &[Event], id: &str) -> Vec<Event> {
    let renamed = |event: &Event| match event {
        Event::Paying(Step::Reserved(_)) => Event::Paying(Step::Reserved(Box::new(attempt(id)))),
        other => other.clone(),
    };
    way.iter().map(renamed).collect()
}
