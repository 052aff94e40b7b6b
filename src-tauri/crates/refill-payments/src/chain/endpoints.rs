//! Which endpoints are set, and which of them are asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use refill_core::x402::Chain;
use refill_net::Http;
use url::Url;

use super::endpoint::{Endpoint, Standing};

/// How many endpoints are asked at once at the most.
const MOST_ASKED: usize = 4;

/// The endpoints of all chains.
#[derive(Debug)]
pub(super) struct Endpoints {
    http: Http,
    /// Instead of the endpoints that ship, by the chain's number.
    extra: HashMap<u64, Vec<Url>>,
    sets: Mutex<Sets>,
}

#[derive(Debug, Default)]
struct Sets {
    /// What was set, by the chain's number.
    used: HashMap<u64, Vec<Endpoint>>,
    /// What was learnt of an endpoint, for as long as the program runs.
    known: HashMap<(u64, Url), Arc<Standing>>,
}

impl Endpoints {
    pub(super) fn new(http: &Http, extra: Vec<(u64, Vec<Url>)>) -> Endpoints {
        Endpoints {
            http: http.clone(),
            extra: extra.into_iter().collect(),
            sets: Mutex::default(),
        }
    }

    /// Sets the endpoints of a chain, the person's own first, each once.
    pub(super) fn set(&self, chain: &'static Chain, own: &[Url], with_shipped: bool) {
        let shipped = if with_shipped {
            self.shipped(chain)
        } else {
            Vec::new()
        };
        let own = own.iter().map(|url| (url, true));
        let shipped = shipped.iter().map(|url| (url, false));
        let mut sets = self.sets();
        let mut endpoints: Vec<Endpoint> = Vec::new();
        for (url, is_own) in own.chain(shipped) {
            if endpoints.iter().all(|endpoint| endpoint.rpc.url() != url) {
                endpoints.push(sets.endpoint(&self.http, chain, url, is_own));
            }
        }
        sets.used.insert(chain.id, endpoints);
    }

    /// All that are set; those that ship, where nothing was set.
    pub(super) fn all(&self, chain: &'static Chain) -> Vec<Endpoint> {
        let set = self.sets().used.get(&chain.id).cloned();
        set.unwrap_or_else(|| {
            self.set(chain, &[], true);
            self.sets().used.get(&chain.id).cloned().unwrap_or_default()
        })
    }

    /// Those that are asked now: the person's own, and then the ones that ship, those that failed the last time behind
    /// the others.
    pub(super) fn to_ask(&self, chain: &'static Chain) -> Vec<Endpoint> {
        let mut endpoints = self.all(chain);
        endpoints.sort_by_key(|endpoint| !endpoint.is_own && endpoint.has_failed());
        endpoints.truncate(MOST_ASKED);
        endpoints
    }

    /// One that may be set later.
    pub(super) fn one(&self, chain: &'static Chain, url: &Url) -> Endpoint {
        self.sets().endpoint(&self.http, chain, url, true)
    }

    fn shipped(&self, chain: &Chain) -> Vec<Url> {
        match self.extra.get(&chain.id) {
            Some(urls) => urls.clone(),
            // All of them are addresses: a test says so.
            None => chain
                .endpoints
                .iter()
                .filter_map(|text| Url::parse(text).ok())
                .collect(),
        }
    }

    fn sets(&self) -> MutexGuard<'_, Sets> {
        // What is inside is whole between any two lines.
        self.sets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sets {
    fn endpoint(&mut self, http: &Http, chain: &'static Chain, url: &Url, is_own: bool) -> Endpoint {
        let standing = self.known.entry((chain.id, url.clone())).or_default().clone();
        Endpoint::new(http, chain, url, is_own, standing)
    }
}

#[cfg(test)]
mod tests {
    use refill_core::x402::BASE;
    use refill_net::HttpOptions;

    use super::*;

    fn endpoints(extra: Vec<(u64, Vec<Url>)>) -> Endpoints {
        let http = Http::new(HttpOptions::default()).expect("the door opens");
        Endpoints::new(&http, extra)
    }

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    fn addresses(endpoints: &[Endpoint]) -> Vec<&str> {
        endpoints
            .iter()
            .map(|endpoint| endpoint.rpc.url().as_str())
            .collect()
    }

    #[test]
    fn those_that_ship_serve_until_others_are_set() {
        let endpoints = endpoints(vec![]);
        assert_eq!(endpoints.all(&BASE).len(), BASE.endpoints.len());
        endpoints.set(&BASE, &[], false);
        assert!(endpoints.all(&BASE).is_empty());
    }

    #[test]
    fn own_ones_come_first_and_nothing_comes_twice() {
        let stand_ins = vec![url("https://a.example"), url("https://b.example/")];
        let endpoints = endpoints(vec![(BASE.id, stand_ins)]);
        let own = [
            url("https://b.example"),
            url("https://c.example/key"),
            url("https://b.example"),
        ];
        endpoints.set(&BASE, &own, true);
        assert_eq!(
            addresses(&endpoints.all(&BASE)),
            [
                "https://b.example/",
                "https://c.example/key",
                "https://a.example/"
            ]
        );
        endpoints.set(&BASE, &own, false);
        assert_eq!(endpoints.all(&BASE).len(), 2);
    }

    #[test]
    fn at_most_four_are_asked_and_an_own_one_never_steps_back() {
        let shipped: Vec<Url> = (1..=4)
            .map(|n| url(&format!("https://shipped{n}.example")))
            .collect();
        let endpoints = endpoints(vec![(BASE.id, shipped)]);
        endpoints.set(&BASE, &[url("https://own.example")], true);
        for endpoint in endpoints.all(&BASE).iter().take(2) {
            endpoint.fail();
        }
        assert_eq!(
            addresses(&endpoints.to_ask(&BASE)),
            [
                "https://own.example/",
                "https://shipped2.example/",
                "https://shipped3.example/",
                "https://shipped4.example/"
            ]
        );
    }
}
