//! What is asked of a chain, and how its answers are read.

use jiff::Timestamp;
use refill_core::ports::ChainError;
use refill_core::x402::{Address, Block, BlockId, Hash, Nonce};
use serde::Deserialize;
use serde_json::{Value, json};

use super::hex::{Quantity, Word, quantity};
use super::rpc::Rpc;

/// `DOMAIN_SEPARATOR()`.
const DOMAIN_SEPARATOR: &str = "0x3644e515";
/// `decimals()`.
const DECIMALS: &str = "0x313ce567";
/// `authorizationState(address,bytes32)`.
const AUTHORIZATION_STATE: &str = "0xe94a0102";
/// `balanceOf(address)`.
const BALANCE_OF: &str = "0x70a08231";

/// Most logs of one answer. What is asked for has one at the most, or a few.
const MOST_LOGS: usize = 64;

/// A log of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Log {
    pub(super) topics: Vec<Word>,
    pub(super) data: String,
    pub(super) transaction: Hash,
    pub(super) block: BlockId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BlockAnswer {
    number: Quantity,
    hash: Word,
    timestamp: Quantity,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogAnswer {
    address: String,
    topics: Vec<Word>,
    data: String,
    block_number: Quantity,
    block_hash: Word,
    transaction_hash: Word,
    /// A reorganisation has taken its block away.
    #[serde(default)]
    removed: bool,
}

/// The chain's number.
pub(super) async fn chain_id(rpc: &Rpc) -> Result<u64, ChainError> {
    let number: Quantity = rpc.need("eth_chainId", json!([])).await?;
    Ok(number.0)
}

/// The block with this tag, where the endpoint knows the tag.
pub(super) async fn block(rpc: &Rpc, tag: &'static str) -> Result<Option<Block>, ChainError> {
    let answer: Option<BlockAnswer> = rpc.ask("eth_getBlockByNumber", json!([tag, false])).await?;
    answer.map(read_block).transpose()
}

fn read_block(answer: BlockAnswer) -> Result<Block, ChainError> {
    let time = answer.timestamp.0;
    // Later than any calendar goes: no time.
    let second = i64::try_from(time).map_err(|_| ChainError::NotUnderstood)?;
    Timestamp::from_second(second).map_err(|_| ChainError::NotUnderstood)?;
    Ok(Block {
        id: BlockId {
            number: answer.number.0,
            hash: answer.hash.hash(),
        },
        time,
    })
}

/// The hash of the token's domain, where there is a contract that has one.
pub(super) async fn separator(rpc: &Rpc, token: Address) -> Result<Option<Hash>, ChainError> {
    let word = call(rpc, token, DOMAIN_SEPARATOR.to_owned(), json!("latest")).await?;
    Ok(word.map(Word::hash))
}

/// The token's decimal places, where there is a contract that has some.
pub(super) async fn decimals(rpc: &Rpc, token: Address) -> Result<Option<u64>, ChainError> {
    let word = call(rpc, token, DECIMALS.to_owned(), json!("latest")).await?;
    Ok(word.and_then(Word::number))
}

/// Whether an authorization was used or cancelled, as of a block.
pub(super) async fn authorization_state(
    rpc: &Rpc,
    token: Address,
    payer: Address,
    nonce: Nonce,
    block: u64,
) -> Result<bool, ChainError> {
    let data = encoded(
        AUTHORIZATION_STATE,
        &[Word::of_address(payer), Word(*nonce.bytes())],
    );
    let word = call(rpc, token, data, json!(quantity(block))).await?;
    word.and_then(Word::flag).ok_or(ChainError::NotUnderstood)
}

/// What an address has of the token.
pub(super) async fn balance_of(rpc: &Rpc, token: Address, owner: Address) -> Result<u64, ChainError> {
    let data = encoded(BALANCE_OF, &[Word::of_address(owner)]);
    let word = call(rpc, token, data, json!("latest")).await?;
    word.and_then(Word::number).ok_or(ChainError::NotUnderstood)
}

/// A function and its arguments, as contracts take them.
fn encoded(function: &str, arguments: &[Word]) -> String {
    let bytes = arguments.iter().flat_map(|word| word.0);
    bytes.fold(function.to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

/// What the contract at `to` gives; `None` where nothing answers there.
async fn call(rpc: &Rpc, to: Address, data: String, block: Value) -> Result<Option<Word>, ChainError> {
    let params = json!([{ "to": to.to_string(), "data": data }, block]);
    let answer: String = rpc.need("eth_call", params).await?;
    if answer == "0x" {
        return Ok(None);
    }
    let word = Word::try_from(answer).map_err(|_| ChainError::NotUnderstood)?;
    Ok(Some(word))
}

/// The logs of the contract at `address` in these blocks whose topics fit. Those that a reorganisation took away are
/// left out, and so are those outside of what was asked for.
pub(super) async fn logs(
    rpc: &Rpc,
    address: Address,
    blocks: (u64, u64),
    topics: Value,
) -> Result<Vec<Log>, ChainError> {
    let (first, last) = blocks;
    let filter = json!([{
        "address": address.to_string(),
        "fromBlock": quantity(first),
        "toBlock": quantity(last),
        "topics": topics,
    }]);
    let answers: Vec<LogAnswer> = rpc.need("eth_getLogs", filter).await?;
    if answers.len() > MOST_LOGS {
        return Err(ChainError::NotUnderstood);
    }
    let kept = answers
        .into_iter()
        .filter(|log| !log.removed && (first..=last).contains(&log.block_number.0));
    kept.map(|log| read_log(log, address)).collect()
}

fn read_log(log: LogAnswer, address: Address) -> Result<Log, ChainError> {
    // Another contract may log whatever it likes.
    if Address::parse(&log.address) != Ok(address) {
        return Err(ChainError::NotUnderstood);
    }
    Ok(Log {
        topics: log.topics,
        data: log.data,
        transaction: log.transaction_hash.hash(),
        block: BlockId {
            number: log.block_number.0,
            hash: log.block_hash.hash(),
        },
    })
}

#[cfg(test)]
mod tests {
    use alloy::primitives::keccak256;

    use super::*;

    #[test]
    fn functions_have_the_selectors_of_their_signatures() {
        for (selector, signature) in [
            (DOMAIN_SEPARATOR, "DOMAIN_SEPARATOR()"),
            (DECIMALS, "decimals()"),
            (AUTHORIZATION_STATE, "authorizationState(address,bytes32)"),
            (BALANCE_OF, "balanceOf(address)"),
        ] {
            let hash = keccak256(signature).to_string();
            assert_eq!(selector, &hash[..10], "{signature}");
        }
    }
}
