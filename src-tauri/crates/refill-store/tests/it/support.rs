//! A data folder of its own for each test, and things to put into it.

use std::ops::{ControlFlow, Deref};
use std::path::Path;

use jiff::Timestamp;
use refill_core::account::{Account, AccountName, Divisor};
use refill_core::history::{self, Change, Entry, Kind, Origin};
use refill_core::ids::{AccountId, ProviderId, SecretId};
use refill_core::money::{Decimal, Money, Unit};
use refill_core::provider::Listing;
use refill_core::reading::{Balance, Basis, Belief, Budget, Reading};
use refill_store::{DataFolder, Filter, Opened, Store};
use tempfile::TempDir;

/// A store on a folder that lasts as long as it.
pub struct TestStore {
    pub store: Store,
    dir: TempDir,
}

impl TestStore {
    /// Its folder.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }
}

impl Deref for TestStore {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

pub fn temp_dir() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

pub fn test_store() -> TestStore {
    let dir = temp_dir();
    let store = open(dir.path()).store;
    TestStore { store, dir }
}

/// Opens the store of a folder that is free.
pub fn open(dir: &Path) -> Opened {
    let folder = DataFolder::open(dir).expect("the folder");
    Store::open(&folder).expect("the store")
}

/// A second connection, as somebody with a tool would have.
pub fn raw(dir: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(dir.join("history.db")).expect("a connection")
}

/// Waits until a change of the database would bear another time than its last one: the clock of files is coarse.
pub fn let_time_pass(dir: &Path) {
    let probe = dir.join("probe");
    let time = |file: &Path| {
        std::fs::metadata(file)
            .and_then(|found| found.modified())
            .expect("a time")
    };
    let is_later = || {
        std::fs::write(&probe, "now").expect("written");
        time(&probe) > time(&dir.join("history.db"))
    };
    while !is_later() {
        std::thread::yield_now();
    }
    std::fs::remove_file(&probe).expect("removed");
}

/// Overwrites one page with rows of a table, or of an index, of a closed database.
pub fn damage_table(dir: &Path, name: &str) {
    let sql = "SELECT pageno FROM dbstat WHERE name = ?1 AND pagetype = 'leaf' ORDER BY path DESC LIMIT 1";
    damage_page(dir, sql, name);
}

/// Overwrites the page whose number a statement gives for a name.
pub fn damage_page(dir: &Path, sql: &str, name: &str) {
    let number: u32 = raw(dir).query_row(sql, [name], |row| row.get(0)).expect("a page");
    let end = usize::try_from(number).expect("small") * 4096;
    let file = dir.join("history.db");
    let mut bytes = std::fs::read(&file).expect("read");
    bytes[end - 4096..end].fill(0xa5);
    std::fs::write(&file, bytes).expect("written");
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str_exact(text).expect("a decimal")
}

pub fn credits(text: &str) -> Money {
    Money::new(dec(text), Unit::CREDITS)
}

pub fn id(text: &str) -> AccountId {
    AccountId::new(text)
}

pub fn secret(text: &str) -> SecretId {
    SecretId::new(text)
}

pub fn account(name: &str) -> Account {
    Account {
        id: id(name),
        provider: ProviderId::from_static("acme"),
        name: AccountName::parse(name).expect("a name"),
        server: None,
        divisor: Divisor::ONE,
        secret: None,
        session: None,
        threshold: None,
        unit: Unit::CREDITS,
        created_at: at(0),
    }
}

/// An account in the store, without a key.
pub fn add(store: &Store, name: &str) -> AccountId {
    store.insert_account(&account(name), None).expect("added");
    id(name)
}

pub fn reading(second: i64, amount: &str) -> Reading {
    Reading {
        balance: Balance::of_account(credits(amount)),
        taken_at: at(second),
        belief: Belief::Confirmed,
    }
}

pub fn awaiting(second: i64, amount: &str) -> Reading {
    Reading {
        belief: Belief::Awaiting,
        ..reading(second, amount)
    }
}

/// A reading of what is left of a key's budget.
pub fn budget(second: i64, amount: &str) -> Reading {
    Reading {
        balance: Balance {
            basis: Basis::Budget(Budget::default()),
            ..Balance::of_account(credits(amount))
        },
        ..reading(second, amount)
    }
}

/// The change that two readings of an account show.
pub fn observed(second: i64, before: &str, after: &str) -> Change {
    let [before, after] = [before, after].map(|amount| Balance::of_account(credits(amount)));
    let mut changes = history::observe(&before, &after, at(second), Listing::Nothing);
    assert_eq!(changes.len(), 1);
    changes.remove(0)
}

/// A provider row that spends `amount`, with nothing beside it.
pub fn debit(second: i64, amount: &str) -> Change {
    Change {
        at: at(second),
        kind: Kind::Debit,
        amount: credits(&format!("-{amount}")),
        balance_after: None,
        balance_before: None,
        text: Some("/v1/call".to_owned()),
        origin: Origin::Provider,
    }
}

pub fn credit(second: i64, amount: &str) -> Change {
    Change {
        kind: Kind::Credit,
        amount: credits(amount),
        text: Some("Top-up".to_owned()),
        ..debit(second, amount)
    }
}

/// Row number `n` of a provider that tells the balance with every row: no two are equal.
pub fn numbered(n: usize) -> Change {
    let n = i64::try_from(n).expect("small");
    Change {
        balance_before: Some(Decimal::from(1_000_000 - n)),
        balance_after: Some(Decimal::from(1_000_000 - n - 1)),
        // Three rows a second.
        ..debit(1_700_000_000 + n / 3, "1")
    }
}

/// Stores rows (newest first) as the whole history of an account.
pub fn store_history(store: &Store, account: &AccountId, rows: &[Change]) {
    let run = store.begin_history_run(account).expect("a run");
    for page in rows.chunks(100) {
        store.store_history_page(&run, page, false).expect("stored");
    }
    store.complete_history_run(&run, at(1)).expect("completed");
}

/// All entries of the filter, oldest first.
pub fn stream(store: &Store, filter: &Filter) -> Vec<Entry> {
    let mut entries = Vec::new();
    store
        .for_each_entry(filter, &mut |entry| {
            entries.push(entry.clone());
            ControlFlow::Continue(())
        })
        .expect("streamed");
    entries
}

/// All changes of one account, oldest first.
pub fn changes(store: &Store, account: &AccountId) -> Vec<Change> {
    let filter = Filter {
        accounts: Some(vec![account.clone()]),
        ..Filter::default()
    };
    let entries = stream(store, &filter);
    entries.into_iter().map(|entry| entry.change).collect()
}
