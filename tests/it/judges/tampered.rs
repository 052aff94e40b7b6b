//! Whoever changes a payment on the way gains nothing: it is refused, and nothing moves.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use refill_core::ports::Answer;
use refill_core::x402::{Address, Attempt, BASE, Chain, Hash, Protocol, SignedRequest, Token};
use serde_json::{Value, json};

use super::payer::{Payer, TEN};

/// Somebody who would like to be paid.
const SOMEBODY: &str = "0x000000000000000000000000000000000000dEaD";
/// Another token on the same chain.
const OTHER_TOKEN: &str = "0xd9aAEc86B65D86f6A7B5B1b0c42FFA531710b6CA";

/// A name, where it stands in the payment, and what is put there instead.
type Change = (&'static str, &'static str, fn(&str) -> Value);

/// What both versions sign and send.
const PAYLOAD: &[Change] = &[
    ("from", "/payload/authorization/from", |_| json!(SOMEBODY)),
    ("to", "/payload/authorization/to", |_| json!(SOMEBODY)),
    ("less", "/payload/authorization/value", |_| json!("1")),
    ("more", "/payload/authorization/value", |value| plus(value, 1)),
    ("valid after", "/payload/authorization/validAfter", |second| {
        plus(second, 1)
    }),
    ("valid before", "/payload/authorization/validBefore", |second| {
        plus(second, 1)
    }),
    ("nonce", "/payload/authorization/nonce", |nonce| {
        flipped(nonce, 10)
    }),
    ("r", "/payload/signature", |signature| flipped(signature, 10)),
    ("s", "/payload/signature", |signature| flipped(signature, 100)),
    ("v", "/payload/signature", other_v),
    ("a cut signature", "/payload/signature", |signature| {
        json!(signature[..signature.len() - 2])
    }),
];

const V1: &[Change] = &[
    ("scheme", "/scheme", |_| json!("upto")),
    ("network", "/network", |_| json!("base-sepolia")),
    ("version", "/x402Version", |_| json!(3)),
];

const V2: &[Change] = &[
    ("scheme", "/accepted/scheme", |_| json!("upto")),
    ("network", "/accepted/network", |_| json!("eip155:84532")),
    ("version", "/x402Version", |_| json!(3)),
    ("asset", "/accepted/asset", |_| json!(OTHER_TOKEN)),
    ("price", "/accepted/amount", |_| json!("1")),
    ("payee", "/accepted/payTo", |_| json!(SOMEBODY)),
];

#[tokio::test]
async fn what_was_tampered_with_is_refused_by_version_1() {
    is_refused(Protocol::V1, V1).await;
}

#[tokio::test]
async fn what_was_tampered_with_is_refused_by_version_2() {
    is_refused(Protocol::V2, V2).await;
}

async fn is_refused(version: Protocol, own: &[Change]) {
    let payer = Payer::at(version);
    let before = (payer.credits(), payer.held().await);
    let (attempt, signed) = payer.sign(payer.plan().await).await;
    let mut refused = Vec::new();
    let mut tried = |name: &'static str, signed: SignedRequest| refused.push((name, signed));
    for (name, place, change) in PAYLOAD.iter().chain(own) {
        tried(name, changed(&signed, place, *change));
    }
    tried(
        "base64, cut",
        with(&signed, signed.value[..signed.value.len() / 2].to_owned()),
    );
    tried(
        "base64, another letter",
        with(&signed, signed.value.replacen('e', "f", 1)),
    );
    for (name, domain) in other_domains() {
        let mut plan = payer.plan().await;
        plan.chain = domain;
        tried(name, payer.sign(plan).await.1);
    }

    for (name, tampered) in &refused {
        assert_ne!(tampered.value, signed.value, "{name}");
        let answer = payer.send(&attempt, tampered).await;
        assert_eq!(answer, Answer::Unclear("payment_required"), "{name}");
        assert_eq!(payer.judges.settlements(), [Value::Null; 0], "{name}");
        assert_eq!((payer.credits(), payer.held().await), before, "{name}");
    }
    // And it was good, but for what was changed in it.
    is_taken(
        &payer,
        &attempt,
        changed(&signed, "/payload/signature", |signature| json!(signature)),
    )
    .await;
}

async fn is_taken(payer: &Payer, attempt: &Attempt, signed: SignedRequest) {
    let held = payer.held().await;
    let answer = payer.send(attempt, &signed).await;
    assert!(matches!(answer, Answer::Accepted(Some(_))), "{answer:?}");
    assert_eq!(payer.judges.settlements().len(), 1);
    assert_eq!(payer.held().await, held.minus(TEN));
}

/// Signed for something else than USDC on Base, and sent as if it were.
fn other_domains() -> [(&'static str, &'static Chain); 4] {
    let other_token = Address::parse(OTHER_TOKEN).expect("an address");
    [
        (
            "signed for another chain",
            domain(84_532, BASE.token.address, "USD Coin", "2"),
        ),
        (
            "signed for another token",
            domain(BASE.id, other_token, "USD Coin", "2"),
        ),
        (
            "signed for another name",
            domain(BASE.id, BASE.token.address, "USDC", "2"),
        ),
        (
            "signed for another version",
            domain(BASE.id, BASE.token.address, "USD Coin", "1"),
        ),
    ]
}

fn domain(id: u64, token: Address, name: &'static str, version: &'static str) -> &'static Chain {
    Box::leak(Box::new(Chain {
        id,
        name: BASE.name,
        v1_name: BASE.v1_name,
        token: Token {
            address: token,
            name,
            version,
            decimals: 6,
            // Endpoints are checked by it; nobody signs for it.
            separator: Hash::new([0; 32]),
        },
        explorer: BASE.explorer,
        endpoints: &[],
    }))
}

/// The payment with something else at `place`.
fn changed(signed: &SignedRequest, place: &str, change: fn(&str) -> Value) -> SignedRequest {
    let json = BASE64_STANDARD.decode(&signed.value).expect("base64");
    let mut payment: Value = serde_json::from_slice(&json).expect("json");
    let there = payment.pointer_mut(place).expect("the place is there");
    *there = change(there.as_str().unwrap_or_default());
    with(signed, BASE64_STANDARD.encode(payment.to_string()))
}

fn with(signed: &SignedRequest, value: String) -> SignedRequest {
    SignedRequest {
        value,
        ..signed.clone()
    }
}

fn plus(number: &str, more: u64) -> Value {
    let number: u64 = number.parse().expect("a number");
    json!((number + more).to_string())
}

/// The text with another hexadecimal digit at `place`.
fn flipped(text: &str, place: usize) -> Value {
    let digit = u32::from_str_radix(&text[place..=place], 16).expect("a digit");
    json!(format!("{}{:x}{}", &text[..place], digit ^ 1, &text[place + 1..]))
}

fn other_v(signature: &str) -> Value {
    let (rest, v) = signature.split_at(signature.len() - 2);
    json!(format!("{rest}{}", if v == "1b" { "1c" } else { "1b" }))
}
