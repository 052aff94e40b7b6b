//! The wallet of demo mode.

use alloy::signers::local::PrivateKeySigner;
use refill_core::x402::Address;

/// What it begins with, in millionths of a USDC.
const FUNDS: u64 = 250_000_000;
/// Its private key, which is no secret: everybody who has this program has it. Never send it anything real.
const KEY: [u8; 32] = *b"demo wallet: everybody has it OK";

/// The private key of demo mode's wallet, in hexadecimal digits, and its address. On the sandbox's chain it has 250
/// USDC; on any other chain whatever it is sent belongs to everybody.
pub fn demo_wallet() -> (String, Address) {
    let digits: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    (format!("0x{digits}"), address())
}

/// What it has.
pub(crate) fn funded() -> (Address, u64) {
    (address(), FUNDS)
}

fn address() -> Address {
    let signer = PrivateKeySigner::from_slice(&KEY);
    // Every number below the curve's order is a key, and this one is.
    signer.map_or(Address::ZERO, |signer| {
        Address::new(signer.address().into_array())
    })
}
