//! Registering and a forgotten password: before there is an account here.

use refill_app::{AppError, Place};
use refill_core::error::ProviderErrorKind;
use refill_core::holder::NewHolder;
use refill_core::key::Secret;

use super::{is_provider_error, password, place};
use crate::fakes::{LISTED, PLAIN, RICH, World};

fn somebody(email: &str) -> NewHolder {
    NewHolder {
        email: email.to_owned(),
        password: password(),
        name: None,
    }
}

#[tokio::test]
async fn every_step_goes_to_the_typed_server() {
    let world = World::new();
    let place = place(&LISTED);
    let code = Secret::new("123456");
    world
        .app
        .register(&place, somebody(" me@example.com "))
        .await
        .unwrap();
    world.app.verify_email(&place, &code).await.unwrap();
    world.app.forgot_password(&place, "me@example.com").await.unwrap();
    world
        .app
        .reset_password(&place, &code, &password())
        .await
        .unwrap();
    let calls = world.listed.holder.calls.lock().unwrap().clone();
    let whats: Vec<_> = calls.iter().map(|call| call.what).collect();
    assert_eq!(
        whats,
        ["register", "verify_email", "forgot_password", "reset_password"]
    );
    assert_eq!(calls[0].token, "me@example.com", "without what is around it");
    for call in calls {
        assert_eq!(call.server.as_deref(), Some("https://own.example.com"));
    }
}

#[tokio::test]
async fn what_is_no_address_is_sent_to_nobody() {
    let world = World::new();
    let place = place(&RICH);
    let no_address = "me@";
    let answers = [
        world.app.register(&place, somebody(no_address)).await,
        world.app.forgot_password(&place, no_address).await,
        world
            .app
            .sign_in_new(&place, no_address, &password())
            .await
            .map(drop),
    ];
    for answer in answers {
        assert!(matches!(answer, Err(AppError::Email)));
    }
    assert!(world.rich.holder.calls.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_provider_without_holders_and_a_place_without_server_say_so() {
    let world = World::new();
    let nothing = world
        .app
        .register(&place(&PLAIN), somebody("me@example.com"))
        .await;
    assert!(is_provider_error(&nothing, &ProviderErrorKind::Unsupported));
    let nowhere = Place::New {
        provider: LISTED,
        server: None,
    };
    assert!(matches!(
        world.app.register(&nowhere, somebody("me@example.com")).await,
        Err(AppError::Server(_))
    ));
}
