//! The receipt, the list of payments, and the alert amount that the provider keeps too.

use std::sync::atomic::Ordering;

use refill_app::AppError;
use refill_core::error::ProviderErrorKind;
use refill_core::ids::PurchaseId;

use super::{buy, credit, listed, lists, reaches};
use crate::fakes::{LISTED, PLAIN, World, until};

#[tokio::test]
async fn a_receipt_says_every_fact_on_a_line_of_its_own() {
    let (world, id) = listed().await;
    *world.listed.shop.session.lock().unwrap() = "cs_test_";
    let bought = buy(&world, &id).await;
    lists(&world, &[credit(1, 10_000)], 10_100);
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, refill_core::purchase::State::Credited).await;
    let purchase = &bought.record.purchase.id;
    world.app.copy_receipt(purchase).await.unwrap();
    let copied = world.desktop.copied.lock().unwrap().last().cloned().unwrap();
    let expected = format!(
        "Bought: Package starter\n\
         Credits: 10,000 credits\n\
         Price: $9.99\n\
         Provider: Listed\n\
         Account: Account of lk\n\
         Payment session: cs_test_1\n\
         TEST: the payment service only pretended, and no money moved.\n\
         Refill’s number: {purchase}\n\
         Begun: 2026-11-20T12:00:00Z\n\
         Last change: 2026-11-20T12:05:00Z\n\
         State: The credits have arrived.\n\
         Balance before: 100 credits\n\
         Arrived: 10,000 credits on 2026-11-20T12:01:00Z\n\
         Seen by: the provider lists the credit\n"
    );
    assert_eq!(copied, expected);
}

#[tokio::test]
async fn payments_are_listed_in_parts_newest_first() {
    let (world, id) = listed().await;
    for _ in 0..3 {
        let bought = buy(&world, &id).await;
        world.app.stop_waiting(&bought.record.purchase.id).await.unwrap();
    }
    let all = world.app.payments(None, 9).await.unwrap();
    assert_eq!(all.len(), 3);
    let rest = world
        .app
        .payments(Some(&all[0].record.purchase.id), 1)
        .await
        .unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].record.purchase.id, all[1].record.purchase.id);
    let nobody = world.app.payment(&PurchaseId::from_static("nobody")).await;
    assert!(matches!(nobody, Err(AppError::PurchaseOver)), "{nobody:?}");
}

#[tokio::test]
async fn the_provider_is_told_the_alert_amount() {
    let world = World::new();
    world.listed.set("lk_1", 600);
    let id = world.add(&LISTED, "lk_1", Some("500")).await;
    let told = |wanted: Vec<u64>| {
        let world = &world;
        until(&world.app, "it is told", move || {
            let wanted = wanted.clone();
            async move { *world.listed.shop.alerts.lock().unwrap() == wanted }
        })
    };
    told(vec![500]).await;
    // It does not take it: Refill's own alert works all the same.
    world
        .listed
        .shop
        .faults
        .lock()
        .unwrap()
        .push_back(ProviderErrorKind::Unreachable);
    world.app.set_threshold(&id, Some("99.5")).await.unwrap();
    told(vec![500, 100]).await;
    world.app.set_threshold(&id, None).await.unwrap();
    world.app.set_threshold(&id, Some("70")).await.unwrap();
    told(vec![500, 100, 70]).await;
    let asked = world.vault.asked_to_unlock.load(Ordering::Relaxed);
    assert_eq!(asked, 0, "nobody is asked for a password");
}

#[tokio::test]
async fn a_provider_without_alerts_is_told_none() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", Some("500")).await;
    world.app.set_threshold(&id, Some("400")).await.unwrap();
    world.refresh().await;
    assert!(world.plain.shop.alerts.lock().unwrap().is_empty());
}
