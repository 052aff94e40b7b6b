//! Many accounts: how many are asked at once, and when.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use refill_app::{Event, NewAccount, Options};
use refill_core::error::ProviderErrorKind;
use refill_core::ports::Asking;

use crate::fakes::{PLAIN, RICH, World, events_so_far, new, until};

const ACCOUNTS: i64 = 40;

async fn add_many(world: &World, provider: &refill_core::ids::ProviderId, prefix: &str) {
    let fake = if *provider == PLAIN {
        &world.plain
    } else {
        &world.rich
    };
    for number in 0..ACCOUNTS {
        let key = format!("{prefix}{number}");
        fake.set(&key, 1000 + number);
        let account = NewAccount {
            name: key.clone(),
            ..new(provider, &key, None)
        };
        world.app.add_account(account).await.expect("added");
    }
    fake.most_at_once.store(0, Ordering::Relaxed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_most_eight_are_asked_at_once_and_one_at_a_host_that_limits() {
    let world = World::new();
    add_many(&world, &PLAIN, "pk_").await;
    add_many(&world, &RICH, "rk_").await;
    world.plain.hold.store(true, Ordering::Relaxed);
    let app = world.app.clone();
    let refreshing = tokio::spawn(async move { app.refresh_all(Asking::Never).await });
    until(&world.app, "the places are taken", || async {
        world.plain.held.load(Ordering::Relaxed) >= 7
    })
    .await;
    world.plain.hold.store(false, Ordering::Relaxed);
    world.plain.release.notify_waiters();
    until(&world.app, "all are read", || async {
        world.plain.release.notify_waiters();
        refreshing.is_finished()
    })
    .await;
    let refreshed = refreshing.await.unwrap().unwrap();
    assert_eq!((refreshed.total, refreshed.failed), (80, 0));
    let most = world.plain.most_at_once.load(Ordering::Relaxed);
    assert!((7..=8).contains(&most), "{most}");
    assert_eq!(world.rich.most_at_once.load(Ordering::Relaxed), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_host_that_asks_to_slow_down_gets_one_call_at_a_time() {
    let world = World::new();
    add_many(&world, &PLAIN, "pk_").await;
    let retry_after = Some(Duration::from_secs(60));
    world
        .plain
        .fail_next([ProviderErrorKind::RateLimited { retry_after }]);
    world.app.refresh_all(Asking::Never).await.unwrap();
    world.plain.most_at_once.store(0, Ordering::Relaxed);
    let asked = world.plain.asked.load(Ordering::Relaxed);
    let refreshed = world.app.refresh_all(Asking::Never).await.unwrap();
    assert_eq!(
        (refreshed.skipped, refreshed.failed),
        (1, 0),
        "Retry-After is kept to"
    );
    assert_eq!(world.plain.asked.load(Ordering::Relaxed) - asked, 39);
    assert_eq!(world.plain.most_at_once.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn nothing_is_lost_when_half_of_them_fail() {
    let world = World::new();
    add_many(&world, &PLAIN, "pk_").await;
    let mut news = world.app.events();
    let half = (0..ACCOUNTS / 2).map(|_| ProviderErrorKind::Server { retry_after: None });
    world.plain.fail_next(half);
    for number in 0..ACCOUNTS {
        world.plain.set(&format!("pk_{number}"), 900 + number);
    }
    world.clock.advance(SignedDuration::from_mins(5));
    let refreshed = world.app.refresh_all(Asking::Never).await.unwrap();
    assert_eq!((refreshed.total, refreshed.failed), (40, 20));
    let cards = world.app.overview().await.unwrap().cards;
    let failed = cards.iter().filter(|card| card.failure.is_some()).count();
    assert_eq!(failed, 20);
    for card in &cards {
        let name: i64 = card.account.name.as_str()[3..].parse().unwrap();
        let shown = card
            .reading
            .as_ref()
            .expect("its last balance")
            .balance
            .money
            .amount;
        let expected = if card.failure.is_some() { 1000 } else { 900 };
        assert_eq!(shown, (expected + name).into());
    }
    let last = events_so_far(&mut news)
        .into_iter()
        .rev()
        .find_map(|event| match event {
            Event::RefreshProgress { done, total, failed } => Some((done, total, failed)),
            _ => None,
        });
    assert_eq!(last, Some((40, 40, 20)));
    assert_eq!(world.app.refresh_all(Asking::Never).await.unwrap().failed, 0);
}

fn quick() -> Options {
    Options {
        settle: Duration::from_millis(60),
        clock_look: Duration::from_millis(20),
        ..Options::default()
    }
}

/// Waits until the account was asked `times` times in all.
async fn asked(world: &World, times: usize) {
    until(&world.app, "it is asked", || async {
        world.plain.asked.load(Ordering::Relaxed) == times
    })
    .await;
    assert!(world.app.idle(Duration::from_secs(20)).await);
}

#[tokio::test]
async fn coming_back_to_the_network_makes_one_refresh_however_often_it_is_said() {
    let world = World::with(quick());
    world.plain.set("pk_1", 7);
    world.add(&PLAIN, "pk_1", None).await;
    world.app.start();
    asked(&world, 2).await;
    for _ in 0..5 {
        world.app.came_back();
        tokio::task::yield_now().await;
    }
    asked(&world, 3).await;
    // Were there a second one, it would have come within the pause.
    let more = tokio::time::timeout(Duration::from_millis(300), asked(&world, 4));
    assert!(more.await.is_err());
}

#[tokio::test]
async fn a_sleep_longer_than_the_interval_makes_one_refresh() {
    let world = World::with(quick());
    world.plain.set("pk_1", 7);
    world.add(&PLAIN, "pk_1", None).await;
    world.app.start();
    asked(&world, 2).await;
    world.clock.advance(SignedDuration::from_hours(8));
    world.app.came_back();
    asked(&world, 3).await;
    let more = tokio::time::timeout(Duration::from_millis(300), asked(&world, 4));
    assert!(more.await.is_err());
    // A clock that was set back is no reason to wait for ever.
    world.clock.advance(SignedDuration::from_hours(-9));
    asked(&world, 4).await;
}
