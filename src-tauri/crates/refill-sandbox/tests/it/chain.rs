//! The chain, as a reader of payments sees it.

use std::time::Duration;

use refill_sandbox::{ChainFault, Endpoint, Orphans, TopupFault};
use serde_json::{Value, json};

use crate::raw_http::{exchange, send};
use crate::till::{BEGIN, TOKEN, Till, until, word};

/// Topics as everybody has them for USDC (contract F5).
const USED: &str = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";
const CANCELED: &str = "0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81";
const TRANSFER: &str = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
/// Base's time of block 0, which is that of the sandbox.
const GENESIS: i64 = 1_686_789_347;

fn head() -> i64 {
    (BEGIN - GENESIS) / 2
}

fn hex(number: i64) -> String {
    format!("0x{number:x}")
}

/// `authorizationState` of the payer's authorization with this nonce.
async fn state(till: &Till, nonce: u8, block: &str) -> bool {
    let nonce = format!("{nonce:02x}").repeat(32);
    let data = format!("0xe94a0102{}{nonce}", word(&till.payer().to_string()));
    till.call(&data, block).await == format!("0x{}", word("1"))
}

#[tokio::test]
async fn blocks_are_a_matter_of_time() {
    let till = Till::new().await;
    assert_eq!(till.rpc("eth_chainId", json!([])).await, "0x2105");
    assert_eq!(till.rpc("net_version", json!([])).await, "8453");
    assert_eq!(till.rpc("eth_blockNumber", json!([])).await, hex(head()));
    let block = async |tag: &str| till.rpc("eth_getBlockByNumber", json!([tag, false])).await;
    let latest = block("latest").await;
    assert_eq!(latest["number"], hex(head()));
    assert_eq!(latest["timestamp"], hex(BEGIN));
    assert_eq!(block("safe").await["number"], hex(head() - 5), "ten seconds");
    assert_eq!(block("finalized").await["number"], hex(head() - 30), "a minute");
    assert_eq!(block(&hex(head() + 1)).await, Value::Null);
    till.pass(3);
    assert_eq!(
        till.rpc("eth_blockNumber", json!([])).await,
        hex(head() + 1),
        "one every two seconds"
    );
    let next = block("latest").await;
    assert_eq!(next["parentHash"], latest["hash"]);
    assert_eq!(block(&hex(head())).await, latest, "what was said stays");
    till.control().safe_lag(Duration::from_secs(2));
    assert_eq!(block("safe").await["number"], hex(head()));
}

#[tokio::test]
async fn the_token_is_usdc() {
    let till = Till::new().await;
    let separator = "0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f";
    assert_eq!(till.call("0x3644e515", "latest").await, separator);
    assert_eq!(
        till.call("0x313ce567", "latest").await,
        format!("0x{}", word("6"))
    );
    let name = till.call("0x06fdde03", "latest").await;
    assert!(name.contains(&word("8")), "its length: {name}");
    assert!(name.contains("55534420436f696e"), "USD Coin: {name}");
    assert!(till.call("0x54fd4d50", "latest").await.contains("32000000"));
    let elsewhere = json!([{"to": till.payer().to_string(), "data": "0x313ce567"}, "latest"]);
    assert_eq!(till.rpc("eth_call", elsewhere).await, "0x");
    assert_ne!(till.rpc("eth_getCode", json!([TOKEN, "latest"])).await, "0x");
    let unknown = json!([{"to": TOKEN, "data": "0x12345678"}, "latest"]);
    assert_eq!(till.rpc_at(0, "eth_call", unknown).await["error"]["code"], 3);
}

#[tokio::test]
async fn a_payment_stands_in_the_next_block() {
    let till = Till::new().await;
    let transfer = till.transfer(1).await;
    let paid = till.pay(&transfer.v1(&till.signer)).await.json();
    let hash = paid["txHash"].as_str().expect("a hash");
    let receipt = async || till.rpc("eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!(receipt().await, Value::Null);
    assert_eq!(
        till.rpc("eth_getTransactionByHash", json!([hash])).await["blockNumber"],
        Value::Null
    );
    assert!(!state(&till, 1, "latest").await);
    assert_eq!(till.control().settlements(), []);
    till.pass(2);
    let (before, block) = (hex(head()), hex(head() + 1));
    assert!(state(&till, 1, "latest").await && !state(&till, 1, &before).await);
    assert!(!state(&till, 1, "safe").await);
    let receipt = receipt().await;
    assert_eq!(
        (&receipt["blockNumber"], &receipt["status"]),
        (&json!(block), &json!("0x1"))
    );
    let logs = receipt["logs"].as_array().expect("logs");
    let payer = format!("0x{}", word(&till.payer().to_string()));
    let payee = format!("0x{}", word(&transfer.to.to_string()));
    let nonce = transfer.nonce.to_string();
    assert_eq!(logs[0]["topics"], json!([USED, payer, nonce]));
    assert_eq!(logs[1]["topics"], json!([TRANSFER, payer, payee]));
    assert_eq!(logs[1]["data"], format!("0x{}", word("989680")));
    let whole =
        json!({"address": TOKEN, "fromBlock": before, "toBlock": "latest", "topics": [USED, payer, nonce]});
    assert_eq!(till.logs(whole).await, [logs[0].clone()]);
    let seen = till.control().settlements();
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (seen[0].from, seen[0].to, seen[0].value),
        (till.payer(), transfer.to, 10_000_000)
    );
    assert_eq!(seen[0].transaction.to_string(), hash);
    assert_eq!(seen[0].at.as_second(), BEGIN + 2);
    let balance = format!("0x70a08231{}", word(&till.payer().to_string()));
    assert_eq!(
        till.call(&balance, &before).await,
        format!("0x{}", word("5f5e100"))
    );
    assert_eq!(
        till.call(&balance, "latest").await,
        format!("0x{}", word("55d4a80"))
    );
    assert_eq!(till.control().usdc_balance(till.payer()), 90_000_000);
    assert_eq!(till.control().usdc_balance(transfer.to), 10_000_000);
}

#[tokio::test]
async fn logs_are_filtered_by_block_address_and_topic() {
    let till = Till::new().await;
    for nonce in [1, 2] {
        let transfer = till.transfer(nonce).await;
        assert_eq!(till.pay(&transfer.v1(&till.signer)).await.status, 200);
    }
    till.pass(2);
    let block = hex(head() + 1);
    let count = async |filter: Value| till.logs(filter).await.len();
    let all = till.logs(json!({"fromBlock": block, "toBlock": block})).await;
    let places: Vec<_> = all
        .iter()
        .map(|log| (log["transactionIndex"].clone(), log["logIndex"].clone()))
        .collect();
    let expected = [("0x0", "0x0"), ("0x0", "0x1"), ("0x1", "0x2"), ("0x1", "0x3")];
    assert_eq!(
        places,
        expected.map(|(place, number)| (json!(place), json!(number)))
    );
    assert_eq!(
        count(json!({"fromBlock": "0x0", "toBlock": hex(head())})).await,
        0
    );
    assert_eq!(
        count(json!({"fromBlock": block, "toBlock": block, "topics": [[USED, TRANSFER]]})).await,
        4
    );
    assert_eq!(
        count(json!({"fromBlock": block, "toBlock": block, "topics": [TRANSFER]})).await,
        2
    );
    let second = format!("0x{}", "02".repeat(32));
    assert_eq!(
        count(json!({"fromBlock": block, "toBlock": block, "topics": [null, null, second]})).await,
        1
    );
    let other = "0x00000000000000000000000000000000000000aa";
    assert_eq!(
        count(json!({"fromBlock": block, "toBlock": block, "address": other})).await,
        0
    );
    let backwards = json!([{"fromBlock": block, "toBlock": "0x0"}]);
    assert_eq!(
        till.rpc_at(0, "eth_getLogs", backwards).await["error"]["code"],
        -32602
    );
}

#[tokio::test]
async fn what_comes_too_late_is_refused_in_its_block() {
    let till = Till::new().await;
    let late = TopupFault::SlowSettle { millis: 299_000 };
    till.control().topup_fault(late, Some(1));
    let transfer = till.transfer(1).await;
    let hash = till.pay(&transfer.v1(&till.signer)).await.json()["txHash"].clone();
    till.pass(400);
    assert_eq!(till.control().settlements(), []);
    let receipt = till.rpc("eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!(
        receipt["status"], "0x0",
        "mined in the second in which it had ended"
    );
    assert_eq!(receipt["logs"], json!([]));
    assert!(!state(&till, 1, "latest").await);
    assert_eq!(till.credits(), 1_000);
}

#[tokio::test]
async fn what_comes_just_in_time_is_taken() {
    let till = Till::new().await;
    let slow = TopupFault::SlowSettle { millis: 297_000 };
    till.control().topup_fault(slow, Some(1));
    let transfer = till.transfer(1).await;
    till.pay(&transfer.v1(&till.signer)).await;
    till.pass(400);
    let seen = till.control().settlements();
    assert_eq!(
        seen.first().map(|it| it.at.as_second()),
        Some(BEGIN + 298),
        "two seconds before its end"
    );
}

#[tokio::test]
async fn what_is_not_there_cannot_be_paid() {
    let till = Till::new().await;
    let (first, mut second) = (till.transfer(1).await, till.transfer(2).await);
    second.value = 95_000_000;
    assert_eq!(till.pay(&first.v1(&till.signer)).await.status, 200);
    assert_eq!(
        till.pay(&second.v1(&till.signer)).await.status,
        200,
        "both are there, until the block"
    );
    till.pass(2);
    let seen = till.control().settlements();
    assert_eq!(seen.iter().map(|it| it.nonce).collect::<Vec<_>>(), [first.nonce]);
    assert_eq!(till.control().usdc_balance(till.payer()), 90_000_000);
}

#[tokio::test]
async fn who_cancels_first_pays_nothing() {
    let till = Till::new().await;
    let transfer = till.transfer(1).await;
    till.control().cancel_authorization(till.payer(), transfer.nonce);
    assert_eq!(till.pay(&transfer.v1(&till.signer)).await.status, 402);
    till.pass(2);
    assert!(state(&till, 1, "latest").await);
    let filter = json!({"fromBlock": hex(head()), "toBlock": "latest"});
    let logs = till.logs(filter).await;
    let payer = format!("0x{}", word(&till.payer().to_string()));
    assert_eq!(logs.len(), 1);
    assert_eq!(
        logs[0]["topics"],
        json!([CANCELED, payer, transfer.nonce.to_string()])
    );
    let again = till.pay(&transfer.v1(&till.signer)).await.json();
    assert_eq!(again["error"], "invalid_exact_evm_nonce_already_used");
    assert_eq!(till.control().settlements(), []);
    // And the other way round: what was used cannot be cancelled.
    let used = till.transfer(2).await;
    till.pay(&used.v1(&till.signer)).await;
    till.control().cancel_authorization(till.payer(), used.nonce);
    till.pass(2);
    assert_eq!(till.control().settlements().len(), 1);
    let all = json!({"fromBlock": hex(head()), "toBlock": "latest", "topics": [CANCELED]});
    assert_eq!(till.logs(all).await.len(), 1);
}

#[tokio::test]
async fn blocks_go_and_the_payment_comes_again() {
    let till = Till::new().await;
    let transfer = till.transfer(1).await;
    till.pay(&transfer.v1(&till.signer)).await;
    till.pass(4);
    assert_eq!(till.credits(), 2_000);
    let (first, kept, gone) = (
        till.control().settlements().remove(0),
        hex(head()),
        hex(head() + 1),
    );
    let block = async |number: &str| till.rpc("eth_getBlockByNumber", json!([number, false])).await;
    let (kept_before, gone_before) = (block(&kept).await, block(&gone).await);
    assert_eq!(
        gone_before["transactions"],
        json!([first.transaction.to_string()])
    );
    till.control().reorg(2, Orphans::MinedAgain { blocks_later: 1 });
    assert_eq!(block(&kept).await, kept_before);
    assert_ne!(block(&gone).await["hash"], gone_before["hash"]);
    assert_eq!(till.control().settlements(), []);
    assert!(!state(&till, 1, "latest").await);
    assert_eq!(till.credits(), 2_000, "what was credited stays");
    till.pass(2);
    assert_eq!(till.control().settlements(), [], "not in the next block");
    till.pass(2);
    let again = till.control().settlements().remove(0);
    assert_eq!(again.transaction, first.transaction);
    assert_eq!(
        i64::try_from(again.block).expect("a number"),
        head() + 4,
        "but in the one after"
    );
    assert_eq!(till.credits(), 2_000, "credits come once");
}

#[tokio::test]
async fn blocks_go_and_the_payment_with_them() {
    let till = Till::new().await;
    let transfer = till.transfer(1).await;
    till.pay(&transfer.v1(&till.signer)).await;
    till.pass(2);
    till.control().reorg(1, Orphans::Dropped);
    till.pass(60);
    assert_eq!(till.control().settlements(), []);
    assert!(!state(&till, 1, "latest").await);
    assert_eq!(till.control().usdc_balance(till.payer()), 100_000_000);
    assert_eq!(
        till.pay(&transfer.v1(&till.signer)).await.status,
        200,
        "sent again"
    );
    till.pass(2);
    assert_eq!(till.control().settlements().len(), 1);
    assert_eq!(till.credits(), 2_000);
}

#[tokio::test]
async fn an_endpoint_lags_behind_the_other() {
    let till = Till::new().await;
    till.control()
        .chain_lag(Endpoint::Second, Duration::from_secs(20));
    let transfer = till.transfer(1).await;
    till.pay(&transfer.v1(&till.signer)).await;
    till.pass(10);
    let logs = async |endpoint: usize| {
        let filter = json!([{"fromBlock": "0x0", "toBlock": "latest"}]);
        let logs = till.rpc_at(endpoint, "eth_getLogs", filter).await;
        logs["result"].as_array().expect("logs").len()
    };
    assert_eq!((logs(0).await, logs(1).await), (2, 0));
    let number = till.rpc_at(1, "eth_blockNumber", json!([])).await;
    assert_eq!(number["result"], hex(head() - 5));
    till.pass(12);
    assert_eq!(logs(1).await, 2);
}

#[tokio::test]
async fn an_endpoint_goes_wrong_in_its_ways() {
    let till = Till::new().await;
    let transfer = till.transfer(1).await;
    till.pay(&transfer.v1(&till.signer)).await;
    till.pass(2);
    let set = |fault| till.control().chain_fault(Endpoint::First, Some(fault));
    let all = json!({"fromBlock": "0x0", "toBlock": "latest"});
    set(ChainFault::OtherChain);
    assert_eq!(till.rpc("eth_chainId", json!([])).await, "0x1");
    set(ChainFault::OtherToken);
    assert_ne!(
        till.call("0x3644e515", "latest").await,
        till.rpc_at(
            1,
            "eth_call",
            json!([{"to": TOKEN, "data": "0x3644e515"}, "latest"])
        )
        .await["result"]
    );
    set(ChainFault::NoLogs);
    assert_eq!(till.logs(all.clone()).await.len(), 0);
    assert!(state(&till, 1, "latest").await);
    set(ChainFault::NoTransfers);
    assert_eq!(till.logs(all.clone()).await.len(), 1);
    set(ChainFault::Denies);
    assert_eq!(till.logs(all.clone()).await.len(), 0);
    assert!(!state(&till, 1, "latest").await);
    let code = async |method: &str, parameters: Value| {
        till.rpc_at(0, method, parameters).await["error"]["code"].clone()
    };
    set(ChainFault::NoSafeTag);
    assert_eq!(code("eth_getBlockByNumber", json!(["safe", false])).await, -32602);
    assert_eq!(
        code("eth_getBlockByNumber", json!(["finalized", false])).await,
        Value::Null
    );
    set(ChainFault::NoTags);
    assert_eq!(
        code("eth_getBlockByNumber", json!(["finalized", false])).await,
        -32602
    );
    set(ChainFault::ShortRange { blocks: 100 });
    let range = |blocks| json!([{"fromBlock": hex(head() + 1 - blocks), "toBlock": hex(head())}]);
    assert_eq!(code("eth_getLogs", range(101)).await, -32614);
    assert_eq!(code("eth_getLogs", range(100)).await, Value::Null);
    set(ChainFault::Error {
        code: -32603,
        message: "internal error".to_owned(),
    });
    assert_eq!(code("eth_blockNumber", json!([])).await, -32603);
    till.control().chain_fault(Endpoint::First, None);
    assert_eq!(till.logs(all).await.len(), 2);
}

#[tokio::test]
async fn an_endpoint_does_not_answer() {
    let till = Till::new().await;
    let urls = till.sandbox.chain_endpoints();
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"#;
    let mut told = Vec::new();
    for fault in [ChainFault::Down, ChainFault::RateLimited, ChainFault::NotJson] {
        till.control().chain_fault(Endpoint::First, Some(fault));
        told.push(send("POST", &urls[0], &[], call).await.status);
    }
    assert_eq!(told, [503, 429, 200]);
    till.control()
        .chain_fault(Endpoint::First, Some(ChainFault::Reset));
    assert!(exchange("POST", &urls[0], &[], call).await.is_err());
    till.control()
        .chain_fault(Endpoint::First, Some(ChainFault::Hang));
    let before = till.control().requests().len();
    tokio::select! {
        answer = exchange("POST", &urls[0], &[], call) => panic!("{:?}", answer.map(|it| it.status)),
        () = until(|| till.control().requests().len() > before) => {}
    }
    assert_eq!(
        send("POST", &urls[1], &[], call).await.json()["result"],
        "0x2105",
        "the other one does"
    );
}

#[tokio::test]
async fn calls_come_alone_or_in_lists() {
    let till = Till::new().await;
    let url = &till.sandbox.chain_endpoints()[0];
    let post = async |body: &str| send("POST", url, &[], body).await.json();
    let list =
        r#"[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},{"jsonrpc":"2.0","id":"b","method":"eth_sign"}]"#;
    let answers = post(list).await;
    assert_eq!(
        (&answers[0]["id"], &answers[0]["result"]),
        (&json!(1), &json!("0x2105"))
    );
    assert_eq!(
        (&answers[1]["id"], &answers[1]["error"]["code"]),
        (&json!("b"), &json!(-32601))
    );
    assert_eq!(post("{").await["error"]["code"], -32700);
    assert_eq!(post("[]").await["error"]["code"], -32600);
    assert_eq!(send("GET", url, &[], "").await.status, 405);
}
