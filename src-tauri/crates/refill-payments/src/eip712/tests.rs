//! The golden vector of contract F3, and what is no signature.
#![allow(clippy::expect_used)]

use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use refill_core::x402::{Atomic, BASE, CHAINS, Hash, Nonce};

use super::*;

const STRUCT_HASH: &str = "0x5b111b005b0113d308b1b687c361f0ec28efd59ccd5d59e28de0058594678efd";
const DIGEST: &str = "0x76d76f9c25858c92ffd985fcbf7bc039649ac66425582e8b94f0a7faec07794c";
const SIGNATURE: &str = "0xcdfc529385fce8b37cba1de6ab9b40fe4ce76cff854ac0002d347750eb61157253eecddb965b21d34e0411e4431b19fc34e3468845a3c6d48e37281dc5c5245d1b";
const SIGNER: &str = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";

fn address(text: &str) -> Address {
    Address::parse(text).expect("an address")
}

fn golden() -> Authorization {
    Authorization {
        from: address(SIGNER),
        to: address("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"),
        value: Atomic::new(10_000_000),
        valid_after: 1_740_672_089,
        valid_before: 1_740_672_389,
        nonce: Nonce::new([0xab; 32]),
    }
}

#[test]
fn the_golden_vector_comes_out_byte_for_byte() {
    let hash = message(&golden()).eip712_hash_struct();
    assert_eq!(Hash::new(hash.0).to_string(), STRUCT_HASH);
    let digest = digest(&BASE, &golden());
    assert_eq!(Hash::new(digest).to_string(), DIGEST);
    let signer = PrivateKeySigner::from_bytes(&B256::repeat_byte(0x11)).expect("a key");
    let signature = signer.sign_hash_sync(&B256::from(digest)).expect("signed");
    assert_eq!(Signature::new(signature.as_bytes()).to_string(), SIGNATURE);
    let signature = Signature::parse(SIGNATURE).expect("a signature");
    assert_eq!(recover(&BASE, &golden(), &signature), Some(address(SIGNER)));
}

#[test]
fn the_domains_are_those_of_the_table() {
    for chain in CHAINS {
        let separator = domain(chain).separator();
        assert_eq!(Hash::new(separator.0), chain.token.separator, "{}", chain.name);
    }
}

#[test]
fn every_field_is_signed() {
    let signature = Signature::parse(SIGNATURE).expect("a signature");
    let other = address("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    let changes: [fn(&mut Authorization, Address); 6] = [
        |it, other| it.from = other,
        |it, other| it.to = other,
        |it, _| it.value = Atomic::new(10_000_001),
        |it, _| it.valid_after += 1,
        |it, _| it.valid_before += 1,
        |it, _| it.nonce = Nonce::new([0xac; 32]),
    ];
    for change in changes {
        let mut changed = golden();
        change(&mut changed, other);
        assert_ne!(recover(&BASE, &changed, &signature), Some(address(SIGNER)));
    }
}

#[test]
fn other_forms_of_the_same_signature_are_none() {
    let signature = Signature::parse(SIGNATURE).expect("a signature");
    for v in [0, 1, 26, 29, 0xff] {
        let mut bytes = *signature.bytes();
        bytes[64] = v;
        assert_eq!(recover(&BASE, &golden(), &Signature::new(bytes)), None, "v {v}");
    }
    // s' = n - s with the other v recovers to the same address, where it is let through.
    let order = U256::from_be_bytes(hex(
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
    ));
    let s = U256::from_be_slice(&signature.bytes()[32..64]);
    let mut mirrored = *signature.bytes();
    mirrored[32..64].copy_from_slice(&(order - s).to_be_bytes::<32>());
    mirrored[64] = 28;
    let raw = AlloySignature::from_bytes_and_parity(&mirrored[..64], true);
    let digest = B256::from(digest(&BASE, &golden()));
    let signer = raw.recover_address_from_prehash(&digest).expect("a signer");
    assert_eq!(Address::new(signer.into_array()), address(SIGNER));
    assert_eq!(recover(&BASE, &golden(), &Signature::new(mirrored)), None);
    assert_eq!(recover(&BASE, &golden(), &Signature::new([0; 65])), None);
}

fn hex(digits: &str) -> [u8; 32] {
    *Hash::parse(&format!("0x{digits}")).expect("32 bytes").bytes()
}

#[test]
fn a_wallet_outside_hashes_the_same() {
    let shown = typed_data(&BASE, &golden());
    assert_eq!(shown["message"]["value"], "10000000");
    assert_eq!(shown["domain"]["chainId"], 8453);
    let typed = typed::TransferWithAuthorization::eip712_encode_type();
    let fields: Vec<String> = shown["types"]["TransferWithAuthorization"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| {
            let text = |name: &str| field[name].as_str().expect("a text").to_owned();
            format!("{} {}", text("type"), text("name"))
        })
        .collect();
    assert_eq!(typed, format!("TransferWithAuthorization({})", fields.join(",")));
}
