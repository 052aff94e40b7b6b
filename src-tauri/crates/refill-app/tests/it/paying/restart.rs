//! What a kill leaves of a payment, and how the next run goes on with it.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use refill_app::{AppError, Payment};
use refill_core::ids::AccountId;
use refill_core::ports::Seller;
use refill_core::purchase::Event as Step;
use refill_core::x402::{Signature, State, Step as Paying};

use super::{PAID, pass, pay, reaches, ready, second, state, stored, unclear, word_of, written};
use crate::fakes::{Reply, World, start, until};

/// Restarts, with everybody outside answering again.
async fn restarted(world: World) -> World {
    let world = world.restart();
    answering(&world);
    world.app.recover_payments().await;
    world
}

fn answering(world: &World) {
    world.seller.hold.store(false, Ordering::Relaxed);
    world.desktop.is_away.store(false, Ordering::Relaxed);
    world.wallets.pens.hang.store(false, Ordering::Relaxed);
}

#[tokio::test]
async fn what_was_only_quoted_is_over() {
    let (world, id) = ready().await;
    world.seller.hold.store(true, Ordering::Relaxed);
    let payment = pay(&world, &id, "10").await;
    until(&world.app, "the server is asked", || async {
        world.seller.quotes.load(Ordering::Relaxed) == 1
    })
    .await;
    let world = restarted(world).await;
    assert_eq!(written(&world, &payment).await, ["declined"]);
    unclear(&world, &id).await;
    assert_eq!(world.wallets.asked().len(), 1);
}

#[tokio::test]
async fn what_was_only_planned_is_over() {
    let (world, id) = ready().await;
    world.desktop.is_away.store(true, Ordering::Relaxed);
    let payment = pay(&world, &id, "10").await;
    until(&world.app, "the person is asked", || async {
        world.timer.asleep() == 1
    })
    .await;
    let world = restarted(world).await;
    assert_eq!(written(&world, &payment).await, ["planned", "declined"]);
    unclear(&world, &id).await;
}

/// A payment whose wallet was asked and has not answered.
async fn reserved() -> (World, AccountId, Payment) {
    let (world, id) = ready().await;
    world.wallets.pens.hang.store(true, Ordering::Relaxed);
    let payment = pay(&world, &id, "10").await;
    until(&world.app, "the wallet is asked", || async {
        world.wallets.asked().len() == 1
    })
    .await;
    (world, id, payment)
}

#[tokio::test]
async fn what_was_being_signed_may_be_signed() {
    let (world, id, payment) = reserved().await;
    let world = restarted(world).await;
    assert_eq!(state(&world, &payment).await, State::SignUnknown);
    assert_eq!(word_of(&world, &payment).await.as_deref(), Some("interrupted"));
    let again = world.app.pay_with_usdc(&id, "10").await;
    assert!(matches!(again, Err(AppError::PurchaseOpen)), "{again:?}");
    assert_eq!(world.wallets.asked().len(), 1, "nobody is asked by itself");
    pass(&world, 330).await;
    assert_eq!(state(&world, &payment).await, State::DeadExpired);
    assert_eq!(world.seller.times(), 0);
}

/// A payment that was signed, and that nobody sent.
async fn signed() -> (World, AccountId, Payment) {
    let (world, id, payment) = reserved().await;
    let attempt = world.wallets.asked()[0].clone();
    let request = world.seller.request(&attempt, &Signature::new([5; 65]));
    let purchase = payment.record.purchase.id.clone();
    let world = world.restart_after(|journal| {
        let step = Step::Paying(Paying::Signed(Box::new(request)));
        journal.append(&purchase, &step, start()).expect("signed");
    });
    answering(&world);
    (world, id, payment)
}

#[tokio::test]
async fn what_was_signed_just_now_is_sent() {
    let (world, _, payment) = signed().await;
    world.clock.advance(SignedDuration::from_secs(60));
    world.seller.replies([PAID]);
    world.app.recover_payments().await;
    reaches(&world, &payment, State::Reported).await;
    assert_eq!(world.seller.times(), 1);
    let record = stored(&world, &payment).await.record;
    let sent = world.seller.sent.lock().unwrap()[0].1.value.clone();
    assert_eq!(record.signed().map(|signed| signed.value.clone()), Some(sent));
    assert_eq!(world.wallets.asked().len(), 1, "and not signed again");
}

#[tokio::test]
async fn what_was_signed_a_while_ago_runs_out() {
    let (world, _, payment) = signed().await;
    world.clock.advance(SignedDuration::from_secs(61));
    world.app.recover_payments().await;
    pass(&world, 200).await;
    assert_eq!(state(&world, &payment).await, State::Signed);
    pass(&world, 70).await;
    assert_eq!(state(&world, &payment).await, State::DeadExpired);
    assert_eq!(world.seller.times(), 0);
}

#[tokio::test]
async fn an_account_is_not_removed_before_its_signed_payment_has_run_out() {
    let (world, id, payment) = signed().await;
    let removed = world.app.remove_account(&id).await;
    assert!(matches!(removed, Err(AppError::PurchaseOpen)), "{removed:?}");
    assert_eq!(state(&world, &payment).await, State::Signed);
}

/// A payment that was being sent.
async fn sending() -> (World, AccountId, Payment) {
    let (world, id) = ready().await;
    world.seller.replies([Reply::Hangs]);
    let payment = pay(&world, &id, "10").await;
    until(&world.app, "it is sent", || async { world.seller.times() == 1 }).await;
    (world, id, payment)
}

#[tokio::test]
async fn what_was_being_sent_is_sent_again_with_the_same_bytes() {
    let (world, _, payment) = sending().await;
    let world = restarted(world).await;
    assert_eq!(state(&world, &payment).await, State::Unknown);
    assert_eq!(word_of(&world, &payment).await.as_deref(), Some("interrupted"));
    pass(&world, 16).await;
    assert_eq!(world.seller.seconds(), [0, 5, 15]);
    let sent = world.seller.sent.lock().unwrap();
    assert!(sent.iter().all(|(_, other)| *other == sent[0].1), "{sent:?}");
    assert_eq!(world.wallets.asked().len(), 1);
}

#[tokio::test]
async fn nothing_is_paid_before_what_was_left_is_dealt_with() {
    let (world, id, payment) = sending().await;
    let other = second(&world).await;
    // The start has not got to it: the click does.
    let world = world.restart();
    let again = world.app.pay_with_usdc(&id, "10").await;
    assert!(matches!(again, Err(AppError::PurchaseOpen)), "{again:?}");
    assert_eq!(state(&world, &payment).await, State::Unknown);
    unclear(&world, &other).await;
    assert_eq!(world.wallets.asked().len(), 2);
}

#[tokio::test]
async fn what_the_chain_was_about_to_prove_is_proved() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    world.chain.settle();
    pass(&world, 3).await;
    assert_eq!(state(&world, &payment).await, State::Confirming);
    let world = restarted(world).await;
    pass(&world, 30).await;
    assert_eq!(state(&world, &payment).await, State::Paid);
}

#[tokio::test]
async fn without_a_journal_nothing_is_paid() {
    let world = World::without_journal();
    world.coin.set("ck_1", 100);
    let id = world.add(&crate::fakes::COIN, "ck_1", None).await;
    world.app.recover_payments().await;
    let begun = world.app.pay_with_usdc(&id, "10").await;
    assert!(matches!(begun, Err(AppError::JournalUnusable)), "{begun:?}");
    assert!(world.app.top_up(&id).await.unwrap().usdc.is_none());
}
