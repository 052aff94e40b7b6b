//! Which network a requirement names: version 1 by a name, version 2 by CAIP-2 (contract F3).
//!
//! Only the chains of core's table are paid on. The others stand here so that the person reads why.

use refill_core::x402::{CHAINS, Chain, Protocol, Refusal, chain as paid_on};

use crate::json::Value;

/// Networks for trying out, by their name in version 1 and their number.
const TESTNETS: [(&str, u64); 7] = [
    ("sepolia", 11_155_111),
    ("base-sepolia", 84_532),
    ("avalanche-fuji", 43_113),
    ("polygon-amoy", 80_002),
    ("sei-testnet", 1_328),
    ("arbitrum-sepolia", 421_614),
    ("optimism-sepolia", 11_155_420),
];

/// Real networks that Refill does not pay on.
const OTHERS: [(&str, u64); 16] = [
    ("ethereum", 1),
    ("arbitrum", 42_161),
    ("optimism", 10),
    ("avalanche", 43_114),
    ("polygon", 137),
    ("bsc", 56),
    ("sei", 1_329),
    ("iotex", 4_689),
    ("abstract", 2_741),
    ("peaq", 3_338),
    ("story", 1_514),
    ("educhain", 41_923),
    ("monad", 143),
    ("stable", 988),
    ("megaeth", 4_326),
    ("gnosis", 100),
];

/// Names of version 1 of what is no EVM chain.
const NOT_EVM: [&str; 7] = ["solana", "near", "aptos", "sui", "stellar", "algorand", "hedera"];

/// The chain that is named, where Refill pays on it.
pub(super) fn chain(protocol: Protocol, value: &Value<'_>) -> Result<&'static Chain, Refusal> {
    let Value::Text(text) = value else {
        return Err(Refusal::NetworkUnknown);
    };
    match protocol {
        Protocol::V1 => by_name(text),
        Protocol::V2 => by_caip2(text),
    }
}

fn by_name(name: &str) -> Result<&'static Chain, Refusal> {
    let mut chains = CHAINS.into_iter();
    if let Some(chain) = chains.find(|chain| chain.v1_name == name) {
        return Ok(chain);
    }
    let family = name.split('-').next().unwrap_or_default();
    Err(if NOT_EVM.contains(&family) {
        Refusal::NetworkNotEvm
    } else if TESTNETS.iter().any(|(known, _)| *known == name) {
        Refusal::NetworkTestnet
    } else if OTHERS.iter().any(|(known, _)| *known == name) {
        Refusal::NetworkUnsupported
    } else {
        Refusal::NetworkUnknown
    })
}

fn by_caip2(text: &str) -> Result<&'static Chain, Refusal> {
    let (namespace, reference) = text.split_once(':').ok_or(Refusal::NetworkUnknown)?;
    if namespace != "eip155" {
        return Err(Refusal::NetworkNotEvm);
    }
    let id = reference.parse().map_err(|_| Refusal::NetworkUnknown)?;
    if let Some(chain) = paid_on(id) {
        // Another way of writing the number would be sent back, and might be read otherwise.
        return match chain.caip2() == text {
            true => Ok(chain),
            false => Err(Refusal::NetworkUnknown),
        };
    }
    Err(if TESTNETS.iter().any(|(_, known)| *known == id) {
        Refusal::NetworkTestnet
    } else if OTHERS.iter().any(|(_, known)| *known == id) {
        Refusal::NetworkUnsupported
    } else {
        Refusal::NetworkUnknown
    })
}
