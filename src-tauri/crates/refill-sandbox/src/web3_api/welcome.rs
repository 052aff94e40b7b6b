//! Holders that a sandbox has without anybody having registered.

use std::fmt;
use std::time::Duration;

use jiff::SignedDuration;

use super::holders::{Holder, HolderId, Holders, IssuedKey, Purpose};
use crate::account::AccountSeed;
use crate::world::{WEB3_API, World};

/// Somebody who can sign in from the start. Made up, like every password in here.
#[derive(Clone)]
pub struct HolderSeed {
    /// The e-mail address, which counts as verified.
    pub email: String,
    /// The password.
    pub password: String,
    /// An API key of the account.
    pub key: String,
}

impl HolderSeed {
    /// A holder.
    pub fn new(email: &str, password: &str, key: &str) -> HolderSeed {
        HolderSeed {
            email: email.to_owned(),
            password: password.to_owned(),
            key: key.to_owned(),
        }
    }
}

impl fmt::Debug for HolderSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HolderSeed")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

impl World {
    /// Adds a holder of the account with the seed's key, which is made where it is not there. One with the same
    /// address is replaced.
    pub(crate) fn add_holder(&mut self, seed: HolderSeed) {
        if let Some(known) = self.web3_api.holders.by_email(&seed.email) {
            self.web3_api.holders.remove(known);
        }
        let now = self.now();
        if self.account(&WEB3_API, &seed.key).is_none() {
            self.add(AccountSeed::new(WEB3_API, &seed.key, 0));
        }
        let account = self.account(&WEB3_API, &seed.key);
        let account = account.map_or_else(|| seed.key.clone(), |account| account.seed.key.clone());
        let key = IssuedKey {
            id: self.made_up.uuid(),
            name: "Default".to_owned(),
            network: None,
            key: seed.key,
            created_at: now,
            last_used_at: None,
        };
        self.web3_api.holders.add(Holder {
            email: seed.email,
            password: seed.password,
            name: None,
            is_verified: true,
            created_at: now,
            account,
            keys: vec![key],
        });
    }

    pub(super) fn send_code(&mut self, id: HolderId, purpose: Purpose) {
        let now = self.now();
        self.web3_api
            .holders
            .send_code(id, purpose, now, &mut self.made_up);
    }

    /// The key of the account to which a token leads, also one that has ended.
    pub(crate) fn account_of_token(&self, token: &str) -> Option<&str> {
        let id = self.web3_api.holders.sign_ins.once_of(token)?;
        Some(&self.web3_api.holders.get(id)?.account)
    }
}

impl Holders {
    pub(crate) fn set_token_life(&mut self, life: Duration) {
        self.sign_ins.access_life = SignedDuration::try_from(life).unwrap_or(SignedDuration::MAX);
    }

    pub(crate) fn refuse_refresh(&mut self, is_on: bool) {
        self.sign_ins.refuse_refresh = is_on;
    }
}
