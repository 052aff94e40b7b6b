//! Who checks a payment and brings it to the chain. The reasons are the official ones (contract F4), in the order in
//! which a real one looks.

use std::time::Duration;

use refill_core::x402::Hash;
use serde_json::Value;

use super::offer::{Offer, Version};
use super::payment::Payment;
use crate::chain::{Act, Authorization, Sale, head_at};
use crate::world::World;

/// A payment that ends sooner cannot come into a block for sure, in seconds.
const MARGIN: u64 = 6;
const ALREADY_USED: &str = "invalid_exact_evm_nonce_already_used";

/// When a payment comes to the chain.
#[derive(Clone, Copy)]
pub(super) enum Manner {
    AtOnce,
    After(Duration),
    Never,
}

/// Takes a payment, and gives the transaction in which it is paid.
///
/// # Errors
/// The reason for which it is not taken.
pub(super) fn take(
    world: &mut World,
    offer: &Offer,
    payment: &Payment,
    sale: &Sale,
    manner: Manner,
) -> Result<Hash, &'static str> {
    form(offer, payment)?;
    let signed = payment.signed()?.clone();
    let authorization = &signed.authorization;
    let id = (authorization.from, authorization.nonce);
    terms(world, offer, authorization)?;
    if let Err(reason) = state(world, offer.version, authorization) {
        let known = world.top_ups.taken.get(&id).copied();
        return known.filter(|_| world.top_ups.is_idempotent).ok_or(reason);
    }
    let now = world.now();
    let act = Act::Transfer {
        signed,
        sale: sale.clone(),
    };
    let at = match manner {
        Manner::Never => return Ok(Hash::new(world.made_up.bytes())),
        Manner::AtOnce => now,
        Manner::After(wait) => now.saturating_add(wait).unwrap_or(now),
    };
    let hash = world.chain.submit(act, at);
    world.top_ups.taken.insert(id, hash);
    Ok(hash)
}

/// Whether the payment is one for this offer.
fn form(offer: &Offer, payment: &Payment) -> Result<(), &'static str> {
    let is = |holds: bool, reason| if holds { Ok(()) } else { Err(reason) };
    let number = payment.field("x402Version").as_u64();
    is(number == Some(offer.version.number()), "invalid_x402_version")?;
    match offer.version {
        Version::V1 => {
            is(*payment.field("scheme") == "exact", "unsupported_scheme")?;
            is(
                *payment.field("network") == offer.version.network(),
                "invalid_network",
            )
        }
        Version::V2 => {
            let accepted = payment.field("accepted");
            let field = |name| accepted.get(name).unwrap_or(&Value::Null);
            is(*field("scheme") == "exact", "unsupported_scheme")?;
            is(*field("network") == offer.version.network(), "network_mismatch")?;
            is(*accepted == offer.requirement(), "invalid_payment_requirements")
        }
    }
}

/// Whether what was signed is what was offered.
fn terms(world: &World, offer: &Offer, signed: &Authorization) -> Result<(), &'static str> {
    let now = u64::try_from(world.now().as_second()).unwrap_or(0);
    if signed.to != offer.payee {
        return Err("invalid_exact_evm_payload_recipient_mismatch");
    }
    if signed.valid_before < now + MARGIN {
        return Err("invalid_exact_evm_payload_authorization_valid_before");
    }
    if signed.valid_after > now {
        return Err("invalid_exact_evm_payload_authorization_valid_after");
    }
    match offer.version {
        Version::V1 if signed.value < offer.value => Err("invalid_exact_evm_payload_authorization_value"),
        Version::V2 if signed.value != offer.value => {
            Err("invalid_exact_evm_payload_authorization_value_mismatch")
        }
        _ => Ok(()),
    }
}

/// Whether the chain would take it now.
fn state(world: &World, version: Version, signed: &Authorization) -> Result<(), &'static str> {
    let head = head_at(world.now());
    if world.chain.is_spent(signed.from, signed.nonce, head) {
        return Err(ALREADY_USED);
    }
    if world.chain.is_pending(signed.from, signed.nonce) {
        return Err("duplicate_settlement");
    }
    if world.chain.balance(signed.from, head) < signed.value {
        return Err(match version {
            Version::V1 => "insufficient_funds",
            Version::V2 => "invalid_exact_evm_insufficient_balance",
        });
    }
    Ok(())
}
