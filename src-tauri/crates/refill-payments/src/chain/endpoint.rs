//! One endpoint of a chain: whether it is that chain, and how it does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use refill_core::ports::{ChainError, EndpointState};
use refill_core::x402::{Address, Atomic, Block, Chain};
use refill_net::Http;
use tokio::time::{Instant, timeout};
use url::Url;

use super::calls;
use super::rpc::Rpc;

/// Time for everything that one endpoint is asked at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// One endpoint. Clones share what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub(super) chain: &'static Chain,
    pub(super) rpc: Rpc,
    pub(super) is_own: bool,
    standing: Arc<Standing>,
}

/// What was learnt of an endpoint.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// It is the chain that it should be, with the token.
    is_the_chain: AtomicBool,
    /// It gave nothing the last time.
    has_failed: AtomicBool,
}

impl Endpoint {
    pub(super) fn new(
        http: &Http,
        chain: &'static Chain,
        url: &Url,
        is_own: bool,
        standing: Arc<Standing>,
    ) -> Endpoint {
        Endpoint {
            chain,
            rpc: Rpc::new(http, url),
            is_own,
            standing,
        }
    }

    /// It gave nothing the last time.
    pub(super) fn has_failed(&self) -> bool {
        self.standing.has_failed.load(Ordering::Relaxed)
    }

    /// The outcome of `question`, in time, after the endpoint has shown that it is the chain.
    pub(super) async fn asked<T>(
        &self,
        question: impl Future<Output = Result<T, ChainError>>,
    ) -> Result<T, ChainError> {
        let known = async {
            if !self.standing.is_the_chain.load(Ordering::Relaxed) {
                self.identify().await?;
            }
            question.await
        };
        self.in_time(known).await
    }

    /// How it does, asked anew.
    pub(super) async fn state(&self) -> EndpointState {
        let asked = async {
            self.identify().await?;
            let start = Instant::now();
            let head = self.head().await?;
            Ok((head, start.elapsed()))
        };
        EndpointState {
            address: self.rpc.url().to_string(),
            is_own: self.is_own,
            state: self.in_time(asked).await,
        }
    }

    /// Its newest block.
    pub(super) async fn head(&self) -> Result<Block, ChainError> {
        let head = calls::block(&self.rpc, "latest").await?;
        head.ok_or(ChainError::Unreachable)
    }

    /// Its newest block that stays. How far behind the head that is differs from chain to chain and is not guessed: an
    /// endpoint that does not say gives no proof.
    pub(super) async fn safe(&self) -> Result<Block, ChainError> {
        if let Some(safe) = calls::block(&self.rpc, "safe").await? {
            return Ok(safe);
        }
        let finalized = calls::block(&self.rpc, "finalized").await?;
        finalized.ok_or(ChainError::Unreachable)
    }

    /// What `owner` has of the token.
    pub(super) async fn balance(&self, owner: Address) -> Result<Atomic, ChainError> {
        let millionths = calls::balance_of(&self.rpc, self.chain.token.address, owner).await?;
        Ok(Atomic::new(millionths))
    }

    #[cfg(test)]
    pub(super) fn fail(&self) {
        self.standing.has_failed.store(true, Ordering::Relaxed);
    }

    async fn identify(&self) -> Result<(), ChainError> {
        let is_it = self.is_the_chain().await;
        if let Ok(is_it) = is_it {
            self.standing.is_the_chain.store(is_it, Ordering::Relaxed);
        }
        match is_it? {
            true => Ok(()),
            false => Err(ChainError::Other),
        }
    }

    async fn is_the_chain(&self) -> Result<bool, ChainError> {
        if calls::chain_id(&self.rpc).await? != self.chain.id {
            return Ok(false);
        }
        let token = &self.chain.token;
        let (separator, decimals) = tokio::try_join!(
            calls::separator(&self.rpc, token.address),
            calls::decimals(&self.rpc, token.address)
        )?;
        Ok(separator == Some(token.separator) && decimals == Some(token.decimals.into()))
    }

    async fn in_time<T>(&self, work: impl Future<Output = Result<T, ChainError>>) -> Result<T, ChainError> {
        let outcome = timeout(PATIENCE, work).await;
        let outcome = outcome.unwrap_or(Err(ChainError::Unreachable));
        self.standing
            .has_failed
            .store(outcome.is_err(), Ordering::Relaxed);
        if let Err(error) = &outcome {
            // The address of an endpoint may hold a key: the host is enough.
            tracing::debug!(host = self.rpc.host(), %error, "an endpoint of the chain gives nothing");
        }
        outcome
    }
}
