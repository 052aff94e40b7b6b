//! Refill's own wallet: made, read, kept, and what it signs.

use std::collections::HashSet;

use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{NotAWallet, NotSigned, WalletMaker};
use refill_core::x402::Signature;

use super::{ADDRESS, KEY, address, approved, import, kept, late, now, wallets};

/// The phrase that development chains use, and its first address.
const JUNK: &str = "test test test test test test test test test test test junk";
const JUNKS: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

fn words(secret: &ApiKey) -> Option<String> {
    // test: look at the phrase
    wallets()
        .phrase(secret)
        .map(|phrase| phrase.expose_secret().to_owned())
}

#[test]
fn a_well_known_phrase_has_its_well_known_address() {
    let spaced = "  TEST test\ttest  test test test\r\n\r\ntest test Test test test JUNK \u{feff}";
    for text in [JUNK, spaced] {
        let wallet = import(text).expect("a phrase");
        assert_eq!(wallet.address, address(JUNKS), "{text}");
        assert!(wallet.has_phrase);
        assert_eq!(kept(&wallet), "v1:entropy:df9bf37e6fcdf9bf37e6fcdf9bf37e3c");
        assert_eq!(words(&wallet.secret).as_deref(), Some(JUNK));
    }
}

#[test]
fn phrases_of_every_length_are_read() {
    for (count, last) in [
        (12, "about"),
        (15, "address"),
        (18, "agent"),
        (21, "admit"),
        (24, "art"),
    ] {
        let phrase = format!("{}{last}", "abandon ".repeat(count - 1));
        let wallet = import(&phrase).expect("a phrase");
        assert_eq!(words(&wallet.secret), Some(phrase), "{count}");
    }
    let first = format!("{}about", "abandon ".repeat(11));
    let known = "0x9858EfFD232B4033E47d90003D41EC34EcaEda94";
    assert_eq!(import(&first).expect("a phrase").address, address(known));
}

#[test]
fn a_private_key_is_read_with_and_without_0x() {
    let mixed = "0xABCDEFabcdef1111111111111111111111111111111111111111111111111111";
    for text in [KEY, &format!("0x{KEY}"), &format!(" 0X{KEY}\n")] {
        let wallet = import(text).expect("a key");
        assert_eq!(wallet.address, address(ADDRESS));
        assert_eq!(kept(&wallet), format!("v1:key:{KEY}"));
        assert!(!wallet.has_phrase);
        assert_eq!(words(&wallet.secret), None);
    }
    assert!(kept(&import(mixed).expect("a key")).starts_with("v1:key:abcdefabcdef11"));
}

#[test]
fn what_is_no_wallet_is_refused_with_its_reason() {
    let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let zero = "0".repeat(64);
    let long = "a".repeat(64 * 1024 + 1);
    let words = "zebra ".repeat(12);
    for (text, reason) in [
        ("", NotAWallet::Form),
        ("hello", NotAWallet::Form),
        (&KEY[1..], NotAWallet::Form),
        (&format!("{KEY}1"), NotAWallet::Form),
        (&format!("0x0x{KEY}"), NotAWallet::Form),
        (&format!("{}g", &KEY[1..]), NotAWallet::Form),
        (zero.as_str(), NotAWallet::Form),
        (order, NotAWallet::Form),
        ("1. test 2. test", NotAWallet::Form),
        (words.as_str(), NotAWallet::Phrase),
        (&JUNK.replace("junk", "test"), NotAWallet::Phrase),
        (&JUNK.replacen("test ", "", 1), NotAWallet::Phrase),
        (&format!("test {JUNK}"), NotAWallet::Phrase),
        (&JUNK.replace("junk", "jünk"), NotAWallet::Phrase),
        (long.as_str(), NotAWallet::TooLarge),
    ] {
        assert_eq!(
            import(text).expect_err("no wallet"),
            reason,
            "{}",
            &text[..text.len().min(70)]
        );
    }
}

#[test]
fn a_new_wallet_comes_back_from_its_phrase() {
    let mut seen = HashSet::new();
    for _ in 0..5 {
        let made = wallets().create().expect("a wallet");
        let phrase = words(&made.secret).expect("a phrase");
        assert_eq!(phrase.split(' ').count(), 12);
        let back = import(&phrase).expect("the same");
        assert_eq!(back.address, made.address);
        assert!(back.secret.same_as(&made.secret) && made.has_phrase && back.has_phrase);
        assert!(seen.insert(phrase));
    }
}

#[test]
fn nonces_never_come_twice() {
    let made: HashSet<_> = (0..100).map(|_| wallets().nonce().expect("a nonce")).collect();
    assert_eq!(made.len(), 100);
}

#[tokio::test]
async fn a_wallet_from_a_phrase_signs_for_its_address() {
    let wallet = wallets()
        .own(&import(JUNK).expect("a phrase").secret)
        .expect("a wallet");
    assert!(wallet.sign(approved(JUNKS).await, now()).await.is_ok());
    assert_eq!(
        wallet.sign(approved(ADDRESS).await, now()).await,
        Err(NotSigned::OtherAddress)
    );
}

#[tokio::test]
async fn a_yes_that_is_too_old_signs_nothing() {
    let wallet = wallets()
        .own(&import(KEY).expect("a key").secret)
        .expect("a wallet");
    assert_eq!(
        wallet.sign(approved(ADDRESS).await, late()).await,
        Err(NotSigned::TooLate)
    );
}

#[tokio::test]
async fn the_same_attempt_has_the_same_signature() {
    let wallet = wallets()
        .own(&import(KEY).expect("a key").secret)
        .expect("a wallet");
    let mut signed: Vec<Signature> = Vec::new();
    for _ in 0..2 {
        signed.push(
            wallet
                .sign(approved(ADDRESS).await, now())
                .await
                .expect("a signature"),
        );
    }
    assert_eq!(signed[0], signed[1]);
    assert!(matches!(signed[0].bytes()[64], 27 | 28) && wallet.is_ours());
}

#[test]
fn what_is_no_kept_key_opens_nothing() {
    for text in [
        KEY,
        "v1:key:",
        "v1:key:11",
        "v1:entropy:",
        "v1:entropy:df9bf37e6fcdf9bf37e6fcdf9bf37e",
        "v1:entropy:zz9bf37e6fcdf9bf37e6fcdf9bf37e3c",
        "v2:entropy:df9bf37e6fcdf9bf37e6fcdf9bf37e3c",
        &format!("v1:key:{}", "0".repeat(64)),
        &format!("v1:key:{KEY}11"),
    ] {
        let secret = ApiKey::from_store(text).expect("a text");
        assert_eq!(wallets().own(&secret).err(), Some(NotSigned::BadKey), "{text}");
        assert_eq!(words(&secret), None, "{text}");
    }
}

#[test]
fn nothing_of_a_key_is_shown() {
    let shown = format!("{:?} {:?}", import(KEY), import("hello world"));
    assert!(!shown.contains("1111") && !shown.contains("hello"), "{shown}");
    let text = Secret::new(JUNK);
    assert!(!format!("{text:?} {:?}", wallets()).contains("junk"));
}
