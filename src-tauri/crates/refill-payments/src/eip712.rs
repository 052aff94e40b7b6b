//! What a wallet signs: EIP-3009's `TransferWithAuthorization` as typed data (EIP-712, contract F3).
//!
//! The domain is that of the built-in table, never of a server.

use alloy::primitives::{Address as AlloyAddress, B256, Signature as AlloySignature, U256};
use alloy::sol_types::{Eip712Domain, SolStruct, eip712_domain};
use refill_core::x402::{Address, Authorization, Chain, Signature};
use serde_json::{Value, json};

mod typed {
    alloy::sol! {
        /// Field by field as the token's contract hashes it.
        struct TransferWithAuthorization {
            address from;
            address to;
            uint256 value;
            uint256 validAfter;
            uint256 validBefore;
            bytes32 nonce;
        }
    }
}

/// What the signature is over.
pub(crate) fn digest(chain: &Chain, authorization: &Authorization) -> [u8; 32] {
    message(authorization).eip712_signing_hash(&domain(chain)).0
}

/// Whose signature it is; `None` for one that the token's contract would not take: v other than 27 and 28, or the
/// mirrored s that would make two signatures of one.
pub(crate) fn recover(
    chain: &Chain,
    authorization: &Authorization,
    signature: &Signature,
) -> Option<Address> {
    let bytes = signature.bytes();
    let is_odd = match bytes[64] {
        27 => false,
        28 => true,
        _ => return None,
    };
    let signature = AlloySignature::from_bytes_and_parity(&bytes[..64], is_odd);
    if signature.normalize_s().is_some() {
        return None;
    }
    let digest = B256::from(digest(chain, authorization));
    let signer = signature.recover_address_from_prehash(&digest).ok()?;
    Some(Address::new(signer.into_array()))
}

/// The same as a wallet outside takes it (`eth_signTypedData_v4`). Numbers are decimal texts: not every wallet reads
/// a large one right.
pub(crate) fn typed_data(chain: &Chain, authorization: &Authorization) -> Value {
    let field = |name: &str, kind: &str| json!({ "name": name, "type": kind });
    json!({
        "types": {
            "EIP712Domain": [
                field("name", "string"),
                field("version", "string"),
                field("chainId", "uint256"),
                field("verifyingContract", "address"),
            ],
            "TransferWithAuthorization": [
                field("from", "address"),
                field("to", "address"),
                field("value", "uint256"),
                field("validAfter", "uint256"),
                field("validBefore", "uint256"),
                field("nonce", "bytes32"),
            ],
        },
        "primaryType": "TransferWithAuthorization",
        "domain": {
            "name": chain.token.name,
            "version": chain.token.version,
            // A number, as the libraries write it: some wallets compare it strictly with the chain they are on.
            "chainId": chain.id,
            "verifyingContract": chain.token.address.to_string(),
        },
        "message": {
            "from": authorization.from.to_string(),
            "to": authorization.to.to_string(),
            "value": authorization.value.to_string(),
            "validAfter": authorization.valid_after.to_string(),
            "validBefore": authorization.valid_before.to_string(),
            "nonce": authorization.nonce.to_string(),
        },
    })
}

fn domain(chain: &Chain) -> Eip712Domain {
    eip712_domain! {
        name: chain.token.name,
        version: chain.token.version,
        chain_id: chain.id,
        verifying_contract: AlloyAddress::from(*chain.token.address.bytes()),
    }
}

fn message(authorization: &Authorization) -> typed::TransferWithAuthorization {
    typed::TransferWithAuthorization {
        from: AlloyAddress::from(*authorization.from.bytes()),
        to: AlloyAddress::from(*authorization.to.bytes()),
        value: U256::from(authorization.value.get()),
        validAfter: U256::from(authorization.valid_after),
        validBefore: U256::from(authorization.valid_before),
        nonce: B256::from(*authorization.nonce.bytes()),
    }
}

#[cfg(test)]
mod tests;
