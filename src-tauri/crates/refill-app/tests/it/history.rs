use std::sync::atomic::Ordering;

use refill_app::HistoryQuery;
use refill_core::history::{Kind, KindFilter, Origin};

use crate::fakes::{LISTED, PLAIN, World, row, until};

async fn amounts(world: &World) -> Vec<String> {
    let slice = world
        .app
        .history(HistoryQuery::default(), None, 100)
        .await
        .unwrap();
    slice
        .entries
        .iter()
        .map(|entry| entry.change.amount.amount.to_string())
        .collect()
}

/// Adds the listed account and waits for its first history.
async fn listed(world: &World, rows: usize) -> refill_core::ids::AccountId {
    world.listed.set("lk_1", 90);
    let id = world.add(&LISTED, "lk_1", None).await;
    until(&world.app, "the first history", || async {
        amounts(world).await.len() == rows
    })
    .await;
    until(&world.app, "the first history is whole", || async {
        world
            .app
            .account_page(&id)
            .await
            .unwrap()
            .history_checked_at
            .is_some()
    })
    .await;
    id
}

#[tokio::test]
async fn readings_of_a_provider_without_history_make_observed_entries() {
    let world = World::new();
    world.plain.set("pk_1", 100);
    world.add(&PLAIN, "pk_1", None).await;
    for balance in [93, 93, 1093] {
        world.plain.set("pk_1", balance);
        world.refresh().await;
    }
    let slice = world
        .app
        .history(HistoryQuery::default(), None, 10)
        .await
        .unwrap();
    let seen: Vec<_> = slice
        .entries
        .iter()
        .map(|e| (e.change.kind.clone(), e.change.amount.amount, e.change.origin))
        .collect();
    assert_eq!(
        seen,
        [
            (Kind::Credit, 1000.into(), Origin::Observed),
            (Kind::Debit, (-7).into(), Origin::Observed)
        ]
    );
}

#[tokio::test]
async fn a_history_is_read_whole_and_then_only_what_is_new() {
    let world = World::new();
    *world.listed.rows.lock().unwrap() = (0..8).map(|n| row(n, -1, 90 + n)).collect();
    let id = listed(&world, 8).await;
    assert_eq!(world.listed.pages_read.swap(0, Ordering::Relaxed), 3);
    world.listed.rows.lock().unwrap().insert(0, row(-1, -1, 89));
    world.refresh_with_history(&id).await;
    assert_eq!(amounts(&world).await.len(), 9);
    // The new row makes page 1 partly new; page 2 is all known and ends the search.
    assert_eq!(world.listed.pages_read.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_run_that_broke_off_is_made_up_for_and_said() {
    let world = World::new();
    *world.listed.rows.lock().unwrap() = (0..4).map(|n| row(n, -1, 90 + n)).collect();
    let id = listed(&world, 4).await;
    // Nine new rows; the run fails after its first page.
    let new: Vec<_> = (1..=9).rev().map(|n| row(-n, -2, 90 - n)).collect();
    world.listed.rows.lock().unwrap().splice(0..0, new);
    world.listed.fail_page.store(1, Ordering::Relaxed);
    world.refresh().await;
    until(&world.app, "the run has failed", || async {
        world
            .app
            .account_page(&id)
            .await
            .unwrap()
            .history_failure
            .is_some()
    })
    .await;
    assert_eq!(amounts(&world).await.len(), 7, "what came is kept");
    let card = world.app.card(&id).await.unwrap();
    assert_eq!(card.failure, None, "the balance was read all the same");
    world.listed.fail_page.store(usize::MAX, Ordering::Relaxed);
    world.refresh_with_history(&id).await;
    assert_eq!(
        amounts(&world).await.len(),
        13,
        "no row is missing and none is there twice"
    );
    assert_eq!(world.app.account_page(&id).await.unwrap().history_failure, None);
}

#[tokio::test]
async fn a_long_first_run_that_broke_off_is_completed_by_the_next() {
    let world = World::new();
    world.listed.page_size.store(1, Ordering::Relaxed);
    *world.listed.rows.lock().unwrap() = (0..70).map(|n| row(n, -1, 90 + n)).collect();
    world.listed.set("lk_1", 90);
    world.listed.fail_page.store(60, Ordering::Relaxed);
    let id = world.add(&LISTED, "lk_1", None).await;
    until(&world.app, "the first run has failed", || async {
        world
            .app
            .account_page(&id)
            .await
            .unwrap()
            .history_failure
            .is_some()
    })
    .await;
    world.listed.fail_page.store(usize::MAX, Ordering::Relaxed);
    world.refresh_with_history(&id).await;
    assert_eq!(amounts(&world).await.len(), 70);
}

#[tokio::test]
async fn a_history_in_another_order_is_read_to_its_end() {
    let world = World::new();
    *world.listed.rows.lock().unwrap() = (0..8).map(|n| row(100 - n, -1, 90 + n)).collect();
    let id = listed(&world, 8).await;
    world.listed.rows.lock().unwrap().push(row(1, -5, 1));
    world.refresh_with_history(&id).await;
    assert_eq!(amounts(&world).await.len(), 9);
}

#[tokio::test]
async fn filters_and_pages_agree_with_the_count() {
    let world = World::new();
    *world.listed.rows.lock().unwrap() = (0..20)
        .map(|n| row(n, if n % 5 == 0 { 10 } else { -1 }, 90))
        .collect();
    listed(&world, 20).await;
    let credits = HistoryQuery {
        kind: Some(KindFilter::Credit),
        ..HistoryQuery::default()
    };
    let first = world.app.history(credits.clone(), None, 3).await.unwrap();
    assert_eq!((first.entries.len(), first.total), (3, 4));
    let rest = world.app.history(credits, first.next, 3).await.unwrap();
    assert_eq!((rest.entries.len(), rest.next), (1, None));
    let nowhere = HistoryQuery {
        search: Some("no such text".to_owned()),
        ..HistoryQuery::default()
    };
    assert_eq!(world.app.history(nowhere, None, 3).await.unwrap().total, 0);
    let backwards = HistoryQuery {
        from: Some("2026-11-20".to_owned()),
        to: Some("2026-11-01".to_owned()),
        ..HistoryQuery::default()
    };
    assert!(world.app.history(backwards, None, 3).await.is_err());
}
