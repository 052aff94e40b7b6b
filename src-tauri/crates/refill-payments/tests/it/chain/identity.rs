use refill_core::ports::{ChainError, ChainReader};
use refill_core::x402::BASE;
use refill_payments::RpcReader;
use serde_json::json;
use url::Url;

use super::node::{Facts, Fault, Node, word};
use super::{DOOR, PAYER, attempt, look_at, reader_of};

/// Endpoints that are another chain, or have another token there.
fn others() -> [Facts; 5] {
    let separator = word("1");
    [
        Facts {
            chain_id: "0x1".to_owned(),
            ..Facts::default()
        },
        Facts {
            separator,
            ..Facts::default()
        },
        Facts {
            separator: "0x".to_owned(),
            ..Facts::default()
        },
        Facts {
            decimals: word("12"),
            ..Facts::default()
        },
        Facts {
            decimals: "0x".to_owned(),
            ..Facts::default()
        },
    ]
}

#[tokio::test]
async fn another_chain_or_token_is_not_used() {
    for facts in others() {
        let node = Node::with(facts).await;
        let reader = reader_of(&[&node]);
        assert!(reader.look(&attempt()).await.is_empty());
        assert_eq!(reader.now(&BASE).await, Err(ChainError::Other));
        assert_eq!(reader.balance(&BASE, PAYER).await, Err(ChainError::Other));
        assert_eq!(node.asked("eth_getBlockByNumber"), 0);
        assert_eq!(node.asked("0x70a08231"), 0);
    }
}

#[tokio::test]
async fn an_endpoint_is_identified_once() {
    let node = Node::with(Facts::default()).await;
    let reader = reader_of(&[&node]);
    for _ in 0..3 {
        assert_eq!(reader.look(&attempt()).await.len(), 1);
    }
    reader.set_endpoints(&BASE, &[], false);
    assert!(reader.look(&attempt()).await.is_empty());
    reader.set_endpoints(&BASE, std::slice::from_ref(&node.url), false);
    assert_eq!(reader.look(&attempt()).await.len(), 1);
    assert_eq!(node.asked("eth_chainId"), 1);
    assert_eq!(node.asked("0x3644e515"), 1);
    assert_eq!(node.asked("0x313ce567"), 1);
}

#[tokio::test]
async fn a_refused_identity_is_asked_again() {
    let node = Node::with(Facts {
        faults: vec![("0x3644e515", Fault::Refuses)],
        ..Facts::default()
    })
    .await;
    let reader = reader_of(&[&node]);
    assert!(reader.look(&attempt()).await.is_empty());
    node.facts().faults.clear();
    assert_eq!(reader.look(&attempt()).await.len(), 1);
}

#[tokio::test]
async fn the_settings_page_sees_every_endpoint() {
    let right = Node::with(Facts::default()).await;
    let [other, ..] = others();
    let other = Node::with(other).await;
    let garbled = Node::with(Facts {
        faults: vec![("latest", Fault::Says(json!(7)))],
        ..Facts::default()
    })
    .await;
    let reader = RpcReader::new(
        &DOOR,
        vec![(BASE.id, vec![other.url.clone(), garbled.url.clone()])],
    );
    reader.set_endpoints(&BASE, std::slice::from_ref(&right.url), true);
    let states = reader.check(&BASE).await;
    let own: Vec<bool> = states.iter().map(|state| state.is_own).collect();
    assert_eq!(own, [true, false, false]);
    let (head, _) = states[0].state.expect("it answers");
    assert_eq!(head.id.number, 1_000);
    assert_eq!(states[0].address, right.url.as_str());
    assert_eq!(states[1].state, Err(ChainError::Other));
    assert_eq!(states[2].state, Err(ChainError::NotUnderstood));
}

#[tokio::test]
async fn a_check_asks_anew_and_what_it_finds_counts() {
    let node = Node::with(Facts::default()).await;
    let reader = reader_of(&[&node]);
    assert!(reader.check_one(&BASE, &node.url).await.state.is_ok());
    assert_eq!(reader.look(&attempt()).await.len(), 1);
    assert_eq!(node.asked("eth_chainId"), 1);
    // It became another chain.
    node.facts().chain_id = "0x1".to_owned();
    assert_eq!(reader.check(&BASE).await[0].state, Err(ChainError::Other));
    assert!(reader.look(&attempt()).await.is_empty());
}

#[tokio::test]
async fn plain_http_elsewhere_is_not_used() {
    let reader = RpcReader::new(&DOOR, vec![]);
    let plain = Url::parse("http://chain.example/").expect("an address");
    let state = reader.check_one(&BASE, &plain).await;
    assert_eq!(state.state, Err(ChainError::Unreachable));
    assert!(state.is_own);
}

#[tokio::test]
async fn a_chain_in_capital_or_padded_digits_is_no_other_way_to_write_it() {
    let padded = Facts {
        chain_id: "0x002105".to_owned(),
        ..Facts::default()
    };
    assert!(look_at(padded).await.is_empty());
}
