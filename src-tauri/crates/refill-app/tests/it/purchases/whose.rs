//! Whose credits they are: of this account and this purchase, and of no other.

use std::sync::atomic::Ordering;

use refill_app::{AppError, Keep, NewKey};
use refill_core::purchase::State;

use super::{buy, credit, failed_because, listed, lists, reaches, state, stored, unlisted};
use crate::fakes::{key, until};

#[tokio::test]
async fn another_keys_balance_is_no_rise() {
    let (world, id) = unlisted().await;
    let bought = buy(&world, &id).await;
    world.rich.set("rk_2", 30_000);
    let pasted = NewKey::Pasted(key("rk_2"));
    world
        .app
        .replace_key(&id, None, pasted, Keep::Keychain)
        .await
        .unwrap();
    world.refresh().await;
    world.refresh().await;
    assert_eq!(state(&world, &bought).await, State::Away);
    assert!(world.desktop.titles().is_empty(), "{:?}", world.desktop.titles());
}

#[tokio::test]
async fn nobody_pays_for_another_account() {
    let (world, id) = listed().await;
    let holder = &world.listed.holder;
    holder.is_somebody_else.store(true, Ordering::Relaxed);
    let package = crate::fakes::package("starter", 10_000, 999);
    let refused = world.app.buy_package(&id, &package).await;
    assert!(matches!(refused, Err(AppError::OtherHolder)), "{refused:?}");
    assert!(world.desktop.opened.lock().unwrap().is_empty());
    let all = world.app.payments(None, 10).await.unwrap();
    assert_eq!(failed_because(&all[0]).as_deref(), Some("other_holder"));
    let sheet = world.app.top_up(&id).await.unwrap();
    assert!(
        sheet.needs_sign_in && sheet.open.is_none(),
        "the sign-in has ended"
    );
}

#[tokio::test]
async fn a_row_belongs_to_the_purchase_of_its_time() {
    let (world, id) = listed().await;
    let dropped = buy(&world, &id).await;
    world.clock.advance(jiff::SignedDuration::from_mins(6));
    world.app.stop_waiting(&dropped.record.purchase.id).await.unwrap();
    // It was paid before that, and nobody has looked since.
    lists(&world, &[credit(3, 10_000)], 10_100);
    let second = buy(&world, &id).await;
    world.refresh_with_history(&id).await;
    reaches(&world, &dropped, State::Credited).await;
    assert_eq!(state(&world, &second).await, State::Away, "nobody has paid it");
}

#[tokio::test]
async fn a_removed_account_waits_for_nothing() {
    let (mut world, id) = listed().await;
    world.options.undo_for = std::time::Duration::from_millis(1);
    let world = world.restart();
    let bought = buy(&world, &id).await;
    world.app.remove_account(&id).await.unwrap();
    until(&world.app, "the purchase is given up", || async {
        stored(&world, &bought.record.purchase.id).await.record.state == State::Dropped
    })
    .await;
}

#[tokio::test]
async fn what_seems_paid_and_does_not_come_is_told_and_stays_in_sight() {
    let (world, id) = listed().await;
    let bought = buy(&world, &id).await;
    assert!(
        world
            .loopback
            .return_from_checkout(refill_core::ports::CheckoutReturn::Paid)
    );
    reaches(&world, &bought, State::Returned).await;
    super::advance_to(&world, jiff::SignedDuration::from_hours(30));
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Missing).await;
    until(&world.app, "it is told", || async {
        !world.desktop.titles().is_empty()
    })
    .await;
    let titles = world.desktop.titles();
    assert!(titles[0].ends_with("paid, but no credits yet"), "{titles:?}");
    let sheet = world.app.top_up(&id).await.unwrap();
    assert_eq!(
        sheet.missing.map(|missing| missing.record.state),
        Some(State::Missing)
    );
    let card = world.app.card(&id).await.unwrap();
    assert_eq!(card.open_payment.map(|(_, state)| state), Some(State::Missing));
}
