//! Deleting the account at its provider.

use refill_app::AppError;
use refill_core::error::ProviderErrorKind;

use super::{account, is_provider_error, items, questions, says_yes, shows_signed_in, signed_in};
use crate::fakes::World;

const NAME: &str = "Account of rk";

#[tokio::test]
async fn another_name_deletes_nothing() {
    let (world, id) = signed_in().await;
    says_yes(&world);
    for typed in ["", "account of rk", "Account of rk2"] {
        let answer = world.app.delete_holder(&id, typed).await;
        assert!(matches!(answer, Err(AppError::TypedOtherwise)), "{typed}");
    }
    assert!(questions(&world).is_empty());
    assert_eq!(world.rich.holder.times("delete_account"), 0);
}

#[tokio::test]
async fn a_no_deletes_nothing() {
    let (world, id) = signed_in().await;
    let answer = world.app.delete_holder(&id, NAME).await;
    assert!(matches!(answer, Err(AppError::NotConfirmed)));
    assert_eq!(world.rich.holder.times("delete_account"), 0);
    assert!(shows_signed_in(&world, &id).await);
    let asked = questions(&world);
    assert!(
        asked[0].contains("700 credits"),
        "what is lost is said: {asked:?}"
    );
    assert!(asked[0].contains("“Account of rk” at Rich"), "{asked:?}");
}

#[tokio::test]
async fn a_yes_deletes_it_there_and_here() {
    let (world, id) = signed_in().await;
    says_yes(&world);
    world
        .app
        .delete_holder(&id, "  Account of rk ")
        .await
        .expect("deleted");
    assert_eq!(world.rich.holder.times("delete_account"), 1);
    assert!(world.app.overview().await.unwrap().cards.is_empty());
    assert!(items(&world).is_empty());
    assert!(matches!(world.app.card(&id).await, Err(AppError::AccountGone)));
    let world = world.restart();
    assert!(world.app.overview().await.unwrap().cards.is_empty());
}

#[tokio::test]
async fn a_lost_answer_leaves_the_account_here() {
    let (world, id) = signed_in().await;
    says_yes(&world);
    let lost = ProviderErrorKind::TimedOut;
    world.rich.holder.faults.lock().unwrap().push_back(lost.clone());
    let answer = world.app.delete_holder(&id, NAME).await;
    assert!(is_provider_error(&answer, &lost));
    assert_eq!(world.rich.holder.times("delete_account"), 1, "sent once");
    assert_eq!(world.shown(&id).await, Some(700));
    assert_eq!(items(&world).len(), 2);
}

#[tokio::test]
async fn without_a_sign_in_nothing_is_asked() {
    let world = World::new();
    let id = account(&world).await;
    says_yes(&world);
    let answer = world.app.delete_holder(&id, NAME).await;
    assert!(matches!(answer, Err(AppError::NotSignedIn)));
    assert!(questions(&world).is_empty());
}
