//! Transactions and their receipts, as far as somebody looks at them.

use refill_core::x402::Hash;
use serde_json::{Value, json};

use super::super::{TOKEN, Transaction};
use super::node::Node;
use super::{RpcError, hex, logs};

/// Who brings the transactions to the chain. Made up.
const FACILITATOR: [u8; 20] = [0xfa; 20];

/// `eth_getTransactionReceipt`: `null` until it is mined.
pub(super) fn receipt(node: &Node<'_>, hash: &Value) -> Result<Value, RpcError> {
    let hash = hex::hash(hash).ok_or_else(RpcError::parameters)?;
    let Some(transaction) = node.mined().find(|it| it.hash == hash) else {
        return Ok(Value::Null);
    };
    let (place, _) = place_of(node, transaction);
    Ok(json!({
        "transactionHash": hex::data(hash.bytes()),
        "transactionIndex": hex::quantity(place),
        "blockHash": hex::data(node.chain.hash_of(transaction.block).bytes()),
        "blockNumber": hex::quantity(transaction.block),
        "from": hex::data(&FACILITATOR),
        "to": hex::data(TOKEN.bytes()),
        "status": hex::quantity(transaction.is_done.into()),
        "logs": logs::of_transaction(node, transaction),
        "logsBloom": hex::data(&[0; 256]),
        "contractAddress": null,
        "cumulativeGasUsed": "0x15f90", "gasUsed": "0x15f90", "effectiveGasPrice": "0xf4240", "type": "0x2",
    }))
}

/// `eth_getTransactionByHash`: without a block until it is mined.
pub(super) fn transaction(node: &Node<'_>, hash: &Value) -> Result<Value, RpcError> {
    let hash = hex::hash(hash).ok_or_else(RpcError::parameters)?;
    let found = find(node, hash);
    Ok(found.map_or(Value::Null, |transaction| told(node, transaction)))
}

fn find<'a>(node: &'a Node<'_>, hash: Hash) -> Option<&'a Transaction> {
    let mut all = node.chain.mined.iter().chain(&node.chain.pending);
    all.find(|it| it.hash == hash)
}

/// A transaction with its block, where the endpoint has that.
pub(super) fn told(node: &Node<'_>, transaction: &Transaction) -> Value {
    let is_mined = node.mined().any(|it| it.hash == transaction.hash);
    let block = is_mined.then_some(transaction.block);
    let place = block.map(|_| place_of(node, transaction).0);
    json!({
        "hash": hex::data(transaction.hash.bytes()),
        "blockNumber": block.map(hex::quantity),
        "blockHash": block.map(|block| hex::data(node.chain.hash_of(block).bytes())),
        "transactionIndex": place.map(hex::quantity),
        "from": hex::data(&FACILITATOR),
        "to": hex::data(TOKEN.bytes()),
        "value": "0x0", "input": "0x", "nonce": "0x0", "gas": "0x186a0", "gasPrice": "0xf4240",
        "chainId": "0x2105", "type": "0x2",
    })
}

/// Which transaction of its block it is, and how many logs are before its own.
pub(super) fn place_of(node: &Node<'_>, transaction: &Transaction) -> (u64, u64) {
    let same_block = node.mined().filter(|it| it.block == transaction.block);
    let before = same_block.take_while(|it| it.hash != transaction.hash);
    before.fold((0, 0), |(place, count), it| (place + 1, count + logs::count(it)))
}
