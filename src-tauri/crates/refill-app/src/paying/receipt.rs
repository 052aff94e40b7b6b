//! What the receipt of a payment says beside what that of every purchase says.

use jiff::Timestamp;
use refill_core::purchase::Event;
use refill_store::PurchaseRecord;

use super::explorer;
use super::words::PHRASES;
use crate::purchases::moment;
use crate::words::amount;

/// The facts of a payment, one a line: what a provider or an explorer of the chain needs to find it.
pub(crate) fn facts(record: &PurchaseRecord) -> Vec<String> {
    let mut facts = vec![fact(
        "receipt-before",
        "amount",
        record.purchase.before.as_ref().map(amount),
    )];
    facts.push(fact(
        "receipt-refused",
        "reason",
        record.refused().map(str::to_owned),
    ));
    facts.extend(signed_facts(record));
    if let Some((transaction, block)) = record.transaction() {
        facts.push(fact("receipt-transaction", "hash", Some(transaction.to_string())));
        let block = block.map(|block| format!("{} {}", block.number, block.hash));
        facts.push(fact("receipt-block", "block", block));
        facts.push(fact("receipt-explorer", "page", explorer(record)));
    }
    facts.extend(record.events.iter().filter_map(step).map(Some));
    facts.into_iter().flatten().collect()
}

fn signed_facts(record: &PurchaseRecord) -> Vec<Option<String>> {
    let Some(attempt) = record.attempt() else {
        return Vec::new();
    };
    let (plan, authorization) = (&attempt.plan, &attempt.authorization);
    let network = PHRASES
        .phrase("receipt-network")
        .with("network", plan.chain.name)
        .with("chain", plan.chain.id.to_string())
        .with("token", plan.chain.token.address.to_string());
    vec![
        fact(
            "receipt-value",
            "amount",
            Some(amount(&authorization.value.money())),
        ),
        Some(PHRASES.say("receipt-fee")),
        fact("receipt-payer", "address", Some(authorization.from.to_string())),
        fact("receipt-payee", "address", Some(authorization.to.to_string())),
        Some(network.say()),
        fact("receipt-nonce", "nonce", Some(authorization.nonce.to_string())),
        fact("receipt-window", "at", Some(moment(attempt.valid_before()))),
    ]
}

fn fact(phrase: &str, gap: &str, value: Option<String>) -> Option<String> {
    Some(PHRASES.phrase(phrase).with(gap, value?).say())
}

fn step((at, event): &(Timestamp, Event)) -> Option<String> {
    let Event::Paying(step) = event else { return None };
    let step = PHRASES
        .phrase("receipt-step")
        .with("at", moment(*at))
        .with("step", step.word());
    Some(step.say())
}
