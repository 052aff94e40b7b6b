use std::sync::atomic::Ordering;

use refill_app::{Problem, VaultState};
use refill_core::error::VaultError;

use crate::fakes::{PLAIN, World, until};

#[tokio::test]
async fn a_locked_keychain_fails_a_background_refresh_without_a_dialog() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", None).await;
    let world = world.restart();
    *world.vault.fault.lock().unwrap() = Some(VaultError::Locked);
    world.app.start();
    until(&world.app, "the locked state shows", || async {
        world.app.vault_state() == VaultState::Locked
    })
    .await;
    until(&world.app, "the refresh has failed", || async {
        let failure = world.app.card(&id).await.unwrap().failure;
        failure.is_some_and(|failure| failure.problem == Problem::VaultLocked)
    })
    .await;
    assert_eq!(
        world.vault.asked_to_unlock.load(Ordering::Relaxed),
        0,
        "no dialog from the background"
    );
    assert_eq!(world.shown(&id).await, Some(600), "the cached value is shown");
}

#[tokio::test]
async fn trying_again_may_ask_and_brings_the_balances_back() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", None).await;
    let world = world.restart();
    *world.vault.fault.lock().unwrap() = Some(VaultError::Locked);
    assert_eq!(world.app.retry_vault().await.unwrap(), VaultState::Locked);
    assert_eq!(world.vault.asked_to_unlock.load(Ordering::Relaxed), 1);
    *world.vault.fault.lock().unwrap() = None;
    assert_eq!(world.app.retry_vault().await.unwrap(), VaultState::Ready);
    world.refresh().await;
    assert_eq!(world.app.card(&id).await.unwrap().failure, None);
}

#[tokio::test]
async fn a_keychain_that_hangs_holds_nothing_up_for_ever() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", None).await;
    let world = world.restart();
    world.vault.hang.store(true, Ordering::Relaxed);
    world.refresh().await;
    let failure = world.app.card(&id).await.unwrap().failure.expect("a failure");
    assert_eq!(failure.problem, Problem::VaultTimedOut);
    world.vault.hang.store(false, Ordering::Relaxed);
    world.refresh().await;
    assert_eq!(world.app.card(&id).await.unwrap().failure, None);
}

#[tokio::test]
async fn a_key_is_read_from_the_keychain_once() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", None).await;
    let world = world.restart();
    world.refresh().await;
    *world.vault.fault.lock().unwrap() = Some(VaultError::Locked);
    world.refresh().await;
    assert_eq!(
        world.app.card(&id).await.unwrap().failure,
        None,
        "a keychain locked later stops no refresh"
    );
}

#[tokio::test]
async fn a_key_that_was_removed_from_outside_is_missing() {
    let world = World::new();
    world.plain.set("pk_1", 600);
    let id = world.add(&PLAIN, "pk_1", None).await;
    let world = world.restart();
    world.vault.items.lock().unwrap().clear();
    world.refresh().await;
    let failure = world.app.card(&id).await.unwrap().failure.expect("a failure");
    assert_eq!((failure.problem, failure.retry_at), (Problem::KeyMissing, None));
}
