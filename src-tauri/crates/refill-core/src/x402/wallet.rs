//! The wallets that the person pays with.

use jiff::Timestamp;

use super::Address;
use crate::ids::SecretId;

/// One wallet, as Refill numbers it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WalletId(String);

impl WalletId {
    /// The id with this text.
    pub fn new(text: impl Into<String>) -> WalletId {
        WalletId(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who holds a wallet's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WalletKind {
    /// Refill, in the system's keychain.
    Own,
    /// A wallet in the person's browser (EIP-6963), asked on a page of this machine.
    Browser,
    /// A wallet program on this machine that speaks JSON-RPC.
    Program,
}

impl WalletKind {
    /// All kinds.
    pub const ALL: [WalletKind; 3] = [WalletKind::Own, WalletKind::Browser, WalletKind::Program];

    /// The word for it, as stored.
    pub fn word(self) -> &'static str {
        match self {
            WalletKind::Own => "own",
            WalletKind::Browser => "browser",
            WalletKind::Program => "program",
        }
    }

    /// The kind with this stored word.
    pub fn from_word(word: &str) -> Option<WalletKind> {
        WalletKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A wallet, without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalletRecord {
    /// Refill's id for it.
    pub id: WalletId,
    /// Who holds its key.
    pub kind: WalletKind,
    /// Its address.
    pub address: Address,
    /// The keychain item of its key; only Refill's own have one.
    pub secret: Option<SecretId>,
    /// The keychain item of its limits and of what was spent.
    pub ledger: Option<SecretId>,
    /// It was made from a recovery phrase, which can be shown again.
    pub has_phrase: bool,
    /// Where its program answers; only those of that kind have one.
    pub program: Option<String>,
    /// When it was added.
    pub created_at: Timestamp,
}
