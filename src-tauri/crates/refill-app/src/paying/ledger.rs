//! The second home of the spending limits: beside the wallet's key in the keychain, as limits and as a list of what was
//! spent. Deleting the database does not reset them (payments.md, "Spending limits").
//!
//! One line of ASCII: `v1|25000000,50000000,100000000,300000000|second,account,millionths,nonce|…`. Accounts and nonces
//! stand shortened: enough to tell them apart.

use jiff::{SignedDuration, Timestamp};
use refill_core::ids::AccountId;
use refill_core::key::{ApiKey, LONGEST_STORED};
use refill_core::purchase::Purchase;
use refill_core::x402::{Atomic, Attempt, Limits, Spent};

/// Characters of an account's id, and of a nonce.
const SHORT: usize = 12;
/// The longest span that a limit looks back.
const LOOKS_BACK: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What the keychain keeps of a wallet's spending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ledger {
    pub limits: Limits,
    entries: Vec<Entry>,
}

/// One amount that was spent, or may have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    at: i64,
    account: String,
    value: Atomic,
    nonce: String,
}

impl Entry {
    pub(super) fn of(purchase: &Purchase, attempt: &Attempt) -> Entry {
        Entry {
            at: attempt.reserved_at.as_second(),
            account: short(purchase.account.as_str()),
            value: attempt.authorization.value,
            nonce: short(&attempt.authorization.nonce.to_string()),
        }
    }

    fn written(&self) -> String {
        format!("{},{},{},{}", self.at, self.account, self.value, self.nonce)
    }

    fn read(text: &str) -> Option<Entry> {
        let mut parts = text.split(',');
        let entry = Entry {
            at: parts.next()?.parse().ok()?,
            account: parts.next()?.to_owned(),
            value: Atomic::new(parts.next()?.parse().ok()?),
            nonce: parts.next()?.to_owned(),
        };
        parts.next().is_none().then_some(entry)
    }
}

/// The last characters of an id, without what separates the parts here.
fn short(id: &str) -> String {
    let letters: Vec<char> = id.chars().filter(char::is_ascii_alphanumeric).collect();
    letters[letters.len().saturating_sub(SHORT)..].iter().collect()
}

impl Ledger {
    pub(super) fn new(limits: Limits) -> Ledger {
        Ledger {
            limits,
            entries: Vec::new(),
        }
    }

    /// What the keychain keeps; `None` where it is none of this version.
    pub(super) fn read(text: &str) -> Option<Ledger> {
        let mut parts = text.split('|');
        if parts.next()? != "v1" {
            return None;
        }
        let limits: Vec<u64> = parts
            .next()?
            .split(',')
            .map(|limit| limit.parse().ok())
            .collect::<Option<_>>()?;
        let [payment, account_day, day, month] = limits[..] else {
            return None;
        };
        Some(Ledger {
            limits: Limits {
                payment: Atomic::new(payment),
                account_day: Atomic::new(account_day),
                day: Atomic::new(day),
                month: Atomic::new(month),
            },
            entries: parts.map(Entry::read).collect::<Option<_>>()?,
        })
    }

    /// The text for the keychain. Where there is too little room, the oldest entries become one, as new as the newest
    /// of them: it counts longer and never shorter.
    pub(super) fn written(&self) -> String {
        let mut entries = self.entries.clone();
        loop {
            let text = self.line(&entries);
            if text.len() <= LONGEST_STORED || entries.len() < 2 {
                return text;
            }
            let (first, second) = (entries.remove(0), &mut entries[0]);
            second.value = second.value.plus(first.value);
        }
    }

    fn line(&self, entries: &[Entry]) -> String {
        let Limits {
            payment,
            account_day,
            day,
            month,
        } = self.limits;
        let mut text = format!("v1|{payment},{account_day},{day},{month}");
        for entry in entries {
            text.push('|');
            text.push_str(&entry.written());
        }
        text
    }

    /// Adds an amount, and forgets those that no limit looks back to.
    pub(super) fn add(&mut self, entry: Entry) {
        let oldest = entry.at.saturating_sub(LOOKS_BACK.as_secs());
        self.entries
            .retain(|known| known.at >= oldest && known.nonce != entry.nonce);
        self.entries.push(entry);
        self.entries.sort_by_key(|entry| entry.at);
    }

    /// Takes out what is proved not to be charged.
    pub(super) fn remove(&mut self, entry: &Entry) {
        self.entries.retain(|known| known.nonce != entry.nonce);
    }

    /// What it lets through for an account: its limits, and what was spent.
    pub(super) fn allows(&self, account: &AccountId) -> (Limits, Vec<Spent>) {
        let spent = self.entries.iter().map(|entry| entry.spent(account));
        (self.limits, spent.collect())
    }
}

impl Entry {
    fn spent(&self, account: &AccountId) -> Spent {
        let is_its = self.account == short(account.as_str());
        Spent {
            at: Timestamp::from_second(self.at).unwrap_or(Timestamp::MAX),
            account: match is_its {
                true => account.clone(),
                false => AccountId::new(self.account.as_str()),
            },
            value: self.value,
        }
    }
}

/// The ledger in a kept secret.
pub(super) fn read_secret(secret: &ApiKey) -> Option<Ledger> {
    // A ledger is no key: it is read here, to be counted with.
    Ledger::read(secret.expose_secret())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(at: i64, coins: u32, nonce: &str) -> Entry {
        Entry {
            at,
            account: "abc".to_owned(),
            value: Atomic::whole(coins),
            nonce: nonce.to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut ledger = Ledger::new(Limits::default());
        ledger.add(entry(2_000, 10, "one"));
        ledger.add(entry(1_000, 5, "two"));
        let text = ledger.written();
        assert_eq!(
            text,
            "v1|25000000,50000000,100000000,300000000|1000,abc,5000000,two|2000,abc,10000000,one"
        );
        assert_eq!(Ledger::read(&text), Some(ledger.clone()));
        ledger.remove(&entry(0, 0, "two"));
        assert_eq!(ledger.allows(&AccountId::from_static("abc")).1.len(), 1);
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "v2|1,2,3,4",
            "v1",
            "v1|1,2,3",
            "v1|1,2,3,x",
            "v1|1,2,3,4|x",
            "v1|1,2,3,4|1,a,1,n,5",
        ] {
            assert_eq!(Ledger::read(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_full_ledger_counts_no_less() {
        let mut ledger = Ledger::new(Limits::default());
        for at in 0..2_000 {
            ledger.add(entry(at, 1, &format!("nonce{at}")));
        }
        let text = ledger.written();
        assert!(text.len() <= LONGEST_STORED);
        let read = Ledger::read(&text).expect("a ledger");
        let sum = read
            .entries
            .iter()
            .fold(Atomic::ZERO, |sum, entry| sum.plus(entry.value));
        assert_eq!(sum, Atomic::whole(2_000));
        assert!(ApiKey::from_store(&text).is_ok());
    }

    #[test]
    fn what_no_limit_looks_back_to_is_forgotten() {
        let mut ledger = Ledger::new(Limits::default());
        ledger.add(entry(0, 1, "old"));
        ledger.add(entry(LOOKS_BACK.as_secs() + 1, 1, "new"));
        assert_eq!(ledger.entries.len(), 1);
    }
}
