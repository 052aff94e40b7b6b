//! Account holders of the Web3 API, as tests and the demo steer them.

use std::time::Duration;

use super::Control;
use crate::web3_api::HolderSeed;
use crate::world::lock;

impl Control {
    /// Adds a holder with a verified e-mail address, who signs in for the account with this key; without one, there
    /// is an empty account from now on. One with the same address is replaced.
    pub fn add_holder(&self, email: &str, password: &str, key: &str) {
        lock(&self.world).add_holder(HolderSeed::new(email, password, key));
    }

    /// How long access tokens serve that are given out from now on, in whole seconds of the sandbox's clock.
    pub fn set_token_life(&self, life: Duration) {
        lock(&self.world).web3_api.holders.set_token_life(life);
    }

    /// Whether every refresh token is refused (401).
    pub fn refuse_refresh(&self, is_on: bool) {
        lock(&self.world).web3_api.holders.refuse_refresh(is_on);
    }

    /// Whether only who has verified the e-mail address may sign in (else 403).
    pub fn require_verified(&self, is_on: bool) {
        lock(&self.world).web3_api.holders.require_verified = is_on;
    }

    /// The code that was sent to this e-mail address last, whatever for.
    pub fn last_code(&self, email: &str) -> Option<String> {
        lock(&self.world).web3_api.holders.last_code(email)
    }

    /// The alert amount that the account with this key was given.
    pub fn alert_threshold(&self, key: &str) -> Option<u64> {
        let world = lock(&self.world);
        let account = world.account(&crate::world::WEB3_API, key)?;
        world.web3_api.belongings(&account.seed.key)?.alert_threshold
    }

    /// How often the private key of a managed wallet was asked for.
    pub fn wallet_key_requests(&self) -> usize {
        lock(&self.world).web3_api.wallet_key_requests
    }
}
