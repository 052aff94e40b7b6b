//! Payments that were sent and not clearly answered: the same bytes again, and the chain's word.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use refill_app::{AppError, Keep, NewKey};
use refill_core::ports::{Answer, ChainError};
use refill_core::purchase::{CreditAxis, MoneyAxis};
use refill_core::x402::{Atomic, Hash, State};

use super::{PAID, credit, pass, pay, reaches, ready, state, stored, told, unclear, word_of, written};
use crate::fakes::{Reply, Sent, World, until};

/// Everything that was sent so far is one and the same.
fn all_the_same(world: &World) {
    let sent = world.seller.sent.lock().unwrap();
    let first: &Sent = &sent[0].1;
    assert!(sent.iter().all(|(_, other)| other == first), "{sent:?}");
}

#[tokio::test]
async fn the_same_bytes_are_sent_on_schedule_until_the_window_ends() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    pass(&world, 300).await;
    assert_eq!(world.seller.seconds(), [0, 5, 15, 45, 105, 165, 225, 285]);
    all_the_same(&world);
    assert_eq!(world.wallets.asked().len(), 1, "signed once");
    assert_eq!(
        state(&world, &payment).await,
        State::Unknown,
        "no clock of ours ends it"
    );
    pass(&world, 30).await;
    assert_eq!(state(&world, &payment).await, State::DeadExpired);
    assert_eq!(world.seller.times(), 8);
    let sendings = world.eye.at("send");
    assert_eq!(sendings[0].last(), Some(&"sending"));
    for (number, written) in sendings.iter().enumerate() {
        let resent = written.iter().filter(|word| **word == "resending").count();
        assert_eq!(resent, number, "each is written down before it leaves");
    }
}

#[tokio::test]
async fn every_answer_that_is_not_clear_leaves_it_unknown() {
    let (world, id) = ready().await;
    for word in ["second_offer", "server_error"] {
        world.seller.replies([Reply::Says(Answer::Unclear(word))]);
        let payment = unclear(&world, &id).await;
        assert_eq!(word_of(&world, &payment).await.as_deref(), Some(word));
        let record = stored(&world, &payment).await.record;
        assert_eq!(record.state.money(), MoneyAxis::Unknown);
        world.chain.cancel();
        pass(&world, 15).await;
        assert_eq!(state(&world, &payment).await, State::DeadCancelled);
        world.chain.reorganise();
    }
}

#[tokio::test]
async fn a_sending_that_hangs_holds_up_no_other() {
    let (world, id) = ready().await;
    world.seller.replies([Reply::Hangs, Reply::Hangs]);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::Sending).await;
    pass(&world, 14).await;
    assert_eq!(state(&world, &payment).await, State::Sending);
    pass(&world, 32).await;
    assert_eq!(world.seller.seconds(), [0, 5, 15, 45]);
    assert_eq!(state(&world, &payment).await, State::Unknown);
    all_the_same(&world);
}

/// The server that does not answer a payment does not tell a balance either.
#[tokio::test]
async fn a_balance_that_hangs_holds_up_no_look_at_the_chain() {
    let (world, id) = ready().await;
    world.seller.replies([Reply::Hangs]);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::Sending).await;
    super::settled(&world).await;
    world.coin.hold.store(true, Ordering::Relaxed);
    world.chain.settle();
    pass(&world, 46).await;
    assert_eq!(world.coin.held.load(Ordering::Relaxed), 1, "it still hangs");
    assert_eq!(state(&world, &payment).await, State::Paid);
}

#[tokio::test]
async fn a_second_sending_that_succeeds_is_reported() {
    let (world, id) = ready().await;
    let hash = Hash::new([9; 32]);
    world.seller.replies([
        Reply::Says(Answer::Unclear("no_answer")),
        Reply::Says(Answer::Accepted(Some(hash))),
    ]);
    let payment = unclear(&world, &id).await;
    pass(&world, 6).await;
    assert_eq!(state(&world, &payment).await, State::Reported);
    let record = stored(&world, &payment).await.record;
    assert_eq!(record.transaction(), Some((hash, None)));
    pass(&world, 100).await;
    assert_eq!(world.seller.times(), 2, "nothing is sent again");
}

#[tokio::test]
async fn what_the_server_says_proves_nothing() {
    let (world, id) = ready().await;
    world.seller.replies([PAID]);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::Reported).await;
    pass(&world, 300).await;
    assert_eq!(state(&world, &payment).await, State::Reported);
    pass(&world, 30).await;
    assert_eq!(
        state(&world, &payment).await,
        State::DeadExpired,
        "the chain says no"
    );
    assert_eq!(credit(&world, &payment).await, CreditAxis::None);
}

#[tokio::test]
async fn what_the_chain_shows_is_paid_when_its_block_is_safe() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    let transaction = world.chain.settle();
    pass(&world, 3).await;
    assert_eq!(state(&world, &payment).await, State::Confirming);
    pass(&world, 15).await;
    assert_eq!(state(&world, &payment).await, State::Paid);
    let record = stored(&world, &payment).await.record;
    let (hash, block) = record.transaction().expect("a transaction");
    assert!(hash == transaction && block.is_some());
    assert!(world.seller.times() <= 2, "nothing is sent again once it is seen");
    world
        .app
        .open_transaction(&record.purchase.id)
        .await
        .expect("opened");
    let page = format!("https://basescan.org/tx/{transaction}");
    assert_eq!(world.desktop.opened.lock().unwrap().last(), Some(&page));
}

#[tokio::test]
async fn a_block_that_goes_makes_it_unknown_again() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    world.chain.settle();
    pass(&world, 3).await;
    assert_eq!(state(&world, &payment).await, State::Confirming);
    world.chain.reorganise();
    pass(&world, 6).await;
    assert_eq!(state(&world, &payment).await, State::Unknown);
    let before = world.seller.times();
    pass(&world, 60).await;
    assert!(world.seller.times() > before, "it is sent again");
    all_the_same(&world);
    world.chain.settle();
    pass(&world, 30).await;
    assert_eq!(state(&world, &payment).await, State::Paid);
    let words = written(&world, &payment).await;
    assert!(words.contains(&"block_gone"), "{words:?}");
}

#[tokio::test]
async fn one_endpoint_proves_nothing_for_good() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    world.chain.second_is_blind.store(true, Ordering::Relaxed);
    world.chain.settle();
    pass(&world, 60).await;
    assert_eq!(state(&world, &payment).await, State::Confirming);
    world.clock.advance(SignedDuration::from_secs(400));
    pass(&world, 6).await;
    assert_eq!(
        state(&world, &payment).await,
        State::Confirming,
        "neither paid nor dead"
    );
    world.chain.second_is_blind.store(false, Ordering::Relaxed);
    pass(&world, 20).await;
    assert_eq!(state(&world, &payment).await, State::Paid);
}

#[tokio::test]
async fn one_endpoint_alone_ends_nothing() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    world.chain.answering.store(1, Ordering::Relaxed);
    world.clock.advance(SignedDuration::from_secs(400));
    pass(&world, 60).await;
    assert_eq!(state(&world, &payment).await, State::Unknown);
    world.chain.answering.store(2, Ordering::Relaxed);
    pass(&world, 20).await;
    assert_eq!(state(&world, &payment).await, State::DeadExpired);
}

#[tokio::test]
async fn what_its_owner_cancels_is_not_charged() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    world.chain.cancel();
    pass(&world, 30).await;
    assert_eq!(state(&world, &payment).await, State::DeadCancelled);
    assert_eq!(
        world.app.wallet_page().await.unwrap().limits.spent.day,
        Atomic::ZERO
    );
}

#[tokio::test]
async fn a_chain_that_is_away_ends_nothing() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    *world.chain.fault.lock().unwrap() = Some(ChainError::Unreachable);
    world.clock.advance(SignedDuration::from_secs(900));
    pass(&world, 60).await;
    assert_eq!(state(&world, &payment).await, State::Unknown);
    *world.chain.fault.lock().unwrap() = None;
    pass(&world, 20).await;
    assert_eq!(state(&world, &payment).await, State::DeadExpired);
}

/// What was not sent in time, because the computer slept or there was no key, is not sent after the window.
#[tokio::test]
async fn nothing_is_sent_after_the_window() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    super::settled(&world).await;
    *world.chain.fault.lock().unwrap() = Some(ChainError::Unreachable);
    world.clock.advance(SignedDuration::from_secs(295));
    world.timer.wake_due();
    pass(&world, 60).await;
    assert_eq!(world.seller.times(), 1);
    assert_eq!(state(&world, &payment).await, State::Unknown);
}

/// Without the account's key nothing can be sent again; the chain is read all the same, and no faster than ever.
#[tokio::test]
async fn without_a_key_the_chain_tells() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    super::settled(&world).await;
    let world = world.restart();
    *world.vault.fault.lock().unwrap() = Some(refill_core::error::VaultError::Locked);
    world.app.recover_payments().await;
    let before = world.chain.looks.load(Ordering::Relaxed);
    pass(&world, 60).await;
    let looks = world.chain.looks.load(Ordering::Relaxed) - before;
    assert!((10..=25).contains(&looks), "{looks} looks in a minute");
    assert_eq!(world.seller.times(), 1);
    world.chain.settle();
    pass(&world, 30).await;
    assert_eq!(state(&world, &payment).await, State::Paid);
}

/// What was missed while the computer slept is made up for, but not in one heap.
#[tokio::test]
async fn missed_sendings_follow_each_other_slowly() {
    let (world, id) = ready().await;
    unclear(&world, &id).await;
    super::settled(&world).await;
    world.clock.advance(SignedDuration::from_secs(50));
    pass(&world, 20).await;
    assert_eq!(world.seller.seconds(), [0, 50, 55, 60]);
    all_the_same(&world);
}

#[tokio::test]
async fn an_account_is_removed_only_when_its_payment_is_over() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    super::settled(&world).await;
    let removed = world.app.remove_account(&id).await;
    assert!(matches!(removed, Err(AppError::PurchaseOpen)), "{removed:?}");
    pass(&world, 340).await;
    assert_eq!(state(&world, &payment).await, State::DeadExpired);
    world.app.remove_account(&id).await.expect("removed");
}

#[tokio::test]
async fn nothing_is_sent_again_with_another_key() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    super::settled(&world).await;
    world.coin.set("ck_2", 100);
    let other = NewKey::Pasted(crate::fakes::key("ck_2"));
    let replaced = world.app.replace_key(&id, None, other, Keep::Keychain).await;
    replaced.expect("replaced");
    pass(&world, 340).await;
    assert_eq!(world.seller.times(), 1, "what was confirmed for the other key");
    assert_eq!(state(&world, &payment).await, State::DeadExpired);
}

#[tokio::test]
async fn the_person_is_told_once_not_to_pay_again_and_once_that_it_was_not_charged() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    pass(&world, 100).await;
    let world = world.restart();
    world.app.recover_payments().await;
    pass(&world, 240).await;
    assert_eq!(state(&world, &payment).await, State::DeadExpired);
    told(&world, 2).await;
    let world = world.restart();
    world.app.recover_payments().await;
    pass(&world, 60).await;
    assert_eq!(
        world.desktop.titles(),
        [
            "Coin (Account of ck): do not pay again",
            "Coin (Account of ck): not charged"
        ]
    );
    let notices = world.desktop.notices.lock().unwrap();
    assert!(
        notices[0].body.starts_with("10.00 USDC were sent"),
        "{}",
        notices[0].body
    );
    assert!(
        notices[1]
            .body
            .starts_with("The payment of 10.00 USDC did not happen"),
        "{}",
        notices[1].body
    );
}

#[tokio::test]
async fn hidden_amounts_stay_hidden() {
    let (world, id) = ready().await;
    let mut settings = world.app.settings();
    settings.hide_amounts = true;
    world.app.save_settings(settings).await.unwrap();
    unclear(&world, &id).await;
    pass(&world, 340).await;
    told(&world, 2).await;
    for notice in world.desktop.notices.lock().unwrap().iter() {
        assert!(!notice.body.contains("USDC"), "{}", notice.body);
    }
}

#[tokio::test]
async fn a_hanging_payment_of_one_account_holds_up_no_other() {
    let (world, id) = ready().await;
    let other = super::second(&world).await;
    world.seller.replies([Reply::Hangs]);
    let first = pay(&world, &id, "10").await;
    reaches(&world, &first, State::Sending).await;
    world.seller.replies([PAID]);
    let next = pay(&world, &other, "5").await;
    reaches(&world, &next, State::Reported).await;
    until(&world.app, "both are watched", || async {
        world.timer.asleep() == 2
    })
    .await;
}
