use std::time::Duration;

use refill_app::{AppError, Keep, KeyState, NewKey, Options};
use refill_core::error::{ProviderErrorKind, VaultError};
use refill_core::ids::AccountId;
use refill_core::key::NotAKey;
use refill_core::ports::Asking;
use std::sync::atomic::Ordering;

use crate::fakes::{LISTED, PLAIN, World, key, new, until};

#[tokio::test]
async fn an_added_account_has_its_key_kept_and_its_balance_read() {
    let world = World::new();
    world.plain.set("pk_1", 420);
    let id = world.add(&PLAIN, "pk_1", Some("500")).await;
    assert_eq!(world.shown(&id).await, Some(420));
    assert_eq!(world.vault.items.lock().unwrap().len(), 1);
    let card = world.app.card(&id).await.unwrap();
    assert_eq!(
        (card.key, card.account.threshold),
        (KeyState::Keychain, Some(500.into()))
    );
}

#[tokio::test]
async fn a_refused_key_leaves_nothing_behind() {
    let world = World::new();
    let refused = world
        .app
        .add_account(new(&PLAIN, "pk_unknown", None))
        .await
        .unwrap_err();
    assert!(matches!(refused, AppError::Provider(error) if error.kind == ProviderErrorKind::KeyRefused));
    assert!(world.vault.items.lock().unwrap().is_empty());
    assert!(world.app.overview().await.unwrap().cards.is_empty());
}

#[tokio::test]
async fn a_key_of_another_provider_is_sent_to_nobody() {
    let world = World::new();
    let error = world.app.check_key(&PLAIN, None, &key("lk_1")).await.unwrap_err();
    assert!(matches!(error, AppError::KeyOfOtherProvider { name: "Listed" }));
    assert_eq!(world.plain.asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_key_without_any_known_prefix_is_tried() {
    let world = World::new();
    world.plain.set("old-form", 7);
    let check = world.app.check_key(&PLAIN, None, &key("old-form")).await.unwrap();
    assert_eq!(check.reading.unwrap().balance.money.amount, 7.into());
    assert!(matches!(
        refill_core::key::ApiKey::from_pasted(" \n"),
        Err(NotAKey::Empty)
    ));
}

#[tokio::test]
async fn suggested_names_are_free() {
    let world = World::new();
    world.plain.set("pk_1", 1000);
    let first = world.app.check_key(&PLAIN, None, &key("pk_1")).await.unwrap();
    assert_eq!(first.suggested_name, "Plain");
    assert_eq!(first.suggested_threshold.unwrap().amount, 100.into());
    let mut account = new(&PLAIN, "pk_1", None);
    account.name = first.suggested_name;
    world.app.add_account(account).await.unwrap();
    let second = world.app.check_key(&PLAIN, None, &key("pk_1")).await.unwrap();
    assert_eq!(second.suggested_name, "Plain 2");
}

#[tokio::test]
async fn without_a_keychain_nothing_is_added_but_a_session_key_works() {
    let world = World::new();
    world.plain.set("pk_1", 5);
    *world.vault.fault.lock().unwrap() = Some(VaultError::Absent);
    let error = world
        .app
        .add_account(new(&PLAIN, "pk_1", None))
        .await
        .unwrap_err();
    assert!(matches!(error, AppError::Vault(VaultError::Absent)));
    assert!(world.app.overview().await.unwrap().cards.is_empty());
    let mut account = new(&PLAIN, "pk_1", None);
    account.keep = Keep::Session;
    let id = world.app.add_account(account).await.unwrap();
    assert_eq!(world.app.card(&id).await.unwrap().key, KeyState::Session);
    let world = world.restart();
    assert_eq!(world.app.card(&id).await.unwrap().key, KeyState::Missing);
    assert_eq!(world.shown(&id).await, Some(5), "the cached value is still there");
}

#[tokio::test]
async fn a_removed_account_comes_back_with_everything() {
    let world = World::new();
    world.listed.set("lk_1", 90);
    let id = world.add(&LISTED, "lk_1", None).await;
    let removed = world.app.remove_account(&id).await.unwrap();
    assert!(world.app.overview().await.unwrap().cards.is_empty());
    assert_eq!(world.app.undo_remove(&removed.undo_token).await.unwrap(), id);
    assert_eq!(world.shown(&id).await, Some(90));
    let again = world.app.undo_remove(&removed.undo_token).await;
    assert!(matches!(again, Err(AppError::UndoExpired)));
}

#[tokio::test]
async fn when_the_undo_time_is_over_the_key_is_gone() {
    let world = World::with(Options {
        undo_for: Duration::from_millis(1),
        ..Options::default()
    });
    world.plain.set("pk_1", 90);
    let id = world.add(&PLAIN, "pk_1", None).await;
    let removed = world.app.remove_account(&id).await.unwrap();
    until(&world.app, "the keychain item is removed", || async {
        world.vault.items.lock().unwrap().is_empty()
    })
    .await;
    assert!(matches!(
        world.app.undo_remove(&removed.undo_token).await,
        Err(AppError::UndoExpired)
    ));
    assert!(matches!(world.app.card(&id).await, Err(AppError::AccountGone)));
}

#[tokio::test]
async fn a_removal_that_a_quit_interrupted_is_finished_at_the_next_start() {
    let world = World::new();
    world.plain.set("pk_1", 90);
    let id = world.add(&PLAIN, "pk_1", None).await;
    world.app.remove_account(&id).await.unwrap();
    let world = world.restart();
    world.app.start();
    until(&world.app, "the keychain item is removed", || async {
        world.vault.items.lock().unwrap().is_empty()
    })
    .await;
    assert!(world.app.overview().await.unwrap().cards.is_empty());
}

#[tokio::test]
async fn another_key_keeps_the_history_and_removes_the_old_item() {
    let world = World::new();
    world.plain.set("pk_old", 100);
    world.plain.set("pk_new", 60);
    let id = world.add(&PLAIN, "pk_old", None).await;
    world
        .app
        .replace_key(&id, None, NewKey::Pasted(key("pk_new")), Keep::Keychain)
        .await
        .unwrap();
    assert_eq!(world.shown(&id).await, Some(60));
    let kept: Vec<_> = world.vault.items.lock().unwrap().values().cloned().collect();
    assert!(
        matches!(kept.as_slice(), [only] if only.same_as(&key("pk_new"))),
        "one item, the new key"
    );
}

#[tokio::test]
async fn a_session_key_for_another_server_drops_the_stored_key() {
    let world = World::new();
    world.listed.set("lk_1", 100);
    let id = world.add(&LISTED, "lk_1", None).await;
    let elsewhere = Some("https://other.example.com");
    world
        .app
        .replace_key(&id, elsewhere, NewKey::Pasted(key("lk_1")), Keep::Session)
        .await
        .unwrap();
    until(
        &world.app,
        "the stored key is gone, for it never goes to another server",
        || async { world.vault.items.lock().unwrap().is_empty() },
    )
    .await;
    let card = world.app.card(&id).await.unwrap();
    assert_eq!(card.key, KeyState::Session);
    assert_eq!(card.account.server.unwrap().as_str(), "https://other.example.com");
}

/// An account whose key is replaced while the old one is under way; `meanwhile` happens before the late answer comes.
async fn replaced_under_way(meanwhile: impl FnOnce(&World)) -> (World, AccountId) {
    let world = World::new();
    world.plain.set("pk_old", 100);
    world.plain.set("pk_new", 60);
    let id = world.add(&PLAIN, "pk_old", None).await;
    world.plain.hold.store(true, Ordering::Relaxed);
    let app = world.app.clone();
    let held = tokio::spawn(async move { app.refresh(None).await });
    until(&world.app, "the old key is under way", || async {
        world.plain.held.load(Ordering::Relaxed) > 0
    })
    .await;
    world.plain.hold.store(false, Ordering::Relaxed);
    world
        .app
        .replace_key(&id, None, NewKey::Pasted(key("pk_new")), Keep::Keychain)
        .await
        .unwrap();
    meanwhile(&world);
    world.plain.release.notify_waiters();
    held.await.unwrap().unwrap();
    (world, id)
}

#[tokio::test]
async fn an_answer_to_the_old_key_counts_no_more() {
    let (world, id) = replaced_under_way(|_| {}).await;
    assert_eq!(world.shown(&id).await, Some(60));
    let slice = world.app.history(Default::default(), None, 10).await.unwrap();
    assert_eq!(
        slice.entries.len(),
        1,
        "from 100 to 60, and nothing of the late answer"
    );
}

#[tokio::test]
async fn a_refusal_of_the_old_key_does_not_silence_the_new_one() {
    let (world, id) = replaced_under_way(|world| world.plain.forget("pk_old")).await;
    world.plain.set("pk_new", 55);
    world.app.refresh_all(Asking::Never).await.unwrap();
    assert_eq!(world.shown(&id).await, Some(55), "it is still asked for");
    assert_eq!(world.app.card(&id).await.unwrap().failure, None);
}

#[tokio::test]
async fn an_account_added_at_zero_is_told_soon() {
    let world = World::looking_again_after(Duration::from_millis(10));
    world.plain.set("pk_1", 0);
    world.add(&PLAIN, "pk_1", None).await;
    until(&world.app, "the second reading tells", || async {
        !world.desktop.titles().is_empty()
    })
    .await;
}

#[tokio::test]
async fn a_failed_exchange_leaves_the_old_key_in_use() {
    let world = World::new();
    world.plain.set("pk_old", 100);
    world.plain.set("pk_new", 60);
    let id = world.add(&PLAIN, "pk_old", None).await;
    *world.vault.fault.lock().unwrap() = Some(VaultError::Refused);
    assert!(
        world
            .app
            .replace_key(&id, None, NewKey::Pasted(key("pk_new")), Keep::Keychain)
            .await
            .is_err()
    );
    *world.vault.fault.lock().unwrap() = None;
    world.refresh().await;
    assert_eq!(world.shown(&id).await, Some(100));
}

#[tokio::test]
async fn buying_opens_the_providers_own_page() {
    let world = World::new();
    world.app.open_link(&PLAIN, refill_app::Link::Buy).unwrap();
    assert_eq!(*world.desktop.opened.lock().unwrap(), ["https://example.com/buy"]);
    assert!(world.app.open_link(&PLAIN, refill_app::Link::GetKey).is_err());
}
