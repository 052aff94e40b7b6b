//! Keystore files: those that real programs write, and those that nobody should open.

use std::time::{Duration, Instant};

use refill_core::key::Secret;
use refill_core::ports::{KeyedWallet, NotAWallet, WalletMaker};
use serde_json::{Value, json};

use super::{ADDRESS, KEY, address, kept, wallets};

/// The example with PBKDF2 of the Web3 Secret Storage Definition, and its key.
const PBKDF2: &str = r#"{
    "crypto": {
        "cipher": "aes-128-ctr",
        "cipherparams": { "iv": "6087dab2f9fdbbfaddc31a909735c1e6" },
        "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        "kdf": "pbkdf2",
        "kdfparams": {
            "c": 262144,
            "dklen": 32,
            "prf": "hmac-sha256",
            "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"
        },
        "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"
    },
    "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
    "version": 3
}"#;
const PBKDF2_KEY: &str = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

/// The contract's key in files of the form that wallet programs write, made with another implementation.
fn file(kdf: (u64, u64, u64), salt: &str, ciphertext: &str, mac: &str) -> Value {
    let (n, r, p) = kdf;
    json!({
        "address": "19e7e376e7c213b7e7e7e46cc70a5dd086daff2a",
        "crypto": {
            "cipher": "aes-128-ctr",
            "cipherparams": { "iv": salt[..32] },
            "ciphertext": ciphertext,
            "kdf": "scrypt",
            "kdfparams": { "dklen": 32, "n": n, "p": p, "r": r, "salt": salt },
            "mac": mac
        },
        "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
        "version": 3
    })
}

const TINY_SALT: &str = "5e72c6c74017a93c59544fa90b742a07dae5afc5bd5044c1fef7d806183a68c3";

/// Takes next to no work.
fn tiny() -> Value {
    file(
        (16, 8, 2),
        TINY_SALT,
        "4e656bb15f9765ec916996ead1ceb2c0d537873791f29290728d5d2c6502ae94",
        "8272c03f5bbc5b747854de2becee227d49a1acdb165b2502cb63d02aece03fc8",
    )
}

/// As wallet programs write it where there is little memory.
fn light() -> Value {
    file(
        (4096, 8, 6),
        "85730acc17e613d0f74f1c280ce46081ab783840b47374a7da2c474f3cfa5e7b",
        "9bfc40dee461db6d0e84e1aa0d7819ecfc13cdab92abdc6906cdad7277dec4f2",
        "22afae161be615be3b9a8df3b61b23244b8ff197bb609378ea0abce82cc3ab5c",
    )
}

/// As they usually write it.
fn usual() -> Value {
    file(
        (262_144, 8, 1),
        "d5965c5abe3c85fbc6a29e3be479ed48305d6d5961eedb665abf694cba73cf29",
        "75f02cf4e3fd4b10087c180ecbbcc534ecbc34050dc6dc37072ea74f315c9c81",
        "44db7200b648181dddae0cc418570ae8e6793b554cf2b56f01b28ca007158e8d",
    )
}

fn open(file: &str, password: &str) -> Result<KeyedWallet, NotAWallet> {
    wallets().import(&Secret::new(file), Some(&Secret::new(password)))
}

#[test]
fn the_example_of_the_definition_opens() {
    let wallet = open(PBKDF2, "testpassword").expect("its password");
    assert_eq!(kept(&wallet), format!("v1:key:{PBKDF2_KEY}"));
    assert_eq!(
        wallet.address,
        address("0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b")
    );
    assert!(!wallet.has_phrase);
}

#[test]
fn files_with_scrypt_open() {
    let wallet = open(&tiny().to_string(), "testpassword").expect("its password");
    assert_eq!(
        (kept(&wallet), wallet.address),
        (&*format!("v1:key:{KEY}"), address(ADDRESS))
    );
    // Old programs write the name of its part with a capital letter.
    let old = format!(
        "\u{feff}\n{}",
        tiny().to_string().replace("\"crypto\"", "\"Crypto\"")
    );
    assert_eq!(
        open(&old, "testpassword").expect("its password").address,
        address(ADDRESS)
    );
}

#[test]
#[cfg_attr(
    debug_assertions,
    ignore = "takes a minute where it is not compiled to be fast"
)]
fn files_of_wallet_programs_open() {
    for file in [light(), usual()] {
        let wallet = open(&file.to_string(), "testpassword").expect("its password");
        assert_eq!(wallet.address, address(ADDRESS));
    }
}

#[test]
fn another_password_opens_nothing() {
    let file = tiny().to_string();
    for password in ["", "testpasswor", "Testpassword", "testpassword "] {
        assert_eq!(open(&file, password).expect_err("another"), NotAWallet::Password);
    }
    let none = wallets().import(&Secret::new(file), None);
    assert_eq!(none.expect_err("no password"), NotAWallet::Password);
}

#[test]
fn a_file_is_told_from_a_key_and_from_words() {
    let is = |text: &str| wallets().is_keystore(&Secret::new(text));
    assert!(is(PBKDF2) && is("\u{feff} \n{}"));
    assert!(!is(KEY) && !is("") && !is("test test") && !is("[{}]"));
}

/// With another value in one place.
fn with(path: &str, value: Value) -> String {
    let mut file = tiny();
    *file.pointer_mut(path).expect("a place") = value;
    file.to_string()
}

fn scrypt(n: u64, r: u64, p: u64) -> String {
    with(
        "/crypto/kdfparams",
        json!({ "dklen": 32, "n": n, "r": r, "p": p, "salt": TINY_SALT }),
    )
}

fn rounds(count: u64) -> String {
    PBKDF2.replace("262144", &count.to_string())
}

/// All of them, in less than a moment and without the memory that they ask for.
fn refused(files: &[String], reason: NotAWallet) {
    // What every test needs is there before anything is measured.
    drop(wallets());
    for file in files {
        let (began, before) = (Instant::now(), most_memory());
        assert_eq!(
            open(file, "testpassword").expect_err("refused"),
            reason,
            "{file:.400}"
        );
        assert!(
            began.elapsed() < Duration::from_millis(100),
            "{:?} {file:.400}",
            began.elapsed()
        );
        assert!(most_memory() - before < 8 * 1024, "{file:.400}");
    }
}

/// The most that this process ever had, in KiB; nothing where the system does not tell.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or_default()
}

#[test]
fn files_that_want_too_much_work_are_refused_before_any() {
    refused(
        &[
            scrypt(1 << 19, 8, 1),
            scrypt(1 << 30, 8, 1),
            scrypt(1 << 63, 8, 1),
            scrypt(1 << 18, 9, 1),
            scrypt(1 << 18, 8, 3),
            scrypt(2, 1 << 20, 1),
            scrypt(2, u64::MAX, 1),
            scrypt(2, 8, 17),
            scrypt(2, 8, u64::MAX),
            scrypt(1 << 63, u64::MAX, u64::MAX),
            rounds((1 << 21) + 1),
            rounds(u64::from(u32::MAX)),
            rounds(u64::MAX),
        ],
        NotAWallet::TooCostly,
    );
}

#[test]
fn files_of_another_form_are_refused() {
    let long = "00".repeat(257);
    refused(
        &[
            "{}".into(),
            "{".into(),
            "{\"crypto\":".repeat(5000),
            with("/version", json!(1)),
            with("/version", json!(4)),
            with("/version", json!("3")),
            with("/crypto/cipher", json!("aes-256-ctr")),
            with("/crypto/cipher", json!("none")),
            with("/crypto/cipherparams/iv", json!("85")),
            with("/crypto/cipherparams/iv", json!("")),
            with("/crypto/ciphertext", json!("")),
            with("/crypto/ciphertext", json!("11".repeat(31))),
            with("/crypto/ciphertext", json!("11".repeat(33))),
            with("/crypto/ciphertext", json!("g".repeat(64))),
            with("/crypto/ciphertext", json!(7)),
            with("/crypto/mac", json!("")),
            with("/crypto/mac", json!("11".repeat(16))),
            with("/crypto/kdf", json!("argon2id")),
            with("/crypto/kdf", json!("pbkdf2")),
            with("/crypto/kdf", json!("")),
            with("/crypto/kdfparams/dklen", json!(0)),
            with("/crypto/kdfparams/dklen", json!(16)),
            with("/crypto/kdfparams/dklen", json!(31)),
            with("/crypto/kdfparams/dklen", json!(1_u64 << 40)),
            with("/crypto/kdfparams/salt", json!("0")),
            with("/crypto/kdfparams/salt", json!(long)),
            with("/crypto/kdfparams/salt", json!("0x00")),
            with("/crypto/kdfparams/salt", Value::Null),
            with("/crypto/kdfparams", json!({})),
            with("/crypto/kdfparams", json!([])),
            with("/crypto/kdfparams/n", json!(-4096)),
            with("/crypto/kdfparams/n", json!("4096")),
            with("/crypto/kdfparams/n", json!(4096.5)),
            with("/crypto/kdfparams/n", Value::Null),
            scrypt(0, 8, 1),
            scrypt(1, 8, 1),
            scrypt(4095, 8, 1),
            scrypt(4096, 0, 1),
            scrypt(4096, 8, 0),
            // RFC 7914 does not define it.
            scrypt(1 << 16, 1, 1),
            rounds(0),
            PBKDF2.replace("hmac-sha256", "hmac-sha512"),
            PBKDF2.replace("\"c\": 262144,", "\"c\": 262144, \"n\": 2, \"r\": 8, \"p\": 1,"),
            PBKDF2.replace("\"c\": 262144,", "\"c\": 262144, \"c\": 1,"),
            PBKDF2.replace("\"version\": 3", "\"version\": 3, \"version\": 3"),
            PBKDF2.replace("\"version\": 3", "\"Crypto\": {}, \"version\": 3"),
            PBKDF2.replace("\"kdf\": \"pbkdf2\"", "\"kdf\": \"pbkdf2\", \"kdf\": \"scrypt\""),
        ],
        NotAWallet::Form,
    );
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let padded = tiny().to_string() + &" ".repeat(64 * 1024);
    refused(&[padded], NotAWallet::TooLarge);
}

#[test]
fn a_changed_checksum_or_text_is_as_a_wrong_password() {
    for path in ["/crypto/mac", "/crypto/ciphertext"] {
        let file = with(path, json!("11".repeat(32)));
        assert_eq!(
            open(&file, "testpassword").expect_err("changed"),
            NotAWallet::Password
        );
    }
}
