//! Where the chain is read: what wants the person's yes, and what the reader is told.

use std::sync::atomic::Ordering;

use refill_app::AppError;
use refill_core::ports::ChainError;

use super::ready;
use crate::fakes::World;

const OWN: &str = "https://rpc.own.example/base";

/// What the reader was told.
fn told(world: &World) -> (Vec<String>, bool) {
    world.chain.endpoints.lock().unwrap().clone()
}

#[tokio::test]
async fn an_endpoint_is_added_after_a_check_and_a_yes() {
    let (world, _) = ready().await;
    world.desktop.says_yes.store(false, Ordering::Relaxed);
    let added = world.app.add_endpoint(OWN).await;
    assert!(matches!(added, Err(AppError::NotConfirmed)), "{added:?}");
    assert!(world.app.wallet_page().await.unwrap().own_endpoints.is_empty());
    world.desktop.says_yes.store(true, Ordering::Relaxed);
    world.app.add_endpoint(&format!(" {OWN} ")).await.expect("added");
    assert_eq!(told(&world), (vec![OWN.to_owned()], true));
    let question = world.desktop.asked.lock().unwrap().last().cloned().unwrap();
    assert_eq!(question.title, "Read Base at rpc.own.example?");
    let world = world.restart();
    *world.chain.endpoints.lock().unwrap() = (Vec::new(), false);
    world.app.recover_payments().await;
    assert_eq!(told(&world), (vec![OWN.to_owned()], true), "also after a restart");
}

#[tokio::test]
async fn what_is_no_endpoint_is_not_even_asked() {
    let (world, _) = ready().await;
    for typed in [
        "",
        "nonsense",
        "http://rpc.own.example",
        "https://me:secret@rpc.own.example",
    ] {
        let added = world.app.add_endpoint(typed).await;
        assert!(matches!(added, Err(AppError::Endpoint)), "{typed}: {added:?}");
    }
    assert_eq!(world.desktop.questions(), 0);
    for fault in [
        ChainError::Unreachable,
        ChainError::Other,
        ChainError::NotUnderstood,
    ] {
        *world.chain.check.lock().unwrap() = Err(fault);
        let added = world.app.add_endpoint(OWN).await;
        assert!(
            matches!(added, Err(AppError::Chain(why)) if why == fault),
            "{added:?}"
        );
    }
    assert_eq!(world.desktop.questions(), 3, "nobody is asked before the yes");
}

#[tokio::test]
async fn removing_an_endpoint_wants_a_yes() {
    let (world, _) = ready().await;
    world.app.add_endpoint(OWN).await.expect("added");
    let unknown = world.app.remove_endpoint("https://other.example/").await;
    assert!(matches!(unknown, Err(AppError::Endpoint)), "{unknown:?}");
    world.desktop.says_yes.store(false, Ordering::Relaxed);
    let removed = world.app.remove_endpoint(OWN).await;
    assert!(matches!(removed, Err(AppError::NotConfirmed)), "{removed:?}");
    assert_eq!(told(&world).0, [OWN]);
    world.desktop.says_yes.store(true, Ordering::Relaxed);
    world.app.remove_endpoint(OWN).await.expect("removed");
    assert_eq!(told(&world), (Vec::new(), true));
}

#[tokio::test]
async fn the_shipped_endpoints_go_only_where_others_are() {
    let (world, _) = ready().await;
    let off = world.app.use_shipped_endpoints(false).await;
    assert!(matches!(off, Err(AppError::Endpoint)), "{off:?}");
    world.app.add_endpoint(OWN).await.expect("added");
    world.desktop.says_yes.store(false, Ordering::Relaxed);
    for on in [false, true] {
        let set = world.app.use_shipped_endpoints(on).await;
        assert!(matches!(set, Err(AppError::NotConfirmed)), "{set:?}");
    }
    assert!(world.app.wallet_page().await.unwrap().with_shipped);
    world.desktop.says_yes.store(true, Ordering::Relaxed);
    world.app.use_shipped_endpoints(false).await.expect("off");
    assert_eq!(told(&world), (vec![OWN.to_owned()], false));
}

/// The last endpoint of one's own does not go while the shipped ones are off: there would be nowhere to read.
#[tokio::test]
async fn the_last_endpoint_stays() {
    let (world, _) = ready().await;
    world.app.add_endpoint(OWN).await.expect("added");
    world.app.use_shipped_endpoints(false).await.expect("off");
    let removed = world.app.remove_endpoint(OWN).await;
    assert!(matches!(removed, Err(AppError::Endpoint)), "{removed:?}");
    assert_eq!(told(&world), (vec![OWN.to_owned()], false));
}
