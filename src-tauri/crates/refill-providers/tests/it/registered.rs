//! The registry, the descriptors, and which server a call goes to.

use std::collections::HashSet;

use refill_core::error::ProviderErrorKind;
use refill_core::ids::ProviderId;
use refill_core::money::{Decimal, Unit};
use refill_core::provider::{BuyWay, Descriptor, KeyName, Listing, Server as Place, Shown};
use refill_core::server::ServerAddress;
use refill_providers::Endpoints;
use url::Url;

use crate::faces::FACES;
use crate::server::{Server, answer};
use crate::{Subject, asked, known, ok};

const IDS: [&str; 5] = ["openrouter", "dria", "hyper3d", "clado", "web3api"];

fn descriptor(id: &'static str) -> Descriptor {
    let registry = known(&Endpoints::default());
    let provider = registry.get(&ProviderId::from_static(id)).expect("known");
    provider.descriptor().clone()
}

#[test]
fn every_provider_is_found_by_its_own_id_only() {
    let registry = known(&Endpoints::default());
    let ids: Vec<_> = registry
        .all()
        .iter()
        .map(|p| p.descriptor().id.as_str().to_owned())
        .collect();
    assert_eq!(ids, IDS);
    for id in ids {
        let found = registry.get(&ProviderId::new(id.clone())).expect("found");
        assert_eq!(found.descriptor().id.as_str(), id);
    }
    assert!(
        registry
            .get(&ProviderId::from_static("of-a-newer-version"))
            .is_none()
    );
    let proved: HashSet<_> = FACES.iter().map(|face| face.id).collect();
    assert_eq!(proved, IDS.into(), "each is tried against bad answers");
}

#[test]
fn descriptors_hold_what_the_window_relies_on() {
    let mut hues = HashSet::new();
    for it in IDS.map(descriptor) {
        assert!(!it.name.is_empty() && !it.key_hint.is_empty(), "{it:?}");
        assert!(it.hue < 360 && hues.insert(it.hue), "{it:?}");
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
        let pages = it.key_kinds.iter().map(|kind| kind.page);
        for page in [it.key_page, it.buy_page].into_iter().chain(pages).flatten() {
            assert_eq!(Url::parse(page).expect("a page").scheme(), "https");
        }
        assert!(
            it.divisors.is_empty() || it.divisors.starts_with(&[1]) && !it.divisors.contains(&0),
            "{it:?}"
        );
    }
}

#[test]
fn a_prefix_names_one_provider_at_the_most() {
    let all = IDS.map(descriptor);
    for one in &all {
        for other in all.iter().filter(|other| other.id != one.id) {
            let meets = |prefix: &&str| other.key_prefixes.iter().any(|it| it.starts_with(*prefix));
            assert!(!one.key_prefixes.iter().any(meets), "{one:?} {other:?}");
        }
    }
}

#[test]
fn descriptors_say_what_the_documents_say() {
    let listings = IDS.map(|id| descriptor(id).history);
    assert_eq!(
        listings,
        [
            Listing::DailySpending,
            Listing::Nothing,
            Listing::Nothing,
            Listing::Nothing,
            Listing::Everything
        ]
    );
    let units = IDS.map(|id| descriptor(id).unit);
    assert_eq!(units[0], Unit::USD);
    assert!(units[1..].iter().all(|unit| *unit == Unit::CREDITS));
    let worths = IDS.map(|id| descriptor(id).worth.map(|worth| (worth.each, worth.unit)));
    let cent = Decimal::new(1, 2);
    let expected = [
        None,
        Some((cent, Unit::USDC)),
        None,
        Some((cent, Unit::USD)),
        None,
    ];
    assert_eq!(worths, expected);
    assert_eq!(
        IDS.map(|id| descriptor(id).limits_calls),
        [false, false, false, true, false]
    );
    assert_eq!(descriptor("hyper3d").divisors, [1, 10]);
    let kinds = descriptor("openrouter").key_kinds;
    let kinds: Vec<_> = kinds.iter().map(|kind| (kind.name, kind.shows)).collect();
    let expected: [(KeyName, &[Shown]); 2] = [
        (KeyName::Ordinary, &[Shown::Budget, Shown::Spent]),
        (KeyName::Management, &[Shown::Balance, Shown::History]),
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn what_a_descriptor_offers_its_provider_has_and_nothing_else() {
    for provider in known(&Endpoints::default()).all() {
        let it = provider.descriptor();
        let buys = |way| it.buys.contains(&way);
        assert_eq!(buys(BuyWay::Checkout), provider.shop().is_some(), "{}", it.name);
        assert_eq!(buys(BuyWay::Charge), provider.charges().is_some(), "{}", it.name);
        assert_eq!(buys(BuyWay::Page), it.buy_page.is_some(), "{}", it.name);
        assert_eq!(buys(BuyWay::Usdc), provider.top_ups().is_some(), "{}", it.name);
        assert_eq!(it.holder, provider.holder().is_some(), "{}", it.name);
        let once: HashSet<_> = it.buys.iter().map(|way| format!("{way:?}")).collect();
        assert!(!it.buys.is_empty() && once.len() == it.buys.len(), "{}", it.name);
        assert!(it.prices.is_sorted_by_key(|price| price.credits), "{}", it.name);
        assert!(it.prices.iter().all(|price| price.credits > 0), "{}", it.name);
    }
}

#[test]
fn ways_to_buy_and_prices_are_the_documented_ones() {
    let ways: [&[BuyWay]; 5] = [
        &[BuyWay::Page, BuyWay::Charge],
        &[BuyWay::Usdc, BuyWay::Page],
        &[BuyWay::Page],
        &[BuyWay::Page],
        &[BuyWay::Checkout],
    ];
    assert_eq!(IDS.map(|id| descriptor(id).buys), ways);
    assert_eq!(
        IDS.map(|id| descriptor(id).holder),
        [false, false, false, false, true]
    );
    let alerts = known(&Endpoints::default());
    let alerts = alerts
        .all()
        .iter()
        .map(|provider| provider.alert_mail().is_some());
    assert_eq!(alerts.collect::<Vec<_>>(), [false, false, false, false, true]);
    // OpenRouter's balance may be a minute old (contract A1).
    assert_eq!(IDS.map(|id| descriptor(id).balance_age), [60, 0, 0, 0, 0]);
    let prices = descriptor("web3api").prices;
    let prices: Vec<_> = prices.iter().map(|price| (price.kind, price.credits)).collect();
    assert_eq!(
        prices,
        [("read", 1), ("query", 2), ("wallet", 5), ("transfer", 10)]
    );
    for id in &IDS[..4] {
        assert_eq!(descriptor(id).prices, []);
    }
}

#[tokio::test]
async fn an_account_with_a_server_of_its_own_goes_there_and_nowhere_else() {
    for face in &FACES {
        let stand_in = Server::sending(ok(face.body("1"))).await;
        let (mut subject, own) = face.playing(crate::server::Act::Send(ok(face.body("2")))).await;
        let endpoints = Endpoints::default().with(
            ProviderId::from_static(face.id),
            ServerAddress::parse(&stand_in.base()).expect("an address"),
        );
        let id = ProviderId::from_static(face.id);
        subject.provider = known(&endpoints).get(&id).expect("known").clone();
        let money = subject.balance().await.expect("a balance").money;
        assert_eq!(money.amount, Decimal::TWO, "{}", face.name);
        assert_eq!(
            (own.seen().len(), stand_in.seen().len()),
            (face.before.len() + 1, 0),
            "{}",
            face.name
        );
    }
}

#[tokio::test]
async fn an_account_without_one_goes_to_what_stands_in_for_the_provider() {
    for face in &FACES {
        let (mut subject, server) = face.playing(crate::server::Act::Send(ok(face.body("2")))).await;
        subject.access.server = None;
        subject.balance().await.expect("a balance");
        assert_eq!(server.seen().len(), face.before.len() + 1, "{}", face.name);
    }
}

#[tokio::test]
async fn the_path_of_a_server_stays() {
    for (id, line) in [
        ("openrouter", "GET /below/key"),
        ("dria", "GET /below/v1/credits/balance"),
        ("hyper3d", "GET /below/api/v2/check_balance"),
        ("clado", "GET /below/api/credits"),
        ("web3api", "GET /below/credits/balance"),
    ] {
        let server = Server::sending(answer("401 x", "", "")).await;
        Subject::at(id, &server, "/below/").refusal().await;
        assert_eq!(asked(&server), [line]);
    }
}

#[tokio::test]
async fn an_account_without_any_server_reaches_nobody() {
    let id = ProviderId::from_static("web3api");
    let mut subject = Subject::of("web3api", "http://127.0.0.1:9");
    subject.provider = known(&Endpoints::default()).get(&id).expect("known").clone();
    subject.access.server = None;
    let error = subject.refusal().await;
    assert_eq!(
        (error.kind, error.facts.host),
        (ProviderErrorKind::Unreachable, None)
    );
}
