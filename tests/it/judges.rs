//! What others say of our payments: the official packages of x402, both versions, and an EVM chain (`tests/judges`).

#[allow(dead_code, reason = "the client that buys needs more of it")]
#[path = "../judges/refill/court.rs"]
mod court;
#[path = "../judges/refill/outside.rs"]
mod outside;
mod payer;
mod tampered;

use std::process::Command;

use refill_core::ports::Answer;
use refill_core::x402::{Protocol, State, Step};
use serde_json::{Value, json};

use self::payer::{Payer, TEN};

#[tokio::test]
async fn a_payment_is_settled_once_by_the_official_seller_of_version_1() {
    is_settled_once(Protocol::V1).await;
}

#[tokio::test]
async fn a_payment_is_settled_once_by_the_official_seller_of_version_2() {
    is_settled_once(Protocol::V2).await;
}

async fn is_settled_once(version: Protocol) {
    let payer = Payer::at(version);
    let (credits, held) = (payer.credits(), payer.held().await);
    let (attempt, signed) = payer.sign(payer.plan().await).await;
    assert_eq!(payer.judged(State::Signed, &attempt).await, None);

    let answer = payer.send(&attempt, &signed).await;
    let Answer::Accepted(Some(transaction)) = answer else {
        panic!("{answer:?}");
    };
    let authorization = &attempt.authorization;
    let settlement = payer.judges.settlements();
    let block = settlement[0]["block"].clone();
    let expected = json!({
        "transaction": transaction.to_string(),
        "block": block,
        "from": payer.judges.payer(),
        "to": payer.judges.said("payee"),
        "value": TEN.to_string(),
        "nonce": authorization.nonce.to_string(),
    });
    assert_eq!(settlement, [expected]);
    assert_eq!(payer.credits(), credits + 1_000);
    assert_eq!(payer.held().await, held.minus(TEN));

    let used = payer.judged(State::Sending, &attempt).await;
    let Some(Step::Used {
        transaction: seen,
        block,
    }) = used
    else {
        panic!("{used:?}");
    };
    assert_eq!(seen, transaction);
    let confirming = async || payer.judged_since(State::Confirming, Some(block), &attempt).await;
    assert_eq!(confirming().await, None, "the block is not safe yet");
    payer.judges.mine_until_safe();
    assert_eq!(confirming().await, Some(Step::Final));

    // The same bytes once more, as after an answer that was lost.
    let again = payer.send(&attempt, &signed).await;
    assert_eq!(again, Answer::Unclear("payment_required"));
    assert_eq!(payer.judges.settlements().len(), 1);
    assert_eq!(payer.credits(), credits + 1_000);
    assert_eq!(payer.held().await, held.minus(TEN));
    assert_eq!(
        confirming().await,
        Some(Step::Final),
        "a refusal takes nothing back"
    );
}

/// What we call not charged, nobody can charge any more.
#[tokio::test]
async fn a_payment_that_has_run_out_is_taken_by_nobody() {
    for version in [Protocol::V1, Protocol::V2] {
        let payer = Payer::at(version);
        let held = payer.held().await;
        let (attempt, signed) = payer.sign(payer.plan().await).await;
        payer.judges.pass(u64::from(attempt.plan.timeout) - 20);
        payer.judges.mine_until_safe();
        assert_eq!(
            payer.judged(State::Unknown, &attempt).await,
            None,
            "it still counts"
        );
        payer.judges.pass(21);
        assert_eq!(
            payer.judged(State::Unknown, &attempt).await,
            None,
            "the block may still go"
        );
        payer.judges.mine_until_safe();
        let proof = payer.judged(State::Unknown, &attempt).await;
        assert!(matches!(proof, Some(Step::Expired(_))), "{proof:?}");
        let late = payer.send(&attempt, &signed).await;
        assert_eq!(late, Answer::Unclear("payment_required"));
        assert_eq!(payer.judges.settlements(), [Value::Null; 0]);
        assert_eq!(payer.held().await, held);
    }
}

/// The whole of Refill but its window, at a door that loses the first answer to each payment.
#[test]
fn two_purchases_whose_answers_are_lost_are_paid_once_each() {
    for version in ["v1", "v2"] {
        let output = Command::new(env!("CARGO_BIN_EXE_refill-lost-answer"))
            .args(["2", version])
            .output()
            .expect("the client starts");
        let said = String::from_utf8_lossy(&output.stderr);
        let told: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
        assert_eq!(
            told,
            json!({ "purchases": 2, "settlements": 2 }),
            "{version}: {said}"
        );
    }
}
