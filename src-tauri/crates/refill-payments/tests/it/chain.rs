//! The chain reader against endpoints on loopback that are right, wrong, slow or lying.
#![allow(clippy::expect_used, clippy::panic)]

mod identity;
mod looks;
mod node;
mod now;

use std::sync::LazyLock;
use std::time::Duration;

use jiff::Timestamp;
use refill_core::ports::ChainReader;
use refill_core::x402::{
    Address, Atomic, Attempt, Authorization, BASE, Nonce, Plan, Protocol, Sight, WalletId,
};
use refill_net::{Http, HttpOptions};
use refill_payments::RpcReader;
use url::Url;

use self::node::{Facts, GENESIS, Node};

/// One for all tests: the system's certificates take long to read.
static DOOR: LazyLock<Http> = LazyLock::new(|| {
    let options = HttpOptions {
        connect: Duration::from_secs(60),
        whole: Duration::from_secs(60),
        ..HttpOptions::default()
    };
    Http::new(options).expect("the door opens")
});

/// A reader of the chain that asks these, as the person's own.
fn reader_of(nodes: &[&Node]) -> RpcReader {
    let reader = RpcReader::new(&DOOR, vec![]);
    let urls: Vec<Url> = nodes.iter().map(|node| node.url.clone()).collect();
    reader.set_endpoints(&BASE, &urls, false);
    reader
}

/// What one endpoint shows that knows this.
async fn look_at(facts: Facts) -> Vec<Sight> {
    let node = Node::with(facts).await;
    reader_of(&[&node]).look(&attempt()).await
}

const PAYER: Address = Address::new([0x11; 20]);
const PAYEE: Address = Address::new([0x22; 20]);
const NONCE: Nonce = Nonce::new([0xab; 32]);

/// An attempt that was signed at block 500 and is over at block 600.
fn attempt() -> Attempt {
    let plan = Plan {
        protocol: Protocol::V1,
        chain: &BASE,
        wallet: WalletId::new("wal_1"),
        payer: PAYER,
        payee: PAYEE,
        value: Atomic::whole(10),
        timeout: 200,
        url: Url::parse("https://seller.example/topup").expect("an address"),
        body: "{}".to_owned(),
        network: "base".to_owned(),
        accepted: None,
        resource: None,
    };
    let authorization = Authorization {
        from: PAYER,
        to: PAYEE,
        value: plan.value,
        valid_after: GENESIS + 400,
        valid_before: GENESIS + 1_200,
        nonce: NONCE,
    };
    Attempt {
        plan,
        authorization,
        first_block: 500,
        confirmed_at: Timestamp::UNIX_EPOCH,
        reserved_at: Timestamp::UNIX_EPOCH,
    }
}
