//! What the token's contract logged.

use serde_json::{Value, json};

use super::super::token::{self, Word};
use super::super::{Act, ChainFault, TOKEN, Transaction};
use super::node::Node;
use super::transactions::place_of;
use super::{RpcError, hex};

const USED: &str = "AuthorizationUsed(address,bytes32)";
const CANCELED: &str = "AuthorizationCanceled(address,bytes32)";
const TRANSFER: &str = "Transfer(address,address,uint256)";

/// A log of one transaction.
struct Log {
    topics: Vec<Word>,
    data: Vec<u8>,
}

/// Which logs are wanted.
struct Filter {
    first: u64,
    last: u64,
    /// For each place, the topics of which one must stand there; none for any.
    topics: Vec<Vec<Word>>,
    has_token: bool,
}

/// `eth_getLogs`.
pub(super) fn logs(node: &Node<'_>, wanted: &Value) -> Result<Value, RpcError> {
    let filter = Filter::read(node, wanted)?;
    if filter.first > filter.last {
        return Err(RpcError::new(-32602, "invalid block range"));
    }
    if let Some(ChainFault::ShortRange { blocks }) = node.fault
        && filter.last - filter.first >= blocks
    {
        let message = format!("query exceeds max block range {blocks}");
        return Err(RpcError::new(-32614, &message));
    }
    let inside = |it: &&Transaction| (filter.first..=filter.last).contains(&it.block) && filter.has_token;
    Ok(node
        .mined()
        .filter(inside)
        .flat_map(|it| told(node, it, &filter))
        .collect())
}

/// All logs of a transaction, as its receipt tells them.
pub(super) fn of_transaction(node: &Node<'_>, transaction: &Transaction) -> Vec<Value> {
    let any = Filter {
        first: 0,
        last: u64::MAX,
        topics: Vec::new(),
        has_token: true,
    };
    told(node, transaction, &any)
}

fn told(node: &Node<'_>, transaction: &Transaction, filter: &Filter) -> Vec<Value> {
    let (place, before) = place_of(node, transaction);
    let logs = logged(transaction).into_iter().enumerate();
    let fits = logs.filter(|(_, log)| filter.fits(log) && is_shown(node, log));
    fits.map(|(number, log)| {
        let topics: Vec<Value> = log.topics.iter().map(|topic| hex::data(topic)).collect();
        json!({
            "address": hex::data(TOKEN.bytes()),
            "topics": topics,
            "data": hex::data(&log.data),
            "blockNumber": hex::quantity(transaction.block),
            "blockHash": hex::data(node.chain.hash_of(transaction.block).bytes()),
            "transactionHash": hex::data(transaction.hash.bytes()),
            "transactionIndex": hex::quantity(place),
            "logIndex": hex::quantity(before + number as u64),
            "removed": false,
        })
    })
    .collect()
}

/// How many logs a transaction has.
pub(super) fn count(transaction: &Transaction) -> u64 {
    logged(transaction).len() as u64
}

fn logged(transaction: &Transaction) -> Vec<Log> {
    if !transaction.is_done {
        return Vec::new();
    }
    let (payer, nonce) = transaction.act.authorization();
    let about = |event| Log {
        topics: vec![token::keccak(event), token::address(payer), *nonce.bytes()],
        data: Vec::new(),
    };
    match &transaction.act {
        Act::Cancel { .. } => vec![about(CANCELED)],
        Act::Transfer { signed, .. } => {
            let transfer = &signed.authorization;
            let from_to = [token::address(transfer.from), token::address(transfer.to)];
            let transfer = Log {
                topics: vec![token::keccak(TRANSFER), from_to[0], from_to[1]],
                data: token::number(transfer.value).to_vec(),
            };
            vec![about(USED), transfer]
        }
    }
}

fn is_shown(node: &Node<'_>, log: &Log) -> bool {
    match node.fault {
        Some(ChainFault::NoLogs | ChainFault::Denies) => false,
        Some(ChainFault::NoTransfers) => log.topics.first() != Some(&token::keccak(TRANSFER)),
        _ => true,
    }
}

impl Filter {
    fn read(node: &Node<'_>, wanted: &Value) -> Result<Filter, RpcError> {
        let field = |name: &str| wanted.get(name).unwrap_or(&Value::Null);
        if !wanted.is_object() || wanted.get("blockHash").is_some() {
            return Err(RpcError::parameters());
        }
        let topics = match field("topics") {
            Value::Null => Vec::new(),
            Value::Array(places) => places
                .iter()
                .map(read_topic)
                .collect::<Option<Vec<_>>>()
                .ok_or_else(RpcError::parameters)?,
            _ => return Err(RpcError::parameters()),
        };
        Ok(Filter {
            first: node.number(field("fromBlock"))?,
            last: node.number(field("toBlock"))?,
            topics,
            has_token: match field("address") {
                Value::Null => true,
                Value::Array(some) => some.iter().any(|it| hex::address(it) == Some(TOKEN)),
                one => hex::address(one).ok_or_else(RpcError::parameters)? == TOKEN,
            },
        })
    }

    fn fits(&self, log: &Log) -> bool {
        let mut places = self.topics.iter().enumerate();
        places.all(|(place, wanted)| {
            let there = log.topics.get(place);
            there.is_some_and(|topic| wanted.is_empty() || wanted.contains(topic))
        })
    }
}

/// `null`, a topic, or several of which one must fit.
fn read_topic(place: &Value) -> Option<Vec<Word>> {
    match place {
        Value::Null => Some(Vec::new()),
        Value::Array(any_of) => any_of.iter().map(hex::word).collect(),
        one => Some(vec![hex::word(one)?]),
    }
}
