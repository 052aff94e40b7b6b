//! `eth_call` of the token.

use refill_core::x402::{Address, Nonce};
use serde_json::Value;

use super::super::token::{self, Word};
use super::super::{ChainFault, NAME, TOKEN, VERSION};
use super::node::Node;
use super::{RpcError, hex};

/// `balanceOf`, `authorizationState`, `decimals`, `name`, `symbol`, `version` and `DOMAIN_SEPARATOR` of the token; at
/// any other address there is no contract.
pub(super) fn call(node: &Node<'_>, call: &Value, block: &Value) -> Result<Value, RpcError> {
    let to = call.get("to").and_then(hex::address);
    let to = to.ok_or_else(RpcError::parameters)?;
    let data = call.get("data").or_else(|| call.get("input"));
    let data = data.and_then(Value::as_str).and_then(hex::bytes);
    let data = data.ok_or_else(RpcError::parameters)?;
    let block = node.known(block)?;
    if to != TOKEN {
        return Ok(Value::from("0x"));
    }
    let reverted = || RpcError::new(3, "execution reverted");
    let returned = returned(node, &data, block).ok_or_else(reverted)?;
    Ok(hex::data(&returned))
}

fn returned(node: &Node<'_>, data: &[u8], block: u64) -> Option<Vec<u8>> {
    let (selector, arguments) = data.split_at_checked(4)?;
    let words: Vec<Word> = arguments
        .chunks_exact(32)
        .filter_map(|word| word.try_into().ok())
        .collect();
    let is = |function: &str| token::keccak(function).starts_with(selector);
    let word = if is("balanceOf(address)") {
        token::number(node.chain.balance(owner(words.first()?)?, block))
    } else if is("authorizationState(address,bytes32)") {
        let nonce = Nonce::new(*words.get(1)?);
        let is_spent = node.chain.is_spent(owner(words.first()?)?, nonce, block);
        token::number((is_spent && node.fault != Some(ChainFault::Denies)).into())
    } else if is("decimals()") {
        token::number(6)
    } else if is("DOMAIN_SEPARATOR()") {
        match node.fault {
            Some(ChainFault::OtherToken) => token::keccak("another token"),
            _ => token::separator(),
        }
    } else if is("name()") {
        return Some(text(NAME));
    } else if is("symbol()") {
        return Some(text("USDC"));
    } else if is("version()") {
        return Some(text(VERSION));
    } else {
        return None;
    };
    Some(word.to_vec())
}

/// An address in a word, which begins with zeros.
fn owner(word: &Word) -> Option<Address> {
    let (zeros, bytes) = word.split_at(12);
    let bytes = bytes.try_into().ok()?;
    zeros.iter().all(|byte| *byte == 0).then_some(Address::new(bytes))
}

/// A short text as a contract returns it: where it begins, how long it is, and its bytes.
fn text(text: &str) -> Vec<u8> {
    let mut bytes = [token::number(32), token::number(text.len() as u64)].concat();
    let mut word = [0; 32];
    word[..text.len()].copy_from_slice(text.as_bytes());
    bytes.extend(word);
    bytes
}
