//! The registry and the descriptors.

use refill_core::ids::ProviderId;
use refill_core::provider::Server as Place;
use refill_core::server::ServerAddress;
use refill_providers::Endpoints;
use url::Url;

use crate::server::{Server, answer};
use crate::{Subject, known};

#[test]
fn every_provider_is_found_by_its_own_id_only() {
    let registry = known(&Endpoints::default());
    let ids: Vec<_> = registry
        .all()
        .iter()
        .map(|p| p.descriptor().id.as_str().to_owned())
        .collect();
    assert_eq!(ids, ["dria", "web3api"]);
    for id in ids {
        let found = registry.get(&ProviderId::new(id.clone())).expect("found");
        assert_eq!(found.descriptor().id.as_str(), id);
    }
    assert!(
        registry
            .get(&ProviderId::from_static("of-a-newer-version"))
            .is_none()
    );
}

#[test]
fn descriptors_hold_what_the_window_relies_on() {
    for provider in known(&Endpoints::default()).all() {
        let it = provider.descriptor();
        assert!(
            !it.name.is_empty() && !it.key_hint.is_empty() && it.hue < 360,
            "{it:?}"
        );
        assert!(
            it.key_prefixes
                .iter()
                .all(|prefix| it.key_hint.starts_with(prefix)),
            "{it:?}"
        );
        let (Place::Fixed(address) | Place::Entered { hint: address }) = it.server;
        assert!(
            ServerAddress::parse(address)
                .expect("an address")
                .as_str()
                .starts_with("https://")
        );
        for page in [it.key_page, it.buy_page].into_iter().flatten() {
            assert_eq!(Url::parse(page).expect("a page").scheme(), "https");
        }
    }
}

#[tokio::test]
async fn a_fixed_provider_never_goes_to_the_server_of_an_account() {
    let own = Server::sending(answer("200 OK", "", r#"{"balance":1}"#)).await;
    let other = Server::sending(answer("200 OK", "", r#"{"balance":2}"#)).await;
    let mut subject = Subject::at("dria", &own, "");
    subject.access.server = Some(ServerAddress::parse(&other.base()).expect("an address"));
    subject.balance().await.expect("a balance");
    assert_eq!((own.seen().len(), other.seen().len()), (1, 0));
}

#[tokio::test]
async fn an_account_without_its_server_reaches_nobody() {
    let mut subject = Subject::of("web3api", "http://127.0.0.1:9");
    subject.access.server = None;
    let kind = subject.refusal().await.kind;
    assert_eq!(kind, refill_core::error::ProviderErrorKind::Unreachable);
}
