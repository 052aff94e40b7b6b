//! The chain as one endpoint sees it at one moment.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::blocks;
use super::super::{Chain, ChainFault, Endpoint, FINAL_AFTER, Transaction};
use super::{RpcError, hex};

pub(super) struct Node<'a> {
    pub(super) chain: &'a Chain,
    /// Its newest block.
    pub(super) head: u64,
    pub(super) fault: Option<ChainFault>,
}

impl Node<'_> {
    pub(super) fn new(chain: &Chain, endpoint: Endpoint, now: Timestamp) -> Node<'_> {
        let view = chain.view(endpoint);
        let seen = now.saturating_sub(view.lag).unwrap_or(Timestamp::MIN);
        Node {
            chain,
            head: blocks::number_at(seen),
            fault: view.fault.clone(),
        }
    }

    /// What it knows to be mined, oldest first.
    pub(super) fn mined(&self) -> impl Iterator<Item = &Transaction> {
        self.chain.mined.iter().filter(|it| it.block <= self.head)
    }

    /// The number of a block by its number or tag; also one that is not there yet.
    pub(super) fn number(&self, wanted: &Value) -> Result<u64, RpcError> {
        let behind = self.chain.safe_lag.as_secs().div_ceil(blocks::BLOCK_TIME);
        let unknown = |tag| Err(RpcError::new(-32602, &format!("unknown block tag {tag}")));
        match (wanted.as_str().unwrap_or("latest"), &self.fault) {
            ("safe", Some(ChainFault::NoSafeTag | ChainFault::NoTags)) => unknown("safe"),
            ("finalized", Some(ChainFault::NoTags)) => unknown("finalized"),
            ("latest" | "pending", _) => Ok(self.head),
            ("earliest", _) => Ok(0),
            ("safe", _) => Ok(self.head.saturating_sub(behind)),
            ("finalized", _) => Ok(self.head.saturating_sub(behind.saturating_mul(FINAL_AFTER))),
            (number, _) => hex::number(number).ok_or_else(RpcError::parameters),
        }
    }

    /// The number of a block that it has.
    pub(super) fn known(&self, wanted: &Value) -> Result<u64, RpcError> {
        let number = self.number(wanted)?;
        let is_known = number <= self.head;
        is_known
            .then_some(number)
            .ok_or_else(|| RpcError::new(-32000, "header not found"))
    }

    /// `eth_getBlockByNumber`.
    pub(super) fn block(&self, wanted: &Value, is_full: bool) -> Result<Value, RpcError> {
        let number = self.number(wanted)?;
        if number > self.head {
            return Ok(Value::Null);
        }
        let zero = hex::data(&[0; 32]);
        let transactions = self.mined().filter(|it| it.block == number);
        let transactions: Vec<Value> = transactions
            .map(|transaction| match is_full {
                true => super::transactions::told(self, transaction),
                false => hex::data(transaction.hash.bytes()),
            })
            .collect();
        Ok(json!({
            "number": hex::quantity(number),
            "hash": hex::data(self.chain.hash_of(number).bytes()),
            "parentHash": number.checked_sub(1).map_or(zero.clone(), |parent| {
                hex::data(self.chain.hash_of(parent).bytes())
            }),
            "timestamp": hex::quantity(blocks::time_of(number)),
            "transactions": transactions,
            "uncles": [],
            "nonce": hex::data(&[0; 8]),
            "miner": hex::data(&[0; 20]),
            "sha3Uncles": zero, "stateRoot": zero, "receiptsRoot": zero, "transactionsRoot": zero,
            "mixHash": zero,
            "logsBloom": hex::data(&[0; 256]),
            "extraData": "0x",
            "difficulty": "0x0", "totalDifficulty": "0x0",
            "size": "0x400", "gasLimit": "0x3938700", "gasUsed": "0x5208", "baseFeePerGas": "0xf4240",
        }))
    }
}
