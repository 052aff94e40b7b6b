use std::sync::Arc;
use std::time::Duration;

use refill_core::ports::ChainReader;
use refill_core::x402::{BlockId, MarkKind, State, Step, judge};
use serde_json::{Value, json};
use tokio::sync::Barrier;

use super::node::{CANCELLED, Facts, Fault, GENESIS, Node, TRANSFER, USED, block_hash, hash, log, word};
use super::{NONCE, attempt, look_at, reader_of};

fn payer() -> String {
    word(&"11".repeat(20))
}

fn used(block: u64) -> Value {
    log(block, &[USED, &payer(), &NONCE.to_string()], "0x")
}

/// Taken away by a reorganisation.
fn gone(block: u64) -> Value {
    let mut log = used(block);
    log["removed"] = json!(true);
    log
}

fn cancelled(block: u64) -> Value {
    log(block, &[CANCELLED, &payer(), &NONCE.to_string()], "0x")
}

fn transfer(block: u64, millionths: u64) -> Value {
    let payee = word(&"22".repeat(20));
    log(
        block,
        &[TRANSFER, &payer(), &payee],
        &word(&format!("{millionths:x}")),
    )
}

/// Paid in block 520.
fn paid() -> Facts {
    Facts {
        spent_from: Some(520),
        logs: vec![used(520), transfer(520, 10_000_000)],
        ..Facts::default()
    }
}

#[tokio::test]
async fn a_payment_is_seen_with_its_block_and_transfer() {
    let sights = look_at(paid()).await;
    let [sight] = sights.as_slice() else {
        panic!("one sight: {sights:?}");
    };
    assert_eq!((sight.head.id.number, sight.safe.id.number), (1_000, 990));
    assert_eq!(sight.head.id.hash, hash(&block_hash(1_000)));
    assert_eq!(sight.safe.time, GENESIS + 1_980);
    assert!(sight.spent_at_safe);
    let [mark] = sight.marks.as_slice() else {
        panic!("one mark: {sights:?}");
    };
    let block = BlockId {
        number: 520,
        hash: hash(&block_hash(520)),
    };
    assert_eq!((mark.kind, mark.block), (MarkKind::Used, block));
    assert_eq!(mark.transaction, hash(&word("77")));
    assert!(mark.has_transfer);
    let until = attempt().authorization.valid_before;
    let step = judge(State::Confirming, Some(block), until, &sights, 1);
    assert_eq!(step, Some(Step::Final));
}

#[tokio::test]
async fn an_unused_authorization_expires_at_a_safe_block() {
    let sights = look_at(Facts::default()).await;
    let until = attempt().authorization.valid_before;
    let step = judge(State::Unknown, None, until, &sights, 1);
    assert!(matches!(step, Some(Step::Expired(block)) if block.number == 990));

    let before_the_end = Facts {
        safe: Some(599),
        ..Facts::default()
    };
    let sights = look_at(before_the_end).await;
    assert_eq!(sights.len(), 1);
    assert_eq!(judge(State::Unknown, None, until, &sights, 1), None);
}

#[tokio::test]
async fn the_state_is_asked_at_the_safe_block() {
    // Used after the safe block: the log shows it, and the state at the safe block does not.
    let facts = Facts {
        spent_from: Some(520),
        logs: vec![used(520), transfer(520, 10_000_000)],
        safe: Some(519),
        ..Facts::default()
    };
    let sights = look_at(facts).await;
    assert!(!sights[0].spent_at_safe);
    assert_eq!(sights[0].marks.len(), 1);
}

#[tokio::test]
async fn a_cancelled_authorization_is_marked_so() {
    let facts = Facts {
        spent_from: Some(530),
        logs: vec![cancelled(530)],
        ..Facts::default()
    };
    let sights = look_at(facts).await;
    assert_eq!(sights[0].marks[0].kind, MarkKind::Cancelled);
    assert!(!sights[0].marks[0].has_transfer);
}

#[tokio::test]
async fn only_the_payment_itself_is_a_transfer() {
    let of_another_transaction = {
        let mut log = transfer(520, 10_000_000);
        log["transactionHash"] = json!(word("78"));
        log
    };
    let of_another_payee = log(520, &[TRANSFER, &payer(), &word("33")], &word("989680"));
    for other in [
        None,
        Some(transfer(520, 10_000_001)),
        Some(transfer(521, 10_000_000)),
        Some(of_another_transaction),
        Some(of_another_payee),
    ] {
        let facts = Facts {
            logs: std::iter::once(used(520)).chain(other.clone()).collect(),
            ..paid()
        };
        let sights = look_at(facts).await;
        assert!(!sights[0].marks[0].has_transfer, "{other:?}");
    }
}

#[tokio::test]
async fn logs_that_are_gone_or_above_the_head_count_for_nothing() {
    for log in [gone(520), used(1_001), used(499)] {
        let facts = Facts {
            logs: vec![log.clone()],
            ignores_filters: true,
            ..Facts::default()
        };
        let sights = look_at(facts).await;
        assert_eq!(sights.len(), 1, "{log}");
        assert!(sights[0].marks.is_empty(), "{log}");
    }
}

#[tokio::test]
async fn answers_that_contradict_each_other_are_no_sight() {
    let other_hash = |block| {
        let mut log = used(block);
        log["blockHash"] = json!(word("bad"));
        log
    };
    let changed = |name: &str, to: Value| {
        let mut log = used(520);
        log[name] = to;
        log
    };
    let nonce = NONCE.to_string();
    let topics = |topics: [&str; 3]| changed("topics", json!(topics));
    let spent = |logs| Facts { logs, ..paid() };
    let lying = |log| Facts {
        ignores_filters: true,
        ..spent(vec![log])
    };
    let safe_is = |hash: String, time: u64| Facts {
        faults: vec![(
            "safe",
            Fault::Says(json!({"number": "0x3e7", "hash": hash, "timestamp": format!("{time:#x}")})),
        )],
        head: 999,
        ..Facts::default()
    };
    let time = GENESIS + 2 * 999;
    assert_eq!(look_at(safe_is(block_hash(999), time)).await.len(), 1);
    let later = Facts {
        head: 1_000,
        ..safe_is(block_hash(999), time + 3)
    };
    let cases = [
        ("safe later than head", later),
        ("two blocks of one number", safe_is(word("bad"), time)),
        (
            "safe above head",
            Facts {
                safe: Some(1_001),
                ..Facts::default()
            },
        ),
        (
            "used but unused",
            Facts {
                spent_from: None,
                ..paid()
            },
        ),
        ("used twice", spent(vec![used(520), used(521)])),
        ("used and cancelled", spent(vec![used(520), cancelled(520)])),
        ("another head", spent(vec![other_hash(1_000)])),
        ("another safe block", spent(vec![other_hash(990)])),
        ("another contract", lying(changed("address", json!(word("1"))))),
        ("another nonce", lying(topics([USED, &payer(), &word("1")]))),
        ("another payer", lying(topics([USED, &word("1"), &nonce]))),
        ("another event", lying(topics([TRANSFER, &payer(), &nonce]))),
        ("no block", lying(changed("blockNumber", Value::Null))),
        ("a short hash", lying(changed("transactionHash", json!("0x77")))),
        ("many logs", spent(vec![gone(520); 65])),
    ];
    for (name, facts) in cases {
        assert!(look_at(facts).await.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn where_safe_is_unknown_finalized_serves_and_nothing_else() {
    for unknown in [Fault::Refuses, Fault::Says(Value::Null)] {
        let facts = Facts {
            faults: vec![("safe", unknown.clone())],
            ..Facts::default()
        };
        assert_eq!(look_at(facts).await[0].safe.id.number, 900);
        let facts = Facts {
            faults: vec![("safe", unknown)],
            finalized: None,
            ..Facts::default()
        };
        assert!(look_at(facts).await.is_empty());
    }
}

#[tokio::test]
async fn answers_that_are_not_understood_are_no_sight() {
    let text = |text: &str| Fault::Says(json!(text));
    let sends = |body: &str| Fault::Sends(200, body.as_bytes().to_vec());
    let faults = [
        ("latest", Fault::Says(json!({"number": "0x03e8"}))),
        ("latest", Fault::Sends(200, vec![b' '; 1024 * 1024 + 1])),
        ("latest", Fault::Sends(200, vec![b' '; 5 * 1024 * 1024])),
        ("latest", Fault::Sends(429, b"too many requests".to_vec())),
        ("0xe94a0102", text("0x")),
        ("0xe94a0102", text("0x1")),
        ("0xe94a0102", text(&word("2"))),
        ("0xe94a0102", Fault::Refuses),
        (
            "0xe94a0102",
            sends(&format!(r#"{{"id":2,"result":"{}"}}"#, word("0"))),
        ),
        ("eth_getLogs", Fault::Refuses),
        ("eth_getLogs", Fault::Says(Value::Null)),
        ("eth_getLogs", sends(r#"{"id":1,"result":[],"error":{"code":1}}"#)),
    ];
    for (index, fault) in faults.into_iter().enumerate() {
        let facts = Facts {
            faults: vec![fault],
            ..Facts::default()
        };
        assert!(look_at(facts).await.is_empty(), "fault {index}");
    }
}

#[tokio::test]
async fn logs_are_asked_for_in_pieces_and_no_further_than_they_matter() {
    // Unused at its end: one piece, and nothing later matters.
    let facts = Facts {
        head: 9_000,
        safe: Some(8_990),
        ..Facts::default()
    };
    let node = Node::with(facts).await;
    let reader = reader_of(&[&node]);
    assert_eq!(reader.look(&attempt()).await.len(), 1);
    let filters = node.filters();
    assert_eq!(filters.len(), 1);
    assert_eq!(
        (&filters[0]["fromBlock"], &filters[0]["toBlock"]),
        (&json!("0x1f4"), &json!("0x5db"))
    );

    // Cancelled long after its end.
    node.facts().spent_from = Some(3_000);
    node.facts().logs = vec![cancelled(3_000)];
    let sights = reader.look(&attempt()).await;
    assert_eq!(sights[0].marks[0].block.number, 3_000);
    assert_eq!(node.filters().len() - filters.len(), 3);

    // Further back than is looked for: spent, without a mark.
    node.facts().head = 90_000;
    node.facts().safe = Some(89_990);
    node.facts().logs = vec![cancelled(50_000)];
    let asked = node.filters().len();
    let sights = reader.look(&attempt()).await;
    assert!(sights[0].spent_at_safe && sights[0].marks.is_empty());
    assert_eq!(node.filters().len() - asked, 8);
}

#[tokio::test]
async fn an_endpoint_that_lags_behind_the_attempt_is_asked_for_no_logs() {
    let facts = Facts {
        head: 499,
        safe: Some(490),
        ..Facts::default()
    };
    let node = Node::with(facts).await;
    let sights = reader_of(&[&node]).look(&attempt()).await;
    assert_eq!(sights[0].head.id.number, 499);
    assert!(node.filters().is_empty());
}

#[tokio::test]
async fn one_of_two_may_be_down() {
    let right = Node::with(paid()).await;
    let broken = Node::with(Facts {
        faults: vec![("eth_chainId", Fault::Sends(503, Vec::new()))],
        ..paid()
    })
    .await;
    let reader = reader_of(&[&broken, &right]);
    let sights = reader.look(&attempt()).await;
    assert_eq!(sights.len(), 1);
    assert_eq!(
        Some(sights[0].endpoint.as_str()),
        right.url.as_str().split('/').nth(2)
    );
    assert_eq!(reader.needed(&refill_core::x402::BASE), 2);

    broken.facts().faults.clear();
    assert_eq!(reader.look(&attempt()).await.len(), 2);
}

#[tokio::test]
async fn endpoints_are_asked_at_the_same_time() {
    // Each answers only after both were asked.
    let barrier = Arc::new(Barrier::new(2));
    let waiting = || Facts {
        barrier: Some(barrier.clone()),
        ..Facts::default()
    };
    let (one, other) = (Node::with(waiting()).await, Node::with(waiting()).await);
    assert_eq!(reader_of(&[&one, &other]).look(&attempt()).await.len(), 2);
}

/// The test's clock runs on as soon as everybody waits.
#[tokio::test(start_paused = true)]
async fn an_endpoint_that_hangs_is_given_ten_seconds() {
    let node = Node::with(Facts {
        faults: vec![("eth_chainId", Fault::Hangs)],
        ..Facts::default()
    })
    .await;
    let start = tokio::time::Instant::now();
    assert!(reader_of(&[&node]).look(&attempt()).await.is_empty());
    assert!(start.elapsed() < Duration::from_secs(11), "{:?}", start.elapsed());
}
