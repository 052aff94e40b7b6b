//! The payment journal on real files.

mod crash;
mod endpoint;
mod faults;
mod guard;
mod history;
mod limit;
mod one_open;
mod payment;
mod payment_crash;
mod pin;
mod reserve;
#[cfg(feature = "fault-points")]
mod unguarded;
mod upgrade;
mod usdc;
mod wallet;

use std::path::Path;

use refill_core::ids::{AccountId, PackageId, ProviderId, PurchaseId};
use refill_core::money::{Money, Unit};
use refill_core::purchase::{Arrival, Event, Evidence, Page, Purchase, State, Way};
use refill_core::shop::Package;
use refill_store::{DataFolder, Journal};

use crate::support::{at, credits, dec};

fn open(dir: &Path) -> Journal {
    let folder = DataFolder::open(dir).expect("the folder");
    Journal::open(&folder).expect("the journal")
}

/// A second connection, as somebody with a tool would have.
fn raw(dir: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(dir.join("payments.db")).expect("a connection")
}

fn p(id: &str) -> PurchaseId {
    PurchaseId::new(id)
}

fn account(name: &str) -> AccountId {
    AccountId::new(name)
}

/// A purchase of which little is known.
fn purchase(id: &str, account: &str) -> Purchase {
    Purchase {
        id: p(id),
        account: AccountId::new(account),
        account_name: "Work".to_owned(),
        provider: ProviderId::from_static("acme"),
        way: Way::Page,
        package: None,
        price: None,
        credits: None,
        before: None,
        begun_at: at(100),
    }
}

/// A purchase of which all is known.
fn package(id: &str, account: &str) -> Purchase {
    let price = Money::new(dec("9.90"), Unit::USD);
    let credits = credits("10000.00");
    Purchase {
        account_name: "Grüße, 世界".to_owned(),
        provider: ProviderId::from_static("provider-of-tomorrow"),
        way: Way::Checkout,
        package: Some(Package {
            id: PackageId::from_static("starter"),
            name: "Starter".to_owned(),
            credits: credits.clone(),
            price: price.clone(),
        }),
        price: Some(price),
        credits: Some(credits),
        before: Some(Money::new(dec("-0.50"), Unit::new("galactic-credits"))),
        ..purchase(id, account)
    }
}

fn page() -> Page {
    Page {
        session: Some("cs_test_1".to_owned()),
        address: "https://checkout.stripe.com/c/pay/cs_test_1#x".to_owned(),
        expires_at: at(90_000),
    }
}

fn arrival(evidence: Evidence) -> Arrival {
    Arrival {
        amount: credits("10000.00"),
        at: at(130),
        evidence,
    }
}

/// Begins a purchase and lets one thing after the other happen to it, from second 101 on.
fn walk(journal: &Journal, purchase: &Purchase, events: &[Event]) -> State {
    journal.begin(purchase).expect("begun");
    let mut state = State::Begun;
    for (second, event) in (101..).zip(events) {
        state = journal
            .append(&purchase.id, event, at(second))
            .expect("written down");
    }
    state
}

/// One event of each kind.
fn every_event() -> Vec<Event> {
    vec![
        Event::Asked,
        Event::Ready(page()),
        Event::Failed("no_answer".to_owned()),
        Event::Opened,
        Event::Returned,
        Event::Cancelled,
        Event::Expired,
        Event::Credited(arrival(Evidence::Row)),
        Event::CreditedAgain(arrival(Evidence::Balance)),
        Event::Overdue,
        Event::Dropped,
    ]
}

/// A way from the begin to each state.
fn way_to(state: State) -> Vec<Event> {
    let more: &[Event] = match state {
        State::Begun => return vec![],
        State::Asking => return vec![Event::Asked],
        State::Failed => return vec![Event::Asked, Event::Failed("gone".to_owned())],
        State::Ready => &[],
        State::Away => &[Event::Opened],
        State::Returned => &[Event::Opened, Event::Returned],
        State::Cancelled => &[Event::Opened, Event::Cancelled],
        State::Expired => &[Event::Opened, Event::Expired],
        State::Dropped => &[Event::Opened, Event::Dropped],
        State::Missing => &[Event::Opened, Event::Returned, Event::Overdue],
        State::Credited => &[Event::Opened, Event::Credited(arrival(Evidence::Row))],
        State::Usdc { .. } => panic!("no purchase on a page"),
    };
    let mut events = vec![Event::Asked, Event::Ready(page())];
    events.extend_from_slice(more);
    events
}
