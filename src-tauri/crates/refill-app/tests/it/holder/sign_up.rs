//! A new account by signing in.

use std::sync::atomic::Ordering;

use refill_app::{AppError, Keep, NewAccount, NewKey, SignedIn};
use refill_core::error::{ProviderErrorKind, VaultError};

use super::{EMAIL, is_provider_error, items, password, place, shows_signed_in};
use crate::fakes::{RICH, World, new, until};

/// Signed in for a new account, with the key `rk_made_1`.
async fn signed_in_new() -> (World, SignedIn) {
    let world = World::new();
    world.rich.set("rk_made_1", 700);
    let signed_in = world.app.sign_in_new(&place(&RICH), EMAIL, &password()).await;
    (world, signed_in.expect("signed in"))
}

fn with(name: &str) -> NewAccount {
    NewAccount {
        key: NewKey::SignedIn(name.to_owned()),
        ..new(&RICH, "rk_unused", None)
    }
}

#[tokio::test]
async fn the_account_has_the_made_key_and_the_sign_in() {
    let (world, signed_in) = signed_in_new().await;
    let reading = signed_in.check.reading.expect("a balance");
    assert_eq!(reading.balance.money.amount, 700.into());
    assert_eq!(
        world.rich.holder.keys.lock().unwrap()[0].name.as_deref(),
        Some("Refill")
    );
    assert!(items(&world).is_empty(), "nothing is kept before the account is");
    let id = world.app.add_account(with(&signed_in.name)).await.expect("added");
    assert!(shows_signed_in(&world, &id).await);
    assert_eq!(items(&world), ["rk_made_1", r#"{"access":"a1","refresh":"r1"}"#]);
    world.app.profile(&id).await.expect("a profile");
    assert_eq!(world.rich.holder.times("revoke_key"), 0);
    let again = world.app.add_account(with(&signed_in.name)).await;
    assert!(matches!(again, Err(AppError::SignInOver)));
}

#[tokio::test]
async fn for_this_session_nothing_is_in_the_keychain() {
    let (world, signed_in) = signed_in_new().await;
    let account = NewAccount {
        keep: Keep::Session,
        ..with(&signed_in.name)
    };
    let id = world.app.add_account(account).await.expect("added");
    assert!(shows_signed_in(&world, &id).await);
    assert!(items(&world).is_empty());
}

#[tokio::test]
async fn cancelling_revokes_the_key_and_signs_out() {
    let (world, signed_in) = signed_in_new().await;
    world.app.cancel_sign_in(&signed_in.name);
    until(&world.app, "the sign-in is ended", || async {
        world.rich.holder.times("sign_out") == 1
    })
    .await;
    assert!(world.rich.holder.keys.lock().unwrap().is_empty());
    let over = world.app.add_account(with(&signed_in.name)).await;
    assert!(matches!(over, Err(AppError::SignInOver)));
}

#[tokio::test]
async fn cancelling_works_from_a_thread_without_a_runtime() {
    let (world, signed_in) = signed_in_new().await;
    let app = world.app.clone();
    std::thread::spawn(move || app.cancel_sign_in(&signed_in.name))
        .join()
        .expect("no panic");
    until(&world.app, "the sign-in is ended", || async {
        world.rich.holder.times("sign_out") == 1
    })
    .await;
}

#[tokio::test]
async fn forgotten_ones_are_revoked_when_too_many_wait() {
    let (world, _) = signed_in_new().await;
    for number in 2..=9 {
        world.rich.set(&format!("rk_made_{number}"), 700);
        world
            .app
            .sign_in_new(&place(&RICH), EMAIL, &password())
            .await
            .expect("signed in");
    }
    until(&world.app, "the oldest is ended", || async {
        world.rich.holder.times("sign_out") == 1
    })
    .await;
    let keys = world.rich.holder.keys.lock().unwrap();
    assert!(keys.iter().all(|listed| listed.id != "key-1"));
}

/// Cancels while an account is being added, of which `keychain` is the fault.
async fn cancelled_while_added(keychain: Option<VaultError>) -> (World, Result<(), AppError>) {
    let (world, signed_in) = signed_in_new().await;
    world.rich.hold.store(true, Ordering::Relaxed);
    let (app, account) = (world.app.clone(), with(&signed_in.name));
    let adding = tokio::spawn(async move { app.add_account(account).await });
    until(&world.app, "it is being added", || async {
        world.rich.held.load(Ordering::Relaxed) == 1
    })
    .await;
    world.app.cancel_sign_in(&signed_in.name);
    *world.vault.fault.lock().unwrap() = keychain;
    world.rich.hold.store(false, Ordering::Relaxed);
    world.rich.release.notify_waiters();
    let added = adding.await.unwrap();
    (world, added.map(drop))
}

#[tokio::test]
async fn a_key_that_is_in_use_is_not_revoked_by_a_late_cancel() {
    let (world, added) = cancelled_while_added(None).await;
    added.expect("added");
    assert_eq!(items(&world).len(), 2);
    assert_eq!(world.rich.holder.times("revoke_key"), 0);
}

#[tokio::test]
async fn a_cancelled_sign_in_is_revoked_when_its_account_comes_to_nothing() {
    let (world, added) = cancelled_while_added(Some(VaultError::Refused)).await;
    assert!(matches!(added, Err(AppError::Vault(_))));
    until(&world.app, "the sign-in is ended", || async {
        world.rich.holder.times("sign_out") == 1
    })
    .await;
    assert!(world.rich.holder.keys.lock().unwrap().is_empty());
}

#[tokio::test]
async fn nothing_stays_at_the_provider_when_the_key_cannot_be_looked_at() {
    let world = World::new();
    let refused = world.app.sign_in_new(&place(&RICH), EMAIL, &password()).await;
    assert!(is_provider_error(&refused, &ProviderErrorKind::KeyRefused));
    let holder = &world.rich.holder;
    assert!(holder.keys.lock().unwrap().is_empty());
    assert_eq!((holder.times("revoke_key"), holder.times("sign_out")), (1, 1));
}

#[tokio::test]
async fn an_account_without_its_sign_in_still_works() {
    let (world, signed_in) = signed_in_new().await;
    world.app.use_session_keys();
    let id = world.app.add_account(with(&signed_in.name)).await.expect("added");
    assert_eq!(items(&world), ["rk_made_1"]);
    let world = world.restart();
    assert!(!shows_signed_in(&world, &id).await);
    world.refresh().await;
    assert_eq!(world.shown(&id).await, Some(700));
}
