//! What a kill leaves behind, and how the next run goes on with it.

use std::sync::atomic::Ordering;

use refill_app::Payment;
use refill_core::ids::AccountId;
use refill_core::ports::CheckoutReturn;
use refill_core::purchase::State;

use super::{buy, credit, failed_because, listed, lists, reaches, stored};
use crate::fakes::{World, package, until};

/// Restarts, and waits until the purchases of before were looked at.
async fn restarted(world: World, payment: &Payment) -> World {
    let world = world.restart();
    world.app.start();
    until(&world.app, "it is dealt with", || async {
        let now = stored(&world, &payment.record.purchase.id).await;
        now.watching || !now.record.state.is_open()
    })
    .await;
    world
}

/// The purchase of before goes on: no second page is made, and its credits are noticed.
async fn goes_on(world: &World, id: &AccountId, payment: &Payment) {
    let refused = world.app.buy_package(id, &package("starter", 10_000, 999)).await;
    assert!(
        matches!(refused, Err(refill_app::AppError::PurchaseOpen)),
        "{refused:?}"
    );
    assert_eq!(world.listed.shop.orders.lock().unwrap().len(), 1);
    lists(world, &[credit(1, 10_000)], 10_100);
    world.refresh_with_history(id).await;
    reaches(world, payment, State::Credited).await;
    until(&world.app, "it is told", || async {
        world.desktop.titles().len() == 1
    })
    .await;
}

#[tokio::test]
async fn a_purchase_that_was_being_asked_for_is_over() {
    let (world, id) = listed().await;
    world.listed.shop.hold.store(true, Ordering::Relaxed);
    let (app, account) = (world.app.clone(), id.clone());
    tokio::spawn(async move { app.buy_package(&account, &package("starter", 10_000, 999)).await });
    until(&world.app, "the provider is asked", || async {
        world.listed.shop.held.load(Ordering::Relaxed) == 1
    })
    .await;
    let asking = world.app.top_up(&id).await.unwrap().open.expect("a purchase");
    assert_eq!(asking.record.state, State::Asking);
    let world = world.restart();
    world.listed.shop.hold.store(false, Ordering::Relaxed);
    // Buying at once deals with it first, also before the start has got to it.
    let next = buy(&world, &id).await;
    assert_eq!(next.record.state, State::Away);
    let before = stored(&world, &asking.record.purchase.id).await;
    assert_eq!(failed_because(&before).as_deref(), Some("interrupted"));
    assert_eq!(before.record.state, State::Failed);
}

#[tokio::test]
async fn a_page_that_was_not_opened_yet_can_be_opened() {
    let (world, id) = listed().await;
    *world.listed.shop.page.lock().unwrap() = "https://pay.example.org/".to_owned();
    let ready = buy(&world, &id).await;
    assert_eq!(ready.record.state, State::Ready);
    let world = restarted(world, &ready).await;
    world.desktop.says_yes.store(true, Ordering::Relaxed);
    let opened = world.app.open_payment(&ready.record.purchase.id).await.unwrap();
    assert_eq!(opened.record.state, State::Away);
    assert_eq!(
        *world.desktop.opened.lock().unwrap(),
        ["https://pay.example.org/1"]
    );
    goes_on(&world, &id, &ready).await;
}

#[tokio::test]
async fn an_opened_page_is_watched_on() {
    let (world, id) = listed().await;
    let away = buy(&world, &id).await;
    let world = restarted(world, &away).await;
    goes_on(&world, &id, &away).await;
}

#[tokio::test]
async fn a_page_that_the_browser_came_back_from_is_watched_on() {
    for (returned, state) in [
        (CheckoutReturn::Paid, State::Returned),
        (CheckoutReturn::Cancelled, State::Cancelled),
    ] {
        let (world, id) = listed().await;
        let bought = buy(&world, &id).await;
        assert!(world.loopback.return_from_checkout(returned));
        reaches(&world, &bought, state).await;
        let world = restarted(world, &bought).await;
        assert_eq!(super::state(&world, &bought).await, state);
        goes_on(&world, &id, &bought).await;
    }
}

#[tokio::test]
async fn a_dropped_purchase_is_still_credited_after_a_restart() {
    let (world, id) = listed().await;
    let dropped = buy(&world, &id).await;
    world.app.stop_waiting(&dropped.record.purchase.id).await.unwrap();
    let world = world.restart();
    world.app.start();
    world.app.idle(std::time::Duration::from_secs(20)).await;
    lists(&world, &[credit(1, 10_000)], 10_100);
    until(&world.app, "it is credited", || async {
        world.refresh().await;
        super::state(&world, &dropped).await == State::Credited
    })
    .await;
}

#[tokio::test]
async fn a_credited_purchase_is_told_twice_after_a_restart_only_if_it_came_twice() {
    let (world, id) = listed().await;
    let bought = buy(&world, &id).await;
    lists(&world, &[credit(1, 10_000)], 10_100);
    world.refresh_with_history(&id).await;
    until(&world.app, "it is told", || async {
        world.desktop.titles().len() == 1
    })
    .await;
    let world = world.restart();
    world.app.start();
    lists(&world, &[credit(9, 10_000), credit(1, 10_000)], 20_100);
    until(&world.app, "the second one is told", || async {
        world.refresh().await;
        world.desktop.titles().len() > 1
    })
    .await;
    assert_eq!(world.desktop.titles().len(), 2);
    let arrivals = stored(&world, &bought.record.purchase.id).await.record.arrivals();
    assert_eq!(arrivals.len(), 2);
}
