//! The account holders of the Web3 API: who they are, and the codes that were sent to them.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::tokens::SignIns;
use crate::made_up::MadeUp;

/// How long a code serves that was sent by e-mail.
const CODE_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// Digits of such a code.
const CODE_LENGTH: usize = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HolderId(u64);

/// Somebody who can sign in.
pub(crate) struct Holder {
    pub(super) email: String,
    pub(super) password: String,
    pub(super) name: Option<String>,
    pub(super) is_verified: bool,
    pub(super) created_at: Timestamp,
    /// The key under which the sandbox keeps the account.
    pub(super) account: String,
    pub(super) keys: Vec<IssuedKey>,
}

/// An API key of a holder.
pub(crate) struct IssuedKey {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) network: Option<String>,
    pub(super) key: String,
    pub(super) created_at: Timestamp,
    pub(super) last_used_at: Option<Timestamp>,
}

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Verify,
    Reset,
}

struct Code {
    holder: HolderId,
    purpose: Purpose,
    until: Timestamp,
}

/// All holders.
#[derive(Default)]
pub(crate) struct Holders {
    all: BTreeMap<HolderId, Holder>,
    next: u64,
    codes: HashMap<String, Code>,
    /// The code that was sent last, by e-mail address.
    sent: HashMap<String, String>,
    pub(super) sign_ins: SignIns,
    /// Only who has verified the e-mail address may sign in.
    pub(crate) require_verified: bool,
}

impl Holders {
    pub(super) fn add(&mut self, holder: Holder) -> HolderId {
        self.next += 1;
        let id = HolderId(self.next);
        self.all.insert(id, holder);
        id
    }

    pub(super) fn get(&self, id: HolderId) -> Option<&Holder> {
        self.all.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: HolderId) -> Option<&mut Holder> {
        self.all.get_mut(&id)
    }

    /// Whose e-mail address this is.
    pub(super) fn by_email(&self, email: &str) -> Option<HolderId> {
        let mut all = self.all.iter();
        all.find_map(|(id, holder)| holder.email.eq_ignore_ascii_case(email).then_some(*id))
    }

    /// Forgets a holder, with everything that leads to them.
    pub(super) fn remove(&mut self, id: HolderId) -> Option<Holder> {
        let holder = self.all.remove(&id)?;
        self.codes.retain(|_, code| code.holder != id);
        self.sign_ins.end_all(id);
        self.sent.remove(&holder.email.to_ascii_lowercase());
        Some(holder)
    }

    /// "Sends" a code.
    pub(super) fn send_code(&mut self, id: HolderId, purpose: Purpose, now: Timestamp, made_up: &mut MadeUp) {
        let Some(holder) = self.all.get(&id) else {
            return;
        };
        let code = made_up.digits()[..CODE_LENGTH].to_owned();
        self.sent.insert(holder.email.to_ascii_lowercase(), code.clone());
        let sent = Code {
            holder: id,
            purpose,
            until: now + CODE_LIFE,
        };
        self.codes.insert(code, sent);
    }

    /// The code that was sent to this address last.
    pub(crate) fn last_code(&self, email: &str) -> Option<String> {
        self.sent.get(&email.to_ascii_lowercase()).cloned()
    }

    /// Takes a code: it serves once.
    pub(super) fn redeem(&mut self, code: &str, purpose: Purpose, now: Timestamp) -> Option<HolderId> {
        let known = self.codes.get(code)?;
        if known.purpose != purpose || now >= known.until {
            return None;
        }
        self.codes.remove(code).map(|code| code.holder)
    }

    /// Remembers that a key was used.
    pub(super) fn note_use(&mut self, key: &str, now: Timestamp) {
        let keys = self.all.values_mut().flat_map(|holder| &mut holder.keys);
        for known in keys.filter(|known| known.key == key) {
            known.last_used_at = Some(now);
        }
    }
}
