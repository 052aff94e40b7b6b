//! What is paid and how it is signed: frozen once, and never changed on the way.

use jiff::Timestamp;
use url::Url;

use super::{Address, Atomic, Chain, Nonce, Signature, WalletId};

/// How the server speaks x402 (contract F1 and F2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Version 1: the offer in the body, `X-PAYMENT`.
    V1,
    /// Version 2: `PAYMENT-REQUIRED`, `PAYMENT-SIGNATURE`.
    V2,
}

impl Protocol {
    /// The word for it, as stored.
    pub fn word(self) -> &'static str {
        match self {
            Protocol::V1 => "v1",
            Protocol::V2 => "v2",
        }
    }

    /// The protocol with this stored word.
    pub fn from_word(word: &str) -> Option<Protocol> {
        [Protocol::V1, Protocol::V2]
            .into_iter()
            .find(|it| it.word() == word)
    }
}

/// A checked offer, with everything that will be signed and sent but the nonce and the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How the server speaks.
    pub protocol: Protocol,
    /// On which chain, in its native USDC.
    pub chain: &'static Chain,
    /// The wallet that pays.
    pub wallet: WalletId,
    /// Its address.
    pub payer: Address,
    /// Who is paid.
    pub payee: Address,
    /// How much, to the unit what the person asked for.
    pub value: Atomic,
    /// How long the server lets it be valid, in seconds: between 60 and 300.
    pub timeout: u32,
    /// Where the top-up is asked for and paid; always by POST.
    pub url: Url,
    /// The body of both requests.
    pub body: String,
    /// The network as the offer writes it: it is sent back so.
    pub network: String,
    /// Version 2: the chosen requirement, as it came (JSON).
    pub accepted: Option<String>,
    /// Version 2: the resource, as it came (JSON).
    pub resource: Option<String>,
}

/// What the owner signs (EIP-3009 `TransferWithAuthorization`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// Who pays.
    pub from: Address,
    /// Who is paid.
    pub to: Address,
    /// How much.
    pub value: Atomic,
    /// Valid after this second (UTC, by the chain's clock).
    pub valid_after: u64,
    /// Valid before this second.
    pub valid_before: u64,
    /// Taken once.
    pub nonce: Nonce,
}

/// An authorization that is about to be signed: written down before the signer is asked (payments.md, I2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What is paid.
    pub plan: Plan,
    /// What is signed.
    pub authorization: Authorization,
    /// The first block that can hold its settlement.
    pub first_block: u64,
    /// When the person confirmed it.
    pub confirmed_at: Timestamp,
    /// When it counts against the limits from: the payment's own time, by the chain's clock.
    pub reserved_at: Timestamp,
}

/// The signature and the payment header: written down before anything is sent. Every sending uses these very bytes
/// (payments.md, I5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRequest {
    /// The signature, which recovers to the payer.
    pub signature: Signature,
    /// Name of the payment header: `X-PAYMENT` or `PAYMENT-SIGNATURE`.
    pub header: String,
    /// Its value, in Base64.
    pub value: String,
}

/// So long before now an authorization becomes valid, in seconds: clocks differ (contract F1).
pub const WINDOW_BACK: u64 = 600;
/// The shortest and the longest time that an authorization is valid, in seconds.
const TIMEOUTS: (u32, u32) = (60, 300);

/// `validAfter` and `validBefore` of an authorization that is signed at second `now` by the chain's clock.
pub fn window(now: u64, timeout: u32) -> (u64, u64) {
    let timeout = timeout.clamp(TIMEOUTS.0, TIMEOUTS.1);
    (
        now.saturating_sub(WINDOW_BACK),
        now.saturating_add(timeout.into()),
    )
}

impl Attempt {
    /// The end of its window.
    pub fn valid_before(&self) -> Timestamp {
        let second = i64::try_from(self.authorization.valid_before).unwrap_or(i64::MAX);
        Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_begin_ten_minutes_back_and_last_one_to_five() {
        assert_eq!(window(1_740_672_689, 300), (1_740_672_089, 1_740_672_989));
        assert_eq!(window(1_000, 5), (400, 1_060));
        assert_eq!(window(1_000, 100_000), (400, 1_300));
        assert_eq!(window(10, 60), (0, 70));
    }
}
