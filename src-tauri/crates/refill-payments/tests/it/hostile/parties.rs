//! Offers with another payee, token or chain.

use refill_core::x402::Refusal;

use super::case::{Case, v1, v2};
use crate::codec::{PAYEE, PAYER, V1, address};

const USDC: &str = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
const ZERO: &str = "0x0000000000000000000000000000000000000000";
const OTHER: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
/// Begins and ends as the payee does.
const ALIKE: &str = "0x209693bc6afc0c5328ba36faf03c514ef312287d";
/// The same without its capital letters, for a digit in the middle.
const ALIKE_INSIDE: &str = "0x209693bc6afc0c5328ba36fbf03c514ef312287c";

pub(super) fn payees() -> Vec<Case> {
    let texts = [
        ("nobody is paid", ZERO, Refusal::PayeeZero),
        ("we are to pay ourselves", PAYER, Refusal::PayeeOwn),
        ("the token is paid", USDC, Refusal::PayeeToken),
        (
            "a payee with a wrong digit",
            "0x209693Bc6afc0C5328bA36FaF03C514EF312287D",
            Refusal::PayeeChecksum,
        ),
        (
            "a payee without 0x",
            "209693Bc6afc0C5328bA36FaF03C514EF312287C",
            Refusal::PayeeForm,
        ),
        (
            "a payee with 0X",
            "0X209693Bc6afc0C5328bA36FaF03C514EF312287C",
            Refusal::PayeeForm,
        ),
        (
            "a payee that is too short",
            "0x209693Bc6afc0C5328bA36FaF03C514EF31228",
            Refusal::PayeeForm,
        ),
        (
            "a payee that is too long",
            "0x209693Bc6afc0C5328bA36FaF03C514EF312287C00",
            Refusal::PayeeForm,
        ),
        (
            "a payee of 32 bytes",
            "0x000000000000000000000000209693Bc6afc0C5328bA36FaF03C514EF312287C",
            Refusal::PayeeForm,
        ),
        ("a payee by name", "dria.eth", Refusal::PayeeForm),
        (
            "a payee with white space",
            "0x209693Bc6afc0C5328bA36FaF03C514EF312287C ",
            Refusal::PayeeForm,
        ),
        (
            "a payee with a look-alike letter",
            "0x209693Вc6afc0C5328bA36FaF03C514EF312287C",
            Refusal::PayeeForm,
        ),
        ("an empty payee", "", Refusal::PayeeForm),
    ];
    let texts = texts.map(|(name, to, refusal)| Case::first(name, &v1(PAYEE, to), refusal));
    let field = format!(r#""payTo":"{PAYEE}""#);
    let two = format!(r#"{field},"payTo":"{OTHER}""#);
    let fields = [
        Case::first(
            "a payee that is a number",
            &v1(&field, r#""payTo":1"#),
            Refusal::PayeeForm,
        ),
        Case::first("no payee", &v1(&field, r#""odd":1"#), Refusal::PayeeForm),
        Case::first("two payees", &v1(&field, &two), Refusal::DuplicateField),
        Case::second(
            "version 2, two payees",
            &v2(&field, &two),
            Refusal::DuplicateField,
        ),
        Case::second("version 2, nobody is paid", &v2(PAYEE, ZERO), Refusal::PayeeZero),
    ];
    texts.into_iter().chain(fields).chain(changed_payees()).collect()
}

/// The payee of before is known.
fn changed_payees() -> Vec<Case> {
    let pinned = |case: Case| case.tuned(|wanted| wanted.pinned = vec![(8453, address(PAYEE))]);
    let cases = [
        ("another payee than before", OTHER),
        ("a payee that looks alike at both ends", ALIKE),
        ("a payee that differs inside", ALIKE_INSIDE),
    ];
    let first = cases
        .map(|(name, to)| pinned(Case::first(name, &v1(PAYEE, to), Refusal::PayeeChanged)).payee_changed(to));
    let second = Case::second(
        "version 2, another payee than before",
        &v2(PAYEE, OTHER),
        Refusal::PayeeChanged,
    );
    first
        .into_iter()
        .chain([pinned(second).payee_changed(OTHER)])
        .collect()
}

pub(super) fn assets() -> Vec<Case> {
    let texts = [
        ("a token of the same name", OTHER, Refusal::AssetOther),
        (
            "bridged USDC",
            "0xd9aAEc86B65D86f6A7B5B1b0c42FFA531710b6CA",
            Refusal::AssetOther,
        ),
        (
            "the USDC of another chain",
            "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
            Refusal::AssetOther,
        ),
        (
            "a token that looks alike",
            "0x833589fcd6edb6e08f4c7c32d4f71b54bda02914",
            Refusal::AssetOther,
        ),
        ("the chain's own coin", ZERO, Refusal::AssetOther),
        (
            "a token with a wrong digit",
            "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02914",
            Refusal::AssetForm,
        ),
        ("a token by name", "USDC", Refusal::AssetForm),
        ("an empty token", "", Refusal::AssetForm),
    ];
    let texts = texts.map(|(name, to, refusal)| Case::first(name, &v1(USDC, to), refusal));
    let field = format!(r#""asset":"{USDC}""#);
    let more = [
        Case::first("no token", &v1(&field, r#""odd":1"#), Refusal::AssetForm),
        Case::first(
            "two tokens",
            &v1(&field, &format!(r#"{field},"asset":"{OTHER}""#)),
            Refusal::DuplicateField,
        ),
        Case::first(
            "other decimal places",
            &v1(&field, &format!(r#"{field},"decimals":18"#)),
            Refusal::TokenDecimals,
        ),
        Case::second(
            "version 2, a token of the same name",
            &v2(USDC, OTHER),
            Refusal::AssetOther,
        ),
    ];
    texts.into_iter().chain(more).collect()
}

pub(super) fn networks() -> Vec<Case> {
    let names = [
        (
            "a network for trying out",
            r#""base-sepolia""#,
            Refusal::NetworkTestnet,
        ),
        (
            "another one for trying out",
            r#""polygon-amoy""#,
            Refusal::NetworkTestnet,
        ),
        ("another chain", r#""polygon""#, Refusal::NetworkUnsupported),
        ("Ethereum", r#""ethereum""#, Refusal::NetworkUnsupported),
        ("an unknown chain", r#""moonbase""#, Refusal::NetworkUnknown),
        ("Base in capitals", r#""BASE""#, Refusal::NetworkUnknown),
        ("Base by its number", "8453", Refusal::NetworkUnknown),
        (
            "Base by the other version's name",
            r#""eip155:8453""#,
            Refusal::NetworkUnknown,
        ),
        ("no network", "null", Refusal::NetworkUnknown),
        ("Solana", r#""solana""#, Refusal::NetworkNotEvm),
        (
            "Solana for trying out",
            r#""solana-devnet""#,
            Refusal::NetworkNotEvm,
        ),
        (
            "two networks",
            r#""base","network":"polygon""#,
            Refusal::DuplicateField,
        ),
    ];
    let names = names.map(|(name, to, refusal)| {
        let network = format!(r#""network":{to}"#);
        Case::first(name, &v1(r#""network":"base""#, &network), refusal)
    });
    let numbers = [
        (
            "version 2, a network for trying out",
            "eip155:84532",
            Refusal::NetworkTestnet,
        ),
        (
            "version 2, another chain",
            "eip155:137",
            Refusal::NetworkUnsupported,
        ),
        (
            "version 2, an unknown chain",
            "eip155:31337",
            Refusal::NetworkUnknown,
        ),
        ("version 2, hexadecimal", "eip155:0x2105", Refusal::NetworkUnknown),
        (
            "version 2, a zero before",
            "eip155:08453",
            Refusal::NetworkUnknown,
        ),
        ("version 2, a plus", "eip155:+8453", Refusal::NetworkUnknown),
        (
            "version 2, 2^64 more",
            "eip155:18446744073709560069",
            Refusal::NetworkUnknown,
        ),
        ("version 2, any chain", "eip155:*", Refusal::NetworkUnknown),
        (
            "version 2, the other version's name",
            "base",
            Refusal::NetworkUnknown,
        ),
        (
            "version 2, Solana",
            "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
            Refusal::NetworkNotEvm,
        ),
    ];
    let numbers = numbers.map(|(name, to, refusal)| Case::second(name, &v2("eip155:8453", to), refusal));
    let all = V1.replace(r#""base""#, r#""solana""#);
    let only = Case::first("nothing but Solana", &all, Refusal::NetworkNotEvm);
    names.into_iter().chain(numbers).chain([only]).collect()
}
