//! Credits that arrive, and what proves it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use refill_app::{Event, Options};
use refill_core::error::ProviderErrorKind;
use refill_core::ports::CheckoutReturn;
use refill_core::purchase::{Event as Step, Evidence, State, Way};

use super::{advance_to, buy, credit, listed, lists, reaches, signed_in, stored, unlisted};
use crate::fakes::{LISTED, PLAIN, RICH, World, events_so_far, start, until};

#[tokio::test]
async fn a_listed_credit_ends_the_purchase_and_is_told_once() {
    let (world, id) = listed().await;
    let mut news = world.app.events();
    let bought = buy(&world, &id).await;
    assert_eq!(bought.record.state, State::Away);
    assert!(bought.watching && !bought.is_test);
    assert_eq!(
        bought.record.purchase.before.as_ref().map(|m| m.amount),
        Some(100.into())
    );
    assert_eq!(
        *world.desktop.opened.lock().unwrap(),
        ["https://checkout.stripe.com/c/pay/1"]
    );
    lists(&world, &[credit(1, 10_000)], 10_090);
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Credited).await;
    until(&world.app, "it is told", || async {
        !world.desktop.titles().is_empty()
    })
    .await;
    let credited = stored(&world, &bought.record.purchase.id).await;
    let arrivals = credited.record.arrivals();
    assert_eq!(arrivals.len(), 1);
    assert_eq!(arrivals[0].evidence, Evidence::Row);
    assert_eq!(arrivals[0].at, start() + SignedDuration::from_mins(1));
    assert!(!credited.watching, "nobody looks any more");
    assert!(events_so_far(&mut news).contains(&Event::PaymentChanged { account: id.clone() }));
    let notices = world.desktop.notices.lock().unwrap().clone();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].title, "+10,000 credits arrived");
    assert_eq!(notices[0].body, "Listed (Account of lk): bought for $9.99.");
}

#[tokio::test]
async fn a_rise_of_the_balance_ends_it_where_nothing_is_listed() {
    let (world, id) = unlisted().await;
    let bought = buy(&world, &id).await;
    world.rich.set("rk_1", 10_100);
    world.refresh().await;
    reaches(&world, &bought, State::Credited).await;
    let arrivals = stored(&world, &bought.record.purchase.id).await.record.arrivals();
    assert_eq!(arrivals[0].evidence, Evidence::Balance);
    assert_eq!(arrivals[0].amount.amount, 10_000.into());
}

#[tokio::test]
async fn a_smaller_rise_is_called_probable() {
    let (world, id) = unlisted().await;
    let bought = buy(&world, &id).await;
    world.rich.set("rk_1", 9_000);
    world.refresh().await;
    reaches(&world, &bought, State::Credited).await;
    until(&world.app, "it is told", || async {
        !world.desktop.titles().is_empty()
    })
    .await;
    let arrivals = stored(&world, &bought.record.purchase.id).await.record.arrivals();
    assert_eq!(arrivals[0].evidence, Evidence::Partly);
    assert_eq!(arrivals[0].amount.amount, 8_900.into());
    assert_eq!(world.desktop.titles(), ["Credits probably arrived"]);
}

#[tokio::test]
async fn other_credits_and_spending_prove_nothing() {
    let (world, id) = listed().await;
    let bought = buy(&world, &id).await;
    lists(&world, &[credit(1, 50)], 60);
    world.refresh_with_history(&id).await;
    world.refresh_with_history(&id).await;
    lists(&world, &[credit(12, 10_000), credit(1, 50)], 70);
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Credited).await;
    let arrivals = stored(&world, &bought.record.purchase.id).await.record.arrivals();
    assert_eq!(arrivals.len(), 1);
    assert_eq!(arrivals[0].at, start() + SignedDuration::from_mins(12));
}

#[tokio::test]
async fn credits_arrive_though_the_balance_falls_meanwhile() {
    let (world, id) = listed().await;
    let bought = buy(&world, &id).await;
    lists(&world, &[credit(1, 10_000)], 40);
    world.refresh_with_history(&id).await;
    reaches(&world, &bought, State::Credited).await;
    let arrivals = stored(&world, &bought.record.purchase.id).await.record.arrivals();
    assert_eq!(arrivals[0].evidence, Evidence::Row);
}

#[tokio::test]
async fn the_same_credits_twice_are_told_once_more() {
    let (world, id) = listed().await;
    let bought = buy(&world, &id).await;
    lists(&world, &[credit(2, 10_000), credit(1, 10_000)], 20_100);
    world.refresh_with_history(&id).await;
    until(&world.app, "both are told", || async {
        world.desktop.titles().len() == 2
    })
    .await;
    assert_eq!(
        world.desktop.titles()[1],
        "Listed (Account of lk): the same credits arrived twice – check your card"
    );
    world.refresh_with_history(&id).await;
    world.refresh_with_history(&id).await;
    let arrivals = stored(&world, &bought.record.purchase.id).await.record.arrivals();
    assert_eq!(arrivals.len(), 2);
    assert_eq!(world.desktop.titles().len(), 2);
}

#[tokio::test]
async fn credits_of_one_purchase_do_not_pay_for_the_next() {
    let (world, id) = listed().await;
    let first = buy(&world, &id).await;
    lists(&world, &[credit(1, 10_000)], 10_100);
    world.refresh_with_history(&id).await;
    reaches(&world, &first, State::Credited).await;
    let second = buy(&world, &id).await;
    world.refresh_with_history(&id).await;
    lists(&world, &[credit(8, 10_000), credit(1, 10_000)], 20_100);
    world.refresh_with_history(&id).await;
    reaches(&world, &second, State::Credited).await;
    let arrivals = stored(&world, &second.record.purchase.id).await.record.arrivals();
    assert_eq!(arrivals[0].at, start() + SignedDuration::from_mins(8));
    let first = stored(&world, &first.record.purchase.id).await;
    assert_eq!(
        first.record.arrivals().len(),
        1,
        "the second credit is no double charge"
    );
}

#[tokio::test]
async fn the_same_credits_days_later_are_no_double_charge() {
    let (world, id) = listed().await;
    let first = buy(&world, &id).await;
    lists(&world, &[credit(1, 10_000)], 10_100);
    world.refresh_with_history(&id).await;
    reaches(&world, &first, State::Credited).await;
    // Bought elsewhere, and then once more here.
    let days = 3 * 24 * 60;
    advance_to(&world, SignedDuration::from_mins(days));
    lists(&world, &[credit(days, 10_000), credit(1, 10_000)], 20_100);
    world.refresh_with_history(&id).await;
    advance_to(&world, SignedDuration::from_mins(days + 20));
    let second = buy(&world, &id).await;
    lists(
        &world,
        &[credit(days + 21, 10_000), credit(days, 10_000), credit(1, 10_000)],
        30_100,
    );
    world.refresh_with_history(&id).await;
    reaches(&world, &second, State::Credited).await;
    until(&world.app, "both are told", || async {
        world.desktop.titles().len() == 2
    })
    .await;
    let first = stored(&world, &first.record.purchase.id).await;
    assert_eq!(first.record.arrivals().len(), 1);
}

#[tokio::test]
async fn a_rise_belongs_to_one_purchase_only() {
    let (world, id) = unlisted().await;
    let dropped = buy(&world, &id).await;
    world.app.stop_waiting(&dropped.record.purchase.id).await.unwrap();
    let open = buy(&world, &id).await;
    world.rich.set("rk_1", 10_100);
    world.refresh().await;
    reaches(&world, &open, State::Credited).await;
    // A second rise pays for the one that nobody waited for; the first one alone did not.
    world.refresh().await;
    world.rich.set("rk_1", 20_100);
    world.refresh().await;
    reaches(&world, &dropped, State::Credited).await;
    let arrivals = stored(&world, &dropped.record.purchase.id)
        .await
        .record
        .arrivals();
    assert_eq!(arrivals[0].at, start() + SignedDuration::from_mins(15));
}

#[tokio::test]
async fn whatever_arrives_counts_where_nothing_was_chosen() {
    let world = World::new();
    world.plain.set("pk_1", 100);
    let id = world.add(&PLAIN, "pk_1", None).await;
    let bought = world.app.buy_on_page(&id).await.unwrap();
    assert_eq!(
        (bought.record.purchase.way, bought.record.state),
        (Way::Page, State::Away)
    );
    assert_eq!(*world.desktop.opened.lock().unwrap(), ["https://example.com/buy"]);
    // Something is spent, and only then a little arrives.
    world.plain.set("pk_1", 60);
    world.refresh().await;
    world.plain.set("pk_1", 80);
    world.refresh().await;
    reaches(&world, &bought, State::Credited).await;
    until(&world.app, "it is told", || async {
        !world.desktop.titles().is_empty()
    })
    .await;
    assert_eq!(world.desktop.titles(), ["+20 credits arrived"]);
    let arrivals = stored(&world, &bought.record.purchase.id).await.record.arrivals();
    assert_eq!(arrivals[0].evidence, Evidence::Balance, "nobody lists it");
}

#[tokio::test]
async fn hidden_amounts_stay_hidden() {
    let (world, id) = listed().await;
    let mut settings = world.app.settings();
    settings.hide_amounts = true;
    world.app.save_settings(settings).await.unwrap();
    let _bought = buy(&world, &id).await;
    lists(&world, &[credit(1, 10_000)], 10_100);
    world.refresh_with_history(&id).await;
    until(&world.app, "it is told", || async {
        !world.desktop.titles().is_empty()
    })
    .await;
    let notice = format!("{:?}", world.desktop.notices.lock().unwrap());
    assert!(notice.contains("Credits arrived"), "{notice}");
    assert!(!notice.contains("10,000") && !notice.contains("9.99"), "{notice}");
}

#[tokio::test]
async fn a_test_session_says_so() {
    let (world, id) = listed().await;
    *world.listed.shop.session.lock().unwrap() = "cs_test_";
    world.desktop.in_front.store(true, Ordering::Relaxed);
    assert!(buy(&world, &id).await.is_test);
    lists(&world, &[credit(1, 10_000)], 10_100);
    world.refresh_with_history(&id).await;
    until(&world.app, "it is told", || async {
        !world.desktop.titles().is_empty()
    })
    .await;
    assert_eq!(world.desktop.titles(), ["TEST: +10,000 credits arrived"]);
}

#[tokio::test]
async fn a_purchase_is_looked_at_without_any_refresh() {
    let world = World::with(Options {
        purchase_look: Duration::from_millis(5),
        ..Options::default()
    });
    let id = signed_in(&world, &RICH).await;
    let bought = buy(&world, &id).await;
    let asked = world.rich.asked.load(Ordering::Relaxed);
    until(&world.app, "it was looked at", || async {
        world.rich.asked.load(Ordering::Relaxed) > asked + 2
    })
    .await;
    world.rich.set("rk_1", 10_100);
    reaches(&world, &bought, State::Credited).await;
}

#[tokio::test]
async fn the_browsers_return_is_a_hint_to_look_and_no_evidence() {
    let world = World::with(Options {
        // The next look by itself is far away, until the return.
        purchase_look: Duration::from_millis(50),
        clock_look: Duration::from_millis(5),
        ..Options::default()
    });
    let id = signed_in(&world, &LISTED).await;
    let bought = buy(&world, &id).await;
    assert!(world.loopback.return_from_checkout(CheckoutReturn::Paid));
    reaches(&world, &bought, State::Returned).await;
    let asked = world.listed.asked.load(Ordering::Relaxed);
    until(&world.app, "it is looked at", || async {
        world.listed.asked.load(Ordering::Relaxed) > asked
    })
    .await;
    assert_eq!(
        super::state(&world, &bought).await,
        State::Returned,
        "nothing has arrived"
    );
    lists(&world, &[credit(1, 10_000)], 10_100);
    reaches(&world, &bought, State::Credited).await;
}

#[tokio::test]
async fn the_balance_before_is_read_anew_where_it_is_old() {
    let (world, id) = unlisted().await;
    advance_to(&world, SignedDuration::from_mins(11));
    world.rich.set("rk_1", 70);
    let bought = buy(&world, &id).await;
    assert_eq!(bought.record.purchase.before.map(|m| m.amount), Some(70.into()));
}

#[tokio::test]
async fn without_a_balance_only_listed_credits_can_prove_a_purchase() {
    let world = World::new();
    let listed = signed_in(&world, &LISTED).await;
    let unlisted = signed_in(&world, &RICH).await;
    advance_to(&world, SignedDuration::from_mins(11));
    world.listed.fail_next([ProviderErrorKind::Unreachable]);
    let bought = buy(&world, &listed).await;
    assert_eq!(bought.record.purchase.before, None);
    world.rich.fail_next([ProviderErrorKind::Unreachable]);
    let refused = world.app.buy_on_page(&unlisted).await;
    assert!(
        matches!(refused, Err(refill_app::AppError::Provider(_))),
        "{refused:?}"
    );
    assert_eq!(world.app.payments(None, 9).await.unwrap().len(), 1);
    lists(&world, &[credit(12, 10_000)], 10_100);
    world.refresh_with_history(&listed).await;
    reaches(&world, &bought, State::Credited).await;
    let steps = stored(&world, &bought.record.purchase.id).await.record.events;
    assert!(matches!(steps.last(), Some((_, Step::Credited(_)))));
}
