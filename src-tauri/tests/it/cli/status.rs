//! `refill status`.

use refill_core::account::Account;
use refill_core::ids::ProviderId;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::reading::{Balance, Basis, Budget, Cycle};
use refill_core::server::ServerAddress;
use refill_store::Store;
use serde_json::{Value, json};

use super::folder::{Folder, account, add, minutes_ago, reading};

/// One account of every kind.
fn fill(store: &Store) {
    add(store, "well", "Work", 1000);
    let low = Account {
        threshold: Some(Decimal::from(500)),
        ..account("low", "\u{4ed5}\u{4e8b}")
    };
    store
        .insert_account(&low, Some(&reading(420, 125)))
        .expect("added");
    let own_server = Account {
        provider: ProviderId::from_static("web3api"),
        server: Some(ServerAddress::parse("http://127.0.0.1:9").expect("an address")),
        ..account("failing", "Node")
    };
    store
        .insert_account(&own_server, Some(&reading(0, 4)))
        .expect("added");
    store
        .set_failure(&own_server.id, "unreachable", minutes_ago(60 * 24 * 3), "")
        .expect("kept");
    let budget = Account {
        provider: ProviderId::from_static("openrouter"),
        unit: Unit::USD,
        ..account("budget", "Key")
    };
    let mut of_budget = reading(0, 1);
    of_budget.balance = Balance {
        basis: Basis::Budget(Budget {
            limit: Some(Decimal::from(10)),
            resets: Some(Cycle::Weekly),
        }),
        ..Balance::of_account(Money::new(Decimal::new(42, 1), Unit::USD))
    };
    store.insert_account(&budget, Some(&of_budget)).expect("added");
    let hidden = Account {
        provider: ProviderId::from_static("openrouter"),
        unit: Unit::USD,
        ..account("hidden", "Blind")
    };
    store.insert_account(&hidden, None).expect("added");
    let facts = format!("spent\t3.2\nspent_unit\tusd\nread_at\t{}\n", minutes_ago(5));
    store
        .set_failure(&hidden.id, "balance_hidden", minutes_ago(500), &facts)
        .expect("kept");
    let unread = Account {
        provider: ProviderId::from_static("from_tomorrow"),
        ..account("unread", "New")
    };
    store.insert_account(&unread, None).expect("added");
}

const TABLE: &str = "\
NAME   PROVIDER                BALANCE                       AS OF           STATE
Node   Web3 API (127.0.0.1:9)  0 credits                     4 min ago       empty when last read; failing for 3 days: no connection
\u{4ed5}\u{4e8b}   Dria                    420 credits (= 4.20 USDC)     2 h ago, stale  low
Work   Dria                    1,000 credits (= 10.00 USDC)  3 min ago       ok
Key    OpenRouter              $4.20 of the key's budget     1 min ago       ok
Blind  OpenRouter              unknown ($3.20 spent)         5 min ago       not visible with this key
New    from_tomorrow           unknown                       never           not read yet

6 accounts: 1 empty, 1 low, 1 not read, 1 stale, 2 unknown
";

#[test]
fn the_table_shows_every_account_with_its_age_and_state() {
    let folder = Folder::new();
    folder.with(fill);
    let ended = folder.refill(&["status"]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert_eq!(ended.out, TABLE);
}

#[test]
fn the_document_says_what_is_known_and_null_for_the_rest() {
    let folder = Folder::new();
    folder.with(fill);
    let ended = folder.refill(&["status", "--json"]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    let document: Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(document["version"], 1);
    assert!(document.get("refreshed").is_none());
    let of = |id: &str| {
        let accounts = document["accounts"].as_array().expect("accounts");
        let found = accounts.iter().find(|account| account["id"] == id);
        found.expect("the account").clone()
    };
    let mut low = of("low");
    let age = low["ageSeconds"].as_i64().expect("an age");
    assert!((125 * 60..127 * 60).contains(&age), "{age}");
    assert!(
        low["worth"]["value"]
            .as_str()
            .is_some_and(|value| value.starts_with("4.2"))
    );
    assert_eq!(low["worth"]["unit"], "usdc");
    for moving in ["takenAt", "ageSeconds", "worth"] {
        low[moving] = Value::Null;
    }
    assert_eq!(
        low,
        json!({
            "id": "low", "name": "\u{4ed5}\u{4e8b}", "provider": "dria", "providerName": "Dria", "server": null,
            "balance": { "value": "420", "unit": "credits" }, "worth": null,
            "basis": "account", "budget": null, "takenAt": null, "ageSeconds": null, "stale": true,
            "level": "low", "threshold": { "value": "500", "unit": "credits" }, "daysLeft": null,
            "hidden": null, "problem": null,
        })
    );
    let budget = of("budget");
    assert_eq!(budget["basis"], "budget");
    assert_eq!(
        budget["budget"],
        json!({ "limit": { "value": "10", "unit": "usd" }, "resets": "weekly" })
    );
    let hidden = of("hidden");
    assert_eq!(
        hidden["hidden"]["spent"],
        json!({ "value": "3.2", "unit": "usd" })
    );
    let unread = of("unread");
    for account in [&hidden, &unread] {
        for unknown in [
            "balance",
            "worth",
            "basis",
            "takenAt",
            "ageSeconds",
            "stale",
            "level",
            "daysLeft",
        ] {
            assert_eq!(account[unknown], Value::Null, "{unknown} of {account}");
        }
        assert_eq!(account["problem"], Value::Null, "{account}");
    }
    assert_eq!(of("failing")["problem"]["code"], "unreachable");
    assert_eq!(of("failing")["server"], "127.0.0.1:9");
    assert_eq!(of("failing")["level"], "empty");
}

#[test]
fn status_reads_beside_a_running_refill_and_leaves_nothing_behind() {
    let folder = Folder::new();
    folder.with(|store| {
        add(store, "a", "Work", 12);
        let ended = folder.refill(&["status"]);
        assert!(ended.code == 0 && ended.out.contains("12 credits"), "{ended:?}");
        store
            .set_threshold(
                &account("a", "Work").id,
                Some(Decimal::from(50)),
                &Default::default(),
            )
            .expect("set");
        let ended = folder.refill(&["status"]);
        assert!(ended.out.contains("low"), "what was just written: {ended:?}");
    });
    let files = || {
        let files = std::fs::read_dir(folder.path()).expect("the folder").flatten();
        let mut names: Vec<_> = files.map(|file| file.file_name()).collect();
        names.sort();
        names
    };
    let before = files();
    assert_eq!(folder.refill(&["status"]).code, 0);
    assert_eq!(files(), before);
}

#[test]
fn an_empty_database_is_no_fault() {
    let ended = Folder::new().refill(&["status"]);
    assert_eq!(ended.code, 0);
    assert!(ended.out.contains("No accounts yet"), "{ended:?}");
}

#[test]
fn nobody_who_reads_is_no_fault_and_a_full_disk_is() {
    let folder = Folder::new();
    folder.with(|store| add(store, "a", "Work", 12));
    for words in [&["status"][..], &["status", "--json"], &["--help"]] {
        let ended = folder.refill_unread(words);
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{words:?}");
    }
    #[cfg(target_os = "linux")]
    {
        let ended = folder.refill_full(&["status"]);
        assert_eq!(ended.code, 1, "{ended:?}");
        assert!(ended.err.contains("The disk is full"), "{ended:?}");
    }
}
