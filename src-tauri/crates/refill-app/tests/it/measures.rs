//! What a number is: an account's balance, a key's budget, nothing at all, or tenths of a credit.

use std::sync::atomic::Ordering;

use refill_app::{AppError, Keep, NewKey, Problem};
use refill_core::alert::Level;
use refill_core::error::ProviderErrorKind;
use refill_core::history::BUDGET_RENEWED;
use refill_core::ids::AccountId;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::reading::{Balance, Basis, Budget, Cycle};

use crate::fakes::{RICH, World, key, new, row, until};

fn credits(amount: i64) -> Money {
    Money::new(amount.into(), Unit::CREDITS)
}

fn budget(left: i64, limit: i64) -> Balance {
    Balance {
        basis: Basis::Budget(Budget {
            limit: Some(limit.into()),
            resets: Some(Cycle::Monthly),
        }),
        ..Balance::of_account(credits(left))
    }
}

fn whole(left: i64, received: i64) -> Balance {
    Balance {
        received: Some(received.into()),
        ..Balance::of_account(credits(left))
    }
}

/// Gives the account another key.
async fn replace(world: &World, id: &AccountId, text: &str) {
    let other = NewKey::Pasted(key(text));
    let replaced = world.app.replace_key(id, None, other, Keep::Keychain).await;
    replaced.expect("replaced");
}

async fn kinds(world: &World, id: &AccountId) -> Vec<(String, Decimal)> {
    let query = refill_app::HistoryQuery {
        accounts: Some(vec![id.clone()]),
        ..Default::default()
    };
    let slice = world.app.history(query, None, 100).await.unwrap();
    let changes = slice.entries.into_iter().map(|entry| entry.change);
    changes
        .map(|change| (change.kind.word().to_owned(), change.amount.amount))
        .collect()
}

#[tokio::test]
async fn a_key_that_may_not_see_the_balance_makes_an_account_without_a_number() {
    let world = World::new();
    let hidden = |spent| ProviderErrorKind::BalanceHidden {
        spent: Some(credits(spent)),
    };
    world.rich.show("rk_1", Err(hidden(3)));
    let check = world.app.check_key(&RICH, None, &key("rk_1")).await.unwrap();
    assert!(check.reading.is_none() && check.suggested_threshold.is_none());
    assert_eq!(check.hidden.and_then(|hidden| hidden.spent), Some(credits(3)));

    let id = world.add(&RICH, "rk_1", Some("5")).await;
    world.rich.show("rk_1", Err(hidden(4)));
    world.refresh().await;
    let card = world.app.card(&id).await.unwrap();
    assert!(card.reading.is_none() && card.failure.is_none() && card.level.is_none());
    let told = card.hidden.expect("what it may see");
    assert_eq!(told.spent, Some(credits(4)));
    assert_eq!(
        told.taken_at,
        refill_core::ports::Clock::now(world.clock.as_ref())
    );
    assert_eq!(world.desktop.titles(), Vec::<String>::new(), "nothing is no zero");
}

#[tokio::test]
async fn a_hidden_balance_is_no_failed_refresh() {
    let world = World::new();
    world
        .rich
        .show("rk_1", Err(ProviderErrorKind::BalanceHidden { spent: None }));
    world.add(&RICH, "rk_1", None).await;
    let refreshed = world
        .app
        .refresh_all(refill_core::ports::Asking::Never)
        .await
        .unwrap();
    assert_eq!((refreshed.total, refreshed.failed, refreshed.skipped), (1, 0, 0));
}

#[tokio::test]
async fn a_budget_is_watched_as_one_and_its_reset_is_no_top_up() {
    let world = World::new();
    world.rich.show("rk_1", Ok(budget(20, 20)));
    let id = world.add(&RICH, "rk_1", Some("5")).await;
    world.rich.show("rk_1", Ok(budget(4, 20)));
    world.refresh().await;
    assert_eq!(
        world.desktop.titles(),
        ["Rich (Account of rk): 4 credits left of the key’s budget"]
    );
    let card = world.app.card(&id).await.unwrap();
    assert_eq!(card.level, Some(Level::Low));
    let gauge = card.gauge.expect("a gauge");
    assert_eq!(
        (gauge.full, gauge.level, gauge.after_top_up),
        (credits(20), 200, false)
    );

    world.rich.show("rk_1", Ok(budget(20, 20)));
    world.refresh().await;
    let renewed = (BUDGET_RENEWED.to_owned(), Decimal::from(16));
    assert_eq!(
        kinds(&world, &id).await,
        [renewed, ("debit".to_owned(), Decimal::from(-16))]
    );
    assert_eq!(world.app.card(&id).await.unwrap().level, None);
}

#[tokio::test]
async fn another_kind_of_key_begins_anew() {
    let world = World::new();
    world.rich.show("rk_1", Ok(budget(1, 20)));
    world.rich.show("rk_2", Ok(whole(500, 600)));
    let id = world.add(&RICH, "rk_1", Some("5")).await;
    replace(&world, &id, "rk_2").await;
    assert_eq!(world.shown(&id).await, Some(500));
    assert_eq!(
        kinds(&world, &id).await,
        [],
        "a budget and an account do not compare"
    );
    let page = world.app.account_page(&id).await.unwrap();
    assert!(
        page.chart
            .iter()
            .all(|point| point.level.amount == Decimal::from(500))
    );

    // The other way round, 1 is no fall of 99 % that would want a second look.
    world.rich.show("rk_3", Ok(budget(1, 20)));
    replace(&world, &id, "rk_3").await;
    assert_eq!(world.shown(&id).await, Some(1));
}

#[tokio::test]
async fn top_ups_are_seen_exactly_where_all_that_came_in_is_told() {
    let world = World::new();
    world.rich.show("rk_1", Ok(whole(5, 100)));
    let id = world.add(&RICH, "rk_1", None).await;
    // 3 spent and 10 bought since; the spending is in the provider's own list of days.
    world.rich.show("rk_1", Ok(whole(12, 110)));
    world.refresh().await;
    assert_eq!(kinds(&world, &id).await, [("credit".to_owned(), Decimal::TEN)]);
}

#[tokio::test]
async fn finished_days_are_read_a_few_times_a_day_and_only_for_the_whole_account() {
    let world = World::new();
    world.rich.show("rk_1", Ok(budget(5, 20)));
    *world.rich.rows.lock().unwrap() = vec![row(60, -2, 7)];
    let id = world.add(&RICH, "rk_1", None).await;
    world.refresh().await;
    assert!(world.app.idle(std::time::Duration::from_secs(20)).await);
    assert_eq!(
        world.rich.pages_read.load(Ordering::Relaxed),
        0,
        "a budget has no list"
    );

    world.rich.show("rk_2", Ok(whole(500, 600)));
    replace(&world, &id, "rk_2").await;
    until(&world.app, "the days are read", || async {
        world.rich.pages_read.load(Ordering::Relaxed) == 1
    })
    .await;
    assert!(world.app.idle(std::time::Duration::from_secs(20)).await);
    world.refresh().await;
    assert!(world.app.idle(std::time::Duration::from_secs(20)).await);
    assert_eq!(world.rich.pages_read.load(Ordering::Relaxed), 1, "they are fresh");
    world.clock.advance(jiff::SignedDuration::from_hours(6));
    *world.rich.rows.lock().unwrap() = vec![row(60, -3, 6)];
    world.refresh().await;
    assert!(world.app.idle(std::time::Duration::from_secs(20)).await);
    assert_eq!(
        kinds(&world, &id).await,
        [("debit".to_owned(), Decimal::from(-3))],
        "a corrected day takes the place of what it was"
    );
}

#[tokio::test]
async fn a_divisor_changes_the_measure_and_nothing_is_compared_across_it() {
    let world = World::new();
    world.rich.set("rk_1", 125);
    let id = world.add(&RICH, "rk_1", Some("20")).await;
    assert!(matches!(
        world.app.set_divisor(&id, 7).await,
        Err(AppError::Divisor)
    ));
    world.app.set_divisor(&id, 10).await.unwrap();
    let card = world.app.card(&id).await.unwrap();
    let shown = card.reading.expect("a reading").balance.money;
    assert_eq!(shown.amount, Decimal::new(125, 1));
    assert_eq!(card.account.divisor.get(), 10);
    assert_eq!(card.level, Some(Level::Low), "12.5 is below 20");
    world.refresh().await;
    assert_eq!(
        world.app.card(&id).await.unwrap().reading.unwrap().balance.money,
        shown
    );
    assert_eq!(kinds(&world, &id).await, []);
}

#[tokio::test]
async fn a_divisor_that_cannot_be_checked_changes_nothing() {
    let world = World::new();
    world.rich.set("rk_1", 125);
    let id = world.add(&RICH, "rk_1", None).await;
    world.rich.fail_next([ProviderErrorKind::Unreachable]);
    assert!(matches!(
        world.app.set_divisor(&id, 10).await,
        Err(AppError::Provider(_))
    ));
    assert_eq!(world.shown(&id).await, Some(125));
    assert_eq!(world.app.card(&id).await.unwrap().account.divisor.get(), 1);
}

#[tokio::test]
async fn a_provider_that_cannot_read_its_credits_keeps_the_last_balance_on_screen() {
    let world = World::new();
    world.rich.set("rk_1", 125);
    let id = world.add(&RICH, "rk_1", Some("20")).await;
    world.rich.fail_next([ProviderErrorKind::BalanceUnavailable]);
    world.refresh().await;
    let card = world.app.card(&id).await.unwrap();
    assert_eq!(
        card.failure.map(|failure| failure.problem),
        Some(Problem::BalanceUnavailable)
    );
    assert_eq!(world.shown(&id).await, Some(125));
}

#[tokio::test]
async fn an_unusual_prefix_warns_and_does_not_block() {
    let world = World::new();
    world.rich.set("sk-old", 7);
    let check = world.app.check_key(&RICH, None, &key("sk-old")).await.unwrap();
    assert!(check.unusual && check.reading.is_some());
    world.rich.set("rk_new", 7);
    assert!(
        !world
            .app
            .check_key(&RICH, None, &key("rk_new"))
            .await
            .unwrap()
            .unusual
    );
}

#[tokio::test]
async fn every_account_may_have_its_own_server() {
    let world = World::new();
    world.rich.set("rk_1", 7);
    let own = refill_app::NewAccount {
        server: Some("http://127.0.0.1:9/x/".to_owned()),
        ..new(&RICH, "rk_1", None)
    };
    let id = world.app.add_account(own).await.unwrap();
    let server = world.app.card(&id).await.unwrap().account.server;
    assert_eq!(server.expect("its own").as_str(), "http://127.0.0.1:9/x");
    let far = refill_app::NewAccount {
        server: Some("http://example.com".to_owned()),
        ..new(&RICH, "rk_1", None)
    };
    assert!(matches!(
        world.app.add_account(far).await,
        Err(AppError::Server(_))
    ));
}

#[tokio::test]
async fn another_key_is_read_in_the_same_measure() {
    let world = World::new();
    world.rich.set("rk_1", 1250);
    let id = world.add(&RICH, "rk_1", Some("200")).await;
    world.app.set_divisor(&id, 10).await.unwrap();
    world.rich.set("rk_2", 1250);
    replace(&world, &id, "rk_2").await;
    assert_eq!(world.shown(&id).await, Some(125));
    assert_eq!(kinds(&world, &id).await, [], "nothing was bought or spent");
}

#[tokio::test]
async fn another_keys_budget_is_another_budget() {
    let world = World::new();
    world.rich.show("rk_1", Ok(budget(90, 100)));
    let id = world.add(&RICH, "rk_1", None).await;
    for (key_text, left, limit) in [("rk_2", 20, 20), ("rk_3", 5, 20), ("rk_4", 1, 20)] {
        world.rich.show(key_text, Ok(budget(left, limit)));
        replace(&world, &id, key_text).await;
        assert_eq!(world.shown(&id).await, Some(left));
        assert_eq!(kinds(&world, &id).await, [], "{key_text}");
    }
    // The person lowers the limit: nothing was spent by that.
    world.rich.show("rk_4", Ok(budget(1, 10)));
    world.refresh().await;
    assert_eq!(kinds(&world, &id).await, []);
}

#[tokio::test]
async fn a_small_budget_warns_again_in_every_cycle() {
    let world = World::new();
    let cents = |left: i64| Balance {
        money: Money::new(Decimal::new(left, 2), Unit::CREDITS),
        ..budget(0, 1)
    };
    world.rich.show("rk_1", Ok(cents(98)));
    world.add(&RICH, "rk_1", None).await;
    for _ in 0..2 {
        world.rich.show("rk_1", Ok(cents(40)));
        world.refresh().await;
        world.rich.show("rk_1", Ok(cents(0)));
        world.refresh().await;
        world.refresh().await;
        world.rich.show("rk_1", Ok(cents(98)));
        world.refresh().await;
    }
    let used_up = "Rich (Account of rk): the key’s budget is used up";
    assert_eq!(world.desktop.titles(), [used_up, used_up]);
}

#[tokio::test]
async fn a_zero_beside_a_new_divisor_wants_a_second_look() {
    let world = World::new();
    world.rich.set("rk_1", 125);
    let id = world.add(&RICH, "rk_1", Some("5")).await;
    world.rich.set("rk_1", 0);
    world.app.set_divisor(&id, 10).await.unwrap();
    world.rich.set("rk_1", 125);
    world.refresh().await;
    assert_eq!(world.desktop.titles(), Vec::<String>::new());
    let shown = world
        .app
        .card(&id)
        .await
        .unwrap()
        .reading
        .unwrap()
        .balance
        .money
        .amount;
    assert_eq!(shown, Decimal::new(125, 1));
}
