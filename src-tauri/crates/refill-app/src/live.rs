//! What is true only while Refill runs, and in no database.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use refill_core::ids::AccountId;
use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::keys::VaultState;
use crate::refresh::{LONGEST_WAIT, Subject};
use crate::settings::Settings;

/// What is true only while Refill runs.
#[derive(Debug)]
pub(crate) struct Live {
    pub settings: Settings,
    pub vault: VaultState,
    /// Refreshes of all accounts that are under way.
    pub batches: usize,
    /// The accounts that are being refreshed, and with which generation of their key.
    pub refreshing: HashMap<AccountId, u64>,
    /// The accounts whose history is being read, likewise.
    pub syncing: HashMap<AccountId, u64>,
    /// With which generation of its key an account's finished days were read.
    pub days_read: HashMap<AccountId, u64>,
    /// Accounts that are left alone until then, unless the person asks.
    pub waiting: HashMap<AccountId, Timestamp>,
    /// Failures that the database could not keep, for example because the disk is full.
    unkept: HashMap<AccountId, Failure>,
    pub history_failures: HashMap<AccountId, Failure>,
    /// Counts the keys and servers that an account had since the start; see `Subject`.
    generations: HashMap<AccountId, u64>,
    /// One for each host whose accounts are asked one after the other.
    lanes: HashMap<String, Arc<Semaphore>>,
    pub checked_at: Option<Timestamp>,
    pub undo: HashMap<String, AccountId>,
    pub exported: Option<PathBuf>,
}

impl Live {
    /// What is true at the start.
    pub(crate) fn new(settings: Settings) -> Live {
        Live {
            settings,
            vault: VaultState::Checking,
            batches: 0,
            refreshing: HashMap::new(),
            syncing: HashMap::new(),
            days_read: HashMap::new(),
            waiting: HashMap::new(),
            unkept: HashMap::new(),
            history_failures: HashMap::new(),
            generations: HashMap::new(),
            lanes: HashMap::new(),
            checked_at: None,
            undo: HashMap::new(),
            exported: None,
        }
    }

    /// Which key and server of the account are in force.
    pub(crate) fn generation(&self, id: &AccountId) -> u64 {
        self.generations.get(id).copied().unwrap_or_default()
    }

    /// The account has another key or server from now on: answers to the old ones count no more.
    pub(crate) fn next_generation(&mut self, id: &AccountId) -> u64 {
        self.waiting.remove(id);
        self.unkept.remove(id);
        self.history_failures.remove(id);
        let generation = self.generations.entry(id.clone()).or_default();
        *generation += 1;
        *generation
    }

    /// True while the account is to be left alone. A wait that is longer than any server may ask for comes from a
    /// clock that was set back, and counts no more.
    pub(crate) fn must_wait(&self, id: &AccountId, now: Timestamp) -> bool {
        self.waiting.get(id).is_some_and(|until| {
            *until == Timestamp::MAX || (*until > now && until.duration_since(now) <= LONGEST_WAIT)
        })
    }

    /// Leaves an account alone until then, unless it has another key or server by now.
    pub(crate) fn wait(&mut self, subject: &Subject, until: Timestamp) {
        if self.is_current(subject) {
            self.waiting.insert(subject.account.id.clone(), until);
        }
    }

    /// The turns at a host, where there is a limit; `limits` says that the provider publishes one.
    pub(crate) fn lane(&mut self, host: &str, limits: bool) -> Option<Arc<Semaphore>> {
        if limits {
            self.limit(host);
        }
        self.lanes.get(host).cloned()
    }

    /// From here on the accounts at this host are asked one after the other.
    pub(crate) fn limit(&mut self, host: &str) {
        let one = || Arc::new(Semaphore::new(1));
        self.lanes.entry(host.to_owned()).or_insert_with(one);
    }

    /// True while the account has the key and the server that it had for `subject`.
    pub(crate) fn is_current(&self, subject: &Subject) -> bool {
        self.generation(&subject.account.id) == subject.generation
    }

    /// Remembers a failure that the database could not keep, or that there is none any more.
    pub(crate) fn set_unkept(&mut self, subject: &Subject, failure: Option<Failure>) {
        if !self.is_current(subject) {
            return;
        }
        let id = &subject.account.id;
        match failure {
            Some(failure) => drop(self.unkept.entry(id.clone()).or_insert(failure)),
            None => drop(self.unkept.remove(id)),
        }
    }

    /// The failure that the database could not keep.
    pub(crate) fn unkept(&self, id: &AccountId) -> Option<Failure> {
        self.unkept.get(id).cloned()
    }
}
