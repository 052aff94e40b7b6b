//! A payment that goes well, and what is durable at each of its moments.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use refill_app::AppError;
use refill_core::purchase::{CreditAxis, MoneyAxis};
use refill_core::x402::{Atomic, State};

use super::{PAID, credit_reaches, pass, pay, reaches, ready, second, state, stored, told, unclear, written};
use crate::fakes::{PAYEE, World, address_of, package, start, until};

#[tokio::test]
async fn every_step_is_durable_before_it_is_taken() {
    let (world, id) = ready().await;
    world.seller.replies([PAID]);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::Reported).await;
    assert_eq!(world.eye.at("quote"), [Vec::<&str>::new()], "it is begun");
    assert_eq!(world.eye.at("ask"), [["planned"]]);
    assert_eq!(world.eye.at("sign"), [["planned", "reserved"]]);
    assert_eq!(
        world.eye.at("send"),
        [["planned", "reserved", "signed", "sending"]]
    );
    let transaction = world.chain.settle();
    pass(&world, 30).await;
    assert_eq!(state(&world, &payment).await, State::Paid);
    world.coin.set("ck_1", 1_100);
    pass(&world, 120).await;
    credit_reaches(&world, &payment, CreditAxis::Credited).await;
    assert_eq!(
        written(&world, &payment).await,
        [
            "planned", "reserved", "signed", "sending", "accepted", "used", "final", "credited"
        ]
    );
    let record = stored(&world, &payment).await.record;
    assert_eq!(record.state.money(), MoneyAxis::Moved);
    assert_eq!(record.transaction().map(|(hash, _)| hash), Some(transaction));
    told(&world, 1).await;
    assert_eq!(world.desktop.titles(), ["+1,000 credits arrived"]);
    super::settled(&world).await;
    assert_eq!(world.timer.asleep(), 0, "nobody watches any more");
}

#[tokio::test]
async fn what_is_signed_and_sent_is_what_the_person_saw() {
    let (world, id) = ready().await;
    world.seller.replies([PAID]);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::Reported).await;
    let payer = address_of("made-phrase-number-1");
    let question = world.desktop.asked.lock().unwrap()[0].clone();
    assert_eq!(question.title, "Pay 10.00 USDC?");
    for said in [
        "1,000 credits for Coin (Account of ck).".to_owned(),
        format!("To {PAYEE} on Base."),
        "Refill remembers this address".to_owned(),
        format!("From your wallet in Refill {payer}."),
        "After it 25.00 USDC can be paid".to_owned(),
    ] {
        assert!(question.text.contains(&said), "{said}\n{}", question.text);
    }
    let asked = world.wallets.asked();
    let signed = &asked[0].authorization;
    assert_eq!(
        (signed.from, signed.to, signed.value),
        (payer, PAYEE, Atomic::whole(10))
    );
    let now = start().as_second().unsigned_abs();
    assert_eq!((signed.valid_after, signed.valid_before), (now - 600, now + 300));
    let sent = world.seller.sent.lock().unwrap()[0].1.clone();
    assert_eq!(
        (sent.body.as_str(), sent.key.as_str()),
        (r#"{"amount":"10"}"#, "ck_1")
    );
    let record = stored(&world, &payment).await.record;
    assert_eq!(record.attempt(), Some(&asked[0]));
    assert_eq!(
        record.signed().map(|signed| signed.value.clone()),
        Some(sent.value)
    );
}

#[tokio::test]
async fn the_payee_is_introduced_once() {
    let (world, id) = ready().await;
    for _ in 0..2 {
        world.seller.replies([PAID]);
        let payment = pay(&world, &id, "5").await;
        reaches(&world, &payment, State::Reported).await;
        world.chain.settle();
        pass(&world, 30).await;
        assert_eq!(state(&world, &payment).await, State::Paid);
        world.chain.reorganise();
    }
    let asked = world.desktop.asked.lock().unwrap();
    assert!(asked[0].text.contains("It is the first payment to Coin"));
    assert!(!asked[1].text.contains("It is the first payment to Coin"));
}

#[tokio::test]
async fn two_clicks_make_one_payment() {
    let (world, id) = ready().await;
    world.seller.hold.store(true, Ordering::Relaxed);
    let (first, second) = tokio::join!(
        world.app.pay_with_usdc(&id, "10"),
        world.app.pay_with_usdc(&id, "10")
    );
    let refused = [first, second].into_iter().filter_map(Result::err);
    let refused: Vec<AppError> = refused.collect();
    assert!(matches!(refused[..], [AppError::PurchaseOpen]), "{refused:?}");
    assert_eq!(world.app.payments(None, 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_payment_whose_end_is_not_known_blocks_its_account_alone() {
    let (world, id) = ready().await;
    let other = second(&world).await;
    unclear(&world, &id).await;
    let again = world.app.pay_with_usdc(&id, "10").await;
    assert!(matches!(again, Err(AppError::PurchaseOpen)), "{again:?}");
    world.seller.replies([PAID]);
    let payment = pay(&world, &other, "10").await;
    reaches(&world, &payment, State::Reported).await;
    let nonces: Vec<_> = world
        .wallets
        .asked()
        .iter()
        .map(|it| it.authorization.nonce)
        .collect();
    assert_eq!(nonces.len(), 2);
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn an_open_card_session_blocks_no_payment() {
    let (world, id) = ready().await;
    crate::purchases::sign_in(&world, &id).await;
    let card = world.app.buy_package(&id, &package("starter", 10_000, 999)).await;
    assert!(card.expect("a page").record.state.is_open());
    let payment = unclear(&world, &id).await;
    let top_up = world.app.top_up(&id).await.unwrap();
    assert!(top_up.open.is_some(), "the card is still there");
    let live = top_up.usdc.and_then(|usdc| usdc.live).expect("the payment");
    assert_eq!(live.record.purchase.id, payment.record.purchase.id);
    let dropped = world.app.stop_waiting(&payment.record.purchase.id).await;
    assert!(matches!(dropped, Err(AppError::PurchaseOver)), "{dropped:?}");
    assert_eq!(state(&world, &payment).await, State::Unknown);
}

#[tokio::test]
async fn amounts_that_cannot_be_paid_begin_nothing() {
    let (world, id) = ready().await;
    for typed in ["", "0", "-1", "ten", "0.0000001", "1001"] {
        let begun = world.app.pay_with_usdc(&id, typed).await;
        assert!(matches!(begun, Err(AppError::Amount)), "{typed}: {begun:?}");
    }
    assert!(world.app.payments(None, 9).await.unwrap().is_empty());
    assert_eq!(world.seller.quotes.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn the_person_has_two_minutes() {
    let (world, id) = ready().await;
    world.desktop.is_away.store(true, Ordering::Relaxed);
    let payment = pay(&world, &id, "10").await;
    until(&world.app, "the person is asked", || async {
        world.timer.asleep() == 1
    })
    .await;
    world.clock.advance(SignedDuration::from_secs(119));
    world.timer.wake_due();
    settled_at(&world, State::Planned, &payment).await;
    world.clock.advance(SignedDuration::from_secs(1));
    world.timer.wake_due();
    reaches(&world, &payment, State::Cancelled).await;
    assert_eq!(written(&world, &payment).await, ["planned", "declined"]);
    assert!(world.wallets.asked().is_empty());
    world.desktop.is_away.store(false, Ordering::Relaxed);
    unclear(&world, &id).await;
}

/// It stays there while everybody has their turn.
async fn settled_at(world: &World, wanted: State, payment: &refill_app::Payment) {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert_eq!(state(world, payment).await, wanted);
}

#[tokio::test]
async fn a_no_signs_nothing() {
    let (world, id) = ready().await;
    world.desktop.says_yes.store(false, Ordering::Relaxed);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::Cancelled).await;
    assert_eq!(written(&world, &payment).await, ["planned", "declined"]);
    assert!(world.wallets.asked().is_empty());
    assert_eq!(world.seller.times(), 0);
    assert_eq!(
        stored(&world, &payment).await.record.state.money(),
        MoneyAxis::None
    );
    assert!(
        world.app.wallet_page().await.unwrap().payees.is_empty(),
        "nobody is remembered"
    );
    world.desktop.says_yes.store(true, Ordering::Relaxed);
    unclear(&world, &id).await;
}

/// Only these may turn a question into a yes to sign: any other place must be looked at before it is listed here.
#[test]
fn a_yes_to_sign_is_made_in_two_places() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let mut callers = Vec::new();
    for folder in ["src-tauri/src", "src-tauri/crates"] {
        callers_in(&sources.join(folder), &mut callers);
    }
    callers.sort();
    assert_eq!(
        callers,
        [
            "refill-app/src/paying/confirm.rs",
            "refill-app/src/paying/sign.rs",
            "refill-app/src/paying/weakened.rs",
        ]
    );
}

/// Files of the product, tests left out, that name the makers of a yes outside the file that defines them.
fn callers_in(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the sources").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if name != "tests" {
                callers_in(&path, found);
            }
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        let calls = ["approve(", "approve_again("];
        let is_test = name == "tests.rs";
        let is_caller = !is_test && calls.iter().any(|call| text.contains(call));
        let whole = path.to_string_lossy().replace('\\', "/");
        if is_caller && name.to_string_lossy().ends_with(".rs") && !whole.ends_with("x402/approval.rs") {
            let short = whole.rsplit("crates/").next().unwrap_or(&whole);
            found.push(short.to_owned());
        }
    }
}
