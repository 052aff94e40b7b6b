//! What an account's holder does after signing in with an e-mail address and a password.

mod deletion;
mod keys;
mod place;
mod sign_up;
mod tokens;
mod wallets;

use std::sync::atomic::Ordering;

use refill_app::{AppError, Place};
use refill_core::error::ProviderErrorKind;
use refill_core::ids::{AccountId, ProviderId};
use refill_core::key::Secret;

use crate::fakes::{LISTED, RICH, World};

const EMAIL: &str = "me@example.com";

fn password() -> Secret {
    Secret::new("open sesame")
}

fn place(provider: &ProviderId) -> Place {
    Place::New {
        provider: provider.clone(),
        server: (*provider == LISTED).then(|| "https://own.example.com".to_owned()),
    }
}

/// An account whose holder is signed in, with the tokens `a1` and `r1`.
async fn signed_in() -> (World, AccountId) {
    let world = World::new();
    let id = account(&world).await;
    sign_in(&world, &id).await.expect("signed in");
    (world, id)
}

async fn account(world: &World) -> AccountId {
    world.rich.set("rk_1", 700);
    world.add(&RICH, "rk_1", None).await
}

async fn sign_in(world: &World, id: &AccountId) -> Result<(), AppError> {
    world.app.sign_in_holder(id, EMAIL, &password()).await
}

/// What the keychain holds, in order.
fn items(world: &World) -> Vec<String> {
    let items = world.vault.items.lock().unwrap();
    let mut texts: Vec<String> = items
        .values()
        .map(|item| item.expose_secret().to_owned()) // test: look at what is kept
        .collect();
    texts.sort();
    texts
}

async fn shows_signed_in(world: &World, id: &AccountId) -> bool {
    world.app.card(id).await.expect("a card").signed_in
}

fn says_yes(world: &World) {
    world.desktop.says_yes.store(true, Ordering::Relaxed);
}

fn questions(world: &World) -> Vec<String> {
    let asked = world.desktop.asked.lock().unwrap();
    asked
        .iter()
        .map(|asked| format!("{}\n{}", asked.title, asked.text))
        .collect()
}

fn is_provider_error<T>(answer: &Result<T, AppError>, kind: &ProviderErrorKind) -> bool {
    matches!(answer, Err(AppError::Provider(error)) if error.kind == *kind)
}
