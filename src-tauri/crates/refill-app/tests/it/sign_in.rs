//! A key by signing in with the browser.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use refill_app::{App, AppError, Keep, KeyCheck, NewAccount, NewKey, SignInBegun};
use refill_core::error::ProviderErrorKind;
use refill_core::key::Secret;
use refill_core::ports::Returned;

use crate::fakes::{PLAIN, RICH, World, new, until};

fn with_code(code: &str, key: &str) -> World {
    let world = World::new();
    world.rich.set(key, 420);
    let codes = &world.rich.codes;
    codes.lock().unwrap().insert(code.to_owned(), key.to_owned());
    world
}

async fn begin(world: &World) -> SignInBegun {
    world.app.begin_sign_in(&RICH, None, false).await.expect("begun")
}

fn finish(app: &Arc<App>, name: &str) -> tokio::task::JoinHandle<Result<KeyCheck, AppError>> {
    let (app, name) = (app.clone(), name.to_owned());
    tokio::spawn(async move { app.finish_sign_in(&name, None).await })
}

fn signed_in(name: &str) -> NewAccount {
    NewAccount {
        key: NewKey::SignedIn(name.to_owned()),
        ..new(&RICH, "rk_1", Some("100"))
    }
}

#[tokio::test]
async fn the_browser_comes_back_and_the_account_is_added_without_a_key_in_the_window() {
    let world = with_code("c1", "rk_1");
    let begun = begin(&world).await;
    assert_eq!(begun.host, "example.com");
    assert_eq!(
        *world.desktop.opened.lock().unwrap(),
        ["https://example.com/auth?back=http://127.0.0.1:1/token"]
    );
    let finishing = finish(&world.app, &begun.name);
    world.loopback.come_back(Returned::Code(Secret::new("c1")));
    let check = finishing.await.unwrap().expect("a key");
    assert_eq!(check.reading.expect("a balance").balance.money.amount, 420.into());
    let id = world
        .app
        .add_account(signed_in(&begun.name))
        .await
        .expect("added");
    assert_eq!(world.shown(&id).await, Some(420));
    assert_eq!(world.vault.items.lock().unwrap().len(), 1);
    let again = world.app.add_account(signed_in(&begun.name)).await;
    assert!(matches!(again, Err(AppError::SignInOver)), "a key is used once");
}

#[tokio::test]
async fn a_pasted_code_does_the_same_and_a_wrong_one_can_be_pasted_again() {
    let world = with_code("c1", "rk_1");
    let begun = world.app.begin_sign_in(&RICH, None, true).await.expect("begun");
    let wrong = world
        .app
        .finish_sign_in(&begun.name, Some(Secret::new("c0")))
        .await;
    assert!(matches!(wrong, Err(AppError::Provider(error)) if error.kind == ProviderErrorKind::KeyRefused));
    let check = world
        .app
        .finish_sign_in(&begun.name, Some(Secret::new("c1")))
        .await;
    assert!(check.expect("a key").reading.is_some());
}

#[tokio::test]
async fn a_code_serves_once_but_the_look_at_the_key_can_be_repeated() {
    let world = with_code("c1", "rk_1");
    let begun = world.app.begin_sign_in(&RICH, None, true).await.expect("begun");
    world.rich.fail_next([ProviderErrorKind::Unreachable]);
    let first = world
        .app
        .finish_sign_in(&begun.name, Some(Secret::new("c1")))
        .await;
    assert!(matches!(first, Err(AppError::Provider(_))));
    let second = world.app.finish_sign_in(&begun.name, None).await;
    assert!(second.expect("the key waited").reading.is_some());
}

#[tokio::test]
async fn no_is_an_answer_and_so_is_silence() {
    let world = with_code("c1", "rk_1");
    let begun = begin(&world).await;
    let finishing = finish(&world.app, &begun.name);
    world
        .loopback
        .come_back(Returned::Denied("access_denied".to_owned()));
    assert!(matches!(finishing.await.unwrap(), Err(AppError::SignInDenied)));

    let begun = begin(&world).await;
    let finishing = finish(&world.app, &begun.name);
    world.loopback.give_up();
    assert!(matches!(finishing.await.unwrap(), Err(AppError::SignInTimedOut)));

    // Nobody is waited for any more, but a code still serves.
    let again = world.app.finish_sign_in(&begun.name, None).await;
    assert!(matches!(again, Err(AppError::SignInOver)));
    let code = Some(Secret::new("c1"));
    assert!(world.app.finish_sign_in(&begun.name, code).await.is_ok());
}

#[tokio::test]
async fn cancelling_lets_the_waiting_go_and_forgets_the_key() {
    let world = with_code("c1", "rk_1");
    let begun = begin(&world).await;
    let finishing = finish(&world.app, &begun.name);
    tokio::task::yield_now().await;
    world.app.cancel_sign_in(&begun.name);
    assert!(matches!(finishing.await.unwrap(), Err(AppError::SignInOver)));
    assert!(matches!(
        world.app.add_account(signed_in(&begun.name)).await,
        Err(AppError::SignInOver)
    ));
}

#[tokio::test]
async fn where_nobody_can_listen_the_code_still_works() {
    let world = with_code("c1", "rk_1");
    world.loopback.refuses.store(true, Ordering::Relaxed);
    let refused = world.app.begin_sign_in(&RICH, None, false).await;
    assert!(matches!(refused, Err(AppError::SignInUnavailable)));
    assert!(
        world.desktop.opened.lock().unwrap().is_empty(),
        "no page without a way back"
    );
    assert!(world.app.begin_sign_in(&RICH, None, true).await.is_ok());
}

#[tokio::test]
async fn a_key_goes_to_no_other_provider_and_to_no_other_server() {
    let world = with_code("c1", "rk_1");
    world.rich.set("rk_0", 7);
    let own = NewAccount {
        server: Some("https://own.example.com/team".to_owned()),
        ..new(&RICH, "rk_0", None)
    };
    let account = world.app.add_account(own).await.expect("added");
    let begun = world.app.begin_sign_in(&RICH, Some(&account), true).await;
    let begun = begun.expect("begun");
    assert_eq!(
        *world.desktop.opened.lock().unwrap(),
        ["https://own.example.com/team/auth"]
    );
    world
        .app
        .finish_sign_in(&begun.name, Some(Secret::new("c1")))
        .await
        .expect("a key");
    let elsewhere = NewAccount {
        provider: PLAIN,
        ..signed_in(&begun.name)
    };
    assert!(matches!(
        world.app.add_account(elsewhere).await,
        Err(AppError::SignInOver)
    ));
    let evil = Some("https://evil.example.com");
    let key = NewKey::SignedIn(begun.name.clone());
    world
        .app
        .replace_key(&account, evil, key, Keep::Keychain)
        .await
        .expect("replaced");
    let server = world.app.card(&account).await.unwrap().account.server;
    assert_eq!(server.expect("its own").as_str(), "https://own.example.com/team");
}

#[tokio::test]
async fn a_key_is_in_one_use_at_a_time_and_comes_back_where_that_fails() {
    let world = with_code("c1", "rk_1");
    let begun = world.app.begin_sign_in(&RICH, None, true).await.expect("begun");
    world
        .app
        .finish_sign_in(&begun.name, Some(Secret::new("c1")))
        .await
        .expect("a key");
    let nameless = NewAccount {
        name: String::new(),
        ..signed_in(&begun.name)
    };
    assert!(matches!(
        world.app.add_account(nameless).await,
        Err(AppError::Name(_))
    ));
    world.rich.hold.store(true, Ordering::Relaxed);
    let (app, account) = (world.app.clone(), signed_in(&begun.name));
    let adding = tokio::spawn(async move { app.add_account(account).await });
    until(&world.app, "it is being added", || async {
        world.rich.held.load(Ordering::Relaxed) == 1
    })
    .await;
    let second = world.app.add_account(signed_in(&begun.name)).await;
    assert!(matches!(second, Err(AppError::SignInOver)));
    world.rich.hold.store(false, Ordering::Relaxed);
    world.rich.release.notify_waiters();
    adding.await.unwrap().expect("added");
    assert_eq!(world.app.overview().await.unwrap().cards.len(), 1);
}

#[tokio::test]
async fn a_provider_without_it_says_so() {
    let world = World::new();
    assert!(matches!(
        world.app.begin_sign_in(&PLAIN, None, false).await,
        Err(AppError::Link)
    ));
}

#[tokio::test]
async fn forgotten_sign_ins_do_not_pile_up() {
    let world = World::new();
    let first = world.app.begin_sign_in(&RICH, None, true).await.expect("begun");
    for _ in 0..8 {
        world.app.begin_sign_in(&RICH, None, true).await.expect("begun");
    }
    let over = world
        .app
        .finish_sign_in(&first.name, Some(Secret::new("c1")))
        .await;
    assert!(matches!(over, Err(AppError::SignInOver)));
}
