//! What wallets answer, and what becomes of a payment that may or may not be signed.

use std::sync::atomic::Ordering;

use refill_app::AppError;
use refill_core::error::VaultError;
use refill_core::ports::NotSigned;
use refill_core::purchase::MoneyAxis;
use refill_core::x402::{Atomic, State, WalletKind};

use super::{
    PAID, pass, pay, reaches, ready, state, stored, told, unclear, with_browser, without_wallet, word_of,
};
use crate::fakes::{World, address_of};

async fn spent(world: &World) -> Atomic {
    world.app.wallet_page().await.unwrap().limits.spent.day
}

#[tokio::test]
async fn a_locked_keychain_proves_that_nothing_was_signed() {
    let (world, id) = ready().await;
    // The ledger can be read and written, the key cannot be read.
    *world.vault.read_fault_of_keys.lock().unwrap() = Some(VaultError::Locked);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::DeadUnsigned).await;
    assert_eq!(word_of(&world, &payment).await.as_deref(), Some("keychain"));
    assert_eq!(
        stored(&world, &payment).await.record.state.money(),
        MoneyAxis::Dead
    );
    assert_eq!(spent(&world).await, Atomic::ZERO);
    assert!(world.wallets.asked().is_empty());
    assert_eq!(world.seller.times(), 0);
    *world.vault.read_fault_of_keys.lock().unwrap() = None;
    unclear(&world, &id).await;
    assert_eq!(spent(&world).await, Atomic::whole(10));
}

#[tokio::test]
async fn what_our_own_wallet_refuses_is_not_charged() {
    for fault in [NotSigned::BadKey, NotSigned::WrongSignature, NotSigned::TooLate] {
        let (world, id) = ready().await;
        world.wallets.fail_next(fault);
        let payment = pay(&world, &id, "10").await;
        reaches(&world, &payment, State::DeadUnsigned).await;
        assert_eq!(word_of(&world, &payment).await.as_deref(), Some(fault.word()));
        assert_eq!(spent(&world).await, Atomic::ZERO);
        unclear(&world, &id).await;
    }
}

#[tokio::test]
async fn what_another_wallet_refuses_may_be_signed_all_the_same() {
    for fault in [
        NotSigned::Refused,
        NotSigned::NoAnswer,
        NotSigned::Unreachable,
        NotSigned::OtherChain,
        NotSigned::OtherAddress,
        NotSigned::WrongSignature,
    ] {
        let (world, id) = with_browser().await;
        world.wallets.fail_next(fault);
        let payment = pay(&world, &id, "10").await;
        reaches(&world, &payment, State::SignUnknown).await;
        assert_eq!(word_of(&world, &payment).await.as_deref(), Some(fault.word()));
        assert_eq!(spent(&world).await, Atomic::whole(10), "it counts");
        let again = world.app.pay_with_usdc(&id, "10").await;
        assert!(matches!(again, Err(AppError::PurchaseOpen)), "{again:?}");
        assert_eq!(world.seller.times(), 0);
    }
}

#[tokio::test]
async fn only_the_chain_ends_what_a_wallet_refused() {
    let (world, id) = with_browser().await;
    world.wallets.fail_next(NotSigned::Refused);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::SignUnknown).await;
    pass(&world, 300).await;
    assert_eq!(
        state(&world, &payment).await,
        State::SignUnknown,
        "the window is over by our clock"
    );
    pass(&world, 30).await;
    assert_eq!(state(&world, &payment).await, State::DeadExpired);
    assert_eq!(spent(&world).await, Atomic::ZERO);
    told(&world, 1).await;
    assert_eq!(world.desktop.titles(), ["Coin (Account of ck): not charged"]);
    assert_eq!(world.seller.times(), 0);
}

#[tokio::test]
async fn a_refused_payment_that_was_signed_elsewhere_is_noticed() {
    let (world, id) = with_browser().await;
    world.wallets.fail_next(NotSigned::Refused);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::SignUnknown).await;
    world.chain.settle();
    pass(&world, 30).await;
    assert_eq!(state(&world, &payment).await, State::Paid);
}

#[tokio::test]
async fn asking_again_asks_for_the_same() {
    let (world, id) = with_browser().await;
    world.wallets.fail_next(NotSigned::NoAnswer);
    world.wallets.fail_next(NotSigned::Refused);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::SignUnknown).await;
    let purchase = payment.record.purchase.id.clone();
    let again = world.app.ask_wallet_again(&purchase).await.expect("asked");
    assert_eq!(again.record.state.paying(), Some(State::SignUnknown));
    world.seller.replies([PAID]);
    world.app.ask_wallet_again(&purchase).await.expect("signed");
    reaches(&world, &payment, State::Reported).await;
    let asked = world.wallets.asked();
    assert_eq!(asked.len(), 3);
    assert!(
        asked.iter().all(|attempt| *attempt == asked[0]),
        "nonce, window and all"
    );
    assert_eq!(
        world.desktop.questions(),
        4,
        "each wants a yes, and the wallet did"
    );
    let question = world.desktop.asked.lock().unwrap()[2].clone();
    assert!(
        question.text.contains("It is the same payment"),
        "{}",
        question.text
    );
    let over = world.app.ask_wallet_again(&purchase).await;
    assert!(matches!(over, Err(AppError::PurchaseOver)), "{over:?}");
    assert_eq!(world.seller.times(), 1);
}

#[tokio::test]
async fn asking_again_wants_a_yes() {
    let (world, id) = with_browser().await;
    world.wallets.fail_next(NotSigned::NoAnswer);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::SignUnknown).await;
    world.desktop.says_yes.store(false, Ordering::Relaxed);
    let again = world.app.ask_wallet_again(&payment.record.purchase.id).await;
    assert!(matches!(again, Err(AppError::NotConfirmed)), "{again:?}");
    assert_eq!(world.wallets.asked().len(), 1);
    assert_eq!(state(&world, &payment).await, State::SignUnknown);
}

/// After a restart our own wallet may have signed; that its key cannot be had now proves nothing of then.
#[tokio::test]
async fn asking_our_own_wallet_again_in_vain_ends_nothing() {
    let (world, id) = ready().await;
    world.wallets.pens.hang.store(true, Ordering::Relaxed);
    let payment = pay(&world, &id, "10").await;
    crate::fakes::until(&world.app, "the wallet is asked", || async {
        world.wallets.asked().len() == 1
    })
    .await;
    let world = world.restart();
    world.wallets.pens.hang.store(false, Ordering::Relaxed);
    world.app.recover_payments().await;
    assert_eq!(state(&world, &payment).await, State::SignUnknown);
    // The account's own key is known by then.
    world.app.refresh(None).await.unwrap();
    *world.vault.read_fault_of_keys.lock().unwrap() = Some(VaultError::Locked);
    let again = world.app.ask_wallet_again(&payment.record.purchase.id).await;
    let again = again.expect("it is still the same payment");
    assert_eq!(again.record.state.paying(), Some(State::SignUnknown));
    *world.vault.read_fault_of_keys.lock().unwrap() = None;
    world.seller.replies([PAID]);
    world
        .app
        .ask_wallet_again(&payment.record.purchase.id)
        .await
        .expect("signed");
    reaches(&world, &payment, State::Reported).await;
    let asked = world.wallets.asked();
    assert_eq!(asked[0], asked[1]);
}

#[tokio::test]
async fn a_wallet_program_is_asked_at_its_address() {
    let (world, id) = without_wallet().await;
    world.app.connect_program_wallet("").await.expect("a wallet");
    let payment = unclear(&world, &id).await;
    assert_eq!(
        *world.wallets.servers.lock().unwrap(),
        ["http://127.0.0.1:1248/"; 2]
    );
    assert_eq!(world.wallets.asked()[0].authorization.from, address_of("program"));
    assert_eq!(stored(&world, &payment).await.wallet, Some(WalletKind::Program));
}
