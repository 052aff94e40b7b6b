use std::sync::atomic::Ordering;
use std::time::Duration;

use refill_core::error::ProviderErrorKind;

use crate::fakes::{PLAIN, World, until};

#[tokio::test]
async fn a_crossing_is_told_once_and_a_restart_does_not_repeat_it() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    world.add(&PLAIN, "pk_1", Some("500")).await;
    for balance in [501, 499, 480, 505, 499] {
        world.plain.set("pk_1", balance);
        world.refresh().await;
    }
    assert_eq!(
        world.desktop.titles(),
        ["Plain (Account of pk): 499 credits left"]
    );
    let world = world.restart();
    world.refresh().await;
    assert_eq!(world.desktop.titles().len(), 1);
    world.plain.set("pk_1", 550);
    world.refresh().await;
    world.plain.set("pk_1", 450);
    world.refresh().await;
    assert_eq!(
        world.desktop.titles().len(),
        2,
        "a new crossing after a recovery is told"
    );
}

#[tokio::test]
async fn errors_alert_nobody_and_change_nothing() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", Some("500")).await;
    let kinds = [
        ProviderErrorKind::KeyRefused,
        ProviderErrorKind::Server { retry_after: None },
        ProviderErrorKind::TimedOut,
        ProviderErrorKind::NotUnderstood { what: "balance" },
        ProviderErrorKind::Unreachable,
        ProviderErrorKind::CutOff,
    ];
    let count = kinds.len();
    world.plain.fail_next(kinds);
    for _ in 0..count {
        world.refresh().await;
        assert_eq!(world.shown(&id).await, Some(600));
    }
    assert!(world.desktop.titles().is_empty());
    assert!(world.app.overview().await.unwrap().banners.is_empty());
}

#[tokio::test]
async fn a_balance_beside_a_refusal_is_not_believed() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", Some("500")).await;
    *world.plain.balance_of_errors.lock().unwrap() = Some(0);
    world.plain.fail_next([
        ProviderErrorKind::KeyRefused,
        ProviderErrorKind::Server { retry_after: None },
    ]);
    world.refresh().await;
    world.refresh().await;
    assert_eq!(world.shown(&id).await, Some(600));
    world
        .plain
        .fail_next([ProviderErrorKind::PaymentRequired { cost: None }]);
    *world.plain.balance_of_errors.lock().unwrap() = Some(450);
    world.refresh().await;
    assert_eq!(world.shown(&id).await, Some(450), "a 402 says what is left");
}

#[tokio::test]
async fn in_the_band_above_the_amount_no_banner_says_below() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    world.add(&PLAIN, "pk_1", Some("500")).await;
    for (balance, banners) in [(480, 1), (505, 0), (490, 1)] {
        world.plain.set("pk_1", balance);
        world.refresh().await;
        assert_eq!(
            world.app.overview().await.unwrap().banners.len(),
            banners,
            "at {balance}"
        );
    }
}

#[tokio::test]
async fn a_sudden_zero_is_believed_only_when_it_is_read_twice() {
    let world = World::looking_again_after(Duration::from_millis(500));
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", Some("500")).await;
    world.plain.set("pk_1", 0);
    world.refresh().await;
    assert_eq!(
        world.shown(&id).await,
        Some(600),
        "the last confirmed value stays"
    );
    until(&world.app, "the second reading tells", || async {
        !world.desktop.titles().is_empty()
    })
    .await;
    assert_eq!(world.desktop.titles(), ["Plain (Account of pk) is used up"]);
    assert_eq!(world.shown(&id).await, Some(0));
}

#[tokio::test]
async fn a_glitch_of_one_reading_is_forgotten() {
    let world = World::looking_again_after(Duration::from_millis(500));
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", Some("500")).await;
    world.plain.set("pk_1", 0);
    let mut news = world.app.events();
    world.refresh().await;
    world.plain.set("pk_1", 590);
    until(&world.app, "the second reading is in", || async {
        world.shown(&id).await == Some(590)
    })
    .await;
    drop(crate::fakes::events_so_far(&mut news));
    assert!(world.desktop.titles().is_empty());
}

#[tokio::test]
async fn several_at_once_make_one_notification() {
    let world = World::new();
    for key in ["pk_1", "pk_2", "pk_3"] {
        world.plain.set(key, 600);
        world.add(&PLAIN, key, Some("500")).await;
    }
    for key in ["pk_1", "pk_2"] {
        world.plain.set(key, 400);
    }
    world.refresh().await;
    assert_eq!(world.desktop.titles(), ["2 accounts are running low"]);
}

#[tokio::test]
async fn with_the_window_in_front_the_banner_says_it() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", Some("500")).await;
    world.desktop.in_front.store(true, Ordering::Relaxed);
    world.plain.set("pk_1", 400);
    world.refresh().await;
    assert!(world.desktop.titles().is_empty());
    let banners = world.app.overview().await.unwrap().banners;
    assert!(matches!(banners.as_slice(), [banner] if banner.account == id));
    world.app.dismiss_banner(&id).await.unwrap();
    assert!(world.app.overview().await.unwrap().banners.is_empty());
    world.desktop.in_front.store(false, Ordering::Relaxed);
    world.refresh().await;
    assert!(world.desktop.titles().is_empty(), "it was told in the window");
}

#[tokio::test]
async fn a_notification_that_the_system_refused_is_tried_again() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    world.add(&PLAIN, "pk_1", Some("500")).await;
    world.desktop.refuses.store(true, Ordering::Relaxed);
    world.plain.set("pk_1", 400);
    world.refresh().await;
    let world = world.restart();
    world.desktop.refuses.store(false, Ordering::Relaxed);
    world.refresh().await;
    assert_eq!(world.desktop.titles().len(), 1);
}

#[tokio::test]
async fn another_alert_amount_is_watched_from_then_on() {
    let world = World::new();
    world.plain.set("pk_1", 480);
    let id = world.add(&PLAIN, "pk_1", Some("500")).await;
    world.refresh().await;
    assert_eq!(world.desktop.titles().len(), 1);
    world.app.set_threshold(&id, Some("450")).await.unwrap();
    assert!(world.app.overview().await.unwrap().banners.is_empty());
    world.plain.set("pk_1", 449);
    world.refresh().await;
    assert_eq!(
        world.desktop.titles().len(),
        2,
        "the crossing of the new amount is not missed"
    );
    assert!(world.app.set_threshold(&id, Some("0")).await.is_err());
    world.app.set_threshold(&id, None).await.unwrap();
}

#[tokio::test]
async fn a_clock_that_was_set_back_neither_repeats_nor_loses_an_alert() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", Some("500")).await;
    world.clock.advance(-jiff::SignedDuration::from_hours(48));
    world.plain.set("pk_1", 400);
    world.refresh().await;
    assert_eq!(world.desktop.titles().len(), 1);
    assert_eq!(
        world.shown(&id).await,
        Some(400),
        "the reading that came last counts"
    );
    world.refresh().await;
    assert_eq!(world.desktop.titles().len(), 1);
}

#[tokio::test]
async fn the_test_notification_is_sent_or_says_why_not() {
    let world = World::new();
    world.app.test_notification().await.unwrap();
    assert_eq!(world.desktop.titles(), ["Refill: this is a test"]);
    world.desktop.refuses.store(true, Ordering::Relaxed);
    assert!(world.app.test_notification().await.is_err());
}
