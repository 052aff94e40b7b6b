//! The chain, Dria's top-ups and the clock, as tests and the demo steer them.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use refill_core::x402::{Address, Nonce};

use super::Control;
use crate::chain::{Act, ChainFault, Endpoint, Orphans, SettlementSeen, head_at};
use crate::dria::{PaymentRequestSeen, TopupFault, Version};
use crate::steerable_clock::SteerableClock;
use crate::world::lock;

/// The sandbox's clock moves by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSteered;

impl fmt::Display for NotSteered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox's clock moves by itself")
    }
}

impl std::error::Error for NotSteered {}

impl Control {
    /// Gives an address so many millionths of a USDC more, as if it had had them from the chain's first block on.
    pub fn fund(&self, owner: Address, millionths: u64) {
        lock(&self.world).chain.fund(owner, millionths);
    }

    /// What an address has in the chain's newest block, in millionths of a USDC.
    pub fn usdc_balance(&self, owner: Address) -> u64 {
        let mut world = lock(&self.world);
        world.settle();
        world.chain.balance(owner, head_at(world.now()))
    }

    /// What was paid, oldest first, in the blocks that are there.
    pub fn settlements(&self) -> Vec<SettlementSeen> {
        let mut world = lock(&self.world);
        world.settle();
        world.chain.settlements()
    }

    /// The owner cancels an authorization, in the next block.
    pub fn cancel_authorization(&self, from: Address, nonce: Nonce) {
        let mut world = lock(&self.world);
        let now = world.now();
        world.chain.submit(Act::Cancel { from, nonce }, now);
    }

    /// Replaces the newest `blocks` blocks of the chain by others, in which nothing stands. Credits that they brought
    /// stay.
    pub fn reorg(&self, blocks: u64, orphans: Orphans) {
        let mut world = lock(&self.world);
        world.settle();
        let now = world.now();
        world.chain.reorg(blocks, orphans, now);
    }

    /// How far behind the newest block is the newest one that stays, at both endpoints.
    pub fn safe_lag(&self, lag: Duration) {
        lock(&self.world).chain.set_safe_lag(lag);
    }

    /// How far behind is what an endpoint shows.
    pub fn chain_lag(&self, endpoint: Endpoint, lag: Duration) {
        lock(&self.world).chain.set_lag(endpoint, lag);
    }

    /// What is wrong with an endpoint from now on; `None` sets it right.
    pub fn chain_fault(&self, endpoint: Endpoint, fault: Option<ChainFault>) {
        lock(&self.world).chain.set_fault(endpoint, fault);
    }

    /// Whom Dria wants to be paid from now on.
    pub fn payee(&self, payee: Address) {
        lock(&self.world).top_ups.payee = payee;
    }

    /// Which version of x402 Dria speaks from now on: 2, or else 1.
    pub fn x402_version(&self, version: u8) {
        lock(&self.world).top_ups.version = match version {
            2 => Version::V2,
            _ => Version::V1,
        };
    }

    /// Lets payments go wrong: the next so many, or all until the faults are cleared. What was set first is used up
    /// first.
    pub fn topup_fault(&self, fault: TopupFault, times: Option<u32>) {
        lock(&self.world).top_ups.set_fault(fault, times);
    }

    /// Payments go right again.
    pub fn clear_topup_faults(&self) {
        lock(&self.world).top_ups.clear_faults();
    }

    /// Whether Dria answers a payment that it took already as it did the first time. Else it refuses it: the nonce is
    /// used.
    pub fn idempotent_topups(&self, is_on: bool) {
        lock(&self.world).top_ups.is_idempotent = is_on;
    }

    /// Every request for a top-up, with and without a payment, oldest first.
    pub fn payment_requests(&self) -> Vec<PaymentRequestSeen> {
        lock(&self.world).top_ups.payment_requests()
    }

    /// The sandbox's time.
    pub fn now(&self) -> Timestamp {
        lock(&self.world).now()
    }

    /// Sets the clock, also back.
    ///
    /// # Errors
    /// [`NotSteered`], unless the sandbox was [`steered_by`](crate::Options::steered_by) one.
    pub fn set_time(&self, now: Timestamp) -> Result<(), NotSteered> {
        self.steer(|clock| clock.set(now))
    }

    /// Sets the clock forward.
    ///
    /// # Errors
    /// [`NotSteered`], unless the sandbox was [`steered_by`](crate::Options::steered_by) one.
    pub fn advance(&self, by: Duration) -> Result<(), NotSteered> {
        self.steer(|clock| clock.advance(by))
    }

    fn steer(&self, change: impl FnOnce(&SteerableClock)) -> Result<(), NotSteered> {
        let mut world = lock(&self.world);
        change(world.steering.as_ref().ok_or(NotSteered)?);
        world.settle();
        Ok(())
    }
}
