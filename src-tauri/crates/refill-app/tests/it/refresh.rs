use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use refill_app::{Event, Problem};
use refill_core::error::ProviderErrorKind;
use refill_core::ports::Asking;

use crate::fakes::{PLAIN, World, events_so_far, start};

#[tokio::test]
async fn a_failure_keeps_the_last_value_with_its_age_and_reason() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", None).await;
    world
        .plain
        .fail_next([ProviderErrorKind::Unreachable, ProviderErrorKind::TimedOut]);
    world.refresh().await;
    world.refresh().await;
    let card = world.restart().app.card(&id).await.unwrap();
    let failure = card.failure.expect("a failure");
    assert_eq!(failure.problem, Problem::TimedOut, "the latest reason");
    assert_eq!(
        failure.since,
        start() + SignedDuration::from_mins(5),
        "since the first failure, over a restart"
    );
    assert!(failure.retry_at.is_some());
    assert_eq!(card.reading.expect("a reading").taken_at, start());
}

#[tokio::test]
async fn a_good_reading_ends_the_failure() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", None).await;
    world.plain.fail_next([ProviderErrorKind::Unreachable]);
    world.refresh().await;
    world.refresh().await;
    assert_eq!(world.app.card(&id).await.unwrap().failure, None);
}

#[tokio::test]
async fn a_refused_key_is_not_tried_again_by_itself() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", None).await;
    world.plain.fail_next([ProviderErrorKind::KeyRefused]);
    world.refresh().await;
    let failure = world.app.card(&id).await.unwrap().failure.expect("a failure");
    assert_eq!((failure.problem, failure.retry_at), (Problem::KeyRefused, None));
    let asked = world.plain.asked.load(Ordering::Relaxed);
    world.clock.advance(SignedDuration::from_hours(48));
    world.app.refresh_all(Asking::Never).await.unwrap();
    assert_eq!(world.plain.asked.load(Ordering::Relaxed), asked, "not by itself");
    world.refresh().await;
    assert_eq!(
        world.app.card(&id).await.unwrap().failure,
        None,
        "but after a click"
    );
}

#[tokio::test]
async fn a_server_that_asked_to_wait_is_left_alone() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    world.add(&PLAIN, "pk_1", None).await;
    let wait = Some(Duration::from_secs(3600));
    world
        .plain
        .fail_next([ProviderErrorKind::RateLimited { retry_after: wait }]);
    world.refresh().await;
    let asked = || world.plain.asked.load(Ordering::Relaxed);
    let before = asked();
    world.app.refresh_all(Asking::Never).await.unwrap();
    assert_eq!(asked(), before);
    world.clock.advance(SignedDuration::from_hours(1));
    world.app.refresh_all(Asking::Never).await.unwrap();
    assert_eq!(asked(), before + 1);
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_freeze_a_waiting_account() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    world.add(&PLAIN, "pk_1", None).await;
    let wait = Some(Duration::from_secs(60));
    world
        .plain
        .fail_next([ProviderErrorKind::RateLimited { retry_after: wait }]);
    world.refresh().await;
    let asked = world.plain.asked.load(Ordering::Relaxed);
    world.clock.advance(-SignedDuration::from_hours(24 * 365));
    world.app.refresh_all(Asking::Never).await.unwrap();
    assert_eq!(world.plain.asked.load(Ordering::Relaxed), asked + 1);
}

#[tokio::test]
async fn an_old_reading_is_marked_as_stale() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", None).await;
    assert!(!world.app.card(&id).await.unwrap().stale);
    world.clock.advance(SignedDuration::from_hours(1));
    assert!(world.app.card(&id).await.unwrap().stale);
}

#[tokio::test]
async fn progress_counts_every_account() {
    let world = World::new();
    for key in ["pk_1", "pk_2", "pk_3"] {
        world.plain.set(key, 600);
        world.add(&PLAIN, key, None).await;
    }
    world.plain.fail_next([ProviderErrorKind::Unreachable]);
    let mut news = world.app.events();
    world.refresh().await;
    let progress = events_so_far(&mut news)
        .into_iter()
        .filter_map(|event| match event {
            Event::RefreshProgress { done, total, failed } => Some((done, total, failed)),
            _ => None,
        });
    assert_eq!(progress.collect::<Vec<_>>().last(), Some(&(3, 3, 1)));
}

#[tokio::test]
async fn the_interval_is_kept_within_reason_and_over_a_restart() {
    let world = World::new();
    let mut settings = world.app.settings();
    assert_eq!(settings.refresh_minutes, 5);
    settings.refresh_minutes = 0;
    assert_eq!(
        world
            .app
            .save_settings(settings.clone())
            .await
            .unwrap()
            .refresh_minutes,
        1
    );
    settings.refresh_minutes = 30;
    settings.hide_amounts = true;
    world.app.save_settings(settings.clone()).await.unwrap();
    assert_eq!(world.restart().app.settings(), settings);
}
