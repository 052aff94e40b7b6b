//! The tokens of a sign-in: where they are, and their exchange.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use refill_app::{AppError, Event, Keep, NewAccount, NewKey};
use refill_core::error::{ProviderErrorKind, VaultError};

use super::{account, is_provider_error, items, password, shows_signed_in, sign_in, signed_in};
use crate::fakes::{LISTED, RICH, World, events_so_far, key, new, until};

#[tokio::test]
async fn signing_in_keeps_both_tokens_as_one_item_and_no_password() {
    let (world, id) = signed_in().await;
    assert!(shows_signed_in(&world, &id).await);
    let kept = items(&world);
    assert_eq!(kept, ["rk_1", r#"{"access":"a1","refresh":"r1"}"#]);
    let profile = world.app.profile(&id).await.expect("a profile");
    assert_eq!(profile.email.as_deref(), Some("me@example.com"));
    assert_eq!(world.rich.holder.refreshes.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_wrong_password_signs_nobody_in() {
    let world = World::new();
    let id = account(&world).await;
    let wrong = refill_core::key::Secret::new("guess");
    let refused = world.app.sign_in_holder(&id, super::EMAIL, &wrong).await;
    assert!(is_provider_error(&refused, &ProviderErrorKind::KeyRefused));
    assert!(!shows_signed_in(&world, &id).await);
    assert_eq!(items(&world), ["rk_1"]);
    assert!(matches!(world.app.profile(&id).await, Err(AppError::NotSignedIn)));
}

#[tokio::test]
async fn the_sign_in_of_another_account_is_not_taken() {
    let world = World::new();
    let id = account(&world).await;
    world.rich.holder.is_somebody_else.store(true, Ordering::Relaxed);
    let password = password();
    let refused = world.app.sign_in_holder(&id, super::EMAIL, &password).await;
    assert!(matches!(refused, Err(AppError::OtherHolder)), "{refused:?}");
    assert!(!shows_signed_in(&world, &id).await);
    assert_eq!(items(&world), ["rk_1"]);
    assert_eq!(world.rich.holder.times("sign_out"), 1, "it is ended there, too");
}

#[tokio::test]
async fn a_pasted_key_may_be_of_another_account_so_the_sign_in_ends() {
    let (world, id) = signed_in().await;
    world.rich.set("rk_2", 300);
    let pasted = NewKey::Pasted(key("rk_2"));
    world
        .app
        .replace_key(&id, None, pasted, Keep::Keychain)
        .await
        .unwrap();
    assert!(!shows_signed_in(&world, &id).await);
    assert_eq!(items(&world), ["rk_2"]);
}

#[tokio::test]
async fn an_address_that_is_not_verified_says_so() {
    let world = World::new();
    let id = account(&world).await;
    let unverified = ProviderErrorKind::EmailUnverified;
    world
        .rich
        .holder
        .faults
        .lock()
        .unwrap()
        .push_back(unverified.clone());
    assert!(is_provider_error(&sign_in(&world, &id).await, &unverified));
    assert!(!shows_signed_in(&world, &id).await);
}

#[tokio::test]
async fn refused_tokens_are_exchanged_once_and_the_call_is_made_again() {
    let (world, id) = signed_in().await;
    let holder = &world.rich.holder;
    holder.end_access();
    world.app.profile(&id).await.expect("a profile");
    assert_eq!(
        (holder.refreshes.load(Ordering::Relaxed), holder.times("profile")),
        (1, 2)
    );
    assert_eq!(
        items(&world),
        ["rk_1", r#"{"access":"a2","refresh":"r2"}"#],
        "the old ones are gone from the keychain"
    );
    world.app.profile(&id).await.expect("a profile");
    assert_eq!(holder.refreshes.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn tokens_that_are_refused_again_are_not_exchanged_for_ever() {
    let (world, id) = signed_in().await;
    let holder = &world.rich.holder;
    let refused = ProviderErrorKind::KeyRefused;
    holder
        .faults
        .lock()
        .unwrap()
        .extend([refused.clone(), refused.clone()]);
    let answer = world.app.profile(&id).await;
    assert!(
        matches!(answer, Err(AppError::NotSignedIn)),
        "not the account's key"
    );
    assert_eq!(
        (holder.refreshes.load(Ordering::Relaxed), holder.times("profile")),
        (1, 2)
    );
    world.app.profile(&id).await.expect("still signed in");
}

#[tokio::test]
async fn exchanged_tokens_survive_a_restart() {
    let (world, id) = signed_in().await;
    world.rich.holder.end_access();
    world.app.profile(&id).await.expect("a profile");
    let world = world.restart();
    assert!(shows_signed_in(&world, &id).await);
    world.app.profile(&id).await.expect("a profile");
    let holder = &world.rich.holder;
    assert_eq!(holder.refreshes.load(Ordering::Relaxed), 1);
    let last = holder.calls.lock().unwrap().last().cloned().unwrap();
    assert_eq!((last.what, last.token.as_str()), ("profile", "a2"));
}

#[tokio::test]
async fn a_refused_exchange_ends_the_sign_in() {
    let (world, id) = signed_in().await;
    let holder = &world.rich.holder;
    holder.end_access();
    holder.refuse_refresh.store(true, Ordering::Relaxed);
    let mut news = world.app.events();
    assert!(matches!(world.app.profile(&id).await, Err(AppError::NotSignedIn)));
    assert_eq!(items(&world), ["rk_1"]);
    assert!(!shows_signed_in(&world, &id).await);
    let told = Event::Changed {
        account: Some(id.clone()),
    };
    assert!(events_so_far(&mut news).contains(&told));
    world.refresh().await;
    assert_eq!(
        world.shown(&id).await,
        Some(700),
        "its key still reads the balance"
    );
}

#[tokio::test]
async fn without_a_network_the_sign_in_stays() {
    let (world, id) = signed_in().await;
    let holder = &world.rich.holder;
    let offline = ProviderErrorKind::Unreachable;
    holder.end_access();
    holder.refresh_faults.lock().unwrap().push_back(offline.clone());
    assert!(is_provider_error(&world.app.profile(&id).await, &offline));
    assert!(shows_signed_in(&world, &id).await);
    world.app.profile(&id).await.expect("a profile");
    holder.faults.lock().unwrap().push_back(offline.clone());
    assert!(is_provider_error(&world.app.profile(&id).await, &offline));
    assert_eq!(
        holder.refreshes.load(Ordering::Relaxed),
        2,
        "only a refusal is a reason"
    );
}

#[tokio::test]
async fn two_calls_at_once_share_one_exchange() {
    let (world, id) = signed_in().await;
    let holder = &world.rich.holder;
    holder.end_access();
    holder.hold.store(true, Ordering::Relaxed);
    let calls = [world.app.clone(), world.app.clone()].map(|app| {
        let id = id.clone();
        tokio::spawn(async move { app.profile(&id).await })
    });
    until(&world.app, "both were refused and one exchanges", || async {
        holder.times("profile") == 2 && holder.held.load(Ordering::Relaxed) == 1
    })
    .await;
    holder.hold.store(false, Ordering::Relaxed);
    holder.release.notify_waiters();
    for call in calls {
        call.await.unwrap().expect("a profile");
    }
    assert_eq!(
        (holder.refreshes.load(Ordering::Relaxed), holder.times("profile")),
        (1, 4)
    );
}

#[tokio::test]
async fn tokens_that_have_ended_are_exchanged_before_the_call() {
    let world = World::new();
    let id = account(&world).await;
    let holder = &world.rich.holder;
    *holder.ends_after.lock().unwrap() = Some(SignedDuration::from_mins(10));
    sign_in(&world, &id).await.expect("signed in");
    let world = world.restart();
    let holder = &world.rich.holder;
    world.app.profile(&id).await.expect("a profile");
    assert_eq!(holder.refreshes.load(Ordering::Relaxed), 0);
    world.clock.advance(SignedDuration::from_mins(10));
    world.app.profile(&id).await.expect("a profile");
    assert_eq!(
        (holder.refreshes.load(Ordering::Relaxed), holder.times("profile")),
        (1, 2)
    );
}

#[tokio::test]
async fn without_a_keychain_the_sign_in_fails_and_ends_at_the_provider() {
    for fault in [VaultError::Absent, VaultError::Locked, VaultError::Refused] {
        let world = World::new();
        let id = account(&world).await;
        *world.vault.fault.lock().unwrap() = Some(fault);
        let failed = sign_in(&world, &id).await;
        assert!(matches!(failed, Err(AppError::Vault(error)) if error == fault));
        assert!(!shows_signed_in(&world, &id).await);
        assert_eq!(world.rich.holder.times("sign_out"), 1);
    }
}

#[tokio::test]
async fn a_keychain_that_stays_locked_leaves_the_sign_in() {
    let (world, id) = signed_in().await;
    let world = world.restart();
    *world.vault.fault.lock().unwrap() = Some(VaultError::Locked);
    let locked = world.app.profile(&id).await;
    assert!(matches!(locked, Err(AppError::Vault(VaultError::Locked))));
    assert_eq!(world.rich.holder.times("profile"), 0);
    assert!(
        world.vault.asked_to_unlock.load(Ordering::Relaxed) > 0,
        "after a click it may ask"
    );
    *world.vault.fault.lock().unwrap() = None;
    world.app.profile(&id).await.expect("a profile");
}

#[tokio::test]
async fn the_background_never_touches_tokens() {
    let (world, id) = signed_in().await;
    world.rich.holder.end_access();
    let world = world.restart();
    let before = world.rich.holder.calls.lock().unwrap().len();
    world.rich.set("rk_1", 650);
    world.app.start();
    until(&world.app, "the background has read the balance", || async {
        world.shown(&id).await == Some(650)
    })
    .await;
    assert_eq!(world.rich.holder.calls.lock().unwrap().len(), before);
}

#[tokio::test]
async fn exchanged_tokens_that_the_keychain_does_not_take_serve_until_the_end() {
    let (world, id) = signed_in().await;
    let holder = &world.rich.holder;
    holder.end_access();
    world.app.profile(&id).await.expect("tokens are known");
    holder.end_access();
    *world.vault.fault.lock().unwrap() = Some(VaultError::Refused);
    world.app.profile(&id).await.expect("a profile");
    world.app.profile(&id).await.expect("a profile");
    assert_eq!(holder.refreshes.load(Ordering::Relaxed), 2, "they are in memory");
    *world.vault.fault.lock().unwrap() = None;
    holder.end_access();
    world.app.profile(&id).await.expect("a profile");
    assert_eq!(
        items(&world),
        ["rk_1", r#"{"access":"a4","refresh":"r4"}"#],
        "the next ones are in the keychain again"
    );
}

#[tokio::test]
async fn an_account_kept_for_this_session_has_its_sign_in_in_memory() {
    let world = World::new();
    world.rich.set("rk_1", 700);
    let account = NewAccount {
        keep: Keep::Session,
        ..new(&RICH, "rk_1", None)
    };
    let id = world.app.add_account(account).await.expect("added");
    sign_in(&world, &id).await.expect("signed in");
    world.rich.holder.end_access();
    world.app.profile(&id).await.expect("a profile");
    assert!(shows_signed_in(&world, &id).await);
    assert!(items(&world).is_empty());
    let world = world.restart();
    assert!(!shows_signed_in(&world, &id).await);
}

#[tokio::test]
async fn going_on_without_the_keychain_keeps_tokens_in_memory() {
    let world = World::new();
    let id = account(&world).await;
    world.app.use_session_keys();
    sign_in(&world, &id).await.expect("signed in");
    assert!(shows_signed_in(&world, &id).await);
    assert_eq!(items(&world), ["rk_1"]);
}

#[tokio::test]
async fn signing_out_works_without_an_answer() {
    let (world, id) = signed_in().await;
    let offline = ProviderErrorKind::Unreachable;
    world.rich.holder.faults.lock().unwrap().push_back(offline);
    world.app.sign_out(&id).await.expect("signed out");
    assert_eq!(world.rich.holder.times("sign_out"), 1);
    assert!(!shows_signed_in(&world, &id).await);
    assert_eq!(items(&world), ["rk_1"]);
}

#[tokio::test]
async fn an_item_that_holds_no_tokens_ends_the_sign_in() {
    for tampered in [Some("rubbish"), None] {
        let (world, id) = signed_in().await;
        let world = world.restart();
        {
            let mut items = world.vault.items.lock().unwrap();
            match tampered {
                Some(text) => items
                    .values_mut()
                    .filter(|item| !item.same_as(&key("rk_1")))
                    .for_each(|item| *item = key(text)),
                None => items.retain(|_, item| item.same_as(&key("rk_1"))),
            }
        }
        assert!(matches!(world.app.profile(&id).await, Err(AppError::NotSignedIn)));
        assert!(!shows_signed_in(&world, &id).await);
        assert_eq!(items(&world), ["rk_1"]);
    }
}

#[tokio::test]
async fn signing_in_again_takes_the_place_of_the_sign_in_before() {
    let (world, id) = signed_in().await;
    sign_in(&world, &id).await.expect("signed in");
    assert_eq!(items(&world), ["rk_1", r#"{"access":"a2","refresh":"r2"}"#]);
}

#[tokio::test]
async fn a_removed_account_takes_both_items_along() {
    let (world, id) = signed_in().await;
    world.app.remove_account(&id).await.expect("removed");
    assert_eq!(items(&world).len(), 2, "it can be undone");
    let world = world.restart();
    world.app.start();
    until(&world.app, "both keychain items are removed", || async {
        items(&world).is_empty()
    })
    .await;
}

async fn signed_in_at_own_server() -> (World, refill_core::ids::AccountId) {
    let world = World::new();
    world.listed.set("lk_1", 100);
    let id = world.add(&LISTED, "lk_1", None).await;
    world
        .app
        .sign_in_holder(&id, super::EMAIL, &password())
        .await
        .expect("signed in");
    (world, id)
}

async fn move_elsewhere(world: &World, id: &refill_core::ids::AccountId, keep: Keep) {
    let elsewhere = Some("https://other.example.com");
    world
        .app
        .replace_key(id, elsewhere, NewKey::Pasted(key("lk_1")), keep)
        .await
        .expect("moved");
}

fn nothing_went_elsewhere(world: &World) {
    for call in world.listed.holder.calls.lock().unwrap().iter() {
        assert_eq!(
            call.server.as_deref(),
            Some("https://own.example.com"),
            "{call:?}"
        );
    }
}

#[tokio::test]
async fn another_server_never_sees_the_tokens() {
    for keep in [Keep::Keychain, Keep::Session] {
        let (world, id) = signed_in_at_own_server().await;
        move_elsewhere(&world, &id, keep).await;
        assert!(!shows_signed_in(&world, &id).await);
        assert!(matches!(world.app.profile(&id).await, Err(AppError::NotSignedIn)));
        nothing_went_elsewhere(&world);
        until(&world.app, "the tokens are gone", || async {
            items(&world).iter().all(|item| item == "lk_1")
        })
        .await;
    }
}

#[tokio::test]
async fn tokens_in_memory_do_not_move_either() {
    let world = World::new();
    world.listed.set("lk_1", 100);
    let id = world.add(&LISTED, "lk_1", None).await;
    world.app.use_session_keys();
    world
        .app
        .sign_in_holder(&id, super::EMAIL, &password())
        .await
        .expect("signed in");
    move_elsewhere(&world, &id, Keep::Session).await;
    assert!(matches!(world.app.profile(&id).await, Err(AppError::NotSignedIn)));
    nothing_went_elsewhere(&world);
}

#[tokio::test]
async fn an_exchange_under_way_while_the_server_changes_comes_to_nothing() {
    let (world, id) = signed_in_at_own_server().await;
    let holder = &world.listed.holder;
    holder.end_access();
    holder.hold.store(true, Ordering::Relaxed);
    let (app, account) = (world.app.clone(), id.clone());
    let call = tokio::spawn(async move { app.profile(&account).await });
    until(&world.app, "the exchange is under way", || async {
        holder.held.load(Ordering::Relaxed) == 1
    })
    .await;
    move_elsewhere(&world, &id, Keep::Keychain).await;
    holder.release.notify_waiters();
    assert!(matches!(call.await.unwrap(), Err(AppError::NotSignedIn)));
    assert!(!shows_signed_in(&world, &id).await);
    assert_eq!(items(&world), ["lk_1"]);
    nothing_went_elsewhere(&world);
}
