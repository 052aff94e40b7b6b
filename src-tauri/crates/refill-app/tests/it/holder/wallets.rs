//! Wallets, and the rest of what a provider keeps for a holder.

use refill_app::AppError;
use refill_core::error::ProviderErrorKind;
use refill_core::key::Secret;

use super::{account, is_provider_error, password, questions, says_yes, signed_in};
use crate::fakes::World;

#[tokio::test]
async fn a_wallet_is_made_after_a_yes_to_its_cost() {
    let (world, id) = signed_in().await;
    let no = world.app.create_wallet(&id, Some("base")).await;
    assert!(matches!(no, Err(AppError::NotConfirmed)));
    assert_eq!(world.rich.holder.times("create_wallet"), 0);
    let asked = questions(&world);
    assert!(
        asked[0].contains("on base") && asked[0].contains("5 credits"),
        "{asked:?}"
    );
    says_yes(&world);
    let wallet = world
        .app
        .create_wallet(&id, Some("base"))
        .await
        .expect("a wallet");
    assert_eq!(world.app.wallets(&id).await.expect("listed"), [wallet]);
}

#[tokio::test]
async fn a_wallet_without_enough_credits_says_so_and_is_tried_once() {
    let (world, id) = signed_in().await;
    says_yes(&world);
    let short = ProviderErrorKind::PaymentRequired { cost: Some(5.into()) };
    world.rich.holder.faults.lock().unwrap().push_back(short.clone());
    let refused = world.app.create_wallet(&id, None).await;
    assert!(is_provider_error(&refused, &short));
    assert_eq!(world.rich.holder.times("create_wallet"), 1);
}

#[tokio::test]
async fn a_wallet_is_deleted_after_a_yes() {
    let (world, id) = signed_in().await;
    says_yes(&world);
    world.app.create_wallet(&id, None).await.expect("a wallet");
    world
        .desktop
        .says_yes
        .store(false, std::sync::atomic::Ordering::Relaxed);
    let no = world.app.delete_wallet(&id, "wallet-1").await;
    assert!(matches!(no, Err(AppError::NotConfirmed)));
    assert_eq!(world.rich.holder.times("delete_wallet"), 0);
    assert!(questions(&world)[1].contains("0xabc"));
    says_yes(&world);
    world.app.delete_wallet(&id, "wallet-1").await.expect("deleted");
    assert!(world.app.wallets(&id).await.expect("listed").is_empty());
}

#[tokio::test]
async fn nobody_is_asked_when_nobody_is_signed_in() {
    let world = World::new();
    let id = account(&world).await;
    says_yes(&world);
    let answers = [
        world.app.create_wallet(&id, None).await.map(drop),
        world.app.delete_wallet(&id, "wallet-1").await,
        world.app.revoke_api_key(&id, "key-1").await,
        world.app.networks(&id).await.map(drop),
    ];
    for answer in answers {
        assert!(matches!(answer, Err(AppError::NotSignedIn)));
    }
    assert!(questions(&world).is_empty());
    assert!(world.rich.holder.calls.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_costs_nothing_is_passed_on() {
    let (world, id) = signed_in().await;
    let app = &world.app;
    assert_eq!(app.networks(&id).await.unwrap()[0].name, "base");
    assert_eq!(app.network(&id, "polygon").await.unwrap().name, "polygon");
    let events = ["payment.received".to_owned()];
    let unasked = app.create_webhook(&id, "https://example.com/hook", &events).await;
    assert!(matches!(unasked, Err(AppError::NotConfirmed)));
    assert_eq!(world.rich.holder.times("create_webhook"), 0);
    says_yes(&world);
    let hook = app
        .create_webhook(&id, " https://example.com/hook ", &events)
        .await
        .unwrap();
    assert_eq!(
        (hook.url.as_deref(), hook.events),
        (Some("https://example.com/hook"), events.to_vec())
    );
    assert!(app.webhooks(&id).await.unwrap().is_empty());
    app.delete_webhook(&id, &hook.id).await.unwrap();
    let profile = app.rename_holder(&id, " Me ").await.unwrap();
    assert_eq!(profile.name.as_deref(), Some("Me"));
    app.change_password(&id, &password(), &Secret::new("better"))
        .await
        .unwrap();
    assert_eq!(world.rich.holder.times("change_password"), 1);
}
