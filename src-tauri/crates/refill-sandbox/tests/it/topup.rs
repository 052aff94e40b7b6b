//! Dria's top-up by x402 (contracts B, F1, F2 and F4), and how it goes wrong.

use std::time::Duration;

use alloy::signers::local::PrivateKeySigner;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use refill_core::x402::Address;
use refill_sandbox::{Options, SandboxThread, TopupFault};
use serde_json::{Value, json};

use crate::raw_http::{Answer, get, send};
use crate::till::{BEGIN, KEY, TOKEN, Till, Transfer, packed, unpacked, until};

#[tokio::test]
async fn it_offers_as_documented() {
    let till = Till::new().await;
    let payee = Address::parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C").expect("an address");
    till.control().payee(payee);
    let answer = till.ask("10").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (402, Some("application/json"))
    );
    let expected = json!({"x402Version": 1, "accepts": [{
        "scheme": "exact", "network": "base", "maxAmountRequired": "10000000",
        "resource": "/v1/credits/topup", "payTo": payee.to_string(), "maxTimeoutSeconds": 300,
        "asset": TOKEN, "extra": {"name": "USD Coin", "version": "2"},
    }]});
    assert_eq!(answer.json(), expected);
    assert_eq!(
        till.ask("1").await.json()["accepts"][0]["maxAmountRequired"],
        "1000000"
    );
}

#[tokio::test]
async fn it_offers_in_version_2() {
    let till = Till::new().await;
    till.control().x402_version(2);
    let answer = till.ask("10").await;
    assert_eq!((answer.status, answer.text()), (402, "{}"));
    let offer = unpacked(answer.header("payment-required"));
    let wanted = &offer["accepts"][0];
    assert_eq!(
        (&offer["x402Version"], &offer["resource"]["url"]),
        (&json!(2), &json!(till.url()))
    );
    assert_eq!(
        (&wanted["network"], &wanted["amount"]),
        (&json!("eip155:8453"), &json!("10000000"))
    );
    assert_eq!(wanted["maxAmountRequired"], Value::Null);
}

#[tokio::test]
async fn it_wants_a_key_and_whole_usdc() {
    let till = Till::new().await;
    for amount in ["0", "-1", "1.5", "", "ten", "+1", "01", "1000001"] {
        assert_eq!(till.ask(amount).await.status, 400, "{amount}");
    }
    let bearer = format!("Bearer {KEY}");
    let number = r#"{"amount":10}"#;
    let answer = send("POST", &till.url(), &[("authorization", &bearer)], number).await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        send("POST", &till.url(), &[], r#"{"amount":"10"}"#).await.status,
        401
    );
    assert_eq!(get(&till.url(), &[("authorization", &bearer)]).await.status, 405);
}

#[tokio::test]
async fn a_payment_brings_credits_when_it_stands_in_a_block() {
    let till = Till::new().await;
    let transfer = till.transfer(1).await;
    let answer = till.pay(&transfer.v1(&till.signer)).await;
    let body = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(
        (&body["credits_added"], &body["balance"], &body["balance_usdc"]),
        (&json!(1_000), &json!(2_000), &json!("20.00"))
    );
    let response = unpacked(answer.header("x-payment-response"));
    assert_eq!(
        response,
        json!({
            "success": true, "transaction": body["txHash"], "network": "base",
            "payer": till.payer().to_string(),
        })
    );
    assert_eq!(till.credits(), 1_000);
    till.pass(1);
    assert_eq!(till.credits(), 1_000);
    till.pass(1);
    assert_eq!(till.credits(), 2_000);
}

#[tokio::test]
async fn version_2_takes_the_chosen_offer_back() {
    let till = Till::new().await;
    let transfer = till.transfer(1).await;
    till.control().x402_version(2);
    let offer = unpacked(till.ask("10").await.header("payment-required"));
    let payment = json!({
        "x402Version": 2, "resource": offer["resource"], "accepted": offer["accepts"][0],
        "payload": transfer.payload(&transfer.signed_by(&till.signer)),
    });
    let pay = async |payment: &Value| {
        let header = packed(payment);
        let answer = till.post("10", &[("payment-signature", &header)]).await;
        answer.expect("an answer")
    };
    let mut other = payment.clone();
    other["accepted"]["amount"] = json!("9000000");
    let refused = pay(&other).await;
    let offer = unpacked(refused.header("payment-required"));
    assert_eq!(
        (refused.status, &offer["error"]),
        (402, &json!("invalid_payment_requirements"))
    );
    let mut mainnet = payment.clone();
    mainnet["accepted"]["network"] = json!("eip155:1");
    let offer = unpacked(pay(&mainnet).await.header("payment-required"));
    assert_eq!(offer["error"], "network_mismatch");
    let mut more = transfer.clone();
    more.value += 1;
    let mut dearer = payment.clone();
    dearer["payload"] = more.payload(&more.signed_by(&till.signer));
    let offer = unpacked(pay(&dearer).await.header("payment-required"));
    assert_eq!(
        offer["error"],
        "invalid_exact_evm_payload_authorization_value_mismatch"
    );
    let paid = pay(&payment).await;
    assert_eq!(paid.status, 200);
    assert_eq!(
        unpacked(paid.header("payment-response"))["network"],
        "eip155:8453"
    );
    till.pass(2);
    assert_eq!(till.credits(), 2_000);
    assert_eq!(
        till.pay(&transfer.v1(&till.signer))
            .await
            .header("x-payment-response"),
        None,
        "the other version's header is none here: it offers"
    );
}

/// What the facilitator says of a payment that `change` made wrong.
async fn reason(till: &Till, change: impl FnOnce(&mut Transfer)) -> Value {
    let mut transfer = till.transfer(9).await;
    change(&mut transfer);
    refused(till.pay(&transfer.v1(&till.signer)).await)
}

fn refused(answer: Answer) -> Value {
    assert_eq!(answer.status, 402);
    let response = unpacked(answer.header("x-payment-response"));
    let body = answer.json();
    assert_eq!(
        (&response["success"], &response["errorReason"]),
        (&json!(false), &body["error"])
    );
    assert_eq!(body["accepts"].as_array().map(Vec::len), Some(1));
    body["error"].clone()
}

#[tokio::test]
async fn the_facilitator_looks_at_everything() {
    let till = Till::new().await;
    let now = u64::try_from(BEGIN).expect("a time");
    let window = "invalid_exact_evm_payload_authorization_valid";
    assert_eq!(
        reason(&till, |it| it.valid_before = now + 5).await,
        format!("{window}_before")
    );
    assert_eq!(
        reason(&till, |it| it.valid_after = now + 1).await,
        format!("{window}_after")
    );
    assert_eq!(
        reason(&till, |it| it.to = it.from).await,
        "invalid_exact_evm_payload_recipient_mismatch"
    );
    assert_eq!(
        reason(&till, |it| it.value -= 1).await,
        "invalid_exact_evm_payload_authorization_value"
    );
    assert_eq!(
        reason(&till, |it| it.from = it.to).await,
        "invalid_exact_evm_payload_signature"
    );
    assert_eq!(
        reason(&till, |it| it.value = 100_000_001).await,
        "insufficient_funds"
    );
    till.pass(2);
    assert_eq!(till.control().settlements(), []);
    assert_eq!(till.credits(), 1_000);
}

#[tokio::test]
async fn the_facilitator_reads_strictly() {
    let till = Till::new().await;
    let transfer = till.transfer(1).await;
    let payload = transfer.payload(&transfer.signed_by(&till.signer));
    let good = json!({"x402Version": 1, "scheme": "exact", "network": "base", "payload": payload});
    let cases = [
        ("/x402Version", json!(2), "invalid_x402_version"),
        ("/scheme", json!("upto"), "unsupported_scheme"),
        ("/network", json!("base-sepolia"), "invalid_network"),
        (
            "/payload/authorization/value",
            json!(10_000_000),
            "invalid_payload",
        ),
        (
            "/payload/authorization/validAfter",
            json!("+1"),
            "invalid_payload",
        ),
        ("/payload/authorization/nonce", json!("0x01"), "invalid_payload"),
        (
            "/payload/signature",
            json!("0x12"),
            "invalid_exact_evm_payload_signature",
        ),
        (
            "/payload/signature",
            json!(format!("0x{}", "12".repeat(66))),
            "invalid_exact_evm_payload_undeployed_smart_wallet",
        ),
    ];
    for (place, value, expected) in cases {
        let mut payment = good.clone();
        *payment.pointer_mut(place).expect("a field") = value;
        assert_eq!(refused(till.pay(&packed(&payment)).await), expected, "{place}");
    }
    let other = PrivateKeySigner::from_slice(&[0x22; 32]).expect("a key");
    assert_eq!(
        refused(till.pay(&transfer.v1(&other)).await),
        "invalid_exact_evm_payload_signature"
    );
    for nonsense in ["", "%%", "bm8ganNvbg==", "W10="] {
        assert_eq!(till.pay(nonsense).await.status, 400, "{nonsense:?}");
    }
    assert_eq!(till.pay(&packed(&good)).await.status, 200);
}

#[tokio::test]
async fn a_payment_is_taken_once() {
    let till = Till::new().await;
    let header = till.transfer(1).await.v1(&till.signer);
    let first = till.pay(&header).await.json();
    assert_eq!(refused(till.pay(&header).await), "duplicate_settlement");
    till.pass(2);
    assert_eq!(
        refused(till.pay(&header).await),
        "invalid_exact_evm_nonce_already_used"
    );
    till.control().idempotent_topups(true);
    let again = till.pay(&header).await;
    assert_eq!((again.status, again.json()), (200, first));
    till.pass(60);
    assert_eq!(till.control().settlements().len(), 1);
    assert_eq!(till.credits(), 2_000);
}

/// How many payments stood on the chain a while after one was answered, and the answer.
async fn after(fault: TopupFault) -> (usize, Option<Answer>) {
    let till = Till::new().await;
    till.control().topup_fault(fault.clone(), Some(1));
    let header = till.transfer(1).await.v1(&till.signer);
    let is_silent = matches!(fault, TopupFault::Hang | TopupFault::HangAfter);
    let answer = tokio::select! {
        answer = async { till.post("10", &[("x-payment", &header)]).await } => answer.ok(),
        () = until(|| is_silent && till.control().payment_requests().len() == 2) => None,
    };
    till.pass(60);
    let settled = till.control().settlements().len();
    let credits = 1_000 + 1_000 * i64::try_from(settled).expect("few");
    assert_eq!(till.credits(), credits, "credits go with the money");
    // The fault is used up: what is sent again is taken, or refused where it was taken.
    let again = till.pay(&header).await.status;
    assert_eq!(again, if settled == 1 { 402 } else { 200 });
    (settled, answer)
}

#[tokio::test]
async fn an_answer_tells_nothing_of_the_money() {
    let status = |answer: &Option<Answer>| answer.as_ref().map(|answer| answer.status);
    let cases = [
        (TopupFault::AnswerLostBefore, 0, None),
        (TopupFault::AnswerLostAfter, 1, None),
        (TopupFault::Hang, 0, None),
        (TopupFault::HangAfter, 1, None),
        (TopupFault::FailureBefore { status: 502 }, 0, Some(502)),
        (TopupFault::FailureAfter { status: 500 }, 1, Some(500)),
        (TopupFault::FailureInside, 1, Some(200)),
        (TopupFault::SecondOffer, 0, Some(402)),
        (TopupFault::SecondOfferAfter, 1, Some(402)),
        (TopupFault::SlowSettle { millis: 30_000 }, 1, Some(200)),
        (TopupFault::NeverSettles, 0, Some(200)),
    ];
    for (fault, settled, answered) in cases {
        let (count, answer) = after(fault.clone()).await;
        assert_eq!((count, status(&answer)), (settled, answered), "{fault:?}");
    }
    let (_, failure) = after(TopupFault::FailureAfter { status: 402 }).await;
    assert_eq!(refused(failure.expect("an answer")), "unexpected_settle_error");
    let (_, pending) = after(TopupFault::Pending).await;
    let pending = pending.expect("an answer");
    let hash = unpacked(pending.header("x-payment-response"))["transaction"].clone();
    assert_eq!(hash.as_str().map(str::len), Some(66));
    assert_eq!(refused(pending), "settlement_pending");
}

#[tokio::test]
async fn a_slow_facilitator_is_slow() {
    let till = Till::new().await;
    till.control()
        .topup_fault(TopupFault::SlowSettle { millis: 30_000 }, Some(1));
    let transfer = till.transfer(1).await;
    let hash = till.pay(&transfer.v1(&till.signer)).await.json()["txHash"].clone();
    till.pass(31);
    assert_eq!(till.control().settlements(), []);
    till.pass(1);
    let seen = till.control().settlements();
    assert_eq!(
        seen.first().map(|it| json!(it.transaction.to_string())),
        Some(hash)
    );
}

#[tokio::test]
async fn a_wrong_transaction_is_named() {
    let till = Till::new().await;
    till.control().topup_fault(TopupFault::WrongHash, None);
    let transfer = till.transfer(1).await;
    let hash = till.pay(&transfer.v1(&till.signer)).await.json()["txHash"].clone();
    till.pass(2);
    let seen = till.control().settlements();
    assert_eq!(seen.len(), 1);
    assert_ne!(json!(seen[0].transaction.to_string()), hash);
    assert_eq!(
        till.rpc("eth_getTransactionReceipt", json!([hash])).await,
        Value::Null
    );
}

#[tokio::test]
async fn any_offer_at_all_can_be_made() {
    let till = Till::new().await;
    let hostile = r#"{"x402Version":1,"accepts":[],"x402Version":1} "#;
    let fault = TopupFault::OfferOnly {
        body: hostile.to_owned(),
    };
    till.control().topup_fault(fault.clone(), Some(1));
    let answer = till.ask("10").await;
    assert_eq!((answer.status, answer.text()), (402, hostile));
    assert_eq!(till.ask("10").await.json()["accepts"][0]["scheme"], "exact");
    till.control().x402_version(2);
    till.control().topup_fault(fault, None);
    let answer = till.ask("10").await;
    let header = answer.header("payment-required").expect("a header");
    let header = BASE64_STANDARD.decode(header).expect("Base64");
    assert_eq!(header, hostile.as_bytes());
    till.control().clear_topup_faults();
    assert_ne!(
        unpacked(till.ask("10").await.header("payment-required"))["accepts"],
        json!([])
    );
}

#[tokio::test]
async fn what_arrived_can_be_compared() {
    let till = Till::new().await;
    let header = till.transfer(1).await.v1(&till.signer);
    till.control().topup_fault(TopupFault::AnswerLostAfter, Some(1));
    till.post("10", &[("x-payment", &header)])
        .await
        .err()
        .expect("no answer");
    till.pass(5);
    till.pay(&header).await;
    let seen = till.control().payment_requests();
    assert_eq!(seen.len(), 3, "the question for the offer, too");
    assert_eq!(seen[0].payment, None);
    let payment = seen[1].payment.as_ref().expect("a payment");
    assert_eq!(
        (payment.name.as_str(), payment.value.as_str()),
        ("x-payment", header.as_str())
    );
    assert_eq!(seen[1].payment, seen[2].payment);
    assert_eq!((&seen[1].body, &seen[1].target), (&seen[2].body, &seen[2].target));
    assert_eq!(seen[1].body, r#"{"amount":"10"}"#);
    assert_eq!(seen[1].key.as_deref(), Some(KEY));
    assert_eq!(seen[2].at.as_second(), BEGIN + 5);
    let printed = format!("{seen:?}");
    assert!(!printed.contains(KEY) && !printed.contains(&header), "{printed}");
}

#[tokio::test]
async fn credits_can_be_late() {
    let till = Till::new().await;
    till.control().credit_after(Duration::from_secs(900));
    let transfer = till.transfer(1).await;
    till.pay(&transfer.v1(&till.signer)).await;
    till.pass(901);
    assert_eq!(till.credits(), 1_000);
    till.pass(1);
    assert_eq!(till.credits(), 2_000);
}

#[tokio::test]
async fn every_answer_has_the_sandboxes_date() {
    let till = Till::with(Options {
        control_over_http: true,
        ..Options::default()
    })
    .await;
    let origin = format!("http://127.0.0.1:{}", till.sandbox.port());
    till.pass(59);
    for url in [
        till.url(),
        format!("{origin}/chain"),
        format!("{origin}/__control/now"),
        format!("{origin}/nowhere"),
    ] {
        let answer = get(&url, &[]).await;
        assert_eq!(
            answer.header("date"),
            Some("Fri, 20 Nov 2026 14:31:00 GMT"),
            "{url}"
        );
    }
}

#[tokio::test]
async fn another_process_can_steer() {
    let till = Till::with(Options {
        control_over_http: true,
        ..Options::default()
    })
    .await;
    let control = format!("http://127.0.0.1:{}/__control", till.sandbox.port());
    let json_type = [("content-type", "application/json")];
    let command = async |command: Value| {
        let url = format!("{control}/commands");
        send("POST", &url, &json_type, &command.to_string()).await.status
    };
    let told = async |what: &str| get(&format!("{control}/{what}"), &[]).await.json();
    assert_eq!(told("now").await, "2026-11-20T14:30:01Z");
    assert_eq!(command(json!({"do": "advance", "millis": 1_000})).await, 204);
    assert_eq!(told("now").await, "2026-11-20T14:30:02Z");
    assert_eq!(
        command(json!({"do": "set_time", "now": "2026-11-20T15:00:00Z"})).await,
        204
    );
    let payer = till.payer();
    assert_eq!(
        command(json!({"do": "fund", "address": payer.to_string(), "millionths": 5})).await,
        204
    );
    assert_eq!(told(&format!("usdc_balance?address={payer}")).await, 100_000_005);
    let fault = json!({"do": "topup_fault", "fault": {"kind": "failure_after", "status": 500}, "times": 1});
    assert_eq!(command(fault).await, 204);
    let transfer = till.transfer(1).await;
    assert_eq!(till.pay(&transfer.v1(&till.signer)).await.status, 500);
    assert_eq!(command(json!({"do": "advance", "millis": 2_000})).await, 204);
    let settled = told("settlements").await;
    assert_eq!(
        (&settled[0]["from"], &settled[0]["value"], &settled[0]["account"]),
        (&json!(payer.to_string()), &json!(10_000_000), &json!(KEY))
    );
    assert_eq!(told("payment_requests").await.as_array().map(Vec::len), Some(2));
    for more in [
        json!({"do": "reorg", "blocks": 1, "orphans": {"fate": "dropped"}}),
        json!({"do": "reorg", "blocks": 1, "orphans": {"fate": "mined_again", "blocks_later": 0}}),
        json!({"do": "safe_lag", "millis": 4_000}),
        json!({"do": "chain_lag", "endpoint": "second", "millis": 4_000}),
        json!({"do": "chain_fault", "endpoint": "first", "fault": {"kind": "short_range", "blocks": 5}}),
        json!({"do": "chain_fault", "endpoint": "first"}),
        json!({"do": "payee", "address": payer.to_string()}),
        json!({"do": "x402_version", "version": 2}),
        json!({"do": "clear_topup_faults"}),
        json!({"do": "idempotent_topups", "is_on": true}),
        json!({"do": "cancel_authorization", "from": payer.to_string(), "nonce": transfer.nonce.to_string()}),
    ] {
        assert_eq!(command(more.clone()).await, 204, "{more}");
    }
    assert_eq!(told("settlements").await, json!([]));
    assert_eq!(
        command(json!({"do": "payee", "address": "0x12"})).await,
        422,
        "no address"
    );
}

#[tokio::test]
async fn a_clock_of_its_own_is_not_steered() {
    let sandbox = crate::raw_http::sandbox(Vec::new()).await;
    let refused = sandbox.control().advance(Duration::from_secs(1));
    assert_eq!(refused, Err(refill_sandbox::NotSteered));
}

#[test]
fn many_run_side_by_side_on_chains_of_their_own() {
    let start = |_| SandboxThread::start(Options::default()).expect("a sandbox");
    let all: Vec<SandboxThread> = (0..20).map(start).collect();
    let owner = Address::new([7; 20]);
    all[3].control().fund(owner, 5);
    let balances: Vec<u64> = all.iter().map(|it| it.control().usdc_balance(owner)).collect();
    assert_eq!((balances[3], balances.iter().sum()), (5, 5_u64));
    let port = all[3].port();
    assert_eq!(
        all[3].chain_endpoints(),
        [
            format!("http://127.0.0.1:{port}/chain"),
            format!("http://127.0.0.1:{port}/chain/b")
        ]
    );
}
