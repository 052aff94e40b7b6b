//! Somebody who pays Dria by x402, with a library's EIP-712 instead of the sandbox's own.

use std::time::Duration;

use alloy::primitives::{B256, U256};
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol;
use alloy::sol_types::{SolStruct, eip712_domain};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use refill_core::x402::{Address, Nonce};
use refill_sandbox::{AccountSeed, Control, DRIA, Options, Sandbox, SteerableClock};
use serde_json::{Value, json};

use crate::raw_http::{Answer, exchange, send};

pub const KEY: &str = "dkn_live_payer";
pub const TOKEN: &str = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
/// 2026-11-20T14:30:01Z, when block 54,197,827 was just made.
pub const BEGIN: i64 = 1_795_185_001;

sol! {
    struct TransferWithAuthorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }
}

/// What is signed; tests change it.
#[derive(Clone)]
pub struct Transfer {
    pub from: Address,
    pub to: Address,
    pub value: u64,
    pub valid_after: u64,
    pub valid_before: u64,
    pub nonce: Nonce,
}

impl Transfer {
    pub fn signed_by(&self, signer: &PrivateKeySigner) -> String {
        let message = TransferWithAuthorization {
            from: self.from.bytes().into(),
            to: self.to.bytes().into(),
            value: U256::from(self.value),
            validAfter: U256::from(self.valid_after),
            validBefore: U256::from(self.valid_before),
            nonce: B256::new(*self.nonce.bytes()),
        };
        let domain = eip712_domain! {
            name: "USD Coin",
            version: "2",
            chain_id: 8453,
            verifying_contract: TOKEN.parse().expect("an address"),
        };
        let signature = signer.sign_hash_sync(&message.eip712_signing_hash(&domain));
        signature.expect("a signature").to_string()
    }

    pub fn payload(&self, signature: &str) -> Value {
        json!({"signature": signature, "authorization": {
            "from": self.from.to_string(), "to": self.to.to_string(), "value": self.value.to_string(),
            "validAfter": self.valid_after.to_string(), "validBefore": self.valid_before.to_string(),
            "nonce": self.nonce.to_string(),
        }})
    }

    /// The header of version 1.
    pub fn v1(&self, signer: &PrivateKeySigner) -> String {
        let payload = self.payload(&self.signed_by(signer));
        packed(&json!({"x402Version": 1, "scheme": "exact", "network": "base", "payload": payload}))
    }
}

pub fn packed(value: &Value) -> String {
    BASE64_STANDARD.encode(value.to_string())
}

pub fn unpacked(header: Option<&str>) -> Value {
    let json = BASE64_STANDARD.decode(header.expect("a header")).expect("Base64");
    serde_json::from_slice(&json).expect("JSON")
}

/// A sandbox in which somebody has 100 USDC and 1,000 credits at Dria.
pub struct Till {
    pub sandbox: Sandbox,
    pub clock: SteerableClock,
    pub signer: PrivateKeySigner,
}

impl Till {
    pub async fn new() -> Till {
        Till::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Till {
        let clock = SteerableClock::at(Timestamp::from_second(BEGIN).expect("a time"));
        let signer = PrivateKeySigner::from_slice(&[0x11; 32]).expect("a key");
        let options = Options {
            accounts: vec![AccountSeed::new(DRIA, KEY, 1_000)],
            ..options
        };
        let sandbox = Sandbox::start(options.steered_by(&clock))
            .await
            .expect("a sandbox");
        let till = Till {
            sandbox,
            clock,
            signer,
        };
        till.control().fund(till.payer(), 100_000_000);
        till
    }

    pub fn control(&self) -> Control {
        self.sandbox.control()
    }

    pub fn payer(&self) -> Address {
        Address::new(self.signer.address().into_array())
    }

    pub fn credits(&self) -> i64 {
        self.control().balance(&DRIA, KEY).expect("an account")
    }

    /// Lets so many seconds pass.
    pub fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub fn url(&self) -> String {
        format!("{}/v1/credits/topup", self.sandbox.base("dria"))
    }

    pub async fn ask(&self, amount: &str) -> Answer {
        self.post(amount, &[]).await.expect("an answer")
    }

    pub async fn post(&self, amount: &str, headers: &[(&str, &str)]) -> std::io::Result<Answer> {
        let body = json!({ "amount": amount }).to_string();
        let bearer = format!("Bearer {KEY}");
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend(headers);
        exchange("POST", &self.url(), &all, &body).await
    }

    pub async fn pay(&self, header: &str) -> Answer {
        self.post("10", &[("x-payment", header)])
            .await
            .expect("an answer")
    }

    /// What the offer of 10 USDC wants, with this nonce.
    pub async fn transfer(&self, nonce: u8) -> Transfer {
        let offer = self.ask("10").await.json();
        let payee = offer["accepts"][0]["payTo"].as_str().expect("a payee");
        let now = u64::try_from(self.control().now().as_second()).expect("a time");
        Transfer {
            from: self.payer(),
            to: Address::parse(payee).expect("an address"),
            value: 10_000_000,
            valid_after: now - 600,
            valid_before: now + 300,
            nonce: Nonce::new([nonce; 32]),
        }
    }

    /// Asks the endpoint for the result of a call.
    pub async fn rpc_at(&self, endpoint: usize, method: &str, parameters: Value) -> Value {
        let url = &self.sandbox.chain_endpoints()[endpoint];
        let call = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": parameters});
        let answer = send(
            "POST",
            url,
            &[("content-type", "application/json")],
            &call.to_string(),
        )
        .await;
        assert_eq!(answer.status, 200);
        let answer = answer.json();
        assert_eq!((&answer["jsonrpc"], &answer["id"]), (&json!("2.0"), &json!(7)));
        answer
    }

    pub async fn rpc(&self, method: &str, parameters: Value) -> Value {
        self.rpc_at(0, method, parameters).await["result"].clone()
    }

    /// What a function of the token returns, after a block.
    pub async fn call(&self, data: &str, block: &str) -> String {
        let returned = self
            .rpc("eth_call", json!([{"to": TOKEN, "data": data}, block]))
            .await;
        returned.as_str().expect("data").to_owned()
    }

    pub async fn logs(&self, filter: Value) -> Vec<Value> {
        let logs = self.rpc("eth_getLogs", json!([filter])).await;
        logs.as_array().expect("logs").clone()
    }
}

/// Waits until something holds.
pub async fn until(mut holds: impl FnMut() -> bool) {
    while !holds() {
        tokio::task::yield_now().await;
    }
}

/// An address or number as a word of 32 bytes, without `0x`.
pub fn word(text: &str) -> String {
    format!("{:0>64}", text.trim_start_matches("0x").to_lowercase())
}
