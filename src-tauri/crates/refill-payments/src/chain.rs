//! Reads a chain through public endpoints and the person's own, over JSON-RPC. Only reads.
//!
//! | asked | for |
//! |---|---|
//! | `eth_chainId`, `DOMAIN_SEPARATOR()` and `decimals()` of the token | whether this is the chain, once per endpoint |
//! | `eth_getBlockByNumber` of `latest` | the time, and where the search for logs ends |
//! | `eth_getBlockByNumber` of `safe`, else `finalized` | what stays; an endpoint that knows neither proves nothing |
//! | `authorizationState(payer, nonce)` at that block | used or cancelled |
//! | `eth_getLogs`: `AuthorizationUsed`, `AuthorizationCanceled`, `Transfer` | which of them, where, and what was moved |
//! | `balanceOf(owner)` | what the wallet has |
//!
//! Every answer may be wrong, on purpose or because its parts come from different machines behind one address. So what
//! an endpoint says must fit together, and one whose answers do not says nothing at all. Whether several agree is
//! judged elsewhere (`refill_core::x402::judge`).
//!
//! One call per request: public endpoints cut batches shorter than single calls.

mod calls;
mod endpoint;
mod endpoints;
mod hex;
mod rpc;
mod sight;

use async_trait::async_trait;
use futures_util::future::join_all;
use refill_core::ports::{ChainError, ChainReader, EndpointState};
use refill_core::x402::{Address, Atomic, Attempt, Block, Chain, Sight};
use refill_net::Http;
use url::Url;

use self::endpoint::Endpoint;
use self::endpoints::Endpoints;

/// How many endpoints are asked at the most, where one answer is enough.
const MOST_TRIES: usize = 2;

/// As many as a proof wants, where as many are set.
const PROOF: usize = 2;

/// Reads chains. Clones nothing and keeps nothing of the answers but which endpoints are the chain they should be.
#[derive(Debug)]
pub struct RpcReader {
    endpoints: Endpoints,
}

impl RpcReader {
    /// Reads over `http`. `extra` stands in for the endpoints that ship, by the chain's number: for demo mode and tests.
    pub fn new(http: &Http, extra: Vec<(u64, Vec<Url>)>) -> RpcReader {
        RpcReader {
            endpoints: Endpoints::new(http, extra),
        }
    }
}

#[async_trait]
impl ChainReader for RpcReader {
    fn set_endpoints(&self, chain: &'static Chain, own: &[Url], with_shipped: bool) {
        self.endpoints.set(chain, own, with_shipped);
    }

    fn needed(&self, chain: &'static Chain) -> usize {
        self.endpoints.all(chain).len().min(PROOF)
    }

    async fn now(&self, chain: &'static Chain) -> Result<Block, ChainError> {
        let asked = self.endpoints.to_ask(chain);
        let heads = asked.iter().map(|endpoint| endpoint.asked(endpoint.head()));
        lowest(&join_all(heads).await)
    }

    async fn balance(&self, chain: &'static Chain, owner: Address) -> Result<Atomic, ChainError> {
        let mut asked = self.endpoints.to_ask(chain);
        asked.sort_by_key(Endpoint::has_failed);
        let mut outcome = Err(ChainError::Unreachable);
        for endpoint in asked.iter().take(MOST_TRIES) {
            outcome = endpoint.asked(endpoint.balance(owner)).await;
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    async fn look(&self, attempt: &Attempt) -> Vec<Sight> {
        let asked = self.endpoints.to_ask(attempt.plan.chain);
        let sights = asked
            .iter()
            .map(|endpoint| endpoint.asked(sight::of(endpoint, attempt)));
        join_all(sights).await.into_iter().flatten().collect()
    }

    async fn check(&self, chain: &'static Chain) -> Vec<EndpointState> {
        let all = self.endpoints.all(chain);
        join_all(all.iter().map(Endpoint::state)).await
    }

    async fn check_one(&self, chain: &'static Chain, endpoint: &Url) -> EndpointState {
        self.endpoints.one(chain, endpoint).state().await
    }
}

/// The lowest: a settlement that one of them has not seen yet must not lie before the first block that is searched. Else
/// why there is none: that it is another chain, before that it does not answer.
fn lowest(heads: &[Result<Block, ChainError>]) -> Result<Block, ChainError> {
    if let Some(block) = heads.iter().flatten().min_by_key(|block| block.id.number) {
        return Ok(*block);
    }
    let is = |error: ChainError| heads.contains(&Err(error));
    Err([ChainError::Other, ChainError::NotUnderstood]
        .into_iter()
        .find(|error| is(*error))
        .unwrap_or(ChainError::Unreachable))
}
