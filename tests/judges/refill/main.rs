//! How often does Refill pay for one purchase when the seller's answer is lost?
//!
//! `refill-lost-answer 20 v2` is to Refill what `node lost-answer.mjs 20 v2` is to the reference client: the same
//! seller behind the same door, which loses the answer to the first sending of each payment. It prints one line of
//! JSON: `{"purchases":20,"settlements":…}`.

mod client;
#[allow(dead_code, reason = "tests ask more of them")]
mod court;
mod outside;

use std::collections::BTreeSet;

use refill_core::x402::Hash;
use serde_json::json;

use self::client::Client;
use self::court::Judges;

/// Small, so that twenty stay within the limits of a day.
const AMOUNT: &str = "1";

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let purchases = arguments
        .next()
        .and_then(|count| count.parse().ok())
        .unwrap_or(10);
    let version = arguments.next().unwrap_or_else(|| "v2".to_owned());
    let judges = Judges::behind_losing_door(&version);
    let folder = tempfile::tempdir().expect("a folder");
    let client = Client::open(&folder.path().join("data"), judges.said("door"), &judges).await;
    let mut paid = BTreeSet::new();
    for number in 1..=purchases {
        judges.lose(1);
        let record = client.buy(AMOUNT, &judges).await;
        let (transaction, _) = record.transaction().expect("paid in a transaction");
        paid.insert(transaction);
        eprintln!("{number}/{purchases}: sent {} times", record.sendings());
    }
    let lost = judges.lose(0);
    assert_eq!(lost, purchases, "so many answers were lost");
    client.close();
    let settlements = judges.settlements();
    let settled = settlements.iter().filter_map(|settlement| {
        let transaction = settlement["transaction"].as_str()?;
        Hash::parse(transaction).ok()
    });
    // What Refill calls paid is what the chain has.
    assert_eq!(paid, settled.collect::<BTreeSet<_>>());
    println!(
        "{}",
        json!({ "purchases": purchases, "settlements": settlements.len() })
    );
}
