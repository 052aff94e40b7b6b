//! The receipt of a payment: all that a provider or an explorer of the chain needs, and nothing secret.

use refill_core::purchase::CreditAxis;
use refill_core::x402::State;

use super::{PAID, credit_reaches, pass, pay, reaches, ready, refused, state, stored, unclear};
use crate::fakes::{PAYEE, World, address_of};

async fn receipt(world: &World, payment: &refill_app::Payment) -> String {
    let id = &payment.record.purchase.id;
    world.app.copy_receipt(id).await.expect("copied");
    world.desktop.copied.lock().unwrap().last().cloned().unwrap()
}

#[tokio::test]
async fn a_receipt_has_the_proof_and_no_secret() {
    let (world, id) = ready().await;
    world.seller.replies([PAID]);
    let payment = pay(&world, &id, "10").await;
    reaches(&world, &payment, State::Reported).await;
    let transaction = world.chain.settle();
    pass(&world, 30).await;
    assert_eq!(state(&world, &payment).await, State::Paid);
    world.coin.set("ck_1", 1_100);
    pass(&world, 60).await;
    credit_reaches(&world, &payment, CreditAxis::Credited).await;
    let paper = receipt(&world, &payment).await;
    let attempt = world.wallets.asked()[0].clone();
    for fact in [
        "Paid: 10.00 USDC".to_owned(),
        "Fee: 0".to_owned(),
        format!("From: {}", address_of("made-phrase-number-1")),
        format!("To: {PAYEE}"),
        format!("Nonce: {}", attempt.authorization.nonce),
        format!("Transaction: {transaction}"),
        format!("https://basescan.org/tx/{transaction}"),
        "Network: Base (chain 8453), USDC 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".to_owned(),
        "Valid until: 2026-11-20T12:05:00Z".to_owned(),
        "Balance before: 100 credits".to_owned(),
        "2026-11-20T12:00:00Z reserved".to_owned(),
        "Arrived: 1,000 credits".to_owned(),
    ] {
        assert!(paper.contains(&fact), "{fact}\n{paper}");
    }
    for id in ["what-", "state-"] {
        assert!(!paper.contains(id), "a phrase is missing: {paper}");
    }
    let signed = stored(&world, &payment)
        .await
        .record
        .signed()
        .cloned()
        .expect("signed");
    for secret in [
        &signed.value,
        &signed.signature.to_string(),
        "ck_1",
        "made-phrase",
        "made phrase",
    ] {
        assert!(!paper.contains(secret), "{secret}\n{paper}");
    }
}

#[tokio::test]
async fn a_receipt_says_how_far_it_came() {
    let (world, id) = ready().await;
    let payment = unclear(&world, &id).await;
    let paper = receipt(&world, &payment).await;
    assert!(
        paper.contains("unclear") && !paper.contains("Transaction:"),
        "{paper}"
    );
    world.chain.cancel();
    pass(&world, 20).await;
    *world.chain.balance.lock().unwrap() = Ok(refill_core::x402::Atomic::ZERO);
    let payment = pay(&world, &id, "10").await;
    refused(&world, &payment).await;
    let paper = receipt(&world, &payment).await;
    assert!(paper.contains("Refused because: too_little"), "{paper}");
    assert!(!paper.contains("From:"), "{paper}");
}
