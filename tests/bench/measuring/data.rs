//! What the measured Refill finds: accounts with a past in its database, and their keys in the keychain.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use refill_core::account::{Account, AccountName, Divisor};
use refill_core::history::{self, Change, Kind, Origin};
use refill_core::ids::{AccountId, InstallationId, SecretId};
use refill_core::key::ApiKey;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{Asking, Item, Vault as _};
use refill_core::provider::Listing;
use refill_core::reading::{Balance, Belief, Reading};
use refill_core::server::ServerAddress;
use refill_sandbox::{AccountSeed, DRIA};
use refill_store::{DataFolder, Store};
use refill_tests::{SHORT, patiently};
use refill_vault::KeychainVault;

use super::say;

/// How often a balance was read in the past.
const EVERY: SignedDuration = SignedDuration::from_mins(5);
/// Of these, a month.
pub(crate) const MONTH_OF_READINGS: i64 = 30 * 24 * 12;
/// What the first account has left.
const BALANCE: i64 = 7_654;

/// An account of which provider, database and keychain have to know.
///
/// All are of one provider that limits no calls and lists no history, so that a refresh is one request each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    number: i64,
}

impl Known {
    pub(crate) fn all(count: usize) -> Vec<Self> {
        (0..).take(count).map(|number| Self { number }).collect()
    }

    /// Its key. Made up, like everything here.
    pub(crate) fn key(self) -> String {
        format!("dkn_live_bench_{:04}", self.number)
    }

    /// What it has left, now and in its last reading.
    pub(crate) fn balance(self) -> i64 {
        BALANCE + 10 * self.number
    }

    /// Another balance, which differs in each digit.
    pub(crate) fn other_balance(self) -> i64 {
        self.balance() - 1_333
    }

    /// The account as the provider knows it.
    pub(crate) fn seed(self) -> AccountSeed {
        AccountSeed::new(DRIA, self.key(), self.balance())
    }

    fn id(self) -> AccountId {
        AccountId::new(format!("bench-{}", self.number))
    }

    fn secret(self) -> SecretId {
        SecretId::new(format!("bench-{}", self.number))
    }

    fn name(self) -> String {
        format!("Account {}", self.number + 1)
    }

    fn account(self, server: &str, created_at: Timestamp) -> Result<Account, String> {
        let server = ServerAddress::parse(server).map_err(|error| format!("{server}: {error}"))?;
        Ok(Account {
            id: self.id(),
            provider: DRIA,
            name: AccountName::parse(&self.name()).map_err(|error| error.to_string())?,
            server: Some(server),
            divisor: Divisor::ONE,
            secret: Some(self.secret()),
            session: None,
            threshold: Some(Decimal::from(1_000)),
            unit: Unit::CREDITS,
            created_at,
        })
    }
}

/// Makes a database with these accounts, each with as many readings behind it. Every reading found a credit less than
/// the one before, which is one row of history each.
pub(crate) fn fill_readings(
    folder: &Path,
    accounts: &[Known],
    readings: i64,
    server: &str,
) -> Result<InstallationId, String> {
    let store = open(folder)?;
    let now = Timestamp::now();
    for (done, known) in accounts.iter().enumerate() {
        let past = past_of(*known, readings, now);
        let created_at = past.first().map_or(now, |(reading, _)| reading.taken_at);
        store
            .insert_account(&known.account(server, created_at)?, None)
            .and_then(|()| store.record_past(&known.id(), &past))
            .map_err(|error| error.to_string())?;
        if (done + 1) % 20 == 0 || done + 1 == accounts.len() {
            say!(
                "data: {} of {} accounts, {readings} readings each",
                done + 1,
                accounts.len()
            );
        }
    }
    Ok(store.installation().clone())
}

fn past_of(known: Known, readings: i64, now: Timestamp) -> Vec<(Reading, Vec<Change>)> {
    let mut before: Option<Balance> = None;
    (1..=readings)
        .rev()
        .map(|ago| {
            let at = now - EVERY * i32::try_from(ago).unwrap_or(i32::MAX);
            let left = known.balance() + ago - 1;
            let balance = Balance {
                // As this provider tells it along: a credit is a cent.
                worth: Some(Money::new(Decimal::new(left, 2), Unit::USDC)),
                ..Balance::of_account(Money::new(Decimal::from(left), Unit::CREDITS))
            };
            let earlier = before.replace(balance.clone());
            let derived = earlier
                .map(|earlier| history::observe(&earlier, &balance, at, Listing::Nothing))
                .unwrap_or_default();
            let reading = Reading {
                balance,
                taken_at: at,
                belief: Belief::Confirmed,
            };
            (reading, derived)
        })
        .collect()
}

/// Makes a database with `rows` rows of history, listed by the provider and spread evenly over the year 2026.
pub(crate) fn fill_history(
    folder: &Path,
    accounts: &[Known],
    rows: usize,
    server: &str,
) -> Result<(), String> {
    const PAGE: usize = 10_000;
    let store = open(folder)?;
    let begin: Timestamp = "2026-01-01T00:00:00Z"
        .parse()
        .map_err(|error: jiff::Error| error.to_string())?;
    let of_each = rows / accounts.len();
    let step = SignedDuration::from_hours(365 * 24 - 1) / i32::try_from(rows).unwrap_or(i32::MAX);
    let mut stored = 0;
    for (place, known) in accounts.iter().enumerate() {
        let fill = || {
            store.insert_account(
                &known.account(server, begin).unwrap_or_else(|why| panic!("{why}")),
                None,
            )?;
            let run = store.begin_history_run(&known.id())?;
            // A provider lists the newest first.
            let numbers: Vec<usize> = (0..of_each).rev().collect();
            for page in numbers.chunks(PAGE) {
                let rows: Vec<Change> = page
                    .iter()
                    .map(|number| row(begin, step, number * accounts.len() + place))
                    .collect();
                store.store_history_page(&run, &rows, false)?;
            }
            store.complete_history_run(&run, Timestamp::now())
        };
        fill().map_err(|error| error.to_string())?;
        stored += of_each;
        say!("data: {stored} of {rows} rows");
    }
    Ok(())
}

fn row(begin: Timestamp, step: SignedDuration, number: usize) -> Change {
    let place = i32::try_from(number).unwrap_or(i32::MAX);
    Change {
        at: begin + step * place,
        kind: Kind::Debit,
        amount: Money::new(Decimal::new(-1 - i64::from(place % 900), 2), Unit::CREDITS),
        balance_after: Some(Decimal::new(9_999_999 - i64::from(place % 9_000), 2)),
        balance_before: None,
        text: Some(format!("/v1/inference/calls/{number:0>12}")),
        origin: Origin::Provider,
    }
}

/// Writes the accounts' keys into the keychain of a private desktop, as Refill does.
pub(crate) fn fill_keychain(
    bus: &str,
    installation: &InstallationId,
    accounts: &[Known],
) -> Result<(), String> {
    let vault = KeychainVault::on_bus(bus);
    for (done, known) in accounts.iter().enumerate() {
        let item = Item {
            installation: installation.clone(),
            secret: known.secret(),
        };
        let key = ApiKey::from_pasted(&known.key()).map_err(|error| error.to_string())?;
        // Now and then gnome-keyring says for a moment that it is locked while it is not.
        let mut last = None;
        let write = || {
            let written = vault.write(&item, &known.name(), &key, Asking::Never);
            written.map_err(|error| last = Some(error)).ok()
        };
        if patiently(SHORT, write).is_none() {
            return Err(format!("the keychain took no key: {last:?}"));
        }
        if (done + 1) % 20 == 0 {
            say!("keychain: {} of {} keys", done + 1, accounts.len());
        }
    }
    Ok(())
}

fn open(folder: &Path) -> Result<Store, String> {
    let folder = DataFolder::open(folder).map_err(|error| error.to_string())?;
    let opened = Store::open(&folder).map_err(|error| error.to_string())?;
    Ok(opened.store)
}

#[cfg(test)]
mod tests {
    use super::{Known, MONTH_OF_READINGS, past_of};

    #[test]
    fn the_last_reading_is_what_the_provider_says() {
        let known = Known::all(2)[1];
        let past = past_of(known, MONTH_OF_READINGS, jiff::Timestamp::now());
        assert_eq!(past.len(), 8_640);
        let last = &past[past.len() - 1].0.balance.money.amount;
        assert_eq!(last.to_string(), known.seed().balance.to_string());
        assert!(past[0].1.is_empty());
        assert!(past[1..].iter().all(|(_, derived)| derived.len() == 1));
    }

    #[test]
    fn the_other_balance_differs_in_each_digit() {
        for known in Known::all(20) {
            let [balance, other] =
                [known.balance(), known.other_balance()].map(|balance| balance.to_string());
            assert_eq!(balance.len(), other.len());
            assert!(
                balance
                    .chars()
                    .zip(other.chars())
                    .all(|(one, another)| one != another),
                "{balance}"
            );
        }
    }
}
