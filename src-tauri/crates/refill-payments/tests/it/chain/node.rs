//! An endpoint of a chain on loopback that says what a test lets it say.

use std::sync::{Arc, Mutex, MutexGuard};

use refill_core::x402::{BASE, Hash};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;
use url::Url;

/// `AuthorizationUsed`, as contract F5 has it.
pub(super) const USED: &str = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";
pub(super) const CANCELLED: &str = "0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81";
pub(super) const TRANSFER: &str = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

/// The time of block 0; a block comes every two seconds.
pub(super) const GENESIS: u64 = 1_700_000_000;

/// What a node says instead of what it knows, for the methods (or the function of a contract) that begin so.
#[derive(Clone)]
pub(super) enum Fault {
    /// An error of JSON-RPC.
    Refuses,
    /// This result.
    Says(Value),
    /// This body, with this status.
    Sends(u16, Vec<u8>),
    /// Nothing: the connection stays open.
    Hangs,
}

/// What a node knows.
pub(super) struct Facts {
    pub(super) chain_id: String,
    pub(super) separator: String,
    pub(super) decimals: String,
    pub(super) head: u64,
    pub(super) safe: Option<u64>,
    pub(super) finalized: Option<u64>,
    /// Used or cancelled from this block on.
    pub(super) spent_from: Option<u64>,
    pub(super) balance: String,
    pub(super) logs: Vec<Value>,
    /// What the node's logs are looked up by is left out.
    pub(super) ignores_filters: bool,
    pub(super) faults: Vec<(&'static str, Fault)>,
    /// Waited at before the first answer.
    pub(super) barrier: Option<Arc<Barrier>>,
}

impl Default for Facts {
    fn default() -> Facts {
        Facts {
            chain_id: "0x2105".to_owned(),
            separator: BASE.token.separator.to_string(),
            decimals: word("06"),
            head: 1_000,
            safe: Some(990),
            finalized: Some(900),
            spent_from: None,
            balance: word("0"),
            logs: Vec::new(),
            ignores_filters: false,
            faults: Vec::new(),
            barrier: None,
        }
    }
}

/// The node. It stops with the test's runtime.
pub(super) struct Node {
    pub(super) url: Url,
    facts: Arc<Mutex<Facts>>,
    calls: Arc<Mutex<Vec<Value>>>,
}

impl Node {
    pub(super) async fn with(facts: Facts) -> Node {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let node = Node {
            url: Url::parse(&format!("http://{address}/chain")).expect("an address"),
            facts: Arc::new(Mutex::new(facts)),
            calls: Arc::default(),
        };
        let (facts, calls) = (node.facts.clone(), node.calls.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, facts.clone(), calls.clone()));
            }
        });
        node
    }

    /// What it knows, to change it.
    pub(super) fn facts(&self) -> MutexGuard<'_, Facts> {
        self.facts.lock().expect("no panic before")
    }

    /// How many calls named this method, or this function of a contract, so far.
    pub(super) fn asked(&self, name: &str) -> usize {
        let calls = self.calls.lock().expect("no panic before");
        calls
            .iter()
            .filter(|call| name_of(call).starts_with(name))
            .count()
    }

    /// The filters of the logs that were asked for.
    pub(super) fn filters(&self) -> Vec<Value> {
        let calls = self.calls.lock().expect("no panic before");
        let logs = calls.iter().filter(|call| call["method"] == "eth_getLogs");
        logs.map(|call| call["params"][0].clone()).collect()
    }
}

/// 32 bytes that end so.
pub(super) fn word(digits: &str) -> String {
    format!("0x{digits:0>64}")
}

/// The hash of a block of every node.
pub(super) fn block_hash(number: u64) -> String {
    word(&format!("b10c{number:016x}"))
}

pub(super) fn hash(text: &str) -> Hash {
    Hash::parse(text).expect("a hash")
}

/// A log of the token in this block, in transaction `77`.
pub(super) fn log(block: u64, topics: &[&str], data: &str) -> Value {
    json!({
        "address": BASE.token.address.to_string().to_lowercase(),
        "topics": topics,
        "data": data,
        "blockNumber": format!("{block:#x}"),
        "blockHash": block_hash(block),
        "transactionHash": word("77"),
        "transactionIndex": "0x0",
        "logIndex": "0x0",
        "removed": false,
    })
}

async fn serve(mut stream: TcpStream, facts: Arc<Mutex<Facts>>, calls: Arc<Mutex<Vec<Value>>>) {
    let Some(call) = read_call(&mut stream).await else {
        return;
    };
    calls.lock().expect("no panic before").push(call.clone());
    let barrier = facts.lock().expect("no panic before").barrier.take();
    if let Some(barrier) = barrier {
        barrier.wait().await;
    }
    let answer = facts.lock().expect("no panic before").answer(&call);
    let (status, body) = match answer {
        Fault::Refuses => (200, rpc(json!({"error": {"code": -32602, "message": "no"}}))),
        Fault::Says(result) => (200, rpc(json!({ "result": result }))),
        Fault::Sends(status, body) => (status, body),
        Fault::Hangs => return std::future::pending().await,
    };
    let length = body.len();
    let head = format!("HTTP/1.1 {status} Said\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    // The other side may have gone.
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&body).await;
    let _ = stream.shutdown().await;
}

fn rpc(mut answer: Value) -> Vec<u8> {
    answer["jsonrpc"] = json!("2.0");
    answer["id"] = json!(1);
    answer.to_string().into_bytes()
}

async fn read_call(stream: &mut TcpStream) -> Option<Value> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            // The body is JSON that is whole or not.
            if let Ok(call) = serde_json::from_slice(&bytes[end + 4..]) {
                return Some(call);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// The method, or for a call of a contract its data.
fn name_of(call: &Value) -> &str {
    let data = call["params"][0]["data"].as_str();
    data.or(call["method"].as_str()).unwrap_or_default()
}

impl Facts {
    fn answer(&self, call: &Value) -> Fault {
        let name = match call["method"].as_str() {
            // So that a fault can name the tag.
            Some("eth_getBlockByNumber") => call["params"][0].as_str().unwrap_or_default(),
            _ => name_of(call),
        };
        let fault = self.faults.iter().find(|(of, _)| name.starts_with(of));
        if let Some((_, fault)) = fault {
            return fault.clone();
        }
        let data = name.get(..10).unwrap_or_default();
        Fault::Says(match (name, data) {
            ("eth_chainId", _) => json!(self.chain_id),
            ("latest", _) => block(Some(self.head)),
            ("safe", _) => block(self.safe),
            ("finalized", _) => block(self.finalized),
            ("eth_getLogs", _) => self.logs_of(&call["params"][0]),
            (_, "0x3644e515") => json!(self.separator),
            (_, "0x313ce567") => json!(self.decimals),
            (_, "0x70a08231") => json!(self.balance),
            (_, "0xe94a0102") => self.state(name, number(&call["params"][1])),
            _ => return Fault::Refuses,
        })
    }

    fn state(&self, data: &str, block: u64) -> Value {
        assert_eq!(data.len(), 10 + 64 + 64, "an address and a nonce");
        let is_spent = self.spent_from.is_some_and(|from| from <= block);
        json!(word(if is_spent { "1" } else { "0" }))
    }

    fn logs_of(&self, filter: &Value) -> Value {
        let fits = |log: &&Value| {
            let wanted = filter["topics"].as_array().expect("topics");
            self.ignores_filters
                || (number(&filter["fromBlock"])..=number(&filter["toBlock"]))
                    .contains(&number(&log["blockNumber"]))
                    && wanted.iter().enumerate().all(|(index, topic)| match topic {
                        Value::Array(any) => any.contains(&log["topics"][index]),
                        one => *one == log["topics"][index],
                    })
        };
        self.logs.iter().filter(fits).cloned().collect()
    }
}

fn number(text: &Value) -> u64 {
    let digits = text.as_str().and_then(|text| text.strip_prefix("0x"));
    u64::from_str_radix(digits.expect("a number"), 16).expect("a number")
}

fn block(number: Option<u64>) -> Value {
    number.map_or(Value::Null, |number| {
        json!({
            "number": format!("{number:#x}"),
            "hash": block_hash(number),
            "timestamp": format!("{:#x}", GENESIS + 2 * number),
            "transactions": [word("99")],
        })
    })
}
