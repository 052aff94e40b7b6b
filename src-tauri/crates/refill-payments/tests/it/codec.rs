//! What goes over the wire when a payment is made, by both versions; and the offers that the other tests begin with.
#![allow(clippy::expect_used)]

use std::sync::LazyLock;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use jiff::Timestamp;
use refill_core::ids::ProviderId;
use refill_core::key::ApiKey;
use refill_core::ports::{NotOffered, Offer, Seller, TopUpRequest, Wanted};
use refill_core::x402::{
    Address, Atomic, Attempt, Authorization, BASE, Nonce, Plan, Protocol, Signature, WalletId,
};
use refill_net::{Http, HttpOptions};
use refill_payments::X402Seller;
use serde_json::Value;
use url::Url;

/// The offer as Dria makes it (contract B), with words of the server's that nobody may see.
pub(crate) const V1: &str = r#"{"x402Version":1,"error":"SAID","accepts":[{"scheme":"exact","network":"base","maxAmountRequired":"10000000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"/v1/credits/topup","description":"SAID","maxTimeoutSeconds":300,"extra":{"name":"USD Coin","version":"2"}}]}"#;
/// The same in version 2.
pub(crate) const V2: &str = r#"{"x402Version":2,"error":"SAID","resource":{"url":"/v1/credits/topup","description":"SAID"},"accepts":[{"scheme":"exact","network":"eip155:8453","amount":"10000000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":300,"extra":{"name":"USD Coin","version":"2","assetTransferMethod":"eip3009"}}]}"#;
pub(crate) const PAYEE: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
pub(crate) const PAYER: &str = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";
/// The signature of the golden vector (contract F3).
pub(crate) const SIGNATURE: &str = "0xcdfc529385fce8b37cba1de6ab9b40fe4ce76cff854ac0002d347750eb61157253eecddb965b21d34e0411e4431b19fc34e3468845a3c6d48e37281dc5c5245d1b";
pub(crate) const BODY: &str = r#"{"amount":"10"}"#;
pub(crate) const KEY: &str = "dkn_live_secret";

/// One for all tests: the system's certificates take long to read.
pub(crate) static DOOR: LazyLock<Http> = LazyLock::new(|| {
    let options = HttpOptions {
        whole: Duration::from_secs(20),
        ..HttpOptions::default()
    };
    Http::new(options).expect("the door opens")
});

pub(crate) fn address(text: &str) -> Address {
    Address::parse(text).expect("an address")
}

pub(crate) fn key() -> ApiKey {
    ApiKey::from_pasted(KEY).expect("a key")
}

/// Ten USDC, asked for at this server.
pub(crate) fn wanted(base: &str) -> Wanted {
    Wanted {
        request: TopUpRequest {
            url: Url::parse(&format!("{base}/v1/credits/topup")).expect("an address"),
            body: BODY.to_owned(),
        },
        value: Atomic::whole(10),
        wallet: WalletId::new("wal_1"),
        payer: address(PAYER),
        pinned: Vec::new(),
    }
}

pub(crate) async fn quote(wanted: &Wanted) -> Result<Offer, NotOffered> {
    let seller = X402Seller::new(&DOOR);
    seller
        .quote(wanted, &ProviderId::from_static("dria"), &key())
        .await
}

/// The header of an offer of version 2.
pub(crate) fn offer_header(json: &str) -> String {
    format!("PAYMENT-REQUIRED: {}\r\n", BASE64_STANDARD.encode(json))
}

/// The attempt of the golden vector, as a plan of this version.
pub(crate) fn attempt(protocol: Protocol, base: &str) -> Attempt {
    let wanted = wanted(base);
    let is_second = protocol == Protocol::V2;
    let plan = Plan {
        protocol,
        chain: &BASE,
        wallet: wanted.wallet,
        payer: wanted.payer,
        payee: address(PAYEE),
        value: wanted.value,
        timeout: 300,
        url: wanted.request.url,
        body: wanted.request.body,
        network: if is_second { "eip155:8453" } else { "base" }.to_owned(),
        accepted: is_second.then(|| REQUIREMENT.to_owned()),
        resource: is_second.then(|| r#"{ "url":"/v1/credits/topup" }"#.to_owned()),
    };
    let authorization = Authorization {
        from: plan.payer,
        to: plan.payee,
        value: plan.value,
        valid_after: 1_740_672_089,
        valid_before: 1_740_672_389,
        nonce: Nonce::new([0xab; 32]),
    };
    Attempt {
        plan,
        authorization,
        first_block: 500,
        confirmed_at: Timestamp::UNIX_EPOCH,
        reserved_at: Timestamp::UNIX_EPOCH,
    }
}

/// White space, a field that nobody knows and a number that no float holds: all of it goes back.
const REQUIREMENT: &str = r#"{"scheme":"exact", "network":"eip155:8453","odd":100000000000000000000000001 }"#;

pub(crate) fn signature() -> Signature {
    Signature::parse(SIGNATURE).expect("a signature")
}

fn sent(protocol: Protocol) -> (String, String) {
    let seller = X402Seller::new(&DOOR);
    let attempt = attempt(protocol, "https://inference.example");
    let request = seller.request(&attempt, &signature());
    assert_eq!(request, seller.request(&attempt.clone(), &signature()));
    assert_eq!(request.signature, signature());
    assert!(!format!("{request:?}").contains(KEY));
    let json = BASE64_STANDARD.decode(&request.value).expect("Base64");
    (request.header, String::from_utf8(json).expect("text"))
}

#[test]
fn version_2_sends_back_what_came_to_the_byte() {
    let (header, json) = sent(Protocol::V2);
    assert_eq!(header, "PAYMENT-SIGNATURE");
    let start = format!(
        r#"{{"x402Version":2,"resource":{{ "url":"/v1/credits/topup" }},"accepted":{REQUIREMENT},"payload":"#
    );
    assert!(json.starts_with(&start), "{json}");
    let read: Value = serde_json::from_str(&json).expect("JSON");
    let first: Value = serde_json::from_str(&sent(Protocol::V1).1).expect("JSON");
    assert_eq!(read["payload"], first["payload"]);
    let fields: Vec<_> = read.as_object().expect("an object").keys().collect();
    assert_eq!(fields.len(), 4, "{fields:?}");
}

#[test]
fn version_2_without_a_resource_sends_none() {
    let mut attempt = attempt(Protocol::V2, "https://inference.example");
    attempt.plan.resource = None;
    let request = X402Seller::new(&DOOR).request(&attempt, &signature());
    let json = BASE64_STANDARD.decode(&request.value).expect("Base64");
    let read: Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(read.get("resource"), None);
    assert_eq!(read["accepted"]["scheme"], "exact");
}

#[test]
fn version_1_names_the_network_as_the_offer_did() {
    let (header, json) = sent(Protocol::V1);
    assert_eq!(header, "X-PAYMENT");
    let read: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(read["network"], "base");
    assert_eq!(read["payload"]["authorization"]["value"], "10000000");
}
