//! Every provider against a local server that sends what the documents show, and what no document shows.
#![allow(clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use refill_core::account::Divisor;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::ids::ProviderId;
use refill_core::key::ApiKey;
use refill_core::money::{Decimal, Money, Unit, parse_decimal};
use refill_core::ports::{Access, Provider};
use refill_core::reading::Balance;
use refill_core::server::ServerAddress;
use refill_net::{Http, HttpOptions};
use refill_providers::{Endpoints, Registry, registry};

mod activity_of_openrouter;
mod calls;
mod charge_of_openrouter;
mod clado;
mod dria;
mod faces;
mod history_of_web3_api;
mod holder_of_web3_api;
mod hostile;
mod hostile_calls;
mod hostile_line;
mod hyper3d;
mod lists_of_web3_api;
mod openrouter;
mod registered;
mod rude;
mod secrets;
mod secrets_of_calls;
#[path = "../../../refill-net/tests/support/server.rs"]
mod server;
mod shop_of_web3_api;
mod sign_in_of_openrouter;
mod web3_api;

use server::{Server, answer};

/// The key in every call here. Nothing but its header may ever show it.
const KEY: &str = "dkn_live_4f1d7a90c2";

/// A provider and what its calls need, with `server` in the place of the provider's own.
struct Subject {
    provider: Arc<dyn Provider>,
    access: Access,
}

impl Subject {
    /// The provider `id`, on `path` of `server`.
    fn at(id: &'static str, server: &Server, path: &str) -> Subject {
        Subject::of(id, &format!("{}{path}", server.base()))
    }

    fn of(id: &'static str, address: &str) -> Subject {
        Subject::among(id, address, known)
    }

    fn among(id: &'static str, address: &str, known: impl Fn(&Endpoints) -> Registry) -> Subject {
        let id = ProviderId::from_static(id);
        let server = ServerAddress::parse(address).expect("an address");
        let endpoints = Endpoints::default().with(id.clone(), server.clone());
        Subject {
            provider: known(&endpoints).get(&id).expect("a known provider").clone(),
            access: Access {
                key: ApiKey::from_pasted(KEY).expect("a key"),
                server: Some(server),
                divisor: Divisor::ONE,
            },
        }
    }

    async fn balance(&self) -> Result<Balance, ProviderError> {
        self.provider.balance(&self.access).await
    }

    async fn refusal(&self) -> ProviderError {
        self.balance().await.expect_err("no balance")
    }
}

/// All providers, with limits for tests: as in use, but without long waits.
fn known(endpoints: &Endpoints) -> Registry {
    // One for all tests: the system's certificates take long to read.
    static DOOR: LazyLock<Http> = LazyLock::new(|| {
        let first_wait = Duration::from_millis(1);
        Http::new(HttpOptions {
            first_wait,
            ..HttpOptions::default()
        })
        .expect("the door opens")
    });
    registry(&DOOR, endpoints)
}

fn credits(amount: &str) -> Money {
    Money::new(number(amount), Unit::CREDITS)
}

fn dollars(amount: &str) -> Money {
    Money::new(number(amount), Unit::USD)
}

fn number(text: &str) -> Decimal {
    parse_decimal(text).expect("a number")
}

/// An answer of success with this body and no headers of note.
fn ok(body: impl AsRef<[u8]>) -> Vec<u8> {
    answer("200 OK", "", body)
}

/// What the first line of each request asked for, in order.
fn asked(server: &Server) -> Vec<String> {
    let first_line = |request: &String| request.lines().next().unwrap_or_default().to_owned();
    let asked = |line: String| line.trim_end_matches(" HTTP/1.1").to_owned();
    server.seen().iter().map(first_line).map(asked).collect()
}

fn not_understood(what: &'static str) -> ProviderErrorKind {
    ProviderErrorKind::NotUnderstood { what }
}
