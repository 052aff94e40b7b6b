//! The wallets: making, adding, choosing and removing them, and what is kept of each.

use std::sync::atomic::Ordering;

use refill_app::AppError;
use refill_core::error::VaultError;
use refill_core::ports::{ChainError, NotAWallet, NotSigned};
use refill_core::x402::{Address, Atomic, WalletId, WalletKind, WalletRecord};

use super::{pass, unclear, without_wallet};
use crate::fakes::{World, address_of};

async fn wallets(world: &World) -> Vec<WalletRecord> {
    world.app.wallet_page().await.unwrap().wallets
}

async fn default(world: &World) -> Option<WalletId> {
    world.app.wallet_page().await.unwrap().default
}

/// Whether the keychain has this secret.
fn keeps(world: &World, secret: &str) -> bool {
    let items = world.vault.items.lock().unwrap();
    items.values().any(|kept| kept.expose_secret() == secret) // the test looks at what is kept
}

fn types(world: &World, typed: &[&str]) {
    let typed = typed.iter().map(|text| (*text).to_owned());
    *world.secrets.types.lock().unwrap() = typed.collect();
}

#[tokio::test]
async fn a_new_wallet_is_kept_when_its_phrase_was_checked() {
    let (world, _) = without_wallet().await;
    world.app.new_wallet().await.expect("a wallet");
    let shown = world.secrets.shown.lock().unwrap().clone();
    assert_eq!(shown, [("made phrase number 1".to_owned(), true)]);
    let made = &wallets(&world).await[0];
    assert_eq!(made.address, address_of("made-phrase-number-1"));
    assert!(made.kind == WalletKind::Own && made.has_phrase);
    assert!(keeps(&world, "made-phrase-number-1"));
    assert_eq!(default(&world).await.as_ref(), Some(&made.id));
}

#[tokio::test]
async fn nothing_is_kept_of_a_phrase_that_was_not_written_down() {
    let (world, id) = without_wallet().await;
    world.secrets.fails_check.store(true, Ordering::Relaxed);
    let made = world.app.new_wallet().await;
    assert!(matches!(made, Err(AppError::NotConfirmed)), "{made:?}");
    assert!(wallets(&world).await.is_empty());
    assert!(!keeps(&world, "made-phrase-number-1"));
    let begun = world.app.pay_with_usdc(&id, "10").await;
    assert!(matches!(begun, Err(AppError::NoWallet)), "{begun:?}");
}

#[tokio::test]
async fn no_wallet_without_a_place_for_its_key() {
    let (world, _) = without_wallet().await;
    for fault in [VaultError::Absent, VaultError::Refused] {
        *world.vault.fault.lock().unwrap() = Some(fault);
        types(&world, &["0xabc"]);
        let imported = world.app.import_wallet().await;
        assert!(
            matches!(imported, Err(AppError::Vault(why)) if why == fault),
            "{imported:?}"
        );
        let made = world.app.new_wallet().await;
        assert!(
            matches!(made, Err(AppError::Vault(why)) if why == fault),
            "{made:?}"
        );
    }
    *world.vault.fault.lock().unwrap() = None;
    assert!(wallets(&world).await.is_empty());
}

#[tokio::test]
async fn secrets_of_wallets_need_a_window_of_the_system() {
    let (world, _) = without_wallet().await;
    world.app.new_wallet().await.expect("a wallet");
    let made = wallets(&world).await.remove(0);
    world.secrets.is_absent.store(true, Ordering::Relaxed);
    for refused in [
        world.app.new_wallet().await,
        world.app.import_wallet().await,
        world.app.show_phrase(&made.id).await,
    ] {
        assert!(matches!(refused, Err(AppError::NoSecretWindow)), "{refused:?}");
    }
    assert!(!world.app.wallet_page().await.unwrap().can_hold_keys);
    world
        .app
        .connect_browser_wallet()
        .await
        .expect("its key is elsewhere");
}

#[tokio::test]
async fn keys_and_phrases_are_taken_over() {
    let (world, _) = without_wallet().await;
    for (typed, kept, has_phrase) in [
        (&["0xkey"][..], "0xkey", false),
        (&["some written words"][..], "some-written-words", true),
        (&["{keystore}", "open sesame"][..], "0xkeystore", false),
    ] {
        types(&world, typed);
        world.app.import_wallet().await.expect("a wallet");
        let added = wallets(&world).await.pop().unwrap();
        assert_eq!((added.address, added.has_phrase), (address_of(kept), has_phrase));
        assert!(keeps(&world, kept));
    }
    let asked = world.secrets.asked.lock().unwrap();
    let passwords: Vec<bool> = asked.iter().map(|question| question.is_password).collect();
    assert_eq!(passwords, [false, false, false, true]);
    assert!(asked[0].from_file.is_some() && asked[3].from_file.is_none());
}

#[tokio::test]
async fn what_is_no_wallet_is_not_taken_over() {
    let (world, _) = without_wallet().await;
    for (typed, why) in [
        (&["nonsense"][..], Some(NotAWallet::Form)),
        (&["{keystore}", "wrong"][..], Some(NotAWallet::Password)),
        (&["{keystore}"][..], None),
        (&[][..], None),
    ] {
        types(&world, typed);
        let imported = world.app.import_wallet().await;
        match why {
            Some(why) => assert!(matches!(imported, Err(AppError::NotAWallet(no)) if no == why)),
            None => assert!(matches!(imported, Err(AppError::NotConfirmed)), "{imported:?}"),
        }
    }
    assert!(wallets(&world).await.is_empty());
}

#[tokio::test]
async fn an_address_is_one_wallet() {
    let (world, _) = without_wallet().await;
    types(&world, &["0xkey", "0xkey"]);
    world.app.import_wallet().await.expect("a wallet");
    let again = world.app.import_wallet().await;
    assert!(matches!(again, Err(AppError::ChangedMeanwhile)), "{again:?}");
    *world.wallets.browser.lock().unwrap() = Ok(address_of("0xkey"));
    let again = world.app.connect_browser_wallet().await;
    assert!(matches!(again, Err(AppError::ChangedMeanwhile)), "{again:?}");
    assert_eq!(wallets(&world).await.len(), 1);
}

#[tokio::test]
async fn wallets_elsewhere_tell_their_address() {
    let (world, _) = without_wallet().await;
    world.app.connect_browser_wallet().await.expect("a wallet");
    world
        .app
        .connect_program_wallet(" http://127.0.0.1:9999 ")
        .await
        .expect("a wallet");
    let added = wallets(&world).await;
    assert_eq!(added[0].address, address_of("browser"));
    assert_eq!(added[1].program.as_deref(), Some("http://127.0.0.1:9999/"));
    assert!(added.iter().all(|wallet| wallet.secret.is_none()));
    for (told, why) in [
        (Ok(Vec::new()), NotSigned::OtherAddress),
        (Err(NotSigned::Refused), NotSigned::Refused),
    ] {
        *world.wallets.programs.lock().unwrap() = told;
        let connected = world.app.connect_program_wallet("").await;
        assert!(
            matches!(connected, Err(AppError::Wallet(no)) if no == why),
            "{connected:?}"
        );
    }
    for typed in ["nonsense", "http://example.com", "ftp://127.0.0.1"] {
        let connected = world.app.connect_program_wallet(typed).await;
        assert!(
            matches!(connected, Err(AppError::Endpoint)),
            "{typed}: {connected:?}"
        );
    }
    *world.wallets.browser.lock().unwrap() = Err(NotSigned::OtherChain);
    let connected = world.app.connect_browser_wallet().await;
    assert!(
        matches!(connected, Err(AppError::Wallet(NotSigned::OtherChain))),
        "{connected:?}"
    );
    assert_eq!(wallets(&world).await.len(), 2);
}

#[tokio::test]
async fn the_default_wallet_pays_and_is_never_a_removed_one() {
    let (world, id) = without_wallet().await;
    types(&world, &["0xone", "0xtwo", "0xthree"]);
    for _ in 0..3 {
        world.app.import_wallet().await.expect("a wallet");
    }
    let all = wallets(&world).await;
    assert_eq!(default(&world).await.as_ref(), Some(&all[0].id));
    world.app.set_default_wallet(&all[2].id).await.unwrap();
    unclear(&world, &id).await;
    assert_eq!(world.wallets.asked()[0].authorization.from, address_of("0xthree"));
    world.app.set_default_wallet(&all[1].id).await.unwrap();
    world.app.remove_wallet(&all[1].id).await.expect("removed");
    assert_eq!(
        default(&world).await.as_ref(),
        Some(&all[0].id),
        "the oldest other one"
    );
    let gone = world.app.set_default_wallet(&all[1].id).await;
    assert!(matches!(gone, Err(AppError::NoWallet)), "{gone:?}");
}

#[tokio::test]
async fn removing_a_wallet_says_what_it_holds() {
    for (balance, said) in [
        (Ok(Atomic::new(12_345_678)), "It holds 12.345678 USDC."),
        (Ok(Atomic::ZERO), "It holds no USDC."),
        (Err(ChainError::Unreachable), "What it holds cannot be read now."),
    ] {
        let (world, _) = without_wallet().await;
        world.app.new_wallet().await.unwrap();
        let made = wallets(&world).await.remove(0);
        *world.chain.balance.lock().unwrap() = balance;
        world.desktop.says_yes.store(false, Ordering::Relaxed);
        let removed = world.app.remove_wallet(&made.id).await;
        assert!(matches!(removed, Err(AppError::NotConfirmed)), "{removed:?}");
        let text = world.desktop.asked.lock().unwrap()[0].text.clone();
        assert!(
            text.contains(said) && text.contains("only the recovery phrase"),
            "{text}"
        );
        assert!(keeps(&world, "made-phrase-number-1"));
        world.desktop.says_yes.store(true, Ordering::Relaxed);
        world.app.remove_wallet(&made.id).await.expect("removed");
        assert!(!keeps(&world, "made-phrase-number-1"), "its key is gone");
        assert!(wallets(&world).await.is_empty() && default(&world).await.is_none());
    }
}

#[tokio::test]
async fn a_wallet_of_a_payment_that_is_not_over_stays() {
    let (world, id) = without_wallet().await;
    world.app.new_wallet().await.unwrap();
    let made = wallets(&world).await.remove(0);
    unclear(&world, &id).await;
    let asked = world.desktop.questions();
    let removed = world.app.remove_wallet(&made.id).await;
    assert!(matches!(removed, Err(AppError::WalletInUse)), "{removed:?}");
    assert_eq!(world.desktop.questions(), asked);
    world.chain.cancel();
    pass(&world, 20).await;
    world.app.remove_wallet(&made.id).await.expect("removed");
}

#[tokio::test]
async fn a_phrase_is_shown_again_after_a_yes() {
    let (world, _) = without_wallet().await;
    types(&world, &["0xkey"]);
    world.app.import_wallet().await.unwrap();
    world.app.new_wallet().await.unwrap();
    let all = wallets(&world).await;
    world.secrets.shown.lock().unwrap().clear();
    world.desktop.says_yes.store(false, Ordering::Relaxed);
    let shown = world.app.show_phrase(&all[1].id).await;
    assert!(matches!(shown, Err(AppError::NotConfirmed)), "{shown:?}");
    assert!(world.secrets.shown.lock().unwrap().is_empty());
    world.desktop.says_yes.store(true, Ordering::Relaxed);
    world.app.show_phrase(&all[1].id).await.expect("shown");
    let expected = [("made phrase number 1".to_owned(), false)];
    assert_eq!(*world.secrets.shown.lock().unwrap(), expected);
    let none = world.app.show_phrase(&all[0].id).await;
    assert!(
        matches!(none, Err(AppError::Wallet(NotSigned::BadKey))),
        "{none:?}"
    );
}

#[tokio::test]
async fn an_address_is_copied_and_scanned() {
    let (world, _) = without_wallet().await;
    world.app.new_wallet().await.unwrap();
    let made = wallets(&world).await.remove(0);
    world.app.copy_wallet_address(&made.id).await.unwrap();
    let copied = world.desktop.copied.lock().unwrap().last().cloned();
    assert_eq!(copied, Some(made.address.to_string()));
    let (address, code) = world.app.wallet_code(&made.id).await.unwrap();
    assert!(address == made.address && code.len() > 20);
    let (balance, _) = world.app.wallet_balance(&made.id).await.unwrap();
    assert_eq!(balance, Atomic::whole(1_000));
    let nobody = world.app.wallet_code(&WalletId::new("nobody")).await;
    assert!(matches!(nobody, Err(AppError::NoWallet)));
    assert_ne!(made.address, Address::ZERO);
}
