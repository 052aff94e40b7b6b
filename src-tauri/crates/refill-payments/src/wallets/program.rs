//! A wallet program on this machine that speaks JSON-RPC over HTTP (EIP-1193's methods), as Frame does.
//!
//! Whatever it answers is another program's word: lengths and forms are checked, and a signature counts only when it
//! recovers to the payer.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use refill_core::ports::{NotSigned, Wallet};
use refill_core::x402::{Address, ApprovedAttempt, Chain, Signature};
use refill_net::{Http, NetErrorKind, Post};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;
use url::Url;

use super::checked;
use crate::eip712;

/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Most addresses that are offered.
const MOST_ADDRESSES: usize = 100;

/// What wallets answer with (EIP-1193 and JSON-RPC).
const REFUSED: [i64; 2] = [4001, 4100];
const NO_SUCH_METHOD: i64 = -32601;

/// A wallet program with the address that the person chose.
pub(super) struct ProgramWallet {
    address: Address,
    program: Program,
}

/// Where it listens.
struct Program {
    server: Url,
    http: Http,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    result: Value,
    error: Option<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    code: i64,
}

/// Why a call has no result.
enum NoResult {
    /// The program said so, with this number.
    Fault(i64),
    /// Something else came in between.
    Failed(NotSigned),
}

/// Asks for the addresses; the program may ask its owner first.
pub(super) async fn connect(server: &Url, http: &Http) -> Result<Vec<Address>, NotSigned> {
    Program::new(server, http).addresses().await
}

impl ProgramWallet {
    pub(super) fn new(address: Address, server: &Url, http: &Http) -> ProgramWallet {
        let program = Program::new(server, http);
        ProgramWallet { address, program }
    }
}

#[async_trait]
impl Wallet for ProgramWallet {
    async fn sign(&self, approved: ApprovedAttempt, now: Timestamp) -> Result<Signature, NotSigned> {
        let began = Instant::now();
        if approved.payer() != self.address || !self.program.addresses().await?.contains(&self.address) {
            return Err(NotSigned::OtherAddress);
        }
        self.program.go_to(approved.attempt().plan.chain).await?;
        // Its owner may have been asked twice by now.
        let took = SignedDuration::try_from(began.elapsed()).map_err(|_| NotSigned::TooLate)?;
        let now = now.checked_add(took).map_err(|_| NotSigned::TooLate)?;
        let attempt = approved.to_sign(now).ok_or(NotSigned::TooLate)?;
        let data = eip712::typed_data(attempt.plan.chain, &attempt.authorization).to_string();
        let parameters = json!([self.address.to_string(), data]);
        let signature = self.program.call("eth_signTypedData_v4", parameters).await?;
        checked(signature.as_str().ok_or(NotSigned::WrongSignature)?, attempt)
    }

    fn is_ours(&self) -> bool {
        false
    }
}

impl Program {
    fn new(server: &Url, http: &Http) -> Program {
        Program {
            server: server.clone(),
            http: http.clone(),
        }
    }

    async fn addresses(&self) -> Result<Vec<Address>, NotSigned> {
        let answer = match self.call("eth_requestAccounts", json!([])).await {
            Err(NoResult::Fault(NO_SUCH_METHOD)) => self.call("eth_accounts", json!([])).await?,
            other => other?,
        };
        // What answers with something else is no wallet.
        let list = answer.as_array().ok_or(NotSigned::Unreachable)?;
        let mut addresses = Vec::new();
        for entry in list.iter().take(MOST_ADDRESSES) {
            let text = entry.as_str().ok_or(NotSigned::Unreachable)?;
            let address = Address::parse(text).map_err(|_| NotSigned::Unreachable)?;
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        match addresses.is_empty() {
            true => Err(NotSigned::Refused),
            false => Ok(addresses),
        }
    }

    /// Has the wallet be on `chain`, where it is not yet.
    async fn go_to(&self, chain: &Chain) -> Result<(), NotSigned> {
        if self.chain().await? == chain.id {
            return Ok(());
        }
        let parameters = json!([{ "chainId": format!("{:#x}", chain.id) }]);
        match self.call("wallet_switchEthereumChain", parameters).await {
            Err(NoResult::Fault(code)) if !REFUSED.contains(&code) => return Err(NotSigned::OtherChain),
            other => other?,
        };
        match self.chain().await? == chain.id {
            true => Ok(()),
            false => Err(NotSigned::OtherChain),
        }
    }

    async fn chain(&self) -> Result<u64, NotSigned> {
        let answer = self.call("eth_chainId", json!([])).await?;
        let digits = answer.as_str().and_then(|text| text.strip_prefix("0x"));
        let number = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
        number.ok_or(NotSigned::OtherChain)
    }

    async fn call(&self, method: &str, parameters: Value) -> Result<Value, NoResult> {
        let failed = NoResult::Failed;
        let question = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": parameters });
        let post = Post::json(self.server.clone(), &question).map_err(|_| failed(NotSigned::Unreachable))?;
        let answer = self.http.post(&post).await.map_err(|error| {
            tracing::debug!(kind = ?error.kind, method, "a wallet program did not answer");
            failed(unanswered(error.kind))
        })?;
        let is_short = answer.body.len() <= LONGEST_ANSWER;
        let read = is_short.then(|| serde_json::from_slice::<Answer>(&answer.body).ok());
        match read.flatten() {
            Some(Answer { error: None, result }) => Ok(result),
            Some(Answer {
                error: Some(fault), ..
            }) => Err(NoResult::Fault(fault.code)),
            None => Err(failed(NotSigned::Unreachable)),
        }
    }
}

/// Only where nothing was connected the program has seen nothing.
fn unanswered(kind: NetErrorKind) -> NotSigned {
    match kind {
        NetErrorKind::Unreachable | NetErrorKind::Insecure | NetErrorKind::Tls => NotSigned::Unreachable,
        _ => NotSigned::NoAnswer,
    }
}

impl From<NoResult> for NotSigned {
    fn from(why: NoResult) -> NotSigned {
        match why {
            NoResult::Failed(why) => why,
            NoResult::Fault(code) if REFUSED.contains(&code) => NotSigned::Refused,
            NoResult::Fault(_) => NotSigned::NoAnswer,
        }
    }
}
