//! Why there is no plan, or no payment after one. Nothing is signed in any of these.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use refill_app::AppError;
use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::ports::{ChainError, NotOffered};
use refill_core::purchase::MoneyAxis;
use refill_core::x402::{Address, Atomic, Refusal, State};

use super::{PAID, pay, reaches, ready, refused, stored, unclear, without_wallet, written};
use crate::fakes::{COIN, PAYEE, World, start, until};

/// It came to nothing: nobody was asked to sign, nothing is set aside, and the next payment may begin.
async fn came_to_nothing(world: &World, payment: &refill_app::Payment) {
    assert!(world.wallets.asked().is_empty(), "nobody was asked to sign");
    assert_eq!(world.seller.times(), 0, "nothing was sent");
    let record = stored(world, payment).await.record;
    assert_eq!(record.state.money(), MoneyAxis::None);
    let page = world.app.wallet_page().await.unwrap();
    assert_eq!(page.limits.spent.month, Atomic::ZERO);
    unclear(world, &record.purchase.account).await;
}

#[tokio::test]
async fn every_reason_of_the_server_is_kept_as_its_word() {
    let (world, id) = ready().await;
    for refusal in Refusal::ALL {
        let refusals = &world.seller.refusals;
        refusals.lock().unwrap().push_back(NotOffered::Refused(*refusal));
        let payment = pay(&world, &id, "10").await;
        assert_eq!(refused(&world, &payment).await, refusal.word());
        assert_eq!(written(&world, &payment).await, ["refused"]);
    }
    assert_eq!(world.desktop.questions(), 0);
}

#[tokio::test]
async fn no_answer_is_no_offer() {
    let (world, id) = ready().await;
    let error = ProviderError {
        provider: COIN,
        kind: ProviderErrorKind::TimedOut,
        facts: ErrorFacts::default(),
    };
    let refusals = &world.seller.refusals;
    refusals
        .lock()
        .unwrap()
        .push_back(NotOffered::NoAnswer(Box::new(error)));
    let payment = pay(&world, &id, "10").await;
    assert_eq!(refused(&world, &payment).await, "timeout");
    came_to_nothing(&world, &payment).await;
}

#[tokio::test]
async fn a_chain_that_cannot_be_read_refuses() {
    for (fault, word) in [
        (ChainError::Unreachable, "chain_unreadable"),
        (ChainError::NotUnderstood, "chain_unreadable"),
        (ChainError::Other, "chain_other"),
    ] {
        let (world, id) = ready().await;
        *world.chain.fault.lock().unwrap() = Some(fault);
        let payment = pay(&world, &id, "10").await;
        assert_eq!(refused(&world, &payment).await, word);
        *world.chain.fault.lock().unwrap() = None;
        came_to_nothing(&world, &payment).await;
    }
}

#[tokio::test]
async fn a_wallet_with_too_little_refuses() {
    let (world, id) = ready().await;
    *world.chain.balance.lock().unwrap() = Ok(Atomic::new(9_999_999));
    let payment = pay(&world, &id, "10").await;
    assert_eq!(refused(&world, &payment).await, "too_little");
    *world.chain.balance.lock().unwrap() = Err(ChainError::Unreachable);
    let payment = pay(&world, &id, "10").await;
    assert_eq!(refused(&world, &payment).await, "chain_unreadable");
    *world.chain.balance.lock().unwrap() = Ok(Atomic::whole(10));
    came_to_nothing(&world, &payment).await;
}

#[tokio::test]
async fn clocks_that_differ_refuse() {
    let (world, id) = ready().await;
    world.chain.skew.store(121, Ordering::Relaxed);
    let payment = pay(&world, &id, "10").await;
    assert_eq!(refused(&world, &payment).await, "clock_skew");
    world.chain.skew.store(-121, Ordering::Relaxed);
    *world.seller.server_skew.lock().unwrap() = None;
    let payment = pay(&world, &id, "10").await;
    assert_eq!(refused(&world, &payment).await, "clock_skew", "then ours counts");
    // Our own clock is wrong, and the two others agree.
    world.chain.skew.store(90_000, Ordering::Relaxed);
    *world.seller.server_skew.lock().unwrap() = Some(90_100);
    let payment = unclear(&world, &id).await;
    let record = stored(&world, &payment).await.record;
    let end = record.attempt().expect("an attempt").valid_before();
    assert_eq!(
        end,
        start() + SignedDuration::from_secs(90_300),
        "the chain's time counts"
    );
}

/// The person is asked; until they answer the test changes something.
async fn asked(world: &World, id: &refill_core::ids::AccountId) -> refill_app::Payment {
    world.desktop.is_away.store(true, Ordering::Relaxed);
    let payment = pay(world, id, "10").await;
    until(&world.app, "the person is asked", || async {
        world.timer.asleep() == 1
    })
    .await;
    payment
}

fn answer(world: &World) {
    world.desktop.is_away.store(false, Ordering::Relaxed);
    world.desktop.answers.notify_waiters();
}

#[tokio::test]
async fn a_chain_that_goes_away_while_the_person_thinks_refuses() {
    let (world, id) = ready().await;
    let payment = asked(&world, &id).await;
    *world.chain.fault.lock().unwrap() = Some(ChainError::Unreachable);
    answer(&world);
    assert_eq!(refused(&world, &payment).await, "chain_unreadable");
    *world.chain.fault.lock().unwrap() = None;
    came_to_nothing(&world, &payment).await;
}

#[tokio::test]
async fn a_chain_that_jumps_while_the_person_thinks_refuses() {
    for jump in [-121, 241] {
        let (world, id) = ready().await;
        let payment = asked(&world, &id).await;
        world.chain.skew.store(jump, Ordering::Relaxed);
        answer(&world);
        assert_eq!(refused(&world, &payment).await, "clock_skew");
        world.chain.skew.store(0, Ordering::Relaxed);
        came_to_nothing(&world, &payment).await;
    }
}

#[tokio::test]
async fn a_yes_that_comes_late_is_none() {
    let (world, id) = ready().await;
    let payment = asked(&world, &id).await;
    // The computer slept meanwhile.
    world.clock.advance(SignedDuration::from_secs(121));
    answer(&world);
    reaches(&world, &payment, State::Cancelled).await;
    came_to_nothing(&world, &payment).await;
}

#[tokio::test]
async fn without_a_wallet_nothing_begins() {
    let (world, id) = without_wallet().await;
    let begun = world.app.pay_with_usdc(&id, "10").await;
    assert!(matches!(begun, Err(AppError::NoWallet)), "{begun:?}");
    assert!(world.app.payments(None, 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_provider_that_takes_no_usdc_is_not_asked() {
    let (world, _) = ready().await;
    world.plain.set("pk_1", 1);
    let plain = world.add(&crate::fakes::PLAIN, "pk_1", None).await;
    let begun = world.app.pay_with_usdc(&plain, "10").await;
    assert!(matches!(begun, Err(AppError::Provider(_))), "{begun:?}");
    assert!(world.app.top_up(&plain).await.unwrap().usdc.is_none());
}

const OTHER: Address = Address::new([0x33; 20]);

/// A world in which 10 USDC were paid, and whose provider names another payee since.
async fn changed() -> (World, refill_core::ids::AccountId) {
    let (world, id) = ready().await;
    world.seller.replies([PAID]);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::Reported).await;
    world.chain.settle();
    super::pass(&world, 30).await;
    reaches(&world, &payment, State::Paid).await;
    world.chain.reorganise();
    *world.seller.payee.lock().unwrap() = OTHER;
    let payment = pay(&world, &id, "10").await;
    assert_eq!(refused(&world, &payment).await, "payee_changed");
    (world, id)
}

#[tokio::test]
async fn another_payee_is_a_hard_stop() {
    let (world, id) = changed().await;
    let before = (world.desktop.questions(), world.wallets.asked().len());
    assert_eq!(before, (1, 1), "nobody was asked");
    let payees = world.app.wallet_page().await.unwrap().payees;
    assert_eq!(payees.len(), 1);
    assert_eq!((payees[0].payee, payees[0].offered), (PAYEE, Some(OTHER)));
    world.desktop.says_yes.store(false, Ordering::Relaxed);
    let accepted = world.app.accept_payee(&COIN, &payees[0].origin, 8453).await;
    assert!(matches!(accepted, Err(AppError::NotConfirmed)), "{accepted:?}");
    world.desktop.says_yes.store(true, Ordering::Relaxed);
    let payment = pay(&world, &id, "10").await;
    assert_eq!(refused(&world, &payment).await, "payee_changed", "it still is");
}

#[tokio::test]
async fn another_payee_is_accepted_by_the_person_alone() {
    let (world, id) = changed().await;
    let payees = world.app.wallet_page().await.unwrap().payees;
    let origin = payees[0].origin.clone();
    world
        .app
        .accept_payee(&COIN, &origin, 8453)
        .await
        .expect("accepted");
    let question = world.desktop.asked.lock().unwrap().last().cloned().unwrap();
    for shown in [PAYEE.to_string(), OTHER.to_string(), origin.clone()] {
        assert!(question.text.contains(&shown), "{shown}: {}", question.text);
    }
    let again = world.app.accept_payee(&COIN, &origin, 8453).await;
    assert!(matches!(again, Err(AppError::PayeeGone)), "{again:?}");
    let payment = unclear(&world, &id).await;
    let record = stored(&world, &payment).await.record;
    assert_eq!(
        record.attempt().map(|attempt| attempt.authorization.to),
        Some(OTHER)
    );
}

#[tokio::test]
async fn a_payee_that_nobody_named_is_not_accepted() {
    let (world, id) = ready().await;
    unclear(&world, &id).await;
    for (origin, chain) in [
        ("https://example.com", 8453),
        ("https://elsewhere.example", 8453),
        ("https://example.com", 1),
    ] {
        let accepted = world.app.accept_payee(&COIN, origin, chain).await;
        assert!(matches!(accepted, Err(AppError::PayeeGone)), "{accepted:?}");
    }
    assert_eq!(world.desktop.questions(), 1, "only the payment was asked");
}
