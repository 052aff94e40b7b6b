//! Which providers there are.

use std::collections::HashMap;
use std::sync::Arc;

use refill_core::ids::ProviderId;
use refill_core::ports::Provider;
use refill_core::server::ServerAddress;
use refill_net::Http;

use crate::clado::Clado;
use crate::dria::Dria;
use crate::hyper3d::Hyper3d;
use crate::openrouter::OpenRouter;
use crate::web3_api::Web3Api;

/// Every provider that this version knows; one line each.
pub fn registry(http: &Http, endpoints: &Endpoints) -> Registry {
    Registry {
        providers: vec![
            Arc::new(OpenRouter::new(http, endpoints)),
            Arc::new(Dria::new(http, endpoints)),
            Arc::new(Hyper3d::new(http, endpoints)),
            Arc::new(Clado::new(http, endpoints)),
            Arc::new(Web3Api::new(http, endpoints)),
        ],
    }
}

/// The known providers, in the order in which they are offered.
#[derive(Clone)]
pub struct Registry {
    providers: Vec<Arc<dyn Provider>>,
}

impl Registry {
    /// All of them.
    pub fn all(&self) -> &[Arc<dyn Provider>] {
        &self.providers
    }

    /// The provider with this id; `None` for one that only another version knows.
    pub fn get(&self, id: &ProviderId) -> Option<&Arc<dyn Provider>> {
        self.providers
            .iter()
            .find(|provider| provider.descriptor().id == *id)
    }
}

/// Addresses that stand in for the providers' fixed ones, in the demo and in tests. Empty: the real ones.
#[derive(Clone, Debug, Default)]
pub struct Endpoints(HashMap<ProviderId, ServerAddress>);

impl Endpoints {
    /// The same, with `server` in place of the fixed address of `provider`.
    #[must_use]
    pub fn with(mut self, provider: ProviderId, server: ServerAddress) -> Endpoints {
        self.0.insert(provider, server);
        self
    }

    /// What stands in for the fixed address of `provider`.
    pub(crate) fn get(&self, provider: &ProviderId) -> Option<&ServerAddress> {
        self.0.get(provider)
    }
}
