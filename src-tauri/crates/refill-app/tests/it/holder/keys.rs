//! API keys: made, put to use, revoked.

use std::sync::atomic::Ordering;

use refill_app::{AppError, KeyUse};
use refill_core::error::ProviderErrorKind;

use super::{is_provider_error, items, questions, says_yes, shows_signed_in, signed_in};

const SESSION: &str = r#"{"access":"a1","refresh":"r1"}"#;

#[tokio::test]
async fn a_key_for_the_account_takes_the_place_of_its_key() {
    let (world, id) = signed_in().await;
    world.rich.set("rk_made_1", 650);
    let listed = world
        .app
        .create_api_key(&id, " Laptop ", Some("base"), KeyUse::Account)
        .await
        .expect("made");
    assert_eq!(
        (listed.name.as_deref(), listed.network.as_deref()),
        (Some("Laptop"), Some("base"))
    );
    assert_eq!(world.shown(&id).await, Some(650));
    assert_eq!(items(&world), ["rk_made_1", SESSION]);
    assert!(shows_signed_in(&world, &id).await, "the sign-in stays");
    assert_eq!(world.rich.holder.times("revoke_key"), 0);
}

#[tokio::test]
async fn a_key_that_cannot_be_used_is_revoked_again() {
    let (world, id) = signed_in().await;
    // Its provider does not know it yet.
    let refused = world
        .app
        .create_api_key(&id, "Laptop", None, KeyUse::Account)
        .await;
    assert!(is_provider_error(&refused, &ProviderErrorKind::KeyRefused));
    assert!(world.rich.holder.keys.lock().unwrap().is_empty());
    assert_eq!(items(&world), ["rk_1", SESSION], "the old one stays in use");
}

#[tokio::test]
async fn a_key_for_the_clipboard_is_there_and_nowhere_else() {
    let (world, id) = signed_in().await;
    world
        .app
        .create_api_key(&id, "Server", None, KeyUse::Clipboard)
        .await
        .expect("made");
    assert_eq!(*world.desktop.copied.lock().unwrap(), ["rk_made_1"]);
    assert_eq!(items(&world), ["rk_1", SESSION]);
    let keys = world.app.api_keys(&id).await.expect("listed");
    assert_eq!(keys.len(), 1);
}

#[tokio::test]
async fn a_key_that_cannot_be_copied_is_revoked_again() {
    let (world, id) = signed_in().await;
    world.desktop.refuses.store(true, Ordering::Relaxed);
    let failed = world
        .app
        .create_api_key(&id, "Server", None, KeyUse::Clipboard)
        .await;
    assert!(matches!(failed, Err(AppError::NotCopied(_))));
    assert!(world.rich.holder.keys.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_nameless_key_is_not_made() {
    let (world, id) = signed_in().await;
    let nameless = world.app.create_api_key(&id, " ", None, KeyUse::Clipboard).await;
    assert!(matches!(nameless, Err(AppError::Name(_))));
    assert_eq!(world.rich.holder.times("create_key"), 0);
}

#[tokio::test]
async fn revoking_wants_a_yes_to_what_the_provider_lists() {
    let (world, id) = signed_in().await;
    world
        .app
        .create_api_key(&id, "Server", None, KeyUse::Clipboard)
        .await
        .expect("made");
    let holder = &world.rich.holder;
    let hostile = format!("rk_m\u{202e}ade\n{}", "x".repeat(200));
    holder.keys.lock().unwrap()[0].prefix = Some(hostile);
    let no = world.app.revoke_api_key(&id, "key-1").await;
    assert!(matches!(no, Err(AppError::NotConfirmed)));
    assert_eq!(holder.times("revoke_key"), 0);
    let asked = questions(&world);
    assert!(
        asked[0].starts_with("Revoke the API key Server?") && asked[0].contains("rk_made xxx"),
        "{asked:?}"
    );
    assert!(!asked[0].contains(&"x".repeat(60)), "{asked:?}");
    says_yes(&world);
    world.app.revoke_api_key(&id, "key-1").await.expect("revoked");
    assert!(holder.keys.lock().unwrap().is_empty());
    world
        .app
        .revoke_api_key(&id, "key-1")
        .await
        .expect("gone already");
    assert_eq!(questions(&world).len(), 2, "nothing to ask about");
}
