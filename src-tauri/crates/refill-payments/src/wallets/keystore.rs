//! Keystore files, version 3 of the Web3 Secret Storage Definition: a private key under a password.
//!
//! The file says itself how much work and memory it takes to open it. So it is read here first, strictly, and what is
//! handed on to be opened is written anew from what was understood.

use alloy::hex;
use alloy::signers::local::PrivateKeySigner;
use refill_core::key::Secret;
use refill_core::ports::NotAWallet;
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

/// Most memory (128 · n · r bytes): 256 MiB, which is what the files of the large wallet programs take.
const MOST_N: u64 = 1 << 18;
const MOST_R: u64 = 8;
const MOST_P: u64 = 16;
/// Most work (n · r · p): twice that of those files.
const MOST_WORK: u64 = 1 << 22;
/// Most rounds of PBKDF2: eight times those of the definition's example.
const MOST_ROUNDS: u64 = 1 << 21;
/// Longest salt, in bytes; files have 32.
const LONGEST_SALT: usize = 256;

/// Bytes of the key, of what is derived from the password, and of the checksum.
const LENGTH: usize = 32;
/// Bytes of the cipher's initial value.
const IV_LENGTH: usize = 16;

#[derive(Deserialize)]
struct File {
    version: u64,
    #[serde(alias = "Crypto")]
    crypto: Crypto,
}

#[derive(Deserialize)]
struct Crypto {
    cipher: String,
    cipherparams: CipherParams,
    ciphertext: String,
    kdf: String,
    kdfparams: KdfParams,
    mac: String,
}

#[derive(Deserialize)]
struct CipherParams {
    iv: String,
}

#[derive(Deserialize)]
struct KdfParams {
    dklen: u64,
    salt: String,
    c: Option<u64>,
    prf: Option<String>,
    n: Option<u64>,
    r: Option<u64>,
    p: Option<u64>,
}

/// Whether the text is a file of this kind rather than a key or words.
pub(super) fn is_one(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .starts_with('{')
}

/// Opens the file, which may take seconds.
pub(super) fn open(text: &str, password: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>, NotAWallet> {
    let file: File = serde_json::from_str(text).map_err(|_| NotAWallet::Form)?;
    let written = file.rewritten()?;
    // The password is what opens the file.
    let password = password.ok_or(NotAWallet::Password)?.expose_secret();
    let signer = decrypted(&written, password)?;
    Ok(Zeroizing::new(signer.to_field_bytes().to_vec()))
}

impl File {
    /// The file with what was understood of it, and nothing else.
    fn rewritten(&self) -> Result<String, NotAWallet> {
        let crypto = &self.crypto;
        require(self.version == 3 && crypto.cipher == "aes-128-ctr")?;
        require(is_hex(&crypto.cipherparams.iv, IV_LENGTH))?;
        require(is_hex(&crypto.ciphertext, LENGTH) && is_hex(&crypto.mac, LENGTH))?;
        let written = json!({
            "version": 3,
            "id": "00000000-0000-0000-0000-000000000000",
            "crypto": {
                "cipher": crypto.cipher,
                "cipherparams": { "iv": crypto.cipherparams.iv },
                "ciphertext": crypto.ciphertext,
                "kdf": crypto.kdf,
                "kdfparams": crypto.kdfparams.rewritten(&crypto.kdf)?,
                "mac": crypto.mac,
            },
        });
        Ok(written.to_string())
    }
}

impl KdfParams {
    fn rewritten(&self, kdf: &str) -> Result<serde_json::Value, NotAWallet> {
        require(self.dklen == LENGTH as u64)?;
        let length = self.salt.len() / 2;
        require(length <= LONGEST_SALT && is_hex(&self.salt, length))?;
        match (kdf, self.c, self.n, self.r, self.p) {
            ("pbkdf2", Some(rounds), None, None, None) => {
                require(self.prf.as_deref() == Some("hmac-sha256") && rounds > 0)?;
                affordable(rounds <= MOST_ROUNDS)?;
                Ok(json!({ "c": rounds, "dklen": LENGTH, "prf": self.prf, "salt": self.salt }))
            }
            ("scrypt", None, Some(n), Some(r), Some(p)) => {
                check_scrypt(n, r, p)?;
                Ok(json!({ "dklen": LENGTH, "n": n, "r": r, "p": p, "salt": self.salt }))
            }
            _ => Err(NotAWallet::Form),
        }
    }
}

fn check_scrypt(n: u64, r: u64, p: u64) -> Result<(), NotAWallet> {
    require(n >= 2 && n.is_power_of_two() && r > 0 && p > 0)?;
    affordable(n <= MOST_N && r <= MOST_R && p <= MOST_P && n * r * p <= MOST_WORK)?;
    // RFC 7914: n is less than 2 to the power of 16 · r. Others are not defined.
    require(u64::from(n.ilog2()) < 16 * r)
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == 2 * length && hex::check_raw(text)
}

fn require(holds: bool) -> Result<(), NotAWallet> {
    if holds { Ok(()) } else { Err(NotAWallet::Form) }
}

fn affordable(holds: bool) -> Result<(), NotAWallet> {
    if holds { Ok(()) } else { Err(NotAWallet::TooCostly) }
}

/// The library reads a path: it is given a pipe, so that nothing is written anywhere. The file is far shorter than what
/// a pipe holds.
#[cfg(unix)]
fn decrypted(written: &str, password: &str) -> Result<PrivateKeySigner, NotAWallet> {
    use std::io::Write;
    use std::os::fd::AsRawFd;

    let (reader, mut writer) = std::io::pipe().map_err(|_| NotAWallet::Form)?;
    writer
        .write_all(written.as_bytes())
        .map_err(|_| NotAWallet::Form)?;
    drop(writer);
    let path = format!("/dev/fd/{}", reader.as_raw_fd());
    opened(path.as_ref(), password)
}

/// The library reads a path: it is given a file of its own in the person's own folder for such files. It is as closed as
/// the one that the person chose, and gone when it was read.
#[cfg(not(unix))]
fn decrypted(written: &str, password: &str) -> Result<PrivateKeySigner, NotAWallet> {
    use std::io::Write;

    let mut name = [0; 16];
    getrandom::fill(&mut name).map_err(|_| NotAWallet::Form)?;
    let path = std::env::temp_dir().join(hex::encode(name));
    let made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path);
    let filled = made.and_then(|mut file| file.write_all(written.as_bytes()));
    let signer = match filled {
        Ok(()) => opened(&path, password),
        Err(_) => Err(NotAWallet::Form),
    };
    let _ = std::fs::remove_file(&path);
    signer
}

/// Everything but the password was checked before.
fn opened(path: &std::path::Path, password: &str) -> Result<PrivateKeySigner, NotAWallet> {
    PrivateKeySigner::decrypt_keystore(path, password).map_err(|_| NotAWallet::Password)
}
