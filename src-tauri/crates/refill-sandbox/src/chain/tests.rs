use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use refill_core::x402::Signature;

use super::*;

const KEY: [u8; 32] = [0x11; 32];
const BLOCK: u64 = 54_000_000;

fn payer() -> Address {
    Address::parse("0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A").expect("an address")
}

/// The authorization of contract F3's golden vector.
fn golden() -> Authorization {
    Authorization {
        from: payer(),
        to: Address::parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C").expect("an address"),
        value: 10_000_000,
        valid_after: 1_740_672_089,
        valid_before: 1_740_672_389,
        nonce: Nonce::new([0xab; 32]),
    }
}

const GOLDEN: &str = "0xcdfc529385fce8b37cba1de6ab9b40fe4ce76cff854ac0002d347750eb6115725\
    3eecddb965b21d34e0411e4431b19fc34e3468845a3c6d48e37281dc5c5245d1b";

fn signer_of(signature: &str) -> Option<Address> {
    let signature = Signature::parse(signature).expect("65 bytes");
    SignedAuthorization::new(golden(), &signature).signer
}

#[test]
fn the_golden_signature_is_the_payers() {
    assert_eq!(signer_of(GOLDEN), Some(payer()));
    let changed = GOLDEN.replace("cdfc", "cdfd");
    assert_ne!(signer_of(&changed), Some(payer()));
}

#[test]
fn other_writings_of_a_signature_are_refused() {
    for v in ["00", "01", "1d"] {
        let other = format!("{}{v}", &GOLDEN[..GOLDEN.len() - 2]);
        assert_eq!(signer_of(&other), None, "v of {v}");
    }
    // The curve's order less s, and the other v: the same signature by mathematics.
    let high = "0xcdfc529385fce8b37cba1de6ab9b40fe4ce76cff854ac0002d347750eb611572\
        ac11322469a4de2cb1fbee1bbce4e60285cb965e69a4d967319b366f0a711ce41c";
    let bytes = *Signature::parse(high).expect("65 bytes").bytes();
    let recoverable = alloy::primitives::Signature::from_raw_array(&bytes).expect("a signature");
    let hash = token::digest(&golden()).into();
    let signer = recoverable.recover_address_from_prehash(&hash).expect("a signer");
    assert_eq!(signer.into_array(), *payer().bytes());
    assert_eq!(signer_of(high), None);
}

/// A chain on which the payer and the payee have 25 USDC each.
fn chain() -> Chain {
    let mut chain = Chain::new();
    chain.fund(payer(), 25_000_000);
    chain.fund(golden().to, 25_000_000);
    chain
}

fn at(block: u64) -> Timestamp {
    let second = i64::try_from(blocks::time_of(block)).expect("a time");
    Timestamp::from_second(second).expect("a time")
}

/// A transfer that is valid in [`BLOCK`] alone, where `change` does not make it wrong.
fn transfer(change: impl FnOnce(&mut Authorization)) -> Act {
    let time = blocks::time_of(BLOCK);
    let mut authorization = Authorization {
        valid_after: time - 1,
        valid_before: time + 1,
        ..golden()
    };
    change(&mut authorization);
    let signer = PrivateKeySigner::from_slice(&KEY).expect("a key");
    let hash = token::digest(&authorization);
    let signature = signer.sign_hash_sync(&hash.into()).expect("a signature");
    let signature = Signature::new(signature.as_bytes());
    Act::Transfer {
        signed: SignedAuthorization::new(authorization, &signature),
        sale: Sale {
            account: String::new(),
            credits: 0,
        },
    }
}

fn is_taken(change: impl FnOnce(&mut Authorization)) -> bool {
    let mut chain = chain();
    chain.submit(transfer(change), at(BLOCK - 1));
    let early = chain.mine(at(BLOCK - 1));
    assert!(early.is_empty(), "not in the block that is there");
    let settled = chain.mine(at(BLOCK));
    assert_eq!(chain.settlements().len(), settled.len());
    !settled.is_empty()
}

#[test]
fn the_contract_takes_what_is_valid_and_nothing_else() {
    let time = blocks::time_of(BLOCK);
    assert!(is_taken(|_| {}));
    assert!(!is_taken(|it| it.valid_after = time), "not yet");
    assert!(!is_taken(|it| it.valid_before = time), "no more");
    assert!(is_taken(|it| it.value = 25_000_000));
    assert!(!is_taken(|it| it.value = 25_000_001), "too little");
    assert!(
        !is_taken(|it| std::mem::swap(&mut it.from, &mut it.to)),
        "another's money"
    );
}

#[test]
fn the_contract_takes_an_authorization_once() {
    let mut chain = chain();
    for _ in 0..2 {
        chain.submit(transfer(|_| {}), at(BLOCK - 1));
    }
    assert_eq!(chain.mine(at(BLOCK)).len(), 1);
    assert_eq!(chain.balance(payer(), BLOCK), 15_000_000);
    // Another nonce is another payment, and one that was cancelled none.
    let [other, cancelled] = [Nonce::new([1; 32]), Nonce::new([2; 32])];
    let mut chain = self::chain();
    let from = payer();
    let cancel = Act::Cancel {
        from,
        nonce: cancelled,
    };
    for act in [
        cancel,
        transfer(|_| {}),
        transfer(|it| it.nonce = other),
        transfer(|it| it.nonce = cancelled),
    ] {
        chain.submit(act, at(BLOCK - 1));
    }
    assert_eq!(chain.mine(at(BLOCK)).len(), 2);
    assert_eq!(chain.balance(payer(), BLOCK), 5_000_000);
}
