//! From the click to the page in the browser.

use std::sync::atomic::Ordering;

use refill_app::AppError;
use refill_core::error::ProviderErrorKind as Kind;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::CheckoutReturn;
use refill_core::provider::BuyWay;
use refill_core::purchase::{State, Way};

use super::{buy, failed_because, listed, reaches, sign_in, unlisted};
use crate::fakes::{LISTED, World, package};

#[tokio::test]
async fn a_page_knows_where_to_come_back_to() {
    let (world, id) = listed().await;
    buy(&world, &id).await;
    let orders = world.listed.shop.orders.lock().unwrap().clone();
    assert_eq!(orders.len(), 1);
    assert_eq!(
        orders[0].success,
        "http://127.0.0.1:1/token?paid=1&session_id={CHECKOUT_SESSION_ID}"
    );
    assert_eq!(orders[0].cancel, "http://127.0.0.1:1/token?cancelled=1");
}

#[tokio::test]
async fn two_clicks_make_one_page() {
    let (world, id) = listed().await;
    let seen = package("starter", 10_000, 999);
    let (one, other) = tokio::join!(
        world.app.buy_package(&id, &seen),
        world.app.buy_package(&id, &seen)
    );
    let refused = if one.is_ok() { other } else { one };
    assert!(matches!(refused, Err(AppError::PurchaseOpen)), "{refused:?}");
    assert_eq!(world.listed.shop.orders.lock().unwrap().len(), 1);
    assert_eq!(world.app.payments(None, 9).await.unwrap().len(), 1);
    // In no other way either.
    let page = world.app.buy_on_page(&id).await;
    assert!(matches!(page, Err(AppError::PurchaseOpen)), "{page:?}");
}

#[tokio::test]
async fn another_offer_than_was_seen_is_not_bought() {
    let (world, id) = listed().await;
    let gone = package("gone", 1, 1);
    for seen in [
        package("starter", 10_000, 899),
        package("starter", 11_000, 999),
        gone,
    ] {
        let refused = world.app.buy_package(&id, &seen).await;
        assert!(matches!(refused, Err(AppError::OfferChanged)), "{refused:?}");
    }
    assert!(world.app.payments(None, 9).await.unwrap().is_empty());
    assert!(world.listed.shop.orders.lock().unwrap().is_empty());
}

#[tokio::test]
async fn nobody_buys_without_being_signed_in() {
    let world = World::new();
    world.listed.set("lk_1", 100);
    let id = world.add(&LISTED, "lk_1", None).await;
    assert!(world.app.top_up(&id).await.unwrap().needs_sign_in);
    let refused = world.app.buy_package(&id, &package("starter", 10_000, 999)).await;
    assert!(matches!(refused, Err(AppError::NotSignedIn)), "{refused:?}");
    assert!(world.app.payments(None, 9).await.unwrap().is_empty());
    sign_in(&world, &id).await;
    assert!(!world.app.top_up(&id).await.unwrap().needs_sign_in);
    buy(&world, &id).await;
}

#[tokio::test]
async fn pages_that_hide_something_are_never_opened() {
    let (world, id) = listed().await;
    let pages = [
        "http://checkout.stripe.com/",
        "https://checkout.stripe.com@evil.example/",
        "https://checkout.strıpe.com/",
        "http://127.0.0.1:9/",
    ];
    for page in pages {
        *world.listed.shop.page.lock().unwrap() = page.to_owned();
        let refused = world.app.buy_package(&id, &package("starter", 10_000, 999)).await;
        assert!(
            matches!(refused, Err(AppError::PaymentPage(_))),
            "{page}: {refused:?}"
        );
        let payments = world.app.payments(None, 1).await.unwrap();
        assert_eq!(failed_because(&payments[0]).as_deref(), Some("page"), "{page}");
    }
    assert!(world.desktop.opened.lock().unwrap().is_empty());
    assert!(world.desktop.asked.lock().unwrap().is_empty());
    assert_eq!(world.app.payments(None, 9).await.unwrap().len(), pages.len());
}

#[tokio::test]
async fn another_host_is_opened_after_a_yes_only() {
    let (world, id) = listed().await;
    *world.listed.shop.page.lock().unwrap() = "https://pay.example.org/".to_owned();
    let waiting = buy(&world, &id).await;
    assert_eq!(waiting.record.state, State::Ready);
    assert_eq!(waiting.host.as_deref(), Some("pay.example.org"));
    assert!(world.desktop.opened.lock().unwrap().is_empty());
    let question = world.desktop.asked.lock().unwrap()[0].clone();
    for said in [
        "pay.example.org",
        "10,000 credits for $9.99",
        "Listed (Account of lk)",
    ] {
        assert!(question.text.contains(said), "{}", question.text);
    }
    assert!(
        !question.text.contains("Package starter"),
        "no text of the provider's"
    );
    let purchase = &waiting.record.purchase.id;
    world.app.open_payment(purchase).await.unwrap();
    assert!(
        world.desktop.opened.lock().unwrap().is_empty(),
        "asked again, and no again"
    );
    world.desktop.says_yes.store(true, Ordering::Relaxed);
    let opened = world.app.open_payment(purchase).await.unwrap();
    assert_eq!(opened.record.state, State::Away);
    world.app.open_payment(purchase).await.unwrap();
    assert_eq!(
        world.desktop.asked.lock().unwrap().len(),
        3,
        "a yes is enough once"
    );
    assert_eq!(world.desktop.opened.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_server_that_refuses_the_return_address_is_asked_once_more() {
    let (world, id) = listed().await;
    let fail = |kinds: &[Kind]| world.listed.shop.faults.lock().unwrap().extend(kinds.to_vec());
    fail(&[Kind::AddressRefused, Kind::AddressRefused]);
    let refused = world.app.buy_package(&id, &package("starter", 10_000, 999)).await;
    assert!(matches!(refused, Err(AppError::Provider(_))), "{refused:?}");
    assert_eq!(
        world.listed.shop.orders.lock().unwrap().len(),
        2,
        "once more, and not again"
    );
    fail(&[Kind::AddressRefused]);
    buy(&world, &id).await;
    let orders = world.listed.shop.orders.lock().unwrap().clone();
    assert_eq!(orders.len(), 4);
    assert_eq!(orders[3].success, "https://own.example.com/?refill=paid");
    assert_eq!(orders[3].cancel, "https://own.example.com/?refill=cancelled");
    assert!(
        !world.loopback.return_from_checkout(CheckoutReturn::Paid),
        "nobody waits here"
    );
}

#[tokio::test]
async fn where_nobody_can_listen_the_browser_goes_to_the_servers_own_page() {
    let (world, id) = unlisted().await;
    world.loopback.refuses.store(true, Ordering::Relaxed);
    buy(&world, &id).await;
    let orders = world.rich.shop.orders.lock().unwrap().clone();
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0].success, "https://example.com/?refill=paid");
}

#[tokio::test]
async fn a_browser_that_does_not_open_leaves_a_page_to_open_again() {
    let (world, id) = listed().await;
    world.desktop.no_browser.store(true, Ordering::Relaxed);
    let failed = world.app.buy_package(&id, &package("starter", 10_000, 999)).await;
    assert!(matches!(failed, Err(AppError::Link)), "{failed:?}");
    let open = world
        .app
        .top_up(&id)
        .await
        .unwrap()
        .open
        .expect("a page to pay on");
    assert!(open.record.state.can_be_opened());
    world.desktop.no_browser.store(false, Ordering::Relaxed);
    world.app.open_payment(&open.record.purchase.id).await.unwrap();
    assert_eq!(world.desktop.opened.lock().unwrap().len(), 1);
    assert_eq!(world.listed.shop.orders.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_that_got_lost_is_not_asked_for_again_by_itself() {
    let (world, id) = listed().await;
    let words = [
        (Kind::TimedOut, "no_answer"),
        (Kind::CutOff, "no_answer"),
        (Kind::Unreachable, "unreachable"),
        (Kind::Rejected, "refused"),
        (Kind::Server { retry_after: None }, "server"),
        (Kind::NotUnderstood { what: "url" }, "not_understood"),
    ];
    for (index, (kind, word)) in words.into_iter().enumerate() {
        world.listed.shop.faults.lock().unwrap().push_back(kind);
        let failed = world.app.buy_package(&id, &package("starter", 10_000, 999)).await;
        assert!(matches!(failed, Err(AppError::Provider(_))), "{failed:?}");
        assert_eq!(world.listed.shop.orders.lock().unwrap().len(), index + 1);
        let payments = world.app.payments(None, 1).await.unwrap();
        assert_eq!(failed_because(&payments[0]).as_deref(), Some(word));
    }
    buy(&world, &id).await;
}

#[tokio::test]
async fn a_refused_token_is_exchanged_and_the_page_made() {
    let (world, id) = listed().await;
    world
        .listed
        .shop
        .faults
        .lock()
        .unwrap()
        .push_back(Kind::KeyRefused);
    let bought = buy(&world, &id).await;
    assert_eq!(bought.record.state, State::Away);
    assert_eq!(world.listed.holder.refreshes.load(Ordering::Relaxed), 1);
    assert_eq!(world.app.payments(None, 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn without_a_journal_nothing_is_bought() {
    let world = World::without_journal();
    let id = super::signed_in(&world, &LISTED).await;
    let top_up = world.app.top_up(&id).await.unwrap();
    assert!(!top_up.journal_usable && top_up.open.is_none());
    assert_eq!(top_up.ways, [BuyWay::Checkout, BuyWay::Page]);
    for refused in [
        world.app.buy_package(&id, &package("starter", 10_000, 999)).await,
        world.app.buy_on_page(&id).await,
    ] {
        assert!(matches!(refused, Err(AppError::JournalUnusable)), "{refused:?}");
    }
    assert!(world.desktop.opened.lock().unwrap().is_empty());
    assert!(world.listed.shop.orders.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_page_that_is_made_too_late_is_not_opened() {
    let (world, id) = listed().await;
    world.listed.shop.hold.store(true, Ordering::Relaxed);
    let (app, account) = (world.app.clone(), id.clone());
    let buying =
        tokio::spawn(async move { app.buy_package(&account, &package("starter", 10_000, 999)).await });
    let open = open_one(&world, &id).await;
    world.app.stop_waiting(&open).await.unwrap();
    world.listed.shop.release.notify_waiters();
    let given_up = buying.await.unwrap();
    assert!(matches!(given_up, Err(AppError::PurchaseOver)), "{given_up:?}");
    assert!(world.desktop.opened.lock().unwrap().is_empty());
}

async fn open_one(world: &World, id: &refill_core::ids::AccountId) -> refill_core::ids::PurchaseId {
    let held = || async { world.listed.shop.held.load(Ordering::Relaxed) == 1 };
    crate::fakes::until(&world.app, "the provider is being asked", held).await;
    let open = world.app.top_up(id).await.unwrap().open.expect("a purchase");
    assert_eq!(open.record.state, State::Asking);
    open.record.purchase.id
}

#[tokio::test]
async fn a_charge_is_opened_and_watched() {
    let (world, id) = unlisted().await;
    let bought = world.app.buy_by_charge(&id, " 10.50 ").await.unwrap();
    let purchase = &bought.record.purchase;
    assert_eq!((purchase.way, bought.record.state), (Way::Charge, State::Away));
    assert_eq!(purchase.price, Some(Money::new(Decimal::new(1050, 2), Unit::USD)));
    assert_eq!(purchase.credits, None);
    let session = bought.record.page().and_then(|page| page.session.clone());
    assert_eq!(session.as_deref(), Some("charge_1"));
    world.rich.set("rk_1", 1_050);
    world.refresh().await;
    reaches(&world, &bought, State::Credited).await;
}

#[tokio::test]
async fn a_charge_that_is_given_up_or_asks_otherwise_is_no_purchase() {
    let (world, id) = unlisted().await;
    for text in ["", "0", "-3", "1.234", "ten"] {
        let refused = world.app.buy_by_charge(&id, text).await;
        assert!(matches!(refused, Err(AppError::Amount)), "{text}: {refused:?}");
    }
    assert!(world.app.payments(None, 9).await.unwrap().is_empty());
    world.rich.shop.faults.lock().unwrap().push_back(Kind::Gone);
    let gone = world.app.buy_by_charge(&id, "10").await;
    assert!(
        matches!(&gone, Err(AppError::Provider(error)) if error.kind == Kind::Gone),
        "{gone:?}"
    );
    let payments = world.app.payments(None, 1).await.unwrap();
    assert_eq!(failed_because(&payments[0]).as_deref(), Some("gone"));
    *world.rich.shop.asks_for.lock().unwrap() = Some(Money::new(1_000.into(), Unit::USD));
    let other = world.app.buy_by_charge(&id, "10").await;
    assert!(matches!(other, Err(AppError::OfferChanged)), "{other:?}");
    assert!(world.desktop.opened.lock().unwrap().is_empty());
    // The provider's own page is still there.
    world.app.buy_on_page(&id).await.unwrap();
}

#[tokio::test]
async fn the_last_package_is_remembered() {
    let (world, id) = listed().await;
    assert_eq!(world.app.packages(&id).await.unwrap().len(), 2);
    let top_up = world.app.top_up(&id).await.unwrap();
    assert!(top_up.last_package.is_none() && top_up.journal_usable);
    let bought = buy(&world, &id).await;
    world.app.stop_waiting(&bought.record.purchase.id).await.unwrap();
    let top_up = world.app.top_up(&id).await.unwrap();
    assert_eq!(
        top_up.last_package.map(|id| id.to_string()).as_deref(),
        Some("starter")
    );
}
