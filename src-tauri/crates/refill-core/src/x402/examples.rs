//! A payment for tests: ten USDC on Base.

use jiff::Timestamp;
use url::Url;

use super::{
    Address, Atomic, Attempt, Authorization, BASE, BlockId, Hash, Nonce, Plan, Protocol, Signature,
    SignedRequest, Step, WalletId,
};

/// The end of the attempt's window.
pub(crate) const VALID_BEFORE: u64 = 1_300;

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

/// A block of the fork with this letter.
pub(crate) fn block(number: u64, fork: u8) -> BlockId {
    BlockId {
        number,
        hash: Hash::new([fork; 32]),
    }
}

pub(crate) fn plan() -> Plan {
    Plan {
        protocol: Protocol::V1,
        chain: &BASE,
        wallet: WalletId::new("w"),
        payer: Address::new([1; 20]),
        payee: Address::new([2; 20]),
        value: Atomic::whole(10),
        timeout: 300,
        url: Url::parse("https://api.example/v1/credits/topup").expect("an address"),
        body: r#"{"amount":"10"}"#.to_owned(),
        network: "base".to_owned(),
        accepted: None,
        resource: None,
    }
}

pub(crate) fn attempt() -> Attempt {
    let plan = plan();
    Attempt {
        authorization: Authorization {
            from: plan.payer,
            to: plan.payee,
            value: plan.value,
            valid_after: 400,
            valid_before: VALID_BEFORE,
            nonce: Nonce::new([3; 32]),
        },
        first_block: 500,
        confirmed_at: at(1_000),
        reserved_at: at(1_000),
        plan,
    }
}

/// One step of each kind, in the order of the enumeration.
pub(crate) fn steps() -> Vec<Step> {
    vec![
        Step::Refused("amount_differs".to_owned()),
        Step::Planned(Box::new(plan())),
        Step::Declined,
        Step::Reserved(Box::new(attempt())),
        Step::Signed(Box::new(SignedRequest {
            signature: Signature::new([4; 65]),
            header: "X-PAYMENT".to_owned(),
            value: "e30=".to_owned(),
        })),
        Step::Unsigned("bad_key".to_owned()),
        Step::SignatureUnclear("no_answer".to_owned()),
        Step::Sending,
        Step::Resending,
        Step::Accepted(Some(Hash::new([5; 32]))),
        Step::Unclear("second_offer".to_owned()),
        Step::Used {
            transaction: Hash::new([5; 32]),
            block: block(510, b'a'),
        },
        Step::BlockGone,
        Step::Final,
        Step::Expired(block(700, b'a')),
        Step::Cancelled(block(700, b'a')),
    ]
}
