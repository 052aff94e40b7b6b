//! What must be true after the dust has settled.

use std::collections::BTreeSet;

use refill_core::purchase::State;
use refill_sandbox::{SessionSeen, WEB3_API};
use refill_store::{DataFolder, Journal, PurchaseRecord, Store};

use super::{BEFORE, BOUGHT, KEY, Site, child};

/// Everything that is known of the purchases, here and at the provider.
pub struct Bought {
    records: Vec<PurchaseRecord>,
    sessions: Vec<SessionSeen>,
    opened: BTreeSet<String>,
    balance: i64,
}

impl Bought {
    pub fn look(site: &Site<'_>) -> Bought {
        let folder = DataFolder::open(&site.folder).expect("the folder is free");
        let journal = Journal::open(&folder).expect("the journal opens");
        Bought {
            records: journal.page(None, 100).expect("the purchases"),
            sessions: site.control().sessions(),
            opened: child::opened(&site.folder).into_iter().collect(),
            balance: site.control().balance(&WEB3_API, KEY).expect("the account"),
        }
    }

    /// Checks everything, and answers how many sessions there are.
    pub fn check(&self, point: &str) -> usize {
        let facts = format!("killed at {point}: {:#?} {:#?}", self.records, self.sessions);
        assert_eq!(self.balance, BEFORE + BOUGHT, "paid for once, {facts}");
        assert_eq!(self.opened.len(), 1, "one page is shown, however often, {facts}");
        let paid = self.sessions.iter().filter(|session| session.is_paid).count();
        assert_eq!(paid, 1, "{facts}");
        // An answer that was lost leaves a session that nobody has seen, and that nobody can pay.
        let lost = usize::from(point == "purchase.before_answer_stored");
        assert_eq!(self.sessions.len(), 1 + lost, "{facts}");
        let credited = self
            .records
            .iter()
            .filter(|record| record.state == State::Credited);
        let credited: Vec<_> = credited.collect();
        assert_eq!(credited.len(), 1, "{facts}");
        assert_eq!(credited[0].arrivals().len(), 1, "{facts}");
        let others = self
            .records
            .iter()
            .filter(|record| record.state != State::Credited);
        for other in others {
            assert_eq!(other.state, State::Failed, "{facts}");
        }
        self.sessions.len()
    }
}

/// What the accounts name, and what lies in the keychain.
pub struct Kept {
    named: BTreeSet<String>,
    kept: BTreeSet<String>,
    accounts: usize,
}

impl Kept {
    pub fn look(site: &Site<'_>) -> Kept {
        // Another process holds the folder.
        let store = Store::open_read_only(&site.folder).expect("the database opens");
        let store = store.expect("there is a database");
        let accounts = store.accounts().expect("the accounts");
        let secrets = accounts
            .iter()
            .flat_map(|account| [&account.secret, &account.session]);
        let named = secrets.flatten().map(ToString::to_string).collect();
        let own = format!("{}/", store.installation());
        let all = site.desktop.search_secrets(&[("service", "app.refill.desktop")]);
        let users = all
            .lines()
            .filter_map(|line| line.strip_prefix("attribute.username = "));
        Kept {
            named,
            kept: users
                .filter_map(|user| user.strip_prefix(&own))
                .map(str::to_owned)
                .collect(),
            accounts: accounts.len(),
        }
    }

    /// Whether every item of the keychain is named by an account and every named one is there.
    pub fn is_tidy(&self, work: &str, point: &str) -> bool {
        let expected = match (work, point) {
            ("add", "account.after_row") => 1,
            ("add" | "remove", _) => 0,
            _ => 1,
        };
        self.kept == self.named && self.accounts == expected
    }
}
