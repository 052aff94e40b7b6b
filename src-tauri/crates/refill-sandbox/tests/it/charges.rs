//! Contract A6: charges at OpenRouter, which are gone, and what stood there.

use jiff::SignedDuration;
use refill_sandbox::{AccountSeed, ChargeAnswer, DOLLAR, OPENROUTER, Sandbox, SessionStatus};
use serde_json::{Value, json};

use crate::clock::sandbox_at;
use crate::raw_http::{Answer, get, sandbox, send};

const KEY: &str = "sk-or-v1-test";

fn account() -> AccountSeed {
    AccountSeed::openrouter_management(KEY, 3 * DOLLAR)
}

async fn charge(sandbox: &Sandbox, body: &Value) -> Answer {
    let url = format!("{}/credits/coinbase", sandbox.base("openrouter"));
    let headers = [
        ("authorization", "Bearer sk-or-v1-test"),
        ("content-type", "application/json"),
    ];
    send("POST", &url, &headers, &body.to_string()).await
}

#[tokio::test]
async fn charges_are_gone() {
    let sandbox = sandbox(vec![account()]).await;
    let answer = charge(&sandbox, &json!({"amount": 10})).await;
    assert_eq!(answer.status, 410);
    assert_eq!(
        answer.text(),
        r#"{"error":{"code":410,"message":"The Coinbase APIs used by this endpoint have been deprecated, so the Coinbase Commerce credits API has been removed. Use the web credits purchase flow instead."}}"#
    );
    let url = format!("{}/credits/coinbase", sandbox.base("openrouter"));
    assert_eq!(send("POST", &url, &[], "{}").await.status, 401);
    assert_eq!(get(&url, &[]).await.status, 405);
}

#[tokio::test]
async fn a_charge_with_a_page_can_be_paid() {
    let (sandbox, clock) = sandbox_at("2026-11-20T14:30:00Z", vec![account()]).await;
    let control = sandbox.control();
    control.charge(ChargeAnswer::Hosted);
    let answer = charge(&sandbox, &json!({"amount": 12.5})).await;
    assert_eq!(answer.status, 200);
    let told = answer.json()["data"].clone();
    assert_eq!(
        (&told["amount"], &told["currency"]),
        (&json!(12.5), &json!("USD"))
    );
    assert_eq!(told["created_at"], "2026-11-20T14:30:00Z");
    assert_eq!(told["expires_at"], "2026-11-20T15:30:00Z");
    let page = told["hosted_url"].as_str().expect("a page");
    let shown = get(page, &[]).await;
    assert!(shown.text().contains("OpenRouter") && shown.text().contains("$12.50"));
    assert!(!shown.text().contains("id=\"cancel\""), "it leads nowhere");
    let seen = control.charges().remove(0);
    assert_eq!((seen.amount, seen.url.as_str()), (12_500_000_000, page));
    assert!(control.sessions().is_empty());
    let paid = send("POST", &format!("{page}/pay"), &[], "").await;
    assert_eq!(paid.status, 303);
    assert!(page.ends_with(paid.header("location").expect("the page itself")));
    assert_eq!(control.balance(&OPENROUTER, KEY), Ok(15_500_000_000));
    let id = charge(&sandbox, &json!({"amount": 1})).await.json()["data"]["id"].clone();
    clock.pass(SignedDuration::from_hours(1));
    assert_eq!(control.charges()[1].status, SessionStatus::Expired);
    control.pay(id.as_str().expect("an id")).expect("a charge");
    assert_eq!(control.balance(&OPENROUTER, KEY), Ok(16_500_000_000));
}

#[tokio::test]
async fn a_charge_has_a_lowest_and_a_highest_amount() {
    let sandbox = sandbox(vec![account()]).await;
    sandbox.control().charge(ChargeAnswer::Hosted);
    for (amount, status) in [
        (json!(1), 200),
        (json!(2000), 200),
        (json!(0.99), 400),
        (json!(2000.01), 400),
        (json!("10"), 400),
        (Value::Null, 400),
    ] {
        let answer = charge(&sandbox, &json!({"amount": amount})).await;
        assert_eq!(answer.status, status, "{amount}");
    }
    assert_eq!(sandbox.control().charges().len(), 2);
}

#[tokio::test]
async fn the_charge_of_old_is_a_call_on_the_chain() {
    let sandbox = sandbox(vec![account()]).await;
    sandbox.control().charge(ChargeAnswer::OnChain);
    let wish = json!({"amount": 10, "sender": "0x00000000000000000000000000000000000000aa", "chain_id": 137});
    let told = charge(&sandbox, &wish).await.json()["data"].clone();
    let intent = &told["web3_data"]["transfer_intent"];
    assert_eq!(intent["metadata"]["chain_id"], 137);
    assert_eq!(intent["metadata"]["sender"], wish["sender"]);
    let call = intent["call_data"].as_object().expect("a call");
    assert_eq!(call.len(), 10);
    assert!(call.values().all(Value::is_string), "all of it is text");
    assert_eq!(told["hosted_url"], Value::Null);
    sandbox.control().charge(ChargeAnswer::Status(500));
    assert_eq!(charge(&sandbox, &wish).await.json()["error"]["code"], 500);
}
