//! What a 402 says of cost and balance. Where it says so is not documented, so every place of contract D-a11
//! is looked at: the body, its `detail`, and the numbers inside the sentence.

use refill_core::money::{Decimal, parse_decimal};
use serde::Deserialize;

use crate::answers::sentence;
use crate::wire::{self, Field};

/// How far a number may stand from the word that says what it is, in words.
const FARTHEST: usize = 3;

const COST_WORDS: &[&str] = &[
    "cost", "costs", "required", "requires", "require", "need", "needs", "needed",
];
const BALANCE_WORDS: &[&str] = &["balance", "available", "have", "has", "remaining", "left"];

/// A call's cost and the balance that is too low for it, both in credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shortfall {
    pub(super) cost: Option<Decimal>,
    pub(super) balance: Option<Decimal>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    cost: Field,
    balance: Field,
    detail: Field,
}

pub(super) fn read(body: &[u8]) -> Shortfall {
    let outer = wire::document(body)
        .and_then(wire::object::<Told>)
        .unwrap_or_default();
    let inner = outer
        .detail
        .json()
        .and_then(|json| wire::object::<Told>(json).ok())
        .unwrap_or_default();
    let first = |one: &Field, other: &Field| {
        let number = |field: &Field| field.number("").ok().flatten();
        number(one).or_else(|| number(other))
    };
    let told = Shortfall {
        cost: first(&outer.cost, &inner.cost),
        balance: first(&outer.balance, &inner.balance),
    };
    if told == Shortfall::default() {
        return sentence(body)
            .and_then(|text| from_words(&text))
            .unwrap_or_default();
    }
    told
}

/// Cost and balance out of a sentence. Only both together count, and only if the balance really is the
/// smaller one: a guess that does not add up is no reading.
fn from_words(text: &str) -> Option<Shortfall> {
    let text = text.to_lowercase();
    let words = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')))
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty());
    let mut told = Shortfall::default();
    let mut waiting = None;
    for (place, word) in words.enumerate() {
        let Some(word) = meaning(word) else {
            continue;
        };
        let partner = waiting.take().filter(|(_, since)| place - since <= FARTHEST);
        match (partner, word) {
            (Some((Word::Cost, _)), Word::Number(n)) | (Some((Word::Number(n), _)), Word::Cost) => {
                told.cost.get_or_insert(n);
            }
            (Some((Word::Balance, _)), Word::Number(n)) | (Some((Word::Number(n), _)), Word::Balance) => {
                told.balance.get_or_insert(n);
            }
            (_, word) => waiting = Some((word, place)),
        }
    }
    (told.balance? < told.cost?).then_some(told)
}

#[derive(Clone, Copy)]
enum Word {
    Cost,
    Balance,
    Number(Decimal),
}

fn meaning(word: &str) -> Option<Word> {
    if COST_WORDS.contains(&word) {
        return Some(Word::Cost);
    }
    if BALANCE_WORDS.contains(&word) {
        return Some(Word::Balance);
    }
    parse_decimal(word).ok().map(Word::Number)
}
