//! Purchases that are given up, end, or come late.

use jiff::SignedDuration;
use refill_app::AppError;
use refill_core::error::ProviderErrorKind;
use refill_core::ports::CheckoutReturn;
use refill_core::purchase::{Event as Step, State};

use super::{advance_to, buy, credit, listed, lists, reaches, state, stored, unlisted};
use crate::fakes::{package, start, until};

const HOUR: i64 = 60;

#[tokio::test]
async fn a_page_that_was_left_can_be_opened_again_and_paid() {
    let (world, id) = listed().await;
    let bought = buy(&world, &id).await;
    assert!(world.loopback.return_from_checkout(CheckoutReturn::Cancelled));
    reaches(&world, &bought, State::Cancelled).await;
    let again = world.app.open_payment(&bought.record.purchase.id).await.unwrap();
    assert_eq!(again.record.state, State::Away);
    let page = "https://checkout.stripe.com/c/pay/1";
    assert_eq!(*world.desktop.opened.lock().unwrap(), [page, page]);
    assert_eq!(world.listed.shop.orders.lock().unwrap().len(), 1, "the same page");
    lists(&world, &[credit(1, 10_000)], 10_100);
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Credited).await;
    let over = world.app.open_payment(&bought.record.purchase.id).await;
    assert!(matches!(over, Err(AppError::PurchaseOver)), "{over:?}");
}

#[tokio::test]
async fn a_page_that_was_left_and_then_paid_all_the_same_is_credited() {
    let (world, id) = listed().await;
    let bought = buy(&world, &id).await;
    assert!(world.loopback.return_from_checkout(CheckoutReturn::Cancelled));
    reaches(&world, &bought, State::Cancelled).await;
    lists(&world, &[credit(1, 10_000)], 10_100);
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Credited).await;
}

#[tokio::test]
async fn a_page_that_ended_unpaid_is_over_an_hour_later() {
    let (world, id) = listed().await;
    *world.listed.shop.ends_after.lock().unwrap() = Some(SignedDuration::from_hours(2));
    let bought = buy(&world, &id).await;
    advance_to(&world, SignedDuration::from_mins(2 * HOUR + 50));
    world.refresh_with_history(&id).await;
    let over = world.app.open_payment(&bought.record.purchase.id).await;
    assert!(
        matches!(over, Err(AppError::PurchaseOver)),
        "it has ended: {over:?}"
    );
    let open = world.app.buy_package(&id, &package("starter", 10_000, 999)).await;
    assert!(matches!(open, Err(AppError::PurchaseOpen)), "{open:?}");
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Expired).await;
    let steps = stored(&world, &bought.record.purchase.id).await.record.events;
    assert_eq!(steps.last().unwrap().0, start() + SignedDuration::from_hours(3));
    buy(&world, &id).await;
}

#[tokio::test]
async fn credits_that_come_late_are_credited_for_a_week() {
    let (world, id) = listed().await;
    let bought = buy(&world, &id).await;
    advance_to(&world, SignedDuration::from_hours(26));
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Expired).await;
    advance_to(&world, SignedDuration::from_hours(24 * 7));
    lists(&world, &[credit(160 * HOUR, 10_000)], 10_100);
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Credited).await;
}

#[tokio::test]
async fn a_page_is_not_called_unpaid_before_anybody_has_looked() {
    let (world, id) = listed().await;
    let bought = buy(&world, &id).await;
    // It is paid, and then the computer is offline until long after the page's end.
    advance_to(&world, SignedDuration::from_hours(48));
    lists(&world, &[credit(5, 10_000)], 10_100);
    world.listed.fail_next([ProviderErrorKind::Unreachable]);
    world.refresh().await;
    assert_eq!(state(&world, &bought).await, State::Away);
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Credited).await;
    let steps = stored(&world, &bought.record.purchase.id).await.record.events;
    assert!(!steps.iter().any(|(_, step)| *step == Step::Expired), "{steps:?}");
}

#[tokio::test]
async fn nobody_came_back_and_it_is_credited_all_the_same() {
    let (world, id) = unlisted().await;
    let bought = buy(&world, &id).await;
    world.rich.set("rk_1", 10_100);
    world.refresh().await;
    reaches(&world, &bought, State::Credited).await;
    // The browser comes back after all: that changes nothing.
    assert!(world.loopback.return_from_checkout(CheckoutReturn::Cancelled));
    world.refresh().await;
    assert_eq!(state(&world, &bought).await, State::Credited);
}

#[tokio::test]
async fn what_was_paid_and_does_not_come_is_missing_and_still_credited() {
    let (world, id) = listed().await;
    let bought = buy(&world, &id).await;
    assert!(world.loopback.return_from_checkout(CheckoutReturn::Paid));
    reaches(&world, &bought, State::Returned).await;
    advance_to(&world, SignedDuration::from_hours(26));
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Missing).await;
    assert!(!State::Missing.is_open());
    lists(&world, &[credit(27 * HOUR, 10_000)], 10_100);
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Credited).await;
}

#[tokio::test]
async fn a_purchase_can_be_given_up_and_is_credited_if_it_comes() {
    let (world, id) = listed().await;
    let bought = buy(&world, &id).await;
    let dropped = world.app.stop_waiting(&bought.record.purchase.id).await.unwrap();
    assert_eq!(dropped.record.state, State::Dropped);
    assert!(!dropped.watching);
    assert!(world.app.top_up(&id).await.unwrap().open.is_none());
    let again = world.app.stop_waiting(&bought.record.purchase.id).await;
    assert!(matches!(again, Err(AppError::PurchaseOver)), "{again:?}");
    lists(&world, &[credit(1, 10_000)], 10_100);
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Credited).await;
    until(&world.app, "it is told", || async {
        world.desktop.titles().len() == 1
    })
    .await;
}

#[tokio::test]
async fn a_small_rise_after_the_end_proves_nothing() {
    let (world, id) = unlisted().await;
    let dropped = buy(&world, &id).await;
    world.app.stop_waiting(&dropped.record.purchase.id).await.unwrap();
    world.rich.set("rk_1", 150);
    world.refresh().await;
    world.rich.set("rk_1", 10_100);
    world.refresh().await;
    reaches(&world, &dropped, State::Credited).await;
    let arrivals = stored(&world, &dropped.record.purchase.id)
        .await
        .record
        .arrivals();
    assert_eq!(arrivals[0].amount.amount, 10_000.into(), "not the fifty");
}
