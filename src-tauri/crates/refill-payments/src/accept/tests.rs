//! Whatever is done to a good offer: what comes out is what was asked for, or nothing.
#![allow(clippy::expect_used)]

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use refill_core::ports::TopUpRequest;
use refill_core::x402::{BASE, WalletId};
use serde_json::Value as Json;

use super::*;
use crate::{v1, v2};

const V1: &str = concat!(
    r#"{"x402Version":1,"accepts":[{"scheme":"exact","network":"base","maxAmountRequired":"10000000","#,
    r#""asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","#,
    r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"/v1/credits/topup","#,
    r#""maxTimeoutSeconds":300,"extra":{"name":"USD Coin","version":"2"}}]}"#
);
const V2: &str = concat!(
    r#"{"x402Version":2,"resource":{"url":"/v1/credits/topup"},"accepts":[{"scheme":"exact","#,
    r#""network":"eip155:8453","amount":"10000000","#,
    r#""asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","#,
    r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""maxTimeoutSeconds":300,"extra":{"name":"USD Coin","version":"2"}}]}"#
);

/// Pieces that turn one valid text into another one.
const PIECES: [&str; 26] = [
    "10000000",
    "100000000",
    "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    "0x036cbd53842c5426634e7929541ec2318f3dcf7e",
    "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
    "base",
    "polygon",
    "eip155:8453",
    "eip155:137",
    "exact",
    "upto",
    "\"",
    ",",
    ":",
    "{",
    "}",
    "[",
    "]",
    "null",
    "-",
    "0",
    "1",
    "e",
    "\\u0030",
    r#","payTo":"0x036cbd53842c5426634e7929541ec2318f3dcf7e""#,
    r#","amount":"1","maxAmountRequired":"1""#,
];

/// How many changed offers are read.
const CASES: u32 = 4_000;

#[derive(Clone, Debug)]
enum Change {
    Remove(Index, usize),
    Insert(Index, &'static str),
    Replace(&'static str, &'static str),
    Repeat(Index, usize, Index),
    Byte(Index, char),
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<Index>;
    prop_oneof![
        (place(), 1..40_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (place(), select(&PIECES[..])).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (select(&PIECES[..]), select(&PIECES[..])).prop_map(|(from, to)| Change::Replace(from, to)),
        (place(), 1..120_usize, place()).prop_map(|(from, length, to)| Change::Repeat(from, length, to)),
        (place(), any::<char>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
    ]
}

fn changed(text: &str, change: &Change) -> String {
    let mut all: Vec<char> = text.chars().collect();
    if all.is_empty() {
        return String::new();
    }
    match change {
        Change::Replace(from, to) => return text.replacen(from, to, 1),
        Change::Remove(at, length) => {
            let from = at.index(all.len());
            all.drain(from..(from + length).min(text.chars().count()));
        }
        Change::Insert(at, piece) => {
            let at = at.index(all.len());
            all.splice(at..at, piece.chars());
        }
        Change::Repeat(from, length, to) => {
            let from = from.index(all.len());
            let piece = all[from..(from + length).min(all.len())].to_vec();
            let to = to.index(all.len());
            all.splice(to..to, piece);
        }
        Change::Byte(at, with) => {
            let at = at.index(all.len());
            all[at] = *with;
        }
    }
    all.into_iter().collect()
}

fn payee() -> Address {
    Address::parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C").expect("an address")
}

fn wanted() -> Wanted {
    Wanted {
        request: TopUpRequest {
            url: Url::parse("https://inference.example/v1/credits/topup").expect("an address"),
            body: r#"{"amount":"10"}"#.to_owned(),
        },
        value: Atomic::whole(10),
        wallet: WalletId::new("wal_1"),
        payer: Address::new([0x11; 20]),
        pinned: vec![(BASE.id, payee())],
    }
}

fn plan(protocol: Protocol, text: &str) -> Result<Plan, NotOffered> {
    let offered = match protocol {
        Protocol::V1 => v1::offered(text.as_bytes()),
        Protocol::V2 => v2::offered(text),
    };
    accept(&offered?, &wanted())
}

/// Whether another reader of the same requirement sees the same payment.
fn says_the_same(requirement: &Json, plan: &Plan) -> bool {
    let (amount, network) = match plan.protocol {
        Protocol::V1 => ("maxAmountRequired", "base"),
        Protocol::V2 => ("amount", "eip155:8453"),
    };
    let address = |name: &str| requirement[name].as_str().and_then(|it| Address::parse(it).ok());
    requirement["scheme"] == "exact"
        && requirement["network"] == network
        && requirement[amount] == "10000000"
        && address("payTo") == Some(plan.payee)
        && address("asset") == Some(BASE.token.address)
}

fn holds(text: &str, plan: &Plan) {
    let wanted = wanted();
    assert_eq!((plan.value, plan.payee), (wanted.value, payee()));
    assert_eq!((plan.chain, plan.payer), (&BASE, wanted.payer));
    assert_eq!(
        (&plan.url, &plan.body),
        (&wanted.request.url, &wanted.request.body)
    );
    assert!((60..=300).contains(&plan.timeout));
    let read: Json = serde_json::from_str(text).expect("JSON, for it was read");
    let list = read["accepts"].as_array().expect("a list, for it was read");
    assert!(list.iter().any(|it| says_the_same(it, plan)), "{text}");
    if let Some(accepted) = &plan.accepted {
        let accepted: Json = serde_json::from_str(accepted).expect("JSON");
        assert!(says_the_same(&accepted, plan), "{text}");
    }
}

#[test]
fn the_good_ones_are_good() {
    for (protocol, text) in [(Protocol::V1, V1), (Protocol::V2, V2)] {
        holds(text, &plan(protocol, text).expect("a plan"));
    }
}

#[test]
fn no_change_makes_another_payment() {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let all = (any::<bool>(), vec(change(), 1..4));
    let plans = Cell::new(0);
    let outcome = TestRunner::new(config).run(&all, |(is_second, changes)| {
        let (protocol, good) = match is_second {
            true => (Protocol::V2, V2),
            false => (Protocol::V1, V1),
        };
        let text = changes
            .iter()
            .fold(good.to_owned(), |text, it| changed(&text, it));
        if let Ok(plan) = plan(protocol, &text) {
            holds(&text, &plan);
            plans.set(plans.get() + 1);
        }
        Ok(())
    });
    outcome.expect("every plan is what was wanted");
    // Otherwise the changes are too wild, and nothing was looked at.
    assert!(plans.get() > CASES / 50, "{} plans", plans.get());
}
