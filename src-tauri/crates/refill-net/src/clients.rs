//! The HTTP library's clients, and which of them serves an address.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use refill_core::server::is_allowed;
use reqwest::{Client, ClientBuilder, redirect, retry};
use url::Url;

use crate::error::NotBuilt;
use crate::http::HttpOptions;

/// A pair of clients with the same habits.
#[derive(Clone, Debug)]
pub(crate) struct Clients {
    /// For all servers but this machine's own; honours the system's proxy.
    outside: Client,
    /// For this machine: no proxy, and `localhost` never looked up elsewhere.
    inside: Client,
}

impl Clients {
    /// For requests that may be sent again.
    pub(crate) fn for_reading(options: &HttpOptions) -> Result<Clients, NotBuilt> {
        Clients::new(|| builder(options))
    }

    /// For requests that are sent once: each over a connection of its own, because one that was kept open may
    /// have been closed by the server while the request was under way, and never again, not even where HTTP/2
    /// would allow it.
    pub(crate) fn for_sending(options: &HttpOptions) -> Result<Clients, NotBuilt> {
        Clients::new(|| builder(options).pool_max_idle_per_host(0).retry(retry::never()))
    }

    fn new(builder: impl Fn() -> ClientBuilder) -> Result<Clients, NotBuilt> {
        let loopback = [
            SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
        ];
        let inside = builder().no_proxy().resolve_to_addrs("localhost", &loopback);
        Ok(Clients {
            outside: builder().build().map_err(NotBuilt)?,
            inside: inside.build().map_err(NotBuilt)?,
        })
    }

    /// The client for `url`.
    pub(crate) fn to(&self, url: &Url) -> &Client {
        if is_this_machine(url) {
            &self.inside
        } else {
            &self.outside
        }
    }
}

fn builder(options: &HttpOptions) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("Refill/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(options.connect)
        .redirect(redirect::Policy::none())
        .referer(false)
        .gzip(true)
}

/// True for every address on this machine, by the one rule that says where plain http is allowed.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    let mut plain = url.clone();
    plain.set_scheme("http").is_ok() && is_allowed(&plain)
}
