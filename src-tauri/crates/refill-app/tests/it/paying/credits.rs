//! The credits of a payment: told by the balance, whatever is known of the money.

use jiff::SignedDuration;
use refill_core::error::ProviderErrorKind;
use refill_core::ids::AccountId;
use refill_core::money::{Money, Unit};
use refill_core::purchase::{CreditAxis, Evidence};
use refill_core::reading::Balance;
use refill_core::x402::State;

use super::{PAID, credit, credit_reaches, pass, pay, reaches, ready, settled, state, stored, told, unclear};
use crate::fakes::World;

/// A payment of 10 USDC that the chain shows for good, and whose credits have not come.
async fn paid() -> (World, AccountId, refill_app::Payment) {
    let (world, id) = ready().await;
    world.seller.replies([PAID]);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::Reported).await;
    world.chain.settle();
    pass(&world, 20).await;
    assert_eq!(state(&world, &payment).await, State::Paid);
    (world, id, payment)
}

fn shows(world: &World, balance: i64) {
    let money = Money::new(balance.into(), Unit::CREDITS);
    world.coin.show("ck_1", Ok(Balance::of_account(money)));
}

#[tokio::test]
async fn credits_that_come_before_the_chain_has_told_count_when_it_has() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    world.coin.set("ck_1", 1_100);
    pass(&world, 6).await;
    assert_eq!(
        credit(&world, &payment).await,
        CreditAxis::Awaited,
        "they may be of another payment"
    );
    world.chain.settle();
    pass(&world, 30).await;
    credit_reaches(&world, &payment, CreditAxis::Credited).await;
    assert_eq!(state(&world, &payment).await, State::Paid);
    let arrivals = stored(&world, &payment).await.record.arrivals();
    assert_eq!(arrivals.len(), 1);
    assert_eq!(arrivals[0].evidence, Evidence::Balance);
    let titles = world.desktop.titles();
    assert!(
        titles.contains(&"+1,000 credits arrived".to_owned()),
        "{titles:?}"
    );
}

#[tokio::test]
async fn a_smaller_rise_is_only_probable() {
    let (world, _, payment) = paid().await;
    world.coin.set("ck_1", 900);
    pass(&world, 60).await;
    credit_reaches(&world, &payment, CreditAxis::Credited).await;
    let arrivals = stored(&world, &payment).await.record.arrivals();
    assert_eq!(arrivals[0].evidence, Evidence::Partly);
    assert_eq!(arrivals[0].amount.amount, 800.into());
}

#[tokio::test]
async fn credits_that_do_not_come_are_missing_after_a_quarter_of_an_hour() {
    let (world, _, payment) = paid().await;
    pass(&world, 14 * 60).await;
    assert_eq!(credit(&world, &payment).await, CreditAxis::Awaited);
    pass(&world, 2 * 60).await;
    credit_reaches(&world, &payment, CreditAxis::Missing).await;
    told(&world, 1).await;
    let world = world.restart();
    world.app.recover_payments().await;
    pass(&world, 60 * 60).await;
    assert_eq!(
        world.desktop.titles(),
        ["Coin (Account of ck): paid, but no credits yet"]
    );
    world.coin.set("ck_1", 1_100);
    pass(&world, 10 * 60).await;
    credit_reaches(&world, &payment, CreditAxis::Credited).await;
    settled(&world).await;
    assert_eq!(state(&world, &payment).await, State::Paid);
}

#[tokio::test]
async fn an_account_that_cannot_be_read_misses_nothing() {
    let (world, _, payment) = paid().await;
    world.coin.show("ck_1", Err(ProviderErrorKind::Unreachable));
    pass(&world, 30 * 60).await;
    assert_eq!(credit(&world, &payment).await, CreditAxis::Awaited);
    assert!(world.desktop.titles().is_empty());
    shows(&world, 100);
    pass(&world, 5 * 60).await;
    credit_reaches(&world, &payment, CreditAxis::Missing).await;
}

#[tokio::test]
async fn a_payment_that_came_to_nothing_brings_no_credits() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    world.chain.cancel();
    pass(&world, 20).await;
    assert_eq!(credit(&world, &payment).await, CreditAxis::None);
    world.clock.advance(SignedDuration::from_hours(1));
    pass(&world, 60).await;
    assert_eq!(credit(&world, &payment).await, CreditAxis::None);
    assert_eq!(world.timer.asleep(), 0, "nobody watches any more");
}
