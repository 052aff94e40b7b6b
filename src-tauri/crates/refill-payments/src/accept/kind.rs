//! Which kind of payment a requirement asks for. Refill makes one: scheme `exact`, by EIP-3009, in the native USDC of
//! a chain of the table.

use refill_core::x402::{Address, Chain, Refusal};

use super::{Requirement, network};
use crate::json::Value;

/// Why a requirement is of another kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct OtherKind {
    /// How far it was looked at: of several, the one that came furthest says why.
    pub(super) step: u8,
    pub(super) refusal: Refusal,
}

/// The chain of a requirement of the right kind.
pub(super) fn check(requirement: &Requirement<'_>) -> Result<&'static Chain, OtherKind> {
    let at = |step| move |refusal| OtherKind { step, refusal };
    scheme(&requirement.fields.value("scheme")).map_err(at(0))?;
    let network = requirement.fields.value("network");
    let chain = network::chain(requirement.protocol, &network).map_err(at(1))?;
    asset(&requirement.fields.value("asset"), chain).map_err(at(2))?;
    method(&requirement.extra.value("assetTransferMethod")).map_err(at(3))?;
    Ok(chain)
}

fn scheme(value: &Value<'_>) -> Result<(), Refusal> {
    match value {
        Value::Text(text) if text == "exact" => Ok(()),
        Value::Text(text) if text == "upto" => Err(Refusal::SchemeUpto),
        Value::Text(text) if text.starts_with("batch") => Err(Refusal::SchemeBatch),
        _ => Err(Refusal::SchemeOther),
    }
}

fn asset(value: &Value<'_>, chain: &Chain) -> Result<(), Refusal> {
    let Value::Text(text) = value else {
        return Err(Refusal::AssetForm);
    };
    let asset = Address::parse(text).map_err(|_| Refusal::AssetForm)?;
    match asset == chain.token.address {
        true => Ok(()),
        false => Err(Refusal::AssetOther),
    }
}

fn method(value: &Value<'_>) -> Result<(), Refusal> {
    match value {
        Value::Missing => Ok(()),
        Value::Text(text) if text == "eip3009" => Ok(()),
        Value::Text(text) if text.starts_with("permit2") => Err(Refusal::MethodPermit2),
        Value::Text(_) | Value::Other(_) => Err(Refusal::MethodOther),
    }
}
