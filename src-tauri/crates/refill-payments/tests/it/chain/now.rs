use refill_core::ports::{ChainError, ChainReader};
use refill_core::x402::{Atomic, BASE};
use refill_payments::RpcReader;

use super::node::{Facts, Fault, GENESIS, Node, word};
use super::{DOOR, PAYER, reader_of};

async fn at(head: u64) -> Node {
    Node::with(Facts {
        head,
        ..Facts::default()
    })
    .await
}

async fn down() -> Node {
    Node::with(Facts {
        faults: vec![("eth_chainId", Fault::Sends(500, Vec::new()))],
        ..Facts::default()
    })
    .await
}

#[tokio::test]
async fn now_is_where_the_laggard_is() {
    let (ahead, behind, down) = (at(1_000).await, at(997).await, down().await);
    let now = reader_of(&[&ahead, &behind, &down]).now(&BASE).await;
    let now = now.expect("two answer");
    assert_eq!(now.id.number, 997);
    assert_eq!(now.time, GENESIS + 2 * 997);
}

#[tokio::test]
async fn where_nobody_answers_it_says_why() {
    let down = down().await;
    let garbled = Node::with(Facts {
        faults: vec![("latest", Fault::Sends(200, b"<html>".to_vec()))],
        ..Facts::default()
    })
    .await;
    let later_than_any_calendar = Node::with(Facts {
        faults: vec![(
            "latest",
            Fault::Says(serde_json::json!({
                "number": "0x1", "hash": word("1"), "timestamp": "0x7fffffffffffffff"
            })),
        )],
        ..Facts::default()
    })
    .await;
    assert_eq!(reader_of(&[]).now(&BASE).await, Err(ChainError::Unreachable));
    assert_eq!(reader_of(&[&down]).now(&BASE).await, Err(ChainError::Unreachable));
    for node in [garbled, later_than_any_calendar] {
        let outcome = reader_of(&[&down, &node]).now(&BASE).await;
        assert_eq!(outcome, Err(ChainError::NotUnderstood));
    }
}

#[tokio::test]
async fn a_proof_wants_two_where_two_are_set() {
    let (one, other, third) = (at(1).await, at(1).await, at(1).await);
    assert_eq!(reader_of(&[]).needed(&BASE), 0);
    assert_eq!(reader_of(&[&one]).needed(&BASE), 1);
    assert_eq!(reader_of(&[&one, &one]).needed(&BASE), 1);
    assert_eq!(reader_of(&[&one, &other]).needed(&BASE), 2);
    assert_eq!(reader_of(&[&one, &other, &third]).needed(&BASE), 2);
    assert_eq!(RpcReader::new(&DOOR, vec![]).needed(&BASE), 2);
}

#[tokio::test]
async fn a_balance_is_exact_or_not_understood() {
    for (answer, balance) in [
        (word("0"), Ok(Atomic::ZERO)),
        (word("f4240"), Ok(Atomic::whole(1))),
        (word("ffffffffffffffff"), Ok(Atomic::new(u64::MAX))),
        (word("10000000000000000"), Err(ChainError::NotUnderstood)),
        ("0x".to_owned(), Err(ChainError::NotUnderstood)),
        ("0xf4240".to_owned(), Err(ChainError::NotUnderstood)),
    ] {
        let node = Node::with(Facts {
            balance: answer.clone(),
            ..Facts::default()
        })
        .await;
        assert_eq!(
            reader_of(&[&node]).balance(&BASE, PAYER).await,
            balance,
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_balance_is_asked_of_two_at_the_most_and_of_one_that_answers_first() {
    let (first, second, third) = (down().await, down().await, at(1).await);
    let reader = reader_of(&[&first, &second, &third]);
    assert_eq!(reader.balance(&BASE, PAYER).await, Err(ChainError::Unreachable));
    assert_eq!(third.asked("0x70a08231"), 0);
    // Those two are known to fail now.
    assert_eq!(reader.balance(&BASE, PAYER).await, Ok(Atomic::ZERO));
    assert_eq!((first.asked("eth_chainId"), second.asked("eth_chainId")), (1, 1));
}
