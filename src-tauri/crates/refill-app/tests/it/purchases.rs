//! Buying credits, from the click to the credits.

mod arrival;
mod ending;
mod page;
mod paper;
mod restart;
mod whose;

use jiff::SignedDuration;
use refill_app::Payment;
use refill_core::history::{Change, Kind, Origin};
use refill_core::ids::{AccountId, ProviderId, PurchaseId};
use refill_core::key::Secret;
use refill_core::money::{Money, Unit};
use refill_core::purchase::{Event as Step, State};

use crate::fakes::{LISTED, RICH, World, package, start, until};

/// An account of `provider` with 100 credits, whose holder is signed in.
pub async fn signed_in(world: &World, provider: &ProviderId) -> AccountId {
    let key = if *provider == RICH { "rk_1" } else { "lk_1" };
    let fake = if *provider == RICH {
        &world.rich
    } else {
        &world.listed
    };
    fake.set(key, 100);
    let id = world.add(provider, key, None).await;
    sign_in(world, &id).await;
    id
}

pub async fn sign_in(world: &World, id: &AccountId) {
    let password = Secret::new("open sesame");
    let signed_in = world.app.sign_in_holder(id, "me@example.com", &password).await;
    signed_in.expect("signed in");
}

/// A world with one account of the provider that lists its credits.
pub async fn listed() -> (World, AccountId) {
    let world = World::new();
    let id = signed_in(&world, &LISTED).await;
    (world, id)
}

/// A world with one account of the provider that lists no credits.
pub async fn unlisted() -> (World, AccountId) {
    let world = World::new();
    let id = signed_in(&world, &RICH).await;
    (world, id)
}

pub async fn buy(world: &World, id: &AccountId) -> Payment {
    let bought = world.app.buy_package(id, &package("starter", 10_000, 999)).await;
    bought.expect("a page to pay on")
}

/// A credit that the provider lists, so many minutes after the start.
pub fn credit(minutes: i64, amount: i64) -> Change {
    Change {
        at: start() + SignedDuration::from_mins(minutes),
        kind: Kind::Credit,
        amount: Money::new(amount.into(), Unit::CREDITS),
        balance_after: None,
        balance_before: None,
        text: Some("purchase".to_owned()),
        origin: Origin::Provider,
    }
}

/// The provider lists these credits, newest first, and says what is left.
pub fn lists(world: &World, rows: &[Change], balance: i64) {
    *world.listed.rows.lock().unwrap() = rows.to_vec();
    world.listed.set("lk_1", balance);
}

pub async fn state(world: &World, payment: &Payment) -> State {
    stored(world, &payment.record.purchase.id).await.record.state
}

pub async fn stored(world: &World, id: &PurchaseId) -> Payment {
    world.app.payment(id).await.expect("a payment")
}

pub async fn reaches(world: &World, payment: &Payment, wanted: State) {
    let what = format!("the purchase is {}", wanted.word());
    until(&world.app, &what, || async {
        state(world, payment).await == wanted
    })
    .await;
}

/// So long after the start.
pub fn advance_to(world: &World, after_start: SignedDuration) {
    *world.clock.0.lock().unwrap() = start() + after_start;
}

pub fn failed_because(payment: &Payment) -> Option<String> {
    payment.record.events.iter().find_map(|(_, step)| match step {
        Step::Failed(why) => Some(why.clone()),
        _ => None,
    })
}
