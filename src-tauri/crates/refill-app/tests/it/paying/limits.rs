//! The spending limits: each of them, what counts against them, and the second home that they have in the keychain.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use refill_app::{AppError, NewLimits, Payment};
use refill_core::error::VaultError;
use refill_core::ids::AccountId;
use refill_core::key::ApiKey;
use refill_core::x402::{Atomic, Limit, Limits, OverLimit, State};

use super::{PAID, pass, pay, reaches, ready, second, settled, state, unclear, word_of};
use crate::fakes::{World, until};

/// Over this limit, which lets so many whole USDC through.
fn over(begun: Result<Payment, AppError>, limit: Limit, left: u32) {
    let expected = OverLimit {
        limit,
        left: Atomic::whole(left),
    };
    assert!(
        matches!(&begun, Err(AppError::OverLimit(over)) if *over == expected),
        "{begun:?}"
    );
}

/// Pays, and the chain shows it for good.
async fn spend(world: &World, id: &AccountId, amount: &str) {
    world.seller.replies([PAID]);
    let payment = pay(world, id, amount).await;
    reaches(world, &payment, State::Reported).await;
    world.chain.settle();
    pass(world, 15).await;
    reaches(world, &payment, State::Paid).await;
    world.chain.reorganise();
    settled(world).await;
}

fn typed(payment: &str, account_day: &str, day: &str, month: &str) -> NewLimits {
    NewLimits {
        payment: payment.to_owned(),
        account_day: account_day.to_owned(),
        day: day.to_owned(),
        month: month.to_owned(),
    }
}

async fn limits(world: &World) -> Limits {
    world.app.wallet_page().await.unwrap().limits.limits
}

/// The ledger in the keychain.
fn ledger(world: &World) -> Option<String> {
    let items = world.vault.items.lock().unwrap();
    let mut ledgers = items
        .iter()
        .filter(|(item, _)| item.installation.as_str() == "wallets");
    // The test looks at what is kept.
    ledgers.next().map(|(_, kept)| kept.expose_secret().to_owned())
}

#[tokio::test]
async fn each_limit_lets_its_amount_through_and_no_more() {
    let (world, id) = ready().await;
    over(
        world.app.pay_with_usdc(&id, "25.000001").await,
        Limit::Payment,
        25,
    );
    spend(&world, &id, "25").await;
    spend(&world, &id, "25").await;
    over(world.app.pay_with_usdc(&id, "0.01").await, Limit::AccountDay, 0);
    let other = second(&world).await;
    spend(&world, &other, "25").await;
    spend(&world, &other, "24").await;
    let third = world.add(&crate::fakes::COIN, "ck_2", None).await;
    over(world.app.pay_with_usdc(&third, "2").await, Limit::Day, 1);
    spend(&world, &third, "1").await;
    world.clock.advance(SignedDuration::from_hours(24));
    spend(&world, &id, "25").await;
    let page = world.app.wallet_page().await.unwrap();
    assert_eq!(page.limits.spent.day, Atomic::whole(25));
    assert_eq!(page.limits.spent.month, Atomic::whole(125));
}

#[tokio::test]
async fn thirty_days_have_a_limit_too() {
    let (world, id) = ready().await;
    let lower = typed("25", "50", "100", "30");
    world.app.set_limits(&lower).await.expect("lowering is free");
    spend(&world, &id, "20").await;
    world.clock.advance(SignedDuration::from_hours(24 * 29));
    over(world.app.pay_with_usdc(&id, "11").await, Limit::Month, 10);
    world.clock.advance(SignedDuration::from_hours(25));
    spend(&world, &id, "11").await;
}

#[tokio::test]
async fn what_is_not_known_counts_and_what_is_dead_does_not() {
    let (world, id) = ready().await;
    let other = second(&world).await;
    world
        .app
        .set_limits(&typed("25", "25", "25", "25"))
        .await
        .unwrap();
    let payment = pay(&world, &id, "20").await;
    reaches(&world, &payment, State::Unknown).await;
    over(world.app.pay_with_usdc(&other, "6").await, Limit::Day, 5);
    assert!(
        ledger(&world).unwrap().contains(",20000000,"),
        "it counts in the keychain"
    );
    pass(&world, 330).await;
    assert_eq!(state(&world, &payment).await, State::DeadExpired);
    until(&world.app, "it is released", || async {
        !ledger(&world).unwrap().contains(",20000000,")
    })
    .await;
    let page = world.app.wallet_page().await.unwrap();
    assert_eq!(page.limits.spent.day, Atomic::ZERO);
    spend(&world, &other, "25").await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_reopens_nothing() {
    let (world, id) = ready().await;
    spend(&world, &id, "25").await;
    spend(&world, &id, "25").await;
    world.clock.advance(SignedDuration::from_hours(-48));
    over(world.app.pay_with_usdc(&id, "1").await, Limit::AccountDay, 0);
}

#[tokio::test]
async fn the_keychain_remembers_what_a_deleted_database_forgot() {
    let (world, id) = ready().await;
    spend(&world, &id, "25").await;
    world
        .app
        .set_limits(&typed("25", "50", "30", "300"))
        .await
        .unwrap();
    let kept = ledger(&world).expect("a ledger");
    // The same wallet in a world without any past.
    let (fresh, new) = super::without_wallet().await;
    *fresh.clock.0.lock().unwrap() = refill_core::ports::Clock::now(world.clock.as_ref());
    fresh
        .secrets
        .types
        .lock()
        .unwrap()
        .push_back("made phrase number 1".to_owned());
    let ledgers = world.vault.items.lock().unwrap().clone();
    let ledgers = ledgers
        .into_iter()
        .filter(|(item, _)| item.installation.as_str() == "wallets");
    fresh.vault.items.lock().unwrap().extend(ledgers);
    fresh.app.import_wallet().await.expect("a wallet");
    assert_eq!(ledger(&fresh), Some(kept));
    assert_eq!(
        limits(&fresh).await,
        Limits::default(),
        "the journal knows nothing"
    );
    over(fresh.app.pay_with_usdc(&new, "6").await, Limit::Day, 5);
    unclear_of(&fresh, &new, "5").await;
}

async fn unclear_of(world: &World, id: &AccountId, amount: &str) {
    let payment = pay(world, id, amount).await;
    reaches(world, &payment, State::Unknown).await;
}

#[tokio::test]
async fn a_ledger_that_cannot_be_read_lets_nothing_through() {
    let (world, id) = ready().await;
    unclear(&world, &id).await;
    let other = second(&world).await;
    for kept in world.vault.items.lock().unwrap().iter_mut() {
        if kept.0.installation.as_str() == "wallets" {
            *kept.1 = ApiKey::from_store("v9|of|a|newer|version").unwrap();
        }
    }
    let begun = world.app.pay_with_usdc(&other, "1").await;
    assert!(
        matches!(begun, Err(AppError::Vault(VaultError::NotKept))),
        "{begun:?}"
    );
    assert!(
        world.app.top_up(&other).await.is_ok(),
        "the sheet opens all the same"
    );
}

#[tokio::test]
async fn a_keychain_that_does_not_take_the_amount_ends_the_payment_unsigned() {
    let (world, id) = ready().await;
    *world.vault.write_fault.lock().unwrap() = Some(VaultError::Refused);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::DeadUnsigned).await;
    assert_eq!(word_of(&world, &payment).await.as_deref(), Some("keychain"));
    assert!(world.wallets.asked().is_empty());
    *world.vault.write_fault.lock().unwrap() = None;
    unclear(&world, &id).await;
}

#[tokio::test]
async fn lowering_is_free_and_raising_wants_a_yes() {
    let (world, _) = ready().await;
    world.desktop.says_yes.store(false, Ordering::Relaxed);
    world
        .app
        .set_limits(&typed("10", "20", "30", "40.5"))
        .await
        .expect("lowered");
    assert_eq!(world.desktop.questions(), 0);
    for raised in [
        typed("10.01", "20", "30", "40.5"),
        typed("10", "20.01", "30", "40.5"),
        typed("10", "20", "30.01", "40.5"),
        typed("1", "1", "1", "40.51"),
    ] {
        let set = world.app.set_limits(&raised).await;
        assert!(matches!(set, Err(AppError::NotConfirmed)), "{set:?}");
    }
    let expected = Limits {
        payment: Atomic::whole(10),
        account_day: Atomic::whole(20),
        day: Atomic::whole(30),
        month: Atomic::new(40_500_000),
    };
    assert_eq!(limits(&world).await, expected);
    assert!(
        ledger(&world)
            .unwrap()
            .starts_with("v1|10000000,20000000,30000000,40500000")
    );
    world.desktop.says_yes.store(true, Ordering::Relaxed);
    world
        .app
        .set_limits(&typed("60", "70", "80", "90"))
        .await
        .expect("raised");
    assert_eq!(limits(&world).await.payment, Atomic::whole(60));
    assert!(ledger(&world).unwrap().starts_with("v1|60000000,"));
    let question = world.desktop.asked.lock().unwrap().last().cloned().unwrap();
    assert!(question.text.contains("at most 60.00 USDC"), "{}", question.text);
    assert!(
        question.text.contains("Before it was 10.00 USDC"),
        "{}",
        question.text
    );
}

#[tokio::test]
async fn a_keychain_that_refuses_keeps_limits_from_rising_and_not_from_falling() {
    let (world, _) = ready().await;
    *world.vault.write_fault.lock().unwrap() = Some(VaultError::Refused);
    world
        .app
        .set_limits(&typed("5", "50", "100", "300"))
        .await
        .expect("lowered");
    assert_eq!(limits(&world).await.payment, Atomic::whole(5));
    let raised = world.app.set_limits(&typed("30", "50", "100", "300")).await;
    assert!(matches!(raised, Err(AppError::Vault(_))), "{raised:?}");
    assert_eq!(limits(&world).await.payment, Atomic::whole(5));
}

#[tokio::test]
async fn what_is_no_limit_changes_nothing() {
    let (world, _) = ready().await;
    for text in ["", "ten", "-1", "1.001", "99999999999999999999"] {
        let set = world.app.set_limits(&typed(text, "1", "1", "1")).await;
        assert!(matches!(set, Err(AppError::Limit)), "{text}: {set:?}");
    }
    assert_eq!(limits(&world).await, Limits::default());
}
