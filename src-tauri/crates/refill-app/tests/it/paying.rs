//! Paying with USDC, from the click to the chain's word.

mod credits;
mod limits;
mod paper;
mod refused;
mod restart;
mod settings;
mod signing;
mod steps;
mod unclear;
mod wallets;

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use refill_app::{Options, Payment};
use refill_core::ids::{AccountId, PurchaseId};
use refill_core::ports::{Answer, Clock};
use refill_core::purchase::{CreditAxis, Event as Step, State as Standing};
use refill_core::x402::{State, Step as Paying};

use crate::fakes::{COIN, Reply, World, until, words};

/// What the server answers where it answers clearly, without naming a transaction.
pub const PAID: Reply = Reply::Says(Answer::Accepted(None));

/// A world in which the credits of what was paid are looked for every minute.
pub fn world() -> World {
    World::with(Options {
        confirm_after: Duration::from_secs(3600),
        undo_for: Duration::from_secs(600),
        purchase_look: Duration::from_secs(60),
        ..Options::default()
    })
}

/// A world with one account of 100 credits, whose person says yes, and no wallet.
pub async fn without_wallet() -> (World, AccountId) {
    let world = world();
    world.coin.set("ck_1", 100);
    let id = world.add(&COIN, "ck_1", None).await;
    world.desktop.says_yes.store(true, Ordering::Relaxed);
    (world, id)
}

/// The same with a wallet of Refill's own, which holds 1,000 USDC.
pub async fn ready() -> (World, AccountId) {
    let (world, id) = without_wallet().await;
    world.app.new_wallet().await.expect("a wallet");
    (world, id)
}

/// The same with a wallet in the browser.
pub async fn with_browser() -> (World, AccountId) {
    let (world, id) = without_wallet().await;
    world.app.connect_browser_wallet().await.expect("a wallet");
    (world, id)
}

/// A second account of 100 credits.
pub async fn second(world: &World) -> AccountId {
    world.coin.set("ck_2", 100);
    world.add(&COIN, "ck_2", None).await
}

pub async fn pay(world: &World, id: &AccountId, amount: &str) -> Payment {
    world.app.pay_with_usdc(id, amount).await.expect("a payment")
}

/// A payment of 10 USDC that comes to nothing clear: sent, and not answered.
pub async fn unclear(world: &World, id: &AccountId) -> Payment {
    let payment = pay(world, id, "10").await;
    reaches(world, &payment, State::Unknown).await;
    payment
}

pub async fn stored(world: &World, payment: &Payment) -> Payment {
    let id: &PurchaseId = &payment.record.purchase.id;
    world.app.payment(id).await.expect("a payment")
}

pub async fn state(world: &World, payment: &Payment) -> State {
    let now = stored(world, payment).await.record.state;
    now.paying().expect("a payment by x402")
}

pub async fn credit(world: &World, payment: &Payment) -> CreditAxis {
    stored(world, payment).await.record.state.credit()
}

/// The words of what is written of it.
pub async fn written(world: &World, payment: &Payment) -> Vec<&'static str> {
    words(&stored(world, payment).await.record.events)
}

/// Why it was refused.
pub async fn refused(world: &World, payment: &Payment) -> String {
    reaches(world, payment, State::Refused).await;
    let record = stored(world, payment).await.record;
    record.refused().expect("a reason").to_owned()
}

/// The word that came with a step.
pub async fn word_of(world: &World, payment: &Payment) -> Option<String> {
    let record = stored(world, payment).await.record;
    record.events.iter().rev().find_map(|(_, step)| match step {
        Step::Paying(Paying::Unsigned(word) | Paying::SignatureUnclear(word) | Paying::Unclear(word)) => {
            Some(word.clone())
        }
        _ => None,
    })
}

pub async fn reaches(world: &World, payment: &Payment, wanted: State) {
    let what = format!("the payment is {}", wanted.word());
    until(&world.app, &what, || async {
        state(world, payment).await == wanted
    })
    .await;
}

/// Time goes by until the credits are there, or missing. They are looked for beside everything else, so [`pass`] does
/// not wait for them.
pub async fn credit_reaches(world: &World, payment: &Payment, wanted: CreditAxis) {
    let what = format!("the credits are {}", wanted.word());
    until(&world.app, &what, || async {
        let is_reached = credit(world, payment).await == wanted;
        if !is_reached {
            pass(world, 30).await;
        }
        is_reached
    })
    .await;
}

pub async fn told(world: &World, count: usize) {
    until(&world.app, "it is told", || async {
        world.desktop.titles().len() >= count
    })
    .await;
}

/// Time goes by, and everybody does at each moment what is due then.
pub async fn pass(world: &World, seconds: i64) {
    let end = world.clock.now() + SignedDuration::from_secs(seconds);
    loop {
        settled(world).await;
        let due = world.timer.next().filter(|due| *due <= end);
        *world.clock.0.lock().unwrap() = due.unwrap_or(end).max(world.clock.now());
        world.timer.wake_due();
        if due.is_none() {
            return;
        }
    }
}

/// Waits until every payment that is watched waits for its next look, and stays so.
pub async fn settled(world: &World) {
    let calm = std::cell::Cell::new(0);
    until(&world.app, "it is calm", || async {
        while calm.get() < 3 {
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            if world.timer.asleep() != watched(world).await {
                calm.set(0);
                return false;
            }
            calm.set(calm.get() + 1);
        }
        true
    })
    .await;
}

/// The payments that the app watches.
async fn watched(world: &World) -> usize {
    let all = world.app.payments(None, 200).await.unwrap();
    let is_watched = |payment: &&Payment| match payment.record.state {
        Standing::Usdc { money, credit } => {
            money.is_watched() || matches!(credit, CreditAxis::Awaited | CreditAxis::Missing)
        }
        _ => false,
    };
    all.iter().filter(is_watched).count()
}
