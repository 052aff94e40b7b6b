//! Web3 API (contract D): API keys, wallets, webhooks and networks. What holds for every call is in
//! `hostile_calls.rs`.

use jiff::Timestamp;
use refill_core::error::{ProviderError, ProviderErrorKind as Kind};
use refill_core::holder::{CreatedKey, ListedKey, ManagedWallet, Network, Webhook};
use refill_core::ids::PackageId;
use refill_core::key::ApiKey;
use refill_core::money::Decimal;
use serde_json::json;

use crate::calls::{ACCESS, calls, holder, order, place, shop, tokens};
use crate::holder_of_web3_api::sent;
use crate::server::answer;
use crate::web3_api::web3;
use crate::{asked, not_understood, ok};

fn noon() -> Option<Timestamp> {
    "2024-06-01T12:00:00Z".parse().ok()
}

#[tokio::test]
async fn what_is_sent_is_what_the_modules_say() {
    for (name, body) in [
        ("new key", json!({"name": "Refill", "network": "base"})),
        ("new wallet", json!({"network": "base"})),
        (
            "new webhook",
            json!({"url": "https://x.example", "events": ["credits.low"]}),
        ),
    ] {
        let all = calls();
        let call = all.iter().find(|call| call.name == name).expect("a call");
        let (outcome, server) = call.against(answer("201 Created", "", call.good)).await;
        outcome.expect(name);
        assert_eq!(sent(&server), body, "{name}");
    }
    let (web3, server) = web3(ok(r#"{"id":"1","key":"k"}"#)).await;
    let (place, tokens) = (place(&web3), tokens());
    let holder = holder(&web3);
    let created = holder.api_keys().create(place, &tokens, "Refill", None).await;
    created.expect("a key");
    assert_eq!(sent(&server), json!({"name": "Refill"}));
    let created = holder.wallets().create(place, &tokens, None).await;
    created.expect("a wallet");
    assert_eq!(sent(&server), json!({}));
}

async fn keys(body: &str) -> Result<Vec<ListedKey>, Kind> {
    let (web3, _server) = web3(ok(body)).await;
    let read = holder(&web3).api_keys().list(place(&web3), &tokens()).await;
    read.map_err(|error| error.kind)
}

#[tokio::test]
async fn keys_200_are_listed_without_themselves() {
    let body = r#"[{"id":"k-1","name":"Refill","network":"base","prefix":"w3_ab","created_at":"2024-06-01T12:00:00",
        "last_used_at":"2024-06-01T14:00:00+02:00","key":"w3_abcdefghijklmnop","secret":"w3_abcdefghijklmnop"},{"id":7}]"#;
    let bare = |id: &str| ListedKey {
        id: id.into(),
        name: None,
        network: None,
        prefix: None,
        created_at: None,
        last_used_at: None,
    };
    let first = ListedKey {
        name: Some("Refill".into()),
        network: Some("base".into()),
        prefix: Some("w3_ab".into()),
        created_at: noon(),
        last_used_at: noon(),
        ..bare("k-1")
    };
    assert_eq!(keys(body).await, Ok(vec![first, bare("7")]));
    assert_eq!(keys("[]").await, Ok(Vec::new()));
    let whole = keys(r#"{"api_keys":[{"id":"1","key_prefix":"w3_abcdefghijklmnop"}]}"#).await;
    assert_eq!(whole.expect("keys")[0].prefix.as_deref(), Some("w3_abcdefghi…"));
}

#[tokio::test]
async fn a_row_without_an_id_is_not_understood() {
    for row in [
        "{}",
        r#"{"id":null}"#,
        r#"{"id":""}"#,
        r#"{"id":"  "}"#,
        r#"{"id":"."}"#,
        r#"{"id":".."}"#,
        r#"{"id":"a\u0000"}"#,
        r#"{"id":"a\r\nb"}"#,
        r#"{"id":"a\u202eb"}"#,
        r#"{"id":["a"]}"#,
        r#"{"id":{"x":1}}"#,
        r#"{"id":true}"#,
        r#"{"id":1.5}"#,
    ] {
        for (list, good) in [("keys", "k-1"), ("wallets", "w-1"), ("webhooks", "h-1")] {
            let all = calls();
            let call = all.iter().find(|call| call.name == list).expect("a call");
            let body = format!(r#"[{{"id":"{good}"}},{row}]"#);
            assert_eq!(call.fails(ok(&body)).await, not_understood("id"), "{list} {row}");
        }
    }
    for (list, called) in [
        ("keys", "an API key"),
        ("wallets", "a wallet"),
        ("webhooks", "a webhook"),
        ("networks", "a network"),
        ("packages", "a package"),
    ] {
        let all = calls();
        let call = all.iter().find(|call| call.name == list).expect("a call");
        for row in ["17", "null", "[]", r#"{"id":"1","id":"2","name":"a","name":"b"}"#] {
            let kind = call.fails(ok(format!("[{row}]"))).await;
            assert_eq!(kind, not_understood(called), "{list} {row}");
        }
    }
}

async fn created(bytes: Vec<u8>) -> Result<CreatedKey, ProviderError> {
    let (web3, _server) = web3(bytes).await;
    let keys = holder(&web3).api_keys();
    keys.create(place(&web3), &tokens(), "Refill", None).await
}

#[tokio::test]
async fn new_key_201_under_every_likely_name() {
    for name in ["key", "api_key", "secret", "token"] {
        let body = json!({"id": "k-1", "name": "Refill", name: "w3_new"});
        let made = created(answer("201 Created", "", body.to_string()))
            .await
            .expect("a key");
        assert!(
            made.key.same_as(&ApiKey::from_pasted("w3_new").expect("a key")),
            "{name}"
        );
        assert_eq!(
            (made.listed.id.as_str(), made.listed.name.as_deref()),
            ("k-1", Some("Refill"))
        );
    }
}

#[tokio::test]
async fn new_key_201_without_a_key_or_an_id_is_not_understood() {
    for (body, what) in [
        (r#"{"id":"1"}"#, "key"),
        (r#"{"id":"1","key":null}"#, "key"),
        (r#"{"id":"1","key":17}"#, "key"),
        (r#"{"id":"1","key":"two words"}"#, "key"),
        (r#"{"id":"1","key":""}"#, "key"),
        (r#"{"key":"w3_new"}"#, "id"),
        (r#"{"id":"w3_new","key":"w3_new"}"#, "id"),
        (r#"{"id":"1","key":"a","key":"b"}"#, "an API key"),
    ] {
        let error = created(ok(body)).await.expect_err("no key");
        assert_eq!(
            (error.kind, error.facts.said),
            (not_understood(what), None),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_new_key_is_shown_nowhere() {
    let body = json!({"id": "k-1", "key": "w3_new_8c1f", "name": "w3_new_8c1f", "network": "a w3_new_8c1f b",
        "prefix": "w3_new_8c1f"});
    let made = created(ok(body.to_string())).await.expect("a key");
    assert!(!format!("{made:?}").contains("w3_new"), "{made:?}");
    assert_eq!(made.listed.network.as_deref(), Some("a [key] b"));
    for body in [
        json!({"error": "made w3_new_8c1f already", "key": "w3_new_8c1f"}),
        json!({"detail": "w3_new_8c1f", "api_key": ["w3_new_8c1f"]}),
    ] {
        let error = created(ok(body.to_string())).await.expect_err("no key");
        assert!(!format!("{error} {error:?}").contains("w3_new"), "{error:?}");
    }
}

#[tokio::test]
async fn deleting_what_is_gone_is_done() {
    for call in calls().iter().filter(|call| call.deletes_one_of_a_list()) {
        let gone = answer("404 x", "", r#"{"detail":"Not found"}"#);
        let (outcome, server) = call.against(gone).await;
        outcome.expect(call.name);
        assert_eq!(asked(&server), [call.line]);
    }
}

#[tokio::test]
async fn wallets_200_as_assumed_and_never_a_private_key() {
    let body = r#"[{"id":"w-1","address":"0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B","name":"Main","network":"base",
        "created_at":"2024-06-01T12:00:00","private_key":"0xdeadbeef","mnemonic":"abandon abandon"},
        {"id":"w-2","address":null}]"#;
    let (web3, server) = web3(ok(body)).await;
    let read = holder(&web3)
        .wallets()
        .list(place(&web3), &tokens())
        .await
        .expect("wallets");
    let bare = ManagedWallet {
        id: "w-2".into(),
        address: None,
        name: None,
        network: None,
        created_at: None,
    };
    let first = ManagedWallet {
        id: "w-1".into(),
        address: Some("0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B".into()),
        name: Some("Main".into()),
        network: Some("base".into()),
        created_at: noon(),
    };
    assert_eq!(read, [first, bare]);
    assert_eq!(asked(&server), ["GET /api/v1/wallets"]);
}

#[tokio::test]
async fn new_wallet_201_keeps_no_words_of_an_answer_that_may_hold_its_private_key() {
    let body = r#"{"error":"0xdeadbeef was made","private_key":"0xdeadbeef"}"#;
    let (web3, _server) = web3(answer("201 Created", "", body)).await;
    let made = holder(&web3)
        .wallets()
        .create(place(&web3), &tokens(), None)
        .await;
    let error = made.expect_err("no wallet");
    assert_eq!((error.kind, error.facts.said), (Kind::Rejected, None));
}

#[tokio::test]
async fn new_wallet_402_says_what_it_costs() {
    let body = r#"{"detail":"Insufficient credits: this call costs 5, your balance is 3."}"#;
    let (web3, server) = web3(answer("402 x", "", body)).await;
    let made = holder(&web3)
        .wallets()
        .create(place(&web3), &tokens(), None)
        .await;
    let cost = Some(Decimal::from(5));
    assert_eq!(made.expect_err("too few").kind, Kind::PaymentRequired { cost });
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn webhooks_200_as_assumed() {
    let body = r#"{"data":[{"id":"h-1","url":"https://x.example/hook","events":["a","b\u202e",7,null],"is_active":true,
        "secret":"whsec_1"},{"id":"h-2","active":false,"events":"a"},{"id":"h-3","is_active":"yes"}]}"#;
    let (web3, _server) = web3(ok(body)).await;
    let read = holder(&web3)
        .webhooks()
        .list(place(&web3), &tokens())
        .await
        .expect("webhooks");
    let bare = |id: &str| Webhook {
        id: id.into(),
        url: None,
        events: Vec::new(),
        is_active: None,
    };
    let expected = [
        Webhook {
            url: Some("https://x.example/hook".into()),
            events: vec!["a".into(), "b".into()],
            is_active: Some(true),
            ..bare("h-1")
        },
        Webhook {
            is_active: Some(false),
            ..bare("h-2")
        },
        bare("h-3"),
    ];
    assert_eq!(read, expected);
    assert!(!format!("{read:?}").contains("whsec"));
}

fn network(name: &str) -> Network {
    Network {
        name: name.into(),
        title: None,
        chain_id: None,
        currency: None,
        is_test: None,
    }
}

#[tokio::test]
async fn networks_200_as_assumed() {
    let body = r#"[{"name":"base","display_name":"Base","chain_id":8453,"currency":"ETH","is_testnet":false},
        {"name":"amoy","chain_id":"80002","native_currency":"POL","testnet":true},"ethereum",
        {"name":"odd","chain_id":-1,"currency":{},"is_testnet":"no"},{"name":"big","chain_id":1e30},
        {"name":"half","chain_id":1.5}]"#;
    let (web3, _server) = web3(ok(body)).await;
    let read = holder(&web3)
        .networks()
        .list(place(&web3), &tokens())
        .await
        .expect("networks");
    let expected = [
        Network {
            title: Some("Base".into()),
            chain_id: Some(8453),
            currency: Some("ETH".into()),
            is_test: Some(false),
            ..network("base")
        },
        Network {
            chain_id: Some(80002),
            currency: Some("POL".into()),
            is_test: Some(true),
            ..network("amoy")
        },
        network("ethereum"),
        network("odd"),
        network("big"),
        network("half"),
    ];
    assert_eq!(read, expected);
}

#[tokio::test]
async fn networks_200_without_a_name_are_not_understood() {
    for row in [
        "{}",
        r#"{"name":null}"#,
        r#"{"name":"a\u202e"}"#,
        r#""""#,
        r#""..""#,
    ] {
        let (web3, _server) = web3(ok(format!("[{row}]"))).await;
        let read = holder(&web3).networks().list(place(&web3), &tokens()).await;
        assert_eq!(read.expect_err("no name").kind, not_understood("name"), "{row}");
    }
}

#[tokio::test]
async fn no_id_leads_to_another_path() {
    for (id, segment) in [
        ("a/b", "a%2Fb"),
        ("../auth/account", "..%2Fauth%2Faccount"),
        ("w-1/private-key", "w-1%2Fprivate-key"),
        ("..%2f..", "..%252f.."),
        ("%2e%2e", "%252e%252e"),
        ("..\\x", "..%5Cx"),
        ("x?y=1#z", "x%3Fy%3D1%23z"),
        ("//evil.example/", "%2F%2Fevil.example%2F"),
        (" a b ", "%20a%20b%20"),
        ("ü", "%C3%BC"),
    ] {
        let (web3, server) = web3(answer("204 x", "", "")).await;
        let (place, tokens) = (place(&web3), tokens());
        let holder = holder(&web3);
        holder
            .api_keys()
            .revoke(place, &tokens, id)
            .await
            .expect("revoked");
        holder
            .wallets()
            .delete(place, &tokens, id)
            .await
            .expect("deleted");
        holder
            .webhooks()
            .delete(place, &tokens, id)
            .await
            .expect("deleted");
        let _ = holder.networks().one(place, &tokens, id).await;
        let package = PackageId::new(id);
        let _ = shop(&web3).package(&web3.access, &package).await;
        let order = refill_core::shop::Order { package, ..order() };
        let _ = shop(&web3).checkout(place, &tokens, &order).await;
        let expected = [
            format!("DELETE /api/v1/api-keys/{segment}"),
            format!("DELETE /api/v1/wallets/{segment}"),
            format!("DELETE /api/v1/webhooks/{segment}"),
            format!("GET /api/v1/networks/{segment}"),
            format!("GET /api/v1/packages/{segment}"),
            format!("POST /api/v1/packages/{segment}/checkout"),
        ];
        assert_eq!(asked(&server), expected, "{id}");
    }
}

#[tokio::test]
async fn with_an_id_that_no_path_can_hold_nothing_is_asked() {
    for id in ["", ".", "..", "a\0b", "a\r\nb", "\u{7f}", "a\tb"] {
        let (web3, server) = web3(answer("204 x", "", "")).await;
        let (place, tokens) = (place(&web3), tokens());
        let holder = holder(&web3);
        let package = PackageId::new(id);
        let order = refill_core::shop::Order {
            package: package.clone(),
            ..order()
        };
        let outcomes = [
            holder.api_keys().revoke(place, &tokens, id).await,
            holder.wallets().delete(place, &tokens, id).await,
            holder.webhooks().delete(place, &tokens, id).await,
            holder.networks().one(place, &tokens, id).await.map(drop),
            shop(&web3).package(&web3.access, &package).await.map(drop),
            shop(&web3).checkout(place, &tokens, &order).await.map(drop),
        ];
        for outcome in outcomes {
            assert_eq!(outcome.expect_err("no path").kind, not_understood("id"), "{id:?}");
        }
        assert_eq!(server.seen().len(), 0, "{id:?}");
    }
}

#[tokio::test]
async fn text_of_a_row_is_harmless_and_without_the_token() {
    let name = format!("\u{1b}[31m{ACCESS} \u{202e}=1+1\n{}", "y".repeat(500));
    let body = json!([{"id": "1", "name": name, "address": ACCESS, "network": "\u{200b}"}]);
    let (web3, _server) = web3(ok(body.to_string())).await;
    let read = holder(&web3)
        .wallets()
        .list(place(&web3), &tokens())
        .await
        .expect("wallets");
    let name = read[0].name.as_deref().expect("a name");
    assert!(name.starts_with("[31m[key] =1+1 yyy"), "{name}");
    assert_eq!(name.chars().count(), 201);
    assert_eq!(read[0].address.as_deref(), Some("[key]"));
    assert_eq!(read[0].network, None);
}
