//! A chain with one token, as an RPC endpoint shows it: blocks by the clock, and USDC with transfers by authorization
//! (EIP-3009, contract F3).
//!
//! Block n is made at second [`blocks::GENESIS`] + 2n whether or not somebody looks, so all that is kept is what was
//! submitted. What is submitted comes into the next block, and does there what the token's contract would: it is used
//! once, inside its window, and as far as the balance reaches.

mod blocks;
mod fault;
mod ledger;
mod rpc;
mod token;

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use refill_core::x402::{Address, Hash, Nonce};
use serde::{Deserialize, Serialize};

pub use fault::{ChainFault, Endpoint};
pub use ledger::SettlementSeen;
pub(crate) use ledger::{Act, Sale, Settled, Transaction};
pub(crate) use rpc::answer;
pub(crate) use token::{Authorization, NAME, SignedAuthorization, TOKEN, VERSION};

/// How far the newest block that stays is behind the newest one, when nobody says otherwise.
const SAFE_LAG: Duration = Duration::from_secs(10);
/// So many times as far behind is the newest final one.
const FINAL_AFTER: u64 = 6;

/// What becomes of the transactions of blocks that go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum Orphans {
    /// They come into a later block, if the token's contract still takes them there.
    MinedAgain {
        /// How many blocks later than the next one.
        blocks_later: u64,
    },
    /// They are lost. Who has the authorization can submit it again.
    Dropped,
}

/// The chain.
pub(crate) struct Chain {
    /// What the addresses had from the first block on.
    funded: HashMap<Address, u64>,
    pending: Vec<Transaction>,
    mined: Vec<Transaction>,
    /// From which block on there was another chain, oldest first.
    forks: Vec<u64>,
    submitted: u64,
    safe_lag: Duration,
    views: [View; 2],
}

/// How an endpoint shows the chain.
#[derive(Clone, Default)]
struct View {
    lag: SignedDuration,
    fault: Option<ChainFault>,
}

impl Chain {
    pub(crate) fn new() -> Chain {
        Chain {
            funded: HashMap::new(),
            pending: Vec::new(),
            mined: Vec::new(),
            forks: Vec::new(),
            submitted: 0,
            safe_lag: SAFE_LAG,
            views: Default::default(),
        }
    }

    /// Gives an address so many millionths of a USDC, as if it had always had them.
    pub(crate) fn fund(&mut self, owner: Address, millionths: u64) {
        let funded = self.funded.entry(owner).or_default();
        *funded = funded.saturating_add(millionths);
    }

    pub(crate) fn set_safe_lag(&mut self, lag: Duration) {
        self.safe_lag = lag;
    }

    pub(crate) fn set_lag(&mut self, endpoint: Endpoint, lag: Duration) {
        self.view_mut(endpoint).lag = SignedDuration::try_from(lag).unwrap_or(SignedDuration::MAX);
    }

    pub(crate) fn set_fault(&mut self, endpoint: Endpoint, fault: Option<ChainFault>) {
        self.view_mut(endpoint).fault = fault;
    }

    fn view(&self, endpoint: Endpoint) -> &View {
        &self.views[endpoint.place()]
    }

    fn view_mut(&mut self, endpoint: Endpoint) -> &mut View {
        &mut self.views[endpoint.place()]
    }

    /// Submits a transaction at `at`, and gives its hash.
    pub(crate) fn submit(&mut self, act: Act, at: Timestamp) -> Hash {
        self.submitted += 1;
        let hash = blocks::digest(format!("transaction {} {}", self.submitted, act.describe()));
        self.pending.push(Transaction {
            hash,
            act,
            block: blocks::number_at(at) + 1,
            is_done: false,
        });
        hash
    }

    /// Makes the blocks until `now`, and gives the transfers that are new in them.
    pub(crate) fn mine(&mut self, now: Timestamp) -> Vec<Settled> {
        let head = blocks::number_at(now);
        // A stable sort: in a block, what was submitted first comes first.
        self.pending.sort_by_key(|transaction| transaction.block);
        let due = self.pending.partition_point(|it| it.block <= head);
        let mut settled = Vec::new();
        for mut transaction in self.pending.drain(..due).collect::<Vec<_>>() {
            transaction.is_done = self.takes(&transaction);
            settled.extend(transaction.settled());
            self.mined.push(transaction);
        }
        settled
    }

    /// Replaces the newest `blocks` blocks by others.
    pub(crate) fn reorg(&mut self, blocks: u64, orphans: Orphans, now: Timestamp) {
        let head = blocks::number_at(now);
        let first = head.saturating_sub(blocks) + 1;
        self.forks.push(first);
        let (kept, orphaned) = std::mem::take(&mut self.mined)
            .into_iter()
            .partition(|transaction| transaction.block < first);
        self.mined = kept;
        if let Orphans::MinedAgain { blocks_later } = orphans {
            let block = (head + 1).saturating_add(blocks_later);
            let again = |transaction: Transaction| Transaction {
                block,
                is_done: false,
                ..transaction
            };
            self.pending.extend(orphaned.into_iter().map(again));
        }
    }

    fn hash_of(&self, block: u64) -> Hash {
        let fork = self.forks.iter().rposition(|first| *first <= block);
        let fork = fork.map_or(0, |place| place + 1);
        blocks::digest(format!("block {block} of fork {fork}"))
    }

    /// What an address has after `block`, in millionths of a USDC.
    pub(crate) fn balance(&self, owner: Address, block: u64) -> u64 {
        let mut balance = self.funded.get(&owner).copied().unwrap_or_default();
        let mined = self.mined.iter().filter(|it| it.is_done && it.block <= block);
        for transfer in mined.filter_map(Transaction::transfer) {
            if transfer.to == owner {
                balance = balance.saturating_add(transfer.value);
            }
            if transfer.from == owner {
                balance = balance.saturating_sub(transfer.value);
            }
        }
        balance
    }

    /// Whether an authorization was used or cancelled, after `block`.
    pub(crate) fn is_spent(&self, from: Address, nonce: Nonce, block: u64) -> bool {
        let mut mined = self.mined.iter().filter(|it| it.is_done && it.block <= block);
        mined.any(|transaction| transaction.act.concerns(from, nonce))
    }

    /// Whether an authorization was submitted and stands in no block yet.
    pub(crate) fn is_pending(&self, from: Address, nonce: Nonce) -> bool {
        self.pending.iter().any(|it| it.act.concerns(from, nonce))
    }

    /// What was paid, oldest first, in the blocks that are there.
    pub(crate) fn settlements(&self) -> Vec<SettlementSeen> {
        self.mined.iter().filter_map(SettlementSeen::of).collect()
    }

    /// Whether the token's contract takes a transaction in its block.
    fn takes(&self, transaction: &Transaction) -> bool {
        let block = transaction.block;
        match &transaction.act {
            Act::Cancel { from, nonce } => !self.is_spent(*from, *nonce, block),
            Act::Transfer { signed, .. } => {
                let it = &signed.authorization;
                let time = blocks::time_of(block);
                signed.signer == Some(it.from)
                    && time > it.valid_after
                    && time < it.valid_before
                    && !self.is_spent(it.from, it.nonce, block)
                    && self.balance(it.from, block) >= it.value
            }
        }
    }
}

/// The newest block at `now`.
pub(crate) fn head_at(now: Timestamp) -> u64 {
    blocks::number_at(now)
}

#[cfg(test)]
mod tests;
