//! Transactions: what was submitted, and what became of it.

use jiff::Timestamp;
use refill_core::x402::{Address, Hash, Nonce};
use serde::Serialize;

use super::{Authorization, SignedAuthorization, blocks};
use crate::as_text;

/// What a transaction is to do.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Somebody brings an authorization.
    Transfer { signed: SignedAuthorization, sale: Sale },
    /// Its owner cancels one.
    Cancel { from: Address, nonce: Nonce },
}

/// What is paid for.
#[derive(Clone, Debug)]
pub(crate) struct Sale {
    /// Key of the account at Dria.
    pub(crate) account: String,
    pub(crate) credits: i64,
}

/// A transaction, submitted or mined.
#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    pub(crate) hash: Hash,
    pub(crate) act: Act,
    /// In which it comes, or came.
    pub(crate) block: u64,
    /// It was mined and did what it was to do. Else it waits, or the contract refused it.
    pub(crate) is_done: bool,
}

/// A transfer that is new in a block.
pub(crate) struct Settled {
    pub(crate) from: Address,
    pub(crate) nonce: Nonce,
    pub(crate) sale: Sale,
    pub(crate) at: Timestamp,
}

/// A payment that stands in a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettlementSeen {
    /// Who paid.
    #[serde(with = "as_text")]
    pub from: Address,
    /// Who was paid.
    #[serde(with = "as_text")]
    pub to: Address,
    /// How much, in millionths of a USDC.
    pub value: u64,
    /// Which authorization.
    #[serde(with = "as_text")]
    pub nonce: Nonce,
    /// In which transaction.
    #[serde(with = "as_text")]
    pub transaction: Hash,
    /// In which block.
    pub block: u64,
    /// The block's time.
    #[serde(with = "as_text")]
    pub at: Timestamp,
    /// Key of the account that was topped up.
    pub account: String,
}

impl Act {
    pub(super) fn concerns(&self, payer: Address, number: Nonce) -> bool {
        self.authorization() == (payer, number)
    }

    /// Which authorization it is about.
    pub(super) fn authorization(&self) -> (Address, Nonce) {
        match self {
            Act::Transfer { signed, .. } => (signed.authorization.from, signed.authorization.nonce),
            Act::Cancel { from, nonce } => (*from, *nonce),
        }
    }

    pub(super) fn describe(&self) -> String {
        let (from, nonce) = self.authorization();
        format!("{from} {nonce}")
    }
}

impl Transaction {
    pub(super) fn transfer(&self) -> Option<&Authorization> {
        match &self.act {
            Act::Transfer { signed, .. } => Some(&signed.authorization),
            Act::Cancel { .. } => None,
        }
    }

    /// The time of its block.
    pub(super) fn at(&self) -> Timestamp {
        let second = i64::try_from(blocks::time_of(self.block)).unwrap_or(i64::MAX);
        Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
    }

    pub(super) fn settled(&self) -> Option<Settled> {
        match &self.act {
            Act::Transfer { signed, sale } if self.is_done => Some(Settled {
                from: signed.authorization.from,
                nonce: signed.authorization.nonce,
                sale: sale.clone(),
                at: self.at(),
            }),
            _ => None,
        }
    }
}

impl SettlementSeen {
    pub(super) fn of(transaction: &Transaction) -> Option<SettlementSeen> {
        let settled = transaction.settled()?;
        let transfer = transaction.transfer()?;
        Some(SettlementSeen {
            from: transfer.from,
            to: transfer.to,
            value: transfer.value,
            nonce: transfer.nonce,
            transaction: transaction.hash,
            block: transaction.block,
            at: settled.at,
            account: settled.sale.account,
        })
    }
}
